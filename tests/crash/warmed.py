"""What the fork server of `tests/crash/warm.py` imports before it forks, and how a fork becomes a command."""

from __future__ import annotations

import importlib
import io
import os
import sys
from multiprocessing import current_process
from multiprocessing.connection import Connection

USED_BY_MOST = ("a2wsgi", "colere.cli", "duckdb", "httptools", "uvicorn", "uvloop")


def warm_up() -> None:
    """Import what the commands import; open no connection and start no thread, so that a fork is whole."""
    import django
    from django.conf import settings

    django.setup()
    for name in (settings.ROOT_URLCONF, *USED_BY_MOST):
        importlib.import_module(name)


def become(words: tuple[str, ...], environment: dict[str, str], source: str | None, *streams: Connection) -> None:
    """Run a `colere` command, or the program `source`, as a process with this environment and these streams would."""
    sys.argv = ["colere", *words]
    sys.stdout, sys.stderr = (_onto(number, stream) for number, stream in enumerate(streams, start=1))
    for stream in streams:
        stream.close()
    os.environ.clear()
    os.environ.update(environment)
    read_settings()
    try:
        _run(words, source)
    finally:
        _close_connections()  # as an interpreter does when it ends: SQLite then puts everything into its one file


def _run(words: tuple[str, ...], source: str | None) -> None:
    if source is None:
        from colere import cli

        cli.main(words)
    else:
        exec(compile(source, "<program>", "exec"), {"__name__": "__main__"})


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()


def _onto(number: int, stream: Connection) -> io.TextIOWrapper:
    os.dup2(stream.fileno(), number)
    return open(number, "w", buffering=1 if number == 2 else -1, encoding="utf-8", closefd=False)


def read_settings() -> None:
    """Read the settings again, from the environment as it is now."""
    from django.conf import Settings, settings
    from django.db import connections

    importlib.reload(importlib.import_module("colere.config.settings"))
    fresh = Settings(os.environ["DJANGO_SETTINGS_MODULE"])
    vars(settings).clear()
    vars(settings)["_wrapped"] = fresh
    for connection in connections.all(initialized_only=True):
        del connections[connection.alias]
    connections.settings = connections.configure_settings(fresh.DATABASES)


if current_process().name == "MainProcess" and "multiprocessing.forkserver" in " ".join(sys.orig_argv):
    warm_up()
