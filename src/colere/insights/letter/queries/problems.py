"""Problems by cost: the topics that came up more than usual within the year that ends with the week."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from colere.insights.letter.queries.figures import label_of
from colere.insights.letter.rules.content import Figure, Section
from colere.insights.letter.rules.leading import NEW_DAYS, Kind, News
from colere.insights.letter.rules.weeks import Week
from colere.insights.problems.queries.counting import DAYS, count_problems
from colere.insights.problems.rules.finding import MINUTES
from colere.insights.problems.rules.findings import Findings, Topic
from colere.insights.problems.views import wording
from colere.platform.metrics import ReportRequest, known_days
from colere.platform.permissions import Actor
from colere.platform.ui import words

SHOWN = 5
HOUR = 60


def problems_section(week: Week, actor: Actor) -> tuple[Section, list[News]]:
    """The section, and the problems that go on this week as news."""
    return told_of(_findings(week, actor), week)


def told_of(findings: Findings | None, week: Week) -> tuple[Section, list[News]]:
    """The same of what was found already. No letter begins with what may be a season: only from 300 days on is a
    problem told apart from one.
    """
    problems = findings.problems[:SHOWN] if findings else []
    most = max((topic.excess.value for topic in problems), default=0.0)
    sentence = wording.sentence(findings) if findings else _("There are no conversations yet.")
    section = Section(
        "problems",
        _("Problems by cost"),
        label_of(sentence),
        tuple(_figure(topic, most) for topic in problems),
        note=_note(findings) if findings and problems else "",
        place="problems:problem-list",
    )
    if findings is None or not findings.knows_seasons:
        return section, []
    ongoing = sorted((topic for topic in problems if _is_of(week, topic)), key=lambda one: -one.spells[-1].excess.value)
    return section, [_news(topic, week) for topic in ongoing]


def _note(findings: Findings) -> str:
    said = {"minutes": MINUTES}
    note = _("Hours of work beyond the usual, at %(minutes)s minutes for a contact: an assumption.") % said
    if findings.knows_seasons:
        return note
    return f"{note} {_('So far there are under 300 days: some of it may be the season.')}"


def _is_of(week: Week, topic: Topic) -> bool:
    """Whether the topic came up more than usual in this very week."""
    last = topic.spells[-1]
    return last.is_ongoing or last.last >= week.first


def _findings(week: Week, actor: Actor) -> Findings | None:
    days = known_days(actor)
    if days is None or days[0] > week.last:
        return None
    start = max(week.last - timedelta(days=DAYS - 1), days[0])
    return count_problems(actor, request=ReportRequest(start, week.last))


def _figure(topic: Topic, most: float) -> Figure:
    cost = topic.excess.times(MINUTES / HOUR)
    digits = 0 if cost.high >= 10 else 1
    said, low, high = (words.number(value, digits) for value in (cost.value, cost.low, cost.high))
    return Figure(
        label_of(topic.name),
        cost.value,
        cost.low,
        cost.high,
        topic.n,
        "hours",
        is_enough=True,
        said=_("%(n)s h") % {"n": said},
        between=_("%(low)s to %(high)s h") % {"low": low, "high": high},
        note="; ".join([wording.state_words(topic), _days(topic)]),
        bar=cost.value / (most * MINUTES / HOUR) if most > 0 else None,
    )


def _days(topic: Topic) -> str:
    last = topic.spells[-1]
    said = {"since": wording.day_words(last.first), "until": wording.day_words(last.last)}
    return _("since %(since)s") % said if last.is_ongoing else _("%(since)s to %(until)s") % said


def _news(topic: Topic, week: Week) -> News:
    last = topic.spells[-1]
    is_new = last.first > week.last - timedelta(days=NEW_DAYS)
    said = {
        "topic": label_of(topic.name),
        "since": wording.day_words(last.first),
        "times": wording.times_words(last.ratio.value),
        "work": wording.work_words(last.excess.value * MINUTES),
    }
    told = _("“%(topic)s” has come up %(times)s times as often as usual since %(since)s: about %(work)s more so far.")
    return News(Kind.NEW_PROBLEM if is_new else Kind.LASTING_PROBLEM, told % said)
