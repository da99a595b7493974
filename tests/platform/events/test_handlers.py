"""Handlers: each line once, again after a failure, and a dead letter in the end."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from colere.care.customers.events import CustomerAdded
from colere.platform.events import deliver_pending, delivery, handles, publish
from colere.platform.events.models import Cursor, Delivery, LogLine
from colere.platform.imports.models import Source
from colere.platform.permissions import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)  # on PostgreSQL a line is final only after its commit


@pytest.fixture(autouse=True)
def _only_the_handlers_of_the_test() -> Iterator[None]:
    known = dict(delivery._handlers)
    delivery._handlers.clear()
    yield
    delivery._handlers.clear()
    delivery._handlers.update(known)


def add(customer: int) -> None:
    with transaction.atomic():
        publish(CustomerAdded(customer=customer), actor=SYSTEM)


def make_due() -> None:
    Delivery.objects.update(next_at=timezone.now() - timedelta(seconds=1))


def test_a_handler_sees_every_line_of_its_kind_once() -> None:
    seen: list[int] = []

    @handles(CustomerAdded, name="test.note")
    def note(event: CustomerAdded, line: LogLine) -> None:
        seen.append(event.customer)

    add(1)
    add(2)
    assert deliver_pending() == 2
    assert deliver_pending() == 0
    add(3)
    deliver_pending()
    assert seen == [1, 2, 3]


def test_a_handler_that_dies_half_way_runs_again_and_does_its_thing_once() -> None:
    attempts: list[int] = []

    @handles(CustomerAdded, name="test.write")
    def write(event: CustomerAdded, line: LogLine) -> None:
        Source.objects.create(name=f"made for {event.customer}")
        attempts.append(event.customer)
        if len(attempts) == 1:
            raise ConnectionError("the network went away")

    add(1)
    assert deliver_pending() == 0
    assert not Source.objects.exists()  # the half-done change is gone
    make_due()
    assert deliver_pending() == 1
    assert Source.objects.count() == 1
    assert not Delivery.objects.exists()


def test_one_bad_line_does_not_stop_the_lines_after_it() -> None:
    seen: list[int] = []

    @handles(CustomerAdded, name="test.picky")
    def picky(event: CustomerAdded, line: LogLine) -> None:
        if event.customer == 1:
            raise ValueError("Ada Moss said something private")
        seen.append(event.customer)

    add(1)
    add(2)
    deliver_pending()
    assert seen == [2]
    failed = Delivery.objects.get()
    assert failed.error.startswith("ValueError at ")
    assert "Ada" not in failed.error  # a message may hold a person's words


def test_a_line_that_never_works_becomes_a_dead_letter() -> None:
    @handles(CustomerAdded, name="test.never")
    def never(event: CustomerAdded, line: LogLine) -> None:
        raise ValueError

    add(1)
    deliver_pending()
    for _attempt in range(delivery.MAX_ATTEMPTS):
        make_due()
        deliver_pending()
    letter = Delivery.objects.get()
    assert letter.is_dead
    assert letter.attempts == delivery.MAX_ATTEMPTS


def test_a_dead_letter_is_shown_and_handed_over_again_when_its_handler_was_mended(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seen: list[int] = []

    @handles(CustomerAdded, name="test.mended")
    def mended(event: CustomerAdded, line: LogLine) -> None:
        seen.append(event.customer)

    add(1)
    line = LogLine.objects.get()
    Cursor.objects.create(name="handler:test.mended", txid=line.txid, line=line.pk)
    Delivery.objects.create(
        handler="test.mended", line=line, next_at=timezone.now(), error="ValueError at old:1", is_dead=True
    )
    assert deliver_pending() == 0
    call_command("jobs")
    assert f"test.mended, line {line.pk} of the log\n    ValueError at old:1" in capsys.readouterr().out
    call_command("jobs", retry=["all"])
    assert "1 line of the log will be handed over again." in capsys.readouterr().out
    assert deliver_pending() == 1
    assert seen == [1]


def test_two_workers_do_not_hand_out_the_same_line_twice() -> None:
    seen: list[int] = []

    @handles(CustomerAdded, name="test.once")
    def once(event: CustomerAdded, line: LogLine) -> None:
        seen.append(event.customer)

    add(1)
    stale = Cursor.objects.create(name="handler:test.once")
    handler = delivery.all_handlers()[0]
    line = LogLine.objects.get()
    start = delivery.Position(stale.txid, stale.line)
    assert delivery._take(handler, line, start) is True
    assert delivery._take(handler, line, start) is None  # the other worker's cursor is behind: it lets go
    assert seen == [1]
