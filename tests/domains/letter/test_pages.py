"""From the facts to the letter: gathered, shown, fetched as files, asked for in the terminal."""

from __future__ import annotations

import io
import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from pypdf import PdfReader

from colere.care.feedback.actions.recording import record_response
from colere.foundation.actions.promises import PromiseTerms, make_promise
from colere.insights.letter.jobs import send_weekly_letter
from colere.insights.letter.models import KeptLetter, Sending, Subscription
from colere.insights.letter.queries import gather_letter
from colere.insights.letter.rules.weeks import week_of
from colere.platform import metrics
from colere.platform.permissions import SYSTEM
from colere.platform.ui import stories
from colere.platform.ui.stories import Story, register_stories
from tests.people import Cast
from tests.platform.metrics.telling import MARCH, conversation, tell

pytestmark = pytest.mark.django_db(transaction=True)
LETTER = "/insights/letter"
DAYS = 16 * 7
LAST = week_of(MARCH.date() + timedelta(days=DAYS - 1))


@pytest.fixture
def empty(tmp_path: Path, settings: Any) -> None:
    settings.FACTS_DIR = tmp_path / "facts"


@pytest.fixture
def known(empty: None, cast: Cast) -> None:
    """Sixteen weeks; “late” comes up six times as often in the last two. The promise is kept, and not felt."""
    talks = []
    for day in range(DAYS):
        for topic, n in {"late": 12 if day >= DAYS - 14 else 2, "refund": 3, "voucher": 3}.items():
            for _ in range(n):
                talks.append(conversation(len(talks) + 1, opened_at=MARCH + timedelta(days=day), topic=topic))
    tell(*talks)
    terms = PromiseTerms(
        words="You have an answer within the hour.",
        rule={"measure": "first_response_time", "within_seconds": 3600},
        felt={"name": "quick", "at_least": 4},
    )
    make_promise(terms=terms, actor=SYSTEM)
    said = datetime.combine(LAST.first, datetime.min.time(), UTC) + timedelta(hours=10)
    for n in range(30):
        record_response(name="quick", score=2 if n % 3 else 5, at=said, actor=SYSTEM)
        record_response(name="csat", score=4 if n % 5 else 1, at=said + timedelta(hours=n), actor=SYSTEM)
    words = {"team": cast.staff_care, "comment": "A colleague's own sorrow, told in confidence."}
    record_response(name="csat", score=1, at=said, actor=SYSTEM, **words)
    record_response(name="csat", score=1, at=said, comment="Nobody, NOBODY rang <me>.", topic="late", actor=SYSTEM)
    record_response(name="csat", score=1, at=said, comment="Write to ada@example.org at once!", actor=SYSTEM)
    metrics.catch_up()


def page(client: Client, address: str, status: int = 200) -> str:
    found = client.get(address)
    assert found.status_code == status
    return found.content.decode()


def told(*words: str) -> str:
    out = io.StringIO()
    call_command("letter", *words, stdout=out)
    return out.getvalue()


def test_the_letter_says_what_is_in_the_facts(known: None, cast: Cast) -> None:
    letter = gather_letter(cast.lead.actor, week=LAST)
    assert letter == gather_letter(SYSTEM, week=LAST), "the same for every reader"
    voices, promises, changes, problems, no_stories = letter.sections
    assert (letter.kind, letter.sentence) == (
        "not_felt", "“You have an answer within the hour” is kept 100% as measured, 33% as felt.",
    )  # fmt: skip
    assert problems.sentence.startswith("“late” has come up more since ")
    assert problems.note.endswith("some of it may be the season.")
    assert "Of 32 customers who answered" in voices.sentence or "Of 33 customers who answered" in voices.sentence
    assert [quote.text for quote in voices.quotes] == ["Nobody, NOBODY rang <me>."]
    assert promises.sentence == "1 of our 1 promises is not kept, or not felt as much as we say."
    kept, felt = promises.figures
    assert (kept.said, felt.n, felt.said) == ("100%", 30, "33%")
    assert any(figure.label == "Conversations opened" for figure in changes.figures)
    [late] = problems.figures
    assert (late.label, late.unit, late.bar) == ("late", "hours", pytest.approx(1))
    assert late.low is not None and late.high is not None and late.low < 10 * 14 * 10 / 60 < late.high
    assert no_stories.sentence == "Nobody collects stories in Colere yet, so none is told here."
    early = gather_letter(SYSTEM, week=week_of(MARCH.date()))
    assert early.kind == "too_few"
    assert early.sections[0].figures[0].said == "too few"


def test_approved_stories_are_told_and_the_others_are_not_missed(
    empty: None, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stories, "_sources", {})
    register_stories("recognition", lambda actor, start, end: [Story("A pot", f"Mended on {start}.\x00", "Ben")])
    part = gather_letter(SYSTEM, week=LAST).sections[-1]
    assert part.sentence == "1 story worth telling on."
    assert part.stories[0].text == f"Mended on {LAST.first}."
    register_stories("recognition", lambda actor, start, end: [])
    assert gather_letter(SYSTEM, week=LAST).sections[-1].sentence == "No story was approved this week."


