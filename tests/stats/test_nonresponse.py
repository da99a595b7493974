"""Weights for those who did not answer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from colere.stats.nonresponse import effective_n, post_stratify, rake, weighted_share
from tests.stats.coverage import coverage, samples

WEIGHTS = st.lists(st.floats(0.01, 100), min_size=1, max_size=50)


def test_two_strata_of_which_one_answered_less():
    found = post_stratify([850, 450], [40, 20], [28, 8])
    assert found.raw == pytest.approx(0.6, abs=5e-7)
    assert found.share == pytest.approx(0.596154, abs=5e-7)
    assert found.n_effective == pytest.approx(59.956, abs=5e-4)
    assert found.low < found.share < found.high
    assert found.n == 60


def test_raking_a_two_by_two_table():
    found = rake([[30, 20], [10, 40]], [[50, 50], [60, 40]])
    assert found.table == pytest.approx(np.array([[40, 10], [20, 30]]), abs=1e-6)
    assert found.error <= 1e-9


@given(WEIGHTS)
def test_the_effective_number_is_at_most_the_number_and_at_least_one(weights):
    assert 1 - 1e-9 <= effective_n(weights) <= len(weights) + 1e-9


@given(WEIGHTS, st.floats(1e-6, 1e6))
def test_only_the_relations_of_weights_matter(weights, scale):
    assert effective_n(np.array(weights) * scale) == pytest.approx(effective_n(weights))


def test_equal_weights_give_the_raw_share():
    found = weighted_share([1, 0, 1, 1], [2, 2, 2, 2])
    assert (found.share, found.raw, found.n_effective) == (0.75, 0.75, 4.0)


def test_the_same_answers_by_strata_and_by_weights_agree():
    good = np.repeat([1, 0, 1, 0], [28, 12, 8, 12])
    weights = np.repeat([850 / 40, 450 / 20], [40, 20])
    one, other = weighted_share(good, weights), post_stratify([850, 450], [40, 20], [28, 8])
    assert (one.share, one.n_effective, one.low) == pytest.approx((other.share, other.n_effective, other.low))


@given(st.integers(2, 4), st.integers(2, 4), st.integers(0, 10**6))
def test_raking_meets_the_margins_and_keeps_the_odds_ratios(rows, columns, seed):
    random = np.random.default_rng(seed)
    table = random.uniform(1, 20, (rows, columns))
    down, across = random.dirichlet(np.full(rows, 3)), random.dirichlet(np.full(columns, 3))
    found = rake(table, [down, across]).table
    assert found.sum(axis=1) == pytest.approx(down, abs=1e-8)
    assert found.sum(axis=0) == pytest.approx(across, abs=1e-8)

    def odds(t):
        return t[0, 0] * t[1, 1] / t[0, 1] / t[1, 0]

    assert odds(found) == pytest.approx(odds(table), rel=1e-6)


def test_raking_works_on_three_axes():
    found = rake(np.ones((2, 2, 2)), [[6, 4], [5, 5], [3, 7]])
    assert found.table.sum(axis=(0, 1)) == pytest.approx([3, 7])


def test_strata_without_answers_are_said():
    found = post_stratify([80, 20], [10, 0], [5, 0])
    assert found.share == 0.5
    assert found.uncovered == pytest.approx(0.2)


def test_nobody_answered_is_no_share():
    assert np.isnan(post_stratify([80, 20], [0, 0], [0, 0]).share)
    assert np.isnan(weighted_share([], []).share)
    assert effective_n([]) == 0


def test_margins_that_cannot_be_met_say_how_much_is_missing():
    with pytest.raises(ValueError, match=r"still \d+\.\d+% of the total away"):
        rake([[1, 0], [0, 1]], [[70, 30], [30, 70]])


@pytest.mark.parametrize(
    ("table", "margins"),
    [
        ([[1, 1], [1, 1]], [[50, 50], [60, 50]]),
        ([[1, 1], [1, 1]], [[50, 50]]),
        ([[0, 0], [1, 1]], [[50, 50], [60, 40]]),
        ([[1, -1], [1, 1]], [[50, 50], [60, 40]]),
        ([[1, 1], [1, 1]], [[0, 0], [0, 0]]),
    ],
)
def test_senseless_margins_are_refused(table, margins):
    with pytest.raises(ValueError, match=r"\.$"):
        rake(table, margins)


@pytest.mark.parametrize(
    ("population", "answers", "good"), [([5], [6], [1]), ([5], [3], [4]), ([0], [0], [0]), ([5, 5], [1], [1])]
)
def test_impossible_strata_are_refused(population, answers, good):
    with pytest.raises(ValueError, match="Strata need"):
        post_stratify(population, answers, good)


def test_negative_weights_and_half_answers_are_refused():
    with pytest.raises(ValueError, match="Weights"):
        weighted_share([1, 0], [1, -1])
    with pytest.raises(ValueError, match="0 or 1"):
        weighted_share([0.5, 0], [1, 1])


def test_the_intervals_cover_the_truth_as_often_as_they_say():
    random = np.random.default_rng(1)
    size, answers, chance = np.array([850, 450, 300]), np.array([40, 20, 30]), np.array([0.7, 0.4, 0.85])
    truth = size @ chance / size.sum()
    found = [post_stratify(size, answers, random.binomial(answers, chance)) for _ in range(samples(2000))]
    assert 0.93 <= coverage([one.low <= truth <= one.high for one in found]) <= 0.97  # three standard errors
    weighted = [weighted_share(random.random(80) < 0.8, random.uniform(0.3, 3, 80)) for _ in range(samples(2000))]
    assert 0.93 <= coverage([one.low <= 0.8 <= one.high for one in weighted]) <= 0.97
