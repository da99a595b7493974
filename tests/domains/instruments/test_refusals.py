"""What cannot be asked, what is too little, and being stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from colere.platform.accounts.roles import Role
from colere.platform.errors import Refused
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM, Actor

Asked = Callable[..., dict[str, Any]]
SIX = [
    ["drivers"],
    ["shift", "--on", "2026-03-01", "--measure", "csat"],
    ["churn"],
    ["people"],
    ["forecast"],
    ["value"],
]


@pytest.mark.parametrize("words", SIX, ids=lambda words: words[0])
def test_an_empty_house_says_too_few(empty: None, asked: Asked, words: list[str]) -> None:
    report = asked(*words)
    assert report["sentence"].startswith("Too few")
    assert not [row for row in report["figures"] if row["state"] == "ok" and row["value"]]


@pytest.mark.parametrize("words", SIX, ids=lambda words: words[0])
def test_a_person_reads_a_sentence_first_and_what_is_taken_for_granted_last(
    lived_in: None, shown: Callable[..., str], words: list[str]
) -> None:
    lines = shown(*words).splitlines()
    assert lines[0].endswith((".", ")."))
    assert "95% interval" in lines[2]
    assert lines[lines.index("Taken for granted:") + 1].startswith("- ")


def test_details_are_shown_to_who_asks_for_them(lived_in: None, shown: Callable[..., str]) -> None:
    assert "further figures with --all." in shown("forecast", "--days", 1)
    assert "09:00" not in shown("forecast", "--days", 1)
    assert "09:00" in shown("forecast", "--days", 1, "--all")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["people", "--team", "Order"], "There is no team “Order”. Did you mean “Orders”?"),
        (["value", "--topic", "weather"], "There is no topic “weather”. Known: billing, late delivery, returns."),
        (["drivers", "--outcome", "whole-kin"], "There is no question “whole-kin”. Did you mean “whole-kind”?"),
        (["people", "--question", "joy"], "There is no question “joy”. Known: csat, "),
        (["shift", "--on", "2026-03-01", "--measure", "csta"], "There is no measure “csta”. Did you mean “csat”?"),
        (["shift", "--on", "2026-03-01"], "Say what may have changed: a measure with --measure, or a topic "),
        (["shift", "--on", "2031-03-01", "--measure", "csat"], "2031-03-01 does not divide the days that are known, "),
        (["shift", "--on", "March", "--measure", "csat"], "“March” is not a day. Write it as 2026-03-31."),
        (["forecast", "--every", "7"], "An interval must divide the day: 15, 30, 60 minutes and so on, at least 5."),
        (["forecast", "--share", "1.5"], "Shares lie between 0 and 1, and handling takes some time."),
        (["value", "--margin", "0"], "The margin is a share of the price: above 0, at most 1."),
        (["churn", "--from", "2026-02-02", "--to", "2026-02-01"], "The first day is after the last. Swap --from "),
        (["churn", "--contracts", "nowhere.csv"], "There is no file “nowhere.csv”."),
        (["drivers", "--outcome", "csat", "--drivers", "csat"], "A question can be named once only, as the outcome "),
    ],
)
def test_a_mistake_gets_a_sentence_and_status_2(lived_in: None, asked: Asked, words: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as caught:
        asked(*words)
    assert str(caught.value).startswith(sentence)
    assert caught.value.returncode == 2


def test_a_colleague_sees_no_figures_of_other_people(lived_in: None) -> None:
    from colere.insights.instruments.queries import find_standings

    colleague = Actor(ref="account:0", account_id=0, roles=frozenset({Role.COLLEAGUE}))
    with pytest.raises(Refused):
        find_standings(colleague, request=ReportRequest())
    assert find_standings(SYSTEM, request=ReportRequest()).people


def test_ctrl_c_ends_with_a_sentence_and_status_130(blank_home: Path, tmp_path: Path) -> None:
    """The file is a pipe that never ends: opened by the command, which has then begun."""
    home, pipe = shutil.copytree(blank_home, tmp_path / "home"), tmp_path / "contracts.jsonl"
    os.mkfifo(pipe)
    words = [sys.executable, "-m", "colere", "churn", "--contracts", str(pipe)]
    environment = {**os.environ, "COLERE_HOME": str(home), "PYTHONPATH": "src"}
    process = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process, when_read(pipe, process):
        process.send_signal(signal.SIGINT)
        said, complained = process.communicate(timeout=60)
    assert process.returncode == 130, complained
    assert said == ""
    assert complained == "Stopped. Nothing was changed, and nothing half-counted is shown.\n"


@contextmanager
def when_read(pipe: Path, process: subprocess.Popen[str]) -> Iterator[None]:
    """The pipe's writing end, as soon as the process has opened the other; never waits for one that has ended."""
    end = None
    while end is None and process.poll() is None:
        try:
            end = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.02)
    assert end is not None, process.communicate()
    yield
    os.close(end)
