"""Each instrument finds what is there, and nothing where nothing is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.domains.instruments.house import BUYERS, CHANGE, FELL_TO, GIFTED, PEOPLE

pytestmark = pytest.mark.usefixtures("lived_in")

Asked = Callable[..., dict[str, Any]]
KEYS = {"name", "group", "value", "low", "high", "n", "unit", "state", "verdict", "reasons"}


def figures(report: dict[str, Any], name: str) -> dict[str | None, dict[str, Any]]:
    assert {"sentence", "figures", "assumptions", "method", "period"} <= report.keys()
    assert all(figure.keys() == KEYS for figure in report["figures"])
    return {figure["group"]: figure for figure in report["figures"] if figure["name"] == name}


def test_help_drives_the_whole_and_the_gift_does_not(asked: Asked) -> None:
    report = asked("drivers")
    drivers = figures(report, "driver")
    assert {name: row["verdict"] for name, row in drivers.items()} == {
        "whole-help": "more",
        "whole-kind": "more",
        "whole-gift": "no_sign",
    }
    assert drivers["whole-help"]["low"] > drivers["whole-kind"]["high"] > drivers["whole-gift"]["high"]
    [whole] = figures(report, "r_squared").values()
    assert sum(row["value"] for row in drivers.values()) == pytest.approx(whole["value"])
    assert whole["group"] == "whole"
    assert report["sentence"].startswith("What goes most with “Whole” is “Whole help” and “Whole kind”;")
    assert report["method"] == "lmg"


def test_drivers_can_be_named(asked: Asked) -> None:
    report = asked("drivers", "--outcome", "WHOLE-KIND", "--drivers", "whole-gift, whole-help")
    assert set(figures(report, "driver")) == {"whole-gift", "whole-help"}
    assert "shows a sign of driving it" in report["sentence"]


def test_filters_narrow_the_answers(asked: Asked) -> None:
    [every] = figures(asked("drivers"), "r_squared").values()
    [some] = figures(asked("drivers", "--team", "orders", "--channel", "chat"), "r_squared").values()
    [late] = figures(asked("drivers", "--topic", "Late Delivery", "--to", CHANGE), "r_squared").values()
    assert 0 < some["n"] < every["n"] / 3
    assert 0 < late["n"] < every["n"] / 2


def test_a_topic_that_fell_has_fallen_and_another_has_not(asked: Asked) -> None:
    report = asked("shift", "--on", CHANGE, "--topic", "late delivery", "--against", "billing")
    effect = figures(report, "effect")[None]
    assert effect["verdict"] == "fell"
    assert effect["low"] < FELL_TO < effect["high"]
    assert "fell on 4 May 2026 against “billing”" in report["sentence"]
    assert "comparison_untouched" in report["assumptions"]
    before, after, without = (figures(report, name)["each week"] for name in ("before", "after", "without_change"))
    assert after["value"] < without["value"] * 0.6
    assert before["n"] > after["n"] > 50
    other = asked("shift", "--on", CHANGE, "--topic", "returns", "--against", "billing")
    assert figures(other, "effect")[None]["verdict"] == "no_sign"


def test_weeks_begin_with_the_day_of_the_change(asked: Asked) -> None:
    report = asked("shift", "--on", CHANGE, "--topic", "returns", "--alone")
    weeks = [group for group in figures(report, "observed") if group]
    assert CHANGE.isoformat() in weeks
    assert len(weeks) == 32
    assert "straight_trend" in report["assumptions"]


@pytest.mark.parametrize("against", [[], ["--against", "Returns"]])
def test_a_measure_of_answers_is_a_share_that_can_be_compared(asked: Asked, against: list[str]) -> None:
    report = asked("shift", "--on", CHANGE, "--measure", "csat", "--team", "Orders", *against)
    effect = figures(report, "effect")[None]
    assert effect["unit"] == ("balance" if against else "ratio")
    assert effect["low"] < effect["value"] < effect["high"]
    assert 0 <= figures(report, "without_change")[None]["value"] <= 1


def test_a_time_has_a_change_in_seconds(asked: Asked) -> None:
    effect = figures(asked("shift", "--on", CHANGE, "--measure", "resolution_time_p50"), "effect")[None]
    assert (effect["unit"], effect["verdict"]) == ("seconds", "no_sign")


def test_people_are_in_the_order_of_their_names_and_the_gifted_one_is_told_apart(asked: Asked) -> None:
    report = asked("people")
    adjusted = figures(report, "adjusted")
    assert list(adjusted) == sorted(PEOPLE)
    assert adjusted[PEOPLE[GIFTED]]["verdict"] == "above"
    elsewhere = [name for place, name in enumerate(PEOPLE) if place % 2 != GIFTED % 2]
    assert {adjusted[name]["verdict"] for name in elsewhere} == {"same"}
    assert all(row["low"] < row["value"] < row["high"] for row in adjusted.values())
    assert list(figures(report, "team_adjusted")) == ["Orders", "Returns"]
    assert "cannot be told apart from their team; 1 stands above it" in report["sentence"]


def test_customers_who_came_back_are_partly_gone(asked: Asked) -> None:
    report = asked("churn", "--top", 3)
    alive = figures(report, "alive")[None]
    assert 0.2 < alive["low"] < alive["value"] < alive["high"] < 0.9
    assert len(figures(report, "gone_quiet")) == 3
    expected, bought = (figures(report, name)["the last 90 days"] for name in ("trial_expected", "trial_bought"))
    assert expected["value"] == pytest.approx(bought["value"], rel=0.2)
    assert figures(report, "trial_area")["the last 90 days"]["low"] > 0.5
    late = asked("churn", "--topic", "late delivery", "--channel", "chat")
    assert figures(late, "customers")[None]["n"] < BUYERS


def test_the_value_of_all_is_the_sum_of_the_kinds_of_buyers(asked: Asked) -> None:
    report = asked("value", "--days", 90)
    values = figures(report, "value")
    whole = values.pop(None)
    assert whole["unit"] == "GBP"
    assert whole["value"] == pytest.approx(sum(row["value"] for row in values.values()))
    assert whole["low"] < whole["value"] < whole["high"]
    assert sum(row["n"] for row in values.values()) == whole["n"] == BUYERS
    half = asked("value", "--days", 90, "--margin", 0.5)
    assert figures(half, "value")[None]["value"] == pytest.approx(whole["value"] / 2)


def test_new_buyers_alone_can_be_asked_about(asked: Asked) -> None:
    everybody, new = asked("value"), asked("value", "--from", "2026-02-01")
    assert 0 < figures(new, "customers")[None]["n"] < figures(everybody, "customers")[None]["n"]
    assert new["period"]["from"] == "2026-02-01"


def test_contacts_come_by_weekday_and_need_people(asked: Asked) -> None:
    report = asked("forecast", "--days", 7, "--every", 120)
    contacts = figures(report, "contacts")
    assert [row["low"] <= row["value"] <= row["high"] for row in contacts.values()] == [True] * 7
    by_day = [row["value"] for row in contacts.values()]  # the last known day is a Sunday
    assert max(by_day[5:]) < min(by_day[:5])
    assert len(figures(report, "contacts_of_interval")) == 7 * 12
    night = figures(report, "agents_of_interval")["2026-08-17 02:00"]
    assert night["value"] == 0
    assert figures(report, "coverage")[None]["value"] > 0.7


def test_more_handling_needs_more_people(asked: Asked) -> None:
    few, many = (figures(asked("forecast", "--days", 1, "--handling", m), "agents") for m in (5, 60))
    assert next(iter(few.values()))["value"] < next(iter(many.values()))["value"]
