from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.crash.processes import Installation


@pytest.fixture(scope="session")
def blank_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose database has its tables, made once: every test begins with a copy."""
    home = tmp_path_factory.mktemp("blank")
    done = Installation(home).colere("jobs")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def installation(blank_home: Path, tmp_path: Path) -> Installation:
    home = tmp_path / "home"
    shutil.copytree(blank_home, home)
    return Installation(home)
