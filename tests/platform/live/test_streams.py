"""Streams of a real application object, driven as a server drives it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from colere.platform.accounts.actions import create_account
from colere.platform.accounts.models import Account
from colere.platform.accounts.roles import Role
from colere.platform.events import START, Position
from colere.platform.live import following, server, wire
from colere.platform.live.hub import Hub, Stream, Viewer
from colere.platform.live.server import Application
from colere.platform.live.sessions import find_departed, find_viewers
from colere.platform.permissions import SYSTEM


class Browser:
    """The other end of an ASGI conversation."""

    def __init__(self, application: Application, query: str, *, cookie: str = "", last: str = "") -> None:
        headers = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode())] if cookie else []
        headers += [(b"last-event-id", last.encode())] if last else []
        scope = {"type": "http", "method": "GET", "path": "/live", "query_string": query.encode(), "headers": headers}
        self.status = 0
        self.text = ""
        self.has_ended = False
        self.is_reading = True
        self._gone = asyncio.Event()
        self._changed = asyncio.Event()
        self.task = asyncio.ensure_future(application(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if not self.is_reading:
            await asyncio.sleep(60)
        self.status = message.get("status", self.status)
        self.text += message.get("body", b"").decode()
        self.has_ended = message["type"] == "http.response.body" and not message.get("more_body", False)
        self._changed.set()

    def leave(self) -> None:
        self._gone.set()

    async def sees(self, words: str, seconds: float = 5.0) -> None:
        until = time.monotonic() + seconds
        while words not in self.text:
            self._changed.clear()
            async with asyncio.timeout(until - time.monotonic()):
                await self._changed.wait()


def sign_in(account: Account) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key


@pytest.fixture
def operator(transactional_db: None) -> Account:
    return create_account(email="olive@colere.test", name="Olive", roles=[Role.OPERATOR], actor=SYSTEM)


def with_application(test: Callable[[Application], Coroutine[Any, Any, None]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run `test` with an application that asks the database in this thread: the test database may live only here."""

    async def run() -> None:
        application = Application(lambda environ, start: [], threads=1)
        monkeypatch.setattr(Application, "open", _stay_closed)
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "run_in_executor", _at_once, raising=False)
        try:
            await test(application)
        finally:
            application.close()

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    monkeypatch.setattr("colere.platform.live.hub.PAUSE_SECONDS", 0.01)
    asyncio.run(run())


async def _stay_closed(self: Application) -> None:
    return None


def _at_once(executor: object, function: Callable[..., Any], *arguments: Any) -> Awaitable[Any]:
    answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    try:
        answer.set_result(function(*arguments))
    except Exception as error:
        answer.set_exception(error)
    return answer


