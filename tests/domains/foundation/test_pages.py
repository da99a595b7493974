"""The foundation's pages: each works, refuses who may not, and says what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from colere.foundation.models import (
    Acknowledgement,
    Behaviour,
    CharterRule,
    LeadershipPrinciple,
    MissionStatement,
    Promise,
    Value,
)

MOST_QUERIES = 12
LISTS = (
    "landing",
    "mission",
    "value-list",
    "principle-list",
    "charter",
    "calendar-list",
    "team-list",
    "promise-list",
    "person-list",
)
EDITED_BY_FEW = ("mission-new", "value-new", "principle-new", "charter-new", "promise-new")


def url(name: str, *args: Any) -> str:
    return reverse(f"foundation:{name}", args=args)


@pytest.mark.postgres
@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_for_everybody_and_asks_little(name: str, signed_in: Any, staff: Any, house: Any) -> None:
    browser = signed_in(staff.agent)
    browser.get(url(name))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = browser.get(url(name))
    assert response.status_code == 200
    assert len(queries) <= MOST_QUERIES, "\n".join(query["sql"][:160] for query in queries)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_says_what_to_do_while_it_is_empty(name: str, signed_in: Any, staff: Any) -> None:
    assert signed_in(staff.head).get(url(name)).status_code == 200
    assert signed_in(staff.operator).get(url(name)).status_code == 200


@pytest.mark.parametrize("name", ["mission", "value-list", "principle-list", "charter", "promise-list"])
def test_an_operator_in_an_empty_house_is_led_to_those_who_may_write(name: str, signed_in: Any, staff: Any) -> None:
    assert "Give somebody the role" in signed_in(staff.operator).get(url(name)).content.decode()
    for member in (staff.head, staff.agent):
        assert "Give somebody the role" not in signed_in(member).get(url(name)).content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_nobody_reads_the_foundation_without_signing_in(name: str, db: None) -> None:
    response = Client().get(url(name))
    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.postgres
def test_the_details_open(signed_in: Any, staff: Any, house: Any) -> None:
    browser = signed_in(staff.head)
    pages = [
        url("promise-detail", house["promise"].slug),
        url("promise-edit", house["promise"].slug),
        url("person-detail", staff.agent.pk),
        url("person-edit", staff.agent.pk),
        url("value-edit", house["value"].pk),
        url("behaviour-edit", house["behaviour"].pk),
        url("principle-edit", house["principle"].pk),
        url("charter-edit", house["rule"].pk),
        url("calendar", house["calendar"].pk) + "?year=2027",
        url("calendar-edit", house["calendar"].pk),
        url("team-edit", staff.team.pk),
        url("department-edit", house["department"].pk),
        url("mission", house["department"].pk),
        url("mission-new", house["department"].pk),
    ]
    for page in pages:
        browser.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200, page
        assert len(queries) <= MOST_QUERIES, "\n".join([page, *(query["sql"][:160] for query in queries)])


@pytest.mark.parametrize("name", EDITED_BY_FEW)
def test_only_who_may_changes_what_we_stand_on(name: str, signed_in: Any, staff: Any) -> None:
    for person in (staff.head, staff.partner, staff.executive):
        assert signed_in(person).get(url(name)).status_code == 200
    for person in (staff.agent, staff.lead, staff.operator):
        assert signed_in(person).get(url(name)).status_code == 403


def test_something_that_is_not_there_is_not_found(signed_in: Any, staff: Any) -> None:
    browser = signed_in(staff.head)
    for page in (
        url("promise-detail", "no-such"),
        url("person-detail", 9999),
        url("value-edit", 9999),
        url("calendar", 9999),
    ):
        assert browser.get(page).status_code == 404


def test_a_mission_is_published_read_and_compared(signed_in: Any, staff: Any) -> None:
    head, agent = signed_in(staff.head), signed_in(staff.agent)
    head.post(url("mission-new"), {"text": "We sell plants.", "seen_version": 0})
    head.post(url("mission-new"), {"text": "We help plants to live.", "seen_version": 1})
    newest = MissionStatement.objects.get(version=2)
    page = agent.get(url("mission")).content.decode()
    assert "We help plants to live." in page
    assert "Nobody has read yet" in page
    agent.post(url("mission-acknowledge", newest.pk))
    assert Acknowledgement.objects.get().person_id == staff.agent.pk
    compared = agent.get(url("mission") + "?compare=1").content.decode()
    assert "<del>sell plants.</del>" in compared
    assert "<ins>help plants to live.</ins>" in compared


def test_a_mission_written_over_somebody_elses_keeps_the_words(signed_in: Any, staff: Any) -> None:
    browser = signed_in(staff.head)
    browser.post(url("mission-new"), {"text": "One", "seen_version": 0})
    response = browser.post(url("mission-new"), {"text": "Two of mine", "seen_version": 0})
    assert response.status_code == 422
    assert "Two of mine" in response.content.decode()
    assert "published another version" in response.content.decode()


def test_values_are_added_seen_archived_and_undone(signed_in: Any, staff: Any) -> None:
    browser = signed_in(staff.head)
    browser.post(url("value-new"), {"name": "Own it", "meaning": ""})
    value = Value.objects.get()
    browser.post(url("behaviour-add", value.pk), {"kind": "dont", "text": "We don't say it is not our job."})
    browser.post(url("behaviour-edit", Behaviour.objects.get().pk), {"text": "We don't pass people on."})
    page = browser.get(url("value-list")).content.decode()
    assert "We don&#39;t pass people on." in page
    browser.post(url("value-archive", value.pk))
    assert Value.objects.get().is_archived
    shown = browser.get(url("value-list")).content.decode()
    assert url("value-restore", value.pk) in shown
    browser.post(url("value-restore", value.pk))
    assert not Value.objects.get().is_archived


def test_a_form_that_is_not_filled_in_comes_back_with_its_error(signed_in: Any, staff: Any, house: Any) -> None:
    browser = signed_in(staff.head)
    forms: list[tuple[str, dict[str, Any]]] = [
        (url("value-new"), {"name": ""}),
        (url("value-new"), {"name": "Take the time"}),
        (url("behaviour-add", house["value"].pk), {"kind": "do", "text": ""}),
        (url("principle-new"), {"text": ""}),
        (url("charter-new"), {"role": "agent", "kind": "money", "text": "x"}),
        (url("promise-new"), {"words": "x", "target": "101"}),
        (url("promise-new"), {"words": "x", "target": "90", "shown_by": "resolution_time", "span": "hours"}),
        (
            url("promise-new"),
            {"words": "x", "target": "90", "felt_by": "own", "felt_question": "Not One!", "felt_at_least": 3},
        ),
        (url("team-new"), {"name": "parcels"}),
        (url("department-new"), {"name": "CARE"}),
        (url("calendar-new"), {"name": "Late", "time_zone": "UTC", "day_0": "from dawn to dusk"}),
        (url("exception-set", house["calendar"].pk), {"on": "2026-12-24", "spans": "22-3"}),
        (url("person-new"), {"name": "", "email": "no address"}),
        (url("person-new"), {"name": "Second", "email": "anton@example.org"}),
    ]
    for page, filled in forms:
        assert browser.post(page, filled).status_code == 422, (page, filled)


def test_principles_and_freedoms_are_added_and_taken_out(signed_in: Any, staff: Any) -> None:
    browser = signed_in(staff.partner)
    browser.post(url("principle-new"), {"text": "We say no ourselves.", "meaning": ""})
    browser.post(url("principle-archive", LeadershipPrinciple.objects.get().pk))
    filled = {"role": "agent", "kind": "money", "amount": "40", "currency": "EUR", "text": "Make it good"}
    browser.post(url("charter-new"), filled)
    rule = CharterRule.objects.get()
    browser.post(url("charter-edit", rule.pk), filled | {"amount": "55.50"})
    page = signed_in(staff.agent).get(url("charter")).content.decode()
    assert "up to 55.50 EUR in one case without asking" in page
    browser.post(url("charter-archive", rule.pk))
    assert CharterRule.objects.get().is_archived
    assert LeadershipPrinciple.objects.get().is_archived


def test_a_promise_is_made_with_its_measure_and_its_question(signed_in: Any, staff: Any) -> None:
    browser = signed_in(staff.head)
    filled = {
        "words": "You hear from us within two hours",
        "target": "92.5",
        "owner": staff.lead.pk,
        "shown_by": "first_response_time",
        "within": "2",
        "span": "hours",
        "channel": "chat",
        "team": staff.team.pk,
        "felt_by": "own",
        "felt_question": "promise-quick",
        "felt_at_least": "4",
    }
    response = browser.post(url("promise-new"), filled)
    promise = Promise.objects.get()
    assert response["Location"] == url("promise-detail", promise.slug)
    assert promise.target == pytest.approx(0.925)
    assert promise.rule == {
        "measure": "first_response_time",
        "within_seconds": 7200,
        "channel": "chat",
        "team": staff.team.pk,
    }
    assert promise.felt == {"name": "promise-quick", "at_least": 4.0}
    again = browser.post(
        url("promise-edit", promise.slug), filled | {"shown_by": "csat", "at_least": "4", "target": "90"}
    )
    assert again.status_code == 303
    promise.refresh_from_db()
    assert promise.rule["measure"] == "csat"
    page = browser.get(url("promise-detail", promise.slug)).content.decode()
    assert "Hedda Head changed the target from 92.5% to 90%." in page


def test_a_get_changes_nothing(signed_in: Any, staff: Any, house: Any) -> None:
    browser = signed_in(staff.head)
    for page in (
        url("value-archive", house["value"].pk),
        url("promise-archive", house["promise"].slug),
        url("mission-acknowledge", house["mission"].pk),
        url("person-left", staff.agent.pk),
        url("value-move", house["value"].pk),
    ):
        assert browser.get(page).status_code == 405


def test_promises_and_the_unread_mission_stand_on_today(signed_in: Any, staff: Any, house: Any) -> None:
    page = signed_in(staff.agent).get("/").content.decode()
    assert "We answer within one hour" in page
    assert "We help people to grow things." in page
    signed_in(staff.agent).post(url("mission-acknowledge", house["mission"].pk))
    assert "We help people to grow things." not in signed_in(staff.agent).get("/").content.decode()
