"""Findings about themes in words: the sentence on top, a theme's story, what happened to it, and how it is found."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.insights.problems.rules.findings import Topic
from colere.insights.problems.views.wording import day_words, times_words
from colere.insights.themes.models import Theme
from colere.insights.themes.queries.story import Happening
from colere.insights.themes.rules.found import FoundThemes
from colere.platform.ui import words

NEW = timedelta(weeks=6)  # for how long a theme is said to be new
DRIFTED = 0.2  # 1 − cosine from where it was born: its words have changed


def label_of(theme: Theme) -> str:
    """What to call a theme: its name, else its words, else its number."""
    return theme.label or _("Theme %(n)s") % {"n": theme.number}


def sentence(found: FoundThemes, themes: dict[int, Theme]) -> str:
    """The news of the page: the theme that grew most, where one really did."""
    shown = shown_problems(found, themes)
    if not found.findings.is_enough:
        return _("There are too few words yet to say which theme grows.")
    growing = [(theme, topic) for theme, topic in shown if topic.is_ongoing]
    if growing:
        theme, topic = growing[0]
        last = topic.spells[-1]
        said = {
            "theme": label_of(theme),
            "since": day_words(last.first),
            "times": times_words(last.ratio.value),
        }
        told = _("The theme that grew most: “%(theme)s”, since %(since)s %(times)s times as often as usual") % said
        return told + _more([label_of(other) for other, _topic in growing[1:]])
    born = newborn(themes, found.findings.end)
    if born:
        said = {"theme": label_of(born[0]), "since": day_words(born[0].born_on or found.findings.end)}
        return _("Nothing grew more than usual; “%(theme)s” is new since %(since)s.") % said
    return _("Nothing grew more than usual.")


def _more(names: list[str]) -> str:
    if not names:
        return "."
    first = _("“%(topic)s”") % {"topic": names[0]}
    if len(names) == 1:
        return _("; also %(named)s.") % {"named": first}
    said = {"named": first, "n": len(names) - 1}
    return ngettext("; also %(named)s and %(n)s more.", "; also %(named)s and %(n)s more.", len(names) - 1) % said


def shown_problems(found: FoundThemes, themes: dict[int, Theme]) -> list[tuple[Theme, Topic]]:
    """The themes that came up more than usual and are shown, those whose spells brought most first."""
    pairs = [(themes.get(int(topic.name)), topic) for topic in found.findings.problems]
    return [(theme, topic) for theme, topic in pairs if theme is not None and is_shown(theme)]


def is_shown(theme: Theme) -> bool:
    """Whether a theme stands on the page by itself."""
    return not theme.is_excluded and theme.merged_into_id is None


def newborn(themes: dict[int, Theme], on: date) -> list[Theme]:
    """The shown themes that were born of late, the newest first."""
    new = [one for one in themes.values() if is_shown(one) and one.born_on is not None and one.born_on > on - NEW]
    return sorted(new, key=lambda one: (one.born_on or on, one.number), reverse=True)


def state_of(theme: Theme, topic: Topic | None, on: date) -> list[tuple[str, str]]:
    """What there is to say of a theme in a word or two, each with its tone."""
    found = []
    if topic is not None and topic.is_ongoing:
        found.append((_("more than usual now"), "clay"))
    elif topic is not None and topic.spells:
        n = len(topic.spells)
        found.append((ngettext("stood out %(n)s time", "stood out %(n)s times", n) % {"n": n}, "plain"))
    if theme.born_on is not None and theme.born_on > on - NEW:
        found.append((_("new"), "sky"))
    if theme.drift >= DRIFTED:
        found.append((_("its words have changed"), "honey"))
    return found


def story(topic: Topic | None) -> str:
    """When a theme came up more than usual, or that it did not."""
    if topic is None or not topic.is_enough:
        return _("Too few words yet to say whether it grows.")
    if not topic.spells:
        return _("It comes up as often as usual.")
    last = topic.spells[-1]
    said = {
        "since": day_words(last.first),
        "until": day_words(last.last),
        "times": times_words(last.ratio.value),
    }
    if last.is_ongoing:
        return _("Since %(since)s it comes up %(times)s times as often as usual.") % said
    return _("From %(since)s to %(until)s it came up %(times)s times as often as usual.") % said


def happened(one: Happening, labels: dict[int, str], *, of: int) -> str:
    """A line of the story of theme `of` in words."""
    facts = one.facts
    if facts.get("theme", of) != of:
        return _happened_to_another(one.kind, labels.get(facts["theme"], str(facts["theme"])))
    others = ", ".join(_("“%(topic)s”") % {"topic": labels.get(n, f"{n}")} for n in facts.get("others", []))
    into = labels.get(facts.get("into", 0), str(facts.get("into", "")))
    other = labels.get(facts.get("other", 0), str(facts.get("other", "")))
    texts = facts.get("texts", 0)
    said = {
        "ThemeBorn": ngettext("Born of %(n)s text.", "Born of %(n)s texts.", texts) % {"n": words.number(texts)},
        "ThemesGrewTogether": _("%(others)s came to say the same, and went into it.") % {"others": others},
        "ThemeFellApart": _("It fell in two; %(others)s came out of it.") % {"others": others},
        "ThemeNamed": _("Given a name.") if facts.get("has_name") else _("The name was taken away."),
        "ThemeJoined": _("Joined to “%(into)s”.") % {"into": into},
        "ThemeTakenApart": _("Taken apart from “%(into)s” again.") % {"into": into},
        "ThemeDivided": _("Divided: %(n)s texts went over to “%(other)s”.")
        % {"n": words.number(texts), "other": other},
        "ThemeLeftOut": _("Left out of what is shown."),
        "ThemeBroughtBack": _("Brought back."),
    }
    return said.get(one.kind, one.kind)


def _happened_to_another(kind: str, theme: str) -> str:
    said = {
        "ThemeJoined": _("“%(theme)s” was joined to it."),
        "ThemeTakenApart": _("“%(theme)s” stands for itself again."),
        "ThemeDivided": _("Divided off from “%(theme)s”."),
    }
    return said.get(kind, kind) % {"theme": theme}


def _seen_by(*, sees_words_only: bool) -> str:
    if sees_words_only:
        return _(
            "By the words and parts of words that they share; two ways to say one thing are near only where words "
            "agree."
        )
    return _("By what they mean, seen by a small network that works on this machine (English; other languages less).")


def methods(found: FoundThemes, *, sees_words_only: bool) -> list[tuple[str, str]]:
    """(title, sentences): what is read, how themes are found, and what is taken for granted."""
    return [
        (
            _("What is read"),
            _(
                "What each customer began a conversation with, comments of answers, and reviews. Greetings, numbers "
                "and signatures are left out; words of private teams are not read."
            ),
        ),
        (_("How themes are found"), _seen_by(sees_words_only=sees_words_only)),
        (
            _("Their number"),
            _(
                "Chosen by the data. Each Monday new words join the themes that are known; eight that fit none and lie "
                "together are a new one. What people decide stays."
            ),
        ),
        (
            _("When one grows"),
            _(
                "A stretch of three days or more in which a theme has a larger share of all that is said than on its "
                "other days, weekdays allowed for. Where nothing happens, all themes together show one with a "
                "probability of at most 5%."
            ),
        ),
        (
            _("What it costs"),
            _(
                "Conversations × minutes, which are an assumption (standard error a fifth). Comments and reviews cost "
                "nothing."
            ),
        ),
        (
            _("Fits none"),
            _("%(n)s of %(all)s texts belong to no theme; when that grows, have themes looked for anew.")
            % {"n": words.number(found.fits_none), "all": words.number(found.texts)},
        ),
    ]
