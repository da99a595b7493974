"""Customers without a contract: how many are still there, and how often they will come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from colere.care.customers.queries.exports import outgoing_customers
from colere.insights.instruments.queries.buying import Bought, read_bought
from colere.insights.instruments.queries.days import Period
from colere.insights.instruments.rules.buyers import STILL_THERE, Total, totals
from colere.insights.instruments.rules.steps import Step, Tell, silent
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import Actor, require
from colere.stats.enough import ANSWERS

if TYPE_CHECKING:
    from colere.stats.churn import Ranking
    from colere.stats.purchases import Fitted

YEAR = 365.0
HELD_BACK = 90  # days, for the trial of the model on what is known already
LEAST_PAST = 120  # days before them


@dataclass(frozen=True, slots=True)
class Quiet:
    """A customer who has probably left: their name, how often they came back, and the chance that they are still
    there.
    """

    customer: int
    name: str
    repeats: int
    alive: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What the model said of the last `HELD_BACK` days from the days before, and what came of it: purchases in all,
    and whether those of whom it said less came back less often.
    """

    n: int
    expected: float
    bought: int
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class ReturningFound:
    """Of `customers` who bought, `came_back` did so more than once; of these `alive` are probably still there, and
    `expected` purchases are expected of all within a year. None where there is too little to tell.
    """

    period: Period
    customers: int
    came_back: int
    alive: Total | None
    expected: Total | None
    quiet: list[Quiet]
    trial: Trial | None


def find_returning(actor: Actor, *, request: ReportRequest, top: int = 10, tell: Tell = silent) -> ReturningFound:
    """Who of the buyers is still there, from purchases alone (BG/NBD), with the `top` regulars who have gone quiet.

    Team, channel and topic choose the customers who had a conversation there, `start` those who bought first from then
    on. Raises `Refused` for who may not read customers.
    """
    require(actor, "customers.read")
    bought = read_bought(actor, request=request, tell=tell)
    repeats = bought.buyers.repeats[bought.is_asked]
    came_back = int((repeats > 0).sum())
    fitted = bought.fitted
    if fitted is None or came_back < ANSWERS:
        return ReturningFound(bought.period, repeats.size, came_back, None, None, [], None)
    tell(Step.EXPECTING)
    alive, expected = _sums(bought, fitted)
    quiet = _quiet(actor, bought, fitted, top)
    tell(Step.TESTING)
    return ReturningFound(bought.period, repeats.size, came_back, alive, expected, quiet, _trial(bought))


def _sums(bought: Bought, fitted: Fitted) -> tuple[Total, Total]:
    import numpy as np

    from colere.stats.distributions import normal_quantile
    from colere.stats.purchases import chance_alive, expected_purchases

    rows = np.column_stack(bought.of_asked())
    kinds, counts = np.unique(rows, axis=0, return_counts=True)  # equal customers are counted together
    times = counts.astype(np.float64)
    repeats, last, age = kinds.T
    z, one = float(normal_quantile(0.975)), np.zeros(len(kinds), dtype=np.int64)
    alive = totals(
        lambda fit: times * np.where(repeats > 0, chance_alive(fit, repeats, last, age).value, 0.0),
        (fitted,),
        one,
        count=1,
        z=z,
    )
    expected = totals(
        lambda fit: times * expected_purchases(fit, repeats, last, age, horizon=YEAR).value,
        (fitted,),
        one,
        count=1,
        z=z,
    )
    return alive[-1], expected[-1]


def _quiet(actor: Actor, bought: Bought, fitted: Fitted, top: int) -> list[Quiet]:
    """The customers who came back most often and have probably left."""
    import numpy as np

    from colere.stats.purchases import chance_alive

    repeats, last, age = bought.of_asked()
    alive = chance_alive(fitted, repeats, last, age)
    ids = bought.buyers.customer[bought.is_asked]
    gone = np.flatnonzero(alive.value < STILL_THERE)
    chosen = gone[np.lexsort((ids[gone], alive.value[gone], -repeats[gone]))][:top].tolist()
    names = outgoing_customers([int(ids[place]) for place in chosen], actor=actor)
    return [
        Quiet(
            int(ids[place]),
            names.get(int(ids[place]), {}).get("name", ""),
            int(repeats[place]),
            float(alive.value[place]),
            float(alive.low[place]),
            float(alive.high[place]),
        )
        for place in chosen
    ]


def _trial(bought: Bought) -> Trial | None:
    """The model fitted to all but the last days, against these. It tells of everybody, whoever was asked about."""
    import numpy as np

    from colere.stats.churn import ranking
    from colere.stats.purchases import expected_purchases, fit_purchases

    buyers = bought.buyers
    if buyers.age.max(initial=0) < HELD_BACK + LEAST_PAST:
        return None
    before = bought.before(HELD_BACK)
    if not before.repeats.any():
        return None
    fitted = fit_purchases(before.repeats, before.last, before.age)
    said = expected_purchases(fitted, before.repeats, before.last, before.age, horizon=HELD_BACK).value
    came = buyers.repeats[np.isin(buyers.customer, before.customer)] - before.repeats
    return Trial(before.customer.size, float(said.sum()), int(came.sum()), ranking(said, came > 0))
