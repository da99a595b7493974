"""Customers as buyers, with the model of how they come back: what `returning` and `value` both stand on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from colere.insights.instruments.queries.days import Period, day_numbers
from colere.insights.instruments.rules.buyers import Buyers, buyers_of
from colere.insights.instruments.rules.steps import Step, Tell
from colere.platform.metrics import UNKNOWN, ReportRequest, read_columns
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from colere.stats.purchases import Fitted

COLUMNS = ("customer", "at", "amount", "currency")


@dataclass(frozen=True, slots=True)
class Bought:
    """All buyers as they stood at the end of the period's last day, and the model fitted to all of them.

    `is_asked`: whom the question is about. `fitted` is None where nobody has come back yet. Purchases in another
    currency than the commonest are counted as visits without an amount: `other_currency` of them. `customer` and `day`
    are the purchases themselves, `today` the last day.
    """

    period: Period
    buyers: Buyers
    is_asked: NDArray[np.bool_]
    fitted: Fitted | None
    currency: str
    other_currency: int
    customer: NDArray[np.int64]
    day: NDArray[np.int64]
    today: int

    def of_asked(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """How often, when last and how long ago first, of the customers who were asked about."""
        kept, buyers = self.is_asked, self.buyers
        return buyers.repeats[kept], buyers.last[kept], buyers.age[kept]

    def before(self, days: int) -> Buyers:
        """All buyers as they stood so many days earlier."""
        import numpy as np

        return buyers_of(self.customer, self.day, np.zeros(self.day.size), today=self.today - days)


def read_bought(actor: Actor, *, request: ReportRequest, tell: Tell) -> Bought:
    """Everybody who bought until the request's last day (or the last day with a purchase).

    The model learns from all of them. Asked about are those whose first purchase was not before the request's first
    day and who, where team, channel or topic are given, had a conversation there.
    """
    require(actor, "metrics.read")
    import numpy as np

    from colere.stats.purchases import fit_purchases

    tell(Step.READING)
    rows = read_columns("purchases", COLUMNS, ReportRequest(end=request.end))
    days = day_numbers(rows["at"])
    today = request.end.toordinal() if request.end else int(days.max(initial=0))
    amount, currency, others = _in_one_currency(rows["amount"], rows["currency"], rows.labels["currency"])
    buyers = buyers_of(rows["customer"], days, amount, today=today)
    is_asked = np.ones(buyers.customer.size, dtype=np.bool_)
    if request.start:
        is_asked &= buyers.first >= request.start.toordinal()
    if request.filters():
        wrote = read_columns("conversations", ["customer"], replace(request, by=None, measures=None, start=None))
        is_asked &= np.isin(buyers.customer, np.unique(wrote["customer"]))
    tell(Step.FITTING)
    fitted = fit_purchases(buyers.repeats, buyers.last, buyers.age) if buyers.repeats.any() else None
    first = request.start or (date.fromordinal(int(buyers.first.min())) if buyers.first.size else None)
    period = (first, request.end or (date.fromordinal(today) if today else None))
    return Bought(period, buyers, is_asked, fitted, currency, others, rows["customer"], days, today)


def _in_one_currency(
    amount: NDArray[np.float64], currency: NDArray[np.int32], labels: tuple[str, ...]
) -> tuple[NDArray[np.float64], str, int]:
    """Amounts in the commonest currency, nothing for the others: nobody can add pounds to euros."""
    import numpy as np

    known = currency[currency != UNKNOWN]
    if not known.size:
        return amount, "", 0
    commonest = int(np.bincount(known).argmax())
    is_other = (currency != commonest) & (currency != UNKNOWN)
    return np.where(is_other, 0.0, amount), labels[commonest], int(is_other.sum())
