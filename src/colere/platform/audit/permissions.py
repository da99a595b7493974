"""Who may read the log."""

from django.utils.translation import gettext_lazy as _

from colere.platform.accounts.roles import Role
from colere.platform.permissions import any_role, register

register("audit.read", label=_("See what happened"), policy=any_role(Role.OPERATOR))
