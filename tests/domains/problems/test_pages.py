"""The two pages and the two commands."""

import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from colere.insights.problems.queries.counting import count_problems, settled, usual_request
from colere.insights.problems.queries.kept import PROBLEMS
from colere.insights.problems.rules.findings import Findings
from colere.insights.problems.views.problems import _conversations
from colere.platform import metrics
from colere.platform.kept.keeping import count_and_keep
from colere.platform.kept.models import CountedAnswer, State
from colere.platform.kept.reading import Kept, find_kept
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM
from tests.people import Cast
from tests.platform.metrics.telling import MARCH, conversation, tell

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, CHANGES = "/insights/problems", "/insights/changes"
DAYS = 120


@pytest.fixture
def empty(tmp_path: Path, settings: Any) -> None:
    settings.FACTS_DIR = tmp_path / "facts"


@pytest.fixture
def known(empty: None) -> None:
    """A hundred and twenty days of three topics; “late” comes up six times as often on twenty of them."""
    talks = []
    for day in range(DAYS):
        at = MARCH + timedelta(days=day)
        wanted = {"late": 12 if 60 <= day < 80 else 2, "refund": 3, "voucher": 3}
        for topic, n in wanted.items():
            for _ in range(n):
                talks.append(
                    conversation(len(talks) + 1, opened_at=at, topic=topic, channel="email" if n % 2 else "chat")
                )
    tell(*talks)
    metrics.catch_up()


def page(client: Client, address: str, status: int = 200) -> str:
    found = client.get(address)
    assert found.status_code == status
    return found.getvalue().decode() if found.streaming else found.content.decode()


def usual() -> ReportRequest:
    asked = usual_request(SYSTEM)
    assert asked is not None
    return asked


def count_usual() -> None:
    count_and_keep(PROBLEMS, question=usual(), actor=SYSTEM)


def kept_usual() -> Kept[Findings]:
    kept = find_kept(SYSTEM, PROBLEMS, question=usual())
    assert kept is not None
    return kept


def told(*words: str, command: str = "problems") -> str:
    out = io.StringIO()
    call_command(command, *words, stdout=out)
    return out.getvalue()


def test_a_question_is_counted_by_a_worker_and_then_stands_on_the_page(
    known: None, client: Client, cast: Cast, run_jobs: Any
) -> None:
    client.force_login(cast.head.account)
    first = page(client, PAGE)
    assert "These contacts are being counted." in first
    assert "load delay" in first
    run_jobs()
    shown = page(client, PAGE)
    for words in ("“late” came up more from 1 May to 20 May", "All topics", "Method and assumptions", "topic=late"):
        assert words in shown
    assert "load delay" not in shown


def test_conversations_that_come_in_make_kept_findings_old(known: None, cast: Cast) -> None:
    count_usual()
    kept = kept_usual()
    assert kept.found == count_problems(SYSTEM, request=usual())
    assert not kept.is_stale
    tell(conversation(99_999, opened_at=MARCH, topic="late"))
    metrics.catch_up()
    assert kept_usual().is_stale


def test_what_broke_is_said_and_can_be_tried_again(known: None, client: Client, cast: Cast) -> None:
    count_usual()
    CountedAnswer.objects.update(state=State.FAILED)
    client.force_login(cast.head.account)
    shown = page(client, PAGE)
    assert "This could not be counted." in shown
    assert "Try again" in shown
    assert "load delay" not in shown


def test_filters_and_minutes_stand_in_the_address(known: None, client: Client, cast: Cast) -> None:
    asked = settled(ReportRequest(date(2026, 3, 2), date(2026, 6, 1), channel="email"), SYSTEM)
    assert asked is not None
    count_and_keep(PROBLEMS, question=asked, actor=SYSTEM)
    client.force_login(cast.head.account)
    shown = page(client, f"{PAGE}?start=2026-03-02&end=2026-06-01&channel=email&minutes=30")
    assert 'value="30"' in shown
    assert "channel=email" in shown
    lines = page(client, f"{PAGE}?start=2026-03-02&end=2026-06-01&channel=email&format=csv").splitlines()
    assert [line.split(",")[0] for line in lines] == ["topic", "refund", "voucher"]


def test_from_a_problem_to_the_conversations_behind_it(known: None, cast: Cast) -> None:
    asked = ReportRequest(date(2026, 3, 2), date(2026, 6, 1), team=3, channel="email")
    [topic] = [
        t for t in count_problems(SYSTEM, request=ReportRequest(asked.start, asked.end)).topics if t.name == "late"
    ]
    days = (date(2026, 5, 1), date(2026, 5, 20))
    assert parse_qs(urlparse(_conversations(topic, asked, cast.head.actor, days)).query) == {
        "topic": ["late"],
        "team": ["3"],
        "channel": ["email"],
        "opened_from": ["2026-05-01"],
        "opened_to": ["2026-05-20"],
    }
    assert _conversations(topic, asked, cast.operator.actor, days) == ""


