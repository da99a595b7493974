"""What changed: signals that are beyond chance among so many measures, and nothing else."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.insights.problems.queries.changes import Changes, list_changes
from colere.insights.problems.views.charts import change_chart
from colere.insights.problems.views.output import changes_csv
from colere.platform.metrics import Series
from colere.platform.permissions import Actor, requires
from colere.platform.ui import words
from colere.platform.ui.pages import render
from colere.platform.ui.signal_words import period_words, signal_words

if TYPE_CHECKING:
    from colere.stats.signals import Signal

NAMED = 3


@requires("metrics.read")
def change_list(request: HttpRequest) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    changes = list_changes(actor)
    if request.GET.get("format") == "csv":
        headers = {"Content-Disposition": 'attachment; filename="changes.csv"'}
        return StreamingHttpResponse(changes_csv(changes), content_type="text/csv; charset=utf-8", headers=headers)
    context = {
        "news": news(changes),
        "changes": changes,
        "cards": [_card(series, signal) for series, signal in changes.found] if changes else [],
    }
    return render(request, "problems/change_list.html", context)


def news(changes: Changes | None) -> str:
    """The sentence on top."""
    if changes is None:
        return _("There is nothing to compare yet.")
    if not changes.found and changes.too_few == changes.n:
        return _("There are too few weeks yet to say what is usual.")
    if not changes.found and changes.alone:
        told = _("Nothing has changed of late beyond what chance does among %(n)s measures.")
        return told % {"n": changes.n - changes.too_few}
    if not changes.found:
        return _("Nothing has changed of late: every measure varies as it usually does.")
    labels = [_("“%(name)s”") % {"name": series.measure.label} for series, _signal in changes.found]
    more = len(labels) - NAMED
    if more > 0:
        told = ngettext("%(names)s and %(n)s more have changed.", "%(names)s and %(n)s more have changed.", more)
        return told % {"names": ", ".join(labels[:NAMED]), "n": more}
    if len(labels) == 1:
        return _("%(name)s has changed.") % {"name": labels[0]}
    return _("%(names)s and %(last)s have changed.") % {"names": ", ".join(labels[:-1]), "last": labels[-1]}


def latest_changes(actor: Actor) -> str:
    """The sentence on top, for other pages; empty while there is nothing to compare."""
    changes = list_changes(actor)
    return news(changes) if changes is not None else ""


def since_words(series: Series, signal: "Signal") -> str:
    """What happened, and since when."""
    said = {"what": signal_words(signal, series.by), "when": period_words(series.periods[signal.first], series.by)}
    if signal.first == signal.last:
        return _("%(when)s was %(what)s") % said
    return _("%(what)s, since %(when)s") % said


def evidence(series: Series, signal: "Signal") -> list[tuple[str, str]]:
    """What is usual, and the newest period of the signal with its interval."""
    unit = series.measure.unit
    found = [(_("Usually"), words.figure(series.centre, unit))]
    period = series.periods[signal.last]
    if period.figure is not None:
        bounds = words.interval(period.figure.low, period.figure.high, unit)
        told = words.figure(period.figure.value, unit) + (f" ({bounds})" if bounds else "")
        found.append((_("Newest of these weeks"), told))
        found.append((_("Rests on"), _("%(n)s cases") % {"n": words.number(period.figure.n)}))
    return found


def _card(series: Series, signal: "Signal") -> dict[str, Any]:
    said = since_words(series, signal)
    return {
        "label": series.measure.label,
        "href": reverse("explorer:measure-detail", args=[series.measure.name]),
        "said": said[:1].upper() + said[1:] + ".",
        "facts": evidence(series, signal),
        "chart": change_chart(series),
    }
