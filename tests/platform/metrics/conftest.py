"""Facts in a directory of the test's own."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def facts(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from colere.platform.metrics import following

    settings.FACTS_DIR = tmp_path / "facts"
    monkeypatch.setattr(following, "_rests_until", 0.0)
    return tmp_path / "facts"
