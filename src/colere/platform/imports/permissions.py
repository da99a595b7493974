"""Who may bring data in and take it out."""

from django.utils.translation import gettext_lazy as _

from colere.platform.accounts.roles import Role
from colere.platform.permissions import any_role, register

register("imports.run", label=_("Import data"), policy=any_role(Role.OPERATOR, Role.HEAD_OF_CARE))
register("exports.run", label=_("Export data"), policy=any_role(Role.HEAD_OF_CARE, Role.EXECUTIVE))
