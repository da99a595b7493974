"""The little world, which all tests of a module share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.worlds import Worlds

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def happened(
    worlds: Worlds, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """What has happened as facts; tests roll back what they change."""

    def happen() -> None:
        from colere.platform.metrics import catch_up
        from tests.domains.journey import told

        told.happen()
        catch_up()

    facts = tmp_path_factory.mktemp("journey") / "facts"
    with django_db_blocker.unblock(), worlds.entered("journey", happen, facts):
        yield facts


@pytest.fixture
def known(happened: Path, settings: Any, db: None) -> None:
    """This test looks at it."""
    settings.FACTS_DIR = happened
