"""What of late happened between customers and us, as arrays by day: what may speak for staying away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from colere.foundation.models import Team
from colere.insights.instruments.queries.days import day_numbers
from colere.insights.instruments.rules.at_risk import LOOKED_BACK, Contacts
from colere.platform.metrics import UNKNOWN, ReportRequest, read_columns
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

COLUMNS = ("customer", "team", "topic", "opened_at", "resolved_at", "first_reply_at", "reopened_at")
ANSWERS = ("customer", "team", "name", "score", "at")
SAME_WITHIN, LATE_AFTER = 7, 1  # days
FAR = 10_000_000  # a day that never comes
DISPLEASED_UNTIL = 3.0  # of 5


@dataclass(frozen=True, slots=True)
class Recent:
    """Conversations and answers by day, those of private teams left out: what speaks for a customer's staying away is
    shown to everybody who may read customers. `first` is the first day with a contact.

    Of each conversation: whose it is, the day it was opened, settled, first answered (`FAR`: never), and whether it
    was the same matter again; `is_late` by the day on which it became so. Of bad answers: whose, and when.
    """

    first: int
    customer: Ints
    opened: Ints
    settled: Ints
    answered: Ints
    same_on: Ints
    bad_customer: Ints
    bad_on: Ints

    def before(self, today: int) -> Contacts:
        """What could be known at the end of that day of the `LOOKED_BACK` days before."""
        import numpy as np

        begun = today - LOOKED_BACK
        is_recent = (self.opened <= today) & (self.opened > begun)
        due = self.opened + LATE_AFTER
        is_late = is_recent & (self.answered > due) & (due < today)
        is_again = (self.same_on <= today) & (self.same_on > begun)
        is_bad = (self.bad_on <= today) & (self.bad_on > begun)
        return Contacts(
            open=np.unique(self.customer[is_recent & (self.settled > today)]),
            same_again=np.unique(self.customer[is_again]),
            displeased=np.unique(self.bad_customer[is_bad]),
            late=np.unique(self.customer[is_late]),
            wrote=np.unique(self.customer[is_recent]),
        )


def read_recent(actor: Actor, *, until: date) -> Recent:
    """All conversations and answers of known customers up to a day."""
    import numpy as np

    require(actor, "customers.read")
    private = _private()
    rows = read_columns("conversations", COLUMNS, ReportRequest(end=until))
    kept = (rows["customer"] != UNKNOWN) & ~np.isin(rows["team"], private)
    opened, settled, answered, reopened = (
        _days(rows[name][kept]) for name in ("opened_at", "resolved_at", "first_reply_at", "reopened_at")
    )
    customer = rows["customer"][kept]
    same_on = np.minimum(reopened, same_again(customer, rows["topic"][kept], opened))
    told = read_columns("responses", ANSWERS, ReportRequest(end=until))
    names = told.labels["name"]
    asked = names.index("csat") if "csat" in names else UNKNOWN - 1
    bad = (told["name"] == asked) & (told["score"] <= DISPLEASED_UNTIL) & ~np.isin(told["team"], private)
    first = int(opened.min()) if opened.size else FAR
    return Recent(first, customer, opened, settled, answered, same_on, told["customer"][bad], _days(told["at"][bad]))


def who_wrote(actor: Actor, *, request: ReportRequest) -> Ints:
    """The customers who had a conversation in the request's team, channel and topic, not with a private team."""
    import numpy as np

    require(actor, "customers.read")
    rows = read_columns("conversations", ["customer", "team"], request)
    return np.unique(rows["customer"][~np.isin(rows["team"], _private())])


def _private() -> Ints:
    import numpy as np

    return np.array(sorted(Team.objects.filter(is_private=True).values_list("id", flat=True)), dtype=np.int64)


def same_again(customer: Ints, topic: NDArray[np.int32], opened: Ints) -> Ints:
    """The day on which a customer wrote about a topic once more within a week; `FAR` for the others."""
    import numpy as np

    found = np.full(customer.size, FAR, dtype=np.int64)
    order = np.lexsort((opened, topic, customer))
    whose, about, day = customer[order], topic[order], opened[order]
    again = (whose[1:] == whose[:-1]) & (about[1:] == about[:-1]) & (about[1:] != UNKNOWN)
    again &= day[1:] - day[:-1] <= SAME_WITHIN
    found[order[1:][again]] = day[1:][again]
    return found


def _days(at: NDArray[np.datetime64]) -> Ints:
    """Days as numbers; `FAR` for what has not happened."""
    import numpy as np

    days = np.full(at.size, FAR, dtype=np.int64)
    known = ~np.isnat(at)
    days[known] = day_numbers(at[known])
    return days
