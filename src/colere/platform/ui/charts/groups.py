"""Groups beside one another: bars from zero, estimates with their intervals, and funnels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from colere.platform.ui import words
from colere.platform.ui.charts.height import bars_height, rows_height
from colere.platform.ui.charts.labels import ANSWERS, GROUP, Label, Period, days_of, detail, file_name


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
    period: Period | None = None

    def data(self) -> dict[str, Any]:
        """The chart as JSON for the browser."""
        return {
            "kind": "bars",
            "title": str(self.title),
            "sentence": str(self.sentence),
            "file": file_name(self.title, days_of(self.period)),
            "unit": self.unit,
            "height": bars_height(len(self.bars)),
            "bars": [_bar(b, self.unit) for b in self.bars],
        }

    def rows(self) -> list[list[str]]:
        """The table behind the chart."""
        return [_cells(b, self.unit, b.mark) for b in self.bars]

    def heads(self) -> list[str]:
        """The heads of that table."""
        return [_("Group"), _("Value"), _("Interval"), _("Answers"), _("Note")]


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One group whose figure is an estimate.

    `remark` says what may be said of it. `is_apart`: it can be told apart from the line, and gets a clay dot with the
    remark beside it; other remarks stand in the table and under the pointer only. Without a `value` the row says
    `remark` instead ("too few").
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    remark: str = ""
    is_apart: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """Estimates under one another, dot and whisker; never from zero, because the place of a dot is what is read.

    `reference` is the line that they are held against, with its words ("the team: 81%"). `group_label` and `n_label`
    head the table, and `is_ratio` spaces the axis so that half and twice are equally far from 1.
    """

    title: Label
    unit: str
    items: Sequence[IntervalRow]
    reference: float | None = None
    reference_label: Label = ""
    sentence: Label = ""
    group_label: Label = GROUP
    n_label: Label = ANSWERS
    is_ratio: bool = False
    period: Period | None = None

    def data(self) -> dict[str, Any]:
        """The chart as JSON for the browser."""
        return {
            "kind": "interval",
            "title": str(self.title),
            "sentence": str(self.sentence),
            "file": file_name(self.title, days_of(self.period)),
            "unit": self.unit,
            "reference": self.reference,
            "referenceLabel": str(self.reference_label),
            "isRatio": self.is_ratio,
            "height": rows_height(
                len(self.items),
                has_line_label=self.reference is not None and bool(self.reference_label),
                has_remarks=any(row.is_apart for row in self.items),
            ),
            "items": [self._item(row) for row in self.items],
        }

    def _item(self, row: IntervalRow) -> dict[str, Any]:
        counted = f"{self.n_label}: {words.number(row.n)}"
        return {
            "label": row.label,
            "value": row.value,
            "low": row.low,
            "high": row.high,
            "words": words.figure(row.value, self.unit),
            "detail": detail(row.low, row.high, row.n, self.unit, counted),
            "remark": row.remark,
            "isApart": row.is_apart,
            "href": row.href,
        }

    def rows(self) -> list[list[str]]:
        """The table behind the chart."""
        return [_cells(row, self.unit, row.remark) for row in self.items]

    def heads(self) -> list[str]:
        """The heads of that table."""
        return [str(self.group_label), _("Value"), _("Interval"), str(self.n_label), _("Note")]


@dataclass(frozen=True, slots=True)
class Funnel:
    """What is ordinary at one size: with `n` answers, 95 of 100 fall within lower and upper, 998 of 1,000 within the
    outer two, when nothing but chance makes the difference.
    """

    n: float
    lower: float
    upper: float
    outer_lower: float
    outer_upper: float


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One group: how many answers and which value.

    `remark` says that it lies outside, and how; it becomes a clay dot with its name. `is_named` writes the name
    beside a point within the limits ("you").
    """

    label: str
    n: int
    value: float
    remark: str = ""
    is_named: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """Groups of different size: size across, value upwards, and between the curves what chance alone does.

    There is no order in it on purpose: who lies between the curves cannot be told apart from `centre`.
    """

    title: Label
    unit: str
    points: Sequence[FunnelPoint]
    limits: Sequence[Funnel]
    centre: float
    centre_label: Label = ""
    sentence: Label = ""
    group_label: Label = GROUP
    n_label: Label = ANSWERS
    period: Period | None = None

    def data(self) -> dict[str, Any]:
        """The chart as JSON for the browser."""
        return {
            "kind": "funnel",
            "title": str(self.title),
            "sentence": str(self.sentence),
            "file": file_name(self.title, days_of(self.period)),
            "unit": self.unit,
            "centre": self.centre,
            "centreLabel": str(self.centre_label),
            "nLabel": str(self.n_label),
            "words": {"inner": _("95 of 100"), "outer": _("998 of 1,000")},
            "limits": [[at.n, at.lower, at.upper, at.outer_lower, at.outer_upper] for at in self.limits],
            "points": [self._point(point) for point in self.points],
        }

    def _point(self, point: FunnelPoint) -> dict[str, Any]:
        return {
            "label": point.label,
            "n": point.n,
            "value": point.value,
            "words": words.figure(point.value, self.unit),
            "detail": f"{self.n_label}: {words.number(point.n)}",
            "remark": point.remark,
            "isNamed": point.is_named,
            "href": point.href,
        }

    def rows(self) -> list[list[str]]:
        """The table behind the chart."""
        return [
            [point.label, words.figure(point.value, self.unit), words.number(point.n), point.remark]
            for point in self.points
        ]

    def heads(self) -> list[str]:
        """The heads of that table."""
        return [str(self.group_label), _("Value"), str(self.n_label), _("Note")]


def _bar(b: Bar, unit: str) -> dict[str, Any]:
    return {
        "label": b.label,
        "value": b.value,
        "low": b.low,
        "high": b.high,
        "words": words.figure(b.value, unit),
        "detail": detail(b.low, b.high, b.n, unit),
        "href": b.href,
        "mark": b.mark,
    }


def _cells(row: Bar | IntervalRow, unit: str, said: str) -> list[str]:
    return [
        row.label,
        words.figure(row.value, unit),
        words.interval(row.low, row.high, unit),
        words.number(row.n),
        said,
    ]
