"""The families of measures: what is summed over the facts, and how an honest figure is made of the sums.

Each takes Ibis expressions over the fact's table as plain functions, so that one declaration is compiled for DuckDB,
PostgreSQL and Spark alike. Neither Ibis nor NumPy is imported before the first figure: a web process starts without
them.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

from colere.stats import enough
from colere.stats.enough import State

Column = Callable[[Any], Any]
Sums = Mapping[str, Any]


class Reading(NamedTuple):
    """What came out for one group. None where there is nothing to say."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    state: State


class Estimate(Protocol):
    """A family of measures."""

    @property
    def unit(self) -> str:
        """count, share, balance, score or seconds."""

    @property
    def interval(self) -> str:
        """The name of the interval: none, wilson, adjusted_wald, t, order."""

    def sums(self, table: Any) -> dict[str, Any]:
        """The aggregates that are needed, by name, as Ibis scalars."""

    def read(self, sums: Sums) -> Reading:
        """The figure from the aggregates of one group."""


def everything(table: Any) -> Any:
    """The condition that holds for every row."""
    return None


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are (where a condition holds). A count is what it is: it has no interval."""

    where: Column = everything
    unit: str = "count"
    interval: str = "none"

    def sums(self, table: Any) -> dict[str, Any]:
        """n."""
        return {"n": table.count(where=self.where(table))}

    def read(self, sums: Sums) -> Reading:
        """The count itself."""
        n = int(sums["n"] or 0)
        return Reading(float(n), None, None, n, State.OK)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the rows `among` also satisfy `yes`, with Wilson's interval."""

    yes: Column
    among: Column = everything
    unit: str = "share"
    interval: str = "wilson"

    def sums(self, table: Any) -> dict[str, Any]:
        """n and how many of them."""
        among, yes = self.among(table), self.yes(table)
        return {"n": table.count(where=among), "yes": table.count(where=yes if among is None else among & yes)}

    def read(self, sums: Sums) -> Reading:
        """The share."""
        from colere.stats import shares

        n, yes = int(sums["n"] or 0), int(sums["yes"] or 0)
        if not n:
            return Reading(None, None, None, 0, State.TOO_FEW)
        low, high = shares.wilson(yes, n)
        return Reading(yes / n, float(low), float(high), n, enough.of_answers(n))


@dataclass(frozen=True, slots=True)
class Balance:
    """The share `plus` minus the share `minus` of the rows `among`, with the adjusted Wald interval
    (recommendation).
    """

    plus: Column
    minus: Column
    among: Column
    unit: str = "balance"
    interval: str = "adjusted_wald"

    def sums(self, table: Any) -> dict[str, Any]:
        """n and how many on either side."""
        among = self.among(table)
        return {
            "n": table.count(where=among),
            "plus": table.count(where=among & self.plus(table)),
            "minus": table.count(where=among & self.minus(table)),
        }

    def read(self, sums: Sums) -> Reading:
        """The score."""
        from colere.stats import recommendation

        n, plus, minus = (int(sums[name] or 0) for name in ("n", "plus", "minus"))
        if not n:
            return Reading(None, None, None, 0, State.TOO_FEW)
        low, high = recommendation.adjusted_wald(plus, minus, n)
        return Reading((plus - minus) / n, float(low), float(high), n, enough.of_answers(n))


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of `of` over the rows `among` where it is known, with Student's interval."""

    of: Column
    among: Column
    unit: str = "score"
    interval: str = "t"

    def sums(self, table: Any) -> dict[str, Any]:
        """n, the sum and the sum of squares."""
        among, of = self.among(table), self.of(table)
        return {"n": of.count(where=among), "total": of.sum(where=among), "squares": (of * of).sum(where=among)}

    def read(self, sums: Sums) -> Reading:
        """The mean."""
        from colere.stats import means

        n = int(sums["n"] or 0)
        if not n:
            return Reading(None, None, None, 0, State.TOO_FEW)
        total, squares = float(sums["total"]), float(sums["squares"])
        low, high = means.interval_from_sums(n, total, squares)
        return Reading(total / n, _known(float(low)), _known(float(high)), n, enough.of_answers(n))


@dataclass(frozen=True, slots=True)
class Quantile:
    """The q-quantile of `of`, whole numbers of which `per_unit` make one; rows without a value are left out.

    It needs two steps: `sums` counts the values, and once n is known `ranks` says which of them in ascending order are
    wanted. `key` names the values, so that several quantiles of the same share one sorting.
    """

    of: Column
    q: float
    key: str
    per_unit: int = 1_000_000
    unit: str = "seconds"
    interval: str = "order"

    def sums(self, table: Any) -> dict[str, Any]:
        """n."""
        return {"n": self.of(table).count()}

    def ranks(self, n: int) -> list[int]:
        """The ranks (from 1) whose values `read` needs, for n values."""
        from colere.stats import quantiles

        r = quantiles.quantile_ranks(n, self.q)
        return [r.below, r.above, *(rank for rank in (r.low, r.high) if rank)]

    def read(self, sums: Sums) -> Reading:
        """The quantile; `sums["values"]` maps each rank to its value."""
        from colere.stats import quantiles

        n = int(sums["n"] or 0)
        if not n:
            return Reading(None, None, None, 0, State.TOO_FEW)
        r = quantiles.quantile_ranks(n, self.q)
        at = {rank: value / self.per_unit for rank, value in sums["values"].items()}
        low, high = at.get(r.low, math.nan), at.get(r.high, math.nan)
        value = quantiles.interpolate(at[r.below], at[r.above], r.weight)
        return Reading(value, _known(low), _known(high), n, enough.of_quantile(low, high))


AnyEstimate = Count | Share | Balance | Mean | Quantile
Interval = Literal["none", "wilson", "adjusted_wald", "t", "order"]


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
