"""Contacts to come, as a page."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from django.test import Client

from colere.insights.instruments.forms.forecast import ForecastForm
from colere.insights.instruments.queries.asking import get_instrument
from colere.insights.instruments.queries.kept import find_report
from colere.platform.permissions import SYSTEM
from tests.domains.instruments.test_pages import count_usual, page, usual
from tests.people import Cast

ADDRESS = "/insights/forecast"
pytestmark = pytest.mark.usefixtures("lived_in")


def test_days_ahead_stand_on_the_page_and_their_steps_in_the_file(client: Client, cast: Cast) -> None:
    count_usual("forecast")
    client.force_login(cast.head.account)
    shown = page(client, ADDRESS)
    for words in (
        "contacts are to be expected in 14 days",
        "80% of contacts are answered within 20 s",
        "The busiest day",
    ):
        assert words in shown
    charts = get_instrument("forecast").draw(_kept())
    assert [chart.data()["kind"] for chart in charts[:2]] == ["lines", "lines"]
    points = charts[0].data()["points"]
    assert sum(point["value"] is not None for point in points) == 42
    ahead = [point for point in points if point["expected"] is not None]
    assert len(ahead) == 14
    assert all(point["low"] <= point["expected"] <= point["high"] for point in ahead)
    rows = list(csv.DictReader(page(client, f"{ADDRESS}?format=csv").splitlines()))
    assert sum(row["name"] == "agents_of_interval" for row in rows) == 14 * 24


def _kept() -> Any:
    instrument, question = usual("forecast")
    return find_report(SYSTEM, instrument, question=question)


def test_what_is_chosen_is_what_is_asked(cast: Cast) -> None:
    chosen = {"days": "7", "every": "30", "handling": "6", "share": "90", "within": "60", "away": "30"}
    form = ForecastForm(chosen, actor=cast.head.actor)
    assert form.is_valid()
    question = form.question()
    assert question is not None
    assert question.options == {
        "days": 7, "every": 30, "handling": 360.0, "share": 0.9, "within": 60.0, "away": 0.3,
    }  # fmt: skip


@pytest.mark.parametrize("wrong", ["days=0", "days=91", "every=7", "handling=0", "share=100", "within=-1", "away=95"])
def test_what_nobody_could_promise_is_refused(client: Client, cast: Cast, wrong: str) -> None:
    client.force_login(cast.head.account)
    assert "This cannot be shown yet." in page(client, f"{ADDRESS}?{wrong}", 422)
