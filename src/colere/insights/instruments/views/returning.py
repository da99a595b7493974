"""Who of the buyers is still there, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from colere.insights.instruments.queries.returning import HELD_BACK, ReturningFound
from colere.insights.instruments.rules.findings import Finding, finding
from colere.insights.instruments.views.report import Report, interval_words
from colere.platform.ui import words

ASSUMPTIONS = (
    "steady_buyers",
    "no_season_in_purchases",
    "once_only_counts_as_there",
    "interval_of_expectation",
)


def returning_report(found: ReturningFound) -> Report:
    """How many of those who came back are still there, and what to expect of all within a year."""
    return Report(_sentence(found), [*_totals(found), *_trial(found)], ASSUMPTIONS, "bg_nbd", found.period)


def _sentence(found: ReturningFound) -> str:
    said = {"n": words.number(found.customers), "back": words.number(found.came_back)}
    if found.alive is None or found.expected is None:
        return _("Too few: of %(n)s customers who bought, %(back)s came back, which does not tell who has left.") % said
    said["share"] = words.percent(found.alive.value / found.came_back)
    said["interval"] = interval_words(
        found.alive.low / found.came_back, min(found.alive.high / found.came_back, 1.0), "share"
    )
    said["expected"] = words.number(found.expected.value)
    return (
        _(
            "Of %(back)s customers who came back, %(share)s are probably still there (%(interval)s); "
            "%(expected)s purchases are to be expected of all %(n)s within a year."
        )
        % said
    )


def _totals(found: ReturningFound) -> list[Finding]:
    rows = [
        finding("customers", found.customers, n=found.customers, unit="count"),
        finding("came_back", found.came_back, n=found.customers, unit="count"),
    ]
    alive, expected, back = found.alive, found.expected, found.came_back
    if alive is None or expected is None:
        return [*rows, finding("alive", None, n=back, unit="share")]
    low, high = alive.low / back, min(alive.high / back, 1.0)
    rows.append(finding("alive", alive.value / back, low=low, high=high, n=back, unit="share"))
    rows.append(
        finding(
            "purchases_expected",
            expected.value,
            low=expected.low,
            high=expected.high,
            n=found.customers,
            unit="count",
        )
    )
    quiet = [
        finding(
            "gone_quiet",
            one.alive,
            low=one.low,
            high=one.high,
            n=one.repeats + 1,
            unit="share",
            group=_("%(name)s (%(id)s)") % {"name": one.name or _("customer"), "id": one.customer},
        )
        for one in found.quiet
    ]
    return [*rows, *quiet]


def _trial(found: ReturningFound) -> list[Finding]:
    trial = found.trial
    if trial is None:
        return []
    span = _("the last %(days)s days") % {"days": HELD_BACK}
    area = trial.ranking
    return [
        finding("trial_expected", trial.expected, n=trial.n, unit="count", group=span),
        finding("trial_bought", trial.bought, n=trial.n, unit="count", group=span),
        finding("trial_area", area.area, low=area.low, high=area.high, n=area.n, unit="ratio", group=span),
    ]
