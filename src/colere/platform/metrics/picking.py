"""Values at given ranks, for many groups at once: exact, without sorting what nobody asks for.

1. With the sums comes a thin sample of the values (by a hash of the row's key), read at a few shares around each
quantile. 2. From it `windows` takes, group by group, a span of values that holds the wanted ranks but for one time in
16,000. 3. `picking_sql` counts the values below each span and sorts only those inside. 4. A rank that lies outside
its span comes back as nothing, and its group is asked again with everything inside: the sample decides how quick the
answer is, never what it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from colere.platform.metrics import duck

STEPS = (0.01, 0.02, 0.04, 0.08)  # how far from its quantile a window may reach, as a share of the values
SAMPLE = 2**17  # so many sampled values at least
MISSES = 4.0  # standard errors of the sample's quantile: outside once in 16,000 times
MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Window:
    """The values from `low` to `high`, and which ranks of the whole group are wanted from there."""

    low: int
    high: int
    ranks: tuple[int, ...]


def thinning(rows: int) -> int:
    """Of how many rows one is sampled (a power of two, so that few texts need compiling); 0: sorting all is quicker."""
    power = int(math.log2(max(rows / SAMPLE, 1)))
    return 2**power if power >= 2 else 0


def shares_around(quantiles: Sequence[float]) -> list[float]:
    """The shares at which the sample is read."""
    found = {round(q + side * step, 6) for q in quantiles for step in STEPS for side in (-1, 1)}
    return sorted(share for share in found if 0 < share < 1)


def windows(
    n: int, wanted: Mapping[float, Sequence[int]], sampled: Sequence[float] | None, thin: int
) -> tuple[Window, ...]:
    """Windows for one group of n values: `wanted` maps each quantile to its ranks, `sampled` holds the sample's values
    at `shares_around` the same quantiles. Windows that touch become one; without a sample there is one for all.
    """
    everything = (Window(-MOST, MOST, tuple(sorted({rank for ranks in wanted.values() for rank in ranks}))),)
    if not sampled or not thin:
        return everything
    at = dict(zip(shares_around(list(wanted)), sampled, strict=True))
    found: list[Window] = []
    for q in sorted(wanted):
        reach = max(abs(rank / n - q) for rank in wanted[q]) + MISSES * math.sqrt(q * (1 - q) * thin / n)
        step = next((step for step in STEPS if step >= reach), None)
        ends = [at.get(round(q + side * step, 6)) for side in (-1, 1)] if step else [None]
        if None in ends:
            return everything
        low, high = math.floor(ends[0] or 0), math.ceil(ends[1] or 0)
        if found and low <= found[-1].high:
            last = found.pop()
            found.append(Window(last.low, max(high, last.high), tuple(sorted({*last.ranks, *wanted[q]}))))
        else:
            found.append(Window(low, high, tuple(sorted(set(wanted[q])))))
    return tuple(found)


def picking_sql(inner: str, groups: Sequence[tuple[str | None, Mapping[str, Sequence[Window]]]]) -> str:
    """The text that gives for each group its `place` in the list and, for each window (columns "a 0", "a 1" …), the
    values at its ranks; NULL for a rank that lies outside.

    `inner` gives the group (`g`) and the values; `groups` holds for each group its key as SQL (None: there is no
    grouping) and its windows by column.
    """
    columns = {name: max(len(found[name]) for _, found in groups) for name in groups[0][1]}
    slots = [(name, slot) for name, many in columns.items() for slot in range(many)]
    lines = ", ".join(f"({', '.join(_line(place, group, slots))})" for place, group in enumerate(groups))
    heads = ", ".join(
        ["place", "g", *(_named(name, slot, part) for name, slot in slots for part in ("low", "high", "ranks"))]
    )
    counted = ",\n  ".join(_counted(name, slot) for name, slot in slots)
    picked = ", ".join(_picked(name, slot) for name, slot in slots)
    same = "true" if groups[0][0] is None else "v.g IS NOT DISTINCT FROM w.g"
    return (
        f"WITH windows({heads}) AS (VALUES {lines}),\n"
        f"inside AS (\nSELECT w.place,\n  {counted}\nFROM (\n{inner}\n) AS v JOIN windows AS w ON {same}\n"
        f"GROUP BY w.place\n)\nSELECT place, {picked}\nFROM inside JOIN windows USING (place)"
    )


def _line(
    place: int, group: tuple[str | None, Mapping[str, Sequence[Window]]], slots: Sequence[tuple[str, int]]
) -> Iterator[str]:
    key, found = group
    yield str(place)
    yield key or "NULL"
    for name, slot in slots:
        if slot < len(found[name]):
            window = found[name][slot]
            yield f"{window.low}::BIGINT"
            yield f"{window.high}::BIGINT"
            yield f"[{', '.join(map(str, window.ranks))}]::BIGINT[]"
        else:
            yield from ("NULL", "NULL", "[]::BIGINT[]")


def _counted(name: str, slot: int) -> str:
    value, low, high = duck.named(name), _named(name, slot, "low"), _named(name, slot, "high")
    return (
        f"count(*) FILTER (WHERE {value} < {low}) AS {_named(name, slot, 'below')}, "
        f"list_sort(list({value}) FILTER (WHERE {value} BETWEEN {low} AND {high})) AS {_named(name, slot, 'values')}"
    )


def _picked(name: str, slot: int) -> str:
    values, below, ranks = (_named(name, slot, part) for part in ("values", "below", "ranks"))
    value = f"CASE WHEN r > {below} THEN {values}[r - {below}] END"
    return f"list_transform({ranks}, lambda r: {value}) AS {duck.named(f'{name} {slot}')}"


def _named(name: str, slot: int, part: str) -> str:
    return duck.named(f"{name} {slot} {part}")


def ranked_sql(inner: str, groups: Sequence[tuple[str | None, Mapping[str, Sequence[Window]]]]) -> str:
    """As `picking_sql` for any engine: rows of `name`, `place`, `rank` and `value`, by numbering each group's values.

    What has no windows in a group is not asked for.
    """
    is_grouped = groups[0][0] is not None
    within = "PARTITION BY g " if is_grouped else ""
    same = " AND v.g IS NOT DISTINCT FROM w.g" if is_grouped else ""
    parts = []
    for name in groups[0][1]:
        wanted = ", ".join(
            f"({place}, {key or 'CAST(NULL AS BIGINT)'}, {rank})"
            for place, (key, found) in enumerate(groups)
            for window in found[name]
            for rank in window.ranks
        )
        if wanted:
            numbered = (
                f"SELECT {'g, ' if is_grouped else ''}{name}, row_number() OVER ({within}ORDER BY {name}) AS rank"
            )
            parts.append(
                f"SELECT '{name}' AS name, w.place, w.rank, v.{name} AS value\n"
                f"FROM ({numbered}\n  FROM (\n{inner}\n) AS x WHERE {name} IS NOT NULL) AS v\n"
                f"JOIN (VALUES {wanted}) AS w(place, g, rank) ON v.rank = w.rank{same}"
            )
    return "\nUNION ALL\n".join(parts)
