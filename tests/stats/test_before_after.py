"""Before and after: the planted change is found with its size, and no change is called one."""

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from colere.stats.before_after import Verdict, change_in_counts, change_in_means, change_in_shares
from colere.stats.interrupted import Supposed
from colere.stats.interval import Floats
from colere.stats.staggered import staggered_change
from tests.stats.coverage import coverage, samples

DAYS = np.arange(100)


def contacts(rng: np.random.Generator, mean: Floats, dispersion: float = 2.0) -> Floats:
    return rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion).astype(float)


def weekly(ratio: float, rng: np.random.Generator, start: int = 60) -> Floats:
    return contacts(rng, 15 * np.exp(0.3 * np.sin(2 * np.pi * DAYS / 7)) * np.where(start <= DAYS, ratio, 1.0))


def test_a_fall_by_half_is_found_with_its_size() -> None:
    found = change_in_counts(weekly(0.5, np.random.default_rng(1)), 60, seasons=((7, 3),))
    assert found.verdict is Verdict.FELL
    assert found.effect.low < 0.5 < found.effect.high < 1
    assert found.effect.n == 100 and found.neutral == 1.0
    assert np.allclose(found.expected[60:] / found.without[60:], found.effect.value)
    rise = change_in_counts(weekly(2.0, np.random.default_rng(1)), 60, seasons=((7, 3),))
    assert rise.verdict is Verdict.ROSE


def test_the_interval_covers_the_truth_and_no_change_is_seldom_called_one() -> None:
    rng = np.random.default_rng(2)
    found = [change_in_counts(weekly(1.0, rng), 60, seasons=((7, 3),)) for _ in range(samples(150))]
    assert 0.92 <= coverage([f.verdict is Verdict.NO_SIGN for f in found]) <= 0.99  # a standard error of 1.8 %
    falls = [change_in_counts(weekly(0.7, rng), 60, seasons=((7, 3),)).effect for _ in range(samples(150))]
    assert 0.92 <= coverage([f.low <= 0.7 <= f.high for f in falls]) <= 0.99


def test_days_that_hang_together_widen_the_interval() -> None:
    rng = np.random.default_rng(3)
    covered, echoes = [], []
    for _ in range(samples(120)):
        wave = np.zeros(100)
        for t in range(1, 100):
            wave[t] = 0.5 * wave[t - 1] + rng.normal(0, 0.2)
        found = change_in_counts(rng.poisson(15 * np.exp(wave)), 60)
        covered.append(found.effect.low <= 1 <= found.effect.high)
        echoes.append(found.echo)
    assert coverage(covered) >= 0.9
    assert np.mean(echoes) > 0.2


def test_a_comparison_takes_away_what_both_share() -> None:
    rng = np.random.default_rng(4)
    covered = []
    for _ in range(samples(120)):
        common = np.exp(0.5 * np.sin(DAYS / 9) + 0.01 * DAYS + rng.normal(0, 0.3, 100))
        ours = contacts(rng, 12 * common * np.where(DAYS >= 60, 0.7, 1), 1.5)
        theirs = contacts(rng, 30 * common, 1.5)
        effect = change_in_counts(ours, 60, comparison=theirs, trend=False).effect
        covered.append(effect.low <= 0.7 <= effect.high)
    assert 0.91 <= coverage(covered) <= 0.99  # a standard error of 2 %


