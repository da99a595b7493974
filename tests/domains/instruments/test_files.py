"""Quality sheets and contracts come from files until their rooms exist; the demo company knows what is in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from tests.demo.companies import company

pytestmark = pytest.mark.usefixtures("empty")

Asked = Callable[..., dict[str, Any]]


def written(folder: Path, name: str, rows: Iterable[Mapping[str, Any]]) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def by_group(report: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    return {figure["group"]: figure for figure in report["figures"] if figure["name"] == name}


def test_the_line_that_runs_against_customers_is_found(asked: Asked, tmp_path: Path) -> None:
    lines = by_group(asked("scorecards", "--sheets", written(tmp_path, "q.jsonl", sheets())), "line")
    assert lines["kept to the closing script"]["verdict"] == "harms"
    assert lines["checked that the matter is solved"]["verdict"] == "helps"
    assert lines["kept to the closing script"]["high"] < 0
    assert lines["spelling and punctuation"]["verdict"] == "no_sign"


def test_sheets_can_be_narrowed_by_period_and_topic(asked: Asked, tmp_path: Path) -> None:
    path = written(tmp_path, "q.jsonl", sheets())
    report = asked("scorecards", "--sheets", path, "--from", "2026-01-01", "--to", "2026-03-31")
    assert 0 < by_group(report, "line")["spelling and punctuation"]["n"] < len(sheets()) / 2
    assert report["period"] == {"from": "2026-01-01", "to": "2026-03-31"}


def test_few_reviews_are_too_few(asked: Asked, tmp_path: Path) -> None:
    report = asked("scorecards", "--sheets", written(tmp_path, "q.jsonl", sheets()[:12]))
    assert report["sentence"].startswith("Too few: 12 reviews")
    assert {row["state"] for row in report["figures"]} == {"too_few"}


def test_lines_can_stand_as_json_in_a_table(asked: Asked, tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    cells = [(row["person"], json.dumps(row["lines"]).replace('"', '""'), row["csat"] or "") for row in sheets()[:400]]
    path.write_text("person,lines,csat\n" + "".join(f'{who},"{lines}",{csat}\n' for who, lines, csat in cells))
    assert len(by_group(asked("scorecards", "--sheets", path), "line")) == 8


def test_rows_that_cannot_be_used_are_told_and_the_status_says_so(
    asked: Asked, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = [{"person": "ben@example.org", "lines": "yes", "csat": 4}, {"lines": {}}]
    path = written(tmp_path, "q.jsonl", [*sheets()[:50], *broken])
    with pytest.raises(SystemExit) as ended:
        asked("scorecards", "--sheets", path)
    assert ended.value.code == 3
    said = capsys.readouterr().err
    assert "Line 51: “lines” is no JSON object." in said
    assert "Line 52: “person” is missing." in said


def test_a_file_without_any_usable_row_is_refused(asked: Asked, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"No row of “.*” can be used\. Line 1: “started_on” is missing\."):
        asked("churn", "--contracts", written(tmp_path, "k.jsonl", [{"id": "k-1"}]))


def test_the_reasons_for_leaving_are_those_that_were_planted(asked: Asked, tmp_path: Path) -> None:
    path = written(tmp_path, "k.jsonl", company("small", 2).tables()["contracts"])
    report = asked("churn", "--contracts", path, "--to", "2026-06-30", "--top", 5)
    ratios = by_group(report, "hazard_ratio")
    planted = company("small", 2).plants.contract_hazards
    for name, truth in planted.items():
        assert ratios[name]["low"] < truth < ratios[name]["high"], name
    assert ratios["unsolved matters"]["verdict"] == "for_leaving"
    assert ratios["monthly_fee"]["verdict"] == "no_sign"
    chances = by_group(report, "chance_to_leave")
    assert len(chances) == 5
    assert all("unsolved matters" in row["reasons"] for row in chances.values())
    span = "the last 12 months"
    expected, left = (by_group(report, name)[span]["value"] for name in ("test_expected", "test_left"))
    assert expected == pytest.approx(left, rel=0.3)
    assert by_group(report, "test_area")[span]["low"] > 0.5
    assert sum(row["verdict"] == "kept" for row in by_group(report, "calibration").values()) >= 8


def test_contracts_of_whom_none_has_ended_tell_nothing(asked: Asked, tmp_path: Path) -> None:
    rows = [{"id": n, "started_on": "2025-01-01", "ended_on": None} for n in range(30)]
    report = asked("churn", "--contracts", written(tmp_path, "k.jsonl", rows), "--to", "2026-06-30")
    assert report["sentence"].startswith("Too few: of 30 contracts 0 have ended")


def test_a_contract_cannot_end_before_it_begins(asked: Asked, tmp_path: Path) -> None:
    path = written(tmp_path, "k.jsonl", [{"id": "k-1", "started_on": "2026-01-02", "ended_on": "2026-01-01"}])
    with pytest.raises(CommandError, match="“ended_on” is before “started_on”"):
        asked("churn", "--contracts", path)


def sheets() -> list[dict[str, Any]]:
    return list(company("small", 2).tables()["quality_sheets"])
