"""The page "Forecast"."""

from django.utils.translation import gettext_lazy as _

from colere.insights.instruments.extensions.pages import add_page
from colere.insights.instruments.forms.forecast import ForecastForm
from colere.insights.instruments.queries.asking import Instrument, Question
from colere.insights.instruments.queries.forecast import ContactsFound, Service, find_contacts_ahead
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.ahead import draw_contacts, own_of_forecast
from colere.insights.instruments.views.forecast import contacts_report
from colere.platform.permissions import Actor


def find(actor: Actor, question: Question, tell: Tell) -> ContactsFound:
    """The contacts of the days to come, and the people that they need."""
    chosen = question.options
    service = Service(chosen["handling"], chosen["share"], chosen["within"], chosen["away"])
    return find_contacts_ahead(
        actor, request=question.request, days=chosen["days"], minutes=chosen["every"], service=service, tell=tell
    )


add_page(
    Instrument(
        name="forecast",
        label=_("Forecast"),
        answers=_("How many contacts will come, and how many people do they need?"),
        needs=_(
            "After four weeks of conversations it stands here how many will come on each day and in each hour, how "
            "sure that is, and how many people it takes to answer them in time."
        ),
        icon="calendar",
        order=70,
        keywords=_("forecast staffing planning contacts ahead erlang workload"),
        form=ForecastForm,
        find=find,
        report=contacts_report,
        draw=draw_contacts,
        facts=("conversations",),
        extras=own_of_forecast,
        template="instruments/forecast.html",
    )
)
