"""Recurring problems: planted episodes are found in time and size, and stable themes are left alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colere.stats.episodes import Episode, find_episodes
from colere.stats.interval import Floats
from colere.stats.recurring import recurring_problems
from colere.stats.seasons import step_beside_waves

WEEK = np.array([1.2, 1.1, 1.05, 1.0, 0.95, 0.4, 0.3])


def themes(seed: int, m: int, days: int, level: float, dispersion: float, *episodes: tuple[int, int, float]) -> Floats:
    """Daily contacts with weekdays, more varied than Poisson, and planted stretches (from, until, times)."""
    rng = np.random.default_rng(seed)
    mean = np.tile(level * WEEK[np.arange(days) % 7] / WEEK.mean(), (m, 1))
    for first, end, times in episodes:
        mean[:, first:end] *= times
    return rng.poisson(rng.gamma(mean / (dispersion - 1), dispersion - 1)).astype(float)


def alone(rows: Floats) -> list[tuple[Episode, ...]]:
    return [find_episodes(row[None])[0].episodes for row in rows]


def test_start_and_end_are_found_within_seven_days_of_the_truth() -> None:
    starts, ends, covered, ratios = [], [], [], []
    for found in alone(themes(1, 80, 180, 6, 1.5, (60, 95, 2.2))):
        assert found
        episode = max(found, key=lambda e: e.excess.value)
        starts.append(abs(episode.first - 60))
        ends.append(abs(episode.last - 94))
        covered.append(episode.first_between[0] <= 60 <= episode.first_between[1])
        ratios.append(episode.ratio.low <= 2.2 <= episode.ratio.high)
    assert np.mean(np.asarray(starts) <= 7) >= 0.95 and np.mean(np.asarray(ends) <= 7) >= 0.95
    assert np.median(starts) <= 1 and np.median(ends) <= 1
    assert np.mean(covered) >= 0.85
    assert 0.9 <= np.mean(ratios) <= 1


@pytest.mark.parametrize(("days", "level", "dispersion"), [(180, 1.0, 1.3), (180, 5.0, 1.5), (365, 20.0, 3.0)])
def test_a_stable_theme_is_left_alone(days: int, level: float, dispersion: float) -> None:
    found = alone(themes(2, 100, days, level, dispersion))
    assert np.mean([bool(f) for f in found]) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 100)


def test_of_many_stable_themes_together_none_is_named() -> None:
    named = [any(h.episodes for h in find_episodes(themes(seed, 20, 180, 4, 1.6))) for seed in range(40)]
    assert np.mean(named) <= 0.1


def test_a_problem_that_comes_back_has_its_episodes_one_by_one() -> None:
    row = themes(3, 1, 365, 6, 1.5, (60, 88, 2.5), (200, 221, 3.0), (337, 365, 2.5))
    found = find_episodes(row)[0]
    assert [abs(e.first - t) <= 7 for e, t in zip(found.episodes, (60, 200, 337), strict=True)] == [True] * 3
    assert [e.is_ongoing for e in found.episodes] == [False, False, True]
    assert found.usual.sum() == pytest.approx(6 * 365, rel=0.1)
    assert found.dispersion == pytest.approx(1.5, rel=0.35)


def test_growth_of_the_company_is_no_episode_where_it_is_known() -> None:
    grown = np.linspace(1, 4, 365)
    rng = np.random.default_rng(4)
    rows = rng.poisson(5 * grown * np.tile(WEEK, 53)[:365], (30, 365)).astype(float)
    assert sum(bool(h.episodes) for h in find_episodes(rows, exposure=grown)) <= 1
    assert sum(bool(h.episodes) for h in find_episodes(rows)) >= 25


def season(days: int = 365) -> Floats:
    """A year with corners: high in spring, higher in autumn, straight lines between months."""
    months = np.array([0.6, 1.0, 1.6, 1.5, 1.1, 0.7, 0.5, 0.6, 1.3, 1.5, 0.9, 0.5])
    return np.interp(np.arange(days) % 365 / 365 * 12, np.arange(-1, 13) + 0.5, months[np.arange(-1, 13) % 12])


def test_a_season_is_no_episode_and_hides_none() -> None:
    rng = np.random.default_rng(4)
    calm = np.tile(6 * season() * WEEK[np.arange(365) % 7] / WEEK.mean(), (20, 1))
    assert sum(bool(h.episodes) for h in find_episodes(rng.poisson(calm).astype(float))) <= 3
    calm[:, 200:255] *= 2.5
    found = [h.episodes for h in find_episodes(rng.poisson(calm).astype(float))]
    # The season itself climbs from its lowest to a height under this episode: some starts pass for part of that climb,
    # and some episodes come in two parts. The fall back to the season does not.
    assert np.mean([any(abs(e.last - 254) <= 7 for e in each) for each in found]) >= 0.85
    assert np.mean([any(abs(e.first - 200) <= 7 for e in each) for each in found]) >= 0.6


def test_a_theme_that_was_hardly_there_before_is_found_though_a_season_could_bend_towards_it() -> None:
    rate = np.where((np.arange(365) >= 205) & (np.arange(365) < 270), 6.0, 0.15)
    for seed in (0, 1):
        rng = np.random.default_rng(seed)
        own, *others = find_episodes(np.vstack([rng.poisson(rate), rng.poisson(1.0, (10, 365))]), alarm=0.01)
        [episode] = own.episodes
        assert (abs(episode.first - 205) <= 2, abs(episode.last - 269) <= 2) == (True, True)
        assert not any(other.episodes for other in others)


def test_a_small_theme_is_found_on_the_days_of_a_large_one_and_takes_its_edges() -> None:
    found, alone_found = [], []
    for seed in range(8):
        large, small = (
            themes(seed, 1, 200, 12, 1.4, (90, 125, 2.2)),
            themes(99 + seed, 1, 200, 1.0, 1.2, (90, 125, 2.2)),
        )
        histories = find_episodes(np.vstack([large, small]))
        found += [e for e in histories[1].episodes if abs(e.first - 90) <= 7 and abs(e.last - 124) <= 7]
        assert [e for e in histories[0].episodes if abs(e.first - 90) <= 3]
        alone_found += [e for e in alone(small)[0] if abs(e.first - 90) <= 7 and abs(e.last - 124) <= 7]
    assert len(found) >= 6 > len(alone_found)
    assert sum(e.themes == (0, 1) for e in found) >= 6
    assert np.mean([e.first_between[0] <= 90 <= e.first_between[1] for e in found]) >= 0.85


def test_themes_whose_causes_began_on_different_days_keep_their_own() -> None:
    rows = np.vstack([themes(11, 1, 200, 10, 1.3, (80, 120, 2.5)), themes(12, 1, 200, 10, 1.3, (95, 130, 2.5))])
    first, second = (max(h.episodes, key=lambda e: e.excess.value) for h in find_episodes(rows))
    assert first.themes == (0,) and second.themes == (1,)
    assert abs(first.first - 80) <= 3 and abs(second.first - 95) <= 3


def test_a_stable_theme_beside_one_that_came_up_is_left_alone() -> None:
    named = 0
    for seed in range(12):
        rows = np.vstack([themes(seed, 1, 200, 10, 1.5, (90, 125, 2.2)), themes(50 + seed, 9, 200, 4, 1.5)])
        named += any(h.episodes for h in find_episodes(rows)[1:])
    assert named <= 3  # 5 % for the search and 5 % for what the others' days say


def test_a_step_shows_beside_a_season_of_four_waves_and_such_a_season_alone_is_none() -> None:
    rng, days, none = np.random.default_rng(9), np.arange(365), np.zeros(365, dtype=bool)
    season = 3 * np.exp(0.4 * np.cos(2 * np.pi * days / 365.25 - 3.6) + 0.3 * np.sin(8 * np.pi * days / 365.25))
    step = np.where((days >= 205) & (days < 270), 2.6, 1.0)
    gains = {}
    for name, mean in {"season": season, "up": season * step, "down": season / step}.items():
        drawn = rng.poisson(mean, (60, 365)).astype(float)
        gains[name] = np.array([step_beside_waves(y, np.ones(365), none, 205, 270) for y in drawn])
    likely = 2.71  # half of the 99 % quantile of half of χ² with one degree of freedom
    assert np.mean(gains["season"] > likely) <= 0.05
    assert np.mean(gains["up"] > likely) >= 0.9
    assert np.mean(gains["down"] < -likely) >= 0.6


def test_closed_days_and_missing_days_are_no_news() -> None:
    open_days = np.where(np.arange(182) % 7 < 5, 1.0, 0.0)
    rows = np.random.default_rng(5).poisson(4 * open_days, (20, 182)).astype(float)
    rows[:, 50:60] = np.nan
    assert sum(bool(h.episodes) for h in find_episodes(rows, exposure=open_days)) <= 1


def test_themes_are_ordered_by_cost_and_say_how_sure_the_order_is() -> None:
    counts = np.vstack([themes(6, 1, 182, level, 1.5)[0] for level in (2, 10, 2.1)])
    problems = recurring_problems(counts, [10.0, 6.0, 10.0], [0.5, 0.2, 0.5])
    assert problems[0].theme == 1
    assert (problems[0].best_rank, problems[0].worst_rank) == (1, 1)
    assert {(p.best_rank, p.worst_rank) for p in problems[1:]} == {(2, 3)}
    dearest = problems[0]
    assert dearest.cost.value == counts[1].sum() * 6
    assert dearest.per_week.value == pytest.approx(counts[1].sum() / 26)
    assert dearest.cost.low < dearest.cost.value < dearest.cost.high


def test_the_cost_of_an_episode_is_that_of_the_contacts_it_added() -> None:
    covered = []
    for seed in range(60):
        problem = recurring_problems(themes(100 + seed, 1, 180, 6, 1.5, (60, 95, 2.2)), [8.0], [0.3])[0]
        added = 6 * WEEK[np.arange(60, 95) % 7].sum() / WEEK.mean() * 1.2 * 8
        covered.append(problem.excess_cost.low <= added <= problem.excess_cost.high)
        assert not problem.is_ongoing
    assert np.mean(covered) >= 0.88


def test_the_cost_covers_what_such_a_time_costs() -> None:
    rng = np.random.default_rng(7)
    counts = themes(8, 400, 84, 3, 1.8)
    minutes = rng.normal(8, 0.4, 400)
    problems = recurring_problems(counts, minutes, np.full(400, 0.4), alarm=1e-9)
    assert 0.93 <= np.mean([p.cost.low <= 3 * 84 * 8 <= p.cost.high for p in problems]) <= 0.98


def test_too_little_is_not_searched_and_nothing_costs_nothing() -> None:
    short, empty = find_episodes(np.full((1, 20), 5.0))[0], find_episodes(np.zeros((1, 100)))[0]
    assert not short.is_enough and not short.episodes
    assert not empty.is_enough and empty.usual.sum() == 0
    problem = recurring_problems(np.zeros((1, 100)), [5.0])[0]
    assert problem.cost.value == 0 and problem.cost.low == 0
    assert problem.cost.high == pytest.approx(-np.log(0.025) * 5)
    assert recurring_problems(np.zeros((0, 100)), []) == ()
    assert np.isnan(recurring_problems(np.full((1, 50), np.nan), [5.0])[0].per_week.value)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 30), min_size=45, max_size=90), st.integers(0, 5))
def test_any_row_of_days_has_episodes_in_order_that_do_not_overlap(row: list[int], seed: int) -> None:
    history = find_episodes([row], seed=seed)[0]
    ends = -1
    for episode in history.episodes:
        assert ends < episode.first <= episode.last < len(row)
        assert episode.first_between[0] <= episode.first <= episode.first_between[1]
        assert episode.last_between[0] <= episode.last <= episode.last_between[1]
        assert episode.ratio.low <= episode.ratio.value <= episode.ratio.high
        ends = episode.last


def test_wrong_days_are_refused() -> None:
    for wrong in ([[-1.0, 2.0]], [[np.inf, 1.0]], [1.0, 2.0]):
        with pytest.raises(ValueError, match="themes by days"):
            find_episodes(wrong)
    with pytest.raises(ValueError, match="counted from"):
        find_episodes([[1.0, 2.0]], exposure=[1.0])
    with pytest.raises(ValueError, match="false alarms"):
        find_episodes([[1.0, 2.0]], alarm=0)
    with pytest.raises(ValueError, match="minutes"):
        recurring_problems([[1.0, 2.0]], [1.0, 2.0])
    with pytest.raises(ValueError, match="not negative"):
        recurring_problems([[1.0, 2.0]], [-1.0])
