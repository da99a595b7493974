"""The shape of the pages, seen on the drivers: a worker counts, the page shows what is kept."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from colere.insights.instruments.queries.asking import (
    Instrument,
    Question,
    all_instruments,
    get_instrument,
    register_instrument,
)
from colere.insights.instruments.queries.kept import Told, find_report, kind_of
from colere.insights.instruments.rules.report import Report
from colere.platform.kept.keeping import count_and_keep
from colere.platform.kept.kinds import key_of, register_kind
from colere.platform.kept.models import CountedAnswer
from colere.platform.kept.reading import Kept, find_kept
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM, Actor
from tests.people import Cast

ADDRESS = "/insights/drivers"
lived_in = pytest.mark.usefixtures("lived_in")


def page(client: Client, address: str = ADDRESS, status: int = 200) -> str:
    found = client.get(address)
    assert found.status_code == status
    return found.getvalue().decode() if found.streaming else found.content.decode()


def usual(name: str = "drivers") -> tuple[Instrument, Question]:
    instrument = get_instrument(name)
    question = instrument.usual()
    assert question is not None
    return instrument, question


def count_usual(name: str = "drivers") -> bool:
    instrument, question = usual(name)
    return count_and_keep(kind_of(instrument), question=question, actor=SYSTEM)


def kept() -> Kept[Told]:
    instrument, question = usual()
    found = find_kept(SYSTEM, kind_of(instrument), question=question)
    assert found is not None
    return found


@pytest.fixture
def drivers() -> Iterator[Callable[..., Instrument]]:
    """`drivers(find=…)` is the instrument with something changed, for this test."""
    own = get_instrument("drivers")

    def change(**changes: Any) -> Instrument:
        changed = replace(own, **changes)
        register_instrument(changed)
        register_kind(kind_of(changed))
        return changed

    yield change
    change()


@lived_in
def test_a_question_is_counted_by_a_worker_and_then_stands_on_the_page(
    client: Client, cast: Cast, run_jobs: Callable[[], int]
) -> None:
    client.force_login(cast.head.account)
    first = page(client)
    assert "This is being counted." in first
    assert "load delay" in first
    page(client)
    assert run_jobs() == 1
    shown = page(client)
    assert "What goes most with “Whole” is “Whole help”" in shown
    for words in ("Method and assumptions", "Lindeman", "need not cause each other", "<figure", "cannot be told"):
        assert words in shown
    assert "load delay" not in shown
    assert run_jobs() == 0


@lived_in
def test_what_is_chosen_stands_in_the_address_and_in_the_file(client: Client, cast: Cast) -> None:
    instrument = get_instrument("drivers")
    asked = Question(ReportRequest(channel="chat"), {"outcome": None})
    assert count_and_keep(kind_of(instrument), question=asked, actor=SYSTEM)
    client.force_login(cast.head.account)
    chosen = f"{ADDRESS}?channel=chat&outcome="
    assert "channel=chat&amp;outcome=&amp;format=csv" in page(client, chosen)
    rows = list(csv.DictReader(page(client, f"{chosen}&format=csv").splitlines()))
    assert {row["group"] for row in rows if row["name"] == "driver"} == {"whole-kind", "whole-help", "whole-gift"}
    assert all(
        float(row["low"]) <= float(row["value"]) <= float(row["high"]) for row in rows if row["name"] == "driver"
    )


@lived_in
def test_a_kept_answer_is_what_was_found(drivers: Callable[..., Instrument]) -> None:
    instrument, question = usual()
    assert count_and_keep(kind_of(instrument), question=question, actor=SYSTEM)
    told = instrument.report(instrument.find(SYSTEM, question, lambda step: None))
    found = find_report(SYSTEM, instrument, question=question)
    assert found is not None
    assert found.as_json() == told.as_json()
    assert [figure.is_detail for figure in found.figures] == [figure.is_detail for figure in told.figures]


@lived_in
def test_an_actor_sees_of_an_answer_what_is_theirs(drivers: Callable[..., Instrument], cast: Cast) -> None:
    def of_head(report: Report, actor: Actor) -> Report:
        return report if actor == cast.head.actor else replace(report, figures=(), sentence="Not for you.")

    instrument = drivers(narrow=of_head)
    count_usual()
    asked, people = usual()[1], cast.everybody()
    seen = {name: find_report(member.actor, instrument, question=asked) for name, member in people.items()}
    shown = {name: bool(report.figures) for name, report in seen.items() if report is not None}
    assert len(shown) == len(cast.everybody())
    assert [name for name, has_figures in shown.items() if has_figures] == ["head"]


@lived_in
def test_an_answer_is_old_when_what_the_instrument_tells_of_itself_has_changed(
    drivers: Callable[..., Instrument],
) -> None:
    count_usual()
    assert not kept().is_stale
    drivers(mark=lambda: "another file")
    assert kept().is_stale


@lived_in
def test_a_question_without_an_answer_gets_a_sentence(client: Client, cast: Cast) -> None:
    instrument = get_instrument("drivers")
    count_and_keep(kind_of(instrument), question=Question(options={"outcome": "nobody asked this"}), actor=SYSTEM)
    assert "no question “nobody asked this”" in CountedAnswer.objects.get().sentence
    CountedAnswer.objects.update(key=key_of(kind_of(instrument), usual()[1]))
    client.force_login(cast.head.account)
    shown = page(client)
    assert "no question “nobody asked this”" in shown
    assert "load delay" not in shown


@lived_in
def test_what_breaks_is_said_and_can_be_tried_again(
    client: Client, cast: Cast, drivers: Callable[..., Instrument], caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(actor: Actor, question: Question, tell: Any) -> Any:
        raise ZeroDivisionError

    drivers(find=break_down)
    assert count_usual()
    assert "ZeroDivisionError" in caplog.text
    client.force_login(cast.head.account)
    shown = page(client)
    assert "This could not be counted." in shown
    assert "Try again" in shown


@lived_in
def test_a_page_asks_the_database_little(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    count_usual()
    client.force_login(cast.head.account)
    page(client)
    with django_assert_max_num_queries(12):
        page(client)


@lived_in
def test_what_cannot_be_shown_is_explained(client: Client, cast: Cast) -> None:
    client.force_login(cast.head.account)
    shown = page(client, f"{ADDRESS}?start=2026-03-09&end=2026-03-01", 422)
    assert "The last day is before the first." in shown
    page(client, f"{ADDRESS}?outcome=nonsense", 422)
    assert not CountedAnswer.objects.exists()


def test_the_overview_lists_every_page_with_its_sentence(empty: None, client: Client, cast: Cast) -> None:
    count_usual()
    client.force_login(cast.head.account)
    shown = page(client, "/insights")
    assert "Too few: nobody has answered two questions on one occasion yet." in shown
    for address in (
        "/insights/problems",
        "/insights/changes",
        "/measures",
        *(f"/insights/{one.name}" for one in all_instruments()),
    ):
        assert f'href="{address}"' in shown
    rail = shown.split('<nav class="rail"')[1].split("</nav>")[0]
    assert 'href="/insights"' in rail
    assert "/insights/problems" not in rail
    inside = page(client, "/insights/problems").split('<nav class="rail"')[1].split("</nav>")[0]
    assert 'href="/insights" aria-current="page"' in inside


def test_an_empty_house_says_what_will_stand_there(empty: None, client: Client, cast: Cast) -> None:
    client.force_login(cast.head.account)
    for instrument in all_instruments():
        shown = page(client, f"/insights/{instrument.name}")
        assert "empty-title" in shown
    assert not CountedAnswer.objects.exists()


def test_a_stranger_is_asked_to_sign_in(db: None, client: Client) -> None:
    for address in ("/insights", *(f"/insights/{one.name}" for one in all_instruments())):
        assert client.get(address).status_code == 302
