"""Moments of facts as days of the company."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from colere.insights.instruments.rules.spans import local_times
from colere.platform.metrics import ReportRequest, company_zone, periods

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Period = tuple[date | None, date | None]


def wall_times(at: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """Moments in UTC as wall time of the company's zone."""
    if not at.size:
        return at
    first, last = (at.min().astype(datetime), at.max().astype(datetime))
    steps = periods.offsets(
        first.replace(tzinfo=UTC) - timedelta(days=1), last.replace(tzinfo=UTC) + timedelta(days=1), company_zone()
    )
    return local_times(at, steps)


def day_numbers(at: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Moments in UTC as days of the company, counted as `date.toordinal` does."""
    import numpy as np

    return np.asarray(wall_times(at).astype("datetime64[D]").astype(np.int64) + date(1970, 1, 1).toordinal())


def period_of(request: ReportRequest, at: NDArray[np.datetime64]) -> Period:
    """The first and last day that were asked about; where one is left open, that of the moments found."""
    import numpy as np

    known = at[~np.isnat(at)]
    if not known.size:
        return request.start, request.end
    ends = day_numbers(np.array([known.min(), known.max()]))
    first, last = (date.fromordinal(int(end)) for end in ends)
    return request.start or first, request.end or last
