"""Numbers that stay when themes are looked for again: which of the new groups is which of the themes that are known."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAME = 0.5  # of the texts of one of the two that a group and a theme share when they are the same
FEWEST_KEPT = 8  # texts by which a theme that people have decided about lives on beside a group that swallows it


@dataclass(frozen=True, slots=True)
class Handed:
    """`numbers` of the groups in order; `born` of them are new; `gone` themes have gone into others; `kept` themes that
    no group stands for stay as they are, by their texts.
    """

    numbers: list[int]
    born: list[int]
    gone: dict[int, int]
    kept: list[int]


def middles_of(old: NDArray[Any], rows: NDArray[Any]) -> NDArray[Any]:
    """Where the themes of texts lie among vectors that are new to them: the middle of each one's texts, scaled to
    length 1, by their vectors `rows`; themes of fewer texts than live on by themselves have none.
    """
    import numpy as np

    middles = []
    for number in np.unique(old[old >= 0]).tolist():
        own = rows[old == number]
        length = float(np.linalg.norm(own.sum(axis=0)))
        if len(own) >= FEWEST_KEPT and length > 0:
            middles.append(own.sum(axis=0) / length)
    return np.array(middles, dtype=np.float32).reshape(-1, rows.shape[1])


def hand_over(old: NDArray[Any], groups: NDArray[Any], *, settled: Collection[int], next_number: int) -> Handed:
    """Which number each group gets, by each text's theme before (−1: none, or not read then) and its group now.

    A group is a theme when each shares more texts with the other than with any third, and at least half of one of the
    two. Groups that are no theme are born; themes that are no group go to where most of their texts went, but for those
    in `settled`, about which people have decided something.
    """
    import numpy as np

    known = np.unique(old[old >= 0])
    count = int(groups.max()) + 1 if len(groups) else 0
    both = (old >= 0) & (groups >= 0)
    shared = np.zeros((len(known), count), dtype=np.int64)
    np.add.at(shared, (np.searchsorted(known, old[both]), groups[both]), 1)
    numbers: list[int] = [0] * count
    gone: dict[int, int] = {}
    kept: list[int] = []
    for row, number in enumerate(known.tolist()):
        group = int(shared[row].argmax()) if count else 0
        n = int(shared[row, group]) if count else 0
        is_mutual = n > 0 and int(shared[:, group].argmax()) == row
        least = min(int(shared[row].sum()), int(shared[:, group].sum())) if count else 0
        if is_mutual and n >= SAME * least:
            numbers[group] = number
        elif number in settled and int((old == number).sum()) >= FEWEST_KEPT:
            kept.append(number)
        else:
            gone[number] = group
    born: list[int] = []
    for group in range(count):
        if not numbers[group]:
            numbers[group] = next_number + len(born)
            born.append(numbers[group])
    return Handed(numbers, born, {number: numbers[group] for number, group in gone.items()}, kept)
