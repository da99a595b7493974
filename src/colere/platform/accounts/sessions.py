"""Who is signed in, found with two short queries: every page and every fragment asks for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from colere.platform.accounts.models import Account
from colere.platform.prepared import prepared


@prepared
def _session(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


@prepared
def _account(pk: int) -> QuerySet[Account]:
    return Account.objects.filter(pk=pk)


class SessionStore(db.SessionStore):
    """Django's sessions in the database, read with a prepared query."""

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key
        found: Session | None = _session.first(key, timezone.now()) if key else None
        if found is None:
            self._session_key = None
        return found


class SignIn(AuthenticationBackend):
    """allauth's sign-in; the account behind a session is read with a prepared query."""

    def get_user(self, user_id: Any) -> Account | None:
        """The account with this key, unless it was closed."""
        account: Account | None = _account.first(int(user_id))
        return account if account is not None and self.user_can_authenticate(account) else None
