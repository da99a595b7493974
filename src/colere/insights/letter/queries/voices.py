"""What customers said: how satisfied they were, how easy it was, and some of them in their own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.care.feedback.queries import responses
from colere.care.feedback.rules import LOW, band
from colere.care.feedback.views.wording import question_label, score_words
from colere.insights.letter.queries.figures import label_of, newest_of, of_measure, usual_words
from colere.insights.letter.queries.themes import grown_themes
from colere.insights.letter.rules.choosing import Voice, chosen, spread
from colere.insights.letter.rules.content import Quote, Section
from colere.insights.letter.rules.leading import Kind, News
from colere.insights.letter.rules.quoting import harmless, is_quotable, shortened
from colere.insights.letter.rules.weeks import Week
from colere.platform.accounts.roles import Role
from colere.platform.metrics import Series, company_zone
from colere.platform.metrics.periods import start_of
from colere.platform.permissions import Actor
from colere.platform.ui import words
from colere.stats.enough import State

SHOWN = ("csat", "recommend", "effort", "conversations_opened")
QUOTED = 4
OF_A_DAY = 40

# Sees what every reader of the letter may see: answers about the work of all teams but the private ones.
ANY_LEADER = Actor("system:letter", roles=frozenset({Role.EXECUTIVE}))


def voices_section(week: Week, series: Mapping[str, Series], actor: Actor) -> tuple[Section, News]:
    """The section, and the news that it would be: that all is as usual, or that too few answered to say so."""
    known = [series[name] for name in SHOWN if name in series]
    figures = [of_measure(one.measure.label, newest_of(one), one.measure.unit, note=usual_words(one)) for one in known]
    sentence, kind = _sentence(series.get("csat"))
    quotes = tuple(Quote(voice.text, voice.about) for voice in _quotes(week))
    grown = grown_themes(week, actor, reader=ANY_LEADER)
    silent = _("Nobody left words this week that can be passed on without saying whose they are.")
    section = Section(
        "voices",
        _("What customers said"),
        " ".join(filter(None, [sentence, grown.sentence])),
        (*figures, *grown.figures),
        (*grown.quotes, *quotes),
        note=" ".join(filter(None, [grown.note, "" if quotes or grown.quotes else silent])),
        place="feedback:response-list",
    )
    return section, News(kind, sentence)


def _sentence(csat: Series | None) -> tuple[str, Kind]:
    measured = newest_of(csat) if csat is not None else None
    if csat is None or measured is None or measured.value is None or measured.state is not State.OK:
        n = measured.n if measured is not None else 0
        told = ngettext(
            "%(n)s customer said how satisfied they were: too few to tell a share.",
            "%(n)s customers said how satisfied they were: too few to tell a share.",
            n,
        )
        return told % {"n": words.number(n)}, Kind.TOO_FEW
    said = {
        "n": words.number(measured.n),
        "share": words.figure(measured.value, "share"),
        "between": words.interval(measured.low, measured.high, "share"),
    }
    told = ngettext(
        "Of %(n)s customer who answered, %(share)s were satisfied (%(between)s)",
        "Of %(n)s customers who answered, %(share)s were satisfied (%(between)s)",
        measured.n,
    )
    return f"{told % said}{_beside_usual(csat)}.", Kind.QUIET


def _beside_usual(csat: Series) -> str:
    """Whether this week is a signal: nothing else may be called more or less than usual."""
    if csat.centre is None:
        return ""
    own = csat.periods[-1].signals
    if not own:
        return _(", as usual")
    return _(", more than usual") if own[-1].direction > 0 else _(", less than usual")


def _quotes(week: Week) -> list[Voice]:
    zone = company_zone()
    days = []
    for number in range(7):
        day = week.first + timedelta(days=number)
        start, end = start_of(day, zone), start_of(day + timedelta(days=1), zone)
        days.append(responses.words_between(ANY_LEADER, start=start, end=end, limit=OF_A_DAY))
    rows = responses.answers_by_id(ANY_LEADER, [row["id"] for day in days for row in day])
    return chosen(spread([_voices(rows[row["id"]] for row in day if row["id"] in rows) for day in days]), QUOTED)


def _voices(rows: Any) -> list[Voice]:
    found = []
    for row in rows:
        text = harmless(row["comment"])
        if is_quotable(text, [row["customer__name"] or "", row["customer__merged_into__name"] or ""]):
            said = [question_label(row["name"]), score_words(row["name"], row["score"]), row["topic"]]
            about = label_of(" · ".join(part for part in said if part))
            is_unhappy = band(row["name"], row["score"]) == LOW
            found.append(Voice(row["id"], is_unhappy, row["topic"], shortened(text), about))
    return found
