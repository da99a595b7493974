"""The page "Team and customers"."""

from django.utils.translation import gettext_lazy as _

from colere.insights.instruments.extensions.pages import add_page
from colere.insights.instruments.forms.teamwork import TeamworkForm
from colere.insights.instruments.queries.asking import Instrument, Question, has_facts
from colere.insights.instruments.queries.teamwork import TeamworkFound, find_teamwork, has_pulses, pulses_mark
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.teamwork import draw_teamwork, own_of_teamwork, teamwork_report
from colere.platform.permissions import Actor


def find(actor: Actor, question: Question, tell: Tell) -> TeamworkFound:
    """What the mood of teams has to do with their customers, from the answers that are kept."""
    return find_teamwork(actor, request=question.request, tell=tell)


add_page(
    Instrument(
        name="team-and-customers",
        label=_("Team and customers"),
        answers=_("Do customers fare better where a team feels better?"),
        needs=_(
            "There is no pulse in Colere yet. Hand over a file of answers of your colleagues to how they are, without "
            "names: from 4 teams and half a year on, it stands here whether customers are more content weeks later."
        ),
        icon="heart-handshake",
        order=60,
        keywords=_("team customers mood pulse happy people engagement"),
        form=TeamworkForm,
        find=find,
        report=teamwork_report,
        draw=draw_teamwork,
        facts=("responses",),
        is_ready=lambda actor: has_facts(actor) and has_pulses(actor),
        mark=pulses_mark,
        extras=own_of_teamwork,
        template="instruments/teamwork.html",
    )
)
