"""The period that pages show unless somebody chooses another, and what they all ask about it, so that one kept answer
serves every one of them.
"""

from datetime import date, timedelta

from colere.platform.metrics.figures import ReportRequest
from colere.platform.metrics.periods import bucket_start, company_zone, today
from colere.platform.metrics.queries import known_days
from colere.platform.permissions import Actor

USUAL_WEEKS = 26


def usual_period(actor: Actor) -> tuple[date, date]:
    """The last 26 whole weeks with facts."""
    yesterday = today(company_zone()) - timedelta(days=1)
    days = known_days(actor)
    last = min(yesterday, days[1]) if days else yesterday
    end = last if last.weekday() == 6 else bucket_start(last, "week") - timedelta(days=1)
    if days and end < days[0]:
        return days[0], last
    start = end - timedelta(weeks=USUAL_WEEKS) + timedelta(days=1)
    return (max(start, bucket_start(days[0], "week")) if days else start), end


def usual_questions(start: date, end: date) -> list[ReportRequest]:
    """What the pages of all measures ask: each measure by week, and over the whole period."""
    return [ReportRequest(start, end, "week"), ReportRequest(start, end)]
