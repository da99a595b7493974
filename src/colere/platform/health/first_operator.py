"""Letting the first operator in: there is no default password, so somebody has to come in by a link."""

from __future__ import annotations

from typing import Protocol

from django.db import transaction

from colere.platform.accounts.models import Account
from colere.platform.accounts.roles import Role
from colere.platform.permissions import SYSTEM, Actor

ADDRESS = "operator@colere.localhost"


class LetOperatorIn(Protocol):
    """Makes somebody an operator, as a colleague with an account, and gives a token that lets them in once."""

    def __call__(self, *, email: str, name: str, actor: Actor) -> str: ...


_let_in: list[LetOperatorIn] = []


def register_operators(let_in: LetOperatorIn) -> None:
    """Say how operators are made: only the domain that owns people knows what else belongs to one."""
    _let_in[:] = [let_in]


@transaction.atomic
def first_link(address: str) -> str:
    """A link that lets the first operator in once, or "" when an operator has already been in.

    An operator who was made and never came in gets a fresh link, so that a link lost in a terminal locks nobody out.
    """
    operators = [account for account in Account.objects.filter(is_active=True) if Role.OPERATOR in account.role_set()]
    if any(account.last_login for account in operators):
        return ""
    email, name = (operators[0].email, operators[0].name) if operators else (ADDRESS, "Operator")
    return f"{address}/enter/{_let_in[0](email=email, name=name, actor=SYSTEM)}"
