"""Reading the log for people."""

from typing import Any

from django.db.models import QuerySet

from colere.platform.accounts.models import Account
from colere.platform.events.models import LogLine
from colere.platform.permissions import Actor, require


def list_lines(actor: Actor) -> "QuerySet[LogLine, Any]":
    """All lines of the log as dicts of narrow columns. Raises `Refused`."""
    require(actor, "audit.read")
    return LogLine.objects.values("id", "at", "kind", "actor", "subject", "about", "request_id")


def actor_names(refs: set[str]) -> dict[str, str]:
    """The names behind "account:7"; one query."""
    ids = {int(ref.partition(":")[2]) for ref in refs if ref.startswith("account:")}
    return {f"account:{pk}": name for pk, name in Account.objects.filter(pk__in=ids).values_list("pk", "name")}


def list_kinds() -> list[str]:
    """The kinds that stand in the log, by name: a skip scan, so that it stays quick with millions of lines."""
    kinds: list[str] = []
    lines = LogLine.objects.order_by("kind").values_list("kind", flat=True)
    while (kind := lines.filter(kind__gt=kinds[-1] if kinds else "").first()) is not None:
        kinds.append(kind)
    return kinds