def test_a_browser_is_told_what_it_may_follow_and_nothing_else(
    operator: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = sign_in(operator)

    async def story(application: Application) -> None:
        browser = Browser(application, "topics=health,conversations", cookie=cookie)
        await browser.sees("id: 0-0")
        assert browser.status == 200
        application.hub.publish(Position(0, 1), {"conversations", "conversation:1"})
        application.hub.publish(Position(0, 2), {"health", "machine:1"})
        await browser.sees('id: 0-2\nevent: changed\ndata: {"topics":["health"]}\n\n')
        assert "conversation" not in browser.text
        browser.leave()
        await browser.task
        assert len(application.hub) == 0

    with_application(story, monkeypatch)


def test_changes_that_come_quickly_are_told_together(operator: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = sign_in(operator)

    async def story(application: Application) -> None:
        browser = Browser(application, "topics=health", cookie=cookie)
        await browser.sees("id: 0-0")
        for line in range(1, 101):
            application.hub.publish(Position(0, line), {"health"})
        await browser.sees("id: 0-100\n")
        assert browser.text.count("event: changed") == 2  # the first at once, all others after a pause

    with_application(story, monkeypatch)


def test_somebody_who_is_not_signed_in_gets_no_stream(operator: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(application: Application) -> None:
        for cookie in ("", "nonsense", "x" * 5000):
            browser = Browser(application, "topics=health", cookie=cookie)
            await browser.task
            assert (browser.status, browser.has_ended) == (401, True)

    with_application(story, monkeypatch)


def test_somebody_who_may_not_read_a_topic_gets_no_stream(operator: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = sign_in(operator)

    async def story(application: Application) -> None:
        for query, status in [
            ("topics=conversations", 403),
            ("topics=conversations,customer:1", 403),
            ("topics=", 422),
        ]:
            browser = Browser(application, query, cookie=cookie)
            await browser.task
            assert browser.status == status

    with_application(story, monkeypatch)


def test_an_account_cannot_open_streams_without_end(operator: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = sign_in(operator)
    monkeypatch.setattr("colere.platform.live.hub.MOST_PER_ACCOUNT", 2)

    async def story(application: Application) -> None:
        open_ones = [Browser(application, "topics=health", cookie=cookie) for _ in range(2)]
        for browser in open_ones:
            await browser.sees("id:")
        refused = Browser(application, "topics=health", cookie=cookie)
        await refused.task
        assert refused.status == 429
        open_ones[0].leave()
        await open_ones[0].task
        await Browser(application, "topics=health", cookie=cookie).sees("id:")

    with_application(story, monkeypatch)


def test_a_browser_that_comes_back_is_told_what_it_missed(operator: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = sign_in(operator)
    monkeypatch.setattr(server, "topics_since", lambda position, until: {"health", "people"})

    async def story(application: Application) -> None:
        application.hub.publish(Position(0, 9), set())
        browser = Browser(application, "topics=health", cookie=cookie, last="0-3")
        await browser.sees('id: 0-9\nevent: changed\ndata: {"topics":["health"]}')
        by_page = Browser(application, "topics=health&after=0-3", cookie=cookie)
        await by_page.sees("event: changed")

    with_application(story, monkeypatch)


def test_a_browser_with_a_position_that_is_not_ours_fetches_everything_again(
    operator: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = sign_in(operator)

    async def story(application: Application) -> None:
        for last in ("nonsense", "0-999999"):
            browser = Browser(application, "topics=health", cookie=cookie, last=last)
            await browser.sees("event: reset")

    with_application(story, monkeypatch)


def test_a_quiet_stream_shows_that_it_lives(operator: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = sign_in(operator)

    async def story(application: Application) -> None:
        browser = Browser(application, "topics=health", cookie=cookie)
        await browser.sees("id: 0-0")
        application.hub.position = Position(0, 5)
        application.hub.beat(0, rounds=1, slow_seconds=20)
        await browser.sees(":\nid: 0-5\n\n")

    with_application(story, monkeypatch)


def test_signing_out_ends_the_stream(operator: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = sign_in(operator)
    monkeypatch.setattr(server, "CHECK_SECONDS", 0.05)

    async def story(application: Application) -> None:
        browser = Browser(application, "topics=health", cookie=cookie)
        checking = asyncio.ensure_future(application._check_sessions())
        await browser.sees("id:")
        Session.objects.all().delete()
        await browser.sees("event: end")
        await browser.task
        assert browser.has_ended
        checking.cancel()

    with_application(story, monkeypatch)


def test_a_reader_who_does_not_read_is_dropped(operator: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = sign_in(operator)

    async def story(application: Application) -> None:
        browser = Browser(application, "topics=health", cookie=cookie)
        await browser.sees("id:")
        browser.is_reading = False
        application.hub.publish(Position(0, 1), {"health"})
        await asyncio.sleep(0.05)
        application.hub.beat(0, rounds=1, slow_seconds=20)
        assert len(application.hub) == 1
        application.hub.beat(0, rounds=1, slow_seconds=0)
        async with asyncio.timeout(5):
            await browser.task
        assert len(application.hub) == 0

    with_application(story, monkeypatch)


def test_closing_the_application_ends_every_stream_at_once(operator: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = sign_in(operator)

    async def story(application: Application) -> None:
        browsers = [Browser(application, "topics=health", cookie=cookie) for _ in range(5)]
        for browser in browsers:
            await browser.sees("id:")
        application.close()
        async with asyncio.timeout(2):
            await asyncio.gather(*(browser.task for browser in browsers))
        assert all(browser.has_ended and "event: end" not in browser.text for browser in browsers)
        late = Browser(application, "topics=health", cookie=cookie)
        async with asyncio.timeout(2):
            await late.task

    with_application(story, monkeypatch)


def test_only_a_session_that_still_counts_has_a_viewer(operator: Account) -> None:
    cookie = sign_in(operator)
    ((viewer, account),) = find_viewers([cookie, "unknown"]).values()
    assert (viewer.account_id, account.pk) == (operator.pk, operator.pk)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert find_viewers([cookie]) == {}


def test_a_changed_password_an_inactive_account_and_other_roles_end_what_was_open(operator: Account) -> None:
    cookie = sign_in(operator)
    ((viewer, _),) = find_viewers([cookie]).values()
    assert find_departed({viewer}) == set()
    for change in ({"roles": []}, {"is_active": False}, {"password": "other"}):
        before = {name: getattr(operator, name) for name in change}
        Account.objects.filter(pk=operator.pk).update(**change)
        assert find_departed({viewer}) == {viewer}
        Account.objects.filter(pk=operator.pk).update(**before)
    assert find_departed({viewer}) == set()


def test_what_was_missed_is_read_from_the_log_up_to_a_bound(operator: Account) -> None:
    from colere.platform import events
    from colere.platform.events.log import subjects_after
    from colere.platform.jobs.models import Job
    from tests.platform.live.sample import note_lines

    before = events.head()
    note_lines(5)
    until = events.head()
    assert len(subjects_after(before, limit=100)) == 5
    assert following.topics_since(before, until) == {"live", *(f"thing:{n}" for n in range(5))}
    assert following.topics_since(before, until, limit=4) is None
    assert following.topics_since(until, before) is None
    assert following.topics_since(until, until) == set()
    assert Job.objects.count() == 0


def test_the_hub_tells_each_stream_only_once_and_forgets_who_left(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        hub = Hub()
        monkeypatch.setattr("colere.platform.live.hub.PAUSE_SECONDS", 0.0)
        viewer = Viewer(1, "key", ())
        stream = Stream(viewer, frozenset({"a", "b"}))
        hub.add(stream)
        hub.publish(Position(0, 1), {"a", "c"})
        hub.publish(Position(0, 2), {"a", "b"})
        assert stream.take_untold() == ("a", "b")
        assert stream.take_untold() == ()
        hub.remove(stream)
        hub.publish(Position(0, 3), {"a"})
        assert stream.take_untold() == ()
        assert hub.viewers() == set()
        assert hub.has_room_for(1)

    asyncio.run(story())


def test_the_hub_never_goes_back_in_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("colere.platform.live.hub.PAUSE_SECONDS", 0.0)
    hub = Hub()
    assert hub.position == START
    hub.publish(Position(0, 5), set())
    hub.publish(Position(0, 4), set())
    assert hub.position == Position(0, 5)
    assert wire.position_text(hub.position) == "0-5"
