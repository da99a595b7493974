"""A measure over time with the limits of its ordinary variation, alone or as one of many."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colere.platform.ui import words
from colere.platform.ui.charts.labels import ANSWERS, Label, detail, file_name, span_of, tick

USUAL: Label = gettext_lazy("usual")


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
    promise. `centre_label` says what the centre is, `n_label` what n counts where it is not answers.
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
    centre_label: Label = USUAL
    n_label: Label = ANSWERS

    @property
    def has_limits(self) -> bool:
        """Whether any limits are known."""
        return self.lower is not None or any(p.lower is not None for p in self.points)

    def data(self) -> dict[str, Any]:
        """The chart as JSON for the browser: figures, and their words so that both sides say the same."""
        return {
            "kind": "control",
            "title": str(self.title),
            "sentence": str(self.sentence),
            "file": file_name(self.title, span_of(self.points)),
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
                "usual": str(self.centre_label),
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
        return [_("Period"), _("Value"), _("Interval"), str(self.n_label), _("Signal")]


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


def _counted(p: Point, chart: ControlChart) -> str:
    """What n counts, where the chart says so."""
    return "" if chart.n_label is ANSWERS else f"{chart.n_label}: {words.number(p.n)}"


def _point(p: Point, chart: ControlChart) -> dict[str, Any]:
    return {
        "at": p.at,
        "label": p.label or p.at,
        "tick": tick(p.at, p.label),
        "value": p.value,
        "low": p.low,
        "high": p.high,
        "lower": p.lower if p.lower is not None else chart.lower,
        "upper": p.upper if p.upper is not None else chart.upper,
        "words": words.figure(p.value, chart.unit),
        "detail": detail(p.low, p.high, p.n, chart.unit, _counted(p, chart)),
        "signal": p.signal,
        "href": p.href,
    }
