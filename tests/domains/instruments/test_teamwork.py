"""Whether customers fare better where a team feels better: the file, what is kept of it, the page and the command."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client, override_settings

from colere.foundation.models import Team
from colere.insights.instruments.actions import take_pulses
from colere.insights.instruments.models import PulseDay
from colere.insights.instruments.queries.kept import kind_of
from colere.insights.instruments.queries.teamwork import kept_pulses
from colere.insights.instruments.rules.moods import Pulse, first_weekday, panels_of
from colere.platform import metrics
from colere.platform.errors import DomainError, Refused
from colere.platform.events.models import LogLine
from colere.platform.kept.reading import find_kept
from colere.platform.permissions import SYSTEM
from tests.domains.instruments.test_pages import page, usual
from tests.emptying import empty_database
from tests.people import Cast, Recorded
from tests.platform.metrics.telling import MARCH, response, tell

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

PAGE, HAND_OVER = "/insights/team-and-customers", "/insights/team-and-customers/pulses"
TEAMS, WEEKS, LAG = 8, 14, 2
SMALL = b"team,at,score\nParcels,2026-03-02,4\nparcels,2026-03-02,2\nBilling,2026-03-03,5\n"


@pytest.fixture(scope="module")
def moods(
    recorded_cast: Recorded, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Eight teams whose customers are content two weeks after they feel well; the file of their pulses."""
    folder = tmp_path_factory.mktemp("moods")
    with django_db_blocker.unblock(), override_settings(FACTS_DIR=folder / "facts"):
        _live(folder / "pulses.csv")
        metrics.catch_up()
    yield folder
    with django_db_blocker.unblock():
        empty_database()


def _live(file: Path) -> None:
    rng = np.random.default_rng(1)
    felt = rng.standard_normal((TEAMS, WEEKS))
    teams = [Team.objects.create(name=f"Team {number}") for number in range(TEAMS)]
    told, lines = [], ["team,at,score"]
    for (place, week), mood in np.ndenumerate(felt):
        at = MARCH + timedelta(weeks=week)
        before = felt[place, week - LAG] if week >= LAG else 0.0
        for is_content in rng.random(6) < 1 / (1 + np.exp(-1.5 * before)):
            told.append(response(len(told) + 1, 5.0 if is_content else 2.0, at=at, team=teams[place].pk, topic="late"))
        scores = np.maximum(np.round(4 + 2 * mood + 0.3 * rng.standard_normal(5), 1), 0.0)
        lines += [f"{teams[place].name},{at.date().isoformat()},{score}" for score in scores]
    tell(*told)
    file.write_text("\n".join(lines))


@pytest.fixture
def moody(moods: Path, settings: Any, db: None) -> Path:
    """This test looks at those teams; gives the file of their pulses."""
    settings.FACTS_DIR = moods / "facts"
    return moods / "pulses.csv"


