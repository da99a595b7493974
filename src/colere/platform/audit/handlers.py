"""Django tells of sign-ins by its own signals; here they become lines of the log."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from colere.platform.accounts.models import Account
from colere.platform.audit.events import SignedIn, SignedOut, SignInRefused
from colere.platform.events import Event, publish
from colere.platform.permissions import Actor


@receiver(user_logged_in, dispatch_uid="audit.signed_in")
def note_sign_in(sender: Any, request: HttpRequest, user: Account, **kwargs: Any) -> None:
    """A line for everybody who comes in."""
    method = "link" if request.path.startswith("/enter/") else "password"
    _write(SignedIn(account=user.pk, method=method), user.pk)


@receiver(user_logged_out, dispatch_uid="audit.signed_out")
def note_sign_out(sender: Any, request: HttpRequest, user: Account | None, **kwargs: Any) -> None:
    """A line for everybody who leaves."""
    if user is not None:
        _write(SignedOut(account=user.pk), user.pk)


@receiver(user_login_failed, dispatch_uid="audit.refused")
def note_refusal(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """A line for a wrong password. Addresses without an account leave none: the log holds no addresses."""
    email = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    account = Account.objects.filter(email=email).values_list("pk", flat=True).first()
    if account is not None:
        _write(SignInRefused(account=account), account)


def _write(event: Event, account: int) -> None:
    with transaction.atomic():
        publish(event, actor=Actor(ref=f"account:{account}", account_id=account))
