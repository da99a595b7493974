"""Happy team → happy customers: an effect that was planted, none that was not, and placebos that catch the rest."""

import numpy as np
import pytest

from colere.stats import teamwork
from colere.stats.interval import Floats
from colere.stats.teamwork import MoodAndCustomers, Verdict, mood_and_customers
from tests.stats.coverage import coverage, samples


def panel(seed: int, effect: float, *, teams: int = 16, periods: int = 14, lag: int = 1) -> tuple[Floats, Floats]:
    """Teams with levels of their own, periods with theirs, mood and customers that wander."""
    rng = np.random.default_rng(seed)
    mood, rest = rng.normal(size=(2, teams, periods))
    for t in range(1, periods):
        mood[:, t] = 0.5 * mood[:, t - 1] + rng.normal(0, 0.8, teams)
        rest[:, t] = 0.4 * rest[:, t - 1] + rng.normal(0, 0.5, teams)
    customers = rng.normal(size=teams)[:, None] + rng.normal(size=periods) + rest
    customers[:, lag:] += effect * mood[:, : periods - lag]
    return mood + rng.normal(size=teams)[:, None], customers


def asked(mood: Floats, customers: Floats, answers: int = 10) -> MoodAndCustomers:
    return mood_and_customers(mood, np.full(mood.shape, answers), customers, np.full(mood.shape, 30))


def test_a_planted_effect_is_found_at_its_lag_and_covered() -> None:
    found = [asked(*panel(seed, 0.4)) for seed in range(samples(30))]
    assert 0.9 <= np.mean([f.lags[1].effect.low <= 0.4 <= f.lags[1].effect.high for f in found]) <= 1
    assert np.mean([f.verdict is Verdict.SIGN for f in found]) >= 0.8
    assert np.mean([f.lags[1].is_sign for f in found]) >= 0.95


def test_where_nothing_was_planted_nothing_is_said() -> None:
    found = [asked(*panel(seed, 0.0)) for seed in range(100, 100 + samples(40))]
    assert np.mean([f.verdict is Verdict.SIGN for f in found]) <= 0.08
    covered = [lag.effect.low <= 0 <= lag.effect.high for f in found for lag in f.lags]
    assert 0.93 <= np.mean(covered) <= 0.985


def few(seed: int, effect: float) -> tuple[Floats, Floats]:
    """Five teams for a year, the small ones often too few to be read."""
    mood, customers = panel(seed, effect, teams=5, periods=52, lag=2)
    holes = np.random.default_rng([seed, 1]).random(mood.shape) < np.array([[0.05], [0.2], [0.3], [0.5], [0.7]])
    return np.where(holes, np.nan, mood), customers


def test_intervals_of_few_teams_cover_what_was_planted_and_the_placebo_stays_empty() -> None:
    hits, empty = [], []
    for seed in range(200, 200 + samples(40)):
        x, y = few(seed, 0.3)
        effect = teamwork._fit(y[:, 2:], [x[:, :-2]], 0.95).effect
        hits.append(effect.low <= 0.3 <= effect.high)
        ahead = teamwork._ahead(x, y, 2, 0.95)
        empty.append(ahead.low <= 0 <= ahead.high)
    assert coverage(hits) >= 0.9  # the jackknife is on the safe side
    assert coverage(empty) >= 0.9


def test_few_teams_are_compared_with_their_own_weeks_moved() -> None:
    found = [asked(*few(seed, effect)) for effect in (0.0, 0.5) for seed in range(300, 303)]
    assert [f.verdict for f in found] == [Verdict.NO_SIGN] * 3 + [Verdict.SIGN] * 3
    assert max(f.shuffled_p for f in found[3:]) < 0.01 < min(f.shuffled_p for f in found[:3])


