"""The register of named permissions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from colere.platform.accounts.roles import Role
from colere.platform.errors import Refused
from colere.platform.permissions.actors import Actor

Policy = Callable[[Actor, Any], bool]


@dataclass(frozen=True, slots=True)
class Permission:
    """A permission's name ("domain.verb"), its label for people, and the function that decides."""

    name: str
    label: str | Promise
    policy: Policy


_permissions: dict[str, Permission] = {}


def register(name: str, *, label: str | Promise, policy: Policy) -> Permission:
    """Make a permission known. Registering a name twice is a bug, unless it is the same module imported again."""
    known = _permissions.get(name)
    if known is not None and known.policy.__qualname__ != policy.__qualname__:
        raise ValueError(f"permission {name!r} is registered twice")
    permission = Permission(name, label, policy)
    _permissions[name] = permission
    return permission


def all_permissions() -> list[Permission]:
    """Every permission, by name."""
    return [_permissions[name] for name in sorted(_permissions)]


def allows(actor: Actor, name: str, obj: Any = None) -> bool:
    """Whether the actor may. The system may do everything; an unknown name is a bug and raises `KeyError`."""
    permission = _permissions[name]
    return actor.is_system or permission.policy(actor, obj)


def require(actor: Actor, name: str, obj: Any = None) -> None:
    """Raise `Refused` with a sentence unless the actor may."""
    if allows(actor, name, obj):
        return
    label = str(_permissions[name].label)
    raise Refused(
        _("“%(what)s” is not part of your role. Nothing was changed. Ask your lead or an operator.") % {"what": label},
        permission=name,
    )


def any_role(*roles: Role) -> Policy:
    """A policy that holds for whoever has one of these roles."""

    def has_one(actor: Actor, obj: Any) -> bool:
        return actor.has_role(*roles)

    return has_one


def everyone(actor: Actor, obj: Any) -> bool:
    """A policy that holds for everybody who is signed in."""
    return actor.account_id is not None or actor.is_system
