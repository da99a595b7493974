"""Who stands behind a session cookie. Asks the database, so it runs in a thread and never on the event loop.

A stream outlives the request that opened it, so the question is asked again while it is open: for all streams at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from colere.platform.accounts.models import Account
from colere.platform.live.hub import Viewer

CHUNK = 500


def find_viewers(session_keys: Collection[str]) -> dict[str, tuple[Viewer, Account]]:
    """By session key, the viewers who are in: session not expired, account active, password not changed since."""
    found = {}
    for chunk in _chunks(sorted(session_keys)):
        sessions = Session.objects.filter(session_key__in=chunk, expire_date__gt=timezone.now())
        decoded = {session.session_key: session.get_decoded() for session in sessions}
        ids = {content[SESSION_KEY] for content in decoded.values() if SESSION_KEY in content}
        accounts = {str(account.pk): account for account in get_user_model().objects.filter(pk__in=ids, is_active=True)}
        for key, content in decoded.items():
            account = accounts.get(str(content.get(SESSION_KEY, "")))
            if account is not None and _is_current(account, content):
                found[key] = (Viewer(account.pk, key, tuple(account.roles)), account)
    return found


def find_departed(viewers: Collection[Viewer]) -> set[Viewer]:
    """Those of the viewers who are not signed in any longer, or whose roles have changed."""
    current = {viewer for viewer, _ in find_viewers({viewer.session_key for viewer in viewers}).values()}
    return set(viewers) - current


def _is_current(account: Account, content: dict[str, str]) -> bool:
    given = content.get(HASH_SESSION_KEY, "")
    hashes = [account.get_session_auth_hash(), *account.get_session_auth_fallback_hash()]
    return BACKEND_SESSION_KEY in content and any(constant_time_compare(given, known) for known in hashes)


def _chunks(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
