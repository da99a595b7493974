"""What a change on a known day did to a measure, or to how often a topic comes up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from colere.insights.instruments.queries.comparisons import Comparison, compared
from colere.insights.instruments.queries.days import Period
from colere.insights.instruments.rules.spans import Spans, spans_around
from colere.insights.instruments.rules.steps import Step, Tell, silent
from colere.platform.errors import Invalid
from colere.platform.metrics import Measure, ReportRequest, all_measures, answer, company_zone, get_measure
from colere.platform.metrics.asked import name_from
from colere.platform.metrics.periods import today
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from colere.stats.before_after import Change
    from colere.stats.interval import Floats

CONTACTS = "conversations_opened"


class Kind(StrEnum):
    """How a measure adds up."""

    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Row:
    """A measure by day or by span: `value` is a count, a share or a mean (NaN: none) of `n`."""

    value: Floats
    n: Floats

    def in_spans(self, spans: Spans, kind: Kind) -> Row:
        """The same by span out of its days: counts add up, shares and means are weighted by their n."""
        import numpy as np

        counted = spans.sums(self.n)
        if kind is Kind.COUNT:
            return Row(spans.sums(self.value), counted)
        total = spans.sums(self.value * self.n)
        return Row(np.divide(total, counted, out=np.full(counted.shape, np.nan), where=counted > 0), counted)


@dataclass(frozen=True, slots=True)
class ShiftFound:
    """What became of a measure from `on` on. `change` is None where there is nothing to look at, and then so are the
    spans and the rows; `against` is the name of the team, channel or topic that the change did not touch, and
    `is_against_others` says that it is all other topics.
    """

    period: Period
    on: date
    measure: Measure
    kind: Kind
    topic: str | None
    against: str | None
    is_against_others: bool
    spans: Spans | None
    change: Change | None
    observed: Row | None
    comparison: Row | None


def find_shift(
    actor: Actor,
    *,
    request: ReportRequest,
    on: date,
    measure: str = CONTACTS,
    against: Comparison | None = None,
    is_alone: bool = False,
    tell: Tell = silent,
) -> ShiftFound:
    """How far a measure moved from the day `on` on, beyond its trend and season, by week around that day.

    The request filters by team, channel and topic. `against` is one of these that the change did not touch: the same
    measure there is what is compared with. Contacts about a topic are compared with those about all others,
    unless `against` or `is_alone` says otherwise: what moves all of them, such as growth, is then no change.

    Raises `Invalid` for unknown names and for a day outside the period.
    """
    require(actor, "metrics.read")
    known = get_measure(name_from(_("measure"), measure, [one.name for one in all_measures()]))
    others = against is None and not is_alone and known.name == CONTACTS and request.topic is not None
    tell(Step.READING)
    kind = kind_of_measure(known)
    asked = replace(request, by="day", measures=(known.name,))
    other = None if against is None else compared(asked, against)
    name = None if against is None else against.name
    found = answer(asked, actor)
    if not found.figures:
        return ShiftFound((found.start, found.end), on, known, kind, request.topic, name, others, *[None] * 4)
    start, end = found.start, found.end
    if request.end is None:
        end = min(end, today(company_zone()) - timedelta(days=1))
    spans = spans_of(start, end, on)
    observed = row_of(actor, asked, (start, end)).in_spans(spans, kind)
    comparison = None if other is None else row_of(actor, other, (start, end)).in_spans(spans, kind)
    if others:
        every = row_of(actor, replace(asked, topic=None), (start, end)).in_spans(spans, kind)
        comparison = Row(every.value - observed.value, every.n - observed.n)
    tell(Step.FITTING)
    change = change_of(kind, observed, comparison, spans)
    return ShiftFound((start, end), on, known, kind, request.topic, name, others, spans, change, observed, comparison)


def kind_of_measure(measure: Measure) -> Kind:
    """How the measure adds up."""
    return {"count": Kind.COUNT, "share": Kind.SHARE}.get(measure.unit, Kind.MEAN)


def spans_of(start: date, end: date, on: date) -> Spans:
    """The spans around the day of the change; `Invalid` where it does not lie within the days."""
    try:
        return spans_around(start, end, on)
    except ValueError:
        said = {"on": on.isoformat(), "start": start.isoformat(), "end": end.isoformat()}
        sentence = _(
            "%(on)s does not divide the days that are known, from %(start)s to %(end)s: some must lie before it."
        )
        raise Invalid(sentence % said) from None


def row_of(actor: Actor, asked: ReportRequest, period: tuple[date, date]) -> Row:
    """The measure by day; 0 of 0 on days of which nothing is known."""
    import numpy as np

    start, end = period
    days = (end - start).days + 1
    value, n = np.zeros(days), np.zeros(days)
    for figure in answer(replace(asked, start=start, end=end), actor).figures:
        place = (date.fromisoformat(figure.group or "") - start).days
        if figure.value is not None:
            value[place], n[place] = figure.value, figure.n
    return Row(value, n)


def change_of(kind: Kind, observed: Row, comparison: Row | None, spans: Spans) -> Change:
    """The change of a measure by span, against what it is compared with where there is something."""
    from colere.stats import before_after

    start, seasons = spans.start, spans.seasons()
    if kind is Kind.COUNT and comparison is not None:
        return change_beside(observed.value, comparison.value, spans)
    if kind is Kind.COUNT:
        return before_after.change_in_counts(observed.value, start, seasons=seasons)
    if kind is Kind.SHARE:
        pair = None if comparison is None else _yes(comparison)
        return before_after.change_in_shares(*_yes(observed), start, comparison=pair, seasons=seasons)
    means = None if comparison is None else (comparison.value, comparison.n)
    return before_after.change_in_means(observed.value, observed.n, start, comparison=means, seasons=seasons)


def change_beside(counts: Floats, others: Floats, spans: Spans) -> Change:
    """The change of how often something comes up, against what else does, by span."""
    from colere.stats.before_after import change_in_counts

    seasons, supposed = spans.supposed()
    return change_in_counts(counts, spans.start, comparison=others, seasons=seasons, supposed=supposed)


def _yes(row: Row) -> tuple[Floats, Floats]:
    import numpy as np

    return np.rint(np.nan_to_num(row.value) * row.n), row.n
