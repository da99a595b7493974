"""Databases in which something has happened, each made once for a worker, however many modules look at it.

A world is a copy of the tests' empty database, with facts beside it. A module that looks at one is connected to it and
gets facts of its own; its tests roll back what they change.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.test import override_settings

from tests.people import Recorded, record_cast

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class Worlds:
    """`with worlds.entered("house", house.move_in, facts):` connects to the world that `move_in` has made."""

    def __init__(self, folder: Path, cast: Recorded) -> None:
        self.folder = folder
        self.names: dict[str, str] = {}
        self.casts: dict[str, Recorded] = {}
        self.cast = cast
        """Of the world that is looked at, as it was recorded there."""

    @contextmanager
    def entered(self, name: str, happen: Callable[[], None], facts: Path) -> Iterator[None]:
        """Be in the world of this name, with a copy of its facts in the directory `facts`."""
        from django.db import connection

        empty = connection.settings_dict["NAME"]
        if name not in self.names:
            self.names[name] = copied(connection, empty, self.folder / f"{name}.sqlite3")
            with connected(connection, self.names[name]), override_settings(FACTS_DIR=self.folder / name):
                happen()
                self.casts[name] = record_cast()
        if (self.folder / name).exists():
            shutil.copytree(self.folder / name, facts)
        before, self.cast = self.cast, self.casts[name]
        try:
            with connected(connection, self.names[name]):
                yield
        finally:
            self.cast = before


@contextmanager
def connected(connection: BaseDatabaseWrapper, name: str) -> Iterator[None]:
    """Be connected to the database of this name."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def copied(connection: BaseDatabaseWrapper, name: str, file: Path) -> str:
    """The name of a copy of this database; on SQLite it is the file."""
    connection.close()
    if connection.vendor == "sqlite":
        shutil.copy(name, file)
        return str(file)
    copy = f"{name}_{file.stem}"
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'DROP DATABASE IF EXISTS "{copy}"')
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
    return copy
