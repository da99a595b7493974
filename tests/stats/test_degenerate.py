"""Nothing, one of a kind, all the same, missing, infinite: every instrument answers, or says in a sentence why not."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from colere.stats import (
    agreement,
    before_after,
    casemix,
    charts,
    churn,
    drivers,
    episodes,
    forecast,
    gestures,
    impact,
    means,
    nonresponse,
    people,
    purchases,
    quantiles,
    recommendation,
    recurring,
    retention,
    scorecards,
    shares,
    shrinkage,
    signals,
    staffing,
    staggered,
    teamwork,
)
from colere.stats.interval import Floats

N = 60
DAYS = np.arange(N)
ROWS: dict[str, Floats] = {
    "nothing": np.empty(0),
    "one": np.ones(1),
    "two": np.array([0.0, 1.0]),
    "all nought": np.zeros(N),
    "all one": np.ones(N),
    "one missing": np.where(DAYS == 7, np.nan, DAYS % 2),
    "all missing": np.full(N, np.nan),
    "one infinite": np.where(DAYS == 7, np.inf, DAYS % 2),
    "one negative": np.where(DAYS == 7, -1.0, DAYS % 2),
    "huge": np.where(DAYS % 2, 1e300, 0.0),
    "one differs": np.where(DAYS == 7, 1.0, 0.0),
}


def grid(row: Floats, columns: int) -> Floats:
    return np.tile(row[:, None], (1, columns))


ASK: dict[str, Callable[[Floats], Any]] = {
    "agreement.alpha": lambda row: agreement.alpha(grid(row, 3), draws=50),
    "before_after.change_in_counts": lambda row: before_after.change_in_counts(row, row.size // 2),
    "before_after.change_in_shares": lambda row: before_after.change_in_shares(row, np.ones(row.size), row.size // 2),
    "before_after.change_in_means": lambda row: before_after.change_in_means(row, np.ones(row.size), row.size // 2),
    "casemix.indirect": lambda row: casemix.indirect(grid(row, 2), np.ones((row.size, 2))),
    "casemix.direct": lambda row: casemix.direct(grid(row, 2), np.ones((row.size, 2))),
    "casemix.logistic": lambda row: casemix.logistic(grid(row, 2), np.ones((row.size, 2))),
    "charts.xmr": charts.xmr,
    "charts.p_chart": lambda row: charts.p_chart(row, np.ones(row.size)),
    "charts.p_prime": lambda row: charts.p_prime(row, np.ones(row.size)),
    "churn.periods_of": lambda row: churn.periods_of(np.zeros(row.size), row, np.zeros(row.size, dtype=bool)),
    "churn.fit_hazard": lambda row: churn.fit_hazard(
        np.arange(row.size) % 5, row[:, None], np.arange(row.size) % 3 == 0
    ),
    "churn.fit_hazard, who left": lambda row: churn.fit_hazard(np.arange(row.size) % 5, np.empty((row.size, 0)), row),
    "churn.ranking": lambda row: churn.ranking(row, np.arange(row.size) % 2),
    "churn.calibration": lambda row: churn.calibration(row, np.arange(row.size) % 2),
    "drivers.drivers": lambda row: drivers.drivers(grid(row, 2), np.arange(row.size), repeats=20),
    "drivers.drivers, outcome": lambda row: drivers.drivers(np.arange(row.size)[:, None] % 7, row, repeats=20),
    "episodes.find_episodes": lambda row: episodes.find_episodes(row[None]),
    "forecast.forecast_contacts": lambda row: forecast.forecast_contacts(row[:, None], 7),
    "forecast.backtest": lambda row: forecast.backtest(row[:, None]),
    "gestures.gesture_effect": lambda row: gestures.gesture_effect(
        row, np.arange(row.size) % 2, np.ones((row.size, 1))
    ),
    "gestures.gesture_effect, known": lambda row: gestures.gesture_effect(
        np.arange(row.size) % 3 == 0, np.arange(row.size) % 2, row[:, None]
    ),
    "gestures.e_value": gestures.e_value,
    "impact.causal_impact": lambda row: impact.causal_impact(row, row.size // 2),
    "means.mean_interval": means.mean_interval,
    "means.mean_of_parts": lambda row: means.mean_of_parts(row, np.ones(len(row))),
    "nonresponse.effective_n": nonresponse.effective_n,
    "nonresponse.weighted_share": lambda row: nonresponse.weighted_share(np.arange(row.size) % 2, row),
    "nonresponse.post_stratify": lambda row: nonresponse.post_stratify(np.full(row.size, 9.0), np.ones(row.size), row),
    "nonresponse.rake": lambda row: nonresponse.rake(grid(row, 2), [np.ones(row.size), np.ones(2) * row.size / 2]),
    "people.scores": lambda row: people.scores(np.arange(row.size) % 4, row),
    "purchases.fit_purchases": lambda row: purchases.fit_purchases(row, row, np.full(row.size, 2.0)),
    "purchases.fit_spending": lambda row: purchases.fit_spending(np.ones(row.size), row),
    "quantiles.quantile": lambda row: quantiles.quantile(row, 0.5),
    "quantiles.quantile_interval": lambda row: quantiles.quantile_interval(row, 0.5),
    "recommendation.adjusted_wald": lambda row: recommendation.adjusted_wald(row, row * 0, np.ones(row.size)),
    "recurring.recurring_problems": lambda row: recurring.recurring_problems(row[None], [1.0]),
    "retention.kaplan_meier": lambda row: retention.kaplan_meier(row, np.arange(row.size) % 2),
    "retention.cohort": retention.cohort,
    "retention.fit_retention": lambda row: retention.fit_retention(row, np.ones(row.size)),
    "scorecards.health": lambda row: scorecards.health(
        grid(row, 2), np.arange(row.size) % 2, person=np.arange(row.size) % 3
    ),
    "shares.wilson": lambda row: shares.wilson(row, np.ones(row.size)),
    "shrinkage.james_stein": lambda row: shrinkage.james_stein(row, variance=1.0),
    "shrinkage.beta_binomial": lambda row: shrinkage.beta_binomial(row, np.ones(row.size)),
    "signals.find_signals": lambda row: signals.find_signals(row, 0.0, 1.0),
    "staffing.agents_needed": lambda row: staffing.agents_needed(row, interval_seconds=1800, handling_seconds=180),
    "staggered.staggered_change": lambda row: staggered.staggered_change(grid(row, 12).T, np.arange(12.0)),
    "teamwork.mood_and_customers": lambda row: teamwork.mood_and_customers(
        grid(row, 9).T, np.full((9, row.size), 9), grid(row, 9).T, np.full((9, row.size), 9)
    ),
}


@pytest.mark.parametrize("ask", ASK.values(), ids=ASK)
def test_awkward_input_has_an_answer_or_a_sentence(ask):
    wrong = []
    for name, row in ROWS.items():
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                ask(row.copy())
            except ValueError as error:
                if not (str(error).endswith(".") and str(error)[0].isupper()):
                    wrong.append(f"{name}: {error}")
            except Exception as error:  # anything else is what the test looks for
                wrong.append(f"{name}: {type(error).__name__}: {error}")
    assert not wrong
