"""Who may look after background work."""

from django.utils.translation import gettext_lazy as _

from colere.platform.accounts.roles import Role
from colere.platform.permissions import any_role, register

register("jobs.manage", label=_("Look after background work"), policy=any_role(Role.OPERATOR))
