"""Our regressions and our filter against those of statsmodels, which is imported here alone: it takes seconds."""

import numpy as np
import pytest

from colere.stats import impact
from colere.stats.casemix import logistic
from colere.stats.counts import fit_counts
from colere.stats.impact import causal_impact
from colere.stats.regression import Family, fit, standard_errors

RNG = np.random.default_rng(11)
X = np.column_stack([np.ones(80), RNG.normal(size=80), np.arange(80) > 40]).astype(float)
EXPOSURE = RNG.uniform(50, 150, 80)
COUNTS = RNG.negative_binomial(8, 8 / (8 + EXPOSURE * np.exp(X @ [-2, 0.2, -0.4]))).astype(float)
SHARES = RNG.binomial(30, 1 / (1 + np.exp(-X @ [0.5, -0.4, 0.6]))) / 30


@pytest.fixture(scope="module")
def sm():
    """statsmodels, as its users call it."""
    import statsmodels.api

    return statsmodels.api


def test_quasi_poisson_is_that_of_statsmodels(sm):
    ours = fit_counts(COUNTS, X, exposure=EXPOSURE)
    theirs = sm.GLM(COUNTS, X, family=sm.families.Poisson(), offset=np.log(EXPOSURE)).fit(scale="X2", tol=1e-14)
    assert np.allclose(ours.coefficients, theirs.params, rtol=0, atol=1e-8)
    assert np.allclose(ours.covariance, theirs.cov_params(), rtol=0, atol=1e-8)
    assert ours.dispersion == pytest.approx(theirs.scale, abs=1e-8)
    assert ours.converged and ours.df == 77 and ours.n == 80


def test_newey_and_wests_errors_are_those_of_statsmodels(sm):
    ours = fit_counts(COUNTS, X, exposure=EXPOSURE, lags=5)
    model = sm.GLM(COUNTS, X, family=sm.families.Poisson(), offset=np.log(EXPOSURE))
    theirs = model.fit(cov_type="HAC", cov_kwds={"maxlags": 5, "use_correction": True}, tol=1e-14)
    assert np.allclose(standard_errors(ours), theirs.bse, rtol=1e-8)


def test_shares_and_means_are_those_of_statsmodels(sm):
    ours = fit(SHARES, X, family=Family.BINOMIAL, weights=np.full(80, 30.0))
    theirs = sm.GLM(SHARES, X, family=sm.families.Binomial(), var_weights=np.full(80, 30.0)).fit(scale="X2", tol=1e-14)
    assert np.allclose(ours.coefficients, theirs.params, rtol=0, atol=1e-8)
    assert np.allclose(ours.covariance, theirs.cov_params(), rtol=0, atol=1e-8)
    means = fit(COUNTS, X, family=Family.NORMAL, weights=EXPOSURE)
    expected = sm.WLS(COUNTS, X, weights=EXPOSURE).fit()
    assert np.allclose(means.coefficients, expected.params, rtol=0, atol=1e-8)
    assert np.allclose(means.covariance, expected.cov_params(), rtol=1e-8, atol=1e-8)


def test_the_restricted_likelihood_weighs_ratios_as_the_maximum_of_statsmodels_says(sm):
    rng = np.random.default_rng(6)
    y = 50 + np.cumsum(rng.normal(0, 1.0, 400)) + rng.normal(0, 1.0, 400)
    theirs = sm.tsa.UnobservedComponents(y, "llevel").fit(disp=False)
    past = impact._filter_past(y, np.zeros((400, 0)))
    best = past.ratio[np.argmax(past.weight)]
    assert best == pytest.approx(theirs.params[1] / theirs.params[0], rel=0.35)
    ours = causal_impact(np.append(y, [np.nan, 0.0]), 400)
    forecast = theirs.get_forecast(2).summary_frame()
    assert ours.expected == pytest.approx(forecast["mean"], abs=0.1)
    assert ours.high - ours.low == pytest.approx(forecast["mean_ci_upper"] - forecast["mean_ci_lower"], rel=0.08)


def test_the_logistic_regression_agrees_with_statsmodels(sm):
    random = np.random.default_rng(2)
    n = random.integers(5, 60, (4, 5))
    yes = random.binomial(n, random.uniform(0.2, 0.8, (4, 5)))
    group, stratum = np.divmod(np.arange(20), 5)
    design = np.hstack([np.eye(4)[group][:, :3], np.eye(5)[stratum]])
    other = sm.GLM(np.column_stack([yes.ravel(), (n - yes).ravel()]), design, family=sm.families.Binomial()).fit()
    found = logistic(yes, n)
    assert [float(e.value) for e in found.effects] == pytest.approx(other.params[:3], abs=1e-8)
    assert found.standard_errors == pytest.approx(other.bse[:3], abs=1e-7)
    assert found.deviance == pytest.approx(other.deviance, abs=1e-8)


def test_a_prior_pulls_a_coefficient_as_the_posterior_mode_says():
    import scipy

    precision = np.array([0.0, 0.0, 25.0])
    ours = fit(COUNTS, X, offset=np.log(EXPOSURE), precision=precision)

    def loss(beta):
        eta = X @ beta + np.log(EXPOSURE)
        return (np.exp(eta) - COUNTS * eta).sum() / ours.dispersion + precision @ beta**2 / 2

    assert ours.coefficients == pytest.approx(scipy.optimize.minimize(loss, np.zeros(3), tol=1e-10).x, abs=1e-4)
    free = fit(COUNTS, X, offset=np.log(EXPOSURE))
    assert abs(ours.coefficients[2]) < abs(free.coefficients[2])
    assert standard_errors(ours)[2] < standard_errors(free)[2]
    assert 77 < ours.df < 78
    with pytest.raises(ValueError, match="precision"):
        fit(COUNTS, X, precision=[1.0, -1.0, 0.0])
