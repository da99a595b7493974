"""Values at ranks: exactly those of the sorted values, whatever the sample says."""

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colere.platform.metrics.picking import Window, picking_sql, shares_around, thinning, windows
from colere.stats.quantiles import quantile_ranks

QS = (0.5, 0.9)


def wanted(n):
    found = {}
    for q in QS:
        r = quantile_ranks(n, q)
        found[q] = [r.below, r.above, *(rank for rank in (r.low, r.high) if rank)]
    return found


def picked(groups, spans):
    """The values at the windows' ranks, for groups of values by their number."""
    db = duckdb.connect()
    db.execute("CREATE TABLE t (g BIGINT, v BIGINT)")
    for key, values in groups.items():
        db.execute("INSERT INTO t SELECT $1, unnest($2)", [key, list(map(int, values))])
    asked = [(str(key), {"v": spans[key]}) for key in groups]
    rows = db.execute(picking_sql("SELECT g, v FROM t", asked)).fetchall()
    found = {}
    for place, *slots in rows:
        key = list(groups)[place]
        pairs = [zip(w.ranks, s, strict=True) for w, s in zip(spans[key], slots, strict=False)]
        found[key] = {rank: value for pair in pairs for rank, value in pair}
    return found


VALUES = st.lists(st.integers(-(10**13), 10**13) | st.integers(0, 3), min_size=1, max_size=60)


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.integers(0, 5), VALUES, min_size=1, max_size=3))
def test_without_a_sample_every_rank_is_found(groups):
    spans = {key: windows(len(values), wanted(len(values)), None, 0) for key, values in groups.items()}
    for key, found in picked(groups, spans).items():
        in_order = sorted(groups[key])
        assert found == {rank: in_order[rank - 1] for rank in spans[key][0].ranks}


@settings(max_examples=25, deadline=None)
@given(VALUES, st.integers(-5, 5), st.integers(0, 5))
def test_a_rank_is_given_rightly_or_not_at_all(values, low, width):
    ranks = tuple(range(1, len(values) + 1))
    in_order = sorted(values)
    for rank, value in picked({1: values}, {1: (Window(low, low + width, ranks),)})[1].items():
        assert value == (in_order[rank - 1] if low <= in_order[rank - 1] <= low + width else None)


def test_a_good_sample_gives_small_windows_that_hold_the_ranks():
    rng = np.random.default_rng(5)
    values = np.rint(rng.lognormal(20, 1, 200_000))
    sampled = np.quantile(values[:25_000], shares_around(QS))
    spans = windows(values.size, wanted(values.size), list(sampled), 8)
    assert len(spans) == 2
    inside = [((values >= span.low) & (values <= span.high)).mean() for span in spans]
    assert max(inside) < 0.1
    in_order = np.sort(values)
    found = picked({1: values}, {1: spans})[1]
    assert found == {rank: in_order[rank - 1] for span in spans for rank in span.ranks}
    assert set(found) == {rank for ranks in wanted(values.size).values() for rank in ranks}


def test_a_small_group_is_looked_through_wholly():
    [window] = windows(50, wanted(50), [0.0] * len(shares_around(QS)), 8)
    assert picked({7: range(50)}, {7: (window,)})[7] == {rank: rank - 1 for rank in window.ranks}


def test_windows_that_touch_become_one():
    spans = windows(10**6, wanted(10**6), [5.0] * len(shares_around(QS)), 8)
    assert [(span.low, span.high) for span in spans] == [(5, 5)]
    assert set(spans[0].ranks) == {rank for ranks in wanted(10**6).values() for rank in ranks}


@pytest.mark.parametrize(("rows", "thin"), [(0, 0), (300_000, 0), (600_000, 4), (10**7, 64), (10**8, 512)])
def test_the_sample_grows_slower_than_the_rows(rows, thin):
    assert thinning(rows) == thin