def asked(*words: object) -> dict[str, Any]:
    out = io.StringIO()
    call_command("teamwork", *map(str, words), "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_the_command_finds_the_weeks_after_which_mood_shows(moody: Path) -> None:
    report = asked("--pulse", moody)
    effects = {row["group"]: row for row in report["figures"] if row["name"] == "mood_effect"}
    assert effects["2"]["verdict"] == "sign"
    assert max(effects, key=lambda group: float(effects[group]["value"])) == "2"
    assert "more of 100 customers were content 2 weeks later" in report["sentence"]
    assert "association" in report["assumptions"]
    [ahead] = [row for row in report["figures"] if row["name"] == "mood_ahead"]
    assert ahead["low"] < 0 < ahead["high"]
    assert not PulseDay.objects.exists()


def test_what_is_handed_over_stands_on_the_page(
    moody: Path, client: Client, cast: Cast, run_jobs: Callable[[], int]
) -> None:
    client.force_login(cast.head.account)
    assert HAND_OVER in page(client, PAGE)
    with moody.open("rb") as file:
        done = client.post(HAND_OVER, {"file": file})
    assert done.status_code == 303
    assert "This is being counted." in page(client, PAGE)
    run_jobs()
    shown = page(client, PAGE)
    assert "more of 100 customers were content 2 weeks later" in shown
    assert "a week before (check)" in shown
    instrument, question = usual("team-and-customers")
    kept = find_kept(SYSTEM, kind_of(instrument), question=question)
    assert kept is not None
    assert not kept.is_stale
    take_pulses(io.BytesIO(b"team,at,score\nTeam 1,2026-03-02,4\n"), actor=SYSTEM)
    kept = find_kept(SYSTEM, kind_of(instrument), question=question)
    assert kept is not None
    assert kept.is_stale


def test_only_sums_are_kept_and_the_same_file_again_changes_nothing(cast: Cast) -> None:
    for _ in range(2):
        take_pulses(io.BytesIO(SMALL), actor=cast.head.actor)
        assert kept_pulses(SYSTEM) == [
            Pulse(cast.parcels.pk, date(2026, 3, 2), 2, 6.0),
            Pulse(cast.billing.pk, date(2026, 3, 3), 1, 5.0),
        ]
    line = LogLine.objects.filter(kind__endswith="PulsesTaken").last()
    assert line is not None
    assert (line.payload["answers"], line.payload["teams"]) == (3, 2)


def test_only_who_may_import_hands_files_over(client: Client, cast: Cast) -> None:
    for name, member in cast.all_but("head", "operator").items():
        with pytest.raises(Refused):
            take_pulses(io.BytesIO(SMALL), actor=member.actor)
        client.force_login(member.account)
        assert client.get(HAND_OVER).status_code == 403, name
    client.logout()
    assert client.get(HAND_OVER).status_code == 302
    assert not PulseDay.objects.exists()


def test_rows_that_cannot_be_used_are_named_and_the_others_are_taken(client: Client, cast: Cast) -> None:
    client.force_login(cast.head.account)
    content = SMALL + b"Nobody,2026-03-02,4\nParcels,yesterday-ish,4\nParcels,2026-03-02,\n"
    done = client.post(HAND_OVER, {"file": SimpleUploadedFile("p.csv", content)})
    shown = done.content.decode()
    assert "3 answers were taken in; 3 rows could not be used." in shown
    assert "There is no team “Nobody”." in shown


@pytest.mark.parametrize("content", [b"", b"team,at\nParcels,2026-03-02\n", b"\x00\x01\x02"])
def test_a_file_that_is_none_is_refused_with_a_sentence(client: Client, cast: Cast, content: bytes) -> None:
    client.force_login(cast.head.account)
    done = client.post(HAND_OVER, {"file": SimpleUploadedFile("p.csv", content)})
    assert done.status_code == 422
    assert "field-error" in done.content.decode()
    assert not PulseDay.objects.exists()


def test_mistakes_of_the_command_get_a_sentence(moody: Path) -> None:
    for words, sentence in (
        (["--keep"], "Name the file with --pulse."),
        (["--pulse", "nowhere.csv"], "There is no file “nowhere.csv”."),
        (["--team", "Team 1"], "leave the team out"),
    ):
        with pytest.raises(CommandError, match=sentence) as caught:
            asked(*words)
        assert caught.value.returncode == 2
    assert asked()["sentence"] == "Nobody has handed over yet how teams are."
    assert asked("--pulse", moody, "--keep")["sentence"] == asked()["sentence"]


def test_a_few_weeks_are_too_few(moody: Path) -> None:
    assert asked("--pulse", moody, "--to", "2026-03-30")["sentence"].startswith("Too few: with 5 answers each")
    with pytest.raises(DomainError):
        take_pulses(io.BytesIO(b""), actor=SYSTEM)


def test_weeks_begin_with_the_day_of_the_pulse() -> None:
    thursdays = [Pulse(1, date(2026, 3, 5) + timedelta(weeks=week), 5, 20.0) for week in range(3)]
    assert first_weekday(thursdays) == 3
    day = date(2026, 3, 5).toordinal()
    team, days = np.array([1, 1, 1, 2]), np.array([day - 1, day + 6, day + 20, day])
    found = panels_of(thursdays, team, days, np.array([1.0, 0.5, 0.25, 9.0]))
    assert found.mood.tolist() == [[4.0, 4.0, 4.0]]
    assert found.customer_answers.tolist() == [[1.0, 0.0, 1.0]]
    assert found.customers[0, 0] == 0.5
    assert first_weekday([*thursdays, Pulse(1, date(2026, 3, 6), 1, 4.0)]) == 0
    assert panels_of([], team, days, np.zeros(4)).mood.size == 0
