"""Weeks as the letter counts them: ISO weeks, Monday to Sunday, by name "2026-W20"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

NAME = re.compile(r"(\d{4})-W(\d{2})")
SENT_AT = time(6)  # on Monday, where the company is


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """Seven days from a Monday on."""

    first: date

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=6)

    @property
    def name(self) -> str:
        """As in addresses: "2026-W20"."""
        year, number, _day = self.first.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def number(self) -> int:
        """How many weeks after the first Monday of the calendar: each week has another."""
        return (self.first - date.min).days // 7

    def before(self) -> Week:
        """The week before."""
        return Week(self.first - timedelta(days=7))


def week_of(day: date) -> Week:
    """The week in which the day lies."""
    return Week(day - timedelta(days=day.weekday()))


def week_named(name: str) -> Week | None:
    """The week of this name; None where there is no such week."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    try:
        return Week(date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        return None


def last_whole_week(today: date) -> Week:
    """The newest week that is over."""
    return week_of(today).before()


def due_moment(week: Week, now: datetime) -> datetime:
    """When the week's letter goes: Monday after it at six, on the clock of `now`."""
    return datetime.combine(week.last + timedelta(days=1), SENT_AT, now.tzinfo)
