"""What is said of drivers: names where they say something, and none where all of them say hardly anything."""

from __future__ import annotations

from datetime import date

import numpy as np

from colere.insights.instruments.queries.drivers import DriversFound
from colere.insights.instruments.views.drivers import drivers_report
from colere.stats.drivers import drivers

PERIOD = (date(2026, 1, 1), date(2026, 6, 30))


def said(weight: float) -> str:
    rng = np.random.default_rng(5)
    items = rng.standard_normal((4_000, 2))
    whole = weight * items[:, 0] + rng.standard_normal(4_000)
    found = drivers(items, whole)
    assert found.is_clear.tolist() == [True, False]
    return drivers_report(DriversFound(PERIOD, "recommend", ("kindness", "parting gift"), found, found.n)).sentence


def test_a_driver_that_says_something_is_named() -> None:
    assert "is “Kindness”; all drivers together say" in said(0.5)


def test_a_driver_that_is_clear_and_says_hardly_anything_is_not_worth_a_name() -> None:
    sentence = said(0.09)
    assert "says hardly anything about it: 1.0% of its ups and downs" in sentence
    assert "Kindness" not in sentence
