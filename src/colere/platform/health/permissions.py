"""Who may look at the machinery."""

from django.utils.translation import gettext_lazy as _

from colere.platform.accounts.roles import Role
from colere.platform.permissions import any_role, register

register("health.read", label=_("See how the system is"), policy=any_role(Role.OPERATOR))
