"""Measures: what there is to know, and one of them over time and side by side."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.insights.explorer.forms import ChoiceForm
from colere.insights.explorer.views.charts import control_chart, group_bars
from colere.insights.explorer.views.links import rows_behind
from colere.insights.explorer.views.method import chart_method, interval_method
from colere.insights.explorer.views.report import csv_lines, group_words
from colere.platform import metrics
from colere.platform.errors import NotFound
from colere.platform.metrics import Figure, Measure, ReportRequest, Series, get_measure
from colere.platform.metrics.usual import usual_period, usual_questions
from colere.platform.permissions import Actor, requires
from colere.platform.ui import words
from colere.platform.ui.pages import render
from colere.platform.ui.signal_words import period_words, recent_changes, recent_signal, signal_words, story


@requires("metrics.read")
def measure_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    start, end = usual_period(actor)
    by_week, in_all = usual_questions(start, end)
    every = metrics.all_series(by_week, actor)
    whole = {figure.name: figure for figure in metrics.report(in_all, actor)}
    rows = [(series, whole.get(series.measure.name), _recent(series)) for series in every]
    groups = [
        (label, [row for row in rows if row[0].measure.fact == fact and ":" not in row[0].measure.name])
        for fact, label in (("conversations", _("Conversations")), ("responses", _("Answers of customers")))
    ]
    groups.append((_("Promises"), [row for row in rows if ":" in row[0].measure.name]))
    context = {
        "groups": [(label, found) for label, found in groups if found],
        "news": _news(every),
        "start": start,
        "end": end,
        "has_facts": metrics.known_days(actor) is not None,
    }
    return render(request, "explorer/measure_list.html", context)


@requires("metrics.read")
def measure_detail(request: HttpRequest, name: str) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    measure = _measure(name)
    form = ChoiceForm(request.GET or {"by": "week"}, measure=measure, actor=actor)
    if not form.is_valid():
        context = {"measure": measure, "form": form, "news": _("This cannot be shown yet."), "shown": None}
        return render(request, "explorer/measure_detail.html", context, status=422)
    start, end = form.period(actor)
    if request.GET.get("format") == "csv":
        return _csv(form, measure, start, end, actor)
    context = {"measure": measure, "form": form, **_shown(form, measure, start, end, actor)}
    return render(request, "explorer/measure_detail.html", context)


def _measure(name: str) -> Measure:
    try:
        return get_measure(name)
    except KeyError:
        raise NotFound(_("There is no measure “%(name)s”.") % {"name": name}) from None


def _shown(form: ChoiceForm, measure: Measure, start: date, end: date, actor: Actor) -> dict[str, Any]:
    over_time = form.over_time(measure, start, end)
    series = metrics.series(over_time, actor)
    whole = ReportRequest(start, end, measures=(measure.name,), **form.filters())
    total = metrics.answer(whole, actor)
    asked = form.side_by_side(measure, start, end)
    groups = metrics.answer(asked, actor) if asked is not None else None
    return {
        "news": story(series),
        "shown": {
            "series": series,
            "chart": control_chart(series, over_time, actor),
            "figure": total.figures[0] if total.figures else None,
            "facts": _facts(measure, total.figures[0]) if total.figures else [],
            "bars": group_bars(series, groups.figures, asked, actor)
            if groups is not None and asked is not None
            else None,
            "rows": _rows(measure, groups.figures, asked, actor) if groups is not None and asked is not None else [],
            "signals": [
                (
                    period_words(series.periods[s.first], series.by),
                    period_words(series.periods[s.last], series.by),
                    signal_words(s, series.by),
                )
                for s in series.signals
            ],
            "is_by_person": asked is not None and asked.by == "person",
            "behind": rows_behind(measure, whole, actor),
            "start": start,
            "end": end,
            "is_stale": series.is_stale,
        },
        "methods": [*interval_method(measure), *chart_method(series.kind)],
        "sql": [*total.sql, *series.sql, *(groups.sql if groups is not None else ())],
    }


def _facts(measure: Measure, figure: Figure) -> list[tuple[str, str]]:
    """The figure of the whole period, its interval and what it rests on, in words."""
    if figure.state == "too_few":
        said = _("Too few to say") + (f" ({words.figure(figure.value, figure.unit)})" if figure.n else "")
    else:
        said = words.figure(figure.value, figure.unit)
    return [
        (str(measure.label), said),
        (_("95% interval"), words.interval(figure.low, figure.high, figure.unit)),
        (str(measure.fact_table.label), words.number(figure.n)),
    ]


def _rows(measure: Measure, figures: tuple[Figure, ...], request: ReportRequest, actor: Actor) -> list[dict[str, Any]]:
    return [
        {
            "label": group_words(figure, request.by),
            "figure": figure,
            "href": rows_behind(measure, request, actor, key=figure.key) if figure.key is not None else "",
        }
        for figure in figures
    ]


def _csv(form: ChoiceForm, measure: Measure, start: date, end: date, actor: Actor) -> StreamingHttpResponse:
    """The groups when some were chosen, else the periods."""
    request = form.side_by_side(measure, start, end) or form.over_time(measure, start, end)
    lines: Iterator[str] = csv_lines(metrics.report(request, actor))
    name = f"{measure.name.replace(':', '-')}-{start}-{end}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _recent(series: Series) -> str:
    """A signal of late, in words; empty when there is none."""
    signal = recent_signal(series)
    return signal_words(signal, series.by) if signal is not None else ""


def _news(every: list[Series]) -> str:
    changed = [series for series, _signal in recent_changes(every)]
    if not changed:
        return _("Nothing has changed of late: every measure varies as it usually does.")
    names = ", ".join(_("“%(name)s”") % {"name": series.measure.label} for series in changed[:3])
    more = len(changed) - 3
    if more > 0:
        return ngettext(
            "%(names)s and %(n)s more stand out of late.", "%(names)s and %(n)s more stand out of late.", more
        ) % {"names": names, "n": more}
    return ngettext("%(names)s stands out of late.", "%(names)s stand out of late.", len(changed)) % {"names": names}
