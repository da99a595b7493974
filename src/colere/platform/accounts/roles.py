"""The roles that a person can have; a person may have several."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """What somebody does here, which decides what they see and may do."""

    AGENT = "agent"
    LEAD = "lead"
    HEAD_OF_CARE = "head_of_care"
    PEOPLE_PARTNER = "people_partner"
    EXECUTIVE = "executive"
    OPERATOR = "operator"
    COLLEAGUE = "colleague"


ROLE_LABELS: dict[Role, Promise] = {
    Role.AGENT: _("Agent"),
    Role.LEAD: _("Team lead"),
    Role.HEAD_OF_CARE: _("Head of care"),
    Role.PEOPLE_PARTNER: _("People partner"),
    Role.EXECUTIVE: _("Executive"),
    Role.OPERATOR: _("Operator"),
    Role.COLLEAGUE: _("Colleague"),
}
