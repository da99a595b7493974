"""Findings in words: the sentence on top, when a topic came up more, what it cost, and how all that is found."""

from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.insights.problems.rules.finding import MINUTES, MINUTES_ERROR
from colere.insights.problems.rules.findings import Bounded, Findings, Topic
from colere.platform.ui import words

HOUR = 60
SHORT_OF_AN_HOUR = 90  # minutes; from here on hours say enough
NAMED = 2


def sentence(findings: Findings, minutes: float = MINUTES) -> str:
    """The news of the page."""
    problems = findings.problems
    if not findings.is_enough:
        return _("There are too few contacts yet to say whether a problem comes back.")
    if not problems:
        return _("No problem comes back: every topic comes up as often as it usually does.")
    first = problems[0]
    said = {
        "topic": first.name,
        "work": _("about %(work)s more than usual") % {"work": work_words(first.excess.value * minutes)},
        "period": length_words(findings),
        "since": day_words(first.spells[-1].first),
        "until": day_words(first.spells[-1].last),
    }
    if first.comes_back:
        told = ngettext(
            "“%(topic)s” comes back: %(n)s time in %(period)s, %(work)s",
            "“%(topic)s” comes back: %(n)s times in %(period)s, %(work)s",
            len(first.spells),
        ) % {**said, "n": len(first.spells)}
    elif first.is_ongoing:
        told = _("“%(topic)s” has come up more since %(since)s: %(work)s so far") % said
    else:
        told = _("“%(topic)s” came up more from %(since)s to %(until)s: %(work)s") % said
    return told + others([topic.name for topic in problems[1:]])


def others(names: list[str]) -> str:
    """How the sentence ends: which other topics came up more."""
    if not names:
        return "."
    named = ", ".join(_("“%(topic)s”") % {"topic": name} for name in names[:NAMED])
    more = len(names) - NAMED
    if more > 0:
        return ngettext("; also %(named)s and %(n)s more.", "; also %(named)s and %(n)s more.", more) % {
            "named": named,
            "n": more,
        }
    return _("; also %(named)s.") % {"named": named}


def story(topic: Topic, findings: Findings) -> str:
    """When and how often a topic came up more than usual."""
    last = topic.spells[-1]
    said = {
        "since": day_words(last.first),
        "until": day_words(last.last),
        "times": times_words(last.ratio.value),
        "n": len(topic.spells),
        "period": length_words(findings),
    }
    if topic.is_ongoing:
        told = _("Since %(since)s it comes up %(times)s times as often as usual.") % said
    else:
        told = _("From %(since)s to %(until)s it came up %(times)s times as often as usual.") % said
    if not topic.comes_back:
        return told
    again = ngettext(
        "It came up more %(n)s time in %(period)s.", "It came up more %(n)s times in %(period)s.", len(topic.spells)
    )
    return f"{told} {again % said}"


def edge_words(between: tuple[date, date]) -> str:
    """The days between which a beginning or an end lies."""
    if between[0] == between[1]:
        return day_words(between[0])
    return _("%(first)s to %(last)s") % {"first": day_words(between[0]), "last": day_words(between[1])}


def times_words(ratio: float) -> str:
    """How many times as often: "2.4", "38"; wherever it is said, it is said so."""
    return words.number(ratio, 0 if ratio >= 10 else 1)


def day_words(day: date) -> str:
    """A day with its month; the year is that of the period."""
    return str(formats.date_format(day, "j F"))


def length_words(findings: Findings) -> str:
    """How long the period is."""
    days = (findings.end - findings.start).days + 1
    if 360 <= days <= 370:
        return _("a year")
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def work_words(minutes: float) -> str:
    """Minutes of work as people say them: "41 hours of work"."""
    if minutes < SHORT_OF_AN_HOUR:
        said = ngettext("%(n)s minute of work", "%(n)s minutes of work", round(minutes))
        return said % {"n": words.number(minutes)}
    hours = round(minutes / HOUR)
    return ngettext("%(n)s hour of work", "%(n)s hours of work", hours) % {"n": words.number(hours)}


def hours_words(cost: Bounded, minutes: float) -> str:
    """Contacts as hours with their interval: "41 h (32 to 52 h)"."""
    hours = cost.times(minutes / HOUR)
    digits = 0 if hours.high >= 10 else 1
    value, low, high = (words.number(figure, digits) for figure in (hours.value, hours.low, hours.high))
    return _("%(value)s h (%(low)s to %(high)s h)") % {"value": value, "low": low, "high": high}


def state_words(topic: Topic) -> str:
    """What there is to say of a topic in a word or two."""
    if not topic.is_enough:
        return _("too few")
    if topic.is_ongoing:
        return _("more than usual now")
    if topic.spells:
        return ngettext("stood out %(n)s time", "stood out %(n)s times", len(topic.spells)) % {"n": len(topic.spells)}
    return _("as usual")


def methods(findings: Findings, minutes: float) -> list[tuple[str, str]]:
    """(title, sentences): what is assumed, and how it is found."""
    said = {"minutes": words.number(minutes), "error": words.number(minutes * MINUTES_ERROR, 1)}
    if findings.knows_seasons:
        season = _(
            "What comes every year is no problem that comes back: two waves a year are fitted to each topic and count "
            "as usual. From one year alone a season cannot be told from something that lasts longer than three months."
        )
    else:
        season = _("Under 300 days a season cannot be told from a problem; choose a year to have it taken out.")
    found = [
        (
            _("What it costs"),
            _(
                "Contacts × minutes. Handling times are not recorded, so %(minutes)s minutes for a contact are an "
                "assumption (standard error %(error)s), the same for all topics; you can choose another. The interval "
                "holds both that and chance."
            )
            % said,
        ),
        (
            _("When it comes up more"),
            _(
                "A stretch of three days or more in which a topic has a larger share of all contacts than on its other "
                "days, weekdays allowed for; growth of the company is none. Where nothing happens, all topics together "
                "show one with a probability of at most 5%. A topic comes back when there were two or more. Topics "
                "whose stretches cannot be told apart by their days are taken for the work of one cause, and get the "
                "same days."
            ),
        ),
        (_("Seasons"), season),
        (
            _("Too few"),
            _("A topic is looked at from 6 weeks and 10 contacts on; below, there is “too few” and nothing else."),
        ),
    ]
    if findings.left_out:
        found.append((_("Left out"), _("Only the 100 most frequent topics are looked at.")))
    return found
