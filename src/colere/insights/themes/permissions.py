"""Who may tend the themes: name, join, divide and leave out. Whoever may see measures may read them."""

from django.utils.translation import gettext_lazy as _

from colere.platform.accounts.roles import Role
from colere.platform.permissions import any_role, register

register("themes.tend", label=_("Name, join and divide themes"), policy=any_role(Role.LEAD, Role.HEAD_OF_CARE))
