"""What the letter plugs into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.platform.audit.personal import PersonalTable, register_personal
from colere.platform.ui.registry import NavItem, PaletteCommand, register_command, register_nav

register_nav(NavItem(_("Weekly letter"), "letter:letter-latest", "mail", "letter.read", order=89))
register_command(
    PaletteCommand(
        _("Read the weekly letter"),
        "letter:letter-latest",
        "letter.read",
        keywords=_("letter week mail pdf leaders subscribe"),
        icon="mail",
    )
)
register_personal(
    PersonalTable("letter.Subscription", "account", "account", "delete"),
    PersonalTable("letter.Sending", "account", "account", "delete"),
)
