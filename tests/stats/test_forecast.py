"""Forecasts for shifts: better than last week, with bounds that hold, and the people they need."""

import math

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from colere.stats.forecast import backtest, forecast_contacts
from colere.stats.interval import Floats
from colere.stats.staffing import agents_needed, erlang_c
from tests.stats.coverage import coverage, samples

WEEK = np.array([1.2, 1.1, 1.05, 1.0, 0.95, 0.4, 0.3])
PROFILE = np.exp(-(((np.arange(24) - 12) / 5) ** 2))
PROFILE /= PROFILE.sum()


def contacts(seed: int, days: int, level: float | Floats, *, growth: float = 0.0, variation: float = 0.01) -> Floats:
    """Days by hours; days and hours vary beyond Poisson."""
    rng = np.random.default_rng(seed)
    mean = level * WEEK[np.arange(days) % 7] * np.exp(growth * np.arange(days))
    hours = (mean * rng.gamma(1 / variation, variation, days))[:, None] * PROFILE
    return rng.poisson(hours * rng.gamma(1 / variation, variation, hours.shape)).astype(float)


@pytest.mark.parametrize(("days", "level", "growth"), [(98, 200, 0.0), (210, 400, 0.002)])
def test_it_beats_the_week_before_and_its_bounds_cover_what_comes(days: int, level: float, growth: float) -> None:
    tested = [backtest(contacts(seed, days, level, growth=growth)) for seed in range(samples(8))]
    assert np.mean([t.ratio for t in tested]) < 0.85
    assert np.mean([t.day_ratio for t in tested]) < 0.9
    assert 0.93 <= coverage([t.coverage for t in tested]) <= 0.98  # whole numbers cover a little more than asked
    assert 0.91 <= coverage([t.day_coverage for t in tested]) <= 0.985
    assert tested[0].days == 28


@pytest.mark.parametrize("days", [35, 120])
def test_a_wandering_level_is_covered_four_weeks_ahead(days: int) -> None:
    inside, of_days = [], []
    for seed in range(samples(12)):
        rng = np.random.default_rng(seed)
        level = np.exp(np.cumsum(rng.normal(0, 0.02, days + 28)))
        y = contacts(seed, days + 28, 150 * level)
        told = forecast_contacts(y[:days], 28)
        inside.append(((told.low <= y[days:]) & (y[days:] <= told.high)).mean())
        of_days.append(((told.day_low <= y[days:].sum(axis=1)) & (y[days:].sum(axis=1) <= told.day_high)).mean())
    assert 0.92 <= coverage(inside) <= 0.985
    assert 0.87 <= coverage(of_days) <= 1.0  # days of one row hang together: a standard error of 3 %


def test_a_quick_season_gets_a_quick_level_and_a_still_year_a_slow_one() -> None:
    spring = 200 * np.exp(-0.02 * np.maximum(np.arange(150.0) - 110, 0))
    told, still = [], []
    for seed in range(8):
        told.append(forecast_contacts(contacts(seed, 150, spring), 7).day_mean.sum() / WEEK.sum())
        still.append(forecast_contacts(contacts(seed, 150, 200), 7).day_mean.sum() / WEEK.sum())
    assert np.mean(told) == pytest.approx(200 * np.exp(-0.02 * 43), rel=0.12)
    assert np.sqrt(np.mean((np.array(still) / 200 - 1) ** 2)) < 0.05


def test_the_expected_contacts_are_those_of_the_weekday_and_hour() -> None:
    told = forecast_contacts(contacts(1, 182, 500), 7)
    truth = 500 * WEEK[:, None] * PROFILE
    assert told.day_mean == pytest.approx(truth.sum(axis=1), rel=0.12)
    assert np.abs(told.mean - truth).sum() / truth.sum() < 0.12
    assert (told.low <= told.mean).all() and (told.mean <= told.high + 1).all()
    assert told.n == 182


def test_growth_goes_on_but_not_for_ever() -> None:
    told = (
        forecast_contacts(contacts(2, 182, 300, growth=0.004, variation=0.002), 70).day_mean.reshape(10, 7).sum(axis=1)
    )
    now = 300 * WEEK.sum() * np.exp(0.004 * 185)
    assert told[0] == pytest.approx(now, rel=0.06)
    assert told[9] > told[0]
    assert told[9] - told[8] < (told[1] - told[0]) / 2


def test_closed_days_have_nobody_and_holidays_a_factor_of_their_own() -> None:
    y = contacts(3, 140, 300)
    holidays = np.zeros(147, dtype=bool)
    holidays[[30, 61, 100, 142]] = True
    closed = np.arange(147) % 7 == 6
    y[holidays[:140]] = np.round(y[holidays[:140]] * 0.4)
    y[closed[:140]] = 0
    told = forecast_contacts(y, 7, closed=closed, holidays=holidays)
    assert told.day_mean[6] == 0 and told.high[6].sum() == 0
    assert told.day_mean[2] == pytest.approx(300 * WEEK[2] * 0.4, rel=0.3)
    assert told.day_mean[1] == pytest.approx(300 * WEEK[1], rel=0.15)


