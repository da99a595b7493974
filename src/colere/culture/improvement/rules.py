"""Where a problem stands, what comes next, when it may be closed, and when a change is looked at."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LOOKS = (28, 84)
"""After so many days of facts a change is measured: soon enough to act, and once more when the figure is firmer."""


class State(StrEnum):
    """How far a problem has come."""

    OPEN = "open"
    CAUSE_KNOWN = "cause_known"
    CHANGED = "changed"
    MEASURED = "measured"
    CLOSED = "closed"


class Step(StrEnum):
    """What there is to do about a problem, in order."""

    OWNER = "owner"
    CAUSE = "cause"
    CHANGE = "change"
    TELL = "tell"
    EFFECT = "effect"
    CLOSE = "close"


class Verdict(StrEnum):
    """What a change did to how often people write, as far as it can be told."""

    FELL = "fell"
    ROSE = "rose"
    NO_SIGN = "no_sign"
    TOO_FEW = "too_few"


class Whom(StrEnum):
    """Who was told."""

    CUSTOMERS = "customers"
    COLLEAGUES = "colleagues"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a problem in this round: after it was reopened, only what came since."""

    has_owner: bool
    has_cause: bool
    has_change: bool
    is_told: bool
    is_measured: bool
    is_measurable: bool
    is_closed: bool


def state_of(known: Known) -> State:
    """How far it has come: the furthest step that was taken, whatever was left out before it."""
    if known.is_closed:
        return State.CLOSED
    if known.has_change:
        return State.MEASURED if known.is_measured else State.CHANGED
    return State.CAUSE_KNOWN if known.has_cause else State.OPEN


def next_step(known: Known) -> Step | None:
    """What has to be done next; None when it is closed."""
    if known.is_closed:
        return None
    if not known.has_owner:
        return Step.OWNER
    if missing := missing_for_closing(known):
        return missing[0]
    return Step.EFFECT if known.is_measurable and not known.is_measured else Step.CLOSE


def missing_for_closing(known: Known) -> tuple[Step, ...]:
    """The steps without which nobody may call it solved. An effect is none of them: some problems have no figure."""
    needed = {Step.CAUSE: known.has_cause, Step.CHANGE: known.has_change, Step.TELL: known.is_told}
    return tuple(step for step, is_done in needed.items() if not is_done)


def days_since(changed_on: date, last: date) -> int:
    """How many days the change has been at work up to `last`; the day of the change is the first."""
    return (last - changed_on).days + 1


def is_look_due(*, changed_on: date, known_until: date, measured_until: date | None) -> bool:
    """Whether there are enough days of facts for a look that has not been taken yet."""
    now = days_since(changed_on, known_until)
    before = 0 if measured_until is None else days_since(changed_on, measured_until)
    return any(before < look <= now for look in LOOKS)


def is_effect_late(*, changed_on: date, today: date, is_measured: bool) -> bool:
    """Whether a change is older than the first look and nobody knows what it did."""
    return not is_measured and (today - changed_on).days > LOOKS[0]
