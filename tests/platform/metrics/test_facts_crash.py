"""Whenever the exporter dies, the facts are right after the next run."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.sqlite
def test_an_exporter_that_dies_at_any_step_leaves_facts_that_come_right(blank_home: Path, tmp_path: Path) -> None:
    script = Path(__file__).with_name("crashing.py")
    stride = os.environ.get("COLERE_CRASH_STRIDE", "7")  # 1: every step
    home = shutil.copytree(blank_home, tmp_path / "home")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, script, home, stride], capture_output=True, text=True, env=environment, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["steps"] > 40
