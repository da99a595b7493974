"""What the instruments find, each for an actor: facts or a file in, an estimate with its circumstances out."""

from colere.insights.instruments.queries.contracts import LeaversFound, find_leavers
from colere.insights.instruments.queries.drivers import DriversFound, find_drivers
from colere.insights.instruments.queries.forecast import ContactsFound, Service, find_contacts_ahead
from colere.insights.instruments.queries.people import StandingsFound, find_standings
from colere.insights.instruments.queries.returning import ReturningFound, find_returning
from colere.insights.instruments.queries.scorecards import SheetFound, find_sheet_health
from colere.insights.instruments.queries.shift import ShiftFound, find_shift
from colere.insights.instruments.queries.staggered import StaggeredFound, find_staggered
from colere.insights.instruments.queries.teamwork import TeamworkFound, find_teamwork
from colere.insights.instruments.queries.value import ValueFound, find_value

__all__ = [
    "ContactsFound",
    "DriversFound",
    "LeaversFound",
    "ReturningFound",
    "Service",
    "SheetFound",
    "ShiftFound",
    "StaggeredFound",
    "StandingsFound",
    "TeamworkFound",
    "ValueFound",
    "find_contacts_ahead",
    "find_drivers",
    "find_leavers",
    "find_returning",
    "find_sheet_health",
    "find_shift",
    "find_staggered",
    "find_standings",
    "find_teamwork",
    "find_value",
]
