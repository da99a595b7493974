"""One query gathers the letter: each section from where its figures live, then the news, then the question."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from colere.foundation.queries.organisation import get_organisation
from colere.insights.letter.queries.changes import changes_section
from colere.insights.letter.queries.figures import label_of
from colere.insights.letter.queries.problems import problems_section
from colere.insights.letter.queries.promises import promises_section
from colere.insights.letter.queries.question import question_for
from colere.insights.letter.queries.stories import stories_section
from colere.insights.letter.queries.voices import voices_section
from colere.insights.letter.rules.content import Letter
from colere.insights.letter.rules.leading import leading
from colere.insights.letter.rules.weeks import Week
from colere.platform.metrics import ReportRequest, all_series, known_days
from colere.platform.metrics.periods import bucket_start
from colere.platform.metrics.usual import USUAL_WEEKS
from colere.platform.permissions import Actor, require


def gather_letter(actor: Actor, *, week: Week) -> Letter:
    """What is said about the week, from the facts as they stand: some seconds for a million conversations, so ask it
    in a job. What any reader of letters may know, whoever asks. Raises `Refused`.
    """
    require(actor, "letter.read")
    series = {one.measure.name: one for one in all_series(ReportRequest(_start(week, actor), week.last, "week"), actor)}
    voices, as_usual = voices_section(week, series, actor)
    promises, hurting = promises_section(week, actor)
    changes, changed = changes_section(series)
    problems, ongoing = problems_section(week, actor)
    news = leading([*ongoing, *hurting, *changed, as_usual])
    company = label_of(get_organisation().name)
    return Letter(
        week.name,
        week.first,
        week.last,
        company,
        _("The week of %(company)s, %(days)s") % {"company": company, "days": days_words(week)},
        news.sentence,
        str(news.kind),
        (voices, promises, changes, problems, stories_section(week, actor)),
        question_for(news.kind, week),
    )


def _start(week: Week, actor: Actor) -> date:
    """The first of 26 weeks; not before anything was known, or the first week of all would look like a change."""
    start, days = week.last - timedelta(weeks=USUAL_WEEKS) + timedelta(days=1), known_days(actor)
    return start if days is None else min(max(start, bucket_start(days[0], "week")), week.first)


def days_words(week: Week) -> str:
    """The days of a week: "11 to 17 May 2026"."""
    is_one_month = week.first.month == week.last.month
    first = formats.date_format(
        week.first, "j" if is_one_month else "j F" if week.first.year == week.last.year else "j F Y"
    )
    return _("%(first)s to %(last)s") % {"first": first, "last": formats.date_format(week.last, "j F Y")}
