"""One theme: its weeks, its words, what happened to it, and what can be decided about it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from colere.insights.problems.views.wording import day_words, hours_words, state_words, times_words
from colere.insights.themes.forms import DivideForm, JoinForm, NameForm, ThemesForm
from colere.insights.themes.models import Theme
from colere.insights.themes.queries.counting import settled
from colere.insights.themes.queries.kept import THEMES
from colere.insights.themes.queries.known import get_theme, list_themes, members_of, roots_of
from colere.insights.themes.queries.quotes import Quote, quotes_of
from colere.insights.themes.queries.story import names_of, story_of
from colere.insights.themes.rules.feelings import Feeling
from colere.insights.themes.rules.found import FoundThemes
from colere.insights.themes.views import wording
from colere.insights.themes.views.charts import weeks_chart
from colere.insights.themes.views.output import cost_of
from colere.insights.themes.views.parts import quote_parts, share_words, week_words
from colere.platform.kept.asking import look_up
from colere.platform.kept.reading import Kept
from colere.platform.permissions import Actor, allows, requires
from colere.platform.ui import words
from colere.platform.ui.kept_words import without_answer
from colere.platform.ui.pages import render

PAGE = "themes/theme_detail.html"
QUOTED = 8


@requires("metrics.read")
def theme_detail(request: HttpRequest, number: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    theme, themes = get_theme(actor, number), list_themes(actor)
    root = roots_of(themes)[number]
    if root != number:
        return HttpResponseRedirect(reverse("themes:theme-detail", args=[root]))
    return theme_page(request, theme, themes)


def theme_page(
    request: HttpRequest, theme: Theme, themes: dict[int, Theme], *, wrong: dict[str, Form] | None = None
) -> HttpResponse:
    """The page of a theme; `wrong` are forms that were refused, each drawn as it was filled in, beside its errors."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = ThemesForm(request.GET)
    asked = settled(form.request(), actor=actor) if form.is_valid() else None
    kept = look_up(THEMES, question=asked, actor=actor) if asked else None
    quotes = shown_quotes(theme, themes, actor)
    context = {
        **detail_context(theme, themes, quotes, actor),
        **_counted(theme, kept, form),
        "name_form": NameForm({"name": theme.name}),
        "join_form": JoinForm(choices=join_choices(theme, themes)),
        "divide_form": DivideForm(choices=divide_choices(theme, quotes)),
        **(wrong or {}),
        "asked": request.GET.urlencode(),
        "is_wrong": sorted(wrong or {}),
    }
    return render(request, PAGE, context, status=422 if wrong else 200)


def detail_context(theme: Theme, themes: dict[int, Theme], quotes: list[Quote], actor: Actor) -> dict[str, Any]:
    """What the page of a theme says of it whatever was counted."""
    label, number = wording.label_of(theme), theme.number
    return {
        "number": number,
        "is_excluded": theme.is_excluded,
        "label": label,
        "words": ", ".join(theme.words) if theme.name else "",
        "quotes": quote_parts(quotes),
        "story": _story(theme, themes, actor),
        "parts": [(wording.label_of(themes[one]), one) for one in members_of(themes, number) if one != number],
        "raise_at": _raise_at(theme, label),
        "may_tend": allows(actor, "themes.tend"),
        "may_read": allows(actor, "conversations.read"),
    }


def shown_quotes(theme: Theme, themes: dict[int, Theme], actor: Actor) -> list[Quote]:
    """The most typical of the theme's newest texts, of those that this actor may read."""
    return quotes_of(actor, members_of(themes, theme.number), limit=QUOTED)


def divide_choices(theme: Theme, quotes: list[Quote]) -> list[tuple[int, str]]:
    """The texts on the page by which the theme can be divided: its own, not those of what was joined to it."""
    return [(quote.row, quote.text) for quote in quotes if quote.theme == theme.number]


