"""Groups that met different cases, made comparable."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from colere.stats.casemix import direct, indirect, logistic
from colere.stats.shares import wilson
from tests.stats.coverage import coverage, samples

# Admissions to the University of California, Berkeley, 1973, by department A to F: men, women.
ADMITTED = np.array([[512, 353, 120, 138, 53, 22], [89, 17, 202, 131, 94, 24]])
APPLIED = np.array([[825, 560, 325, 417, 191, 373], [108, 25, 593, 375, 393, 341]])
COUNTS = st.integers(0, 10**6)


def test_berkeleys_order_turns_when_departments_are_compared_with_themselves():
    raw = ADMITTED.sum(axis=1) / APPLIED.sum(axis=1)
    assert raw == pytest.approx([0.445188, 0.303542], abs=5e-7)
    assert direct(ADMITTED, APPLIED).share == pytest.approx([0.387319, 0.429955], abs=5e-7)
    assert indirect(ADMITTED, APPLIED).ratio == pytest.approx([0.987343, 1.028353], abs=5e-7)


def test_berkeleys_sexes_in_a_logistic_regression():
    found = logistic(ADMITTED, APPLIED)
    assert found.effects[0].value == pytest.approx(-0.09987, abs=5e-6)
    assert found.standard_errors[0] == pytest.approx(0.08085, abs=5e-6)
    assert found.deviance == pytest.approx(20.204, abs=5e-4)
    assert found.df == 5
    assert found.effects[0].low < 0 < found.effects[0].high


def test_a_standard_of_ones_own_changes_the_direct_share():
    found = direct([[1, 9], [5, 5]], [[10, 10], [10, 10]], standard=[1, 0])
    assert found.share == pytest.approx([0.1, 0.5])


@given(st.integers(0, 10**6))
def test_equal_case_mixes_change_nothing(seed):
    random = np.random.default_rng(seed)
    n = np.tile(random.integers(1, 50, 4), (3, 1))
    yes = random.binomial(n, 0.6)
    raw = yes.sum(axis=1) / n.sum(axis=1)
    assert direct(yes, n).share == pytest.approx(raw)
    assert indirect(yes, n).share == pytest.approx(raw)


@given(st.integers(0, 10**6))
def test_figures_lie_within_their_intervals(seed):
    random = np.random.default_rng(seed)
    n = random.integers(1, 30, (4, 3))
    yes = random.binomial(n, random.uniform(0, 1, (4, 3)))
    shares, ratios = direct(yes, n), indirect(yes, n)
    assert ((shares.low <= shares.share + 1e-12) & (shares.share <= shares.high + 1e-12)).all()
    if yes.sum():
        assert ((ratios.low <= ratios.ratio) & (ratios.ratio <= ratios.high)).all()


def test_with_one_stratum_the_indirect_interval_is_wilsons():
    found = indirect([[8], [40]], [[20], [60]])
    low, high = wilson([8, 40], [20, 60])
    assert found.low * 0.6 == pytest.approx(low)
    assert found.high * 0.6 == pytest.approx(high)


def test_a_group_that_never_met_a_stratum_has_no_direct_share_but_an_indirect_one():
    yes, n = [[5, 0], [4, 6]], [[10, 0], [10, 10]]
    assert np.isnan(direct(yes, n).share[0])
    assert np.isnan(direct(yes, n).low[0])
    assert indirect(yes, n).ratio[0] == pytest.approx(5 / 4.5)


def test_a_group_without_answers_has_no_figure():
    found = indirect([[0, 0], [4, 6]], [[0, 0], [10, 10]])
    assert np.isnan([found.ratio[0], found.low[0], found.high[0]]).all()


def test_nothing_ever_good_is_no_ratio():
    assert np.isnan(indirect([[0], [0]], [[5], [5]]).ratio).all()


@pytest.mark.parametrize("wrong", [([1, 2], [3, 4]), ([[5]], [[4]]), ([[-1]], [[4]]), ([[np.nan]], [[4]])])
@pytest.mark.parametrize("method", [direct, indirect, logistic])
def test_impossible_tables_are_refused(method, wrong):
    with pytest.raises(ValueError, match="tables"):
        method(*wrong)


def test_a_standard_of_another_length_is_refused():
    with pytest.raises(ValueError, match="standard"):
        direct([[1, 2]], [[3, 4]], standard=[1])


def test_groups_that_never_met_cannot_be_compared():
    with pytest.raises(ValueError, match=r"\.$"):
        logistic([[5, 0], [0, 6]], [[10, 0], [0, 10]])
    with pytest.raises(ValueError, match="two groups"):
        logistic([[5, 3]], [[10, 8]])


@pytest.mark.parametrize("size", [(4, 12), (20, 60)])
def test_the_intervals_cover_the_truth_as_often_as_they_say(size):
    random = np.random.default_rng(4)
    by_direct, by_indirect = [], []
    for _ in range(400):
        n = random.integers(*size, (20, 6))
        chance = np.clip(random.uniform(0.3, 0.95, 6) + random.normal(0, 0.05, (20, 1)), 0.02, 0.98)
        weights = random.uniform(0.5, 2, 6)
        found = direct(random.binomial(n, chance), n, standard=weights)
        truth = chance @ weights / weights.sum()
        by_direct.append(np.mean((found.low <= truth) & (truth <= found.high)))
        chance = np.clip(random.uniform(0.2, 0.7, 6) * np.exp(random.normal(0, 0.1, (20, 1))), 0.02, 0.98)
        ratios = indirect(random.binomial(n, chance), n)
        truth = (n * chance).sum(axis=1) / (n @ ((n * chance).sum(axis=0) / n.sum(axis=0)))
        by_indirect.append(np.mean((ratios.low <= truth) & (truth <= ratios.high)))
    assert 0.93 <= np.mean(by_direct) <= 0.97
    assert 0.93 <= np.mean(by_indirect) <= 0.97


def test_the_log_odds_intervals_cover_the_truth_as_often_as_they_say():
    random = np.random.default_rng(4)
    covered = []
    for _ in range(samples(300)):
        n = random.integers(10, 40, (2, 4))
        truth = random.normal(0, 0.5)
        chance = 1 / (1 + np.exp(-(random.normal(0, 0.7, 4) + np.array([[truth], [0.0]]))))
        effect = logistic(random.binomial(n, chance), n).effects[0]
        covered.append(effect.low <= truth <= effect.high)
    assert 0.925 <= coverage(covered) <= 0.975  # two standard errors of 1.3 %
