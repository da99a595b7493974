"""Tables of the foundation: who we are, when we work, what we believe and promise."""

from colere.foundation.models.beliefs import (
    Acknowledgement,
    Behaviour,
    LeadershipPrinciple,
    MissionStatement,
    Value,
)
from colere.foundation.models.calendars import CalendarException, WorkingCalendar, WorkingInterval
from colere.foundation.models.people import Department, Organisation, Person, Team
from colere.foundation.models.promises import CharterRule, Promise

__all__ = [
    "Acknowledgement",
    "Behaviour",
    "CalendarException",
    "CharterRule",
    "Department",
    "LeadershipPrinciple",
    "MissionStatement",
    "Organisation",
    "Person",
    "Promise",
    "Team",
    "Value",
    "WorkingCalendar",
    "WorkingInterval",
]
