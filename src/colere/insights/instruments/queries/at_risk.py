"""Customers who are likelier than others to stay away, learnt from who did."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Max
from django.utils import timezone

from colere.insights.instruments.models import RiskListing
from colere.insights.instruments.queries.buying import Bought, read_bought
from colere.insights.instruments.queries.days import Period
from colere.insights.instruments.queries.recent import Recent, read_recent, who_wrote
from colere.insights.instruments.rules.at_risk import (
    AHEAD,
    LOOKED_BACK,
    MOST_LISTED,
    MOST_LOOKS,
    REASONS,
    Judged,
    Signs,
    is_held_out,
    judge,
    likelier_than_others,
    signs_of,
)
from colere.insights.instruments.rules.buyers import Buyers
from colere.insights.instruments.rules.steps import Step, Tell, silent
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import Actor, require
from colere.stats.enough import ANSWERS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from colere.stats.churn import Calibration, Chances, Hazard, Ranking
    from colere.stats.interval import Floats

YEAR = 365.0
TOP_REASONS = 3


@dataclass(frozen=True, slots=True)
class Risk:
    """One customer with the chance that they will buy nothing for `AHEAD` days, and what speaks most for it.

    `value` is what they would spend in a year if they went on as they did, None where amounts are not known. `since`
    days ago they bought last, usually every `rhythm` days. `is_silent`: they have not written either.
    """

    customer: int
    chance: float
    low: float
    high: float
    value: float | None
    since: int
    rhythm: int
    is_silent: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """The same question of `AHEAD` days ago, of which the answer is known now: `expected` of `n` were to stay away,
    `stayed` did.
    """

    n: int
    expected: float
    stayed: int
    ranking: Ranking
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class AtRiskFound:
    """Of `customers` with a rhythm, `leaving` are still there and likelier than others like them to stay away, and
    `silent` have neither bought nor written for `AHEAD` days; what the former would spend in a year, times their
    chance, is `at_stake`. `risks` are those with most at stake, without the `held_out`. `usual` is the chance of all.
    None and empty where there is too little to tell.
    """

    period: Period
    customers: int
    usual: float | None
    leaving: int
    silent: int
    held_out: int
    currency: str
    risks: list[Risk]
    at_stake: float | None
    trial: Trial | None
    judged: Judged


@dataclass(frozen=True, slots=True)
class Everybody:
    """Everybody who was found, those held out too: for the job that writes down who was listed when."""

    customers: list[int]
    chances: list[float]


def find_at_risk(actor: Actor, *, request: ReportRequest, tell: Tell = silent) -> AtRiskFound:
    """The customers who are likelier than others to stay away, without those who are held out.

    Team, channel and topic choose the customers who had a conversation there; those of private teams count for none.
    Raises `Refused` for who may not read customers.
    """
    require(actor, "customers.read")
    bought = read_bought(actor, request=ReportRequest(end=request.end), tell=tell)
    judged = judged_so_far(actor, bought)
    look = _look(actor, bought, request)
    tell(Step.EXPECTING)
    listed = [] if look is None or look.said is None else _by_stake(look, _values(look))
    held = held_out_of([int(look.now.customer[place]) for place in listed] if look else [], actor=actor)
    tell(Step.TESTING)
    return found_in(bought, look, held=held, judged=judged)


def found_in(bought: Bought, look: Look | None, *, held: Collection[int], judged: Judged) -> AtRiskFound:
    """What a look at customers shows, without those who are held out."""
    if look is None or look.said is None:
        customers = 0 if look is None else look.now.customer.size
        return AtRiskFound(bought.period, customers, None, 0, 0, 0, bought.currency, [], None, None, judged)
    chance, value = look.said.value, _values(look)
    shown = [place for place in _by_stake(look, value) if int(look.now.customer[place]) not in held]
    at_stake = None if value is None else float((chance * value)[look.is_listed & ~look.is_silent].sum())
    return AtRiskFound(
        bought.period,
        look.now.customer.size,
        float(chance.mean()),
        int((look.is_listed & ~look.is_silent).sum()),
        int(look.is_silent.sum()),
        len(held),
        bought.currency,
        _risks(look, shown, value),
        at_stake,
        _trial(look),
        judged,
    )


def find_everybody(actor: Actor) -> Everybody:
    """Everybody whom the page would list today, whether they are held out or not."""
    require(actor, "customers.read")
    look = _look(actor, read_bought(actor, request=ReportRequest(), tell=silent), ReportRequest())
    if look is None or look.said is None:
        return Everybody([], [])
    places = _by_stake(look, _values(look))
    return Everybody(look.now.customer[places].tolist(), look.said.value[places].tolist())


def held_out_of(customers: Collection[int], *, actor: Actor) -> set[int]:
    """Those of these customers who are not shown: as they were written down when first listed, else by their hash."""
    require(actor, "customers.read")
    rows = RiskListing.objects.filter(customer__in=customers).order_by("listed_on", "id")
    known = dict(rows.values_list("customer_id", "is_held_out"))
    key = settings.SECRET_KEY.encode()
    return {one for one in customers if known.get(one, is_held_out(one, key=key))}


def listed_so_far(actor: Actor) -> str:
    """A mark that changes when customers are written down: that decides who is held out and what can be judged."""
    require(actor, "customers.read")
    known = RiskListing.objects.aggregate(n=Count("id"), last=Max("id"))
    return f"{known['n']} {known['last']}"


def judged_so_far(actor: Actor, bought: Bought) -> Judged:
    """How many of those listed at least `AHEAD` days ago have bought since, shown and held out."""
    import numpy as np

    require(actor, "customers.read")
    last = date.fromordinal(bought.today) if bought.today else timezone.localdate()
    rows = RiskListing.objects.filter(listed_on__lte=last - timedelta(days=AHEAD))
    listed = np.array(
        [(pk, day.toordinal(), held) for pk, day, held in rows.values_list("customer", "listed_on", "is_held_out")]
    ).reshape(-1, 3)
    order = np.lexsort((bought.day, bought.customer))
    ladder = bought.customer[order] * 1_000_000 + bought.day[order]
    begins = listed[:, 0] * 1_000_000 + listed[:, 1]
    place = np.searchsorted(ladder, begins, side="right")
    ends = np.append(ladder, np.iinfo(np.int64).max)[place]
    is_back, is_held = ends <= begins + AHEAD, listed[:, 2] > 0
    return judge(
        shown=int((~is_held).sum()),
        shown_back=int((is_back & ~is_held).sum()),
        held_out=int(is_held.sum()),
        held_out_back=int((is_back & is_held).sum()),
        least=ANSWERS,
    )


@dataclass(frozen=True, slots=True)
class Look:
    """Customers as they stand today, the model, and what it says of them (None: too little to learn from)."""

    bought: Bought
    recent: Recent
    now: Signs
    hazard: Hazard | None
    said: Chances | None
    is_listed: NDArray[np.bool_]
    is_silent: NDArray[np.bool_]


def _look(actor: Actor, bought: Bought, request: ReportRequest) -> Look | None:
    if bought.fitted is None:
        return None
    recent = read_recent(actor, until=date.fromordinal(bought.today))
    asked = who_wrote(actor, request=request) if request.filters() else None
    return look_at(bought, recent, asked=asked)


def look_at(bought: Bought, recent: Recent, *, asked: NDArray[np.int64] | None = None) -> Look:
    """How customers stand at the end of the last day, those of `asked` (None: all), by what is learnt from all."""
    import numpy as np

    from colere.stats.churn import chance_to_leave

    now = _asked(_signs(bought, recent, 0), asked)
    hazard = _fit(bought, recent, since=0)
    is_silent = (now.since > LOOKED_BACK) & (now.table[:, REASONS.index("quiet")] > 0)
    if hazard is None or not now.customer.size:
        return Look(bought, recent, now, None, None, np.zeros(now.customer.size, dtype=np.bool_), is_silent)
    said = chance_to_leave(hazard, np.zeros(now.customer.size), now.table)
    return Look(bought, recent, now, hazard, said, likelier_than_others(said.value, said.low, is_silent), is_silent)


def _signs(bought: Bought, recent: Recent, ago: int) -> Signs:
    """Everybody as they stood so many days ago. The rhythm is drawn towards everybody's by how little is known of it:
    (α + t) ÷ (r + x) of the model of purchases.
    """
    buyers: Buyers = bought.before(ago) if ago else bought.buyers
    assert bought.fitted is not None
    r, alpha = bought.fitted.parameters[:2]
    rhythm = (alpha + buyers.last) / (r + buyers.repeats)
    contacts = recent.before(bought.today - ago)
    return signs_of(
        buyers.customer,
        repeats=buyers.repeats,
        last=buyers.last,
        age=buyers.age,
        rhythm=rhythm,
        contacts=contacts,
    )


def _asked(signs: Signs, customers: NDArray[np.int64] | None) -> Signs:
    import numpy as np

    if customers is None:
        return signs
    kept = np.isin(signs.customer, customers)
    return Signs(signs.customer[kept], signs.since[kept], signs.rhythm[kept], signs.repeats[kept], signs.table[kept])


def _fit(bought: Bought, recent: Recent, *, since: int) -> Hazard | None:
    """The chance learnt from those days whose outcome was known so many days ago; None where there is too little.

    The days lie `AHEAD` apart, so that no purchase counts twice, and none before contacts were recorded.
    """
    import numpy as np

    from colere.stats.churn import fit_hazard

    tables, outcomes = [], []
    for number in range(1, MOST_LOOKS + 1):
        ago = since + number * AHEAD
        if bought.today - ago - LOOKED_BACK < recent.first:
            break
        signs = _signs(bought, recent, ago)
        tables.append(signs.table)
        outcomes.append(_stayed_away(bought, signs, ago))
    if not tables:
        return None
    table, away = np.concatenate(tables), np.concatenate(outcomes)
    if min(int(away.sum()), int((~away).sum())) < ANSWERS * len(REASONS):
        return None
    return fit_hazard(np.zeros(away.size), table, away)


def _stayed_away(bought: Bought, signs: Signs, ago: int) -> NDArray[np.bool_]:
    """Who of them bought nothing in the `AHEAD` days that followed."""
    import numpy as np

    day = bought.today - ago
    came = np.unique(bought.customer[(bought.day > day) & (bought.day <= day + AHEAD)])
    return ~np.isin(signs.customer, came)


def _trial(look: Look) -> Trial | None:
    import numpy as np

    from colere.stats.churn import calibration, chance_to_leave, ranking

    bought = look.bought
    hazard = _fit(bought, look.recent, since=AHEAD)
    then = _signs(bought, look.recent, AHEAD)
    if hazard is None or then.customer.size < ANSWERS:
        return None
    said = chance_to_leave(hazard, np.zeros(then.customer.size), then.table).value
    away = _stayed_away(bought, then, AHEAD)
    return Trial(then.customer.size, float(said.sum()), int(away.sum()), ranking(said, away), calibration(said, away))


def _values(look: Look) -> Floats | None:
    """What each would spend in a year at their rhythm; None where amounts cannot be told."""
    import numpy as np

    from colere.insights.instruments.queries.value import spending_of
    from colere.stats.purchases import expected_spending

    spending, buyers = spending_of(look.bought), look.bought.buyers
    if spending is None:
        return None
    place = np.searchsorted(buyers.customer, look.now.customer)
    each = expected_spending(spending, buyers.paid[place], buyers.mean_value[place]).value
    return np.asarray(each * YEAR / look.now.rhythm)


def _by_stake(look: Look, value: Floats | None) -> list[int]:
    """Who is listed, those still there before the silent, and first those with most at stake: the chance times what
    they would spend.
    """
    import numpy as np

    assert look.said is not None
    stake = look.said.value if value is None else look.said.value * value
    found: list[int] = []
    for group in (look.is_listed & ~look.is_silent, look.is_listed & look.is_silent):
        places = np.flatnonzero(group)
        found += places[np.argsort(-stake[places], kind="stable")][:MOST_LISTED].tolist()
    return found


def _risks(look: Look, places: list[int], value: Floats | None) -> list[Risk]:
    from colere.stats.churn import reasons_to_leave

    said = look.said
    if not places or look.hazard is None or said is None:
        return []
    which = reasons_to_leave(look.hazard, look.now.table[places], top=TOP_REASONS).which.tolist()
    return [
        Risk(
            int(look.now.customer[place]),
            float(said.value[place]),
            float(said.low[place]),
            float(said.high[place]),
            None if value is None else float(value[place]),
            int(look.now.since[place]),
            round(float(look.now.rhythm[place])),
            bool(look.is_silent[place]),
            tuple(REASONS[number] for number in numbers if number >= 0 and _holds(look.now, place, number)),
        )
        for place, numbers in zip(places, which, strict=True)
    ]


def _holds(signs: Signs, place: int, number: int) -> bool:
    """Whether it can be said of this customer: not having written is only a reason where it is so, and the like."""
    value = float(signs.table[place, number])
    return value > 0 if REASONS[number] != "new" else signs.repeats[place] <= 1
