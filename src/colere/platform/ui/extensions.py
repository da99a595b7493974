"""What the shell plugs into itself."""

from django.utils.translation import gettext_lazy as _

from colere.platform.ui.registry import NavItem, PaletteCommand, register_command, register_nav

register_nav(NavItem(_("Today"), "ui:today", "sun", "ui.today", order=10))
register_command(
    PaletteCommand(
        _("Your account: theme, language, password"), "ui:account", "ui.today", _("dark light settings"), "user", 90
    )
)
register_command(PaletteCommand(_("The look: every component"), "ui:look", "ui.look", _("design"), "palette", 95))
