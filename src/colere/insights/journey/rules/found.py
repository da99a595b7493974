"""What a journey holds: steps with what follows them, and the ways between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from colere.insights.journey.rules.steps import USUALLY_SILENT_AFTER


@dataclass(frozen=True, slots=True)
class Bounded:
    """A figure with the bounds of its 95 % interval and the number that it stands on."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of step in a period. Shares are None where too few customers took it.

    `n` steps of `customers`. Of those whose days of silence are over, `silent` is the share after which nothing was
    heard, `writes` that after which the customer wrote to us next. `silent_more` and `writes_more` are by how much
    these shares are above what is usual for customers who are as active, with `is_silent_apart` and `is_writing_apart`
    where that is proven and large enough to speak of. `pleased` is the share of satisfied answers, `effort` their mean
    ease, `half_within` the seconds in which half of them came to their next step.
    """

    kind: str
    n: int
    customers: int
    silent: Bounded | None = None
    writes: Bounded | None = None
    silent_more: Bounded | None = None
    writes_more: Bounded | None = None
    is_silent_apart: bool = False
    is_writing_apart: bool = False
    pleased: Bounded | None = None
    effort: Bounded | None = None
    half_within: float | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How often one kind of step directly follows another. `share` is of all known continuations of `first`."""

    first: str
    then: str
    n: int
    customers: int
    share: float
    half_within: float | None


@dataclass(frozen=True, slots=True)
class JourneyFound:
    """All steps in their declared order and all ways that enough customers went, the most used first.

    `hidden` ways were gone by too few customers to be shown. `has_promises`: whether any promise about time says what
    is late.
    """

    start: date
    end: date
    silent_days: int = USUALLY_SILENT_AFTER
    customers: int = 0
    steps: tuple[Step, ...] = field(default=())
    ways: tuple[Way, ...] = field(default=())
    hidden: int = 0
    has_promises: bool = False

    @property
    def n(self) -> int:
        """All steps."""
        return sum(step.n for step in self.steps)

    def loses(self) -> Step | None:
        """The step after which customers fall silent most beyond the usual; None where none can be told apart."""
        apart = [step for step in self.steps if step.is_silent_apart and step.silent_more is not None]
        return max(apart, key=lambda step: step.silent_more.low if step.silent_more else 0.0, default=None)

    def asks(self) -> Step | None:
        """The step after which customers write to us most beyond the usual; None where none can be told apart."""
        apart = [step for step in self.steps if step.is_writing_apart and step.writes_more is not None]
        return max(apart, key=lambda step: step.writes_more.low if step.writes_more else 0.0, default=None)
