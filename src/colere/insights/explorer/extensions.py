"""What the explorer plugs into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.insights.explorer.forms import usual_period, usual_questions
from colere.platform.metrics import register_usual
from colere.platform.permissions import SYSTEM
from colere.platform.ui.registry import NavItem, PaletteCommand, register_command, register_nav

register_nav(NavItem(_("Measures"), "explorer:measure-list", "chart-line", "metrics.read", order=80))
register_command(
    PaletteCommand(
        _("Look at the measures"),
        "explorer:measure-list",
        "metrics.read",
        keywords=_("numbers figures charts report statistics csat nps"),
        icon="chart-line",
    )
)
register_usual("explorer", lambda: usual_questions(*usual_period(SYSTEM)))