def _counted(theme: Theme, kept: Kept[FoundThemes] | None, form: ThemesForm) -> dict[str, Any]:
    """What was counted; while it is not, that it is being counted, and where it could not be, that."""
    said = {"theme": wording.label_of(theme)}
    nothing: dict[str, Any] = {
        "state": "",
        "facts": None,
        "feeling": None,
        "chart": None,
        "states": [],
        "is_stale": False,
    }
    if kept is None or kept.found is None:
        return nothing | without_answer(kept, counting=_("“%(theme)s”: these words are being counted.") % said)
    if theme.number in kept.found.tallies:
        return nothing | _figures(theme, kept.found, form) | {"is_stale": kept.is_stale}
    if kept.is_stale:  # it was made a moment ago
        return nothing | {"state": "counting", "news": _("“%(theme)s”: these words are being counted.") % said}
    return nothing | {"news": _("“%(theme)s”: nothing in this time.") % said}


def _figures(theme: Theme, found: FoundThemes, form: ThemesForm) -> dict[str, Any]:
    label = wording.label_of(theme)
    tally, topic = found.tallies[theme.number], found.topic(theme.number)
    cost = cost_of(found, theme.number, form.minutes_of_contact if form.is_valid() else 1)
    said = {"theme": label, "n": week_words(tally.n, topic)}
    news = _("“%(theme)s” comes up as often as usual.") % said
    if topic is not None and topic.is_ongoing:
        last = topic.spells[-1]
        said |= {"since": day_words(last.first), "times": times_words(last.ratio.value)}
        news = _("“%(theme)s” has come up %(times)s times as often as usual since %(since)s.") % said
    elif topic is None or not topic.is_enough:
        news = _("“%(theme)s”: too few words yet to say whether it grows.") % said
    elif topic.spells:
        news = _("“%(theme)s” comes up as often as usual now; it %(state)s.") % {**said, "state": state_words(topic)}
    return {
        "news": news,
        "states": wording.state_of(theme, topic, found.findings.end),
        "chart": weeks_chart(label, tally, topic, found.findings.end),
        "facts": [
            (_("Texts"), week_words(tally.n, topic)),
            (_("Of all that is said"), share_words(tally.share)),
            (_("Conversations"), f"{tally.contacts:,}"),
            (_("Work"), hours_words(cost, minutes=1) if cost else None),
            (_("Found"), day_words(theme.born_on) if theme.born_on else _("with the first look")),
            (_("Its words since then"), _drift(theme.drift)),
        ],
        "feeling": _feeling(tally.feeling),
    }


def _drift(drift: float) -> str:
    """How far its words have come from where they began; "0%" where they are the same."""
    if not round(drift, 2):
        return _("the same")
    return _("%(share)s others") % {"share": words.percent(drift)}


def _feeling(feeling: Feeling) -> dict[str, Any]:
    """How the words sound, as lines; none where there are too few."""
    lines = [
        (_("Unhappy"), share_words(feeling.unhappy, digits=0)),
        (_("Mixed or matter-of-fact"), share_words(feeling.mixed, digits=0)),
        (_("Happy"), share_words(feeling.happy, digits=0)),
    ]
    return {"n": feeling.n, "lines": lines if feeling.is_enough else []}


def join_choices(theme: Theme, themes: dict[int, Theme]) -> list[tuple[int, str]]:
    """The themes that this one may belong to, by what they are called."""
    others = [one for one in themes.values() if one.merged_into_id is None and one.number != theme.number]
    return sorted(((one.number, wording.label_of(one)) for one in others), key=lambda pair: pair[1].casefold())


def _story(theme: Theme, themes: dict[int, Theme], actor: Actor) -> list[dict[str, Any]]:
    lines = story_of(actor, theme.number)
    names = names_of(actor, refs={line.actor for line in lines})
    labels = {number: wording.label_of(one) for number, one in themes.items()}
    return [
        {
            "words": wording.happened(line, labels, of=theme.number),
            "at": line.facts.get("on") or line.at,
            "day": line.at,
            "who": names.get(line.actor, ""),
            "undo": _undo(line.kind, line.facts, themes) if line.facts.get("theme") == theme.number else None,
        }
        for line in lines
    ]


def _undo(kind: str, facts: dict[str, Any], themes: dict[int, Theme]) -> int | None:
    """The theme that was divided off and still stands for itself: joining it again undoes the division."""
    other = themes.get(facts.get("other", 0))
    return other.number if kind == "ThemeDivided" and other is not None and other.merged_into_id is None else None


def _raise_at(theme: Theme, label: str) -> str:
    """Where a problem record is begun from this theme."""
    return f"{reverse('improvement:problem-new')}?{urlencode({'theme': theme.number, 'title': label})}"
