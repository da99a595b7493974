import pytest

from colere.foundation.models import Person
from colere.platform.imports import run_import
from tests.domains.loading import counts, load, sentences
from tests.people import Cast

pytestmark = pytest.mark.django_db


def person(id: str, **over: object) -> dict[str, object]:
    return {"id": id, "name": f"Person {id}", "email": f"{id}@example.org", **over}


def leads() -> dict[str, str | None]:
    return {p.external_id: p.manager and p.manager.external_id for p in Person.objects.select_related("manager")}


def test_people_come_with_teams_departments_roles_and_managers_in_any_order():
    rows = [
        person("a", manager="b", team="Parcels", department="Care", role="Agent", hired_on="2024-02-01"),
        person("b", manager="C@example.org", role="Head of care"),
        person("c"),
    ]
    assert counts(load("people", rows)) == (3, 0, 0, 0)
    assert leads() == {"a": "b", "b": "c", "c": None}
    a, b = Person.objects.get(external_id="a"), Person.objects.get(external_id="b")
    assert (a.team and a.team.name, a.title, a.roles, b.roles) == ("Parcels", "Agent", ["agent"], ["head_of_care"])
    assert counts(load("people", rows)) == (0, 0, 3, 0)


def test_people_who_would_lead_themselves_are_refused_and_the_others_are_not():
    rows = [
        person("a", manager="b"),
        person("b", manager="c"),
        person("c", manager="a"),
        person("d", manager="a"),
        person("e"),
    ]
    result = load("people", rows)
    assert counts(result) == (2, 0, 0, 3)
    assert set(sentences(result)) == {
        "“manager”: people would lead themselves by way of others. Correct who leads whom."
    }
    assert leads() == {"d": None, "e": None}
    mended = [person("a"), *rows[1:]]
    assert counts(load("people", mended)) == (3, 1, 1, 0)
    assert leads() == {"a": None, "b": "c", "c": "a", "d": "a", "e": None}


def test_a_circle_with_those_who_are_there_already_is_refused_and_changes_nothing():
    load("people", [person("a"), person("b", manager="a")])
    result = load("people", [person("a", manager="b", name="New name"), person("b", manager="a")])
    assert counts(result) == (0, 0, 1, 1)
    assert Person.objects.get(external_id="a").name == "Person a"


def test_nobody_is_their_own_manager_and_nobody_has_an_unknown_one():
    result = load("people", [person("a", manager="a"), person("b", manager="ghost")])
    assert sentences(result) == [
        "“manager”: nobody can be their own manager.",
        "“manager”: nobody has the id, address or name “ghost”.",
    ]


def test_a_stub_from_a_conversation_becomes_whole(published):
    message = {"at": "2026-03-01T09:00:00Z", "from": "agent", "author": "Ben@example.org", "text": "x"}
    load("conversations", [{"id": "c", "messages": [message]}], source="desk")
    stub = Person.objects.get()
    assert (stub.is_stub, stub.name) == (True, "Ben")
    result = load("people", [person("p-1", email="ben@example.org", name="Ben Ode")], source="people")
    assert (result.created, result.merged) == (0, 1)
    stub.refresh_from_db()
    assert (stub.is_stub, stub.name, stub.external_id) == (False, "Ben Ode", "p-1")


def test_two_rows_with_one_address_are_one_person_and_the_second_is_refused():
    result = load("people", [person("a", email="x@example.org"), person("b", email="x@example.org")])
    assert counts(result) == (1, 0, 0, 1)
    assert "“a”" in sentences(result)[0]


def test_somebody_elses_address_is_refused():
    load("people", [person("a"), person("b")])
    assert counts(load("people", [person("a", email="b@example.org")])) == (0, 0, 0, 1)


def test_a_head_of_care_cannot_make_an_operator_by_a_list(cast: Cast):
    run_import("people", [person("a", role="Operator")], source="s", actor=cast.head.actor)
    assert Person.objects.get(external_id="a").roles == []
    load("people", [person("b", role="Operator")])
    assert Person.objects.get(external_id="b").roles == ["operator"]
