"""Customers who may stay away: who is held out, what speaks for it, and who is listed."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from colere.stats.interval import Floats

AHEAD = 90  # days: who buys nothing in them stays away
LOOKED_BACK = 90  # days in which a contact still tells of a customer
LONGEST_RHYTHM = 180.0  # days between purchases from which staying away for `AHEAD` days says nothing
LONGEST_GONE = 270  # days since the last purchase from which nobody is called at risk any longer
MOST_LOOKS = 4  # how many times, `AHEAD` days apart, customers are looked at to learn from
HELD_OUT = 0.1
MOST_LISTED = 100  # customers with most at stake, of those still there and of the silent; more nobody can look after
LISTED_ANEW = 180  # days after which the same customer may be listed once more
SOFTENED = 7.0  # days added to spans before their logarithm: yesterday or today is the same

REASONS = ("waiting", "seldom", "new", "open", "same_again", "displeased", "late", "quiet")
"""What may speak for staying away, in the order of the columns of `Signs.table`."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of customers on a day, by rising id: days since the last purchase, usual days between two,
    purchases after the first, and one column for each of `REASONS`.
    """

    customer: NDArray[np.int64]
    since: Floats
    rhythm: Floats
    repeats: Floats
    table: Floats


@dataclass(frozen=True, slots=True)
class Contacts:
    """What of late happened between customers and us, each by customer id: ids that had it, and how often."""

    open: NDArray[np.int64]
    same_again: NDArray[np.int64]
    displeased: NDArray[np.int64]
    late: NDArray[np.int64]
    wrote: NDArray[np.int64]


def is_held_out(customer: int, *, key: bytes, share: float = HELD_OUT) -> bool:
    """Whether this customer is one of the random share that is never shown, by a keyed hash of the id: the same
    customer always falls on the same side, and nobody without the key can tell on which.
    """
    digest = hmac.new(key, f"at risk {customer}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64


def signs_of(
    customer: NDArray[np.int64], *, repeats: Floats, last: Floats, age: Floats, rhythm: Floats, contacts: Contacts
) -> Signs:
    """The signs of those whose rhythm is quick enough, and who have not been gone for too long.

    `last` and `age` are counted from the first purchase, as in `Buyers`; `rhythm` is the usual time between two.
    """
    import numpy as np

    since = age - last
    kept = (repeats > 0) & (rhythm <= LONGEST_RHYTHM) & (since <= LONGEST_GONE)
    ids, since, rhythm, repeats = customer[kept], since[kept], rhythm[kept], repeats[kept]
    table = np.column_stack(
        [
            np.log((since + SOFTENED) / (rhythm + SOFTENED)),
            np.log(rhythm + SOFTENED),
            -np.log(repeats),
            np.isin(ids, contacts.open),
            np.isin(ids, contacts.same_again),
            np.isin(ids, contacts.displeased),
            np.isin(ids, contacts.late),
            ~np.isin(ids, contacts.wrote),
        ]
    ).astype(np.float64)
    return Signs(ids, since, rhythm, repeats, table)


def likelier_than_others(chance: Floats, low: Floats, is_silent: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whose chance is, with its whole interval, above the average of those like them: of those still there, or of the
    silent.
    """
    import numpy as np

    found = np.zeros(chance.size, dtype=np.bool_)
    for group in (is_silent, ~is_silent):
        if group.any():
            found |= group & (low > chance[group].mean())
    return found


@dataclass(frozen=True, slots=True)
class Judged:
    """Came back within `AHEAD` days, among those who were listed and shown, and those held out; the difference of the
    two shares with its interval, None where there are too few on one side.
    """

    shown: int
    shown_back: int
    held_out: int
    held_out_back: int
    more: tuple[float, float, float] | None


def judge(*, shown: int, shown_back: int, held_out: int, held_out_back: int, least: int) -> Judged:
    """What showing customers has brought: share that came back, shown minus held out, with Newcombe's interval
    (Statistics in Medicine 17, 1998, 873-890, method 10) made from two Wilson intervals.
    """
    from colere.stats.shares import wilson

    if min(shown, held_out) < least:
        return Judged(shown, shown_back, held_out, held_out_back, None)
    p, q = shown_back / shown, held_out_back / held_out
    (p_low, p_high), (q_low, q_high) = wilson(shown_back, shown), wilson(held_out_back, held_out)
    low = p - q - float((p - p_low) ** 2 + (q_high - q) ** 2) ** 0.5
    high = p - q + float((p_high - p) ** 2 + (q - q_low) ** 2) ** 0.5
    return Judged(shown, shown_back, held_out, held_out_back, (p - q, low, high))
