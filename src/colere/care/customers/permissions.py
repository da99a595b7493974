"""Who may see and change customers' records."""

from django.utils.translation import gettext_lazy as _

from colere.platform.accounts.roles import Role
from colere.platform.permissions import any_role, register

CARE_ROLES = (Role.AGENT, Role.LEAD, Role.HEAD_OF_CARE, Role.EXECUTIVE)

register("customers.read", label=_("See customers"), policy=any_role(*CARE_ROLES))
register(
    "customers.edit", label=_("Change customers' records"), policy=any_role(Role.AGENT, Role.LEAD, Role.HEAD_OF_CARE)
)
register("customers.merge", label=_("Merge customers"), policy=any_role(Role.AGENT, Role.LEAD, Role.HEAD_OF_CARE))
register(
    "customers.define_attributes",
    label=_("Define customer attributes"),
    policy=any_role(Role.HEAD_OF_CARE, Role.OPERATOR),
)
