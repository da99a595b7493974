"""Contacts to come in words."""

from __future__ import annotations

from datetime import timedelta

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.insights.instruments.queries.forecast import ContactsFound
from colere.insights.instruments.rules.findings import Finding, finding
from colere.insights.instruments.views.report import Report, day_words, interval_words
from colere.platform.ui import words

ASSUMPTIONS = ("goes_on_as_before", "answered_at_once", "nobody_gives_up", "handling_as_given")


def contacts_report(found: ContactsFound) -> Report:
    """How many contacts will come, the busiest day, and how well the last weeks would have been told."""
    figures = [*_days(found), *_tests(found), *_intervals(found)]
    since = (found.first - timedelta(days=len(found.past))).isoformat()
    past = {"past": {"first": since, "contacts": list(found.past)}}
    return Report(_sentence(found), figures, ASSUMPTIONS, "weekly_profile_quasi_poisson", found.period, more=past)


def _sentence(found: ContactsFound) -> str:
    ahead, people = found.forecast, found.people
    if ahead is None or people is None:
        return _("Too few: %(n)s days are known, and a forecast needs four weeks in which the house was open.") % {
            "n": words.number(found.known)
        }
    busiest = int(ahead.day_mean.argmax())
    needed = int(people.rostered[busiest].max())
    low, high = float(ahead.day_low[busiest]), float(ahead.day_high[busiest])
    return _(
        "%(total)s contacts are to be expected in %(days)s days from %(first)s on. The busiest is %(day)s with "
        "%(contacts)s (%(range)s); at its busiest it needs %(agents)s."
    ) % {
        "total": words.number(float(ahead.day_mean.sum())),
        "days": found.days,
        "first": day_words(found.first),
        "day": formats.date_format(found.first + timedelta(days=busiest), "l j F"),
        "contacts": words.number(float(ahead.day_mean[busiest])),
        "range": interval_words(low, high, "count"),
        "agents": ngettext("%(n)s person", "%(n)s people", needed) % {"n": words.number(needed)},
    }


def _days(found: ContactsFound) -> list[Finding]:
    ahead, people = found.forecast, found.people
    if ahead is None or people is None:
        return [finding("contacts", None, n=found.known, unit="count")]
    rows = []
    for place in range(found.days):
        day = (found.first + timedelta(days=place)).isoformat()
        low, high = ahead.day_low[place], ahead.day_high[place]
        rows.append(finding("contacts", ahead.day_mean[place], low=low, high=high, n=ahead.n, unit="count", group=day))
        rows.append(finding("agents", people.rostered[place].max(), n=ahead.n, unit="count", group=day))
    return rows


def _intervals(found: ContactsFound) -> list[Finding]:
    """Each interval of each day, by the time of its beginning."""
    ahead, people = found.forecast, found.people
    if ahead is None or people is None:
        return []
    rows = []
    for day in range(found.days):
        for slot in range(ahead.mean.shape[1]):
            hour, minute = divmod(slot * found.minutes, 60)
            when = f"{(found.first + timedelta(days=day)).isoformat()} {hour:02}:{minute:02}"
            rows.append(
                finding(
                    "contacts_of_interval",
                    ahead.mean[day, slot],
                    low=ahead.low[day, slot],
                    high=ahead.high[day, slot],
                    n=ahead.n,
                    unit="count",
                    group=when,
                    is_detail=True,
                )
            )
            agents = people.rostered[day, slot]
            rows.append(finding("agents_of_interval", agents, n=ahead.n, unit="count", group=when, is_detail=True))
    return rows


def _tests(found: ContactsFound) -> list[Finding]:
    test = found.test
    if test is None:
        return []
    return [
        finding("error", test.wape, n=test.days, unit="share"),
        finding("better_than_last_week", test.day_ratio, n=test.days, unit="ratio"),
        finding("coverage", test.day_coverage, n=test.days, unit="share"),
    ]
