"""Our quantiles against SciPy's."""

import math

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from colere.stats import distributions

PROBABILITIES = [0.5, 0.6, 0.75, 0.9, 0.95, 0.975, 0.99, 0.995, 0.9995, 0.025, 0.0005]


@pytest.mark.parametrize("probability", PROBABILITIES)
def test_normal_quantiles_are_exact(probability: float) -> None:
    assert distributions.normal_quantile(probability) == pytest.approx(
        float(scipy.special.ndtri(probability)), rel=1e-14, abs=1e-15
    )


@pytest.mark.parametrize("z", [0.0, 0.5, -1.96, 3.0, 8.0])
def test_normal_tails_are_exact(z: float) -> None:
    assert distributions.normal_tails(z) == pytest.approx(2 * float(scipy.stats.norm.sf(abs(z))), rel=1e-13)


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5, 7.5, 10, 29, 39, 41, 100, 500, 999, 1000, 1001, 20_000, 1e6, 1e7])
@pytest.mark.parametrize("probability", [0.5, 0.6, 0.9, 0.975, 0.995, 0.9995, 0.025])
def test_students_quantiles_are_exact(df: float, probability: float) -> None:
    assert distributions.t_quantile(probability, df) == pytest.approx(
        float(scipy.stats.t.ppf(probability, df)), rel=2e-12, abs=1e-14
    )


@given(n=st.integers(0, 200_000), p=st.floats(0.01, 0.99))
def test_binomial_probabilities_are_exact(n: int, p: float) -> None:
    first, cumulative = distributions.binomial_window(n, p)
    expected = scipy.stats.binom.cdf(np.arange(first, first + cumulative.size), n, p)
    assert np.max(np.abs(cumulative - expected)) < 1e-10
    assert cumulative[-1] == pytest.approx(1.0, abs=1e-12)


def test_ten_million_trials_neither_under_nor_overflow() -> None:
    first, cumulative = distributions.binomial_window(10_000_000, 0.9)
    assert first + int(np.searchsorted(cumulative, 0.025)) == int(scipy.stats.binom.ppf(0.025, 10_000_000, 0.9))
    assert math.isfinite(cumulative.sum())


@pytest.mark.parametrize("wrong", [0.0, 1.0, -1.0, 2.0, math.nan])
def test_a_probability_outside_0_and_1_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        distributions.normal_quantile(wrong)
    with pytest.raises(ValueError, match="between 0 and 1"):
        distributions.t_quantile(wrong, 5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        distributions.binomial_window(3, wrong)


def test_students_t_without_a_degree_of_freedom_is_refused() -> None:
    with pytest.raises(ValueError, match="degree of freedom"):
        distributions.t_quantile(0.975, 0)
