"""The effect of making good: found where the raw figure misleads, with what it takes to doubt it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colere.stats.gestures import Assumption, GestureEffect, Verdict, e_value, gesture_effect
from colere.stats.interval import Floats
from tests.stats.coverage import coverage, samples


def logistic(eta: Floats) -> Floats:
    return 1 / (1 + np.exp(-eta))


def company(seed: int, n: int = 600, effect: float = 0.7) -> tuple[Floats, Floats, Floats]:
    """Who was hurt most (column 0) gets most gestures, and buys least."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([rng.normal(size=n), rng.normal(size=n), rng.random(n) < 0.3]).astype(float)
    a = rng.random(n) < logistic(-0.3 + 0.9 * x[:, 0] - 0.4 * x[:, 1] + 0.5 * x[:, 2])
    y = rng.random(n) < logistic(0.2 - 1.0 * x[:, 0] + 0.4 * x[:, 1] + effect * a)
    return y.astype(float), a.astype(float), x


def truth(effect: float = 0.7) -> tuple[float, float]:
    x = np.random.default_rng(0).normal(size=(400_000, 2))
    with_it, without = (logistic(0.2 - x[:, 0] + 0.4 * x[:, 1] + t).mean() for t in (effect, 0.0))
    return float(with_it - without), float(with_it / without)


def test_the_interval_covers_the_truth_that_the_raw_figure_misses() -> None:
    difference, ratio = truth()
    found = [gesture_effect(*company(seed)) for seed in range(samples(100))]
    hits = [(f.difference.low <= difference <= f.difference.high, f.ratio.low <= ratio <= f.ratio.high) for f in found]
    held = coverage(hits)
    assert np.all((held >= 0.9) & (held <= 0.99))  # a standard error of 2.2 %
    assert np.mean([f.raw.low <= difference <= f.raw.high for f in found]) < 0.1
    assert np.mean([f.verdict is Verdict.PAYS_BACK for f in found]) > 0.85
    assert np.mean([f.imbalance_after for f in found]) < 0.2 * np.mean([f.imbalance_before for f in found])


def test_where_gestures_change_nothing_nothing_is_said_of_them() -> None:
    found = [gesture_effect(*company(seed, effect=0.0)) for seed in range(samples(100))]
    assert np.mean([f.verdict is not Verdict.NO_SIGN for f in found]) <= 0.08


def test_it_holds_if_only_one_of_the_two_models_is_right() -> None:
    covered = []
    for seed in range(samples(80)):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(800, 1))
        a = rng.random(800) < logistic(0.8 * x[:, 0])
        y = x[:, 0] ** 2 + 0.5 * a + rng.normal(size=800)  # the outcome's line is wrong, the propensity right
        effect = gesture_effect(y, a, x).difference
        covered.append(effect.low <= 0.5 <= effect.high)
    assert coverage(covered) >= 0.9


def test_rows_of_one_customer_count_as_one() -> None:
    y, a, x = company(1, 300)
    twice = [np.concatenate([part, part]) for part in (y, a, x)]
    once = gesture_effect(y, a, x).difference
    clustered = gesture_effect(*twice, cluster=np.tile(np.arange(300), 2)).difference
    naive = gesture_effect(*twice).difference
    assert clustered.value == pytest.approx(once.value, abs=1e-6)
    assert clustered.high - clustered.low == pytest.approx(once.high - once.low, rel=0.03)
    assert naive.high - naive.low < 0.75 * (once.high - once.low)


def test_the_published_e_values() -> None:
    # VanderWeele & Ding (2017): a risk ratio of 3.9 with the interval 1.8 to 8.7 has E-values of 7.26 and 3.0.
    assert e_value(3.9) == pytest.approx(7.26, abs=5e-3)
    assert e_value(1.8) == pytest.approx(3.0, abs=5e-2)
    assert e_value(0.5) == pytest.approx(e_value(2.0))
    assert e_value(1.0) == 1.0


def test_the_e_value_of_an_interval_that_holds_no_effect_is_one() -> None:
    found = gesture_effect(*company(3, effect=0.0))
    assert found.verdict is Verdict.NO_SIGN and found.e_value_bound == 1.0
    strong = gesture_effect(*company(3, 2_000, effect=1.5))
    assert 1 < strong.e_value_bound < strong.e_value
    assert strong.assumptions == tuple(Assumption)


def test_groups_that_have_nobody_in_common_are_not_compared() -> None:
    y, _, x = company(4)
    x[:, 0] *= 8
    apart = gesture_effect(y, x[:, 0] > 0, x)
    assert apart.verdict is Verdict.NO_OVERLAP
    rng = np.random.default_rng(4)
    nearly = gesture_effect(y, rng.random(600) < logistic(x[:, 0]), x)
    assert nearly.verdict is Verdict.NO_OVERLAP and nearly.overlap < 0.9


def test_columns_that_say_nothing_or_the_same_are_left_out() -> None:
    y, a, x = company(5)
    more = np.column_stack([x, np.ones(600), x[:, 0] * 2 + 1, x[:, 0] + x[:, 1]])
    plain, padded = gesture_effect(y, a, x).difference, gesture_effect(y, a, more).difference
    assert padded.low == pytest.approx(plain.low, abs=1e-8)
    nothing_known = gesture_effect(y, a, np.ones((600, 1)))
    assert nothing_known.difference.value == pytest.approx(nothing_known.raw.value)


def test_too_few_is_a_state_of_its_own() -> None:
    few = gesture_effect([1.0, 0.0] * 10, [1.0, 0.0] * 10, np.zeros(20))
    assert few.verdict is Verdict.TOO_FEW and np.isnan(few.difference.value) and few.n_with == 10
    y, a, x = company(6)
    assert gesture_effect(np.zeros(600), a, x).verdict is Verdict.TOO_FEW
    assert gesture_effect([], [], np.zeros((0, 2))).verdict is Verdict.TOO_FEW
    y[:590] = np.nan
    assert gesture_effect(y, a, x).n_with + gesture_effect(y, a, x).n_without == 10


@settings(max_examples=25)
@given(scale=st.floats(0.01, 1e4), shift=st.floats(-1e3, 1e3))
def test_units_of_what_was_known_change_nothing(scale: float, shift: float) -> None:
    y, a, x = company(7, 200)

    def told(known: Floats) -> GestureEffect:
        return gesture_effect(y, a, known)

    assert told(x * scale + shift).difference.value == pytest.approx(told(x).difference.value, abs=1e-5)


def test_wrong_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="same rows"):
        gesture_effect([1.0], [1.0, 0.0], np.ones((2, 1)))
    with pytest.raises(ValueError, match="given or not"):
        gesture_effect([1.0, 2.0], [1.0, 2.0], np.ones((2, 1)))
    with pytest.raises(ValueError, match="more than 0"):
        e_value(0.0)
