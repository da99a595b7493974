"""From a promise to the conversations that broke it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from colere.care.conversations.models import Conversation
from colere.care.conversations.queries.promises import newest_breaking
from colere.foundation.actions import PromiseTerms, make_promise
from colere.foundation.models import Promise
from colere.platform.errors import Refused
from colere.platform.permissions import SYSTEM
from tests.people import Cast

HOUR = timedelta(hours=1)


def conversation(subject: str, *, answered_after: timedelta | None, **over: Any) -> Conversation:
    """One that began two days ago."""
    begun = timezone.now() - 48 * HOUR
    return Conversation.objects.create(
        channel=over.pop("channel", "chat"),
        subject=subject,
        opened_at=begun,
        first_customer_at=begun,
        first_reply_at=begun + answered_after if answered_after is not None else None,
        last_message_at=begun,
        **over,
    )


@pytest.fixture
def quick(db: None) -> Promise:
    rule = {"measure": "first_response_time", "within_seconds": 3600, "channel": "chat"}
    return make_promise(terms=PromiseTerms(words="You hear from us within an hour.", rule=rule), actor=SYSTEM)


def subjects(rows: list[dict[str, Any]]) -> set[str]:
    return {row["subject"] for row in rows}


def test_late_and_unanswered_conversations_broke_a_promise_about_time(cast: Cast, quick: Promise) -> None:
    conversation("in time", answered_after=HOUR)
    conversation("late", answered_after=HOUR + timedelta(seconds=1))
    conversation("never", answered_after=None)
    conversation("late by mail", answered_after=5 * HOUR, channel="email")
    assert subjects(newest_breaking(cast.agent.actor, quick, days=7)) == {"late", "never"}
    assert newest_breaking(cast.agent.actor, quick, days=1) == []


def test_a_private_teams_conversations_stay_with_it(cast: Cast, quick: Promise) -> None:
    conversation("private", answered_after=None, team=cast.staff_care)
    assert newest_breaking(cast.agent.actor, quick, days=7) == []
    assert subjects(newest_breaking(cast.private_agent.actor, quick, days=7)) == {"private"}


def test_who_reads_no_conversations_is_shown_none(cast: Cast, quick: Promise) -> None:
    with pytest.raises(Refused):
        newest_breaking(cast.partner.actor, quick, days=7)


def test_the_page_of_the_promise_leads_to_the_list_of_those_that_broke_it(cast: Cast, quick: Promise) -> None:
    conversation("in time", answered_after=HOUR)
    conversation("much too late", answered_after=5 * HOUR)
    browser = Client()
    browser.force_login(cast.agent.account)
    page = browser.get(reverse("foundation:promise-detail", args=[quick.slug])).content.decode()
    assert "much too late" in page
    listed = browser.get(f"{reverse('conversations:conversation-list')}?broke={quick.slug}").content.decode()
    assert "much too late" in listed
    assert "in time" not in listed
    assert "Broke a promise: You hear from us within an hour." in listed


def test_a_promise_that_is_not_about_time_narrows_nothing(cast: Cast) -> None:
    terms = PromiseTerms(words="You are satisfied.", rule={"measure": "csat", "at_least": 4})
    promise = make_promise(terms=terms, actor=SYSTEM)
    conversation("any", answered_after=None)
    browser = Client()
    browser.force_login(cast.agent.account)
    for slug in (promise.slug, "no-such-promise", "x" * 300):
        assert "any" in browser.get(f"{reverse('conversations:conversation-list')}?broke={slug}").content.decode()
