"""What all charts say the same way: ticks, what stands behind a figure, the name of a file."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from django.utils import formats
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from colere.platform.ui import words

Label = str | Promise
Period = tuple[date, date]
GROUP: Label = gettext_lazy("Group")
ANSWERS: Label = gettext_lazy("Answers")
DAY, MONTH, WEEK = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d"), re.compile(r"(\d{4})-W(\d\d)")


class Placed(Protocol):
    """Anything that has a place on an axis."""

    @property
    def at(self) -> str:
        """Its place."""
        raise NotImplementedError


def tick(at: str, label: str = "") -> str:
    """The period in the few letters that an axis has room for; other words as they are."""
    if DAY.fullmatch(at):
        return formats.date_format(date.fromisoformat(at), "j M")
    if MONTH.fullmatch(at):
        return formats.date_format(date.fromisoformat(f"{at}-01"), "M Y")
    if week := WEEK.fullmatch(at):
        return formats.date_format(date.fromisocalendar(int(week[1]), int(week[2]), 1), "j M")
    return label or at


def detail(low: float | None, high: float | None, n: int | None, unit: str, counted: str = "") -> str:
    """What stands behind a figure: "79% to 83% · 1,203 answers". `counted` says of n what it counts: "64 contacts"."""
    said = "" if n is None else counted or words.answers(n)
    return " · ".join(filter(None, [words.interval(low, high, unit), said]))


def span_of(points: Sequence[Placed]) -> tuple[str, ...]:
    """The first and the last place of an axis."""
    return (points[0].at, points[-1].at) if points else ()


def days_of(period: Period | None) -> tuple[str, ...]:
    """A period as its first and last day."""
    return tuple(day.isoformat() for day in period) if period else ()


def file_name(title: Label, span: Sequence[str]) -> str:
    """What a picture or a table of the chart is called, without ending: "satisfied-2026-03-02-2026-05-04"."""
    return slugify(" ".join([str(title)[:80], *span]), allow_unicode=True) or "chart"
