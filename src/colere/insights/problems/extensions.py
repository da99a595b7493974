"""What the two pages plug into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.insights.problems.views.changes import latest_changes
from colere.insights.problems.views.problems import usual_sentence
from colere.insights.problems.views.records import measuring_panel
from colere.platform.ui.registry import NavItem, PaletteCommand, Panel, register_command, register_nav, register_panel

register_nav(
    NavItem(
        _("What changed"),
        "problems:change-list",
        "wave-sine",
        "metrics.read",
        order=10,
        under="instruments:overview",
        text=_("Which measures are no longer as usual, and since when?"),
        news=latest_changes,
    )
)
register_nav(
    NavItem(
        _("What comes back"),
        "problems:problem-list",
        "repeat",
        "metrics.read",
        order=20,
        under="instruments:overview",
        text=_("Which problems come up again and again, and what do they cost?"),
        news=usual_sentence,
    )
)
register_panel(
    Panel("problem", "measuring", "metrics.read", "problems/_panel_measuring.html", measuring_panel, order=10)
)
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
