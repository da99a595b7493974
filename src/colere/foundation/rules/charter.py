"""Who may decide what for a customer without asking."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What is spent: money in one case, time of one's own, or a rule of the house."""

    MONEY = "money"
    TIME = "time"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Limit:
    """One rule of the charter: what a role may decide alone."""

    role: str
    kind: Kind
    text: str
    amount: Decimal | None = None
    currency: str = ""
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether somebody may decide alone, and the rule that says so, or the widest one that falls short."""

    is_allowed: bool
    by: Limit | None = None


def may_decide(
    limits: Iterable[Limit],
    roles: Collection[str],
    kind: Kind,
    *,
    amount: Decimal | None = None,
    currency: str = "",
    minutes: int | None = None,
) -> Decision:
    """Whether somebody with these roles may decide this alone.

    Money is compared only in its own currency: a rule in euros says nothing about dollars. For an exception, having
    any rule of that kind is enough; its words say which. The widest rule of all the roles counts.
    """
    own = [limit for limit in limits if limit.kind == kind and limit.role in roles]
    if kind is Kind.MONEY:
        if amount is None or amount < 0:
            raise ValueError("a decision about money needs an amount that is not negative")
        own = [limit for limit in own if limit.amount is not None and limit.currency == currency]
        widest = max(own, key=lambda limit: limit.amount or Decimal(0), default=None)
        return Decision(widest is not None and amount <= (widest.amount or 0), widest)
    if kind is Kind.TIME:
        if minutes is None or minutes < 0:
            raise ValueError("a decision about time needs minutes that are not negative")
        own = [limit for limit in own if limit.minutes is not None]
        widest = max(own, key=lambda limit: limit.minutes or 0, default=None)
        return Decision(widest is not None and minutes <= (widest.minutes or 0), widest)
    return Decision(bool(own), own[0] if own else None)
