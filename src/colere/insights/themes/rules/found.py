"""What was found about the themes of a period, and the same as JSON, in which it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from colere.insights.problems.rules.finding import find_problems_in
from colere.insights.problems.rules.findings import Bounded, Findings, Topic
from colere.insights.themes.rules.feelings import Feeling, feelings_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Tally:
    """A theme's texts in the period: `n` in all, `contacts` of them conversations, which cost work; `share` of all
    texts with its bounds; `weeks` its texts in seven days each, the newest last; `feeling` how they sound.
    """

    n: int
    contacts: int
    share: Bounded
    weeks: tuple[int, ...]
    feeling: Feeling


@dataclass(frozen=True, slots=True)
class FoundThemes:
    """All themes of a period. `findings` has their spells and costs, under their numbers as names; `texts` is all that
    was said, `fits_none` how much of it belongs to no theme.
    """

    findings: Findings
    tallies: dict[int, Tally]
    texts: int
    fits_none: int

    def topic(self, number: int) -> Topic | None:
        """What was found about a theme."""
        return next((topic for topic in self.findings.topics if topic.name == str(number)), None)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "findings": self.findings.as_json(),
            "tallies": {str(number): asdict(tally) for number, tally in self.tallies.items()},
            "texts": self.texts,
            "fits_none": self.fits_none,
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> FoundThemes:
        """What `as_json` gave."""
        tallies = {
            int(number): Tally(
                one["n"], one["contacts"], Bounded(**one["share"]), tuple(one["weeks"]), _feeling(one["feeling"])
            )
            for number, one in content["tallies"].items()
        }
        return cls(Findings.from_json(content["findings"]), tallies, content["texts"], content["fits_none"])


def find_in(
    numbers: Sequence[int],
    counts: NDArray[np.float64],
    contacts: Sequence[int],
    feelings: NDArray[np.float64],
    fits_none: NDArray[np.float64],
    start: date,
) -> FoundThemes:
    """What is found about themes from their texts by day (themes × days from `start` on), those of them that are
    conversations, those that sound unhappy, mixed and happy (themes × 3), and the texts of each day that fit none.
    Deterministic.
    """
    import numpy as np

    from colere.stats.shares import wilson

    everything = counts.sum(axis=0) + fits_none
    findings = find_problems_in([str(number) for number in numbers], counts, everything, start)
    n, total = counts.sum(axis=1), float(everything.sum())
    felt = feelings_in(feelings)
    bounds = wilson(n, np.full(n.shape, max(total, 1.0)))
    tallies = {
        number: Tally(
            int(n[row]),
            int(contacts[row]),
            Bounded(float(n[row] / max(total, 1.0)), float(bounds.low[row]), float(bounds.high[row])),
            tuple(_weeks(counts[row])),
            felt[row],
        )
        for row, number in enumerate(numbers)
    }
    return FoundThemes(findings, tallies, round(total), round(float(fits_none.sum())))


def _feeling(content: Mapping[str, Any]) -> Feeling:
    return Feeling(content["n"], *(Bounded(**content[name]) for name in ("unhappy", "mixed", "happy")))


def _weeks(counts: NDArray[np.float64]) -> list[int]:
    """Texts in the last whole sevens of days."""
    first = counts.size % 7
    return [int(week) for week in counts[first:].reshape(-1, 7).sum(axis=1)]
