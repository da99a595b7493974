"""The log: a line for every change, in the same transaction, and no reader passes one that may still come."""

import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from colere.care.customers.events import CustomerAdded, PurchaseRecorded
from colere.platform.events import START, Event, head, publish, read_after
from colere.platform.events.log import position_of
from colere.platform.events.models import LogLine
from colere.platform.permissions import SYSTEM


def add(customer: int) -> None:
    with transaction.atomic():
        publish(CustomerAdded(customer=customer), actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_a_published_event_leaves_a_line_with_its_kind_actor_and_story() -> None:
    add(7)
    line = read_after(START, limit=10)[0]
    assert (line.kind, line.actor, line.subject, line.about) == (
        "customers.CustomerAdded",
        "system",
        "customer:7",
        "customer:7",
    )
    assert line.payload == {"customer": 7}


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_no_line() -> None:
    with pytest.raises(RuntimeError, match="half-way"), transaction.atomic():
        publish(CustomerAdded(customer=1), actor=SYSTEM)
        raise RuntimeError("half-way")
    assert read_after(START, limit=10) == []


@pytest.mark.django_db(transaction=True)
def test_nothing_can_be_published_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        publish(CustomerAdded(customer=1), actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["delete", "update"])
def test_the_database_refuses_to_change_the_past(change: str) -> None:
    add(1)
    with pytest.raises(DatabaseError, match="append-only"):
        LogLine.objects.all().delete() if change == "delete" else LogLine.objects.update(actor="somebody")
    assert LogLine.objects.get().actor == "system"


@pytest.mark.django_db(transaction=True)
def test_reading_goes_on_after_a_position_and_only_through_the_wanted_kinds() -> None:
    for customer in range(5):
        add(customer)
    first = read_after(START, limit=2)
    rest = read_after(position_of(first[-1]), limit=10)
    assert [line.payload["customer"] for line in first + rest] == [0, 1, 2, 3, 4]
    assert read_after(START, limit=10, kinds=["customers.CustomersMerged"]) == []
    assert head() == position_of(rest[-1])


def test_an_event_comes_back_from_its_payload_with_times_and_money() -> None:
    event = PurchaseRecorded(
        customer=1,
        purchase=2,
        at=datetime(2026, 3, 1, 9, tzinfo=UTC),
        amount=Decimal("19.90"),
        currency="EUR",
        product="Seeds",
        quantity=Decimal(1),
    )
    assert PurchaseRecorded.from_payload(event.payload()) == event


@dataclass(frozen=True, kw_only=True)
class Dated(Event):
    on: date
    tags: tuple[str, ...] = ()

    @classmethod
    def upgrade(cls, payload: dict, version: int) -> dict:
        return {"on": payload["day"]} if version == 0 else payload


def test_an_older_payload_is_read_in_todays_shape() -> None:
    assert Dated.from_payload({"day": "2026-03-01"}, version=0) == Dated(on=date(2026, 3, 1))
    assert Dated.from_payload(Dated(on=date(2026, 3, 1), tags=("a",)).payload()).tags == ("a",)


@pytest.mark.django_db(transaction=True)
def test_a_reader_waits_for_a_transaction_that_began_earlier_and_commits_later() -> None:
    """Two writers at once: the one with the lower place commits last. A reader that moved on would lose its line."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: transactions cannot interleave")
    wrote, may_commit = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            publish(CustomerAdded(customer=1), actor=SYSTEM)
            wrote.set()
            may_commit.wait(10)
        connection.close()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    assert wrote.wait(10)
    add(2)
    assert read_after(START, limit=10) == []  # line 2 is committed, but line 1 may still come before it
    assert head() == START
    may_commit.set()
    thread.join()
    assert [line.payload["customer"] for line in read_after(START, limit=10)] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_many_interleaved_writers_lose_nothing_for_a_reader_that_follows() -> None:
    """Writers commit in any order while a reader moves its position; in the end it has seen every line once."""
    seen: list[int] = []
    writers = [threading.Thread(target=_write_some, args=(number,)) for number in range(4)]
    position = START
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers) or read_after(position, limit=1):
        for line in read_after(position, limit=7):
            seen.append(line.payload["customer"])
            position = position_of(line)
    for writer in writers:
        writer.join()
    assert sorted(seen) == list(range(4 * 25))


def _write_some(number: int) -> None:
    for step in range(0, 25, 5):
        with transaction.atomic():
            for customer in range(step, step + 5):
                publish(CustomerAdded(customer=number * 25 + customer), actor=SYSTEM)
    connection.close()
