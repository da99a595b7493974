"""What answers show on other pages: Today, the customer's page and story, the conversation, search."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from colere.care.customers.queries.records import CustomerRecord
from colere.care.feedback.models import Response
from colere.care.feedback.permissions import readable
from colere.care.feedback.queries import responses
from colere.care.feedback.rules import Voice, told_first
from colere.care.feedback.views.listing import yesterday_news
from colere.care.feedback.views.wording import customer_name, question_label, score_mark, score_words
from colere.foundation.models import Promise
from colere.platform.permissions import Actor
from colere.platform.search import Hit, highlight
from colere.platform.search.rules import Query
from colere.platform.ui.places import address_of, place_of
from colere.platform.ui.registry import News

TOLD = 6
UNFELT_DAYS = 90
ENOUGH = 3  # fewer voices than this make a quiet day


def today_voices(actor: Actor) -> dict[str, Any] | None:
    """What customers said yesterday, in their words: the unhappy first. After a quiet day, those of the last week."""
    start, end = responses.yesterday()
    week = responses.words_between(actor, start=start - timedelta(days=6), end=end)  # the newest: yesterday's first
    if not week:
        return None
    yesterday = [row for row in week if row["at"] >= start]
    is_quiet = len(yesterday) < ENOUGH
    said = week if is_quiet else yesterday
    if is_quiet:
        start -= timedelta(days=6)
    chosen = told_first([Voice(r["id"], r["name"], r["score"], r["at"]) for r in said], most=TOLD)
    voices = responses.answers_by_id(actor, chosen)
    days = {"words": 1, "given_from": f"{start:%Y-%m-%d}", "given_to": f"{end - timedelta(days=1):%Y-%m-%d}"}
    return {
        "title": _("What customers said this week") if is_quiet else _("What customers said yesterday"),
        "quotes": [_quote(voices[pk]) for pk in chosen if pk in voices],
        "href": f"{reverse('feedback:response-list')}?{urlencode(days)}",
        "more": _("All of the week") if is_quiet else _("All of yesterday"),
        "news": News(yesterday_news(yesterday), weight=40) if yesterday else None,
    }


def _quote(row: dict[str, Any]) -> dict[str, Any]:
    about = " · ".join(filter(None, [row["topic"], row["team__name"]]))
    return {
        "text": row["comment"],
        "who": customer_name(row),
        "at": row["at"],
        "score": score_mark(row),
        "question": question_label(row["name"]),
        "about": about,
        "href": place_of(row["about"]),
    }


def customer_panel(actor: Actor, customer: CustomerRecord) -> dict[str, Any] | None:
    """The customer's newest answers, and the last of them in a sentence."""
    rows = responses.answers_of(actor, customer.ids)
    if not rows:
        return None
    scored = next((row for row in rows if row["score"] is not None), None)
    news = ""
    if scored is not None:
        said = {"score": score_words(scored["name"], scored["score"]), "question": question_label(scored["name"])}
        news = _("The last answer was %(score)s (%(question)s).") % said
    return {"quotes": [_quote(row) for row in rows], "news": news, "title": _("What they answered")}


def promise_panel(actor: Actor, promise: Promise) -> dict[str, Any] | None:
    """The words of those who did not feel a promise kept, the newest first; None where no question asks, or all did."""
    felt = promise.felt or (promise.rule if "at_least" in promise.rule else {})
    question, at_least = felt.get("name") or felt.get("measure"), felt.get("at_least")
    if promise.is_archived or not question or at_least is None:
        return None
    rows = responses.words_below(actor, question, below=at_least, days=UNFELT_DAYS)
    if not rows:
        return None
    return {
        "title": _("In the words of those who did not feel it"),
        "quotes": [_quote(row) for row in rows],
        "href": f"{reverse('feedback:response-list')}?{urlencode({'question': question, 'words': 1})}",
        "more": _("All answers"),
    }


def conversation_panel(actor: Actor, conversation: Any) -> dict[str, Any] | None:
    """What the customer answered about this conversation."""
    rows = responses.answers_about(actor, f"conversation:{conversation.pk}")
    quotes = [{**_quote(row), "href": None, "about": ""} for row in rows]
    return {"quotes": quotes, "title": _("What the customer said about it")} if rows else None


def story_lines(actor: Actor, lines: list[Any]) -> dict[int, dict[str, Any]]:
    """What the story needs of answers; those that the actor may not read are left out."""
    known = responses.answers_by_id(actor, [line.payload["response"] for line in lines])
    return {line.id: _quote(known[pk]) for line in lines if (pk := line.payload["response"]) in known}


def visible_responses(actor: Actor, rows: "QuerySet[Response]") -> "QuerySet[Response]":
    """The answers that the actor may read."""
    return rows.filter(readable(actor))


def response_hits(found: Mapping[int, dict[str, Any]], ids: Sequence[int], query: Query) -> list[Hit]:
    """Answers whose words fit."""
    return [_hit(found[pk], query) for pk in ids if pk in found]


def _hit(row: dict[str, Any], query: Query) -> Hit:
    customer = row["customer__merged_into_id"] or row["customer_id"]
    person = address_of("customers:customer-detail", customer) if customer else reverse("feedback:response-list")
    return Hit(
        title=" · ".join(filter(None, [customer_name(row), score_words(row["name"], row["score"])])),
        url=place_of(row["about"]) or person,
        snippet=highlight(row["comment"], query),
        kind=question_label(row["name"]),
        at=row["at"],
    )
