"""The actor: on whose behalf something happens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from colere.platform.accounts.roles import Role

if TYPE_CHECKING:
    from colere.platform.accounts.models import Account


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with roles and scopes; it is written into every log line by its `ref`.

    `ref` is "account:7", "system" or "system:import". `scopes` are marks like "team:3" that domains add.
    """

    ref: str
    account_id: int | None = None
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[str] = field(default_factory=frozenset)
    is_system: bool = False

    def ids(self, prefix: str) -> frozenset[int]:
        """The numbers of all scopes with this prefix: `actor.ids("team")` for {"team:3"} gives {3}."""
        start = f"{prefix}:"
        return frozenset(int(s[len(start) :]) for s in self.scopes if s.startswith(start))

    def has_role(self, *roles: Role) -> bool:
        """Whether the actor has one of these roles; the system has them all."""
        return self.is_system or not self.roles.isdisjoint(roles)


SYSTEM = Actor(ref="system", is_system=True)

_scope_sources: list[Callable[["Account"], set[str]]] = []


def system_actor(name: str) -> Actor:
    """The system acting under a name, as "system:import" in the log."""
    return Actor(ref=f"system:{name}", is_system=True)


def register_scopes(source: Callable[["Account"], set[str]]) -> Callable[["Account"], set[str]]:
    """Let a domain add scopes to every actor that is made from an account. Usable as a decorator."""
    if source not in _scope_sources:
        _scope_sources.append(source)
    return source


def actor_for(account: "Account") -> Actor:
    """The actor for a signed-in account, with the scopes of all domains (one query for each domain that adds some)."""
    scopes: set[str] = set()
    for source in _scope_sources:
        scopes |= source(account)
    return Actor(ref=f"account:{account.pk}", account_id=account.pk, roles=account.role_set(), scopes=frozenset(scopes))
