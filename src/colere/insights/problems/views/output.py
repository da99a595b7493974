"""What is found, for programs and for spreadsheets."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from colere.insights.problems.queries.changes import Changes
from colere.insights.problems.rules.finding import MINUTES_ERROR
from colere.insights.problems.rules.findings import Bounded, Findings, Topic
from colere.insights.problems.views.wording import sentence
from colere.platform.ui.tables.export import csv_line

PROBLEM_COLUMNS = (
    "topic", "contacts", "cost_minutes", "cost_low", "cost_high", "excess_minutes", "excess_low", "excess_high",
    "contacts_per_week", "times", "last_from", "last_to", "is_ongoing", "is_enough",
)  # fmt: skip
CHANGE_COLUMNS = ("name", "rule", "direction", "since", "until", "usual", "value", "low", "high", "n", "unit")


def problems_json(findings: Findings, minutes: float) -> str:
    """All topics, those first whose spells brought most work."""
    content = {
        "from": findings.start,
        "to": findings.end,
        "contacts": findings.n,
        "minutes_per_contact": minutes,
        "minutes_standard_error": minutes * MINUTES_ERROR,
        "knows_seasons": findings.knows_seasons,
        "left_out": findings.left_out,
        "sentence": sentence(findings, minutes),
        "topics": [_topic(topic, minutes) for topic in in_order(findings)],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=date.isoformat)


def in_order(findings: Findings) -> list[Topic]:
    """The topics that came up more, then the others by cost."""
    return [*findings.problems, *(topic for topic in findings.topics if not topic.spells)]


def problems_csv(findings: Findings, minutes: float) -> Iterator[str]:
    """The same as lines of a file."""
    yield csv_line(PROBLEM_COLUMNS)
    for topic in in_order(findings):
        last = topic.spells[-1] if topic.spells else None
        cost, excess = topic.cost.times(minutes), topic.excess.times(minutes)
        figures = [cost.value, cost.low, cost.high, excess.value, excess.low, excess.high, topic.per_week.value]
        ends = [last.first.isoformat(), last.last.isoformat()] if last else ["", ""]
        rounded = [round(figure, 1) for figure in figures]
        yield csv_line(
            [topic.name, topic.n, *rounded, len(topic.spells), *ends, int(topic.is_ongoing), int(topic.is_enough)]
        )


def changes_json(changes: Changes | None) -> str:
    """The measures that changed, with the rule that says so."""
    content = {
        "from": changes.start if changes else None,
        "to": changes.end if changes else None,
        "measures": changes.n if changes else 0,
        "too_few": changes.too_few if changes else 0,
        "stand_out_alone": [series.measure.name for series in changes.alone] if changes else [],
        "changes": [dict(zip(CHANGE_COLUMNS, row, strict=True)) for row in _changes(changes)],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=date.isoformat)


def changes_csv(changes: Changes | None) -> Iterator[str]:
    """The same as lines of a file."""
    yield csv_line(CHANGE_COLUMNS)
    for row in _changes(changes):
        yield csv_line(row)


def _changes(changes: Changes | None) -> Iterator[list[Any]]:
    for series, signal in changes.found if changes else []:
        last = series.periods[signal.last]
        figure = last.figure
        said = [figure.value, figure.low, figure.high, figure.n] if figure else [None, None, None, 0]
        direction = "up" if signal.direction > 0 else "down"
        since = series.periods[signal.first].first.isoformat()
        until = last.last.isoformat()
        name, rule = series.measure.name, str(signal.rule)
        yield [name, rule, direction, since, until, series.centre, *said, series.measure.unit]


def _topic(topic: Topic, minutes: float) -> dict[str, Any]:
    return {
        "topic": topic.name,
        "contacts": topic.n,
        "cost_minutes": _minutes(topic.cost, minutes),
        "excess_minutes": _minutes(topic.excess, minutes),
        "contacts_per_week": asdict(topic.per_week),
        "best_rank": topic.best_rank,
        "worst_rank": topic.worst_rank,
        "comes_back": topic.comes_back,
        "is_ongoing": topic.is_ongoing,
        "is_enough": topic.is_enough,
        "spells": [asdict(spell) for spell in topic.spells],
    }


def _minutes(cost: Bounded, minutes: float) -> dict[str, float]:
    return asdict(cost.times(minutes))
