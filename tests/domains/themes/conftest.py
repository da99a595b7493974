"""A house in which customers have written for four months, and themes were looked for after three."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.worlds import Worlds

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

    from tests.people import Cast


@pytest.fixture(scope="module")
def spoken(
    worlds: Worlds, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Written once; tests roll back what they change."""

    def happen() -> None:
        from colere.insights.themes.actions.running import run_themes
        from colere.platform.permissions import SYSTEM
        from tests.domains.themes.speech import FIRST_LOOK, instant, speak

        speak()
        run_themes(actor=SYSTEM, until=instant(FIRST_LOOK), words_only=True)

    with django_db_blocker.unblock(), worlds.entered("spoken", happen, tmp_path_factory.mktemp("spoken") / "facts"):
        yield


@pytest.fixture
def house(spoken: None, cast: Cast) -> Cast:
    """That house, with the cast in it."""
    return cast


@pytest.fixture
def weeks(house: Cast) -> Callable[..., None]:
    """`weeks()` reads the four weeks after the first look, Monday by Monday."""

    def read(first: int = 0, last: int = 4) -> None:
        from colere.insights.themes.actions.running import run_themes
        from colere.platform.permissions import SYSTEM
        from tests.domains.themes.speech import FIRST_LOOK, instant

        for week in range(first, last):
            run_themes(actor=SYSTEM, until=instant(FIRST_LOOK + 7 * (week + 1)), words_only=True)

    return read


@pytest.fixture
def theme_of() -> Callable[[str], int]:
    """`theme_of("voucher")`: the theme that most texts of this matter belong to."""

    def find(matter: str) -> int:
        from django.db.models import Count

        from colere.insights.themes.models import ThemeText

        rows: Any = ThemeText.objects.filter(conversation__topic=matter, map__is_current=True).exclude(theme=None)
        return int(rows.values("theme").annotate(n=Count("pk")).order_by("-n").first()["theme"])

    return find
