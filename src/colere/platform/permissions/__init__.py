"""Who may do what: named permissions, the functions that decide them, and the marks on every route.

A domain registers its permissions in `permissions.py`:

    register("conversations.read", label=_("Read conversations"), policy=any_role(Role.AGENT, Role.LEAD))

and asks `require(actor, "conversations.read", conversation)` in actions and queries,
`@requires("conversations.read")` on views.
A policy is a function of the actor and the thing (None when the question is general). What an actor may do to
*which* thing is carried by scopes ("team:3", "leads:3", "person:12") that domains add with `register_scopes`.
"""

from colere.platform.permissions.actors import SYSTEM, Actor, actor_for, register_scopes, system_actor
from colere.platform.permissions.policies import (
    Permission,
    Policy,
    all_permissions,
    allows,
    any_role,
    everyone,
    register,
    require,
)
from colere.platform.permissions.routes import current_actor, public, requires

__all__ = [
    "SYSTEM",
    "Actor",
    "Permission",
    "Policy",
    "actor_for",
    "all_permissions",
    "allows",
    "any_role",
    "current_actor",
    "everyone",
    "public",
    "register",
    "register_scopes",
    "require",
    "requires",
    "system_actor",
]
