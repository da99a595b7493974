"""The report as a sentence, as JSON, as CSV and as a page that needs nothing else."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.platform.metrics import Answer, Figure, Measure, ReportRequest, all_measures
from colere.platform.metrics.dimensions import CALENDAR, get_dimension
from colere.platform.ui import words
from colere.platform.ui.tables.export import csv_line

COLUMNS = ("name", "group", "value", "low", "high", "n", "unit", "state")


def as_json(answer: Answer, request: ReportRequest) -> str:
    """The report for programs, as docs promise it."""
    content = {
        "from": answer.start.isoformat(),
        "to": answer.end.isoformat(),
        "by": request.by,
        "measures": [figure.as_json() for figure in answer.figures],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def csv_lines(figures: Sequence[Figure]) -> Iterator[str]:
    """The report for spreadsheets, line by line."""
    yield csv_line(COLUMNS)
    for figure in figures:
        row = figure.as_json()
        yield csv_line([row[column] for column in COLUMNS])


def sentence(answer: Answer) -> str:
    """What the report says first."""
    total = sum(figure.n for figure in answer.figures if figure.name == "conversations_opened")
    if not total:
        return _("Nothing happened between %(start)s and %(end)s that could be counted.") % _days(answer)
    opened = ngettext("%(n)s conversation was opened", "%(n)s conversations were opened", total) % {
        "n": words.number(total)
    }
    return _("%(opened)s between %(start)s and %(end)s.") % {"opened": opened, **_days(answer)}


def rows(answer: Answer) -> list[tuple[Measure, list[Figure]]]:
    """The figures under their measures, in the catalogue's order."""
    found: dict[str, list[Figure]] = {}
    for figure in answer.figures:
        found.setdefault(figure.name, []).append(figure)
    return [(measure, found[measure.name]) for measure in all_measures() if measure.name in found]


def page(answer: Answer, request: ReportRequest) -> str:
    """The report as one HTML file that needs no other."""
    grouped = dimension_label(request.by) if request.by else ""
    return render_to_string(
        "explorer/report.html",
        {
            "sentence": sentence(answer),
            "answer": answer,
            "measures": [(m, [(figure, _bar(figure)) for figure in figures]) for m, figures in rows(answer)],
            "grouped": grouped,
            "filters": filter_words(request),
            "group_words": group_words,
            "said": words.figure,
            "interval": words.interval,
            "state_words": state_words,
        },
    )


def dimension_label(by: str) -> str:
    """How a grouping is called."""
    if by in CALENDAR:
        return {"day": _("Day"), "week": _("Week"), "month": _("Month")}[by]
    return str(get_dimension(by).label)


def group_words(figure: Figure, by: str | None) -> str:
    """How a group is called; rows without a value have a name too."""
    if figure.group is None:
        return ""
    if figure.group == "":
        return _("(none)")
    return _("week of %(day)s") % {"day": figure.group} if by == "week" else figure.group


def filter_words(request: ReportRequest) -> list[str]:
    """The filters in words: "Team: Parcels"."""
    said = []
    for name, value in request.filters().items():
        dimension = get_dimension(name)
        shown = dimension.names([int(value)]).get(int(value), value) if dimension.names is not None else value
        said.append(f"{dimension.label}: {shown}")
    return said


def state_words(figure: Figure) -> str:
    """What to say beside a figure that cannot be read; empty when it can."""
    if figure.state == "ok":
        return ""
    return _("too few") if figure.n else _("none")


def _bar(figure: Figure) -> dict[str, Any] | None:
    """Where the interval of a share lies on a line of 100 units."""
    if figure.unit != "share" or figure.low is None or figure.high is None or figure.value is None:
        return None
    return {"low": figure.low * 100, "width": max((figure.high - figure.low) * 100, 0.5), "value": figure.value * 100}


def _days(answer: Answer) -> dict[str, str]:
    return {"start": answer.start.isoformat(), "end": answer.end.isoformat()}
