"""Mail through a real server: it goes, it is refused, the server goes away; nothing is lost and nothing is told."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from colere.platform.errors import Conflict, Invalid, Refused
from colere.platform.mail.actions import Attachment, Draft, prune_mail, queue_mail, send_due_mail, try_again
from colere.platform.mail.models import Mail
from colere.platform.mail.queries import list_failed, outbox, what_to_do
from colere.platform.permissions import SYSTEM
from tests.people import Cast
from tests.platform.mail.servers import Post, mail_server

pytestmark = pytest.mark.django_db
TO = "hana@example.org"


@pytest.fixture(scope="module")
def running() -> Iterator[Post]:
    with mail_server() as server:
        yield server


@pytest.fixture
def post(running: Post, settings: Any) -> Post:
    """The server with nothing in it, set as ours."""
    running.taken, running.at_recipient, running.at_data = [], [], []
    point_at(settings, running.port)
    return running


def point_at(settings: Any, port: int) -> None:
    settings.MAIL_IS_SET = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def queued(**over: Any) -> Mail:
    words: dict[str, Any] = {
        "kind": "letter.weekly",
        "to": TO,
        "subject": "Your week – “kept”",
        "text": "Good morning.",
    }
    return queue_mail(Draft(**{**words, **over}), actor=SYSTEM)


def at_once() -> int:
    """What is due and what waits for its next try, now."""
    Mail.objects.filter(state=Mail.State.WAITING).update(due_at=timezone.now())
    return send_due_mail(actor=SYSTEM)


def state(mail: Mail) -> tuple[str, str]:
    mail.refresh_from_db()
    return mail.state, mail.trouble


def test_a_mail_goes_with_its_text_its_html_and_its_file(post: Post, published: Any) -> None:
    pdf = Attachment(name="letter.pdf", media_type="application/pdf", content=b"%PDF-1.7 \x00\xff")
    mail = queued(
        html="<p>Good <b>morning</b>.</p>", headers={"List-Unsubscribe": "<https://x.example/l>"}, attachments=(pdf,)
    )
    assert at_once() == 1
    [taken] = post.taken
    assert (taken["To"], taken["Subject"], taken["Message-ID"]) == (TO, "Your week – “kept”", mail.message_id)
    assert taken["List-Unsubscribe"] == "<https://x.example/l>"
    assert taken.get_body(("plain",)).get_content().strip() == "Good morning."  # type: ignore[union-attr]
    assert "<b>morning</b>" in taken.get_body(("html",)).get_content()  # type: ignore[union-attr]
    [file] = taken.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("letter.pdf", pdf.content)
    assert state(mail) == ("sent", "")
    assert [line.kind for line in published()][-2:] == ["mail.MailQueued", "mail.MailSent"]


@pytest.mark.django_db(transaction=True)  # a line is handed on when its transaction has ended
def test_a_worker_sends_what_was_queued_without_being_asked(post: Post, run_jobs: Any) -> None:
    from colere.platform.events import deliver_pending

    queued()
    deliver_pending()
    run_jobs()
    assert len(post.taken) == 1


def test_the_same_occasion_is_queued_once(post: Post) -> None:
    first, second = queued(key="letter:2026-W20:account:7"), queued(key="letter:2026-W20:account:7")
    assert first == second
    assert at_once() == 1
    assert at_once() == 0


def test_only_an_operator_looks_after_mail(cast: Cast) -> None:
    mail = queued()
    for member in cast.all_but("operator").values():
        for attempt in (outbox, list_failed, lambda actor: try_again(mail.pk, actor=actor), _send, _prune):
            with pytest.raises(Refused):
                attempt(member.actor)
    assert outbox(cast.operator.actor).waiting == 1


def _send(actor: Any) -> None:
    send_due_mail(actor=actor)


def _prune(actor: Any) -> None:
    prune_mail(actor=actor)


def test_without_a_server_mail_waits_and_nothing_connects(settings: Any) -> None:
    point_at(settings, 1)
    settings.MAIL_IS_SET = False
    mail = queued()
    assert at_once() == 0
    assert (state(mail), mail.attempts) == (("waiting", ""), 0)
    assert not outbox(SYSTEM).is_configured


@pytest.mark.parametrize("answer", ["451 4.7.1 come back later", "452 too many"])
def test_a_server_that_asks_for_patience_gets_the_same_mail_later(post: Post, answer: str) -> None:
    post.at_recipient = [answer]
    mail = queued()
    assert at_once() == 0
    assert state(mail) == ("waiting", "busy")
    assert timedelta(seconds=50) < mail.due_at - timezone.now() <= timedelta(minutes=1)
    assert at_once() == 1
    assert post.taken[0]["Message-ID"] == mail.message_id


def test_a_server_that_goes_away_in_the_middle_gets_it_again(post: Post) -> None:
    post.at_data = ["go away"]
    mail = queued()
    assert at_once() == 0
    assert state(mail) == ("waiting", "unreachable")
    assert at_once() == 1
    assert len(post.taken) == 1


def test_a_server_that_is_not_there_is_asked_once_a_turn(settings: Any) -> None:
    with mail_server() as gone:
        pass
    point_at(settings, gone.port)
    mails = [queued() for _ in range(3)]
    assert at_once() == 0
    assert sorted(one.attempts for one in Mail.objects.all()) == [0, 0, 1]
    assert {state(one)[0] for one in mails} == {"waiting"}


@pytest.mark.parametrize(("where", "trouble"), [("at_recipient", "recipient"), ("at_data", "content")])
def test_what_the_server_refuses_for_good_is_kept_with_what_to_do_and_the_next_mail_goes(
    post: Post, where: str, trouble: str
) -> None:
    setattr(post, where, ["550 5.1.1 <hana@example.org> is unknown"])
    refused, other = queued(), queued(to="ede@example.org")
    assert at_once() == 1
    assert (state(refused), refused.code) == (("failed", trouble), 550)
    assert "refuses" in what_to_do(refused)
    assert state(other)[0] == "sent"
    try_again(refused.pk, actor=SYSTEM)
    assert at_once() == 1
    with pytest.raises(Conflict, match="was not given up"):
        try_again(refused.pk, actor=SYSTEM)


def test_after_five_days_a_mail_is_given_up_and_kept(settings: Any) -> None:
    with mail_server() as gone:
        pass
    point_at(settings, gone.port)
    mail, stale = queued(), queued()
    Mail.objects.filter(pk=mail.pk).update(queued_at=timezone.now() - timedelta(days=6), trouble="unreachable")
    Mail.objects.filter(pk=stale.pk).update(queued_at=timezone.now() - timedelta(days=6))
    at_once()
    at_once()
    assert (state(mail), state(stale)) == (("failed", "unreachable"), ("failed", "too_old"))


def test_a_mail_whose_worker_died_is_taken_up_when_its_lease_runs_out(post: Post) -> None:
    mail = queued()
    Mail.objects.update(state="sending", lease_until=timezone.now() + timedelta(minutes=1), attempts=1)
    assert at_once() == 0
    Mail.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert at_once() == 1
    assert (state(mail)[0], mail.attempts) == ("sent", 2)


def test_neither_addresses_nor_words_are_logged(post: Post, caplog: pytest.LogCaptureFixture, published: Any) -> None:
    post.at_recipient = ["550 hana@example.org is unknown here"]
    queued(text="secret words")
    with caplog.at_level(logging.DEBUG):
        at_once()
    ours = "\n".join(one.getMessage() for one in caplog.records if one.name != "mail.log")  # that is the test's server
    told = ours + json.dumps([line.payload for line in published()])
    assert "did not go: recipient" in ours
    assert "example.org" not in told
    assert "secret" not in told


@pytest.mark.parametrize(
    "over",
    [
        {"to": "hana@example.org\nBcc: eve@example.org"},
        {"to": "hana@example.org, eve@example.org"},
        {"to": "Hana <hana@example.org>"},
        {"to": ""},
        {"subject": "Hello\r\nBcc: eve@example.org"},
        {"subject": "Hello\u2028Bcc: eve@example.org"},
        {"headers": {"X-A": "b\nBcc: eve@example.org"}},
        {"headers": {"Bcc: eve@example.org\nX-A": "b"}},
        {"attachments": (Attachment(name="a\nb.pdf", media_type="application/pdf", content=b""),)},
    ],
)
def test_nothing_smuggles_a_header_in(over: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        queued(**over)
    assert not Mail.objects.exists()


def test_mail_is_forgotten_after_a_month_and_failures_after_three(post: Post) -> None:
    queued()
    at_once()
    Mail.objects.update(finished_at=timezone.now() - timedelta(days=31))
    failed = queued()
    Mail.objects.filter(pk=failed.pk).update(state="failed", finished_at=timezone.now() - timedelta(days=31))
    assert prune_mail(actor=SYSTEM) == 1
    assert list(Mail.objects.all()) == [failed]


def told(*words: str) -> str:
    out = io.StringIO()
    call_command("mail", *words, stdout=out)
    return out.getvalue()


def test_the_command_shows_what_could_not_be_sent_and_tries_it_again(post: Post, settings: Any) -> None:
    post.at_recipient = ["550 no"]
    mail = queued()
    at_once()
    assert "refuses the address" in told()
    assert json.loads(told("--json"))["given_up"] == [
        {"mail": mail.pk, "kind": "letter.weekly", "trouble": "recipient", "code": 550}
    ]
    assert "1 mail will be tried again." in told("--retry", f"#{mail.pk}")
    with pytest.raises(CommandError, match="was not given up"):
        told("--retry", str(mail.pk))
    with pytest.raises(CommandError, match="named by their numbers"):
        told("--retry", "x")
    settings.MAIL_IS_SET = False
    assert "No mail server is set" in told()
