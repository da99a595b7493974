"""Who gets the letter, once; who leaves; who may not have it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from colere.insights.letter import actions
from colere.insights.letter.actions import leave_address, send_to_me, send_weekly, subscribe, unsubscribe
from colere.insights.letter.models import Sending, Subscription
from colere.insights.letter.queries import find_letter, gather_letter, is_subscribed, list_letters, list_readers
from colere.insights.letter.rules.weeks import Week
from colere.platform.errors import Conflict, NotFound, Refused
from colere.platform.mail.actions import send_due_mail
from colere.platform.mail.models import Mail
from colere.platform.permissions import SYSTEM
from tests.domains.letter.letters import MARK, keep
from tests.people import Cast, Member

pytestmark = pytest.mark.django_db
WEEK = Week(date(2026, 5, 11))
READERS = ("lead", "head", "executive")


@pytest.fixture
def subscribed(cast: Cast) -> Cast:
    """The letter of the week is written; the head of care and the executive have subscribed long ago."""
    keep()
    for member in (cast.head, cast.executive):
        subscribe(actor=member.actor)
    Subscription.objects.update(since=timezone.now() - timedelta(days=900))
    return cast


def path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def test_each_subscriber_gets_the_letter_of_the_week_once(subscribed: Cast, mailbox: Any, settings: Any) -> None:
    settings.MAIL_IS_SET = True
    assert send_weekly(WEEK, actor=SYSTEM) == 2
    assert send_weekly(WEEK, actor=SYSTEM) == 0
    assert send_due_mail(actor=SYSTEM) == 2
    assert sorted(one.to[0] for one in mailbox) == ["ede@example.org", "hana@example.org"]
    [mail] = [one for one in mailbox if one.to == ["hana@example.org"]]
    assert mail.subject == "The week of Marrowfield, 11 to 17 May 2026"
    html = mail.alternatives[0].content
    [(name, pdf, _kind)] = mail.attachments
    assert (name, pdf) == ("letter-2026-W20.pdf", b"%PDF-1.7 the letter")
    leave = mail.extra_headers["List-Unsubscribe"].strip("<>")
    assert leave in mail.body
    assert leave in html
    assert MARK not in mail.body + html
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_who_dies_half_way_leaves_nobody_with_two_and_nobody_with_none(
    subscribed: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = actions.queue_mail

    def die_at_the_second(*args: Any, **kwargs: Any) -> Any:
        if Mail.objects.exists():
            raise SystemExit
        return written(*args, **kwargs)

    monkeypatch.setattr(actions, "queue_mail", die_at_the_second)
    with pytest.raises(SystemExit):
        send_weekly(WEEK, actor=SYSTEM)
    assert (Mail.objects.count(), Sending.objects.count()) == (1, 1)
    monkeypatch.undo()
    assert send_weekly(WEEK, actor=SYSTEM) == 1
    assert Mail.objects.values("to").distinct().count() == Mail.objects.count() == 2


def test_who_subscribes_after_it_was_due_gets_the_next_one(subscribed: Cast) -> None:
    subscribe(actor=subscribed.lead.actor)
    assert send_weekly(WEEK, actor=SYSTEM) == 2


def test_who_has_lost_the_role_or_left_gets_no_more(subscribed: Cast) -> None:
    subscribed.head.account.roles = []
    subscribed.head.account.save()
    subscribed.executive.account.is_active = False
    subscribed.executive.account.save()
    assert list_readers(SYSTEM) == []
    assert send_weekly(WEEK, actor=SYSTEM) == 0


def test_only_leaders_have_the_letter(cast: Cast) -> None:
    keep()
    attempts: list[Callable[[Any], Any]] = [
        lambda actor: gather_letter(actor, week=WEEK),
        lambda actor: find_letter(actor, week=WEEK),
        list_letters,
        is_subscribed,
        list_readers,
        lambda actor: subscribe(actor=actor),
        lambda actor: send_to_me(WEEK, actor=actor),
        lambda actor: send_weekly(WEEK, actor=actor),
        lambda actor: actions.write_letter(WEEK, actor=actor),
        lambda actor: actions.note_wanted(WEEK, actor=actor),
    ]
    for member in cast.all_but(*READERS).values():
        for attempt in attempts:
            with pytest.raises(Refused):
                attempt(member.actor)
    assert not Mail.objects.exists()


def test_somebody_may_have_a_letter_sent_but_not_without_end(cast: Cast) -> None:
    keep()
    for _ in range(3):
        send_to_me(WEEK, actor=cast.lead.actor)
    with pytest.raises(Conflict, match="Wait some minutes"):
        send_to_me(WEEK, actor=cast.lead.actor)
    assert {mail.to for mail in Mail.objects.all()} == {cast.lead.account.email}
    with pytest.raises(NotFound):
        send_to_me(WEEK.before(), actor=cast.lead.actor)


def test_the_link_in_the_mail_asks_first_and_then_ends_the_letters(subscribed: Cast, client: Client) -> None:
    address = path(leave_address(subscribed.head.account))
    asked = client.get(address)
    assert "Get the weekly letter no longer?" in asked.content.decode()
    assert is_subscribed(subscribed.head.actor)
    assert "no longer." in client.post(address).content.decode()
    assert not is_subscribed(subscribed.head.actor)
    assert is_subscribed(subscribed.executive.actor)
    assert client.post(address).status_code == 200, "a second time does no harm"


def test_a_mail_program_leaves_with_one_post_and_no_page(subscribed: Cast, published: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    done = strict.post(path(leave_address(subscribed.head.account)), {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert not is_subscribed(subscribed.head.actor)
    [line] = published("letter.LetterUnsubscribed")
    assert line.payload == {"account": subscribed.head.account.pk, "way": "link"}


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "nonsense", lambda t: t.upper()])
def test_a_link_that_is_not_ours_ends_nothing(subscribed: Cast, client: Client, change: Any) -> None:
    token = leave_address(subscribed.head.account).rsplit("/", 1)[1]
    for ask in (client.get, client.post):
        assert ask(f"/insights/letter/leave/{change(token)}").status_code == 404
    assert is_subscribed(subscribed.head.actor)


def test_a_link_of_half_a_year_ago_is_too_old(subscribed: Cast, client: Client, monkeypatch: Any) -> None:
    address = path(leave_address(subscribed.head.account))
    monkeypatch.setattr(actions, "LEAVE_DAYS", -1)
    told = client.post(address)
    assert told.status_code == 404
    assert "too old" in told.content.decode()
    assert is_subscribed(subscribed.head.actor)


def test_nobody_who_wants_to_leave_is_refused(subscribed: Cast) -> None:
    subscribed.head.account.roles = []
    subscribed.head.account.save()
    unsubscribe(actor=Member(subscribed.head.person, subscribed.head.account).actor)
    assert not Subscription.objects.filter(account=subscribed.head.account).exists()


def test_the_log_holds_no_words_and_no_addresses(subscribed: Cast, published: Any) -> None:
    send_weekly(WEEK, actor=SYSTEM)
    send_to_me(WEEK, actor=subscribed.lead.actor)
    told = str([line.payload for line in published()])
    assert "letter.weekly" in told
    for words in ("@", "late", "Quick and kind", "Marrowfield"):
        assert words not in told
