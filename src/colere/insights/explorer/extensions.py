"""What the explorer plugs into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.insights.explorer.views.today import today_changes
from colere.platform.metrics import register_usual
from colere.platform.metrics.usual import usual_period, usual_questions
from colere.platform.permissions import SYSTEM
from colere.platform.ui.registry import (
    NavItem,
    PaletteCommand,
    TodayCard,
    register_command,
    register_nav,
    register_today,
)

register_nav(
    NavItem(
        _("Measures"),
        "explorer:measure-list",
        "chart-line",
        "metrics.read",
        order=90,
        under="instruments:overview",
        text=_("How does each measure go over time, and side by side for teams, channels and topics?"),
    )
)
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
register_today(
    TodayCard("changes", "metrics.read", "explorer/_today_changes.html", today_changes, order=50, column="side")
)
