"""Topics: what a browser can ask to be told about, and who may."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from colere.platform.errors import Invalid, Refused
from colere.platform.permissions import Actor, all_permissions, allows

MOST_TOPICS = 30
_TOPIC = re.compile(r"[a-z][a-z_]{0,39}(?::[A-Za-z0-9_-]{1,40})?")


@dataclass(frozen=True)
class Topic:
    """The permission that topics with this prefix ask for, and whether the actor may know of the single thing."""

    prefix: str
    permission: str
    visible: Callable[[Actor, str], bool] | None = None


_topics: dict[str, Topic] = {}


def register_topic(prefix: str, permission: str, *, visible: Callable[[Actor, str], bool] | None = None) -> None:
    """Let actors with `permission` follow the topic `prefix` ("conversations") or things of it ("conversation:12").

    `visible` is asked with the actor and what stands after the colon. An app's own label need not be registered when
    the app has the permission "<label>.read".
    """
    _topics[prefix] = Topic(prefix, permission, visible)


def find_topic(name: str) -> Topic | None:
    """The registered topic for a name like "customer:5", if there is one."""
    prefix = name.partition(":")[0]
    if prefix in _topics:
        return _topics[prefix]
    permission = f"{prefix}.read"
    is_known = any(known.name == permission for known in all_permissions())
    return Topic(prefix, permission) if is_known and prefix == name else None


def read_topics(text: str) -> frozenset[str]:
    """The topics in a comma-separated list. Raises Invalid for none, too many, or one that cannot be a topic."""
    names = frozenset(name for name in text.split(",") if name)
    if not names or len(names) > MOST_TOPICS:
        raise Invalid(f"Ask for 1 to {MOST_TOPICS} topics.")
    if not all(_TOPIC.fullmatch(name) for name in names):
        raise Invalid("A topic looks like conversations or customer:5.")
    return names


def allowed_topics(actor: Actor, names: Iterable[str]) -> frozenset[str]:
    """Those of the topics that the actor may follow. Raises Refused when there is none.

    A page asks for the topics of all its parts at once; one that is not for this person must not silence the others.
    """
    allowed = frozenset(name for name in names if _may_follow(actor, name))
    if not allowed:
        raise Refused("You may not follow this topic.")
    return allowed


def _may_follow(actor: Actor, name: str) -> bool:
    topic = find_topic(name)
    if topic is None or not allows(actor, topic.permission):
        return False
    return topic.visible is None or ":" not in name or topic.visible(actor, name.partition(":")[2])


def topics_of(kind: str, subject: str, about: str) -> set[str]:
    """The topics that a line of the log concerns.

    >>> sorted(topics_of("conversations.ConversationOpened", "conversation:12", "customer:5"))
    ['conversations', 'conversation:12', 'customer:5']
    """
    return {name for name in (kind.partition(".")[0], subject, about) if name}
