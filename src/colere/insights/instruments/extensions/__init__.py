"""What the instruments plug into the platform: the overview, and a page for each of them (a module each)."""

from django.utils.translation import gettext_lazy as _

from colere.insights.instruments.extensions import at_risk, before_after, drivers, forecast, people, promises, teamwork
from colere.insights.instruments.views.overview import OVERVIEW
from colere.platform.ui.registry import NavItem, PaletteCommand, register_command, register_nav

__all__ = ["at_risk", "before_after", "drivers", "forecast", "people", "promises", "teamwork"]

register_nav(NavItem(_("Insights"), OVERVIEW, "bulb", "metrics.read", order=78))
register_command(
    PaletteCommand(
        _("See all insights"),
        OVERVIEW,
        "metrics.read",
        keywords=_("insights answers instruments statistics why"),
        icon="bulb",
    )
)