def test_customers_that_make_the_mood_are_caught_by_the_placebo() -> None:
    caught = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        customers = rng.normal(size=(20, 20))
        mood = rng.normal(0, 0.5, (20, 20)) + 0.3 * customers
        mood[:, 1:] += 0.6 * customers[:, :-1]
        caught.append(asked(mood, customers).verdict)
    assert set(caught) == {Verdict.PLACEBO_FAILS}


def test_two_way_effects_and_the_jackknife_are_those_of_a_regression_with_dummies() -> None:
    mood, customers = panel(3, 0.3, teams=9, periods=8, lag=0)
    ours = teamwork._fit(customers, [mood], 0.95)

    def dummies(who: Floats) -> float:
        teams, periods = np.repeat(np.eye(who.size), 8, axis=0), np.tile(np.eye(8)[:, 1:], (who.size, 1))
        rows = np.column_stack([mood[who.astype(int)].ravel(), teams, periods])
        return float(np.linalg.lstsq(rows, customers[who.astype(int)].ravel())[0][0])

    whole = dummies(np.arange(9.0))
    without = np.asarray([dummies(np.delete(np.arange(9.0), i)) for i in range(9)])
    assert ours.effect.value == pytest.approx(whole, abs=1e-9)
    assert ours.effect.value / ours.t == pytest.approx(np.sqrt(8 / 9 * ((without - whole) ** 2).sum()), rel=1e-6)
    quick = teamwork._quick(customers, mood, [np.arange(9)])
    assert quick[0] == pytest.approx(ours.t)


def test_missing_cells_are_left_out() -> None:
    mood, customers = panel(4, 0.5)
    holes = np.random.default_rng(1).random(mood.shape) < 0.1
    found = mood_and_customers(mood, np.where(holes, 4, 10), customers, np.full(mood.shape, 30))
    assert found.lags[0].cells == mood.size - holes.sum()
    assert found.lags[1].effect.low < 0.5 < found.lags[1].effect.high
    filled = mood_and_customers(
        np.where(holes, np.nan, mood), np.full(mood.shape, 10), customers, np.full(mood.shape, 30)
    )
    assert filled == found


def test_levels_of_teams_and_periods_and_the_seed_change_little_or_nothing() -> None:
    mood, customers = panel(5, 0.3)
    plain, moved = asked(mood, customers), asked(mood + 100 * np.arange(16)[:, None], customers + np.arange(14))
    assert moved.lags[0].effect.value == pytest.approx(plain.lags[0].effect.value, abs=1e-8)
    assert asked(mood, customers) == plain


def test_too_few_teams_periods_or_answers_is_a_state_of_its_own() -> None:
    mood, customers = panel(6, 1.0)
    assert asked(mood[:7], customers[:7]).verdict is Verdict.TOO_FEW
    assert asked(mood[:, :7], customers[:, :7]).verdict is Verdict.TOO_FEW
    nobody = asked(mood, customers, answers=4)
    assert nobody.verdict is Verdict.TOO_FEW and nobody.lags == () and nobody.teams == 0
    assert asked(np.zeros((0, 10)), np.zeros((0, 10))).verdict is Verdict.TOO_FEW


def test_a_mood_that_never_changes_says_nothing() -> None:
    _, customers = panel(7, 0.0)
    still = asked(np.tile(np.arange(16.0)[:, None], (1, 14)), customers)
    assert still.verdict is Verdict.NO_SIGN
    assert np.isnan(still.lags[0].effect.value) and still.lags[0].p == 1.0


def test_wrong_panels_are_refused() -> None:
    good = np.ones((10, 10))
    with pytest.raises(ValueError, match="same teams and periods"):
        mood_and_customers(good, good * 9, good[:9], good[:9] * 9)
    with pytest.raises(ValueError, match="same teams and periods"):
        mood_and_customers(good, good * 9, good, good * 9, lags=(-1,))
    with pytest.raises(ValueError, match="means and their answers"):
        mood_and_customers(good, good[:9], good, good * 9)
    with pytest.raises(ValueError, match="finite means"):
        mood_and_customers(good * np.inf, good * 9, good, good * 9)
