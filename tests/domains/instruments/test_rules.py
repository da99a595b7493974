"""From rows to arrays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from colere.insights.instruments.rules.buyers import buyers_of, segments_of, totals
from colere.insights.instruments.rules.contracts import MONTH, Contract, known_of, watched_until
from colere.insights.instruments.rules.findings import finding
from colere.insights.instruments.rules.spans import counts_by_interval, local_times, spans_around
from colere.insights.instruments.rules.together import answered_together, usual_drivers, usual_outcome
from colere.stats.enough import State
from colere.stats.purchases import Fitted

JUNE = date(2026, 6, 1)


def test_answers_of_one_conversation_or_of_one_moment_are_together() -> None:
    at = np.array(["2026-06-01T09", "2026-06-02T09", "2026-06-03T09", "2026-06-03T09", "2026-06-04"], "datetime64[us]")
    found = answered_together(
        np.array([0, 1, 0, 1, 0]),
        np.array([4.0, 2.0, 5.0, 3.0, 1.0]),
        conversation=np.array([7, 7, -1, -1, -1]),
        customer=np.array([1, 1, 2, 2, 2]),
        at=at,
        questions=("csat", "effort"),
    )
    assert sorted(found.table.tolist()) == [[4.0, 2.0], [5.0, 3.0]]


def test_two_answers_to_one_question_are_their_mean_and_what_belongs_to_nobody_is_left_out() -> None:
    at = np.full(5, np.datetime64("2026-06-01", "us"))
    found = answered_together(
        np.array([0, 0, 1, 0, 1]),
        np.array([4.0, 2.0, 5.0, 1.0, np.nan]),
        conversation=np.array([7, 7, 7, -1, 8]),
        customer=np.full(5, -1),
        at=at,
        questions=("a", "b"),
    )
    assert found.table.tolist() == [[3.0, 5.0]]


def test_the_whole_of_a_questionnaire_is_the_outcome_and_what_is_rare_beside_it_no_driver() -> None:
    rng = np.random.default_rng(1)
    occasion = np.repeat(np.arange(100), 4)
    kept = rng.random(400) < np.tile([0.3, 1, 1, 1], 100)
    found = answered_together(
        np.tile([0, 1, 2, 3], 100)[kept],
        np.ones(kept.sum()),
        conversation=occasion[kept],
        customer=occasion[kept],
        at=np.full(kept.sum(), np.datetime64("2026-06-01", "us")),
        questions=("aside", "whole", "whole-help", "whole-kind"),
    )
    assert usual_outcome(found) == "whole"
    assert usual_drivers(found, "whole", most=16) == ("whole-help", "whole-kind")


@given(before=st.integers(1, 400), after=st.integers(1, 400))
def test_no_span_lies_on_both_sides_of_the_change(before: int, after: int) -> None:
    spans = spans_around(JUNE - timedelta(days=before), JUNE + timedelta(days=after - 1), JUNE)
    days = np.arange(before + after)
    assert not set(spans.of_day[days < before]) & (set(spans.of_day[days >= before]) - {-1})
    assert np.all(spans.sums(np.ones(before + after)) == spans.width)
    assert spans.names()[spans.start] == JUNE.isoformat() if spans.start < spans.count else True
    assert len(spans.names()) == spans.count


def test_a_change_outside_the_days_is_refused() -> None:
    for on in (JUNE, JUNE - timedelta(days=1), JUNE + timedelta(days=30)):
        with pytest.raises(ValueError, match="must lie within"):
            spans_around(JUNE, JUNE + timedelta(days=29), on)


def test_moments_are_counted_on_the_wall_of_the_company() -> None:
    at = np.array(["2026-03-28T23:30", "2026-03-29T22:30"], "datetime64[us]")
    steps = [(datetime(2026, 3, 1, tzinfo=UTC), 3600), (datetime(2026, 3, 29, 1, tzinfo=UTC), 7200)]
    local = local_times(at, steps)
    assert local.astype(str).tolist() == ["2026-03-29T00:30:00.000000", "2026-03-30T00:30:00.000000"]
    counts = counts_by_interval(local, start=date(2026, 3, 29), days=1, minutes=720)
    assert counts.tolist() == [[1.0, 0.0]]


def test_buyers_are_told_by_days_and_not_by_baskets() -> None:
    found = buyers_of(
        np.array([5, 5, 5, 5, 3, -1]),
        np.array([10, 10, 40, 90, 20, 20]),
        np.array([3.0, 4.0, 8.0, 16.0, 5.0, 9.0]),
        today=50,
    )
    assert found.customer.tolist() == [3, 5]
    assert found.repeats.tolist() == [0, 1]
    assert found.last.tolist() == [0, 30]
    assert found.age.tolist() == [30, 40]
    assert found.mean_value.tolist() == [0, 8]


def test_a_refund_of_the_same_day_leaves_a_visit_without_value() -> None:
    found = buyers_of(np.array([1, 1, 1]), np.array([1, 5, 5]), np.array([9.0, 20.0, -20.0]), today=9)
    assert (found.repeats.tolist(), found.paid.tolist()) == ([1], [0])


def test_nobody_bought_is_no_buyers() -> None:
    none = np.empty(0, dtype=np.int64)
    assert buyers_of(none, none, np.empty(0), today=0).customer.size == 0


def test_kinds_of_buyers_are_a_partition() -> None:
    found = segments_of(np.array([0, 1, 1, 6, 6]), np.array([1.0, 0.9, 0.1, 0.9, 0.1]))
    assert found.tolist() == [0, 1, 3, 2, 3]


def test_a_total_has_the_interval_of_the_parameters_and_not_of_independent_customers() -> None:
    """With a figure that is the parameter itself, a sum over customers is exactly as uncertain as the parameter."""
    one = np.ones(1)
    fit = Fitted(10, State.OK, 2.0 * one, one, one, np.array([[0.01]]), 0.0)
    [group, whole] = totals(lambda f: np.full(50, f.parameters[0]), (fit,), np.zeros(50, int), count=1, z=1.96)
    assert group == whole
    assert whole.value == pytest.approx(100)
    assert whole.high / whole.value == pytest.approx(np.exp(1.96 * 0.1), rel=1e-4)


def test_only_whole_months_are_watched() -> None:
    def contract(start: int, end: int | None) -> Contract:
        ended = None if end is None else JUNE + timedelta(days=end)
        return Contract("", JUNE + timedelta(days=start), ended, {})

    day = JUNE + timedelta(days=100)
    found = watched_until([contract(0, None), contract(0, 40), contract(0, 95), contract(90, None)], day)
    assert found.months.tolist() == [3, 2, 3, 0]
    assert found.has_left.tolist() == [False, True, False, False]  # the fourth month of the third is not over
    assert found.is_there.tolist() == [True, False, False, True]
    assert 3 * MONTH < 101 < 4 * MONTH


def test_what_is_known_of_contracts_becomes_numbers() -> None:
    known = [
        {"vip": True, "plan": "basic", "fee": "9.5", "note": "a"},
        {"vip": False, "plan": "basic", "fee": 20, "note": "b"},
        {"vip": True, "plan": "full", "note": "c", "same": 1},
        {"vip": "no", "plan": "basic", "fee": 12, "note": "d", "same": 1},
    ]
    found = known_of([Contract(str(i), JUNE, None, row | {"note": f"{i}" * 9}) for i, row in enumerate(known)])
    assert "same" not in found.reasons
    table = dict(zip(found.columns, found.table.T.tolist(), strict=True))
    assert table["vip"] == [1, 0, 1, 0]
    assert table["plan=full"] == [0, 0, 1, 0]
    assert table["fee"][2] == pytest.approx(np.mean([9.5, 20, 12]))


def test_a_figure_without_a_value_is_too_few_and_says_so() -> None:
    found = finding("effect", float("nan"), low=float("-inf"), n=3.0, unit="ratio").as_json()
    assert (found["value"], found["low"], found["n"], found["state"]) == (None, None, 3, "too_few")


def test_within_two_years_drift_and_season_are_supposed_and_then_they_are_told() -> None:
    start = date(2024, 1, 1)
    seasons, supposed = spans_around(start, start + timedelta(days=364), start + timedelta(days=200)).supposed()
    assert seasons[0][1] == 2 and supposed is not None
    assert supposed.trend * 365.25 / 7 == pytest.approx(0.2)
    long = spans_around(start, start + timedelta(days=800), start + timedelta(days=400))
    short = spans_around(start, start + timedelta(days=150), start + timedelta(days=70))
    assert long.supposed() == (long.seasons(), None) and short.supposed() == ((), None)
