"""What an instrument said of a simulated company, beside what is true of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike


@dataclass
class Said:
    """Counts over one company (or, added up, over many).

    `found` of `planted` truths were found; `false` of `asked` things that are not so were said to be so; `covered` of
    `intervals` hold the truth. `figures` are shown by their mean over companies.
    """

    found: int = 0
    planted: int = 0
    false: int = 0
    asked: int = 0
    covered: int = 0
    intervals: int = 0
    figures: dict[str, float] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def look(self, *, is_found: bool, name: str) -> None:
        """Count one planted truth."""
        self.planted += 1
        self.found += bool(is_found)
        if not is_found:
            self.missed.append(name)

    def doubt(self, wrong: ArrayLike) -> None:
        """Count things that are not so: `wrong` says of each whether it was said to be so."""
        said = np.atleast_1d(np.asarray(wrong, dtype=np.bool_))
        self.asked += said.size
        self.false += int(said.sum())

    def cover(self, low: ArrayLike, high: ArrayLike, truth: ArrayLike) -> None:
        """Count the intervals that hold the truth; one that is not known (NaN) holds nothing."""
        bounds = np.broadcast_arrays(*map(np.atleast_1d, map(np.asarray, (low, high, truth))))
        self.intervals += bounds[0].size
        self.covered += int(((bounds[0] <= bounds[2]) & (bounds[2] <= bounds[1])).sum())


def summed(every: list[Said]) -> dict[str, Any]:
    """What was said of many companies: counts added up, figures by mean and worst."""
    result: dict[str, Any] = {"companies": len(every)}
    for part, whole in (("found", "planted"), ("false", "asked"), ("covered", "intervals")):
        count, of = (sum(getattr(one, name) for one in every) for name in (part, whole))
        if of:
            result |= {part: count, whole: of, f"share_{part}": round(count / of, 3)}
    names = dict.fromkeys(name for one in every for name in one.figures)
    for name in names:
        values = np.asarray([one.figures[name] for one in every if name in one.figures])
        result[name] = {"mean": round(float(values.mean()), 3)} | {
            word: round(float(edge), 3) for word, edge in (("least", values.min()), ("most", values.max()))
        }
    missed = [name for one in every for name in one.missed]
    return result | ({"missed": missed} if missed else {})
