"""What every interval must keep to, whatever the numbers."""

import math

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from colere.stats import enough, means, quantiles, recommendation, shares

COUNTS = st.integers(0, 10_000_000)
SCORES = st.lists(st.integers(1, 7), min_size=2, max_size=200)
VALUES = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=300)


@given(a=COUNTS, b=COUNTS)
def test_a_share_lies_within_its_interval(a: int, b: int) -> None:
    if a + b == 0:
        return
    low, high = shares.wilson(a, a + b)
    assert 0.0 <= low <= a / (a + b) <= high <= 1.0


@given(a=st.integers(0, 1000), b=st.integers(1, 1000), times=st.integers(2, 50))
def test_more_answers_of_the_same_share_narrow_the_interval(a: int, b: int, times: int) -> None:
    few, many = shares.wilson(a, a + b), shares.wilson(a * times, (a + b) * times)
    assert many.high - many.low < few.high - few.low


@given(a=st.integers(0, 5000), b=st.integers(1, 5000))
def test_wilson_agrees_with_scipy(a: int, b: int) -> None:
    expected = scipy.stats.binomtest(a, a + b).proportion_ci(method="wilson")
    assert shares.wilson(a, a + b) == pytest.approx((expected.low, expected.high), rel=1e-11, abs=1e-13)


def test_turning_the_question_round_mirrors_the_share() -> None:
    low, high = shares.wilson(3, 40)
    assert shares.wilson(37, 40) == pytest.approx((1 - high, 1 - low), rel=1e-12)


def test_many_shares_are_answered_at_once() -> None:
    low, high = shares.wilson([81, 0, 0], [263, 20, 0])
    assert low[:2] == pytest.approx([0.2553, 0.0], abs=5e-5)
    assert high[:2] == pytest.approx([0.3662, 0.1611], abs=5e-5)
    assert math.isnan(low[2])
    assert math.isnan(high[2])


@pytest.mark.parametrize(("yes", "n"), [(-1, 5), (6, 5), (math.nan, 5)])
def test_impossible_counts_are_refused(yes: float, n: float) -> None:
    with pytest.raises(ValueError, match="yes"):
        shares.wilson(yes, n)


@given(p=st.integers(0, 3000), m=st.integers(0, 3000), d=st.integers(0, 3000))
def test_a_recommendation_score_lies_within_its_interval_from_two_answers_on(p: int, m: int, d: int) -> None:
    n = p + m + d
    if n < 2:
        return
    low, high = recommendation.adjusted_wald(p, d, n)
    assert -1.0 <= low <= recommendation.score(p, d, n) <= high <= 1.0


def test_two_equal_periods_do_not_differ() -> None:
    found = recommendation.compare((60, 25, 15), (60, 25, 15))
    assert found.difference == 0.0
    assert found.p_value == 1.0


@given(SCORES)
def test_the_mean_interval_agrees_with_scipy(values: list[int]) -> None:
    low, high = means.mean_interval(values)
    error = scipy.stats.sem(values)
    expected = (
        scipy.stats.t.interval(0.95, len(values) - 1, np.mean(values), error) if error > 0 else (values[0], values[0])
    )
    assert (low, high) == pytest.approx(expected, rel=1e-11, abs=1e-12)


def test_parts_of_one_size_give_the_interval_of_their_means() -> None:
    parts = [3.0, 4.5, 4.0, 2.5]
    assert means.mean_of_parts([*parts, 9.0], [7, 7, 7, 7, 0]) == pytest.approx(means.mean_interval(parts))


def test_the_interval_of_parts_covers_the_mean_of_all_though_the_parts_differ() -> None:
    rng = np.random.default_rng(5)
    n = rng.integers(5, 60, size=(600, 16))
    own = np.clip(rng.normal(0.7, 0.1, size=n.shape), 0.01, 0.99)
    shares = rng.binomial(n, own) / n
    bounds = [means.mean_of_parts(row, counted) for row, counted in zip(shares, n, strict=True)]
    assert 0.93 <= np.mean([low <= 0.7 <= high for low, high in bounds]) <= 0.97


def test_one_part_has_no_interval() -> None:
    assert np.isnan(means.mean_of_parts([3.0], [9])).all()


def test_one_answer_has_no_mean_interval() -> None:
    assert all(math.isnan(bound) for bound in means.mean_interval([4.0]))


@given(VALUES, st.sampled_from([0.05, 0.25, 0.5, 0.9, 0.95]))
def test_quantiles_are_numpys_to_the_last_digit(values: list[float], q: float) -> None:
    assert quantiles.quantile(values, q) == np.quantile(values, q)


@given(VALUES, st.sampled_from([0.5, 0.9]))
def test_a_quantile_lies_within_its_interval(values: list[float], q: float) -> None:
    low, high = quantiles.quantile_interval(values, q)
    value = quantiles.quantile(values, q)
    assert math.isnan(low) or low <= value
    assert math.isnan(high) or value <= high


@given(n=st.integers(1, 3000), q=st.floats(0.01, 0.99))
def test_the_order_ranks_hold_their_promise_and_no_closer_ones_do(n: int, q: float) -> None:
    low, high = quantiles.order_ranks(n, q)
    law = scipy.stats.binom(n, q)
    slack = 1e-10
    assert law.cdf(low - 1) <= 0.025 + slack
    assert law.cdf(low) > 0.025 - slack
    if high:
        assert law.sf(high - 1) <= 0.025 + slack
        assert law.sf(high - 2) > 0.025 - slack
    else:
        assert law.sf(n - 1) > 0.025 - slack


def test_a_median_needs_six_values_and_a_ninety_percent_quantile_thirty_six() -> None:
    def states(n: int, q: float) -> enough.State:
        return enough.of_quantile(*quantiles.quantile_interval(range(n), q))

    assert [states(5, 0.5), states(6, 0.5)] == [enough.State.TOO_FEW, enough.State.OK]
    assert [states(35, 0.9), states(36, 0.9)] == [enough.State.TOO_FEW, enough.State.OK]


def test_five_answers_are_enough_and_four_are_not() -> None:
    assert enough.of_answers(5) is enough.State.OK
    assert enough.of_answers(4) is enough.State.TOO_FEW


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: quantiles.quantile_ranks(0, 0.5), "at least one"),
        (lambda: quantiles.quantile([1, math.inf], 0.5), "finite"),
    ],
)
def test_a_quantile_of_nothing_or_of_infinity_is_refused(wrong, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=words):
        wrong()


@pytest.mark.parametrize("seed", range(3))
def test_intervals_cover_the_truth_as_often_as_they_say(seed: int) -> None:
    random = np.random.default_rng(seed)
    truth, n = random.uniform(0.02, 0.98, 4000), random.integers(10, 400, 4000)
    low, high = shares.wilson(random.binomial(n, truth), n)
    assert 0.93 <= np.mean((low <= truth) & (high >= truth)) <= 0.97
    waits = random.exponential(100.0, (2000, 60))
    bounds = [quantiles.quantile_interval(row, 0.5) for row in waits]
    assert np.mean([b.low <= 100 * math.log(2) <= b.high for b in bounds]) >= 0.94
