"""What a chart needs to be drawn, and its table. Drawing happens in the browser (frontend/src/charts).

    chart = ControlChart(
        title=_("Satisfied customers"), unit="share",
        points=[Point("2026-03-02", value=.81, low=.79, high=.83, n=1203, label="9 March"), …],
        centre=.80, lower=.74, upper=.86,
        changes=[Change("2026-05-04", _("new parcel carrier"))],
        sentence=_("Satisfaction fell in May and has stayed lower."),
    )

and in the page `{{ control_chart(chart) }}` from `ui/components/chart.html`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from colere.platform.ui import words

Label = str | Promise
DAY, MONTH, WEEK = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d"), re.compile(r"(\d{4})-W(\d\d)")


@dataclass(frozen=True, slots=True)
class Point:
    """One period.

    `at` is its place on the axis and is unique: "2026-03-09", "2026-W11" or "2026-03" (the axis then says "9 Mar"), or
    any word. `label` is the period in full. `signal` says in words why the point is one. `href` leads behind it.
    """

    at: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    label: str = ""
    signal: str = ""
    href: str = ""
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Something that people did on a day, drawn as a thin vertical with its words. `at` names a point's `at`."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A measure over time with the limits of its ordinary variation.

    Limits that differ from point to point stand in the points; the chart's own are for all. `target` is the line of a
    promise.
    """

    title: Label
    unit: str
    points: Sequence[Point]
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    target: float | None = None
    changes: Sequence[Change] = field(default_factory=tuple)
    sentence: Label = ""

    @property
    def has_limits(self) -> bool:
        """Whether any limits are known."""
        return self.lower is not None or any(p.lower is not None for p in self.points)

    def data(self) -> dict[str, Any]:
        """The chart as JSON for the browser: figures, and their words so that both sides say the same."""
        return {
            "kind": "control",
            "title": str(self.title),
            "unit": self.unit,
            "centre": self.centre,
            "lower": self.lower,
            "upper": self.upper,
            "target": self.target,
            "words": {
                "centre": words.figure(self.centre, self.unit),
                "lower": words.figure(self.lower, self.unit),
                "upper": words.figure(self.upper, self.unit),
                "target": words.figure(self.target, self.unit),
                "usual": _("usual"),
                "promised": _("promised"),
            },
            "points": [_point(p, self) for p in self.points],
            "changes": [{"at": c.at, "label": str(c.label)} for c in self.changes],
        }

    def rows(self) -> list[list[str]]:
        """The table behind the chart."""
        return [
            [
                p.label or p.at,
                words.figure(p.value, self.unit),
                words.interval(p.low, p.high, self.unit),
                words.number(p.n),
                p.signal,
            ]
            for p in self.points
        ]

    def heads(self) -> list[str]:
        """The heads of that table."""
        return [_("Period"), _("Value"), _("Interval"), _("Answers"), _("Signal")]


@dataclass(frozen=True, slots=True)
class Bar:
    """One group with its figure."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    href: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Groups under one another, bars from zero. A bar's `mark` says what is special about its group."""

    title: Label
    unit: str
    bars: Sequence[Bar]
    sentence: Label = ""

    def data(self) -> dict[str, Any]:
        """The chart as JSON for the browser."""
        return {
            "kind": "bars",
            "title": str(self.title),
            "unit": self.unit,
            "bars": [_bar(b, self.unit) for b in self.bars],
        }

    def rows(self) -> list[list[str]]:
        """The table behind the chart."""
        return [
            [
                b.label,
                words.figure(b.value, self.unit),
                words.interval(b.low, b.high, self.unit),
                words.number(b.n),
                b.mark,
            ]
            for b in self.bars
        ]

    def heads(self) -> list[str]:
        """The heads of that table."""
        return [_("Group"), _("Value"), _("Interval"), _("Answers"), _("Note")]


@dataclass(frozen=True, slots=True)
class Multiples:
    """The same measure for several groups, each in its own small chart on one common scale."""

    title: Label
    charts: Sequence[ControlChart]

    def scale(self) -> tuple[float, float]:
        """The lowest and the highest value that any of the charts shows."""
        shown = [v for c in self.charts for p in c.points for v in (p.value, p.low, p.high) if v is not None]
        return (min(shown), max(shown)) if shown else (0.0, 1.0)

    def data_of(self, chart: ControlChart) -> dict[str, Any]:
        """One of the charts as JSON, small and on the common scale."""
        return {**chart.data(), "small": True, "scale": self.scale()}


def _point(p: Point, chart: ControlChart) -> dict[str, Any]:
    unit = chart.unit
    said = " · ".join(
        filter(None, [words.interval(p.low, p.high, unit), words.answers(p.n) if p.n is not None else ""])
    )
    return {
        "at": p.at,
        "label": p.label or p.at,
        "tick": _tick(p),
        "value": p.value,
        "low": p.low,
        "high": p.high,
        "lower": p.lower if p.lower is not None else chart.lower,
        "upper": p.upper if p.upper is not None else chart.upper,
        "words": words.figure(p.value, unit),
        "detail": said,
        "signal": p.signal,
        "href": p.href,
    }


def _tick(p: Point) -> str:
    """The period in the few letters that an axis has room for; other words as they are."""
    if DAY.fullmatch(p.at):
        return formats.date_format(date.fromisoformat(p.at), "j M")
    if MONTH.fullmatch(p.at):
        return formats.date_format(date.fromisoformat(f"{p.at}-01"), "M Y")
    if week := WEEK.fullmatch(p.at):
        return formats.date_format(date.fromisocalendar(int(week[1]), int(week[2]), 1), "j M")
    return p.label or p.at


def _bar(b: Bar, unit: str) -> dict[str, Any]:
    return {
        "label": b.label,
        "value": b.value,
        "low": b.low,
        "high": b.high,
        "words": words.figure(b.value, unit),
        "detail": " · ".join(
            filter(None, [words.interval(b.low, b.high, unit), words.answers(b.n) if b.n is not None else ""])
        ),
        "href": b.href,
        "mark": b.mark,
    }
