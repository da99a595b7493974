"""Pages of people, teams, hours and the company: each works, refuses who may not, and says what is wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from colere.foundation.models import (
    CalendarException,
    Department,
    Organisation,
    Person,
    Team,
    WorkingCalendar,
)

MANAGED_BY_FEW = ("person-new", "team-new", "department-new", "calendar-new")


def url(name: str, *args: Any) -> str:
    return reverse(f"foundation:{name}", args=args)


@pytest.mark.parametrize("name", MANAGED_BY_FEW)
def test_only_who_may_manages_people_and_calendars(name: str, signed_in: Any, staff: Any) -> None:
    for person in (staff.head, staff.partner, staff.operator):
        assert signed_in(person).get(url(name)).status_code == 200
    for person in (staff.agent, staff.lead, staff.executive):
        assert signed_in(person).get(url(name)).status_code == 403


def test_hours_are_written_as_people_say_them(signed_in: Any, staff: Any) -> None:
    browser = signed_in(staff.partner)
    filled = {
        "name": "Office",
        "time_zone": "Europe/Berlin",
        "country": "DE",
        "day_0": "9-12:30, 13:30-18",
        "day_4": "22-2",
    }
    browser.post(url("calendar-new"), filled)
    calendar = WorkingCalendar.objects.get()
    assert calendar.intervals.count() == 4
    browser.post(url("exception-set", calendar.pk), {"on": "2026-12-24", "spans": "9-12", "note": "Christmas Eve"})
    page = browser.get(url("calendar", calendar.pk) + "?year=2026").content.decode()
    assert "Christmas Eve" in page
    assert "09:00–12:30, 13:30–18:00" in page
    browser.post(url("exception-drop", calendar.pk, "2026-12-24"))
    assert not CalendarException.objects.exists()


@pytest.mark.postgres
def test_teams_and_departments_are_made_on_their_page(signed_in: Any, staff: Any) -> None:
    browser = signed_in(staff.operator)
    browser.post(url("department-new"), {"name": "Care"})
    care = Department.objects.get()
    browser.post(url("team-new"), {"name": "Returns", "department": care.pk, "is_private": "on"})
    team = Team.objects.get(name="Returns")
    assert team.is_private
    browser.post(url("team-archive", team.pk))
    browser.post(url("department-archive", care.pk))
    page = browser.get(url("team-list")).content.decode()
    assert url("team-restore", team.pk) in page


def test_only_an_operator_sees_and_sets_the_companys_settings(signed_in: Any, staff: Any) -> None:
    assert signed_in(staff.head).get(url("organisation")).status_code == 403
    browser = signed_in(staff.operator)
    filled = {
        "name": "Marrowfield",
        "time_zone": "Europe/Berlin",
        "country": "DE",
        "language": "en-gb",
        "currency": "eur",
    }
    assert browser.post(url("organisation"), filled).status_code == 303
    assert Organisation.objects.get().currency == "EUR"
    assert browser.post(url("organisation"), filled | {"currency": "12"}).status_code == 422


@pytest.mark.postgres
def test_people_are_found_by_name_team_role_and_state(signed_in: Any, staff: Any) -> None:
    Person.objects.create(name="Gone Girl", left_on=date(2026, 1, 1))
    Person.objects.create(name="only@example.org", is_stub=True)
    browser = signed_in(staff.operator)

    def names(query: str) -> str:
        return browser.get(url("person-list") + query).content.decode()

    everybody = names("")
    assert "Anton Agent" in everybody
    assert "Gone Girl" not in everybody
    assert "only@example.org" not in everybody
    assert "Lena Lead" not in names("?q=anton")
    assert "Anton Agent" not in names("?role=lead")
    assert "Lena Lead" in names("?role=lead")
    assert "Pia Partner" not in names(f"?team={staff.team.pk}")
    assert "Gone Girl" in names("?state=left")
    assert "only@example.org" in names("?state=stub")


def test_the_list_of_people_is_a_file_too(signed_in: Any, staff: Any) -> None:
    Person.objects.create(name="=1+1")
    response = signed_in(staff.agent).get(url("person-list") + "?format=csv")
    text = b"".join(response.streaming_content).decode()
    assert "Anton Agent" in text
    assert "'=1+1" in text


def test_a_colleague_is_added_invited_and_shown_the_link_once(signed_in: Any, staff: Any) -> None:
    browser = signed_in(staff.partner)
    filled = {"name": "Ada Moss", "email": "ada@example.org", "team": staff.team.pk, "birthday": "1990-05-04"}
    browser.post(url("person-new"), filled)
    ada = Person.objects.get(name="Ada Moss")
    assert ada.birthday == date(1990, 5, 4)
    response = browser.post(url("person-invite", ada.pk), {"roles": ["agent"]})
    assert "/enter/" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "/enter/" not in browser.get(url("person-detail", ada.pk)).content.decode()
    browser.post(url("person-edit", ada.pk), {"name": "Ada Moss-Hill", "email": "ada@example.org"})
    ada.refresh_from_db()
    assert (ada.name, ada.birthday) == ("Ada Moss-Hill", date(1990, 5, 4))


def test_a_head_of_care_manages_people_and_gives_no_accounts(signed_in: Any, staff: Any) -> None:
    browser = signed_in(staff.head)
    assert browser.get(url("person-invite", staff.agent.pk)).status_code == 403
    assert browser.post(url("person-link", staff.agent.pk)).status_code == 403
    assert browser.post(url("person-roles", staff.agent.pk), {"roles": ["operator"]}).status_code == 403
    assert (
        "Account"
        not in browser.get(url("person-detail", staff.lead.pk))
        .content.decode()
        .split("main-nav")[-1]
        .split("May do")[-1]
    )


def test_a_birthday_is_shown_without_its_year_and_only_to_those_who_may_know(signed_in: Any, staff: Any) -> None:
    Person.objects.filter(pk=staff.agent.pk).update(birthday=date(1987, 6, 5))
    page = url("person-detail", staff.agent.pk)
    for person in (staff.partner, staff.agent, staff.lead):
        shown = signed_in(person).get(page).content.decode()
        assert "Next birthday" in shown
        assert "1987" not in shown
    for person in (staff.head, staff.operator, staff.executive):
        assert "Next birthday" not in signed_in(person).get(page).content.decode()
    assert "1987" not in signed_in(staff.partner).get(url("person-edit", staff.agent.pk)).content.decode()


def test_who_left_is_brought_back_by_undo(signed_in: Any, staff: Any) -> None:
    browser = signed_in(staff.partner)
    browser.post(url("person-left", staff.agent.pk), {"on": "2026-01-31"})
    assert Person.objects.get(pk=staff.agent.pk).left_on == date(2026, 1, 31)
    browser.post(url("person-back", staff.agent.pk))
    assert Person.objects.get(pk=staff.agent.pk).left_on is None


@pytest.mark.postgres
def test_colleagues_are_found_by_the_search_of_the_house(staff: Any, acting: Any) -> None:
    from colere.platform.search import search

    found = {index.name: hits for index, hits in search(acting(staff.agent), "lena")}
    assert [hit.title for hit in found["people"]] == ["Lena Lead"]
