"""How the promises stand: kept as the catalogue measures it, felt as customers say it, and the gap between the two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from colere.foundation.models import Promise
from colere.foundation.queries.promises import list_promises
from colere.foundation.rules import promises as rules
from colere.foundation.rules.promises import Difference, Gap, Share, Standing
from colere.platform.metrics import Figure, ReportRequest, Series, company_zone, report
from colere.platform.metrics.charting import all_series
from colere.platform.permissions import Actor, require
from colere.stats.enough import State

KEPT, FELT = "promise_kept:", "promise_felt:"
PERIODS = (28, 90, 365)
USUAL_PERIOD = 90
WEEKS_SHOWN = 52


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise with its figures of a period. A figure is None where nothing measures that side."""

    promise: Promise
    kept: Figure | None
    felt: Figure | None

    @property
    def standing(self) -> Standing:
        """Kept, broken, unsure or unknown, as measured."""
        return rules.standing(share_of(self.kept), self.promise.target)

    @property
    def felt_standing(self) -> Standing:
        """Kept, broken, unsure or unknown, as felt."""
        return rules.standing(share_of(self.felt), self.promise.target)

    @property
    def gap(self) -> Difference | None:
        """How far kept is from felt, when both can be told."""
        return rules.say_do_gap(share_of(self.kept), share_of(self.felt))

    @property
    def is_said_more_than_done(self) -> bool:
        """Whether we keep it by our measure and customers do not feel it."""
        return self.gap is not None and self.gap.kind is Gap.SAID_MORE

    @property
    def needs_somebody(self) -> bool:
        """Whether it is broken, by our measure or as felt, or felt less than we say."""
        return Standing.BROKEN in (self.standing, self.felt_standing) or self.is_said_more_than_done

    @property
    def weight(self) -> float:
        """How urgent it is among its like: how far the worse side is below the target, then the gap."""
        values = [figure.value for figure in (self.kept, self.felt) if figure is not None and figure.value is not None]
        return self.promise.target - min(values) if values else -1.0


def days_back(days: int) -> tuple[date, date]:
    """The first and the last day of a period that ends today, in the company's time zone."""
    today = timezone.now().astimezone(company_zone()).date()
    return today - timedelta(days=days - 1), today


def list_kept(actor: Actor, *, days: int = USUAL_PERIOD) -> list[Kept]:
    """All promises that count with their figures, in the order that people chose."""
    require(actor, "foundation.read")
    return with_figures(actor, list_promises(actor), days=days)


def with_figures(actor: Actor, promises: Sequence[Promise], *, days: int = USUAL_PERIOD) -> list[Kept]:
    """These promises with their figures: one question to the catalogue for all of them."""
    return kept_of(promises, figures_of(actor, [name for one in promises for name in measures_of(one)], days=days))


def figures_of(actor: Actor, names: Sequence[str], *, days: int) -> dict[str, Figure]:
    """The figures of these measures over a period that ends today, by name: one question to the catalogue."""
    if not names:
        return {}
    start, end = days_back(days)
    return {f.name: f for f in report(ReportRequest(start=start, end=end, measures=tuple(names)), actor)}


def kept_of(promises: Sequence[Promise], figures: Mapping[str, Figure]) -> list[Kept]:
    """Each promise with its own of these figures."""
    return [Kept(one, figures.get(f"{KEPT}{one.slug}"), figures.get(f"{FELT}{one.slug}")) for one in promises]


def by_week(actor: Actor, promise: Promise) -> dict[str, Series]:
    """Both sides of a promise by week over a year as control charts, by `KEPT` and `FELT`: one question for both. A
    side that nothing measures is left out.
    """
    require(actor, "foundation.read")
    names = tuple(measures_of(promise))
    if not names:
        return {}
    start, end = days_back(WEEKS_SHOWN * 7)
    monday = start - timedelta(days=start.weekday())
    found = all_series(ReportRequest(start=monday, end=end, by="week", measures=names), actor)
    return {KEPT if one.measure.name.startswith(KEPT) else FELT: one for one in found}


def by_team(actor: Actor, promise: Promise, *, days: int = USUAL_PERIOD) -> list[Figure]:
    """How often each team kept it; empty where nothing measures it."""
    require(actor, "foundation.read")
    name = f"{KEPT}{promise.slug}"
    if name not in measures_of(promise):
        return []
    start, end = days_back(days)
    return report(ReportRequest(start=start, end=end, by="team", measures=(name,)), actor)


def measures_of(promise: Promise) -> list[str]:
    """The names under which the catalogue knows the promise: kept, felt, both or none."""
    if promise.is_archived:
        return []
    names = [f"{KEPT}{promise.slug}"] if promise.rule and rules.rule_problem(promise.rule) is None else []
    return names + ([f"{FELT}{promise.slug}"] if promise.felt and rules.felt_problem(promise.felt) is None else [])


def share_of(figure: Figure | None) -> Share | None:
    """The figure as the rules of promises read it; None when there is nothing to read."""
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return None
    return Share(figure.value, figure.low, figure.high, figure.n, is_enough=figure.state is State.OK)
