"""What customers are worth: how often they will buy, for how much, by the kind of buyer that they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from colere.insights.instruments.queries.buying import Bought, read_bought
from colere.insights.instruments.queries.days import Period
from colere.insights.instruments.rules.buyers import SEGMENTS, Total, segments_of, totals
from colere.insights.instruments.rules.steps import Step, Tell, silent
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import Actor
from colere.stats.enough import ANSWERS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from colere.stats.interval import Floats
    from colere.stats.purchases import Fitted


@dataclass(frozen=True, slots=True)
class Segment:
    """A kind of buyer: how many there are, and what is expected of them. `name` is one of `SEGMENTS`; None: all.

    `worth` is None where what a purchase is worth cannot be told.
    """

    name: str | None
    customers: int
    purchases: Total
    worth: Total | None


@dataclass(frozen=True, slots=True)
class ValueFound:
    """The segments, all of them together last; none where there is too little to tell (`customers` bought, `came_back`
    more than once). `alike` is the correlation of how often with how much: the model takes it for nothing.
    """

    period: Period
    days: int
    margin: float
    currency: str
    other_currency: int
    customers: int
    came_back: int
    segments: list[Segment]
    alike: float | None
    spenders: int


def find_value(
    actor: Actor, *, request: ReportRequest, days: int = 365, margin: float = 1.0, tell: Tell = silent
) -> ValueFound:
    """Expected purchases and value within `days` of the buyers whom the request chooses (as in `find_returning`).

    BG/NBD for how often, gamma-gamma for how much, both learnt from everybody; `margin` is the share of the price that
    counts.
    """
    import numpy as np

    from colere.stats.purchases import chance_alive

    bought = read_bought(actor, request=request, tell=tell)
    repeats, last, age = bought.of_asked()
    came_back = int((repeats > 0).sum())
    fitted, spending = bought.fitted, spending_of(bought)
    segments: list[Segment] = []
    if fitted is not None and int((bought.buyers.repeats > 0).sum()) >= ANSWERS and repeats.size:
        tell(Step.EXPECTING)
        group = segments_of(repeats, chance_alive(fitted, repeats, last, age).value)
        purchases = _totals(bought, (fitted,), group, days=days, margin=1.0)
        worth = _totals(bought, (fitted, spending), group, days=days, margin=margin) if spending else None
        sizes = [*np.bincount(group, minlength=len(SEGMENTS)).tolist(), repeats.size]
        segments = [
            Segment(name, size, purchases[place], worth[place] if worth else None)
            for place, (name, size) in enumerate(zip([*SEGMENTS, None], sizes, strict=True))
        ]
    alike, spenders = _alike(bought)
    return ValueFound(
        bought.period,
        days,
        margin,
        bought.currency,
        bought.other_currency,
        repeats.size,
        came_back,
        segments,
        alike,
        spenders,
    )


def spending_of(bought: Bought) -> Fitted | None:
    """The model of what a purchase is worth; None where too few spent, all the same, or so unlike that there is no
    mean.
    """
    from colere.stats.purchases import fit_spending

    buyers = bought.buyers
    means = buyers.mean_value[buyers.paid > 0]
    if means.size < ANSWERS or means.min() == means.max():
        return None
    fitted = fit_spending(buyers.paid, buyers.mean_value)
    return fitted if fitted.parameters[1] > 1 else None


def _totals(
    bought: Bought, fits: tuple[Fitted, ...], group: NDArray[np.int64], *, days: int, margin: float
) -> list[Total]:
    """Expected purchases by segment, times what each is worth where there is a model of that too. Customers who look
    the same to the models are counted together.
    """
    import numpy as np

    from colere.stats.distributions import normal_quantile
    from colere.stats.purchases import expected_purchases, expected_spending

    rows = np.column_stack([*bought.of_asked(), group, *(_paid(bought) if len(fits) > 1 else [])])
    kinds, times = np.unique(rows, axis=0, return_counts=True)
    repeats, last, age, whose = kinds.T[:4]

    def figure(*models: Fitted) -> Floats:
        each = expected_purchases(models[0], repeats, last, age, horizon=days).value * times
        if len(models) > 1:
            each = each * expected_spending(models[1], kinds[:, 4], kinds[:, 5]).value * margin
        return np.asarray(each)

    z = float(normal_quantile(0.975))
    return totals(figure, fits, whose.astype(np.int64), count=len(SEGMENTS), z=z)


def _paid(bought: Bought) -> list[Floats]:
    return [bought.buyers.paid[bought.is_asked], bought.buyers.mean_value[bought.is_asked]]


def _alike(bought: Bought) -> tuple[float | None, int]:
    """The correlation of how often with the logarithm of how much, among those who came back; and how many they are."""
    import numpy as np

    buyers = bought.buyers
    some = buyers.paid > 0
    often, much = buyers.repeats[some], buyers.mean_value[some]
    if often.size < ANSWERS or often.min() == often.max() or much.min() == much.max():
        return None, int(often.size)
    return float(np.corrcoef(often, np.log(much))[0, 1]), int(often.size)
