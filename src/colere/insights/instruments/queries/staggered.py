"""What a change did that came to several teams, channels or topics on different days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from colere.insights.instruments.queries.days import Period
from colere.insights.instruments.queries.shift import CONTACTS, Kind, Row, change_of, kind_of_measure, row_of, spans_of
from colere.insights.instruments.rules.rollout import Weeks, weeks_around
from colere.insights.instruments.rules.steps import Step, Tell, silent
from colere.platform.errors import Invalid
from colere.platform.metrics import Measure, ReportRequest, all_measures, answer, company_zone, get_measure
from colere.platform.metrics.asked import name_from
from colere.platform.metrics.dimensions import get_dimension, names_of
from colere.platform.metrics.periods import today
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from colere.stats.before_after import Change
    from colere.stats.interval import Floats
    from colere.stats.staggered import Staggered

LEAST_CASES = 5.0  # in a usual week: with fewer, a group's weeks tell chance and little else
Key = int | str


@dataclass(frozen=True, slots=True)
class Start:
    """One that got the change, and its first day with it."""

    key: Key
    name: str
    on: date


@dataclass(frozen=True, slots=True)
class StaggeredFound:
    """What became of a measure where the change came, by the weeks since it came there.

    `others` are those of the same `dimension` that did not get it; `left_out` have too few cases to be followed.
    `change` is None where there is nothing to look at. `behind` says for each week since the start how many are behind
    its estimate. Where there are too few for an estimate of all together, `alone` has that of each by itself.
    """

    period: Period
    measure: Measure
    kind: Kind
    topic: str | None
    dimension: str
    starts: tuple[Start, ...]
    others: tuple[str, ...]
    left_out: tuple[str, ...]
    change: Staggered | None
    behind: tuple[int, ...] = ()
    alone: tuple[tuple[Start, Change], ...] = ()


def find_staggered(
    actor: Actor,
    *,
    request: ReportRequest,
    dimension: str,
    starts: Mapping[Key, date],
    measure: str = CONTACTS,
    tell: Tell = silent,
) -> StaggeredFound:
    """How far a measure moved where a change came, beyond how it moved where it had not come yet.

    `starts` has the first day with the change for teams, channels or topics by their key; all others of that
    `dimension` are those without it. The request filters by the other dimensions.

    Raises `Invalid` for unknown names, for one of which nothing is known, and for a day outside the period.
    """
    require(actor, "metrics.read")
    known = get_measure(name_from(_("measure"), measure, [one.name for one in all_measures()]))
    kind = kind_of_measure(known)
    tell(Step.READING)
    asked = replace(request, by=dimension, measures=(known.name,))
    found = answer(asked, actor)
    named: dict[Key, str] = {one.key: one.group or "" for one in found.figures if one.key and one.group and one.n}
    about = (known, kind, request.topic, dimension)
    if not named:
        return StaggeredFound((found.start, found.end), *about, (), (), (), None)
    end = found.end if request.end is not None else min(found.end, today(company_zone()) - timedelta(days=1))
    period = found.start, end
    begun = _starts(starts, dimension, named, period)
    weeks = weeks_around(*period, {one.key: one.on for one in begun})
    rows = {key: row_of(actor, _of_one(asked, dimension, key), period) for key in named}
    enough = {key for key, row in rows.items() if weeks.mean(row.n) >= LEAST_CASES}
    tell(Step.FITTING)
    change, behind = _together(rows, enough, weeks, kind)
    alone = () if str(change.verdict) != "too_few" else _each(rows, begun, enough, period, kind)
    others = sorted((name for key, name in named.items() if key not in starts and key in enough), key=str.casefold)
    left_out = sorted((name for key, name in named.items() if key not in enough), key=str.casefold)
    return StaggeredFound(period, *about, begun, tuple(others), tuple(left_out), change, behind, alone)


def _starts(
    starts: Mapping[Key, date], dimension: str, named: Mapping[Key, str], period: tuple[date, date]
) -> tuple[Start, ...]:
    """Those that got the change, the earliest first; `Invalid` where nothing can be known of one."""
    for key, on in starts.items():
        if key not in named:
            name = names_of(get_dimension(dimension), [key])[key]
            raise Invalid(_("Nothing is known of “%(name)s” in these days.") % {"name": name})
        if not period[0] < on <= period[1]:
            said = {"name": named[key], "start": period[0].isoformat(), "end": period[1].isoformat()}
            raise Invalid(
                _("The day of “%(name)s” must lie in the days that are known, %(start)s to %(end)s, some before it.")
                % said
            )
    return tuple(sorted((Start(key, named[key], on) for key, on in starts.items()), key=lambda one: (one.on, one.name)))


def _of_one(asked: ReportRequest, dimension: str, key: Key) -> ReportRequest:
    wanted = {dimension: key}
    return replace(asked, by="day", **wanted)  # type: ignore[arg-type]


def _together(rows: Mapping[Key, Row], enough: set[Key], weeks: Weeks, kind: Kind) -> tuple[Staggered, tuple[int, ...]]:
    """The estimate over all that have enough cases, and how many that got the change are behind each of its weeks."""
    import numpy as np

    from colere.stats.staggered import staggered_change

    keys = sorted(enough, key=str)
    outcome = np.array([weeks.of(key, _outcome(rows[key], weeks, kind)) for key in keys]).reshape(
        len(keys), weeks.count
    )
    starts = np.array([weeks.start_of(key) for key in keys])
    change = staggered_change(outcome, starts)
    later = [weeks.count - first for first in starts if 2 <= first < weeks.count]
    return change, tuple(sum(length > week for length in later) for week in range(weeks.count))


def _outcome(row: Row, weeks: Weeks, kind: Kind) -> Floats:
    """By week: a share or a mean as it is; the logarithm of a count, so that an effect is how many times as many."""
    import numpy as np

    from colere.stats.interval import as_floats

    if kind is Kind.COUNT:
        return as_floats(np.log(weeks.sums(row.value) + 0.5))
    n = weeks.sums(row.n)
    total = weeks.sums(row.value * row.n)
    return as_floats(np.divide(total, n, out=np.full(n.shape, np.nan), where=n > 0))


def _each(
    rows: Mapping[Key, Row], begun: Sequence[Start], enough: set[Key], period: tuple[date, date], kind: Kind
) -> tuple[tuple[Start, Change], ...]:
    """Each that got the change by itself, against all together that never did."""
    others = [rows[key] for key in sorted(enough - {one.key for one in begun}, key=str)]
    untouched = _pooled(others, kind) if others else None
    found = []
    for one in (one for one in begun if one.key in enough):
        spans = spans_of(*period, one.on)
        beside = untouched.in_spans(spans, kind) if untouched is not None else None
        found.append((one, change_of(kind, rows[one.key].in_spans(spans, kind), beside, spans)))
    return tuple(found)


def _pooled(rows: Sequence[Row], kind: Kind) -> Row:
    """Several as if they were one."""
    import numpy as np

    n = np.sum([row.n for row in rows], axis=0)
    if kind is Kind.COUNT:
        return Row(np.sum([row.value for row in rows], axis=0), n)
    total = np.sum([row.value * row.n for row in rows], axis=0)
    return Row(np.divide(total, n, out=np.zeros(n.shape), where=n > 0), n)
