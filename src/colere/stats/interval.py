"""The pair of bounds that every estimate is shown with."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

CONFIDENCE = 0.95


class Interval(NamedTuple):
    """Lower and upper bound: arrays of the shape of what was asked, or plain numbers for a plain question. NaN: there
    is none.
    """

    low: Floats
    high: Floats


def as_floats(values: ArrayLike) -> Floats:
    """The values as double precision numbers; raises `ValueError` for what is not a number."""
    return np.asarray(values, dtype=np.float64)


def check_confidence(confidence: float) -> float:
    """The tail probability on each side, for a confidence strictly between 0 and 1 (else `ValueError`)."""
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"The confidence must lie between 0 and 1, not {confidence}.")
    return (1.0 - confidence) / 2.0
