"""Shares of people and teams as a funnel draws them: allowed for their cases, and not drawn towards anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from colere.stats.interval import Floats

LEAST_PEOPLE = 5  # with answers, before a team's figure may be seen by who does not lead it
SMALLEST, STEP = 5, 1.12  # sizes of groups for which limits are counted


@dataclass(frozen=True, slots=True)
class Fair:
    """By id: each person's and each team's share as it would be with everybody's cases; the team in which a person has
    most answers, and how many people have answers in each team. `limits` has, for the company (None) and each team,
    rows of lower, upper, outer lower and outer upper limits for groups of the `sizes`.
    """

    overall: float
    people: dict[int, float]
    teams: dict[int, float]
    homes: dict[int, int]
    members: dict[int, int]
    sizes: list[int]
    limits: dict[int | None, list[list[float]]]

    def as_json(self) -> dict[str, Any]:
        """The same as JSON values; ids become texts, and the company's limits stand under "all"."""
        return {
            "overall": self.overall,
            "people": _texts(self.people),
            "teams": _texts(self.teams),
            "homes": _texts(self.homes),
            "members": _texts(self.members),
            "sizes": self.sizes,
            "limits": {"all" if key is None else str(key): rows for key, rows in self.limits.items()},
        }


def _texts(values: dict[int, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in values.items()}


def fair_shares(
    person: NDArray[np.int64], team: NDArray[np.int64], cases: Sequence[NDArray[Any]], is_good: NDArray[np.bool_]
) -> Fair:
    """All arrays have one place for each answer; `cases` are columns of labels that make a case hard or easy."""
    import numpy as np

    stratum = np.zeros(person.size, dtype=np.int64)
    for column in cases:
        stratum = stratum * (int(column.max()) + 2) + column + 1
    overall = float(is_good.mean())
    people, teams = (_by_group(labels, stratum, is_good) for labels in (person, team))
    homes = _homes(person, team)
    members = {int(key): len({int(who) for who in person[team == key]}) for key in np.unique(team)}
    sizes = _sizes(int(np.bincount(np.unique(team, return_inverse=True)[1]).max()))
    limits: dict[int | None, list[list[float]]] = {None: _limits(overall, sizes)}
    limits |= {key: _limits(share, sizes) for key, share in teams.items()}
    return Fair(overall, people, teams, homes, members, sizes, limits)


def _by_group(labels: NDArray[np.int64], stratum: NDArray[np.int64], is_good: NDArray[np.bool_]) -> dict[int, float]:
    """The indirectly standardised share of each group: the company's, times observed by expected."""
    import numpy as np

    from colere.stats.casemix import indirect

    keys, group = np.unique(labels, return_inverse=True)
    kinds, kind = np.unique(stratum, return_inverse=True)
    cell, shape = group * kinds.size + kind, (keys.size, kinds.size)
    n, yes = (np.bincount(cell, weights, keys.size * kinds.size).reshape(shape) for weights in (None, is_good))
    share = np.clip(np.nan_to_num(indirect(yes, n).share), 0.0, 1.0)
    return {int(key): float(value) for key, value in zip(keys, share, strict=True)}


def _homes(person: NDArray[np.int64], team: NDArray[np.int64]) -> dict[int, int]:
    import numpy as np

    pairs, n = np.unique(np.stack([person, team]), axis=1, return_counts=True)
    return {int(pairs[0, place]): int(pairs[1, place]) for place in np.argsort(n, kind="stable")}


def _sizes(most: int) -> list[int]:
    sizes = [SMALLEST]
    while sizes[-1] < 2 * most:
        sizes.append(max(sizes[-1] + 1, round(sizes[-1] * STEP)))
    return sizes


def _limits(share: float, sizes: list[int]) -> list[list[float]]:
    from colere.stats.funnels import INNER, OUTER, share_limits

    rows: list[Floats] = [row for coverage in (INNER, OUTER) for row in share_limits(share, sizes, coverage=coverage)]
    return [[round(float(value), 5) for value in row] for row in rows]
