from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.crash.processes import Installation


@pytest.fixture
def installation(blank_home: Path, tmp_path: Path) -> Installation:
    home = tmp_path / "home"
    shutil.copytree(blank_home, home)
    return Installation(home)
