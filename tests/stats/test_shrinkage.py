"""Groups pulled towards what they have in common."""

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from colere.stats import shrinkage
from colere.stats.shrinkage import PriorBy, beta_binomial, beta_prior, james_stein
from tests.stats.coverage import coverage, samples

HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
REST_OF_SEASON = np.fromstring(
    ".346 .298 .276 .222 .273 .270 .263 .210 .269 .230 .264 .256 .303 .264 .226 .285 .316 .200", sep=" "
)
GROUPS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=12)


def test_efron_and_morris_batters():
    raw = HITS / 45
    average = raw.mean()
    found = james_stein(raw, variance=average * (1 - average) / 45, n=45)
    assert found.kept[0] == pytest.approx(0.2116534, abs=5e-8)
    assert found.value[0] == pytest.approx(0.293914, abs=5e-7)
    assert found.value[-1] == pytest.approx(0.242176, abs=5e-7)
    assert ((raw - REST_OF_SEASON) ** 2).sum() == pytest.approx(0.075317, abs=5e-7)
    assert ((found.value - REST_OF_SEASON) ** 2).sum() == pytest.approx(0.021307, abs=5e-7)


@pytest.mark.parametrize("by", PriorBy)
def test_the_beta_binomial_foretells_the_batters_better_than_their_raw_averages_do(by):
    found = beta_binomial(HITS, np.full(18, 45), by=by)
    assert ((found.value - REST_OF_SEASON) ** 2).sum() < 0.3 * 0.075317


def test_the_prior_of_greatest_likelihood_is_that_of_a_plain_search():
    random = np.random.default_rng(3)
    n = random.integers(10, 80, 60)
    yes = random.binomial(n, random.beta(6, 4, 60))
    a, b = beta_prior(yes, n)

    def likelihood(a, b):
        return scipy.stats.betabinom.logpmf(yes, n, a, b).sum()

    best = max(likelihood(m * w, (1 - m) * w) for m in np.linspace(0.5, 0.7, 41) for w in np.geomspace(3, 40, 60))
    assert likelihood(a, b) > best - 0.05


@pytest.mark.parametrize("by", PriorBy)
def test_the_prior_comes_near_the_truth_with_many_groups(by):
    random = np.random.default_rng(1)
    n = random.integers(5, 200, 3000)
    a, b = beta_prior(random.binomial(n, random.beta(30, 10, 3000)), n, by=by)
    assert a / (a + b) == pytest.approx(0.75, abs=0.01)
    assert a + b == pytest.approx(40, rel=0.15)


@given(GROUPS, st.sampled_from(PriorBy))
def test_a_shrunk_share_lies_within_its_interval_and_between_0_and_1(groups, by):
    yes, n = np.array([g[0] for g in groups]), np.array([g[0] + g[1] for g in groups])
    if not n.sum():
        return
    found = beta_binomial(yes, n, by=by)
    assert ((found.low >= 0) & (found.low <= found.value) & (found.value <= found.high) & (found.high <= 1)).all()
    assert ((found.kept >= 0) & (found.kept <= 1)).all()


def test_the_fewer_answers_the_more_is_shrunk():
    found = beta_binomial([9, 90, 40, 10, 60], [10, 100, 100, 30, 80])
    assert abs(found.value[0] - found.centre) < abs(found.value[1] - found.centre)
    assert found.high[0] - found.low[0] > found.high[1] - found.low[1]


def test_a_group_without_answers_gets_what_the_others_say_of_it():
    found = beta_binomial([0, 9, 5, 7], [0, 10, 10, 10])
    assert found.value[0] == pytest.approx(found.centre)
    assert found.kept[0] == 0


def test_groups_that_are_all_alike_are_pulled_together_and_keep_an_interval():
    found = beta_binomial([50] * 20, [100] * 20)
    assert np.ptp(found.value) < 1e-9
    assert (found.high - found.low > 0.01).all()


def test_one_answer_each_and_unanimity_have_an_answer():
    assert np.isfinite(beta_binomial([1, 1, 1], [1, 1, 1]).value).all()
    assert np.isfinite(beta_binomial([0, 0], [5, 9], by="moments").value).all()


@pytest.mark.parametrize(
    ("values", "variance"), [([1, 2, 3], 1.0), ([1, 2, 3, np.nan], 1.0), ([1, 2, 3, 4], 0.0), ([1, 2, 3, 4], np.inf)]
)
def test_too_few_groups_or_no_variance_are_refused(values, variance):
    with pytest.raises(ValueError, match=r"\.$"):
        james_stein(values, variance=variance)


def test_equal_means_stay_where_they_are():
    assert james_stein([3.0] * 5, variance=1.0).value == pytest.approx([3.0] * 5)


@pytest.mark.parametrize(("yes", "n"), [([2], [1]), ([-1], [1]), ([0], [0]), ([1, 2], [3])])
def test_impossible_shares_are_refused(yes, n):
    with pytest.raises(ValueError, match=r"[Ss]h"):
        beta_binomial(yes, n)


@pytest.mark.parametrize(("groups", "prior"), [(20, (6, 4)), (40, (60, 40)), (150, (30, 3))])
def test_the_shrunk_shares_intervals_cover_the_truth_as_often_as_they_say(groups, prior):
    random = np.random.default_rng(1)
    covered = []
    for _ in range(samples(40)):
        truth, n = random.beta(*prior, groups), random.integers(3, 70, groups)
        found = beta_binomial(random.binomial(n, truth), n)
        covered.append((found.low <= truth) & (truth <= found.high))
    assert 0.93 <= np.mean(coverage(covered)) <= 0.97  # of 800 intervals or more: a standard error of 0.8 %


@pytest.mark.parametrize("groups", [6, 20, 60])
def test_james_and_steins_intervals_cover_the_truth_as_often_as_they_say(groups):
    random = np.random.default_rng(1)
    covered = []
    for _ in range(samples(300)):
        truth = random.normal(0, 1, groups)
        found = james_stein(truth + random.normal(0, 1, groups), variance=1.0)
        covered.append((found.low <= truth) & (truth <= found.high))
    assert 0.93 <= np.mean(coverage(covered)) <= 0.97  # of 1800 intervals or more: a standard error of 0.5 %


@pytest.mark.parametrize("by", PriorBy)
def test_groups_in_many_portions_are_shrunk_as_in_one(by, monkeypatch):
    random = np.random.default_rng(4)
    n = random.integers(0, 40, 300)
    yes = random.binomial(n, 0.7)
    at_once = beta_binomial(yes, n, by=by)
    monkeypatch.setattr(shrinkage, "_AT_ONCE", 7)
    portions = beta_binomial(yes, n, by=by)
    for one, other in ((at_once.value, portions.value), (at_once.low, portions.low), (at_once.high, portions.high)):
        assert other == pytest.approx(one, abs=1e-9)
