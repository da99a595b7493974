"""All themes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from colere.insights.problems.views.wording import hours_words
from colere.insights.themes.forms import ThemesForm
from colere.insights.themes.models import Theme
from colere.insights.themes.queries.counting import settled, usual_request
from colere.insights.themes.queries.kept import THEMES
from colere.insights.themes.queries.known import Known, find_map, find_work, list_themes, members_of
from colere.insights.themes.queries.quotes import quotes_of
from colere.insights.themes.rules.found import FoundThemes
from colere.insights.themes.views import wording
from colere.insights.themes.views.charts import small_line, weeks_chart
from colere.insights.themes.views.output import cost_of, in_order, themes_csv
from colere.insights.themes.views.parts import progress_of, quote_parts, share_words, week_words
from colere.platform.kept.asking import look_up
from colere.platform.kept.reading import find_kept
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import Actor, requires
from colere.platform.ui.kept_words import without_answer
from colere.platform.ui.pages import render

PAGE = "themes/theme_list.html"
DRAWN = 6
FEWEST_DRAWN = 3  # where nothing stands out, the words of what is said most
LISTED = 25
QUOTED = 2


def usual_sentence(actor: Actor) -> str:
    """The sentence on top of the page as it opens, for other pages; empty while none is kept."""
    usual = usual_request(actor)
    kept = find_kept(actor, THEMES, question=usual) if usual is not None else None
    return wording.sentence(kept.found, list_themes(actor)) if kept is not None and kept.found is not None else ""


@requires("metrics.read")
def theme_list(request: HttpRequest) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = ThemesForm(request.GET)
    known, work = find_map(actor), find_work(actor)
    context: dict[str, Any] = {"form": form, "shown": None, "state": "", "known": known}
    context |= {"work": progress_of(work) if work else None, "is_open": not form.is_valid()}
    if not form.is_valid():
        return render(request, PAGE, {**context, "news": _("This cannot be shown yet.")}, status=422)
    asked = settled(form.request(), actor=actor)
    if asked is None or known is None:
        news = _("What customers say is being read.") if work else _("No themes have been found yet.")
        return render(request, PAGE, {**context, "known": None, "news": news})
    kept = look_up(THEMES, question=asked, actor=actor)
    if kept is None or kept.found is None:
        return render(request, PAGE, {**context, **without_answer(kept, counting=_("These themes are being counted."))})
    themes, found = list_themes(actor), kept.found
    if request.GET.get("format") == "csv":
        return _csv(found, themes, form.minutes_of_contact)
    shown = _shown(found, known, themes, asked, form, actor, shows_all=request.GET.get("all") == "1")
    shown |= {"is_stale": kept.is_stale, "computed_at": kept.computed_at}
    return render(request, PAGE, {**context, "news": wording.sentence(found, themes), "shown": shown})


def _shown(
    found: FoundThemes,
    known: Known,
    themes: dict[int, Theme],
    asked: ReportRequest,
    form: ThemesForm,
    actor: Actor,
    *,
    shows_all: bool,
) -> dict[str, Any]:
    minutes = form.minutes_of_contact
    every = in_order(found, themes)
    drawn = [theme for theme, _topic in wording.shown_problems(found, themes)][:DRAWN]
    drawn += [theme for theme in every if theme not in drawn][: max(0, FEWEST_DRAWN - len(drawn))]
    rows = every if shows_all else every[:LISTED]
    return {
        "start": found.findings.start,
        "end": found.findings.end,
        "cards": [_card(theme, found, themes, minutes, asked, actor) for theme in drawn],
        "rows": [_row(theme, found, minutes, asked) for theme in rows],
        "count": len(every),
        "hidden": len(every) - len(rows),
        "excluded": [(wording.label_of(one), one.number) for one in themes.values() if _is_left_out(one)],
        "methods": wording.methods(found, sees_words_only=known.sees_words_only),
        "is_enough": found.findings.is_enough,
        "texts": found.texts,
    }


def _is_left_out(theme: Theme) -> bool:
    return theme.is_excluded and theme.merged_into_id is None


def _card(
    theme: Theme, found: FoundThemes, themes: dict[int, Theme], minutes: int, asked: ReportRequest, actor: Actor
) -> dict[str, Any]:
    tally, topic = found.tallies[theme.number], found.topic(theme.number)
    cost = cost_of(found, theme.number, minutes)
    return {
        "label": wording.label_of(theme),
        "href": address(theme.number, asked),
        "story": wording.story(topic),
        "states": wording.state_of(theme, topic, found.findings.end),
        "facts": [
            (_("Texts"), week_words(tally.n, topic)),
            (_("Of all that is said"), share_words(tally.share)),
            (_("Work"), hours_words(cost, minutes=1) if cost else None),
        ],
        "chart": weeks_chart(wording.label_of(theme), tally, topic, found.findings.end),
        "quotes": quote_parts(quotes_of(actor, members_of(themes, theme.number), limit=QUOTED)),
    }


def _row(theme: Theme, found: FoundThemes, minutes: int, asked: ReportRequest) -> dict[str, Any]:
    tally, topic = found.tallies[theme.number], found.topic(theme.number)
    cost = cost_of(found, theme.number, minutes)
    return {
        "label": wording.label_of(theme),
        "href": address(theme.number, asked),
        "n": tally.n,
        "share": share_words(tally.share),
        "cost": hours_words(cost, minutes=1) if cost else "",
        "line": small_line(tally.weeks),
        "states": wording.state_of(theme, topic, found.findings.end),
    }


def address(number: int, asked: ReportRequest) -> str:
    """The page of one theme, with the filters of this one."""
    filters = {"start": asked.start, "end": asked.end, "team": asked.team, "channel": asked.channel}
    chosen = {name: str(value) for name, value in filters.items() if value}
    return f"{reverse('themes:theme-detail', args=[number])}?{urlencode(chosen)}"


def _csv(found: FoundThemes, themes: dict[int, Theme], minutes: int) -> StreamingHttpResponse:
    name = f"themes-{found.findings.start}-{found.findings.end}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    lines = themes_csv(found, themes, minutes)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
