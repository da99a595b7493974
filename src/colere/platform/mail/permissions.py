"""Who may look after mail."""

from django.utils.translation import gettext_lazy as _

from colere.platform.accounts.roles import Role
from colere.platform.permissions import any_role, register

register("mail.manage", label=_("Look after mail that leaves the house"), policy=any_role(Role.OPERATOR))
