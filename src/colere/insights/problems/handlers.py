"""What the counting rooms do when a problem is raised or something is changed about it: a worker counts."""

from colere.culture.improvement.events import ChangeMade, ProblemChanged, ProblemOpened
from colere.insights.problems.jobs import measure_change, weigh_problem
from colere.platform.events import handles
from colere.platform.events.models import LogLine

WHERE = {"topic", "team_id", "channel"}


@handles(ProblemOpened, name="problems.weigh_new")
def weigh_new(event: ProblemOpened, line: LogLine) -> None:
    """What a problem costs is counted once, when it is raised."""
    if event.topic:
        weigh_problem.enqueue(problem=event.problem)


@handles(ProblemChanged, name="problems.weigh_again")
def weigh_again(event: ProblemChanged, line: LogLine) -> None:
    """And again where somebody says that it shows elsewhere."""
    if WHERE & set(event.fields):
        weigh_problem.enqueue(problem=event.problem)


@handles(ChangeMade, name="problems.measure_late_entry")
def measure_late_entry(event: ChangeMade, line: LogLine) -> None:
    """A change that is written down weeks after its day can be measured at once."""
    measure_change.enqueue(change=event.change)
