"""The journey of a little world: counted, shown, told to programs; and who and what is refused."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from colere.insights.instruments.queries.asking import Question, get_instrument
from colere.insights.instruments.queries.kept import facts_mark
from colere.insights.journey.queries.counting import find_journey
from colere.insights.journey.rules.found import JourneyFound, Step
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM
from tests.domains.journey.told import CUSTOMERS
from tests.people import Cast

ADDRESS = "/insights/journey"
known = pytest.mark.usefixtures("known")
HALF = CUSTOMERS // 2


def steps_of(found: JourneyFound) -> dict[str, Step]:
    return {step.kind: step for step in found.steps}


def early(**filters: Any) -> JourneyFound:
    """The first half year, in which everybody's days of silence are over."""
    return find_journey(SYSTEM, request=ReportRequest(date(2025, 1, 1), date(2025, 6, 30), **filters))


def told(*words: str) -> Any:
    out = io.StringIO()
    call_command("journey", *words, stdout=out)
    return out.getvalue()


@known
def test_every_step_is_counted_once() -> None:
    counts = {kind: step.n for kind, step in steps_of(early()).items()}
    assert counts == {
        "first_purchase": CUSTOMERS,
        "next_purchase": HALF,
        "first_contact": CUSTOMERS,
        "same_again": HALF,
        "reply": CUSTOMERS,  # the late ones are answered in time the second time
        "reply_late": HALF,
        "settled": CUSTOMERS + HALF,
        "pleased": HALF,
        "displeased": HALF,
    }


@known
def test_it_is_seen_who_falls_silent_and_who_writes() -> None:
    found = steps_of(early())
    shares = {kind: step.silent.value for kind, step in found.items() if step.silent}
    assert shares["same_again"] == shares["next_purchase"] == 1.0
    assert shares["first_purchase"] == shares["displeased"] == shares["pleased"] == 0.0
    assert shares["first_contact"] == 0.0
    writes = {kind: step.writes.value for kind, step in found.items() if step.writes}
    assert writes["first_purchase"] == writes["displeased"] == 1.0
    assert writes["pleased"] == 0.0
    felt = found["reply_late"].pleased
    assert felt is not None
    assert (felt.value, felt.n) == (0.0, HALF)


@known
def test_ways_are_what_directly_follows() -> None:
    ways = {(way.first, way.then): way for way in early().ways}
    assert ways["first_purchase", "first_contact"].n == CUSTOMERS
    assert ways["first_purchase", "first_contact"].half_within == 5 * 86_400
    assert ways["first_contact", "reply_late"].n == HALF
    assert ways["displeased", "same_again"].share == 1.0
    assert ways["next_purchase", "silent"].n == HALF
    assert ("same_again", "next_purchase") not in ways


@known
def test_a_filter_follows_the_chosen_conversations_and_knows_what_happened_elsewhere() -> None:
    whole, chat = early(), early(channel="chat")
    part = steps_of(chat)
    assert part["first_contact"].n == sum(customer % 4 < 2 for customer in range(1, CUSTOMERS + 1))
    assert part["first_purchase"].n == CUSTOMERS
    writes = part["first_purchase"].writes
    assert writes is not None
    assert writes.value == pytest.approx(0.5)
    assert part["first_purchase"].silent == steps_of(whole)["first_purchase"].silent, "they wrote an e-mail"


@known
def test_steps_whose_days_are_not_over_do_not_count() -> None:
    found = find_journey(SYSTEM, request=ReportRequest(date(2026, 2, 1), date(2026, 2, 28)))
    assert all(step.silent is None for step in found.steps)


@known
def test_few_customers_are_not_shown() -> None:
    found = find_journey(SYSTEM, request=ReportRequest(early().start, early().start, channel="chat"))
    assert all(step.silent is None and step.pleased is None for step in found.steps if step.customers < 5)
    assert all(way.customers >= 5 for way in found.ways)


@known
def test_the_page_is_counted_by_a_worker_and_keeps_its_choice(
    client: Client, cast: Cast, run_jobs: Callable[[], int]
) -> None:
    client.force_login(cast.outsider.account)  # figures of the whole belong to everybody
    asked = f"{ADDRESS}?start=2025-01-01&end=2025-06-30&silent=60&channel=email"
    assert "This is being counted." in client.get(asked).content.decode()
    assert run_jobs() == 1
    shown = client.get(asked).content.decode()
    for words in ("Step by step", "Writes again about the same", "Which step follows which", "for 60 days", "<figure"):
        assert words in shown
    assert "start=2025-01-01&amp;end=2025-06-30&amp;silent=60&amp;channel=email&amp;format=csv" in shown
    lines = client.get(f"{asked}&format=csv").getvalue().decode().splitlines()  # type: ignore[attr-defined]
    assert {row["group"] for row in csv.DictReader(lines)} >= {"same_again", "first_purchase → first_contact"}
    assert client.get(f"{ADDRESS}?silent=7").status_code == 422


@known
def test_a_new_promise_makes_a_kept_answer_old() -> None:
    from colere.foundation.models import Promise

    journey, question = get_instrument("journey"), Question(ReportRequest(), {"silent_days": 90})
    before = facts_mark(journey, question)
    assert facts_mark(journey, question) == before
    Promise.objects.update(rule={"measure": "first_response_time", "within_seconds": 7200})
    assert facts_mark(journey, question) != before


@known
def test_the_command_tells_people_and_programs() -> None:
    found = json.loads(told("--json", "--from", "2025-01-01", "--to", "2025-06-30"))
    assert {one["name"] for one in found["figures"]} >= {"journey_silent", "journey_writes", "journey_way"}
    said = told("--from", "2025-01-01", "--to", "2025-06-30", "--all")
    assert "Writes again about the same" in " ".join(said.split())
    with pytest.raises(CommandError, match="many topics"):
        told("--topic", "delivery")
