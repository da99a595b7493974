"""Permissions: named, decided by a function, and on every route."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from colere.platform.accounts.roles import Role
from colere.platform.errors import Refused
from colere.platform.permissions import SYSTEM, Actor, allows, public, require, requires, system_actor

AGENT = Actor(ref="account:1", account_id=1, roles=frozenset({Role.AGENT}), scopes=frozenset({"team:3", "person:12"}))
NOBODY = Actor(ref="account:2", account_id=2, roles=frozenset({Role.COLLEAGUE}))


@requires("customers.read")
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("customers")


def visit(actor: Actor | None) -> HttpResponse:
    request = RequestFactory().get("/customers?q=ada")
    request.actor = actor  # type: ignore[attr-defined]
    return page(request)


def test_whoever_has_the_role_may() -> None:
    assert allows(AGENT, "customers.read")
    assert visit(AGENT).content == b"customers"


def test_whoever_lacks_the_role_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refused, match=r"See customers.+Nothing was changed"):
        require(NOBODY, "customers.read")
    with pytest.raises(Refused):
        visit(NOBODY)


def test_whoever_is_not_signed_in_is_sent_to_the_door_and_back() -> None:
    answer = visit(None)
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/customers%3Fq%3Dada")


def test_the_system_may_everything_and_leaves_its_name() -> None:
    assert allows(SYSTEM, "customers.merge")
    assert system_actor("import").ref == "system:import"


def test_an_unknown_permission_is_a_bug_not_a_refusal() -> None:
    with pytest.raises(KeyError):
        allows(AGENT, "customers.fly")


def test_scopes_are_read_by_their_prefix() -> None:
    assert AGENT.ids("team") == {3}
    assert AGENT.ids("person") == {12}
    assert AGENT.ids("leads") == frozenset()


def test_marks_can_be_read_off_the_view() -> None:
    assert page.permission == "customers.read"  # type: ignore[attr-defined]
    assert public("why")(page).public_reason == "why"  # type: ignore[attr-defined]
