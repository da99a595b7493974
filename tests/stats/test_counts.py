"""Regressions of counts: gaps, series side by side, and data that say nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from colere.stats.counts import dispersion_by_weeks, fit_counts, harmonics
from colere.stats.regression import Family, fit

RNG = np.random.default_rng(11)
X = np.column_stack([np.ones(80), RNG.normal(size=80), np.arange(80) > 40]).astype(float)
EXPOSURE = RNG.uniform(50, 150, 80)
COUNTS = RNG.negative_binomial(8, 8 / (8 + EXPOSURE * np.exp(X @ [-2, 0.2, -0.4]))).astype(float)


def test_many_series_at_once_are_each_of_them_alone() -> None:
    many = np.stack([COUNTS, COUNTS[::-1], np.where(np.arange(80) % 9 == 0, np.nan, COUNTS)])
    together = fit_counts(many, X)
    for i, series in enumerate(many):
        alone = fit_counts(series, X)
        assert np.allclose(together.coefficients[i], alone.coefficients, atol=1e-8)
        assert np.allclose(together.covariance[i], alone.covariance, atol=1e-8)
        assert together.df[i] == alone.df


def test_a_missing_period_is_as_if_it_were_left_out() -> None:
    holes = np.arange(80) % 7 == 3
    with_holes = fit_counts(np.where(holes, np.nan, COUNTS), X, exposure=EXPOSURE)
    without = fit_counts(COUNTS[~holes], X[~holes], exposure=EXPOSURE[~holes])
    assert np.allclose(with_holes.coefficients, without.coefficients, atol=1e-8)
    assert with_holes.dispersion == pytest.approx(without.dispersion)


def test_what_never_happened_in_a_group_has_a_finite_coefficient_with_firths_prior() -> None:
    group = np.repeat([0.0, 1.0], 20)
    design = np.column_stack([np.ones(40), group])
    y = np.where(group == 1, 0.0, 3.0)
    assert not fit_counts(y, design).converged
    firth = fit(y, design, firth=True)
    assert firth.coefficients[1] == pytest.approx(np.log(0.5 / 60.5), abs=1e-6)  # half an event on each side


def test_a_week_with_three_pairs_of_waves_is_a_level_for_each_day() -> None:
    waves = np.column_stack([np.ones(28), harmonics(28, 7, 3)])
    days = np.eye(7)[np.arange(28) % 7]
    assert waves.shape == (28, 7)
    assert np.linalg.matrix_rank(np.column_stack([waves, days])) == 7
    assert harmonics(24, 12, 9).shape == (24, 11)


def test_the_dispersion_by_weeks_does_not_mind_a_change_of_level() -> None:
    rng = np.random.default_rng(3)
    level = np.where(np.arange(700) < 350, 20.0, 60.0)
    y = rng.negative_binomial(level / 2, 1 / 3, (200, 700)).astype(float)
    assert np.median(dispersion_by_weeks(y)) == pytest.approx(3.0, rel=0.2)
    assert dispersion_by_weeks(np.zeros(30)) == 1.0
    assert dispersion_by_weeks([5.0]) == 1.0


def test_a_million_rows_are_fitted_as_exactly_as_ten() -> None:
    group = np.zeros(1_000_000)
    group[500_000:] = 1.0
    y = np.where(group == 1, 2.0, 1.0)
    fitted = fit_counts(y, np.column_stack([np.ones_like(group), group]))
    assert fitted.coefficients == pytest.approx([0.0, np.log(2.0)], abs=1e-8)


@given(st.lists(st.integers(0, 1000), min_size=10, max_size=40), st.integers(1, 50))
def test_the_fitted_counts_add_up_to_the_counts(y: list[int], times: int) -> None:
    design = np.column_stack([np.ones(len(y)), np.linspace(-1, 1, len(y))])
    fitted = fit_counts(np.asarray(y) * times, design)
    if fitted.converged:
        assert fitted.fitted.sum() == pytest.approx(sum(y) * times, rel=1e-6)


@pytest.mark.parametrize(
    ("y", "sentence"),
    [([1.0, -1, 2, 3], "not negative"), ([1.0, np.inf, 2, 3], "finite"), ([1.0, 2, 3], "one row of the design")],
)
def test_wrong_counts_are_refused(y: list[float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        fit_counts(y, np.column_stack([np.ones(4), np.arange(4)]))


def test_columns_that_say_nothing_of_their_own_are_refused() -> None:
    with pytest.raises(ValueError, match="same thing"):
        fit_counts([1, 2, 3, 4], np.ones((4, 2)))
    with pytest.raises(ValueError, match="same thing"):
        fit_counts([1, 2, 3, 4], np.column_stack([np.ones(4), np.zeros(4)]))
    with pytest.raises(ValueError, match="fewer observations"):
        fit_counts([1, np.nan, np.nan], np.column_stack([np.ones(3), np.arange(3)]))
    with pytest.raises(ValueError, match="between 0 and 1"):
        fit([0.5, 1.2, 0.4], np.ones((3, 1)), family=Family.BINOMIAL)
    with pytest.raises(ValueError, match="lags"):
        fit_counts([1, 2, 3, 4], np.ones((4, 1)), lags=4)
    with pytest.raises(ValueError, match="finite columns"):
        fit_counts([1, 2, 3], [[1.0], [np.nan], [1.0]])
    with pytest.raises(ValueError, match="period"):
        harmonics(10, 1, 1)
