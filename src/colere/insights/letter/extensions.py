"""What the letter plugs into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.insights.letter.queries.kept import newest_sentence
from colere.platform.audit.personal import PersonalTable, register_personal
from colere.platform.ui.registry import NavItem, PaletteCommand, register_command, register_nav

register_nav(
    NavItem(
        _("Weekly letter"),
        "letter:letter-latest",
        "mail",
        "letter.read",
        order=5,
        under="instruments:overview",
        text=_("What does a leader with ten minutes need to know of last week?"),
        news=newest_sentence,
    )
)
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
