"""Settings of the company, departments, teams, calendars."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from colere.foundation.actions import calendars, organisation
from colere.foundation.actions.calendars import CalendarFacts
from colere.foundation.models import CalendarException, Organisation, WorkingCalendar
from colere.platform.errors import Conflict, Invalid, Refused
from colere.platform.permissions import Actor

Published = Callable[..., list[Any]]
NINE, FIVE = time(9), time(17)


def test_an_operator_sets_the_companys_name_and_clock(operator: Actor, published: Published) -> None:
    organisation.set_organisation(name="Marrowfield", time_zone="Europe/Berlin", country="de", actor=operator)
    organisation.set_organisation(name="Marrowfield", time_zone="Europe/Berlin", country="DE", actor=operator)
    assert Organisation.objects.get().country == "DE"
    [line] = published("foundation.OrganisationChanged")
    assert line.payload["fields"] == ["name", "time_zone", "country"]


def test_a_head_of_care_cannot_change_the_companys_settings(head: Actor, published: Published) -> None:
    with pytest.raises(Refused):
        organisation.set_organisation(name="Mine", time_zone="UTC", actor=head)
    assert published() == []


@pytest.mark.parametrize(
    "wrong", [{"time_zone": "Mars/Olympus"}, {"country": "ZZ"}, {"currency": "Euro"}, {"language": "tlh"}, {"name": ""}]
)
def test_settings_that_nobody_knows_are_refused(wrong: dict[str, str], operator: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        organisation.set_organisation(**{"name": "Marrowfield", "time_zone": "UTC", **wrong}, actor=operator)
    assert list(refusal.value.detail["fields"]) == list(wrong)


def test_departments_and_teams_are_made_changed_archived_and_brought_back(partner: Actor, published: Published) -> None:
    care = organisation.add_department(name="Care", actor=partner)
    organisation.rename_department(care, name="Customer care", actor=partner)
    organisation.archive_department(care, actor=partner)
    organisation.restore_department(care, actor=partner)
    team = organisation.add_team(name="Returns", department=care, actor=partner)
    organisation.change_team(team, name="Returns", department=care, calendar=None, is_private=True, actor=partner)
    organisation.archive_team(team, actor=partner)
    organisation.restore_team(team, actor=partner)
    assert [line.payload["fields"] for line in published("foundation.DepartmentChanged")] == [
        [],
        ["name"],
        ["is_archived"],
        ["is_archived"],
    ]
    assert [line.payload["fields"] for line in published("foundation.TeamChanged")] == [
        [],
        ["is_private"],
        ["is_archived"],
        ["is_archived"],
    ]


def test_names_of_teams_and_departments_differ_in_more_than_capitals(partner: Actor, staff: Any) -> None:
    with pytest.raises(Conflict):
        organisation.add_team(name="PARCELS", actor=partner)
    organisation.add_department(name="Care", actor=partner)
    with pytest.raises(Conflict):
        organisation.add_department(name="care", actor=partner)


def test_a_lead_cannot_make_teams(staff: Any, acting: Callable[..., Actor]) -> None:
    with pytest.raises(Refused):
        organisation.add_team(name="Mine", actor=acting(staff.lead))


def test_the_first_calendar_counts_for_everybody_until_another_does(partner: Actor, published: Published) -> None:
    first = calendars.add_calendar(facts=CalendarFacts(name="Office"), shifts=[(0, NINE, FIVE)], actor=partner)
    second = calendars.add_calendar(facts=CalendarFacts(name="Night"), actor=partner)
    assert (first.is_default, second.is_default) == (True, False)
    with pytest.raises(Invalid, match="counts for everybody"):
        calendars.archive_calendar(first, actor=partner)
    calendars.make_default(second, actor=partner)
    calendars.archive_calendar(WorkingCalendar.objects.get(pk=first.pk), actor=partner)
    assert len(published("foundation.CalendarChanged")) == 4


def test_a_week_is_tidied_and_split_at_midnight(partner: Actor, published: Published) -> None:
    calendar = calendars.add_calendar(facts=CalendarFacts(name="Office"), actor=partner)
    shifts = [(4, time(22), time(6)), (0, NINE, time(12)), (0, time(11), FIVE)]
    calendars.set_week(calendar, shifts=shifts, actor=partner)
    calendars.set_week(calendar, shifts=shifts, actor=partner)
    assert list(calendar.intervals.values_list("weekday", "starts", "ends")) == [
        (0, NINE, FIVE),
        (4, time(22), time(0)),
        (5, time(0), time(6)),
    ]
    assert len(published("foundation.CalendarChanged")) == 2


def test_a_date_may_differ_and_follow_its_weekday_again(partner: Actor) -> None:
    calendar = calendars.add_calendar(facts=CalendarFacts(name="Office"), actor=partner)
    eve = date(2026, 12, 24)
    calendars.set_exception(calendar, on=eve, note="Christmas Eve", actor=partner)
    calendars.set_exception(calendar, on=eve, spans=[(NINE, time(12)), (time(11), time(13))], actor=partner)
    assert CalendarException.objects.get().intervals == [["09:00", "13:00"]]
    calendars.drop_exception(calendar, on=eve, actor=partner)
    assert not CalendarException.objects.exists()


def test_hours_of_a_date_do_not_cross_midnight(partner: Actor) -> None:
    calendar = calendars.add_calendar(facts=CalendarFacts(name="Office"), actor=partner)
    with pytest.raises(Invalid, match="single date"):
        calendars.set_exception(calendar, on=date(2026, 12, 24), spans=[(time(22), time(2))], actor=partner)


@pytest.mark.parametrize(
    "facts",
    [
        CalendarFacts(name="Office", time_zone="Berlin"),
        CalendarFacts(name="Office", country="XX"),
        CalendarFacts(name="Office", country="DE", subdivision="TX"),
        CalendarFacts(name=""),
    ],
)
def test_a_place_that_nobody_knows_is_refused(facts: CalendarFacts, partner: Actor) -> None:
    with pytest.raises(Invalid):
        calendars.add_calendar(facts=facts, actor=partner)


def test_an_agent_cannot_change_a_calendar(agent: Actor, partner: Actor) -> None:
    calendar = calendars.add_calendar(facts=CalendarFacts(name="Office"), actor=partner)
    with pytest.raises(Refused):
        calendars.set_week(calendar, shifts=[], actor=agent)
    with pytest.raises(Refused):
        calendars.set_exception(calendar, on=date(2026, 1, 1), actor=agent)
