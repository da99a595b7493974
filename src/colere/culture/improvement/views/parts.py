"""What problems show on other pages: Today, and search."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.culture.improvement.queries.waiting import what_waits
from colere.culture.improvement.rules import Step, next_step
from colere.culture.improvement.views import wording
from colere.platform.permissions import Actor
from colere.platform.search import Hit, highlight
from colere.platform.search.rules import Query
from colere.platform.ui.places import address_of
from colere.platform.ui.registry import News

SHOWN = 5
OWN, LATE = 45, 50


def today_problems(actor: Actor) -> dict[str, Any] | None:
    """The actor's own open problems, each with what comes next, and changes older than four weeks of which nobody knows
    what they did; None where there is neither.
    """
    waiting = what_waits(actor)
    if not waiting.own and not waiting.late:
        return None
    own, late = [_own_line(row) for row in waiting.own[:SHOWN]], [_late_line(row) for row in waiting.late]
    news = _late_news(late) if late else _own_news(waiting.own, own)
    return {"own": own, "late": late, "news": news}


def _own_line(row: dict[str, Any]) -> dict[str, Any]:
    step = next_step(row["known"])
    return {
        "title": row["title"],
        "href": address_of("improvement:problem-detail", row["id"]),
        "next": wording.step_words(step),
        "waits": step is Step.EFFECT,
        "days": wording.days_words(wording.days_open(row["reopened_at"] or row["opened_at"])),
    }


def _own_news(rows: list[dict[str, Any]], lines: list[dict[str, Any]]) -> News:
    said = {"n": len(rows), "days": lines[0]["days"]}
    sentence = ngettext(
        "%(n)s problem is yours to solve for everybody, open for %(days)s.",
        "%(n)s problems are yours to solve for everybody; the oldest is open for %(days)s.",
        len(rows),
    )
    return News(sentence % said, OWN, href=lines[0]["href"], label=_("Go on with it"))


def _late_line(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": row["title"],
        "href": address_of("improvement:problem-detail", row["id"]),
        "days": wording.days_words((timezone.localdate() - row["late_since"]).days),
        "is_counted": bool(row["topic"]),
    }


def _late_news(lines: list[dict[str, Any]]) -> News:
    said = {"days": lines[0]["days"], "title": lines[0]["title"]}
    sentence = _("“%(title)s” was changed %(days)s ago, and nobody knows yet whether it helped.") % said
    return News(sentence, LATE, href=lines[0]["href"], label=_("Look at it"))


def visible_problems(actor: Actor, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Everybody may read all problems but those that were withdrawn."""
    return rows.filter(withdrawn_at=None)


def problem_hits(found: Mapping[int, dict[str, Any]], ids: Sequence[int], query: Query) -> list[Hit]:
    """Problems by their words."""
    return [
        Hit(
            title=found[pk]["title"],
            url=address_of("improvement:problem-detail", pk),
            snippet=highlight(found[pk]["why"] or found[pk]["cause"] or found[pk]["topic"], query),
            kind=wording.state_words(found[pk]["state"]),
            at=found[pk]["opened_at"],
        )
        for pk in ids
        if pk in found
    ]
