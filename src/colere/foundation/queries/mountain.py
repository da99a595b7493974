"""Everything that the picture of the foundation shows: what people see above, and what it stands on below."""

from dataclasses import dataclass

from colere.foundation.models import CharterRule, LeadershipPrinciple, MissionStatement
from colere.foundation.queries.beliefs import LivedValue, current_statements, list_principles, list_values
from colere.foundation.queries.charter import list_charter
from colere.foundation.queries.keeping import Kept, days_back, list_kept
from colere.platform.accounts.roles import Role
from colere.platform.metrics import Figure, ReportRequest, report
from colere.platform.metrics.measures import declared_measures
from colere.platform.permissions import Actor, require

SEEN = ("conversations_resolved", "csat")
SEEN_DAYS = 28


@dataclass(frozen=True, slots=True)
class Mountain:
    """The layers of the mountain, from the top."""

    seen: dict[str, Figure]
    kept: list[Kept]
    charter: list[tuple[Role, list[CharterRule]]]
    principles: list[LeadershipPrinciple]
    values: list[LivedValue]
    statements: list[MissionStatement]

    @property
    def mission(self) -> MissionStatement | None:
        """The company's mission."""
        return next((statement for statement in self.statements if statement.department_id is None), None)


def read_mountain(actor: Actor) -> Mountain:
    """The whole picture: a fixed number of queries."""
    require(actor, "foundation.read")
    return Mountain(
        seen=_seen(actor),
        kept=list_kept(actor),
        charter=list_charter(actor),
        principles=list_principles(actor),
        values=list_values(actor),
        statements=current_statements(actor),
    )


def _seen(actor: Actor) -> dict[str, Figure]:
    """What customers saw in the last four weeks, as far as storeys above measure it; the catalogue knows it by name."""
    known = {measure.name for measure in declared_measures()}
    names = tuple(name for name in SEEN if name in known)
    if not names:
        return {}
    start, end = days_back(SEEN_DAYS)
    figures = report(ReportRequest(start=start, end=end, measures=names), actor)
    return {figure.name: figure for figure in figures if figure.n}
