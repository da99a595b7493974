"""The page "People and teams"."""

from django.utils.translation import gettext_lazy as _

from colere.insights.instruments.extensions.pages import add_page
from colere.insights.instruments.forms.people import PeopleForm
from colere.insights.instruments.queries.asking import Instrument, Question
from colere.insights.instruments.queries.people import StandingsFound, find_standings
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.people import kept_standings
from colere.insights.instruments.views.standing import draw_standings, hidden_teams, narrow_standings
from colere.platform.permissions import Actor


def find(actor: Actor, question: Question, tell: Tell) -> StandingsFound:
    """Everybody's scores, for a page that shows each reader only what concerns them."""
    chosen = question.options
    return find_standings(actor, request=question.request, question=chosen["asked"], good=chosen["good"], tell=tell)


add_page(
    Instrument(
        name="people",
        label=_("People and teams"),
        answers=_("How do we do with everybody’s cases?"),
        needs=_(
            "As soon as customers answer, it stands here how you and your team do once it is allowed for who got the "
            "hard cases; and whether that can be told apart from chance. Nobody is ranked."
        ),
        icon="users",
        order=50,
        keywords=_("people teams colleagues fair case mix funnel adjusted scores"),
        form=PeopleForm,
        find=find,
        report=kept_standings,
        draw=draw_standings,
        facts=("responses",),
        narrow=narrow_standings,
        extras=hidden_teams,
        template="instruments/people.html",
    )
)
