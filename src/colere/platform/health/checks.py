"""What `colere doctor` looks at. Each check gives one finding or several and changes nothing."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.platform.events.models import Delivery
from colere.platform.health.queries import Finding, Level
from colere.platform.jobs import followers
from colere.platform.jobs.models import FollowerLease, Job
from colere.platform.jobs.roster import is_worker_alive
from colere.platform.mail.queries import outbox
from colere.platform.permissions import SYSTEM

GIB = 2**30
LITTLE_DISK, TOO_LITTLE_DISK = 5 * GIB, GIB // 2
LARGE_WAL = GIB
LONG_WAIT = timedelta(minutes=5)
LONG_RUN = timedelta(hours=1)
LINES_BEHIND = 10_000


def examine(*, thoroughly: bool = False) -> list[Finding]:
    """All findings, in the order in which to mend them. `thoroughly` reads every page of the database."""
    checks: list[tuple[str, Callable[[], Iterator[Finding]]]] = [
        ("database", lambda: _database(thoroughly=thoroughly)),
        ("migrations", _migrations),
        ("worker", _worker),
        ("jobs", _jobs),
        ("handlers", _handlers),
        ("followers", _followers),
        ("facts", _facts),
        ("mail", _mail),
        ("disk", _disk),
        ("secret key", _secret_key),
        ("settings", _settings),
    ]
    findings: list[Finding] = []
    for name, check in checks:
        try:
            findings += check()
        except DatabaseError as error:
            words = _("This could not be looked at, because the database did not answer (%(error)s).")
            findings.append(_problem(name, words % {"error": type(error).__name__}))
    return findings


def _database(*, thoroughly: bool) -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            yield _well("database", _("PostgreSQL %(version)s answers.") % {"version": cursor.fetchone()[0]})
        return
    path = Path(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check" if thoroughly else "PRAGMA quick_check(1)")
        found = cursor.fetchone()[0]
    if found != "ok":
        yield _problem("database", _("The database is damaged. Stop Colere and go back to the last backup."))
        return
    size = path.stat().st_size / GIB if path.exists() else 0
    yield _well("database", _("The database is sound (%(size).1f GiB).") % {"size": size})
    wal = path.with_name(path.name + "-wal")
    if wal.exists() and wal.stat().st_size > LARGE_WAL:
        words = _("The database’s write-ahead log is large: somebody reads without end. Starting Colere again helps.")
        yield _care("database", words)


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        words = ngettext(
            "The database lacks %(n)s step of this version. “colere migrate” applies it.",
            "The database lacks %(n)s steps of this version. “colere migrate” applies them.",
            missing,
        )
        yield _problem("migrations", words % {"n": missing})
    else:
        yield _well("migrations", _("The database has the shape that this version needs."))


def _worker() -> Iterator[Finding]:
    if is_worker_alive():
        yield _well("worker", _("A worker was seen within the last minute."))
    else:
        words = _("No worker was seen within the last minute: nothing happens in the background. Run “colere serve”.")
        yield _problem("worker", words)


def _jobs() -> Iterator[Finding]:
    now = timezone.now()
    failed = Job.objects.filter(state=Job.State.FAILED).count()
    late = Job.objects.filter(state=Job.State.READY, run_at__lt=now - LONG_WAIT).count()
    long = Job.objects.filter(state=Job.State.RUNNING, last_attempted_at__lt=now - LONG_RUN).count()
    if failed:
        words = ngettext(
            "%(n)s job has failed for good. “colere jobs” shows it and can try it again.",
            "%(n)s jobs have failed for good. “colere jobs” shows them and can try them again.",
            failed,
        )
        yield _care("jobs", words % {"n": failed})
    if late:
        words = ngettext(
            "%(n)s job has waited for more than five minutes. More workers help: colere serve --workers 2",
            "%(n)s jobs have waited for more than five minutes. More workers help: colere serve --workers 2",
            late,
        )
        yield _care("jobs", words % {"n": late})
    if long:
        words = ngettext("%(n)s job has run for more than an hour.", "%(n)s jobs have run for more than an hour.", long)
        yield _care("jobs", words % {"n": long})
    if not (failed or late or long):
        yield _well("jobs", _("No job has failed or waits long."))


def _handlers() -> Iterator[Finding]:
    dead = Delivery.objects.filter(is_dead=True).count()
    if dead:
        words = ngettext(
            "%(n)s line of the log did not reach its handler. “colere jobs” says why; “--retry all” tries again.",
            "%(n)s lines of the log did not reach their handlers. “colere jobs” says why; “--retry all” tries again.",
            dead,
        )
        yield _care("handlers", words % {"n": dead})
    else:
        yield _well("handlers", _("Every line of the log reached its handlers."))


def _followers() -> Iterator[Finding]:
    known = [one.name for one in followers()]  # a row of one that is no more tells nothing
    stuck = FollowerLease.objects.filter(name__in=known, failures_in_row__gt=2).order_by("name")
    for follower in stuck:
        words = _("“%(name)s” has failed %(n)s times in a row. The worker’s output says where.")
        yield _problem("followers", words % {"name": follower.name, "n": follower.failures_in_row})


def _facts() -> Iterator[Finding]:
    from colere.platform.metrics.following import lag  # imports DuckDB

    behind = lag()
    if behind > LINES_BEHIND:
        words = _("The numbers are %(n)s lines of the log behind. If that grows, look whether a worker runs.")
        yield _care("facts", words % {"n": behind})
    elif behind:
        words = ngettext(
            "The numbers are %(n)s line of the log behind; a worker takes it in within moments.",
            "The numbers are %(n)s lines of the log behind; a worker takes them in within moments.",
            behind,
        )
        yield _well("facts", words % {"n": behind})
    else:
        yield _well("facts", _("The numbers are up to date with the log."))


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.HOME).free
    size = {"free": free / GIB, "home": settings.HOME}
    if free < TOO_LITTLE_DISK:
        yield _problem("disk", _("Only %(free).1f GiB are free under %(home)s. Make room now.") % size)
    elif free < LITTLE_DISK:
        yield _care("disk", _("Only %(free).1f GiB are free under %(home)s. Make room soon.") % size)
    else:
        yield _well("disk", _("%(free).0f GiB are free under %(home)s.") % size)


def _secret_key() -> Iterator[Finding]:
    for path in (settings.HOME / "secret.key", settings.HOME / "colere.sqlite3"):
        if not path.exists():
            continue
        open_to = stat.S_IMODE(path.stat().st_mode) & (0o077 if path.suffix == ".key" else 0o007)
        if open_to and _is_reachable(path.parent):
            words = _("Other users of this machine can reach %(path)s. Close it: chmod go-rwx %(path)s")
            level = Level.PROBLEM if path.suffix == ".key" else Level.CARE
            yield Finding("secret key", level, words % {"path": path})
    if len(settings.SECRET_KEY) < 32:
        yield _problem(
            "secret key", _("The secret key is short. Give COLERE_SECRET_KEY at least 32 random characters.")
        )


def _settings() -> Iterator[Finding]:
    local = ("http://localhost", "http://127.0.0.1", "http://[::1]")
    if settings.DEBUG:
        yield _problem("settings", _("COLERE_DEBUG is on: errors show the program’s insides. Unset it."))
    if settings.BASE_URL.startswith("http://") and not settings.BASE_URL.startswith(local):
        yield _problem(
            "settings", _("COLERE_URL is not https: passwords travel in the clear. See docs/how-to/run-it.md.")
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield _care("settings", _("COLERE_HOSTS allows every host name. Name yours."))


def _mail() -> Iterator[Finding]:
    found = outbox(SYSTEM)
    if found.failed:
        words = ngettext(
            "%(n)s mail could not be sent. “colere mail” says why and can try it again.",
            "%(n)s mails could not be sent. “colere mail” says why and can try them again.",
            found.failed,
        )
        yield _care("mail", words % {"n": found.failed})
    if not found.is_configured:
        words = _("No mail server is set, so mail waits (%(n)s now). Set COLERE_MAIL_URL.")
        yield _care("mail", words % {"n": found.waiting})
    elif not found.failed:
        yield _well("mail", _("Mail leaves the house."))


def _is_reachable(folder: Path) -> bool:
    """Whether other users can come into the folder at all."""
    return bool(os.stat(folder).st_mode & 0o011)


def _well(name: str, sentence: str) -> Finding:
    return Finding(name, Level.WELL, sentence)


def _care(name: str, sentence: str) -> Finding:
    return Finding(name, Level.CARE, sentence)


def _problem(name: str, sentence: str) -> Finding:
    return Finding(name, Level.PROBLEM, sentence)
