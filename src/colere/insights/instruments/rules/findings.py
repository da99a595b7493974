"""What an instrument has found, figure by figure, in one shape for all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, SupportsFloat

from colere.stats.enough import State


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure with what it takes to read it: as `platform.metrics.Figure`, the number of a declared measure, has it,
    and besides what an estimate needs: what may be said of it, why, and whether it is a detail.

    `unit` is count, share, score, seconds, ratio, balance or a currency ("GBP"). `group` says of whom or when (a
    colleague, a question, a week); None where it is of the whole. `verdict` is a code of what may be said; None where
    there is nothing to judge. `is_detail`: for programs, and for people who ask for everything. `reasons` names what
    speaks most for the figure, where the instrument tells. `key` is the id of the person or thing that the group is,
    for permissions and links; programs do not get it.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    state: State
    group: str | None = None
    verdict: str | None = None
    is_detail: bool = False
    reasons: tuple[str, ...] = ()
    key: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The figure as docs promise it."""
        return {
            "name": self.name,
            "group": self.group,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "n": self.n,
            "unit": self.unit,
            "state": str(self.state),
            "verdict": self.verdict,
            "reasons": list(self.reasons),
        }


def finding(
    name: str,
    value: SupportsFloat | None,
    *,
    n: SupportsFloat,
    unit: str,
    low: SupportsFloat | None = None,
    high: SupportsFloat | None = None,
    group: str | None = None,
    verdict: str | None = None,
    is_detail: bool = False,
    is_enough: bool = True,
    reasons: tuple[str, ...] = (),
    key: int | None = None,
) -> Finding:
    """A finding out of an instrument's numbers: NaN and infinity become None, and without a value there are too few."""
    known = _known(value)
    state = State.OK if is_enough and known is not None else State.TOO_FEW
    said = None if verdict is None else str(verdict)
    return Finding(
        name, known, _known(low), _known(high), round(float(n)), unit, state, group, said, is_detail, reasons, key
    )


def _known(value: SupportsFloat | None) -> float | None:
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None
