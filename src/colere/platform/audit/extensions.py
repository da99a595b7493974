"""What the log adds to the shell."""

from django.utils.translation import gettext_lazy as _

from colere.platform.audit.personal import PersonalTable, register_personal
from colere.platform.ui.registry import NavItem, PaletteCommand, register_command, register_nav

register_nav(NavItem(_("What happened"), "audit:log-list", "history", "audit.read", order=90, group="more"))
register_nav(NavItem(_("Mails"), "audit:mail-list", "mail", "mail.manage", order=92, group="more"))
register_command(PaletteCommand(_("See what happened"), "audit:log-list", "audit.read", _("audit log history")))
register_command(
    PaletteCommand(_("See which mail waits"), "audit:mail-list", "mail.manage", _("outbox letters sent"), "mail")
)

# Where people stand: the rooms below this one cannot say it themselves.
register_personal(
    PersonalTable("accounts.Account", "account", "", "blank", ("email", "name", "password")),
    PersonalTable("accounts.SignInLink", "account", "account", "delete"),
    PersonalTable("mail.Mail", "account", "account", "delete"),
)