def test_what_is_supposed_of_drift_and_season_is_covered_and_leaves_a_change_to_be_seen() -> None:
    rng = np.random.default_rng(10)
    week, year = np.arange(52), 365.25 / 7
    known, covered, widths = Supposed(0.2 / year, 0.4), [], []
    for _ in range(samples(60)):
        wave = sum(rng.normal(0, 0.4 / k) * np.sin(2 * np.pi * k * week / year + rng.uniform(0, 6)) for k in (1, 2))
        ours = rng.poisson(30 * np.exp(rng.normal(0, 0.2) * week / year + wave) * np.where(week >= 30, 0.6, 1.0))
        theirs, options = rng.poisson(400, 52), {"seasons": ((year, 2),)}
        effect = change_in_counts(ours, 30, comparison=theirs, supposed=known, **options).effect
        free = change_in_counts(ours, 30, comparison=theirs, **options).effect
        covered.append(effect.low <= 0.6 <= effect.high)
        widths.append(np.log(effect.high / effect.low) / np.log(free.high / free.low))
    assert 0.88 <= coverage(covered) <= 1  # a standard error of 2.8 %
    assert np.mean(widths) < 0.8


def test_what_each_was_counted_from_counts_in_a_comparison_too() -> None:
    ours, theirs = np.full(40, 20.0), np.full(40, 40.0)
    grown = np.where(np.arange(40) >= 20, 2.0, 1.0)
    found = change_in_counts(
        ours * grown, 20, exposure=grown, comparison=theirs, comparison_exposure=np.ones(40), trend=False
    )
    assert found.effect.value == pytest.approx(1.0)
    assert found.verdict is Verdict.NO_SIGN


def test_shares_and_means_alone_and_against_another_team() -> None:
    rng = np.random.default_rng(5)
    covered = {"odds": [], "difference": [], "mean": [], "means": []}
    for _ in range(samples(120)):
        n, m = rng.integers(5, 40, 100), rng.integers(5, 40, 100)
        p = np.where(DAYS >= 60, 0.7, 0.6)
        yes, other = rng.binomial(n, p), rng.binomial(m, 0.7)
        odds = change_in_shares(yes, n, 60, trend=False).effect
        covered["odds"].append(odds.low <= (0.7 / 0.3) / (0.6 / 0.4) <= odds.high)
        difference = change_in_shares(yes, n, 60, comparison=(other, m), trend=False).effect
        covered["difference"].append(difference.low <= 0.1 <= difference.high)
        score = 4 + 0.3 * (DAYS >= 60) + rng.normal(0, 1 / np.sqrt(n))
        mean = change_in_means(score, n, 60, trend=False).effect
        covered["mean"].append(mean.low <= 0.3 <= mean.high)
        theirs = 3 + rng.normal(0, 1 / np.sqrt(m))
        means = change_in_means(score, n, 60, comparison=(theirs, m), trend=False).effect
        covered["means"].append(means.low <= 0.3 <= means.high)
    held = coverage(np.transpose(list(covered.values())))
    assert np.all((held >= 0.9) & (held <= 1)), dict(zip(covered, held, strict=True))


def test_a_problem_that_is_gone_fell() -> None:
    y = weekly(1.0, np.random.default_rng(6))
    y[60:] = 0
    found = change_in_counts(y, 60, seasons=((7, 3),))
    assert found.verdict is Verdict.FELL
    assert 0 < found.effect.low < found.effect.high < 0.3


def test_too_few_is_a_state_of_its_own() -> None:
    assert change_in_counts([0, 1, 0, 1, 0, 0, 1, 0, 0, 1], 5).verdict is Verdict.TOO_FEW
    assert change_in_counts(np.zeros(60), 30).verdict is Verdict.TOO_FEW
    assert change_in_counts([20, 30, 25, 28, 20], 4).verdict is Verdict.TOO_FEW
    few = change_in_shares([1] * 10 + [0] * 10, [1] * 10 + [0] * 8 + [1, 1], 10)
    assert few.verdict is Verdict.TOO_FEW and np.isnan(few.effect.value) and few.n_after == 2
    nothing = change_in_means(np.full(20, np.nan), np.full(20, 3), 10)
    assert nothing.verdict is Verdict.TOO_FEW and nothing.n_before == 0


def test_missing_periods_are_not_zeros() -> None:
    y = weekly(1.0, np.random.default_rng(7))
    y[70:80] = np.nan
    assert change_in_counts(y, 60, seasons=((7, 3),)).verdict is Verdict.NO_SIGN


