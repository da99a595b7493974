"""The little world, which all tests of a module share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.emptying import empty_database
from tests.people import Recorded

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def happened(
    recorded_cast: Recorded, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """What has happened as facts; tests roll back what they change. The cast is recorded before, in an empty house."""
    from django.test import override_settings

    from colere.platform.metrics import catch_up
    from tests.domains.journey import told

    facts = tmp_path_factory.mktemp("journey") / "facts"
    with django_db_blocker.unblock(), override_settings(FACTS_DIR=facts):
        told.happen()
        catch_up()
    yield facts
    with django_db_blocker.unblock():
        empty_database()


@pytest.fixture
def known(happened: Path, settings: Any, db: None) -> None:
    """This test looks at it."""
    settings.FACTS_DIR = happened
