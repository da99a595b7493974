"""Today, where all rooms meet: it stays cheap for everybody, however much there is to tell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from colere.care.feedback.models import Response
from colere.foundation import actions
from colere.platform.permissions import SYSTEM
from tests.domains.care import make_conversation
from tests.domains.improvement.problems import told_problem
from tests.people import EVERYBODY, Cast

MOST_QUERIES = 12


@pytest.fixture
def full_house(cast: Cast) -> Cast:
    """Something for every card: somebody waits, a quiet day after talkative ones, a promise, a mission that nobody has
    read, a problem of everybody's whose change nobody has looked at; and first steps left.
    """
    make_conversation(None, ("customer", "Where is it?"))
    for days in (2, 3, 4):
        Response.objects.create(
            name="csat", score=1, comment="It never came.", at=timezone.now() - timedelta(days=days)
        )
    terms = actions.PromiseTerms(
        words="We answer within an hour.",
        target=0.9,
        rule={"measure": "first_response_time", "within_seconds": 3600},
        felt={"name": "csat", "at_least": 4},
    )
    actions.make_promise(terms=terms, actor=SYSTEM)
    actions.publish_mission(text="We help.", actor=SYSTEM)
    for name in EVERYBODY:
        told_problem(getattr(cast, name), title=f"A problem of the {name}")
    return cast


@pytest.mark.parametrize("name", EVERYBODY)
def test_today_asks_the_database_at_most_twelve_times(full_house: Cast, name: str) -> None:
    client = Client()
    client.force_login(getattr(full_house, name).account)
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/").content.decode()
    assert f"A problem of the {name}" in page
    assert "We answer within an hour." in page
    assert "We help." in page
    assert len(asked) <= MOST_QUERIES, "\n".join(query["sql"] for query in asked)
