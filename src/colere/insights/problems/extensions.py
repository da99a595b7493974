"""What the two pages plug into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.platform.ui.registry import NavItem, PaletteCommand, register_command, register_nav

register_nav(NavItem(_("What changed"), "problems:change-list", "wave-sine", "metrics.read", order=78))
register_nav(NavItem(_("What comes back"), "problems:problem-list", "repeat", "metrics.read", order=79))
register_command(
    PaletteCommand(
        _("See what changed"),
        "problems:change-list",
        "metrics.read",
        keywords=_("changes signals news different better worse"),
        icon="wave-sine",
    )
)
register_command(
    PaletteCommand(
        _("See which problems come back"),
        "problems:problem-list",
        "metrics.read",
        keywords=_("recurring problems topics cost hours again causes"),
        icon="repeat",
    )
)
