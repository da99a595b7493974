"""`colere report --json` says what the files say: every figure is counted a second time by other tools."""

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.domains.explorer import recount
from tests.domains.explorer.files import write_files
from tests.domains.explorer.recount import Asked

pytestmark = pytest.mark.django_db(transaction=True)

WHOLE = Asked(date(2026, 1, 1), date(2026, 12, 31))
QUARTER = Asked(date(2026, 2, 1), date(2026, 3, 31))
QUESTIONS = [
    WHOLE,
    *[replace(WHOLE, by=by) for by in ("team", "person", "channel", "topic", "week", "month")],
    QUARTER,
    replace(QUARTER, by="week", team="Parcels"),
    replace(QUARTER, by="topic", channel="email"),
    replace(QUARTER, by="month", team="returns", channel="chat"),
    replace(QUARTER, start=date(2026, 3, 29), end=date(2026, 3, 29)),
]
BERLIN = [replace(q, zone="Europe/Berlin") for q in (QUARTER, replace(QUARTER, by="week"), replace(WHOLE, by="month"))]
SYDNEY = [replace(q, zone="Australia/Sydney") for q in (replace(WHOLE, by="month"), replace(QUARTER, by="week"))]


def report(asked: Asked) -> dict[tuple[str, str | None], dict[str, Any]]:
    words = ["--json", "--from", asked.start.isoformat(), "--to", asked.end.isoformat()]
    for option in ("by", "team", "channel"):
        if value := getattr(asked, option):
            words += [f"--{option}", value]
    out = io.StringIO()
    call_command("report", *words, stdout=out)
    content = json.loads(out.getvalue())
    assert (content["from"], content["to"]) == (asked.start.isoformat(), asked.end.isoformat())
    return {(figure["name"], figure["group"]): figure for figure in content["measures"]}


def load(folder: Path) -> tuple[Any, Any]:
    from colere.platform.imports.engine import run_import
    from colere.platform.permissions import SYSTEM

    talks, answers = write_files(folder, count=900, seed=7)
    for kind, file in (("conversations", talks), ("responses", answers)):
        rows = (json.loads(line) for line in file.read_text().splitlines())
        done = run_import(kind, rows, source="test", actor=SYSTEM)
        assert done.rejected == 0, done.refusals
    known = recount.conversations(talks)
    return known, recount.responses(answers, known)


def compare(asked: Asked, talks: Any, answers: Any) -> None:
    from colere.foundation.models import Person

    expected, found = recount.figures(asked, talks, answers), report(asked)
    if asked.by == "person":
        names = {person.email: person.name for person in Person.objects.all()}
        expected = {(name, names.get(str(group), group)): figure for (name, group), figure in expected.items()}
    assert found.keys() == expected.keys()
    for key, (value, low, high, n) in expected.items():
        figure = found[key]
        assert figure["n"] == n, (asked, key)
        assert figure["value"] == value, (asked, key)
        is_exact = key[0].startswith(("first_response", "resolution_time"))
        for bound, wanted in (("low", low), ("high", high)):
            close = wanted if is_exact or wanted is None else pytest.approx(wanted, rel=1e-12, abs=1e-14)
            assert figure[bound] == close, (asked, key, bound)


def test_the_report_equals_a_second_count_from_the_files(tmp_path: Path, settings: Any) -> None:
    from colere.foundation.models import Organisation

    settings.FACTS_DIR = tmp_path / "facts"
    talks, answers = load(tmp_path)
    for asked in [*QUESTIONS, *BERLIN, *SYDNEY]:
        Organisation.objects.update_or_create(pk=1, defaults={"time_zone": asked.zone})
        compare(asked, talks, answers)


def told(*words: str) -> str:
    out = io.StringIO()
    call_command("report", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def few(tmp_path: Path, settings: Any) -> None:
    from colere.foundation.models import Team
    from tests.platform.metrics.telling import conversation, response, tell

    settings.FACTS_DIR = tmp_path / "facts"
    team = Team.objects.create(name="=Parcels")
    tell(*[conversation(key, team=team.pk) for key in range(1, 8)], response(1, 5, team=team.pk), response(2, 2))


def test_an_empty_house_reports_that_nothing_happened(tmp_path: Path, settings: Any) -> None:
    settings.FACTS_DIR = tmp_path / "facts"
    assert told().startswith("Nothing happened between ")
    figures = {figure["name"]: figure for figure in json.loads(told("--json"))["measures"]}
    assert figures["conversations_opened"] | {"value": 0, "n": 0, "state": "ok"} == figures["conversations_opened"]
    assert figures["csat"] | {"value": None, "low": None, "n": 0, "state": "too_few"} == figures["csat"]


def test_a_person_reads_a_sentence_first(few: None) -> None:
    first, *rest = told("--by", "team").splitlines()
    assert first == "7 conversations were opened between 2026-03-02 and 2026-03-02."
    assert any("too few" in line for line in rest)
    assert any("(none)" in line for line in rest)


def test_two_answers_are_too_few_and_still_given(few: None) -> None:
    figures = {figure["name"]: figure for figure in json.loads(told("--json"))["measures"]}
    assert (figures["csat"]["value"], figures["csat"]["n"], figures["csat"]["state"]) == (0.5, 2, "too_few")
    assert figures["first_response_time_p50"]["state"] == "ok"
    assert figures["first_response_time_p90"]["state"] == "too_few"


def test_a_spreadsheet_runs_nothing_of_it(few: None) -> None:
    lines = told("--csv", "--by", "team").splitlines()
    assert lines[0] == "name,group,value,low,high,n,unit,state"
    assert "conversations_opened,'=Parcels,7,,,7,count,ok" in lines


def test_the_page_needs_no_other_file(few: None, tmp_path: Path) -> None:
    told("--html", str(tmp_path / "report.html"), "--by", "team")
    page = (tmp_path / "report.html").read_text()
    assert "7 conversations were opened" in page
    assert "SELECT" in page
    assert not [mark for mark in ("<script", "http://", "https://", "src=", "@import", "<link") if mark in page]
    assert str(tmp_path) not in page


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--from", "2026-02-30"], "“2026-02-30” is not a day. Write it as 2026-03-31."),
        (["--from", "2026-03-02", "--to", "2026-03-01"], "The first day is after the last. Swap --from and --to."),
        (["--team", "=Parcel"], "There is no team “=Parcel”. Did you mean “=Parcels”?"),
        (["--channel", "chta"], "There is no channel “chta”. Did you mean “chat”?"),
        (["--team", "Xylophone"], "There is no team “Xylophone”. Known: =Parcels."),
        (["--html", "/nowhere/at/all.html"], "“/nowhere/at/all.html” could not be written: No such file or directory."),
    ],
)
def test_a_mistake_gets_a_sentence_and_status_2(few: None, words: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as caught:
        told(*words)
    assert str(caught.value) == sentence
    assert caught.value.returncode == 2
