"""What the pages of themes share: quotes with their places, figures in words, how far a reading is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from colere.insights.problems.rules.findings import Bounded, Topic
from colere.insights.themes.models import ThemeRun
from colere.insights.themes.queries.quotes import Quote
from colere.platform.ui import words

SHOWN = 280  # letters of a quote


def quote_parts(quotes: Iterable[Quote]) -> list[dict[str, Any]]:
    """Quotes as a page draws them."""
    return [
        {"row": one.row, "text": _short(one.text), "who": one.who, "at": one.at, "href": place_of_quote(one)}
        for one in quotes
    ]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1].rstrip()}…"


def place_of_quote(quote: Quote) -> str:
    """Where the words stand; comments and reviews stand in lists."""
    if quote.kind == "conversation":
        return reverse("conversations:conversation-detail", args=[quote.pk])
    return ""


def share_words(share: Bounded, *, digits: int = 1) -> str:
    """ "4.1% (3.2 to 5.3%)": a share with its interval."""
    value, low, high = (words.number(100 * figure, digits) for figure in (share.value, share.low, share.high))
    return _("%(value)s%% (%(low)s to %(high)s%%)") % {"value": value, "low": low, "high": high}


def week_words(n: int, topic: Topic | None) -> str:
    """ "312, 6 a week (5 to 7)"."""
    if topic is None:
        return words.number(n)
    week = topic.per_week
    digits = 0 if week.value >= 10 else 1
    value, low, high = (words.number(figure, digits) for figure in (week.value, week.low, week.high))
    return _("%(n)s, %(value)s a week (%(low)s to %(high)s)") % {
        "n": words.number(n), "value": value, "low": low, "high": high,
    }  # fmt: skip


def progress_of(work: ThemeRun) -> dict[str, Any]:
    """How far a reading is, in words."""
    steps = {
        "reading": _("Reading what customers said"),
        "learning": _("Looking for themes"),
        "joining": _("Sorting new words"),
        "keeping": _("Almost there"),
    }
    return {"label": steps.get(work.step, steps["reading"]), "done": work.done, "total": work.total or None}
