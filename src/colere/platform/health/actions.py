"""House-keeping that no domain owns."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone


def forget_sessions() -> int:
    """Delete the sessions that have run out; gives how many they were."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def tend_database() -> None:
    """SQLite: renew the planner's statistics where they are stale. PostgreSQL does that by itself."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA optimize")
