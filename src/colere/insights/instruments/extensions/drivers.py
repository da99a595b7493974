"""The page "Drivers"."""

from django.utils.translation import gettext_lazy as _

from colere.insights.instruments.extensions.pages import add_page
from colere.insights.instruments.forms.drivers import DriversForm
from colere.insights.instruments.queries.asking import Instrument, Question
from colere.insights.instruments.queries.drivers import DriversFound, find_drivers
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.drivers import draw_drivers, drivers_report
from colere.platform.permissions import Actor


def find(actor: Actor, question: Question, tell: Tell) -> DriversFound:
    """What goes with the score that was chosen."""
    return find_drivers(actor, request=question.request, outcome=question.options["outcome"], tell=tell)


add_page(
    Instrument(
        name="drivers",
        label=_("Drivers"),
        answers=_("What goes with the ups and downs of a score?"),
        needs=_(
            "As soon as customers answer two or more questions on one occasion, it stands here which of them goes most "
            "with the score, and which cannot be told from nothing."
        ),
        icon="target",
        order=30,
        keywords=_("drivers why score satisfaction importance regression"),
        form=DriversForm,
        find=find,
        report=drivers_report,
        draw=draw_drivers,
        facts=("responses",),
    )
)
