"""What happens to problems. Ids, kinds and figures; the words stay in their tables."""

from dataclasses import dataclass
from datetime import date, datetime

from colere.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class ProblemEvent(Event):
    """The base of events about a problem. `at` is when it happened, where that was not now."""

    problem: int
    at: datetime | None = None

    def subject(self) -> str:
        """The problem."""
        return f"problem:{self.problem}"

    def about(self) -> str:
        """Its own story."""
        return f"problem:{self.problem}"

    def happened_at(self) -> datetime | None:
        """When it happened in the world."""
        return self.at


@dataclass(frozen=True, kw_only=True)
class ProblemOpened(ProblemEvent):
    """Somebody said that something comes back; `topic`, `theme`, `team` and `channel` say where it shows."""

    raised_by: int | None
    topic: str = ""
    theme: int | None = None
    team: int | None = None
    channel: str = ""


@dataclass(frozen=True, kw_only=True)
class ProblemChanged(ProblemEvent):
    """The problem was described anew; `fields` names what changed."""

    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProblemWithdrawn(ProblemEvent):
    """It was no problem, or stood here twice."""


@dataclass(frozen=True, kw_only=True)
class ProblemRestored(ProblemEvent):
    """It is a problem after all."""


@dataclass(frozen=True, kw_only=True)
class ProblemTaken(ProblemEvent):
    """Somebody made it theirs."""

    owner: int
    department: int | None
    owner_before: int | None = None


@dataclass(frozen=True, kw_only=True)
class OwnerChanged(ProblemEvent):
    """It was given to somebody, to a department, or back to nobody."""

    owner: int | None
    department: int | None
    owner_before: int | None = None
    department_before: int | None = None


@dataclass(frozen=True, kw_only=True)
class CauseFound(ProblemEvent):
    """Somebody wrote down why it happens, or wrote it down better; `is_known` False: it was taken back."""

    is_known: bool = True


@dataclass(frozen=True, kw_only=True)
class ChangeMade(ProblemEvent):
    """Something was done about it on this day."""

    change: int
    on: date


@dataclass(frozen=True, kw_only=True)
class ChangeWithdrawn(ProblemEvent):
    """That was not done after all."""

    change: int


@dataclass(frozen=True, kw_only=True)
class EffectMeasured(ProblemEvent):
    """What a change did: `value` times as many contacts as would have come without it, of `n`, until that day."""

    change: int
    verdict: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    until: date


@dataclass(frozen=True, kw_only=True)
class CostCounted(ProblemEvent):
    """What the problem cost in the days from `start` to `until`: contacts, and minutes of work with their interval."""

    contacts: int
    minutes: float
    low: float
    high: float
    start: date
    until: date


@dataclass(frozen=True, kw_only=True)
class CustomersTold(ProblemEvent):
    """Customers were told what became of it."""

    telling: int
    on: date


@dataclass(frozen=True, kw_only=True)
class ColleaguesTold(ProblemEvent):
    """Colleagues were told what became of it."""

    telling: int
    on: date


@dataclass(frozen=True, kw_only=True)
class TellingWithdrawn(ProblemEvent):
    """They were not told after all."""

    telling: int


@dataclass(frozen=True, kw_only=True)
class ProblemClosed(ProblemEvent):
    """It is solved for everybody; `days_open` since it was raised or came back, `verdict` of the last change."""

    days_open: int
    department: int | None
    verdict: str = ""


@dataclass(frozen=True, kw_only=True)
class ProblemReopened(ProblemEvent):
    """It came back; `is_mistake`: it was closed too early, and is as it was before."""

    is_mistake: bool = False


@dataclass(frozen=True, kw_only=True)
class ProblemRemarked(ProblemEvent):
    """A colleague left a remark, took it away, or brought it back."""

    remark: int
    change: str = "added"
