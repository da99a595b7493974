from __future__ import annotations

from pathlib import Path

from bench.crash import Trial


def test_nothing_acknowledged_is_lost_when_processes_are_killed_at_random(tmp_path: Path) -> None:
    """The short form of `python bench/crash.py`, which kills twenty times and waits longer in between."""
    found = Trial(tmp_path, seed=7, conversations=200).run(rounds=2, longest_pause=0.5)
    assert found["kept"], found
    assert found["acknowledged"]["customers"] and found["acknowledged"]["jobs"]
    assert found["kills"]
