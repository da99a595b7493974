"""When a number is too small to be read: the one place where that is decided.

A figure with too few answers is a state of its own ("too few"), never dressed up as a result. The value is still given
to whom it concerns, the words around it change.

- **Shares, scores and means: 5 answers.** With 4 or fewer, even a unanimous answer leaves an interval about as wide as
  half of the scale (4 of 4: 51 % to 100 %), Student's multiplier is above 3, and one more answer turns the picture. 5
  is also the size from which figures about a group of colleagues may be shown at all, so that no page needs two rules.
- **Quantiles: as many as its interval needs.** The order-statistic interval at 95 % has both ends from 6 values for a
  median and from 36 for a 90 % quantile. Below that there is no honest interval, so there are too few.
- **Counts** are what they are: always enough.
"""

import math
from enum import StrEnum

ANSWERS = 5


class State(StrEnum):
    """Whether a figure can be read."""

    OK = "ok"
    TOO_FEW = "too_few"


def of_answers(n: int) -> State:
    """The state of a share, score or mean of n answers."""
    return State.OK if n >= ANSWERS else State.TOO_FEW


def of_quantile(low: float, high: float) -> State:
    """The state of a quantile: enough when its interval has both bounds (NaN: it has not)."""
    return State.TOO_FEW if math.isnan(low) or math.isnan(high) else State.OK
