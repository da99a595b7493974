"""A measure over time beside what was, or is, to be expected."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colere.platform.ui import words
from colere.platform.ui.charts.labels import ANSWERS, Label, file_name, span_of, tick
from colere.platform.ui.charts.over_time import Change

AS_IT_WAS: Label = gettext_lazy("as it was")
EXPECTED: Label = gettext_lazy("expected")
AHEAD: Label = gettext_lazy("ahead")


@dataclass(frozen=True, slots=True)
class LinePoint:
    """One period: what was measured, and what was to be expected, from `low` to `high`.

    `at` is its place on the axis and is unique, `label` the period in full, `tick` the same in few letters where `at`
    is no day, week or month. Either figure may be missing: a future period has only the second.
    """

    at: str
    value: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    label: str = ""
    tick: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class LinesChart:
    """A measured line with its points, and an expected one (dashed) with its band.

    Before/after: `expected` is what would have been without the change, `changes` the day of it. Forecast: `expected`
    goes on where `value` ends, and `ahead_from` names the first period of the future, which is set off. The two
    labels stand at the ends of their lines.
    """

    title: Label
    unit: str
    points: Sequence[LinePoint]
    value_label: Label = AS_IT_WAS
    expected_label: Label = EXPECTED
    changes: Sequence[Change] = field(default_factory=tuple)
    ahead_from: str = ""
    ahead_label: Label = AHEAD
    sentence: Label = ""
    n_label: Label = ANSWERS

    def data(self) -> dict[str, Any]:
        """The chart as JSON for the browser."""
        return {
            "kind": "lines",
            "title": str(self.title),
            "sentence": str(self.sentence),
            "file": file_name(self.title, span_of(self.points)),
            "unit": self.unit,
            "words": {
                "value": str(self.value_label),
                "expected": str(self.expected_label),
                "ahead": str(self.ahead_label),
            },
            "aheadFrom": self.ahead_from,
            "points": [self._point(point) for point in self.points],
            "changes": [{"at": change.at, "label": str(change.label)} for change in self.changes],
        }

    def _point(self, p: LinePoint) -> dict[str, Any]:
        said = words.figure(p.expected, self.unit)
        bounds = words.interval(p.low, p.high, self.unit)
        expected = "" if p.expected is None else f"{self.expected_label}: {said}" + (f" ({bounds})" if bounds else "")
        return {
            "at": p.at,
            "label": p.label or p.at,
            "tick": p.tick or tick(p.at, p.label),
            "value": p.value,
            "expected": p.expected,
            "low": p.low,
            "high": p.high,
            "words": "" if p.value is None else words.figure(p.value, self.unit),
            "detail": expected,
            "href": p.href,
        }

    def rows(self) -> list[list[str]]:
        """The table behind the chart."""
        return [
            [
                p.label or p.at,
                words.figure(p.value, self.unit),
                words.figure(p.expected, self.unit),
                words.interval(p.low, p.high, self.unit),
                words.number(p.n),
            ]
            for p in self.points
        ]

    def heads(self) -> list[str]:
        """The heads of that table."""
        value, expected = str(self.value_label), str(self.expected_label)
        return [
            _("Period"),
            value[:1].upper() + value[1:],
            expected[:1].upper() + expected[1:],
            _("Interval"),
            str(self.n_label),
        ]
