"""The shape that all pages of instruments have: what is chosen, then what is kept for it, then the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from colere.care.feedback.views.wording import question_label
from colere.insights.instruments.queries.asking import Instrument, Question
from colere.insights.instruments.queries.kept import Told, kind_of, report_of
from colere.insights.instruments.rules.findings import Finding
from colere.insights.instruments.rules.report import Report
from colere.insights.instruments.views.report import day_words, interval_words, remark, value_words
from colere.insights.instruments.views.wording import ASSUMPTIONS, FIGURES, METHODS, STEPS
from colere.platform.kept.asking import look_up
from colere.platform.kept.reading import Kept
from colere.platform.permissions import Actor, requires
from colere.platform.ui.kept_words import without_answer
from colere.platform.ui.pages import render
from colere.platform.ui.tables.export import csv_line
from colere.stats import enough

COLUMNS = ("name", "group", "value", "low", "high", "n", "unit", "state", "verdict", "reasons")
OF_QUESTIONS = ("r_squared", "driver", "slope")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def page_of(instrument: Instrument) -> Callable[[HttpRequest], HttpResponseBase]:
    """The view of an instrument's page."""

    @requires(instrument.permission)
    def instrument_page(request: HttpRequest) -> HttpResponseBase:
        return _respond(request, instrument)

    return instrument_page


def _respond(request: HttpRequest, instrument: Instrument) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = instrument.form(request.GET, actor=actor)
    asked = request.GET.copy()
    asked.pop("format", None)
    context = {"instrument": instrument, "form": form, "asked": asked.urlencode(), "state": "", "shown": None}
    if not instrument.is_ready(actor):
        return render(request, instrument.template, {**context, "state": "empty", "news": str(instrument.answers)})
    if not form.is_valid():
        news = _("This cannot be shown yet.")
        return render(request, instrument.template, {**context, "state": "wrong", "news": news}, status=422)
    question = form.question()
    if question is None:
        return render(request, instrument.template, {**context, "state": "unasked", "news": str(form.choose_first)})
    kept = look_up(kind_of(instrument), question=question, actor=actor)
    report = report_of(actor, instrument, kept=kept)
    if kept is None or report is None:
        return render(request, instrument.template, {**context, **_untold(kept)})
    if request.GET.get("format") == "csv":
        return _csv(report, instrument.name)
    shown = _shown(instrument, question, report, actor)
    shown |= {"is_stale": kept.is_stale, "computed_at": kept.computed_at}
    return render(request, instrument.template, {**context, "state": "shown", "news": report.sentence, "shown": shown})


def _untold(kept: Kept[Told] | None) -> dict[str, Any]:
    step = str(STEPS[kept.step]) if kept is not None and kept.step else _("Waiting for its turn")
    return {**without_answer(kept, counting=_("This is being counted.")), "step": step}


def _shown(instrument: Instrument, question: Question, report: Report, actor: Actor) -> dict[str, Any]:
    main = [figure for figure in report.figures if not figure.is_detail]
    return {
        "report": report,
        "charts": instrument.draw(report),
        "rows": [row_of(figure) for figure in main],
        "further": len(report.figures) - len(main),
        "is_enough": any(figure.state is enough.State.OK for figure in report.figures),
        "assumptions": [ASSUMPTIONS[code] for code in report.assumptions],
        "method": METHODS[report.method],
        "period": _period(report),
        **(instrument.extras(report, question, actor) if instrument.extras is not None else {}),
    }


def row_of(figure: Finding) -> dict[str, Any]:
    """A figure as a row of the table on the page."""
    is_known = figure.state is enough.State.OK
    return {
        "name": FIGURES[figure.name],
        "group": group_words(figure),
        "value": value_words(figure),
        "interval": interval_words(figure.low, figure.high, figure.unit) if is_known else "",
        "n": figure.n,
        "remark": remark(figure),
        "verdict": figure.verdict,
    }


def group_words(figure: Finding) -> str:
    """Of whom, of what or when a figure is, for people: days are written out, questions have their names."""
    if figure.group is None:
        return ""
    if figure.name in OF_QUESTIONS:
        return question_label(figure.group)
    return day_words(date.fromisoformat(figure.group)) if DAY.fullmatch(figure.group) else figure.group


def _period(report: Report) -> str:
    if report.days is None:
        return ""
    first, last = report.days
    return _("%(first)s to %(last)s") % {"first": day_words(first), "last": day_words(last)}


def _csv(report: Report, name: str) -> StreamingHttpResponse:
    """Every figure, the details too."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(csv_lines(report), content_type="text/csv; charset=utf-8", headers=headers)


def csv_lines(report: Report) -> Iterator[str]:
    """The figures as lines of a file."""
    yield csv_line(COLUMNS)
    for figure in report.figures:
        content = {**figure.as_json(), "reasons": "; ".join(figure.reasons)}
        yield csv_line([content[column] for column in COLUMNS])
