"""The demo company as tables of facts, and its journey."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from colere.demo.company import Company, simulate
from colere.demo.sizes import Size
from colere.insights.journey.queries.counting import count_journey
from colere.insights.journey.queries.telling import Asked, Deadline
from colere.insights.journey.rules.found import JourneyFound

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

UNTIL = date(2026, 6, 30)
SIZE = Size("for the journey", 15_000)


@cache
def journey_of(seed: int, *, plants: bool, size: Size = SIZE) -> tuple[JourneyFound, dict[str, Any]]:
    """The journey of a company of this seed, and the truths of its manifest."""
    company = simulate(size, seed, until=UNTIL, plants=plants)
    return journey_in(company), company.manifest()["truths"]


def journey_in(company: Company) -> JourneyFound:
    """The journey of a simulated company over its last 52 weeks."""
    import duckdb

    until = company.year.until
    end = datetime.combine(until + timedelta(days=1), datetime.min.time())
    asked = Asked(end - timedelta(days=364), end, end, 90, {}, (Deadline(3600.0, {}),))
    days = (until - timedelta(days=363), until)
    with closing(duckdb.connect()) as db:
        tables = {name: name for name in _tables(db, company)}
        return count_journey(db, asked, tables, days, has_promises=True)


def _tables(db: DuckDBPyConnection, company: Company) -> list[str]:
    """The facts as the product would keep them, made of the simulation's own arrays."""
    contacts, handling, felt = company.contacts, company.handling, company.felt
    number = np.arange(1, len(contacts) + 1)
    customer = company.links.customer.astype(np.int64) + 1
    answered = felt.csat > 0
    kept = company.purchases_.kept
    tables = {
        "conversations": {
            "conversation": number,
            "customer": customer,
            "topic": contacts.topic.astype(np.int64).astype(str).astype(object),
            "opened_at": _at(company, contacts.opened),
            "first_customer_at": _at(company, contacts.opened),
            "resolved_at": _at(company, handling.resolved),
            "first_reply_at": _at(company, handling.first),
            "reopened_at": _at(company, handling.reopened),
        },
        "responses": {
            "conversation": number[answered],
            "customer": customer[answered],
            "name": np.full(int(answered.sum()), "csat", dtype=object),
            "score": felt.csat[answered].astype(np.float64),
            "at": _at(company, felt.csat_at[answered]),
        },
        "purchases": {
            "purchase": np.flatnonzero(kept),
            "customer": company.purchases_.customer[kept].astype(np.int64) + 1,
            "at": _at(company, company.purchases_.at[kept], negative=True),
        },
    }
    for name, columns in tables.items():
        db.register(f"{name}_given", columns)
        db.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_given")
    return list(tables)


def _at(company: Company, seconds: Any, *, negative: bool = False) -> Any:
    """Seconds of the simulated year as moments; before its beginning only purchases happen, else it is “never”."""
    first = np.datetime64(company.year.first.isoformat(), "us")
    moments = first + (np.asarray(seconds, dtype=np.float64) * 1e6).astype("timedelta64[us]")
    return moments if negative else np.where(np.asarray(seconds) >= 0, moments, np.datetime64("NaT"))
