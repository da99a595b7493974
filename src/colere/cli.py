"""The `colere` command: Django's management commands under the product's name.

A command finds what it needs: the data directory and the secret key are made by the settings, the database is brought
up to date here. Errors meant for a person are one sentence without a traceback; anything else is a bug and shows all.
"""

from __future__ import annotations

import errno
import fcntl
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import colere

if TYPE_CHECKING:
    from django.core.management.base import BaseCommand

GROUPS: dict[str, Sequence[str]] = {
    "Start": ("demo", "serve", "operator", "signin"),
    "Bring things in and out": ("import", "export", "report", "letter"),
    "What customers live through": ("themes", "problems", "changes", "journey", "promises"),
    "Ask the instruments": ("drivers", "shift", "risks", "churn", "value", "forecast"),
    "See how people do": ("people", "teamwork", "scorecards"),
    "Look after it": ("doctor", "mail", "jobs", "worker", "facts"),
}
BEHIND_THE_SCENES = {"--version", "--verbosity", "--settings", "--pythonpath", "--traceback"}
BEHIND_THE_SCENES |= {"--no-color", "--force-color"}
CANNOT_WRITE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENOSPC}
INTERRUPTED, BROKEN_PIPE, USAGE, FAILED = 130, 141, 2, 1


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command that `argv` (without the program's own name) asks for; always ends the process when it fails."""
    words = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "colere.config.settings")
    try:
        dispatch(words)
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains while it closes
        raise SystemExit(BROKEN_PIPE) from None
    except Exception as error:
        sentence = sentence_for(error)
        if sentence is None or "--traceback" in words:
            raise
        fail(sentence, getattr(error, "returncode", FAILED))


def dispatch(words: list[str]) -> None:
    """Help, the version, or one command."""
    name = words[0] if words else "--help"
    if name in ("--version", "-V", "version"):
        sys.stdout.write(f"colere {colere.__version__}\n")
        return
    import django

    django.setup()
    if name in ("--help", "-h", "help"):
        if words[1:]:
            run_command(words[1], ["--help"])
        show_help()
        return
    run_command(name, words[1:])


def run_command(name: str, arguments: list[str]) -> None:
    """Parse the arguments and run the command, with a database that is up to date if it is one of ours."""
    from django.core.management import get_commands, handle_default_options, load_command_class

    owner = get_commands().get(name)
    if owner is None:
        close = get_close_matches(name, get_commands(), n=1)
        hint = f"Did you mean “colere {close[0]}”?" if close else "“colere --help” lists what there is."
        fail(f"There is no command “{name}”. {hint}", USAGE)
    command = load_command_class(owner, name) if isinstance(owner, str) else owner
    if is_ours(command):
        command.suppressed_base_arguments = BEHIND_THE_SCENES
    vars(command)["_called_from_command_line"] = True  # argparse then explains a mistake instead of raising
    namespace = command.create_parser("colere", name).parse_args(arguments)
    handle_default_options(namespace)
    options = vars(namespace)
    positional = options.pop("args", ())
    if getattr(command, "needs_database", is_ours(command)):
        ensure_schema()
    command.execute(*positional, **options)


def is_ours(command: BaseCommand) -> bool:
    return type(command).__module__.startswith("colere.")


# The database


def ensure_schema() -> None:
    """Apply the migrations that this database lacks.

    A start compares names of files with names of rows (about a millisecond); Django's own machinery, which imports
    every migration, is loaded only when there is something to do. Two starts at once take turns.
    """
    if not missing_migrations():
        return
    from django.core.management import call_command

    with only_one_migrates():
        missing = missing_migrations()
        if missing and _has_tables():
            steps = "one step" if len(missing) == 1 else f"{len(missing)} steps"
            sys.stderr.write(f"Bringing the database up to date ({steps}).\n")
        if missing:
            call_command("migrate", verbosity=0, interactive=False)


def missing_migrations() -> set[tuple[str, str]]:
    """(app label, migration name) of every migration file that this database has not had."""
    from django.db import connection

    if not _has_tables():
        return set(migration_files())
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(migration_files()) - {(str(app), str(name)) for app, name in cursor.fetchall()}


def migration_files() -> Iterator[tuple[str, str]]:
    """(app label, migration name) for every migration of the installed apps, read from the folders alone."""
    from django.apps import apps

    for app in apps.get_app_configs():
        folder = Path(app.path, "migrations")
        for file in folder.glob("[!_]*.py"):
            yield app.label, file.stem


def _has_tables() -> bool:
    from django.db import connection

    return "django_migrations" in connection.introspection.table_names()


@contextmanager
def only_one_migrates() -> Iterator[None]:
    """Hold the lock of the data directory, and on PostgreSQL one that other machines see too."""
    from django.conf import settings
    from django.db import connection

    with open(settings.HOME / "migrate.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('colere migrate'))")
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('colere migrate'))")


# Words


def show_help() -> None:
    """Our own commands, grouped, with a line each."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    console.print(
        f"\n[bold]Colere {colere.__version__}[/bold]  Customer care as the daily practice of a whole company.\n"
    )
    lines = our_commands()
    grouped = {name for names in GROUPS.values() for name in names}
    sections = {**GROUPS, "More": sorted(set(lines) - grouped)}
    for title, names in sections.items():
        table = Table(box=None, show_header=False, padding=(0, 2), pad_edge=False)
        for name in names:
            if name in lines:
                table.add_row(Text(f"  {name}", style="green"), Text(lines[name]))
        if table.row_count:
            console.print(f"[bold]{title}[/bold]")
            console.print(table)
            console.print()
    console.print("“colere COMMAND --help” explains one of them.\n")


def our_commands() -> dict[str, str]:
    """The name of each command of this product, with the first line of its help."""
    from django.core.management import get_commands, load_command_class

    found = {}
    for name, owner in get_commands().items():
        if isinstance(owner, str) and owner.startswith("colere."):
            found[name] = load_command_class(owner, name).help.strip().split("\n")[0]
    return found


def sentence_for(error: Exception) -> str | None:
    """What to tell the person, or None when the error is a bug."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management.base import CommandError
    from django.db.utils import OperationalError

    from colere.platform.errors import DomainError

    if isinstance(error, DomainError):
        return error.sentence
    if isinstance(error, (CommandError, ImproperlyConfigured)):
        return str(error)
    if isinstance(error, OperationalError):
        return f"The database did not answer: {str(error).strip()}. Nothing that was not finished has been kept."
    if isinstance(error, OSError) and error.errno in CANNOT_WRITE:
        return (
            f"Colere cannot use {error.filename} ({error.strerror}). Set COLERE_HOME to a directory that it may write."
        )
    return None


def fail(sentence: str, status: int = FAILED) -> NoReturn:
    """Say the sentence on the error stream and end."""
    from rich.console import Console

    Console(stderr=True).print(sentence, markup=False, highlight=False, soft_wrap=True)
    raise SystemExit(status)
