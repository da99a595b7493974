"""The measures of the interchange counted a second time: by polars and SciPy, from the files alone.

Nothing here looks at Colere's code or tables; it is the other half of the comparison.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy import stats

WEEK = timedelta(days=7)
Z = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class Asked:
    """Period (days in `zone`, both included), grouping and filters."""

    start: date
    end: date
    by: str | None = None
    team: str | None = None
    channel: str | None = None
    zone: str = "UTC"


def conversations(file: Path) -> pl.DataFrame:
    """One row per conversation of a file of JSON lines."""
    raw = pl.read_ndjson(file, infer_schema_length=None)
    moment = pl.col("at").str.to_datetime(time_unit="us", time_zone="UTC")
    said = raw.select("id", pl.col("messages")).explode("messages").unnest("messages", separator=".")
    said = said.rename(
        {name: name.removeprefix("messages.") for name in said.columns if name != "id" and name != "messages.id"}
    )
    said = said.select("id", moment, sender=pl.col("from"))
    resolved = pl.col("resolved_at").str.to_datetime(time_unit="us", time_zone="UTC")
    opened = pl.col("opened_at").str.to_datetime(time_unit="us", time_zone="UTC")
    rows = raw.select(
        "id",
        "team",
        "topic",
        channel=pl.col("channel").fill_null("chat"),
        person=pl.col("assignee"),
        customer=pl.col("customer").struct.field("id"),
        opened=opened,
        resolved=resolved,
        score=pl.col("csat").struct.field("score"),
        scored_at=pl.col("csat").struct.field("at").str.to_datetime(time_unit="us", time_zone="UTC"),
    )
    rows = rows.join(said.group_by("id").agg(begun=pl.col("at").min()), on="id", how="left")
    rows = rows.with_columns(opened=pl.coalesce("opened", "begun"))
    asked = said.filter(sender="customer").group_by("id").agg(asked=pl.col("at").min())
    answered = said.filter(sender="agent").join(asked, on="id").filter(pl.col("at") >= pl.col("asked"))
    rows = rows.join(asked, on="id", how="left")
    rows = rows.join(answered.group_by("id").agg(answered=pl.col("at").min()), on="id", how="left")
    again = said.filter(sender="customer").join(rows.select("id", "resolved"), on="id")
    again = again.filter(pl.col("at") > pl.col("resolved"), pl.col("at") <= pl.col("resolved") + WEEK)
    reopened = again.select("id").unique().with_columns(reopened=pl.lit(value=True))
    pairs = rows.select("id", "customer", "topic", "opened").drop_nulls().filter(pl.col("topic") != "")
    followed = pairs.join(pairs, on=["customer", "topic"], suffix="_other")
    followed = followed.filter(
        pl.col("opened_other") > pl.col("opened"), pl.col("opened_other") <= pl.col("opened") + WEEK
    )
    came_back = followed.select("id").unique().with_columns(came_back=pl.lit(value=True))
    rows = rows.join(reopened, on="id", how="left").join(came_back, on="id", how="left")
    return rows.with_columns(pl.col("reopened", "came_back").fill_null(value=False))


def responses(file: Path, known: pl.DataFrame) -> pl.DataFrame:
    """One row per answer: those of a file of their own, and those that stand inside the conversations."""
    raw = pl.read_ndjson(file, infer_schema_length=None)
    about = known.select(conversation="id", team_of="team", channel_of="channel", topic_of="topic", person_of="person")
    told = raw.join(about, on="conversation", how="left").select(
        "kind",
        "score",
        at=pl.col("at").str.to_datetime(time_unit="us", time_zone="UTC"),
        **{name: pl.coalesce(name, f"{name}_of") for name in ("team", "channel", "topic", "person")},
    )
    inside = known.filter(pl.col("score").is_not_null()).select(
        "score",
        "team",
        "channel",
        "topic",
        "person",
        kind=pl.lit("csat"),
        at=pl.coalesce("scored_at", "resolved", "opened"),
    )
    return pl.concat([told, inside.select(told.columns)], how="vertical_relaxed")


def figures(asked: Asked, talks: pl.DataFrame, answers: pl.DataFrame) -> dict[tuple[str, str | None], tuple[Any, ...]]:
    """(measure, group) → (value, low, high, n)."""
    found: dict[tuple[str, str | None], tuple[Any, ...]] = {}
    for group, rows in _groups(asked, talks, "opened"):
        found.update({(name, group): figure for name, figure in _of_talks(rows).items()})
    for group, rows in _groups(asked, answers, "at"):
        found.update({(name, group): figure for name, figure in _of_answers(rows).items()})
    return found


def _groups(asked: Asked, rows: pl.DataFrame, at: str) -> list[tuple[str | None, pl.DataFrame]]:
    local = pl.col(at).dt.convert_time_zone(asked.zone)
    rows = rows.filter(local.dt.date().is_between(asked.start, asked.end))
    if asked.team is not None:
        rows = rows.filter(pl.col("team").str.to_lowercase() == asked.team.lower())
    if asked.channel is not None:
        rows = rows.filter(channel=asked.channel)
    if asked.by is None:
        return [(None, rows)]
    key = {"week": local.dt.date().dt.truncate("1w").dt.to_string("%Y-%m-%d"), "month": local.dt.strftime("%Y-%m")}
    named = rows.with_columns(group=key.get(asked.by, pl.col(asked.by)).fill_null(""))
    return [(str(name[0]), part) for name, part in named.group_by("group")]


def _of_talks(rows: pl.DataFrame) -> dict[str, tuple[Any, ...]]:
    n, done = rows.height, rows.filter(pl.col("resolved").is_not_null())
    waits = _seconds(rows, "asked", "answered")
    spans = _seconds(rows, "opened", "resolved")
    solved = done.filter(~pl.col("reopened"), ~pl.col("came_back"))
    return {
        "conversations_opened": (n, None, None, n),
        "conversations_resolved": (done.height, None, None, done.height),
        "first_response_time_p50": _quantile(waits, 0.5),
        "first_response_time_p90": _quantile(waits, 0.9),
        "resolution_time_p50": _quantile(spans, 0.5),
        "resolution_time_p90": _quantile(spans, 0.9),
        "resolution_rate": _share(done.height, n),
        "reopened_rate": _share(done.filter("reopened").height, done.height),
        "first_contact_resolution": _share(solved.height, done.height),
    }


def _of_answers(rows: pl.DataFrame) -> dict[str, tuple[Any, ...]]:
    scores = {kind: rows.filter(kind=kind)["score"].drop_nulls().to_numpy() for kind in ("csat", "recommend", "effort")}
    return {
        "csat": _share(int((scores["csat"] >= 4).sum()), scores["csat"].size),
        "recommend": _balance(scores["recommend"]),
        "effort": _mean(scores["effort"]),
    }


def _seconds(rows: pl.DataFrame, begin: str, end: str) -> np.ndarray:
    return (rows[end] - rows[begin]).drop_nulls().dt.total_microseconds().to_numpy() / 1_000_000


def _share(yes: int, n: int) -> tuple[Any, ...]:
    if not n:
        return None, None, None, 0
    interval = stats.binomtest(yes, n).proportion_ci(0.95, "wilson")
    return yes / n, interval.low, interval.high, n


def _quantile(values: np.ndarray, q: float) -> tuple[Any, ...]:
    n = values.size
    if not n:
        return None, None, None, 0
    ordered = np.sort(values)
    low, high = int(stats.binom.ppf(0.025, n, q)), int(stats.binom.ppf(0.975, n, q)) + 1
    return np.quantile(values, q), ordered[low - 1] if low else None, ordered[high - 1] if high <= n else None, n


def _balance(scores: np.ndarray) -> tuple[Any, ...]:
    n = scores.size
    if not n:
        return None, None, None, 0
    plus, minus = int((scores >= 9).sum()), int((scores <= 6).sum())
    p, d, total = plus + 0.75, minus + 0.75, n + 3
    centre = (p - d) / total
    half = Z * math.sqrt(((p + d) / total - centre**2) / total)
    return (plus - minus) / n, max(centre - half, -1.0), min(centre + half, 1.0), n


def _mean(scores: np.ndarray) -> tuple[Any, ...]:
    n = scores.size
    if n < 2:
        return (float(scores[0]) if n else None), None, None, n
    mean, half = float(np.mean(scores)), stats.t.ppf(0.975, n - 1) * float(stats.sem(scores))
    return mean, mean - half, mean + half, n
