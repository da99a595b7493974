"""Adjusted and shrunk scores of people over a million answers, beside the raw shares and a plain logistic regression.

    python bench/people_scores.py [--people 500] [--answers 1000000] [--levels 5] [--seed 1]

People are planted with a known effect, and the better somebody is, the harder the cases that come: so raw shares put
people into a wrong order. Baselines in the same run: the raw share of each person (one count, no model), and
scikit-learn's logistic regression on the same cases with a column for each person (no partial pooling, no intervals).
`order_*` is the rank correlation with the planted truth.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from colere.stats import people  # noqa: E402

LIMIT_SECONDS = 10.0
TOPICS, CHANNELS, LANGUAGES, TEAM_SIZE = 12, 5, 4, 10


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--levels", type=int, default=5, help="of the answer: 2 for yes or no, 5 for stars")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    company = Company(options.people, options.answers, options.levels, options.seed)
    print(json.dumps(measure(company), indent=2))


class Company:
    """Made-up answers with a known truth."""

    def __init__(self, size: int, answers: int, levels: int, seed: int) -> None:
        random = np.random.default_rng(seed)
        self.effect = random.normal(0, 0.3, size)
        self.person = random.integers(0, size, answers)
        self.team = self.person // TEAM_SIZE
        hardness = np.sort(random.normal(0, 0.8, TOPICS))
        wanted = np.exp(-2 * np.outer(self.effect / 0.3, np.linspace(-0.5, 0.5, TOPICS)))
        limits = np.cumsum(wanted / wanted.sum(axis=1, keepdims=True), axis=1)
        self.topic = (random.random(answers)[:, None] > limits[self.person]).sum(axis=1).clip(0, TOPICS - 1)
        self.channel = random.integers(0, CHANNELS, answers)
        self.language = random.integers(0, LANGUAGES, answers)
        channels, languages = random.normal(0, 0.4, CHANNELS), random.normal(0, 0.2, LANGUAGES)
        ease = hardness[self.topic] + channels[self.channel] + languages[self.language]
        felt = 0.5 + ease + self.effect[self.person] + random.logistic(size=answers)
        self.outcome = (felt[:, None] > np.linspace(-2.0, 1.0, levels - 1)).sum(axis=1)
        self.good = levels - 2 if levels > 2 else 1

    @property
    def cases(self) -> dict[str, NDArray[np.int64]]:
        return {"topic": self.topic, "channel": self.channel, "language": self.language}


def measure(company: Company) -> dict[str, Any]:
    """Each way once, timed, with the order that it gives."""
    adjusted, seconds, busy = _timed(lambda: _adjusted(company))
    raw, raw_seconds, _ = _timed(lambda: _raw(company))
    plain, plain_seconds, plain_busy = _timed(lambda: _logistic(company))
    return {
        "people": company.effect.size,
        "answers": company.outcome.size,
        "levels": int(company.outcome.max()) + 1,
        "seconds": round(seconds, 2),
        "processor_seconds": round(busy, 2),
        "baseline_raw_share_seconds": round(raw_seconds, 4),
        "baseline_logistic_seconds": round(plain_seconds, 2),
        "baseline_logistic_processor_seconds": round(plain_busy, 2),
        "ratio_to_logistic": round(seconds / plain_seconds, 2),
        "order_adjusted": _order(adjusted.people.adjusted, company.effect),
        "order_raw": _order(raw, company.effect),
        "order_logistic": _order(plain, company.effect),
        "limit_seconds": LIMIT_SECONDS,
        "kept": seconds <= LIMIT_SECONDS,
    }


def _timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What the work gives, its seconds by the clock, and those of the processor (on a busy machine the fairer ones)."""
    started, busy = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - started, time.process_time() - busy


def _adjusted(company: Company) -> people.Scores:
    return people.scores(company.person, company.outcome, cases=company.cases, team=company.team, good=company.good)


def _raw(company: Company) -> NDArray[np.float64]:
    good = np.bincount(company.person, company.outcome >= company.good, company.effect.size)
    return good / np.bincount(company.person, minlength=company.effect.size)


def _logistic(company: Company) -> NDArray[np.float64]:
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import OneHotEncoder

    columns = np.column_stack([company.person, *company.cases.values()])
    design = OneHotEncoder().fit_transform(columns)
    model = LogisticRegression(C=100.0, max_iter=200).fit(design, company.outcome >= company.good)
    return np.asarray(model.coef_[0, : company.effect.size])


def _order(found: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    """Spearman's rank correlation."""
    ranks = [np.argsort(np.argsort(values)) for values in (found, truth)]
    return round(float(np.corrcoef(ranks)[0, 1]), 3)


if __name__ == "__main__":
    main()