@given(st.lists(st.integers(0, 50), min_size=12, max_size=60), st.integers(1, 10))
def test_any_row_of_counts_has_a_defined_answer(y: list[int], start: int) -> None:
    found = change_in_counts(y, start)
    if found.verdict is Verdict.TOO_FEW:
        return
    assert found.effect.low <= found.effect.value <= found.effect.high
    assert (found.verdict is Verdict.NO_SIGN) == (found.effect.low <= 1 <= found.effect.high)


def test_wrong_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="each side"):
        change_in_counts([1, 2, 3], 0)
    with pytest.raises(ValueError, match="same periods"):
        change_in_counts(np.ones(20), 10, comparison=np.ones(19))
    with pytest.raises(ValueError, match="0 ≤ yes ≤ n"):
        change_in_shares([3] * 10, [2] * 10, 5)


def teams(rng: np.random.Generator, effect: float, n: int = 30) -> tuple[Floats, Floats]:
    starts = rng.choice([8.0, 12.0, 16.0, np.inf], n)
    common = np.cumsum(rng.normal(0, 0.2, 24))
    had = np.arange(24) >= starts[:, None]
    return rng.normal(0, 1, n)[:, None] + common + rng.normal(0, 0.5, (n, 24)) + effect * had, starts


def test_teams_that_start_on_different_days_cover_the_truth() -> None:
    rng = np.random.default_rng(8)
    found = [staggered_change(*teams(rng, 0.8)) for _ in range(samples(120))]
    assert 0.91 <= coverage([f.effect.low <= 0.8 <= f.effect.high for f in found]) <= 0.99
    assert np.mean([f.verdict is Verdict.ROSE for f in found]) > 0.98
    assert np.mean([f.before.low <= 0 <= f.before.high for f in found]) > 0.9


def test_an_effect_that_grows_does_not_turn_its_sign() -> None:
    starts = np.repeat([6.0, 14.0, np.inf], [8, 8, 4])
    time = np.arange(24)
    since = np.clip(time - starts[:, None] + 1, 0, None)
    outcome = 0.5 * since + np.linspace(0, 3, 20)[:, None] + np.sin(time)
    found = staggered_change(outcome, starts)
    assert found.by_time.value[:18] == pytest.approx(0.5 * np.arange(1, 19))
    assert found.verdict is Verdict.ROSE
    assert found.before.value == pytest.approx(0, abs=1e-12)
    assert (found.started, found.cells) == (16, 8 * 18 + 8 * 10)


def test_the_jackknife_is_the_estimate_with_each_team_left_out() -> None:
    y, starts = teams(np.random.default_rng(9), 0.4, 14)
    y[2, 3] = y[5, 20] = np.nan
    whole = staggered_change(y, starts).effect
    without = [staggered_change(np.delete(y, i, axis=0), np.delete(starts, i)).effect.value for i in range(14)]
    error = np.sqrt(13 / 14 * np.sum((np.asarray(without) - whole.value) ** 2))
    df = 14 - np.unique(starts).size
    assert (whole.high - whole.value) == pytest.approx(float(scipy.stats.t.ppf(0.975, df)) * error)


def test_without_teams_to_compare_with_there_is_too_little() -> None:
    all_at_once = staggered_change(np.random.default_rng(1).normal(size=(10, 12)), np.full(10, 6))
    assert all_at_once.verdict is Verdict.TOO_FEW and np.isnan(all_at_once.effect.value)
    nobody = staggered_change(np.ones((10, 12)), np.full(10, np.nan))
    assert nobody.verdict is Verdict.TOO_FEW and nobody.started == 0
    assert staggered_change(np.ones((0, 12)), []).verdict is Verdict.TOO_FEW
    with pytest.raises(ValueError, match="start for each team"):
        staggered_change(np.ones((3, 12)), [1, 2])
