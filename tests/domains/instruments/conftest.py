"""The house of the tests, which all tests of a module share."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from tests.worlds import Worlds

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def inhabited(
    worlds: Worlds, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The facts of a house in which things have happened; tests roll back what they change."""

    def happen() -> None:
        from colere.platform.metrics import catch_up
        from tests.domains.instruments import house

        house.move_in()
        catch_up()

    facts = tmp_path_factory.mktemp("house") / "facts"
    with django_db_blocker.unblock(), worlds.entered("house", happen, facts):
        yield facts


@pytest.fixture
def lived_in(inhabited: Path, settings: Any, db: None) -> None:
    """This test looks at the house."""
    settings.FACTS_DIR = inhabited


@pytest.fixture
def empty(settings: Any, tmp_path: Path, db: None) -> None:
    """Nothing has ever happened here."""
    settings.FACTS_DIR = tmp_path / "facts"


@pytest.fixture
def asked() -> Callable[..., dict[str, Any]]:
    """`asked("drivers", "--outcome", "csat")` gives what the command tells programs."""

    def ask(*words: object) -> dict[str, Any]:
        out = io.StringIO()
        call_command(*map(str, words), "--json", stdout=out)
        found: dict[str, Any] = json.loads(out.getvalue())
        return found

    return ask


@pytest.fixture
def shown() -> Callable[..., str]:
    """What the command shows to people."""

    def show(*words: object) -> str:
        out = io.StringIO()
        call_command(*map(str, words), stdout=out)
        return out.getvalue()

    return show
