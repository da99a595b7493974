"""How many contacts will come, and how many people they need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from colere.foundation.queries.calendars import calendar_of
from colere.foundation.queries.organisation import get_team
from colere.insights.instruments.queries.days import Period, wall_times
from colere.insights.instruments.rules.spans import WEEK, counts_by_interval
from colere.insights.instruments.rules.steps import Step, Tell, silent
from colere.platform.errors import Invalid
from colere.platform.metrics import ReportRequest, company_zone, read_columns
from colere.platform.metrics.periods import today
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from colere.foundation.rules.worktime import Hours
    from colere.stats.forecast import Backtest, Forecast
    from colere.stats.interval import Floats
    from colere.stats.staffing import Staffing

    Flags = NDArray[np.bool_]

MOST_DAYS, MOST_PAST = 90, 730
DAY_MINUTES = 1440
TESTED_WEEKS = 4
SHOWN_PAST = 42  # days


@dataclass(frozen=True, slots=True)
class Service:
    """What customers were promised and what a contact takes: `share` answered within `seconds`, handled in `handling`
    seconds; `away` is the share of paid time in which a colleague is not there.
    """

    handling: float = 600.0
    share: float = 0.8
    seconds: float = 20.0
    away: float = 0.0


@dataclass(frozen=True, slots=True)
class ContactsFound:
    """Contacts of `days` days from `first` on, by intervals of `minutes`, with the people that they need.

    `known` days were looked at; the forecast is None where fewer than four weeks of them were open. `test` tells how
    the last weeks would have been forecast; `past` has the contacts of the last days before `first`.
    """

    period: Period
    first: date
    days: int
    minutes: int
    known: int
    service: Service
    forecast: Forecast | None
    people: Staffing | None
    test: Backtest | None
    past: tuple[float, ...] = ()


def find_contacts_ahead(
    actor: Actor,
    *,
    request: ReportRequest,
    days: int = 14,
    minutes: int = 60,
    service: Service | None = None,
    tell: Tell = silent,
) -> ContactsFound:
    """The contacts of the days after the request's last one, learnt from those before, and the agents they need.

    Raises `Invalid` for a number of days or minutes that cannot be, or a service that nobody could promise.
    """
    require(actor, "metrics.read")
    import numpy as np

    from colere.stats.forecast import LEAST_DAYS, forecast_contacts

    service = service or Service()
    _check(days, minutes, service)
    tell(Step.READING)
    (start, end), counts = _known_counts(request, minutes)
    first = (end or today(company_zone())) + timedelta(days=1)
    known = len(counts)
    hours = calendar_of(get_team(actor, request.team) if request.team is not None else None)
    closed, holidays = _flags(hours, start, counts, days)
    past = tuple(counts[-SHOWN_PAST:].sum(axis=1).tolist())
    found = ContactsFound((start, end), first, days, minutes, known, service, None, None, None, past)
    if int((~closed[:known]).sum()) < LEAST_DAYS or start is None or not counts.any():
        return found
    tell(Step.FITTING)
    ahead = forecast_contacts(counts, days, first_weekday=start.weekday(), closed=closed, holidays=holidays)
    tell(Step.TESTING)
    test = _test(counts, start, closed[:known], holidays[:known])
    return replace(found, forecast=ahead, people=_people(np.asarray(ahead.mean), minutes, service), test=test)


def _check(days: int, minutes: int, service: Service) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(_("A forecast reaches from 1 to %(most)s days ahead.") % {"most": MOST_DAYS})
    if minutes < 5 or DAY_MINUTES % minutes:
        raise Invalid(_("An interval must divide the day: 15, 30, 60 minutes and so on, at least 5."))
    if not (0 < service.share < 1 and 0 <= service.away < 1 and service.handling > 0 and service.seconds >= 0):
        raise Invalid(_("Shares lie between 0 and 1, and handling takes some time."))


def _known_counts(request: ReportRequest, minutes: int) -> tuple[Period, Floats]:
    """Days × intervals from the first to the last whole day on which anything came, at most the last two years: what
    was longer ago says nothing about next week. Without any contact there are no days.
    """
    import numpy as np

    local = wall_times(
        read_columns("conversations", ["opened_at"], replace(request, by=None, measures=None))["opened_at"]
    )
    if not local.size:
        return (request.start, request.end), np.empty((0, DAY_MINUTES // minutes))
    first, last = (moment.astype("datetime64[D]").item() for moment in (local.min(), local.max()))
    end = request.end or min(last, today(company_zone()) - timedelta(days=1))
    start = max(first, end - timedelta(days=MOST_PAST - 1))
    counts = counts_by_interval(local, start=start, days=max((end - start).days + 1, 0), minutes=minutes)
    return (start, end), counts


def _flags(hours: Hours | None, start: date | None, counts: Floats, days: int) -> tuple[Flags, Flags]:
    """Closed days and public holidays, past and ahead. A day on which the house is closed but customers write all the
    same is no closed day: it counts as such only where nothing has ever come on one.
    """
    import numpy as np

    size = len(counts) + days
    if hours is None or start is None:
        return np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    dates = [start + timedelta(days=place) for place in range(size)]
    holidays = np.array([day in hours.holidays(day.year) for day in dates])
    shut = np.array([not hours.spans_on(day) for day in dates])
    is_quiet = not counts[shut[: len(counts)]].any()
    return (shut if is_quiet else np.zeros(size, dtype=np.bool_)), holidays


def _people(mean: Floats, minutes: int, service: Service) -> Staffing:
    from colere.stats.staffing import agents_needed

    return agents_needed(
        mean,
        interval_seconds=minutes * 60.0,
        handling_seconds=service.handling,
        answered_share=service.share,
        within_seconds=service.seconds,
        away_share=service.away,
    )


def _test(counts: Floats, start: date, closed: Flags, holidays: Flags) -> Backtest | None:
    from colere.stats.forecast import LEAST_DAYS, backtest

    tested = TESTED_WEEKS * WEEK
    if int((~closed[:-tested]).sum()) < LEAST_DAYS:
        return None
    return backtest(counts, weeks=TESTED_WEEKS, first_weekday=start.weekday(), closed=closed, holidays=holidays)
