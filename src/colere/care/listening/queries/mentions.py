"""Reading what is said about us in public."""

from typing import Any, cast

from django.db import connection
from django.db.models import QuerySet

from colere.care.listening.models import Mention
from colere.platform.permissions import Actor, require

ROW = ("id", "site", "url", "author", "at", "text", "rating")
MOST_SITES = 100


def list_mentions(actor: Actor) -> "QuerySet[Mention, dict[str, Any]]":
    """All reviews and mentions."""
    require(actor, "mentions.read")
    return cast("QuerySet[Mention, dict[str, Any]]", Mention.objects.values(*ROW))


def list_sites(actor: Actor) -> list[str]:
    """Where people spoke about us: jumps along the index from one site to the next."""
    require(actor, "mentions.read")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH RECURSIVE t(v) AS (
                    SELECT min(site) FROM listening_mention WHERE site > ''
                    UNION ALL
                    SELECT (SELECT min(site) FROM listening_mention WHERE site > t.v) FROM t WHERE t.v IS NOT NULL)
                SELECT v FROM t WHERE v IS NOT NULL LIMIT {MOST_SITES}"""
        )
        return [row[0] for row in cursor.fetchall()]


def newest_mention(actor: Actor) -> dict[str, Any] | None:
    """The last thing that was said."""
    return list_mentions(actor).order_by("-at", "-id").first()
