"""Problems that come back."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from colere.culture.improvement.queries.problems import find_of_topics
from colere.insights.problems.forms import ProblemForm
from colere.insights.problems.queries.counting import settled, usual_request
from colere.insights.problems.queries.kept import PROBLEMS
from colere.insights.problems.queries.quotes import list_quotes
from colere.insights.problems.rules.findings import Findings, Topic
from colere.insights.problems.views import wording
from colere.insights.problems.views.charts import weeks_chart
from colere.insights.problems.views.output import in_order, problems_csv
from colere.insights.problems.views.records import record_link
from colere.platform.kept.asking import look_up
from colere.platform.kept.reading import find_kept
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import Actor, allows, requires
from colere.platform.ui import words
from colere.platform.ui.kept_words import without_answer
from colere.platform.ui.pages import render

DRAWN = 6
QUOTED = 3
PAGE = "problems/problem_list.html"


@requires("metrics.read")
def problem_list(request: HttpRequest) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = ProblemForm(request.GET)
    context: dict[str, Any] = {"form": form, "shown": None, "state": "", "has_facts": True}
    if not form.is_valid():
        return render(request, PAGE, {**context, "news": _("This cannot be shown yet.")}, status=422)
    asked = settled(form.request(), actor)
    if asked is None:
        return render(request, PAGE, {**context, "news": _("There is nothing to compare yet."), "has_facts": False})
    kept = look_up(PROBLEMS, question=asked, actor=actor)
    if kept is None or kept.found is None:
        untold = without_answer(kept, counting=_("These contacts are being counted."))
        return render(request, PAGE, {**context, **untold})
    if request.GET.get("format") == "csv":
        return _csv(kept.found, form)
    shown = _shown(kept.found, asked, form, actor) | {"is_stale": kept.is_stale, "computed_at": kept.computed_at}
    news = wording.sentence(kept.found, form.minutes_of_contact)
    return render(request, PAGE, {**context, "news": news, "shown": shown})


def usual_sentence(actor: Actor) -> str:
    """The sentence on top of the page as it opens, for other pages; empty while none is kept."""
    usual = usual_request(actor)
    kept = find_kept(actor, PROBLEMS, question=usual) if usual is not None else None
    return wording.sentence(kept.found) if kept is not None and kept.found is not None else ""


def _shown(found: Findings, asked: ReportRequest, form: ProblemForm, actor: Actor) -> dict[str, Any]:
    minutes = form.minutes_of_contact
    problems = found.problems[:DRAWN]
    known = find_of_topics(actor, [topic.name for topic in found.topics])
    cards = [
        _card(topic, found, asked, minutes, actor, is_quoted=place < QUOTED)
        | {"record": record_link(topic.name, known.get(topic.name), asked, actor)}
        for place, topic in enumerate(problems)
    ]
    return {
        "start": found.start,
        "end": found.end,
        "cards": cards,
        "rows": [
            _row(topic, asked, minutes, actor)
            | {"record": record_link(topic.name, known.get(topic.name), asked, actor)}
            for topic in in_order(found)
        ],
        "methods": wording.methods(found, minutes),
        "is_enough": found.is_enough,
    }


def _card(
    topic: Topic, found: Findings, asked: ReportRequest, minutes: int, actor: Actor, *, is_quoted: bool
) -> dict[str, Any]:
    last = topic.spells[-1]
    days = (last.first, last.last)
    return {
        "name": topic.name,
        "story": wording.story(topic, found),
        "state": wording.state_words(topic) if topic.is_ongoing else "",
        "facts": [
            (_("More than usual"), wording.hours_words(topic.excess, minutes)),
            (_("In all"), wording.hours_words(topic.cost, minutes)),
            (_("Contacts"), _contacts(topic)),
            (_("Began"), wording.edge_words(last.first_between)),
            (_("Ended"), None if last.is_ongoing else wording.edge_words(last.last_between)),
        ],
        "chart": weeks_chart(topic),
        "href": _conversations(topic, asked, actor, days),
        "quotes": list_quotes(actor, topic.name, request=asked, days=days) if is_quoted else [],
    }


def _contacts(topic: Topic) -> str:
    said = {"n": words.number(topic.n), "week": words.number(topic.per_week.value)}
    return _("%(n)s, about %(week)s a week") % said


def _row(topic: Topic, asked: ReportRequest, minutes: int, actor: Actor) -> dict[str, Any]:
    assert asked.start is not None
    assert asked.end is not None
    return {
        "name": topic.name,
        "n": topic.n,
        "cost": wording.hours_words(topic.cost, minutes),
        "excess": wording.hours_words(topic.excess, minutes) if topic.spells else "",
        "state": wording.state_words(topic),
        "stands_out": bool(topic.spells),
        "href": _conversations(topic, asked, actor, (asked.start, asked.end)),
    }


def _conversations(topic: Topic, asked: ReportRequest, actor: Actor, days: tuple[Any, Any]) -> str:
    """The address of the conversations behind it, with the same filters; empty for who may not read them."""
    if not allows(actor, "conversations.read"):
        return ""
    filters = {"topic": topic.name, "team": asked.team, "channel": asked.channel}
    filters |= {"opened_from": days[0].isoformat(), "opened_to": days[1].isoformat()}
    chosen = {name: value for name, value in filters.items() if value}
    return f"{reverse('conversations:conversation-list')}?{urlencode(chosen)}"


def _csv(found: Findings, form: ProblemForm) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="problems-{found.start}-{found.end}.csv"'}
    lines = problems_csv(found, form.minutes_of_contact)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
