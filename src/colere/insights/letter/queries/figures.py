"""Figures in words, with their interval or with "too few": the same for every section."""

from __future__ import annotations

from django.utils.translation import gettext as _

from colere.insights.letter.rules.content import Figure
from colere.insights.letter.rules.quoting import harmless
from colere.platform.metrics import Series
from colere.platform.metrics.figures import Figure as Measured
from colere.platform.ui import words
from colere.stats.enough import State

LONGEST_LABEL = 300


def label_of(text: object) -> str:
    """A name that people or imports chose, fit to stand in a letter."""
    said = harmless(str(text))
    return said if len(said) <= LONGEST_LABEL else f"{said[:LONGEST_LABEL]}…"


def of_measure(label: object, measured: Measured | None, unit: str, *, note: str = "") -> Figure:
    """A figure of the catalogue. One that nobody has measured is one of no answers."""
    if measured is None or measured.value is None or measured.state is not State.OK:
        n = measured.n if measured is not None else 0
        return Figure(label_of(label), None, None, None, n, unit, is_enough=False, said=_("too few"), note=note)
    value, low, high = measured.value, measured.low, measured.high
    said, between = words.figure(value, unit), words.interval(low, high, unit)
    return Figure(label_of(label), value, low, high, measured.n, unit, True, said, between, note)


def newest_of(series: Series) -> Measured | None:
    """The figure of the letter's week: the last of the series."""
    return series.periods[-1].figure if series.periods else None


def usual_words(series: Series) -> str:
    """What is usual: "usually 82%"; empty where that is not known."""
    if series.centre is None:
        return ""
    return _("usually %(usual)s") % {"usual": words.figure(series.centre, series.measure.unit)}
