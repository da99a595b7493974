"""What happened to a theme, from the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from colere.platform.accounts.models import Account
from colere.platform.events.models import LogLine
from colere.platform.permissions import Actor, require

MOST = 50
JOINED, DIVIDED = ("themes.ThemeJoined", "themes.ThemeTakenApart"), "themes.ThemeDivided"


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the log: what it was, when, by whom ("account:7", "system:themes"), and its figures."""

    kind: str
    at: datetime
    actor: str
    facts: dict[str, Any]


def story_of(actor: Actor, number: int) -> list[Happening]:
    """The newest lines about this theme, and about what was joined to it or it was divided off, the newest first."""
    require(actor, "metrics.read")
    told_of_another = Q(kind__in=JOINED, payload__into=number) | Q(kind=DIVIDED, payload__other=number)
    lines = LogLine.objects.filter(Q(subject=f"theme:{number}") | told_of_another).order_by("-id")[:MOST]
    return [Happening(line.kind.removeprefix("themes."), line.at, line.actor, line.payload) for line in lines]


def names_of(actor: Actor, *, refs: set[str]) -> dict[str, str]:
    """The names of who did it, by "account:7"; one query."""
    require(actor, "metrics.read")
    ids = {int(ref.partition(":")[2]) for ref in refs if ref.startswith("account:")}
    return {f"account:{pk}": name for pk, name in Account.objects.filter(pk__in=ids).values_list("pk", "name")}
