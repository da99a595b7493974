"""What themes plug into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.insights.themes.views.themes import usual_sentence
from colere.platform.audit.personal import PersonalTable, register_personal
from colere.platform.ui.places import register_place
from colere.platform.ui.registry import NavItem, PaletteCommand, register_command, register_nav

register_nav(
    NavItem(
        _("Themes"),
        "themes:theme-list",
        "message-2",
        "metrics.read",
        order=15,
        under="instruments:overview",
        text=_("What do customers say in their own words, and which of it grows?"),
        news=usual_sentence,
    )
)
register_command(
    PaletteCommand(
        _("See what customers say"),
        "themes:theme-list",
        "metrics.read",
        keywords=_("themes topics words quotes voice comments"),
        icon="message-2",
    )
)
register_place("theme", "themes:theme-detail")
# The words stay with conversations and answers; what is forgotten here is which theme they belonged to and the hash by
# which their vector was kept. The next run drops vectors that nobody knows any more.
register_personal(
    PersonalTable("themes.ThemeText", "customer", "conversation__customer", "delete"),
    PersonalTable("themes.ThemeText", "customer", "response__customer", "delete"),
)
