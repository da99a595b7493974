"""A theme's weeks as a chart, and as a line so small that it stands in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from colere.insights.problems.rules.findings import Topic
from colere.insights.themes.rules.found import Tally
from colere.platform.ui import words
from colere.platform.ui.charts import ControlChart, Point

WIDTH, HEIGHT = 96, 24  # of the small line, in its own units


@dataclass(frozen=True, slots=True)
class ThemeWeeks(ControlChart):
    """Texts by week; the thin line is what is usual in each, where the theme has stood out."""

    def heads(self) -> list[str]:
        """The heads of the table behind it."""
        return [_("Seven days from"), _("Texts"), _("Usual"), _("Note")]

    def rows(self) -> list[list[str]]:
        """The table behind it."""
        return [[p.label, words.number(p.value), words.number(p.upper), p.signal] for p in self.points]


def weeks_chart(title: str, tally: Tally, topic: Topic | None, end: date) -> ThemeWeeks:
    """The weeks of a theme, with those marked in which it came up more than usual."""
    known = {week.first: week for week in topic.weeks} if topic is not None else {}
    first = end - timedelta(days=7 * len(tally.weeks) - 1)
    points = []
    for place, n in enumerate(tally.weeks):
        day = first + timedelta(days=7 * place)
        week = known.get(day)
        points.append(
            Point(
                day.isoformat(),
                value=n,
                label=formats.date_format(day, "j F Y"),
                signal=_("more than usual") if week is not None and week.is_in_spell else "",
                upper=round(week.usual, 1) if week is not None else None,
            )
        )
    return ThemeWeeks(title=title, unit="count", points=points, sentence=_("Texts in seven days"))


def small_line(weeks: Sequence[int]) -> str:
    """The points of a line through the weeks, from zero, for an SVG of 96 × 24."""
    if len(weeks) < 2:
        return ""
    most = max(1, *weeks)
    step = WIDTH / (len(weeks) - 1)
    return " ".join(f"{step * i:.1f},{HEIGHT - 1 - (HEIGHT - 2) * n / most:.1f}" for i, n in enumerate(weeks))
