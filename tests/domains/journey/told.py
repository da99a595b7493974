"""A little world of which every step is known: sixty customers, half of whom we answer late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from colere.care.customers.events import PurchaseRecorded
from colere.platform.events import Event
from tests.platform.metrics.telling import conversation, response, tell

FIRST = datetime(2025, 1, 6, 10, tzinfo=UTC)
CUSTOMERS = 60
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def happen() -> None:
    """Everybody buys and writes five days later, and is promised an answer within the hour. Who is answered in time
    is pleased and buys again a month later; who is answered late is not, writes again about the same, and is never
    heard of again.
    """
    from colere.foundation.models import Promise

    rule = {"measure": "first_response_time", "within_seconds": 3600}
    Promise.objects.create(slug="within-the-hour", words="You have an answer within the hour.", rule=rule)
    tell(*(event for customer in range(1, CUSTOMERS + 1) for event in _story(customer)))
    tell(bought(9_999, 9_999, FIRST + 400 * DAY))


def _story(customer: int) -> Iterator[Event]:
    begun = FIRST + (customer % 20) * DAY
    wrote, channel = begun + 5 * DAY, "chat" if customer % 4 < 2 else "email"
    yield bought(customer, customer, begun)
    if customer % 2:
        yield conversation(customer, opened_at=wrote, customer=customer, channel=channel)
        yield response(customer, 5, at=wrote + 2 * HOUR, customer=customer, conversation=customer, channel=channel)
        yield bought(customer + 1000, customer, begun + 30 * DAY)
        return
    late = {"first_reply_at": wrote + 3 * HOUR, "resolved_at": wrote + 4 * HOUR, "channel": channel}
    yield conversation(customer, opened_at=wrote, customer=customer, **late)
    yield response(customer, 2, at=wrote + 5 * HOUR, customer=customer, conversation=customer, channel=channel)
    yield conversation(customer + 1000, opened_at=wrote + 3 * DAY, customer=customer, channel=channel)


def bought(key: int, customer: int, at: datetime) -> PurchaseRecorded:
    return PurchaseRecorded(
        customer=customer, purchase=key, at=at, amount=Decimal(40), currency="GBP", product="Fern", quantity=Decimal(1)
    )
