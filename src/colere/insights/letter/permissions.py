"""Who may read the letter: those whom it is written to. It holds customers' words of all teams but the private ones."""

from django.utils.translation import gettext_lazy as _

from colere.platform.accounts.roles import Role
from colere.platform.permissions import any_role, register

register(
    "letter.read", label=_("Read the weekly letter"), policy=any_role(Role.LEAD, Role.HEAD_OF_CARE, Role.EXECUTIVE)
)
