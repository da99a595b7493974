"""The pages of the measures."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from django.test import Client

from colere.platform import metrics
from tests.people import Cast
from tests.platform.metrics.telling import MARCH, conversation, response, tell

pytestmark = pytest.mark.django_db(transaction=True)
DETAIL = "/measures/resolution_rate"


@pytest.fixture
def known(tmp_path: Path, settings: Any) -> None:
    """Eight weeks of conversations in two channels, and some answers."""
    settings.FACTS_DIR = tmp_path / "facts"
    weeks = [MARCH + timedelta(weeks=n) for n in range(8)]
    talks = [
        conversation(10 * week + n, opened_at=at, channel="email" if n % 2 else "chat")
        for week, at in enumerate(weeks)
        for n in range(6)
    ]
    tell(*talks, *[response(n, 1 + n % 5, at=weeks[n % 8]) for n in range(30)])
    metrics.catch_up()


def page(client: Client, address: str, status: int = 200) -> str:
    found = client.get(address)
    assert found.status_code == status
    return found.getvalue().decode() if found.streaming else found.content.decode()


def test_the_list_shows_every_measure_with_its_interval(known: None, client: Client, cast: Cast) -> None:
    client.force_login(cast.head.account)
    shown = page(client, "/measures")
    assert "Satisfied customers" in shown
    assert "Solved at first contact" in shown
    assert "of late" in shown


def test_an_empty_house_says_what_will_stand_there(client: Client, cast: Cast, tmp_path: Path, settings: Any) -> None:
    settings.FACTS_DIR = tmp_path / "facts"
    client.force_login(cast.head.account)
    assert "There is nothing to measure yet." in page(client, "/measures")
    assert "Too few periods" in page(client, DETAIL)


def test_a_measure_stands_over_time_and_side_by_side_with_its_method_and_sql(
    known: None, client: Client, cast: Cast
) -> None:
    client.force_login(cast.head.account)
    shown = page(client, f"{DETAIL}?by=week&group=channel")
    for words in ("Usually 100%", "Side by side", "Wilson", "How this is counted", "SELECT", "opened_from=2026-03-02"):
        assert words in shown


@pytest.mark.postgres
def test_from_a_number_to_the_conversations_behind_it(known: None, client: Client, cast: Cast) -> None:
    from colere.insights.explorer.views.links import rows_behind
    from colere.platform.metrics import ReportRequest, get_measure

    who = cast.head.actor
    request = ReportRequest(MARCH.date(), MARCH.date(), "person", channel="chat")
    address = urlparse(rows_behind(get_measure("conversations_resolved"), request, who, key=7))
    query = parse_qs(address.query)
    assert address.path == "/conversations"
    assert query == {
        "channel": ["chat"],
        "assignee": ["7"],
        "state": ["resolved"],
        "opened_from": ["2026-03-02"],
        "opened_to": ["2026-03-02"],
    }
    client.force_login(cast.head.account)
    page(client, address.geturl())
    answers = rows_behind(get_measure("csat"), ReportRequest(MARCH.date(), None, "team"), who, key=3)
    assert parse_qs(urlparse(answers).query) == {"team": ["3"], "question": ["csat"], "given_from": ["2026-03-02"]}
    page(client, answers)


def test_who_may_not_read_conversations_sees_numbers_without_links(known: None, client: Client, cast: Cast) -> None:
    client.force_login(cast.operator.account)
    shown = page(client, f"{DETAIL}?by=week")
    assert "Usually 100%" in shown
    assert "opened_from" not in shown


def test_the_groups_go_into_a_spreadsheet(known: None, client: Client, cast: Cast) -> None:
    client.force_login(cast.head.account)
    lines = page(client, f"{DETAIL}?group=channel&format=csv").splitlines()
    assert [line.split(",")[:2] for line in lines] == [
        ["name", "group"],
        ["resolution_rate", "chat"],
        ["resolution_rate", "email"],
    ]


def test_a_period_that_ends_before_it_begins_is_explained(known: None, client: Client, cast: Cast) -> None:
    client.force_login(cast.head.account)
    assert "The last day is before the first." in page(client, f"{DETAIL}?start=2026-03-09&end=2026-03-01", 422)


def test_a_measure_that_is_unknown_is_not_found(client: Client, cast: Cast) -> None:
    client.force_login(cast.head.account)
    page(client, "/measures/happiness", 404)


@pytest.mark.parametrize("file", ["", "&format=csv"])
def test_figures_by_person_are_for_that_person_and_their_lead(
    known: None, client: Client, cast: Cast, file: str
) -> None:
    tell(conversation(999, assignee=cast.agent.person.pk))
    metrics.catch_up()
    for who, member in cast.everybody().items():
        client.force_login(member.account)
        told = page(client, f"{DETAIL}?group=person{file}").replace(f"Your account: {member.person.name}", "")
        assert (cast.agent.person.name in told) is (who in {"agent", "lead"}), who


def test_a_head_of_care_is_told_for_whom_figures_by_person_are(known: None, client: Client, cast: Cast) -> None:
    tell(conversation(999, assignee=cast.agent.person.pk))
    metrics.catch_up()
    client.force_login(cast.head.account)
    assert "for that person and their lead" in page(client, f"{DETAIL}?group=person")


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/measures").status_code == 302
    assert client.get(DETAIL).status_code == 302