def test_who_may_not_read_conversations_sees_figures_without_links_and_words(
    known: None, client: Client, cast: Cast
) -> None:
    count_usual()
    client.force_login(cast.operator.account)
    shown = page(client, PAGE)
    assert "“late” came up more" in shown
    assert "opened_from" not in shown
    assert "<blockquote" not in shown


def test_a_page_asks_the_database_little(
    known: None, client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    count_usual()
    client.force_login(cast.head.account)
    for address in (PAGE, CHANGES):
        page(client, address)
        with django_assert_max_num_queries(12):
            page(client, address)


@pytest.mark.parametrize("address", [PAGE, CHANGES])
def test_an_empty_house_says_what_will_stand_there(empty: None, client: Client, cast: Cast, address: str) -> None:
    client.force_login(cast.head.account)
    assert "There is nothing to compare yet." in page(client, address)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("start=2026-03-09&end=2026-03-01", "The last day is before the first."),
        ("start=1990-03-09&end=2026-03-01", "Choose at most three years."),
        ("minutes=0", "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_shown_is_explained(known: None, client: Client, cast: Cast, asked: str, sentence: str) -> None:
    client.force_login(cast.head.account)
    assert sentence in page(client, f"{PAGE}?{asked}", 422)


@pytest.mark.parametrize("address", [PAGE, CHANGES])
def test_a_stranger_is_asked_to_sign_in(client: Client, address: str) -> None:
    assert client.get(address).status_code == 302


def test_what_changed_is_said_with_its_evidence_and_the_rest_is_left_out(
    empty: None, client: Client, cast: Cast
) -> None:
    talks = [
        conversation(100 * week + n, opened_at=MARCH + timedelta(weeks=week))
        for week in range(26)
        for n in range(5 + week % 2 if week < 18 else 9 - week % 2)
    ]
    tell(*talks)
    metrics.catch_up()
    client.force_login(cast.head.account)
    shown = page(client, CHANGES)
    assert "“Conversations opened”" in shown
    assert "since the week from" in shown
    assert "/measures/conversations_opened" in shown
    assert "/measures/resolution_rate" not in shown
    lines = page(client, f"{CHANGES}?format=csv").splitlines()
    assert lines[0].startswith("name,rule,direction,since")
    changes = json.loads(told("--json", command="changes"))["changes"]
    assert [line.split(",")[0] for line in lines[1:]] == [change["name"] for change in changes]


def test_nothing_changed_is_said_plainly(empty: None, client: Client, cast: Cast) -> None:
    weeks = [MARCH + timedelta(weeks=n) for n in range(20)]
    tell(*[conversation(10 * n + k, opened_at=at) for n, at in enumerate(weeks) for k in range(5)])
    metrics.catch_up()
    client.force_login(cast.head.account)
    assert "Nothing has changed of late: every measure varies as it usually does." in page(client, CHANGES)
    assert "Nothing has changed of late" in told(command="changes")


def test_the_command_says_what_the_page_says(known: None) -> None:
    said = told("--from", "2026-03-02", "--to", "2026-06-29", "--minutes", "20")
    assert "“late” came up more from 1 May to 20 May" in said.replace("\n", " ")
    content = json.loads(told("--json"))
    assert content["minutes_per_contact"] == 10
    assert content["topics"][0]["topic"] == "late"
    assert content["sentence"].startswith("“late” came up more")


def test_without_facts_the_commands_say_so(empty: None) -> None:
    with pytest.raises(CommandError, match="nothing to compare yet"):
        told()
    assert json.loads(told("--json", command="changes")) == {
        "from": None, "to": None, "measures": 0, "too_few": 0, "stand_out_alone": [], "changes": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--from", "2026-02-30"], "“2026-02-30” is not a day. Write it as 2026-03-31."),
        (["--from", "2026-03-02", "--to", "2026-03-01"], "The first day is after the last. Swap --from and --to."),
        (["--channel", "chta"], "There is no channel “chta”. Did you mean “chat”?"),
        (["--minutes", "0"], "A contact takes at least a minute."),
    ],
)
def test_a_mistake_gets_a_sentence_and_status_2(known: None, words: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as caught:
        told(*words)
    assert str(caught.value) == sentence
    assert caught.value.returncode == 2