def test_a_letter_is_written_by_a_worker_kept_and_can_be_taken_along(
    known: None, client: Client, cast: Cast, run_jobs: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(cast.executive.account)
    first = page(client, LETTER)
    assert "is being written" in first
    assert "load delay" in first
    with caplog.at_level(logging.DEBUG, logger="colere"):
        run_jobs()
    assert "NOBODY" not in caplog.text
    shown = page(client, LETTER)
    for words in (
        "100% as measured, 33% as felt.",
        "“late” has come up more",
        "Nobody, NOBODY rang &lt;me&gt;.",
        "One question",
        "No mail server is set",
    ):
        assert words in shown
    assert "load delay" not in shown
    named = f"{LETTER}/{LAST.name}"
    mail = client.get(f"{named}/mail")
    assert "NOBODY rang &lt;me&gt;" in mail.content.decode()
    assert "/leave/" not in mail.content.decode()
    assert mail["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert "NOBODY rang <me>" in page(client, f"{named}/text")
    pdf = client.get(f"{named}/pdf")
    assert "late" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    assert max(map(len, (mail.content, pdf.content))) <= 100_000
    tell(conversation(99_999, opened_at=MARCH, topic="late"))
    metrics.catch_up()
    assert page(client, f"{named}/text") == page(client, f"{named}/text")
    assert KeptLetter.objects.get().content["week"] == LAST.name


def test_the_page_subscribes_and_unsubscribes_and_sends(known: None, client: Client, cast: Cast, run_jobs: Any) -> None:
    client.force_login(cast.head.account)
    page(client, LETTER)
    run_jobs()
    client.post(f"{LETTER}/subscribe")
    shown = page(client, LETTER)
    assert "You will get the letter each Monday." in shown
    assert "You get the letter each Monday at six." in shown
    client.post(f"{LETTER}/{LAST.name}/send")
    assert "It waits for you until a mail server is set." in page(client, LETTER)
    client.post(f"{LETTER}/unsubscribe")
    assert "The letter can come to you each Monday at six" in page(client, LETTER)
    assert not Subscription.objects.exists()


def test_the_hourly_job_sends_nothing_before_there_is_a_letter_to_send(known: None, cast: Cast) -> None:
    """The newest facts are of June, and the last week is another."""
    Subscription.objects.create(account=cast.head.account, since=MARCH)
    assert send_weekly_letter.func() == 0
    assert not Sending.objects.exists()


def test_only_leaders_open_the_pages(client: Client, cast: Cast) -> None:
    addresses = ["", "/2026-W20", "/2026-W20/mail", "/2026-W20/pdf", "/2026-W20/text"]
    posts = ["/subscribe", "/unsubscribe", "/2026-W20/send"]
    for address in [*addresses, *posts]:
        assert client.get(LETTER + address).status_code == 302
    for member in cast.all_but("lead", "head", "executive").values():
        client.force_login(member.account)
        assert {client.get(LETTER + address).status_code for address in addresses} == {403}
        assert {client.post(LETTER + address).status_code for address in posts} == {403}


def test_a_week_that_is_not_over_or_unknown_has_no_letter(known: None, client: Client, cast: Cast) -> None:
    client.force_login(cast.head.account)
    for name in ("2999-W01", "2019-W01", "2026-W99", "latest"):
        page(client, f"{LETTER}/{name}", 404)
    page(client, f"{LETTER}/{LAST.name}/pdf", 404)
    assert not KeptLetter.objects.exists()


def test_an_empty_house_says_what_will_stand_there(empty: None, client: Client, cast: Cast) -> None:
    client.force_login(cast.head.account)
    assert "There is no whole week to write about yet." in page(client, LETTER)
    with pytest.raises(CommandError, match="no whole week"):
        told()


def test_the_command_writes_what_is_asked_for(known: None, tmp_path: Path) -> None:
    html, pdf = tmp_path / "letter.html", tmp_path / "letter.pdf"
    assert "“late” has come up more since" in told("--week", LAST.name)
    assert told("--html", str(html), "--pdf", str(pdf)) == ""
    assert "NOBODY rang &lt;me&gt;" in html.read_text()
    assert "{" not in html.read_text().partition("</style>")[2]
    assert pdf.read_bytes().startswith(b"%PDF")
    content = json.loads(told("--json"))
    assert (content["week"], content["kind"], len(content["sections"])) == (LAST.name, "not_felt", 5)
    assert content["sections"][3]["figures"][0]["low"] > 0
    for words, sentence in (
        (["--week", "May"], "“May” is not a week. Write it as 2026-W20."),
        (["--week", "2019-W01"], f"Letters can be written from {week_of(MARCH.date()).name} to {LAST.name}."),
        (["--pdf", str(tmp_path / "no" / "x")], "cannot be written"),
    ):
        with pytest.raises(CommandError) as caught:
            told(*words)
        assert sentence in str(caught.value)
        assert caught.value.returncode == 2
