"""Promises: said, done, felt. The sentence names the promise that is felt as broken, and no other."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest
from django.test import Client

from colere.demo.company import simulate
from colere.demo.sizes import Size
from colere.demo.surveys import FELT_ONCE, FELT_QUICK
from colere.foundation.models import Promise
from colere.foundation.rules.promises import Difference, Gap, Share, Standing, say_do_gap
from colere.insights.instruments.queries.promises import Compared, PromisesFound, find_promises
from colere.insights.instruments.rules.promises import growth, is_proven, widest
from colere.insights.instruments.views.promises import promises_report
from colere.platform.errors import Invalid, Refused
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM, Actor
from colere.stats.shares import wilson
from tests.people import Cast

ADDRESS = "/insights/promises"
lived_in = pytest.mark.usefixtures("lived_in")


def gap(value: float, half: float) -> Difference:
    return Difference(value, value - half, value + half, Gap.SAID_MORE)


def test_the_widest_proven_gap_is_named_and_chance_among_many_is_allowed_for() -> None:
    assert widest([gap(0.1, 0.05), gap(0.3, 0.05), None]) == 1
    assert widest([gap(0.1, 0.05), gap(0.3, 0.35)]) == 0, "wide, and not proven"
    assert widest([gap(-0.4, 0.05)]) is None, "felt more often than kept"
    assert widest([None]) is widest([]) is None
    assert is_proven(gap(0.1, 0.09), 1)
    assert not is_proven(gap(0.1, 0.09), 20)


def test_a_gap_grows_only_where_that_can_be_told() -> None:
    grown = growth(gap(0.1, 0.05), gap(0.4, 0.05))
    assert grown is not None
    assert grown.is_known
    assert (grown.value, grown.low) == pytest.approx((0.3, 0.3 - 0.05 * 2**0.5))
    same = growth(gap(0.1, 0.05), gap(0.12, 0.05))
    assert same is not None
    assert not same.is_known
    assert growth(None, gap(0.1, 0.05)) is None


@cache
def promised(seed: int, *, plants: bool) -> PromisesFound:
    """Two promises of the demo company over its last half year, from the simulation's own figures."""
    company = simulate(Size("for promises", 8_000), seed, until=date(2026, 6, 30), plants=plants)
    late = company.contacts.day >= 183
    quick = (company.handling.first >= 0) & (company.handling.first - company.contacts.opened <= 3600)
    scores: dict[str, list[int]] = {FELT_QUICK: [], FELT_ONCE: [], "effort": []}
    for row in company.responses():
        if row["kind"] in scores and late[int(row["conversation"][2:]) - 1]:
            scores[row["kind"]].append(row["score"])
    sides = {
        "answer-in-an-hour": (_share(quick[late]), _share(np.array(scores[FELT_QUICK]) >= 4)),
        "tell-it-once": (_share(np.array(scores["effort"]) >= 5), _share(np.array(scores[FELT_ONCE]) >= 4)),
    }
    rows = [
        Compared(slug, slug, 0.9, Standing.KEPT, kept, felt, say_do_gap(kept, felt), None, ())
        for slug, (kept, felt) in sides.items()
    ]
    return PromisesFound((None, None), rows)


def _share(hits: Any) -> Share:
    low, high = wilson(hits.sum(), hits.size)
    return Share(float(hits.mean()), float(low), float(high), hits.size)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_promise_that_a_macro_keeps_is_felt_as_broken(seed: int) -> None:
    assert promises_report(promised(seed, plants=True)).sentence.startswith("“answer-in-an-hour” is felt as broken")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_no_macro_says_hello_that_promise_is_not_felt_less_than_it_is_kept(seed: int) -> None:
    assert "answer-in-an-hour" not in promises_report(promised(seed, plants=False)).sentence


def promise(slug: str, **over: Any) -> Promise:
    rule = {"measure": "first_response_time", "within_seconds": 3600}
    return Promise.objects.create(slug=slug, words=f"{slug.title()}.", **{"rule": rule, **over})


@lived_in
def test_both_sides_are_those_of_the_catalogue_and_halves_make_the_trend() -> None:
    promise("quick", felt={"name": "csat", "at_least": 5})
    promise("kind", rule={}, felt={"name": "csat", "at_least": 5})
    asked = ReportRequest(date(2026, 2, 2), date(2026, 7, 26))
    quick, kind = find_promises(SYSTEM, request=asked).promises
    assert quick.kept is not None
    assert quick.kept.value == 1.0
    assert quick.felt is not None
    assert 0.3 < quick.felt.value < 0.8
    assert quick.felt == kind.felt
    assert (kind.kept, kind.gap, kind.growth) == (None, None, None)
    assert quick.growth is not None
    assert len(quick.months) >= 4
    chat = find_promises(SYSTEM, request=ReportRequest(asked.start, asked.end, channel="chat")).promises[0]
    assert chat.felt is not None
    assert chat.felt.n < quick.felt.n
    assert promises_report(find_promises(SYSTEM, request=asked)).sentence.startswith(
        "“Quick” is felt as broken: kept 100%"
    )


@lived_in
def test_the_page_links_to_every_promise_and_belongs_to_everybody(
    client: Client, cast: Cast, run_jobs: Callable[[], int]
) -> None:
    promise("quick", felt={"name": "csat", "at_least": 5})
    client.force_login(cast.outsider.account)
    asked = f"{ADDRESS}?start=2026-02-02&end=2026-07-26"
    assert "This is being counted." in client.get(asked).content.decode()
    run_jobs()
    page = client.get(asked).content.decode()
    for words in ("“Quick” is felt as broken", 'href="/promises/quick"', "Promise by promise", "Newcombe", "<figure"):
        assert words in page
    lines = client.get(f"{asked}&format=csv").getvalue().decode().splitlines()  # type: ignore[attr-defined]
    assert {row["group"] for row in csv.DictReader(lines)} == {"quick"}


@lived_in
def test_a_promise_that_nothing_measures_says_so() -> None:
    promise("some-day", rule={})
    found = find_promises(SYSTEM, request=ReportRequest())
    assert promises_report(found).sentence == "Too few answers to compare what is kept with what customers feel."


@lived_in
def test_the_command_says_the_same(asked: Callable[..., dict[str, Any]], shown: Callable[..., str]) -> None:
    promise("quick", felt={"name": "csat", "at_least": 5})
    days = ("--from", "2026-02-02", "--to", "2026-07-26")
    assert asked("promises", *days)["sentence"] in " ".join(shown("promises", *days).split())


@lived_in
def test_without_promises_and_without_a_right_there_is_no_answer() -> None:
    with pytest.raises(Invalid, match="Nothing has been promised"):
        find_promises(SYSTEM, request=ReportRequest())
    with pytest.raises(Refused):
        find_promises(Actor(ref="nobody"), request=ReportRequest())
