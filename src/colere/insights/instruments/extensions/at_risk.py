"""The page "Customers at risk"."""

from django.utils.translation import gettext_lazy as _

from colere.insights.instruments.extensions.pages import add_page
from colere.insights.instruments.forms.at_risk import AtRiskForm
from colere.insights.instruments.queries.asking import Instrument, Question
from colere.insights.instruments.queries.at_risk import AtRiskFound, find_at_risk, listed_so_far
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.at_risk import at_risk_report, draw_at_risk, name_customers, own_of_at_risk
from colere.platform.audit.personal import PersonalTable, register_personal
from colere.platform.permissions import SYSTEM, Actor


def find(actor: Actor, question: Question, tell: Tell) -> AtRiskFound:
    """Who is at risk, among those who were asked about."""
    return find_at_risk(actor, request=question.request, tell=tell)


def mark() -> str:
    """Who has been listed so far."""
    return listed_so_far(SYSTEM)


add_page(
    Instrument(
        name="at-risk",
        label=_("Customers at risk"),
        answers=_("Who is likely to stay away, why, and what is at stake?"),
        needs=_(
            "As soon as customers have bought again and again for half a year, it stands here who of them is likely "
            "to stay away, what speaks for it, and what could be done."
        ),
        icon="user-minus",
        order=55,
        keywords=_("churn leave silent lost retention risk"),
        form=AtRiskForm,
        find=find,
        report=at_risk_report,
        draw=draw_at_risk,
        facts=("purchases", "conversations", "responses"),
        permission="customers.read",
        mark=mark,
        narrow=name_customers,
        extras=own_of_at_risk,
        template="instruments/at_risk.html",
    )
)

register_personal(PersonalTable("instruments.RiskListing", of="customer", path="customer", erase="delete"))
