"""Letting the first operator in: there is no default password, so somebody has to come in by a link."""

from __future__ import annotations

from django.db import transaction

from colere.platform.accounts.actions import create_account, make_sign_in_link
from colere.platform.accounts.models import Account
from colere.platform.accounts.roles import Role
from colere.platform.permissions import SYSTEM

ADDRESS = "operator@colere.localhost"
MINUTES = 24 * 60


@transaction.atomic
def first_link(address: str) -> str:
    """A link that lets the first operator in once, or "" when an operator has already been in.

    An operator who was made and never came in gets a fresh link, so that a link lost in a terminal locks nobody out.
    """
    operators = [account for account in Account.objects.filter(is_active=True) if Role.OPERATOR in account.role_set()]
    if any(account.last_login for account in operators):
        return ""
    if operators:
        operator = operators[0]
    else:
        operator = create_account(email=ADDRESS, name="Operator", roles=[Role.OPERATOR], actor=SYSTEM)
    return f"{address}/enter/{make_sign_in_link(operator, minutes=MINUTES, actor=SYSTEM)}"
