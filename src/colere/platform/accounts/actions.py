"""Making accounts and letting people in."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from colere.platform.accounts import rules
from colere.platform.accounts.models import Account, SignInLink
from colere.platform.accounts.roles import Role
from colere.platform.errors import Conflict, Invalid, NotFound

if TYPE_CHECKING:
    from colere.platform.permissions import Actor


@transaction.atomic
def create_account(*, email: str, name: str, roles: Iterable[Role] = (), actor: "Actor") -> Account:
    """A new account without a password (its owner comes in by a one-time link first).

    Raises `Conflict` when the address is taken. The caller's domain checks the permission and writes the log line,
    because only it knows the person behind the account.
    """
    address = email.strip().lower()
    account = Account(email=address, name=name.strip(), roles=sorted({Role(r).value for r in roles}))
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("%(email)s has an account already. Nothing was changed.") % {"email": address}) from error
    return account


@transaction.atomic
def set_roles(account: Account, *, roles: Iterable[Role], actor: "Actor") -> None:
    """Give the account exactly these roles. Raises `Invalid` when the last operator would be lost."""
    wanted = {Role(r) for r in roles} - {Role.COLLEAGUE}
    if Role.OPERATOR in account.role_set() and Role.OPERATOR not in wanted and _is_last_operator(account):
        raise Invalid(
            _("%(name)s is the last operator. Make somebody else an operator first.") % {"name": account.name}
        )
    account.roles = sorted(r.value for r in wanted)
    account.save(update_fields=["roles"])


def _is_last_operator(account: Account) -> bool:
    others = Account.objects.filter(is_active=True).exclude(pk=account.pk).values_list("roles", flat=True)
    return not any(Role.OPERATOR.value in roles for roles in others)


@transaction.atomic
def set_preferences(account: Account, *, theme: str, language: str, time_zone: str, actor: "Actor") -> None:
    """How the product looks and speaks for this account."""
    account.theme, account.language, account.time_zone = theme, language, time_zone
    account.save(update_fields=["theme", "language", "time_zone"])


@transaction.atomic
def make_sign_in_link(account: Account, *, minutes: int = 60 * 24, actor: "Actor") -> str:
    """A token that signs this account in once within `minutes`; the address is `/enter/<token>`.

    The token has 256 random bits and is stored only as a digest.
    """
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        account=account, digest=rules.link_digest(token), expires_at=timezone.now() + timedelta(minutes=minutes)
    )
    return token


@transaction.atomic
def use_sign_in_link(token: str, *, actor: "Actor | None" = None) -> Account:
    """The account that this link lets in. The link is used up, even when two browsers open it at once.

    Raises `NotFound` with one and the same sentence for an unknown, used or expired link.
    """
    now = timezone.now()
    spent = SignInLink.objects.filter(digest=rules.link_digest(token), used_at=None, expires_at__gt=now).update(
        used_at=now
    )
    if not spent:
        raise NotFound(_("This link has been used or is too old. Ask for a new one, or sign in with your password."))
    account = Account.objects.get(pk=SignInLink.objects.get(digest=rules.link_digest(token)).account_id)
    if not account.is_active:
        raise NotFound(_("This link has been used or is too old. Ask for a new one, or sign in with your password."))
    return account
