"""Everything that the picture of the foundation shows: what people see above, and what it stands on below."""

from dataclasses import dataclass

from colere.foundation.models import CharterRule, LeadershipPrinciple, MissionStatement
from colere.foundation.queries.beliefs import LivedValue, current_statements, list_principles, list_values
from colere.foundation.queries.charter import list_charter
from colere.foundation.queries.keeping import USUAL_PERIOD, Kept, figures_of, kept_of, measures_of
from colere.foundation.queries.promises import list_promises
from colere.platform.accounts.roles import Role
from colere.platform.metrics import Figure
from colere.platform.metrics.measures import declared_measures
from colere.platform.permissions import Actor, require

SEEN = ("conversations_resolved", "csat")


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
    promises, seen = list_promises(actor), _seen()
    figures = figures_of(actor, [*seen, *(name for one in promises for name in measures_of(one))], days=USUAL_PERIOD)
    return Mountain(
        seen={name: figures[name] for name in seen if name in figures and figures[name].n},
        kept=kept_of(promises, figures),
        charter=list_charter(actor),
        principles=list_principles(actor),
        values=list_values(actor),
        statements=current_statements(actor),
    )


def _seen() -> list[str]:
    """What customers see of us, as far as storeys above measure it; the catalogue knows it by name."""
    known = {measure.name for measure in declared_measures()}
    return [name for name in SEEN if name in known]
