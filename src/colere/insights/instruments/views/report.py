"""Figures of a report in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from colere.insights.instruments.rules.findings import Finding
from colere.insights.instruments.rules.report import Report
from colere.insights.instruments.views.wording import VERDICTS
from colere.platform.ui import words
from colere.stats.enough import State

__all__ = ["Report", "day_words", "figure_words", "interval_words", "listed", "remark", "value_words", "with_interval"]

PLAIN_UNITS = {"count", "share", "balance", "seconds", "score", "ratio"}


def figure_words(value: float | None, unit: str) -> str:
    """A value in its unit: as everywhere, and ratios with two digits, amounts with their currency."""
    if value is None:
        return words.NO_VALUE
    if unit == "ratio":
        return words.number(value, 2)
    if unit == "count" and 0 < abs(value) < 10 and value != round(value):
        return words.number(value, 1)
    if unit == "score":
        return words.number(value, 2)
    if unit not in PLAIN_UNITS:
        return _("%(number)s %(currency)s") % {"number": words.number(value), "currency": unit}
    return words.figure(value, unit)


def interval_words(low: float | None, high: float | None, unit: str) -> str:
    """Both ends of an interval; empty where there is none."""
    if low is None or high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": figure_words(low, unit), "high": figure_words(high, unit)}


def value_words(figure: Finding) -> str:
    """The value as it may be shown: where there are too few behind it, that is what is said."""
    return _("too few") if figure.state is State.TOO_FEW else figure_words(figure.value, figure.unit)


def remark(figure: Finding) -> str:
    """What may be said of a figure, or what speaks for it."""
    if figure.reasons:
        return ", ".join(figure.reasons)
    return "" if figure.verdict is None else str(VERDICTS[figure.verdict])


def with_interval(value: float, low: float, high: float, unit: str) -> str:
    """A value with its interval in brackets, for sentences."""
    return _("%(value)s (%(interval)s)") % {
        "value": figure_words(value, unit),
        "interval": interval_words(low, high, unit),
    }


def day_words(day: date | None) -> str:
    """A day in a sentence, always with its year."""
    from django.utils import formats

    return words.NO_VALUE if day is None else formats.date_format(day, "j F Y")


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: “a”, “b” and “c”."""
    quoted = [_("“%(name)s”") % {"name": name} for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return _("%(several)s and %(last)s") % {"several": ", ".join(quoted[:-1]), "last": quoted[-1]}
