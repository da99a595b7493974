"""Small groups are hidden, and with them whatever would let a reader find them by subtraction.

A group of fewer than k answers is not shown. If the total is shown, a single hidden group is the total minus the
others: so more are hidden until what can be computed is nothing, or a sum of at least k answers. In a table of groups
by months (or by anything) every row and every column has such a total.

What can be computed? A sum of hidden cells is known exactly when it is a combination of row and column totals. Taken
as a network of rows and columns, with a line for each hidden cell, such sums are the cuts between two sets of nodes
that no line crosses backwards (the constraint matrix is totally unimodular). So the least sum that gives a cell away
is a minimal cut, found by paths from its row to its column (Ford & Fulkerson 1956); k paths are enough to know that it
is k or more. What a reader can guess from bounds (each hidden cell is below k) stays a guess.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Shown = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """What may be shown of a table: its cells, row totals, column totals, and the total of all."""

    cells: Shown
    rows: Shown
    columns: Shown
    total: bool


def shown_groups(n: ArrayLike, *, k: int) -> Shown:
    """Which groups may be shown beside their total: hide n < k, then the next smallest until 0 or ≥ k are hidden.

    `n` answers by group; of equal groups the first is hidden first. A group without answers counts as small. Raises
    `ValueError` for counts that are no whole numbers ≥ 0, or k < 1.
    """
    counts = _counts(n, k, dimensions=1)
    shown = counts >= k
    hidden = int(counts[~shown].sum())
    for place in np.argsort(counts, kind="stable"):
        if hidden == 0 or hidden >= k:
            break
        if shown[place]:
            shown[place] = False
            hidden += int(counts[place])
    return shown


def shown_table(n: ArrayLike, *, k: int) -> ShownTable:
    """Which cells and totals of a table of groups × months (or × anything) may be shown.

    The row totals beside the total of all, and the column totals, are protected as `shown_groups`; the cells of a
    hidden row or column are hidden; then small cells, and further ones, the smallest first, until no sum of hidden
    cells that follows from what is shown lies between 1 and k − 1. Raises `ValueError` as `shown_groups`.
    """
    counts = _counts(n, k, dimensions=2)
    rows, columns = shown_groups(counts.sum(axis=1), k=k), shown_groups(counts.sum(axis=0), k=k)
    total = bool(counts.sum() >= k)
    if not total:
        return ShownTable(np.zeros(counts.shape, np.bool_), rows & total, columns & total, total)
    row_of, column_of = _merged(rows), _merged(columns)
    together = np.zeros((row_of.max(initial=-1) + 1, column_of.max(initial=-1) + 1), dtype=np.int64)
    np.add.at(together, (row_of[:, None], column_of), counts)
    known = np.ones(together.shape, dtype=np.bool_)
    for sides, places in ((rows, row_of), (columns, column_of)):
        hidden = np.unique(places[~sides])
        known[(hidden, slice(None)) if sides is rows else (slice(None), hidden)] = False
    known &= together >= k
    _hide_more(together, known, k)
    return ShownTable(known[np.ix_(row_of, column_of)], rows, columns, total)


def shown_over_time(n: Sequence[ArrayLike] | ArrayLike, *, k: int) -> Shown:
    """Which groups (rows) may be shown in which month (columns), where totals by group and by month are shown too."""
    return shown_table(np.asarray(n), k=k).cells


def _counts(n: ArrayLike, k: int, *, dimensions: int) -> Counts:
    values = np.asarray(n)
    if values.size == 0:
        values = values.reshape(values.shape if values.ndim == dimensions else (0,) * dimensions)
    if values.ndim != dimensions or not np.isfinite(values.astype(np.float64)).all():
        raise ValueError("Protection needs a list, or a table, of finite counts.")
    counts = values.astype(np.int64)
    if (counts != values).any() or (counts < 0).any() or k < 1:
        raise ValueError("Protection needs whole counts of at least 0, and a least group of at least 1.")
    return counts


def _merged(shown: Shown) -> Counts:
    """A number for each line: hidden ones share one, for only the sum of all of them is known."""
    numbers = np.cumsum(shown) - 1
    return np.where(shown, numbers, int(shown.sum())).astype(np.int64)


def _hide_more(counts: Counts, shown: Shown, k: int) -> None:
    """Hide further cells, in place. A cell once safe stays so: a cut of the larger network holds one of the smaller."""
    to_check = deque(zip(*np.nonzero(~shown), strict=True))
    while to_check:
        row, column = to_check.popleft()
        for further in _needed(counts, shown, int(row), int(column), k):
            shown[further] = False
            to_check.append(further)


def _needed(counts: Counts, shown: Shown, row: int, column: int, k: int) -> list[tuple[int, int]]:
    """The cells to hide so that no sum of 1 to k − 1 answers with this cell is given away: the cheapest ways from its
    row to its column, counted in answers that are no longer shown, until k paths' worth can flow.

    Lines lead from rows to columns with the cell's count as room, and back without limit. A flow of 0 is safe: what is
    given away then is that nobody answered.
    """
    shown, flow = shown.copy(), 0
    further: list[tuple[int, int]] = []
    room = np.where(shown, 0, counts)
    while flow < k:
        path = _cheapest_path(counts, shown, room, row, column)
        hidden = [(i, j) for i, j, _ in path if shown[i, j]]
        if not path or (hidden and flow == 0 and not further):
            break
        for cell in hidden:
            shown[cell] = False
            room[cell] = counts[cell]
        further += hidden
        least = min(int(room[i, j]) for i, j, forward in path if forward)
        for i, j, forward in path:
            room[i, j] += -least if forward else least
        flow += least
    return further


Path = list[tuple[int, int, bool]]


def _cheapest_path(counts: Counts, shown: Shown, room: Counts, row: int, column: int) -> Path:
    """The way from a row to a column that hides the fewest answers (Dijkstra 1959), as cells with whether each is
    passed from its row to its column; empty if there is none.
    """
    rows = counts.shape[0]
    price = np.where(shown, counts, 0).astype(np.float64)
    onward = np.where(shown | (room > 0), price, np.inf)
    distance, came_from = np.full(rows + counts.shape[1], np.inf), np.full(rows + counts.shape[1], -1)
    is_open, target = np.ones(distance.size, np.bool_), rows + column
    distance[row] = 0.0
    while True:
        node = int(np.where(is_open, distance, np.inf).argmin())
        if not is_open[node] or np.isinf(distance[node]):
            return []
        if node == target:
            break
        is_open[node] = False
        next_ones, steps = (slice(rows, None), onward[node]) if node < rows else (slice(rows), price[:, node - rows])
        better = distance[node] + steps < distance[next_ones]
        distance[next_ones][better] = (distance[node] + steps)[better]
        came_from[next_ones][better] = node
    path: Path = []
    while node != row:
        before = int(came_from[node])
        path.append((before, node - rows, True) if node >= rows else (node, before - rows, False))
        node = before
    return path
