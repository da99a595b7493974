"""The page of what happened, and the lines about comings and goings."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from colere.platform.accounts import actions
from colere.platform.accounts.models import Account
from colere.platform.accounts.roles import Role
from colere.platform.permissions import SYSTEM

pytestmark = pytest.mark.django_db


def account(role: Role) -> Account:
    return actions.create_account(email=f"{role}@example.org", name=f"The {role}", roles=[role], actor=SYSTEM)


def test_coming_in_and_leaving_leave_lines(client: Client, published: Callable[..., list[Any]]) -> None:
    ada = account(Role.OPERATOR)
    client.post(f"/enter/{actions.make_sign_in_link(ada, actor=SYSTEM)}")
    client.post("/accounts/logout/")
    assert [(line.kind, line.actor) for line in published()] == [
        ("audit.SignedIn", f"account:{ada.pk}"),
        ("audit.SignedOut", f"account:{ada.pk}"),
    ]


def test_a_wrong_password_leaves_a_line_without_the_address(
    client: Client, published: Callable[..., list[Any]]
) -> None:
    ada = account(Role.OPERATOR)
    client.post("/accounts/login/", {"login": ada.email, "password": "not this one"})
    client.post("/accounts/login/", {"login": "nobody@example.org", "password": "not this one"})
    assert [(line.kind, line.payload) for line in published()] == [("audit.SignInRefused", {"account": ada.pk})]


def test_an_operator_sees_what_happened(client: Client) -> None:
    ada = account(Role.OPERATOR)
    client.force_login(ada)
    page = client.get("/log")
    assert page.status_code == 200
    assert "audit.SignedIn" in page.text
    assert ada.name in page.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OPERATOR])
def test_nobody_else_sees_it(client: Client, role: Role) -> None:
    client.force_login(account(role))
    assert client.get("/log").status_code == 403
    assert client.get("/log?format=csv").status_code == 403


def test_a_stranger_is_sent_to_the_door(client: Client) -> None:
    assert client.get("/log")["Location"].startswith("/accounts/login/")
