"""Purchases as customers: how often each came back, when last, and for how much; and sums over customers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from colere.stats.interval import Floats
    from colere.stats.purchases import Fitted

SEGMENTS = ("once", "occasional", "regular", "quiet")
REGULAR = 4  # returns from which somebody is a regular
STILL_THERE = 0.5
_MOVE = 1e-4


@dataclass(frozen=True, slots=True)
class Buyers:
    """One place in each array for each customer, by rising id. Times are in days; a day on which somebody bought
    counts once, whatever was in the basket.

    `repeats` are the days after the first, `last` the last of them counted from the first, `age` how long ago the first
    was. `paid` counts the repeat days on which money was spent, `mean_value` is what they were worth on average.
    """

    customer: NDArray[np.int64]
    first: NDArray[np.int64]
    repeats: Floats
    last: Floats
    age: Floats
    paid: Floats
    mean_value: Floats


class Total(NamedTuple):
    """A sum with its interval."""

    value: float
    low: float
    high: float


def buyers_of(customer: NDArray[np.int64], day: NDArray[np.int64], amount: Floats, *, today: int) -> Buyers:
    """The customers of purchases: arrays of one length, `day` as a number of days, customers below 0 are left out, and
    so are purchases after `today`. A day whose purchases and refunds cancel out was a visit and brought nothing.
    """
    import numpy as np

    kept = (customer >= 0) & (day <= today)
    customer, day, amount = customer[kept], day[kept], np.nan_to_num(amount[kept])
    order = np.lexsort((day, customer))
    customer, day, amount = customer[order], day[order], amount[order]
    is_new = np.ones(customer.size, dtype=np.bool_)
    is_new[1:] = (customer[1:] != customer[:-1]) | (day[1:] != day[:-1])
    at = np.flatnonzero(is_new)
    spent = np.add.reduceat(amount, at) if at.size else np.empty(0)
    ids, begins, visits = np.unique(customer[at], return_index=True, return_counts=True)
    whose, visit_day = np.repeat(np.arange(ids.size), visits), day[at]
    first = visit_day[begins]
    is_repeat = np.ones(at.size, dtype=np.bool_)
    is_repeat[begins] = False
    counts = is_repeat & (spent > 0)
    paid = np.bincount(whose[counts], minlength=ids.size).astype(np.float64)
    value = np.bincount(whose[counts], weights=spent[counts], minlength=ids.size)
    last = visit_day[begins + visits - 1] - first
    mean = np.divide(value, paid, out=np.zeros(ids.size), where=paid > 0)
    return Buyers(ids, first, visits.astype(float) - 1.0, last.astype(float), (today - first).astype(float), paid, mean)


def segments_of(repeats: Floats, alive: Floats) -> NDArray[np.int64]:
    """The place in `SEGMENTS` of each customer: bought once, and of those who came back the occasional, the regular
    and the quiet ones (of whom it is likelier that they have left).
    """
    import numpy as np

    back = np.where(repeats >= REGULAR, 2, 1)
    return np.where(repeats == 0, 0, np.where(alive < STILL_THERE, 3, back)).astype(np.int64)


def totals(
    figure: Callable[..., Floats], fits: tuple[Fitted, ...], group: NDArray[np.int64], *, count: int, z: float
) -> list[Total]:
    """Sums of a figure over groups of customers, then over all, with intervals by the delta method on the log scale.

    `figure(*fits)` gives a value for each customer. Errors of one model's parameters hang together across customers, so
    the sum is differentiated as a whole; the models are independent of each other.
    """
    import numpy as np

    def sums(*models: Fitted) -> Floats:
        each = np.bincount(group, weights=figure(*models), minlength=count)
        return np.append(each, each.sum())

    value = sums(*fits)
    variance = np.zeros(count + 1)
    for place, fit in enumerate(fits):
        logs = np.log(fit.parameters)
        slopes = []
        for k in range(logs.size):
            ends = []
            for side in (1, -1):
                moved = replace(fit, parameters=np.exp(logs + side * _MOVE * (np.arange(logs.size) == k)))
                ends.append(sums(*fits[:place], moved, *fits[place + 1 :]))
            slopes.append((ends[0] - ends[1]) / (2 * _MOVE))
        variance += np.einsum("in,ij,jn->n", slopes, fit.covariance, slopes)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        reach = np.exp(z * np.sqrt(np.maximum(variance, 0.0)) / value)
        low, high = np.where(value > 0, value / reach, 0.0), np.where(value > 0, value * reach, 0.0)
    return [Total(*map(float, row)) for row in zip(value, low, high, strict=True)]