def test_a_new_level_is_learned_with_the_half_life() -> None:
    y = contacts(4, 150, 100, variation=0.002)
    y[98:] = contacts(5, 52, 200, variation=0.002)
    quick, slow = (forecast_contacts(y, 7, first_weekday=0, half_life=h).day_mean.sum() for h in (10, 400))
    missed = [abs(told / (200 * WEEK.sum()) - 1) for told in (quick, slow)]
    assert missed[0] < 0.1 < missed[1]


def test_missing_days_are_not_quiet_days() -> None:
    y = contacts(6, 120, 200)
    holes = y.copy()
    holes[[10, 50, 51, 52, 119]] = np.nan
    whole, told = forecast_contacts(y, 7).day_mean, forecast_contacts(holes, 7).day_mean
    assert told == pytest.approx(whole, rel=0.1)


def test_where_nobody_ever_wrote_nobody_is_expected() -> None:
    told = forecast_contacts(np.zeros((40, 4)), 7)
    assert told.mean.sum() < 1.0
    tested = backtest(np.zeros((60, 4)))
    assert math.isnan(tested.wape) and math.isnan(tested.ratio) and tested.coverage == 1.0


def test_too_short_a_past_or_wrong_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="four weeks"):
        forecast_contacts(np.ones((27, 4)), 7)
    with pytest.raises(ValueError, match="four weeks"):
        backtest(np.ones((40, 4)))
    for wrong in (np.full((40, 4), -1.0), np.full((40, 4), np.inf), np.ones(40), np.ones((40, 0))):
        with pytest.raises(ValueError, match="days by intervals"):
            forecast_contacts(wrong, 7)
    with pytest.raises(ValueError, match="flag for each day"):
        forecast_contacts(np.ones((40, 4)), 7, closed=np.zeros(40))
    with pytest.raises(ValueError, match="half-life"):
        forecast_contacts(np.ones((40, 4)), 7, half_life=0)


def test_the_published_example_of_erlang_c() -> None:
    # 100 calls in half an hour of 3 minutes each, 80 % within 20 s (Call Centre Helper, "Erlang C formula"):
    # 14 agents, 88.8 % answered in time, 17.4 % wait, 7.8 s on average, occupancy 71.4 %, 20 with 30 % away.
    told = agents_needed(100, interval_seconds=1800, handling_seconds=180, away_share=0.3)
    assert (told.agents, told.rostered) == (14, 20)
    assert told.service_level == pytest.approx(0.888, abs=5e-4)
    assert told.waiting == pytest.approx(0.174, abs=5e-4)
    assert told.mean_wait == pytest.approx(7.8, abs=0.05)
    assert told.occupancy == pytest.approx(0.714, abs=5e-4)


@given(load=st.floats(0.01, 120), spare=st.integers(1, 40))
def test_the_probability_of_waiting_is_erlangs_sum(load: float, spare: int) -> None:
    agents = math.floor(load) + spare
    terms = np.exp(np.arange(agents) * math.log(load) - scipy.special.gammaln(np.arange(agents) + 1.0))
    last = math.exp(agents * math.log(load) - math.lgamma(agents + 1)) * agents / (agents - load)
    assert erlang_c(load, agents) == pytest.approx(last / (terms.sum() + last), rel=1e-8)


@given(calls=st.floats(0, 5000), seconds=st.floats(10, 900), share=st.floats(0.5, 0.99))
def test_one_agent_less_would_not_do(calls: float, seconds: float, share: float) -> None:
    told = agents_needed(calls, interval_seconds=1800, handling_seconds=seconds, answered_share=share)
    assert told.service_level >= share
    load = calls * seconds / 1800
    if told.agents > 1:
        less = told.agents - 1
        level = 1 - erlang_c(load, less) * np.exp(-(less - load) * 20 / seconds) if less > load else 0.0
        assert level < share


def test_ten_thousand_erlang_and_none_are_both_fine() -> None:
    told = agents_needed([0, 100_000], interval_seconds=1800, handling_seconds=180)
    assert told.agents[0] == 0 and told.service_level[0] == 1 and told.occupancy[0] == 0
    assert 10_000 < told.agents[1] < 10_200
    assert erlang_c(5, 5) == 1.0 and erlang_c(0, 1) == 0.0


def test_loads_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        erlang_c(1, 1.5)
    with pytest.raises(ValueError, match="Shares must"):
        agents_needed(1, interval_seconds=1800, handling_seconds=180, answered_share=1.0)
    with pytest.raises(ValueError, match="not be negative"):
        agents_needed(-1, interval_seconds=1800, handling_seconds=180)
    with pytest.raises(ValueError, match="check the unit"):
        agents_needed(1e9, interval_seconds=1800, handling_seconds=180)
