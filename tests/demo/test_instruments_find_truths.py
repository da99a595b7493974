"""The instruments find what is planted in the demo company, and nothing where nothing is.

Over twenty seeds: `python bench/truths.py`.
"""

import pytest

from tests.demo import truths_of_customers as customers
from tests.demo import truths_of_people as people
from tests.demo.companies import company
from tests.demo.said import Said, summed

ASK = (
    people.ask_people,
    people.ask_scorecard,
    people.ask_mood,
    people.ask_drivers,
    customers.ask_causes,
    customers.ask_changes,
    customers.ask_gestures,
    customers.ask_churn,
    customers.ask_purchases,
    customers.ask_forecast,
)
SEED = 101


@pytest.mark.parametrize("ask", ASK, ids=lambda ask: ask.__name__)
def test_what_is_planted_is_found_and_covered(ask):
    said = ask(company("medium", SEED))
    assert said.found >= said.planted - 1, said.missed
    assert said.false <= max(1, 0.1 * said.asked), said.missed
    assert said.covered >= 0.75 * said.intervals


@pytest.mark.parametrize("ask", ASK, ids=lambda ask: ask.__name__)
def test_where_nothing_is_planted_nothing_is_said(ask):
    said = ask(company("medium", SEED, plants=False))
    assert said.planted == 0
    assert said.false <= max(1, 0.1 * said.asked), said.missed
    assert said.covered >= 0.75 * said.intervals


def test_raw_scores_put_people_into_no_true_order_and_adjusted_ones_do():
    figures = people.ask_people(company("medium", SEED)).figures
    assert figures["order_adjusted"] >= 0.8
    assert abs(figures["order_raw"]) < 0.4


def test_a_plain_comparison_flatters_gestures():
    figures = customers.ask_gestures(company("medium", SEED)).figures
    assert figures["raw_error"] - figures["error"] > 0.005


def test_the_line_that_harms_is_found_and_the_mood_at_its_lag():
    simulated = company("medium", SEED)
    assert people.ask_scorecard(simulated).found == 3
    best = max(people.mood(simulated).lags, key=lambda lag: float(lag.effect.value))
    assert best.periods == simulated.plants.pulse_lag


def test_what_was_said_is_counted():
    first, second = Said(), Said()
    first.look(is_found=True, name="a")
    second.look(is_found=False, name="b")
    second.doubt([True, False])
    first.cover([0, 2], [1, float("nan")], 0.5)
    assert summed([first, second]) == {
        "companies": 2,
        "found": 1,
        "planted": 2,
        "share_found": 0.5,
        "false": 1,
        "asked": 2,
        "share_false": 0.5,
        "covered": 1,
        "intervals": 2,
        "share_covered": 0.5,
        "missed": ["b"],
    }
