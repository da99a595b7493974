"""Shares that know that one customer takes many steps."""

import numpy as np
import pytest

from colere.insights.journey.rules.comparing import Counted, is_apart, more_than_usual, share_of


def counted(ends: list[list[int]], usual: float = 0.5) -> Counted:
    """Each list is a customer, each 1 a step that ended so."""
    m = np.array([len(one) for one in ends], dtype=float)
    y = np.array([sum(one) for one in ends], dtype=float)
    u = usual * m
    return Counted(
        m.sum(), y.sum(), (m * m).sum(), (y * y).sum(), (y * m).sum(), float(u.sum()), float(((y - u) ** 2).sum())
    )


def test_a_share_of_single_steps_has_wilsons_interval() -> None:
    from colere.stats.shares import wilson

    found = share_of(counted([[1]] * 30 + [[0]] * 70))
    low, high = wilson(30, 100)
    assert (found.value, found.n) == (0.3, 100)
    assert (found.low, found.high) == pytest.approx((float(low), float(high)))


def test_the_same_customer_again_and_again_tells_less() -> None:
    single = share_of(counted([[1]] * 30 + [[0]] * 70))
    many = share_of(counted([[1] * 10] * 3 + [[0] * 10] * 7))
    assert many.value == single.value
    assert many.high - many.low > 2 * (single.high - single.low)
    always = share_of(counted([[1] * 10] * 3))
    assert always.high == 1.0
    assert always.low < 0.5, "three customers, not thirty steps"


def test_only_what_is_proven_and_large_stands_apart() -> None:
    assert is_apart(counted([[1]] * 700 + [[0]] * 300, usual=0.6))
    assert not is_apart(counted([[1]] * 7 + [[0]] * 3, usual=0.6)), "too few to prove it"
    assert not is_apart(counted([[1]] * 61_000 + [[0]] * 39_000, usual=0.6)), "proven, and not worth a sentence"
    more = more_than_usual(counted([[1]] * 700 + [[0]] * 300, usual=0.6))
    assert more.value == pytest.approx(0.1)
    assert more.low < more.value < more.high
