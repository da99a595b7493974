"""What happens to the foundation. Ids and kinds only: the words themselves stay in their tables."""

from dataclasses import dataclass
from datetime import date

from colere.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(Event):
    """The company's own settings changed; `fields` names which."""

    fields: tuple[str, ...] = ()

    def subject(self) -> str:
        """The organisation."""
        return "organisation:1"


@dataclass(frozen=True, kw_only=True)
class PersonEvent(Event):
    """The base of events about a member of staff."""

    person: int

    def subject(self) -> str:
        """The person."""
        return f"person:{self.person}"


@dataclass(frozen=True, kw_only=True)
class PersonAdded(PersonEvent):
    """Somebody joined, or became known by an import."""

    team: int | None = None


@dataclass(frozen=True, kw_only=True)
class PersonChanged(PersonEvent):
    """Facts about a member of staff changed; `fields` names which."""

    fields: tuple[str, ...] = ()
    team: int | None = None


@dataclass(frozen=True, kw_only=True)
class PersonInvited(PersonEvent):
    """Somebody got an account, with these roles."""

    account: int
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SignInLinkMade(PersonEvent):
    """Somebody got a fresh one-time link into their account."""

    account: int


@dataclass(frozen=True, kw_only=True)
class RolesChanged(PersonEvent):
    """What somebody may do changed; the roles that they have from now on."""

    account: int | None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PersonLeft(PersonEvent):
    """Somebody left; their account, if they had one, no longer lets them in."""

    account: int | None
    on: date


@dataclass(frozen=True, kw_only=True)
class PersonReturned(PersonEvent):
    """Somebody is back, or the leaving was a mistake."""

    account: int | None


@dataclass(frozen=True, kw_only=True)
class DepartmentChanged(Event):
    """A department was made, renamed, archived or brought back."""

    department: int
    is_new: bool = False
    fields: tuple[str, ...] = ()

    def subject(self) -> str:
        """The department."""
        return f"department:{self.department}"


@dataclass(frozen=True, kw_only=True)
class TeamChanged(Event):
    """A team was made or changed; `fields` names what."""

    team: int
    is_new: bool = False
    fields: tuple[str, ...] = ()

    def subject(self) -> str:
        """The team."""
        return f"team:{self.team}"


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Event):
    """Working hours, exceptions or holidays of a calendar changed; `fields` names which."""

    calendar: int
    is_new: bool = False
    fields: tuple[str, ...] = ()

    def subject(self) -> str:
        """The calendar."""
        return f"calendar:{self.calendar}"


@dataclass(frozen=True, kw_only=True)
class MissionPublished(Event):
    """A new version of the company's or a department's mission counts from now on."""

    statement: int
    department: int | None
    number: int

    def subject(self) -> str:
        """The statement."""
        return f"mission:{self.statement}"


@dataclass(frozen=True, kw_only=True)
class MissionAcknowledged(Event):
    """Somebody has read a mission statement and said so."""

    statement: int
    person: int

    def subject(self) -> str:
        """The statement."""
        return f"mission:{self.statement}"


@dataclass(frozen=True, kw_only=True)
class ValueChanged(Event):
    """A value or its behaviours changed; `fields` names what."""

    value: int
    is_new: bool = False
    fields: tuple[str, ...] = ()

    def subject(self) -> str:
        """The value."""
        return f"value:{self.value}"


@dataclass(frozen=True, kw_only=True)
class PrincipleChanged(Event):
    """A leadership principle changed; `fields` names what."""

    principle: int
    is_new: bool = False
    fields: tuple[str, ...] = ()

    def subject(self) -> str:
        """The principle."""
        return f"principle:{self.principle}"


@dataclass(frozen=True, kw_only=True)
class PromiseChanged(Event):
    """A promise was made, reworded, retargeted or archived; `fields` names what, `target` is the share that counts from
    now on.
    """

    promise: int
    is_new: bool = False
    fields: tuple[str, ...] = ()
    target: float | None = None
    target_before: float | None = None
    is_archived: bool = False

    def subject(self) -> str:
        """The promise."""
        return f"promise:{self.promise}"


@dataclass(frozen=True, kw_only=True)
class CharterChanged(Event):
    """What a role may decide alone changed; `fields` names what."""

    rule: int
    role: str
    is_new: bool = False
    fields: tuple[str, ...] = ()

    def subject(self) -> str:
        """The rule."""
        return f"charter:{self.rule}"
