"""What made a case easy or hard, as levels: labels stay as they are, fine numbers are cut into tenths."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats.interval import Floats
from colere.stats.mixed import Factor, Ints

DISTINCT_NUMBERS = 20  # a number with more values than this is cut
PARTS = 10


def level_of(column: ArrayLike, n: int, name: str) -> tuple[NDArray[np.generic], Ints]:
    """The sorted labels of a column of length n, and the place of each row's label among them.

    A label may be missing (NaN in a column of numbers): then missing is a level of its own, the last. Raises
    `ValueError` for another length.
    """
    values = np.asarray(column)
    if values.shape != (n,):
        raise ValueError(f"The column “{name}” needs one label for each answer.")
    if values.dtype == object:
        values = values.astype(str)
    labels, codes = np.unique(values, return_inverse=True)
    return labels, codes.astype(np.int64)


def coded(column: ArrayLike, n: int, name: str) -> Factor:
    """A case column of length n as a factor: labels or few numbers by value, more numbers than 20 by tenths.

    Raises `ValueError` for another length, and for infinite numbers.
    """
    values = np.asarray(column)
    if values.dtype.kind == "f" and np.isinf(values).any():
        raise ValueError(f"The column “{name}” holds an infinite number.")
    labels, codes = level_of(values, n, name)
    if values.dtype.kind in "fiu" and labels.size > DISTINCT_NUMBERS:
        edges = np.nanquantile(values, np.linspace(0, 1, PARTS + 1)[1:-1])
        codes = np.searchsorted(np.unique(edges), values, side="right").astype(np.int64)
        codes[np.isnan(values)] = codes.max() + 1
        labels, codes = np.unique(codes, return_inverse=True)
    return Factor(codes, int(labels.size))


def one_hot(factor: Factor) -> Floats:
    """The levels as columns of 0 and 1, without the first: rows × (levels − 1)."""
    table = np.zeros((factor.codes.size, max(factor.size - 1, 0)))
    rows = np.flatnonzero(factor.codes > 0)
    table[rows, factor.codes[rows] - 1] = 1.0
    return table
