"""A house in which it is known what is to be found: told as events, so that it is there within a second or two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from colere.care.customers.events import PurchaseRecorded
from colere.platform.events import Event
from tests.platform.metrics.telling import conversation, response, tell

FIRST = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
DAYS = 224
CHANGE = date(2026, 5, 4)
RATES = {"late delivery": 4.0, "returns": 3.0, "billing": 3.0}
FELL_TO = 0.25  # late deliveries, from the day of the change on
PEOPLE = ("Ada Bright", "Ben Cole", "Cleo Dunn", "Dora Ely", "Emil Fox", "Fay Gale", "Gus Hart", "Hope Ives")
GIFTED = 0
BUYERS = 400


def move_in() -> None:
    """Teams, people, and everything that happened, in the database and in its log."""
    from colere.foundation.models import Person, Team

    teams = [Team.objects.create(name=name).pk for name in ("Orders", "Returns")]
    people = [
        Person.objects.create(name=name, email=f"{name.split()[0].lower()}@house.example", team_id=teams[place % 2]).pk
        for place, name in enumerate(PEOPLE)
    ]
    tell(*_contacts(teams, people), *_purchases())


def _contacts(teams: list[int], people: list[int]) -> Iterator[Event]:
    rng = np.random.default_rng(3)
    key = 0
    for day in range(DAYS):
        after = (FIRST + timedelta(days=day)).date() >= CHANGE
        for topic, rate in RATES.items():
            fall = FELL_TO if after and topic == "late delivery" else 1.0
            weekday = 0.5 if day % 7 >= 5 else 1.0
            for _ in range(rng.poisson(rate * fall * weekday)):
                key += 1
                at = FIRST + timedelta(days=day, seconds=int(rng.integers(8 * 3600, 18 * 3600)))
                place = int(rng.integers(len(people)))
                about = {"team": teams[place % 2], "topic": topic, "channel": str(rng.choice(["chat", "email"]))}
                yield conversation(key, opened_at=at, assignee=people[place], customer=key % BUYERS + 1, **about)
                yield from _answers(rng, key, at, place, {**about, "person": people[place]})


def _answers(rng: np.random.Generator, key: int, at: datetime, place: int, about: dict[str, Any]) -> Iterator[Event]:
    """What was felt; and a longer questionnaire in which help counts, kindness less, and the gift not at all."""
    given = {**about, "at": at + timedelta(hours=3), "customer": key % BUYERS + 1, "conversation": key}
    log_odds = 0.6 + 1.8 * (place == GIFTED) - 0.8 * (about["topic"] == "late delivery")
    if rng.random() < 0.7:
        is_pleased = rng.random() < 1 / (1 + np.exp(-log_odds))
        yield response(10 * key, 5.0 if is_pleased else 2.0, **given)
    if rng.random() < 0.35:
        parts = rng.standard_normal(3)
        whole = 0.9 * parts[0] + 0.45 * parts[1] + 0.5 * rng.standard_normal()
        named = {"whole": whole, "whole-help": parts[0], "whole-kind": parts[1], "whole-gift": parts[2]}
        for number, (name, value) in enumerate(named.items(), start=1):
            yield response(10 * key + number, float(np.clip(np.round(3 + value), 1, 5)), name=name, **given)


def _purchases() -> Iterator[Event]:
    """BG/NBD with gamma-gamma amounts: rates of about one in 40 days, one in four leaves after a repeat purchase."""
    rng = np.random.default_rng(5)
    key = 0
    for customer in range(1, BUYERS + 1):
        rate, leaves, mean = rng.gamma(1.5, 1 / 60), rng.beta(0.8, 2.4), 40 * 3 / rng.gamma(4.0)
        at, is_first = float(rng.uniform(0, 60)), True
        while at < DAYS:
            key += 1
            amount = Decimal(str(round(max(mean * rng.gamma(6.0) / 6, 1.0), 2)))
            yield purchase(key, customer, FIRST + timedelta(days=at), amount)
            if not is_first and rng.random() < leaves:
                break
            is_first, at = False, at + float(rng.exponential(1 / rate)) + 0.01


def purchase(key: int, customer: int, at: datetime, amount: Decimal, currency: str = "GBP") -> PurchaseRecorded:
    return PurchaseRecorded(
        customer=customer, purchase=key, at=at, amount=amount, currency=currency, product="Fern", quantity=Decimal(1)
    )
