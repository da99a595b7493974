"""Of what customers spoke more than usual in their own words: themes with a signal at the end of the week only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from colere.insights.letter.queries.figures import label_of
from colere.insights.letter.rules.content import Figure, Quote
from colere.insights.letter.rules.quoting import body_of, harmless, is_quotable, shortened
from colere.insights.letter.rules.weeks import Week
from colere.insights.problems.rules.findings import Topic
from colere.insights.problems.views.wording import day_words
from colere.insights.themes.models import Theme
from colere.insights.themes.queries.counting import count_themes, settled, usual_request
from colere.insights.themes.queries.known import list_themes, members_of
from colere.insights.themes.queries.quotes import quotes_of
from colere.insights.themes.rules.found import FoundThemes
from colere.insights.themes.views import wording
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import Actor
from colere.platform.ui import words

SHOWN = 3
TRIED = 12  # quotes of a theme: one of them may stand in a letter, or none does


@dataclass(frozen=True, slots=True)
class Grown:
    """What the letter says of themes: in its sentence where one grew, else in its quiet note."""

    sentence: str = ""
    note: str = ""
    figures: tuple[Figure, ...] = ()
    quotes: tuple[Quote, ...] = ()


def grown_themes(week: Week, actor: Actor, *, reader: Actor) -> Grown:
    """The themes that at the end of the week came up more than usual, seen over the year before, with words of that
    week where the reader may read some. Empty before themes were looked for, or read up to this week.
    """
    usual = usual_request(actor)
    if usual is None or usual.end is None or usual.end < week.first:
        return Grown()
    end = min(week.last, usual.end)
    asked = settled(ReportRequest(None, end), actor=actor)
    if asked is None or asked.start is None or asked.start > week.first:
        return Grown()
    found = count_themes(actor, request=asked)
    if found is None or not found.texts:
        return Grown()
    return told_of(found, list_themes(actor), week, actor, reader)


def told_of(found: FoundThemes, themes: Mapping[int, Theme], week: Week, actor: Actor, reader: Actor) -> Grown:
    """The same of what was found already."""
    known = dict(themes)
    growing = [(theme, topic) for theme, topic in wording.shown_problems(found, known) if topic.is_ongoing]
    sentence = label_of(wording.sentence(found, known))
    if not growing:
        return Grown(note=_("In their own words: %(said)s") % {"said": sentence})
    note = "" if found.findings.knows_seasons else _("Some of what grew in their words may be the season.")
    shown = growing[:SHOWN]
    quotes = [_quote(theme, known, week, actor, reader) for theme, _topic in shown]
    figures = tuple(_figure(theme, topic) for theme, topic in shown)
    return Grown(sentence, note, figures, tuple(one for one in quotes if one is not None))


def _figure(theme: Theme, topic: Topic) -> Figure:
    last = topic.spells[-1]
    digits = 0 if last.ratio.low >= 10 else 1
    said, low, high = (words.number(value, digits) for value in (last.ratio.value, last.ratio.low, last.ratio.high))
    return Figure(
        label_of(_("Said more: “%(theme)s”") % {"theme": wording.label_of(theme)}),
        last.ratio.value,
        last.ratio.low,
        last.ratio.high,
        last.n,
        "ratio",
        is_enough=True,
        said=_("%(n)s times") % {"n": said},
        between=_("%(low)s to %(high)s") % {"low": low, "high": high},
        note=_("the usual, since %(since)s") % {"since": day_words(last.first)},
    )


def _quote(theme: Theme, themes: Mapping[int, Theme], week: Week, actor: Actor, reader: Actor) -> Quote | None:
    """The most typical words of the week that may be passed on; None where there are none."""
    own = members_of(dict(themes), theme.number)
    for one in quotes_of(actor, own, limit=TRIED, days=(week.first, week.last), reader=reader):
        text = harmless(body_of(one.text))
        if is_quotable(text, one.names):
            about = _("Said more: “%(theme)s”") % {"theme": wording.label_of(theme)}
            return Quote(shortened(text), label_of(about))
    return None
