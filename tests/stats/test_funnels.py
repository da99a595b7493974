"""Funnels: limits hold what chance does, narrow with size, and stay shares."""

import numpy as np
import pytest

from colere.stats.funnels import INNER, OUTER, share_limits


def test_a_large_group_has_the_limits_of_the_normal_distribution():
    [low], [high] = share_limits(0.8, [100_000])
    half = 1.959964 * np.sqrt(0.8 * 0.2 / 100_000)
    assert low == pytest.approx(0.8 - half, abs=2e-5)
    assert high == pytest.approx(0.8 + half, abs=2e-5)


def test_a_small_group_has_the_binomials_own_limits():
    """Ten answers at one half: P(X ≤ 1) = 11/1024 and P(X ≤ 2) = 56/1024, so 2.5 % is reached within the 2."""
    [low], [high] = share_limits(0.5, [10])
    assert low == pytest.approx((2 - (56 / 1024 - 0.025) / (45 / 1024)) / 10)
    assert low + high == pytest.approx(0.9), "the interpolation counts from above the whole number on both sides"


@pytest.mark.parametrize("coverage", [INNER, OUTER])
def test_of_groups_that_do_not_differ_as_many_lie_within_as_is_said(coverage):
    rng = np.random.default_rng(4)
    n = rng.integers(30, 900, 40_000)
    low, high = share_limits(0.83, n, coverage=coverage)
    seen = rng.binomial(n, 0.83) / n
    inside = np.mean((low <= seen) & (seen <= high))
    assert inside == pytest.approx(coverage, abs=0.008)


def test_limits_narrow_with_size_and_stay_within_0_and_1():
    for share in (0.0, 0.02, 0.6, 0.99, 1.0):
        low, high = share_limits(share, np.arange(1, 500), coverage=OUTER)
        assert ((low >= 0) & (low <= share) & (share <= high) & (high <= 1)).all()
        wide = high - low
        assert wide[-1] <= wide[20] <= wide[0] + 1e-12


def test_what_is_no_share_or_no_group_is_refused():
    for share, n, coverage in ((1.2, [5], 0.95), (0.5, [0], 0.95), (0.5, [np.nan], 0.95), (0.5, [5], 1.0)):
        with pytest.raises(ValueError, match=r"share|answer"):
            share_limits(share, n, coverage=coverage)
