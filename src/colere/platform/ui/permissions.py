"""What everybody who is signed in may open, and the page for those who build or run the product."""

from django.utils.translation import gettext_lazy as _

from colere.platform.accounts.roles import Role
from colere.platform.permissions import any_role, everyone, register

register("ui.today", label=_("Open the Today page"), policy=everyone)
register("ui.search", label=_("Search"), policy=everyone)
register("ui.look", label=_("See every component of the pages"), policy=any_role(Role.OPERATOR))
