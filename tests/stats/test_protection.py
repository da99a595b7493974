"""Small groups stay hidden from a reader who can subtract."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from colere.stats.protection import ShownTable, shown_groups, shown_over_time, shown_table

SMALL_TABLES = arrays(np.int64, st.tuples(st.integers(1, 3), st.integers(1, 4)), elements=st.integers(0, 12))


@pytest.mark.parametrize(
    ("n", "k", "expected"),
    [
        ([4, 9], 5, [False, False]),
        ([8, 7, 2, 5, 1], 3, [True, True, False, True, False]),
        ([5000, 1], 3, [False, False]),
        ([6, 7, 5], 5, [True, True, True]),
        ([0, 8, 9], 5, [False, True, True]),
        ([4, 7, 9], 5, [False, False, True]),
        ([3], 5, [False]),
        ([], 5, []),
    ],
)
def test_the_next_smallest_is_hidden_until_what_is_hidden_is_nothing_or_enough(n, k, expected):
    assert shown_groups(n, k=k).tolist() == expected


@given(st.lists(st.integers(0, 40), max_size=30), st.integers(1, 10))
def test_no_small_group_is_shown_and_the_hidden_sum_is_nothing_or_enough(n, k):
    counts = np.array(n, dtype=np.int64)
    shown = shown_groups(counts, k=k)
    assert (counts[shown] >= k).all()
    hidden = counts[~shown].sum()
    assert hidden == 0 or hidden >= k or counts.sum() < k


def test_a_single_small_cell_takes_a_rectangle_with_it():
    table = shown_table([[1, 9, 9], [9, 9, 9], [9, 9, 10]], k=3)
    assert (~table.cells).sum() == 4
    assert not table.cells[0, 0]
    assert table.rows.all()
    assert table.columns.all()


def test_a_table_of_large_groups_is_shown_whole():
    table = shown_table([[5, 6], [7, 8]], k=5)
    assert table.cells.all()
    assert table.total


def test_a_table_with_too_few_answers_in_all_shows_nothing():
    table = shown_table([[1, 0], [0, 2]], k=5)
    assert not table.total
    assert not table.cells.any()
    assert not table.rows.any()
    assert not table.columns.any()


def test_a_group_hidden_in_one_month_cannot_be_found_from_the_year():
    months = [[6, 6, 2, 6], [8, 8, 9, 9]]
    shown = shown_over_time(months, k=5)
    assert not shown[0, 2]
    assert not shown[1, 2]
    assert (~shown[0]).sum() >= 2


def test_an_empty_table_is_an_empty_answer():
    assert shown_table(np.zeros((0, 3)), k=5).cells.shape == (0, 3)


@settings(max_examples=150)
@given(SMALL_TABLES, st.integers(1, 6))
def test_no_sum_of_hidden_cells_below_k_follows_from_what_is_shown(counts, k):
    table = shown_table(counts, k=k)
    assert (counts[table.cells] >= k).all()
    assert [total for total in sums_given_away(counts, table) if 0 < total < k] == []


def sums_given_away(counts: np.ndarray, table: ShownTable) -> list[int]:
    """What a reader with linear algebra finds: all sets of hidden cells whose sum the shown totals determine."""
    hidden = np.argwhere(~table.cells)
    if not len(hidden):
        return []
    equations = [hidden[:, 0] == i for i in np.flatnonzero(table.rows)]
    equations += [hidden[:, 1] == j for j in np.flatnonzero(table.columns)]
    if table.total:
        equations.append(np.ones(len(hidden), dtype=bool))
    if not equations:
        return []
    known = np.array(equations, dtype=float)
    left_over = np.eye(len(hidden)) - np.linalg.pinv(known) @ known
    sets = np.array(list(itertools.product((0, 1), repeat=len(hidden))), dtype=float)
    determined = np.abs(sets @ left_over).max(axis=1) < 1e-9
    return [int(total) for total in sets[determined] @ counts[tuple(hidden.T)]]


def test_a_reader_does_find_a_lonely_hidden_cell():
    naive = ShownTable(np.array([[False, True], [True, True]]), np.ones(2, bool), np.ones(2, bool), True)
    assert 1 in sums_given_away(np.array([[1, 9], [9, 9]]), naive)


def test_large_tables_are_protected_within_a_second():
    counts = np.random.default_rng(1).poisson(6, (40, 24))
    shown = shown_table(counts, k=5)
    assert (counts[shown.cells] >= 5).all()
    hidden = np.where(shown.cells, 0, counts)
    assert set(hidden.sum(axis=1)) & set(range(1, 5)) == set()


@pytest.mark.parametrize("wrong", [[1.5, 2], [-1, 5], [np.nan, 5], [[1, 2]]])
def test_what_is_no_list_of_counts_is_refused(wrong):
    with pytest.raises(ValueError, match=r"Protection needs"):
        shown_groups(wrong, k=5)
