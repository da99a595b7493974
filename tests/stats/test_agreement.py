"""How far raters agree, with an interval."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from colere.stats.agreement import Scale, alpha
from tests.stats.coverage import coverage, samples

_ = np.nan
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
SHEETS = st.integers(3, 12).flatmap(
    lambda n: st.lists(
        st.lists(st.sampled_from([1.0, 2.0, 3.0, np.nan]), min_size=n, max_size=n), min_size=2, max_size=4
    )
)


@pytest.mark.parametrize(
    ("scale", "published"),
    [(Scale.NOMINAL, 0.743), (Scale.ORDINAL, 0.815), (Scale.INTERVAL, 0.849), (Scale.RATIO, 0.797)],
)
def test_krippendorffs_four_observers(scale, published):
    found = alpha(KRIPPENDORFF, scale)
    assert found.alpha == pytest.approx(published, abs=5e-4)
    assert found.low < found.alpha < found.high
    assert (found.n, found.ratings) == (11, 40)


@given(SHEETS, st.sampled_from(["nominal", "interval", "ratio"]))
def test_alpha_is_one_minus_the_disagreement_of_pairs_over_that_of_all_pairs(sheet, scale):
    def distance(a, b):
        return {"nominal": float(a != b), "interval": (a - b) ** 2, "ratio": ((a - b) / (a + b)) ** 2}[scale]

    units = [[v for v in unit if v == v] for unit in zip(*sheet, strict=True)]
    units = [unit for unit in units if len(unit) >= 2]
    values = [v for unit in units for v in unit]
    expected = sum(distance(a, b) for a, b in itertools.permutations(values, 2))
    found = alpha(sheet, scale, draws=10).alpha
    if not expected:
        assert np.isnan(found)
        return
    observed = sum(distance(a, b) / (len(unit) - 1) for unit in units for a, b in itertools.permutations(unit, 2))
    assert found == pytest.approx(1 - observed * (len(values) - 1) / expected, abs=1e-9)


def test_the_order_of_raters_and_units_does_not_matter():
    sheet = np.array(KRIPPENDORFF)
    assert alpha(sheet[::-1, ::-1], "ordinal").alpha == pytest.approx(alpha(sheet, "ordinal").alpha)


def test_the_same_seed_gives_the_same_interval():
    assert alpha(KRIPPENDORFF, seed=3) == alpha(KRIPPENDORFF, seed=3)
    assert alpha(KRIPPENDORFF, seed=3).low != alpha(KRIPPENDORFF, seed=4).low


def test_full_agreement_is_one_and_a_single_value_says_nothing():
    assert alpha([[1, 2, 3, 1], [1, 2, 3, 1]]).alpha == 1.0
    assert np.isnan(alpha([[2, 2, 2], [2, 2, 2]]).alpha)


def test_units_that_one_rater_saw_alone_say_nothing():
    found = alpha([[1, 2, np.nan], [np.nan, np.nan, 3]])
    assert (found.n, found.ratings) == (0, 0)
    assert np.isnan(found.alpha)


@pytest.mark.parametrize(
    ("wrong", "scale"), [([1, 2, 3], "ordinal"), ([[1, np.inf], [1, 2]], "ordinal"), ([[-1, 2], [1, 2]], "ratio")]
)
def test_what_cannot_be_rated_is_refused(wrong, scale):
    with pytest.raises(ValueError, match=r"\.$"):
        alpha(wrong, scale)


def test_a_hundred_thousand_units_take_no_longer_than_their_distinct_kinds():
    ratings = np.random.default_rng(1).integers(1, 6, (3, 100_000))
    assert abs(alpha(ratings).alpha) < 0.01


def test_the_interval_covers_the_truth_as_often_as_it_says():
    random = np.random.default_rng(5)

    def sheet(units):
        felt = random.normal(size=units) + random.normal(0, 0.5, (3, units))
        ratings = np.digitize(felt, [-1, 0, 1]).astype(float)
        ratings[random.random(ratings.shape) < 0.1] = np.nan
        return ratings

    # The metric of ranks depends on the sample: the truth is that of a very large one.
    truth = np.mean([alpha(sheet(30_000), draws=1).alpha for _ in range(3)])
    found = [alpha(sheet(50), draws=400, seed=i) for i in range(samples(250))]
    covered = coverage([one.low <= truth <= one.high for one in found])
    assert 0.92 <= covered <= 0.98  # two standard errors of 1.4 %
