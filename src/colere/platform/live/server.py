"""The ASGI application: streams on the event loop, everything else through Django's WSGI application in threads."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import parse_qs

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError
from django.http import parse_cookie

from colere.platform.errors import DomainError, Refused
from colere.platform.live import wire
from colere.platform.live.following import LogFollower, topics_since
from colere.platform.live.hub import Hub, Stream, Viewer
from colere.platform.live.sessions import find_departed, find_viewers
from colere.platform.live.topics import allowed_topics, read_topics
from colere.platform.permissions import actor_for

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

log = logging.getLogger("colere.live")

PATH = "/live"
BEAT_SECONDS = 1.0
BEAT_ROUNDS = 15
SLOW_SECONDS = 20.0
CHECK_SECONDS = 25.0
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class NotSignedIn(DomainError):
    """Nobody is signed in."""

    status = 401


class TooMany(DomainError):
    """This account has too many streams open."""

    status = 429


@dataclass(frozen=True)
class Opening:
    """A stream that may be opened: who, what, and what was missed since the position that the browser knew."""

    viewer: Viewer
    topics: frozenset[str]


class Application:
    """Answers `/live`, and hands the rest to `django`, a WSGI application, in at most `threads` threads at once."""

    def __init__(self, django: Any, *, threads: int = 8) -> None:
        self.hub = Hub()
        self._django: Any = WSGIMiddleware(django, workers=threads)
        self._asking = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live-ask")
        self._follower: LogFollower | None = None
        self._tending: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"] == PATH:
            await self._answer(scope, receive, send)
        else:
            await self._django(scope, receive, send)

    async def open(self) -> None:
        """Begin to follow the log. Done when the server starts, or else with the first stream."""
        if self._follower is None:
            loop = asyncio.get_running_loop()
            self._follower = await loop.run_in_executor(self._asking, LogFollower, self.hub, loop)
            self._follower.start()
            self._tending = [asyncio.create_task(self._check_sessions()), asyncio.create_task(self._beat())]

    def close(self) -> None:
        """End all streams and stop following; called first when the server stops, so that it need not wait for them."""
        self.hub.close()
        if self._follower is not None:
            self._follower.stop()
        for task in self._tending:
            task.cancel()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        try:
            await self.open()
            opening = await loop.run_in_executor(self._asking, _allowed, scope)
            if not self.hub.has_room_for(opening.viewer.account_id):
                raise TooMany("Too many pages are open at once. Close some of them.")
        except DomainError as error:
            await _refuse(send, error)
            return
        stream = Stream(opening.viewer, opening.topics)
        stream.task = asyncio.current_task()
        self.hub.add(stream)
        listening = asyncio.create_task(_listen(receive, stream))
        try:
            await self._run(scope, stream, send)
        except asyncio.CancelledError:
            if not stream.is_gone or stream.writing_since is None:
                raise
            log.info("A stream was dropped because its reader was too slow.")
        finally:
            listening.cancel()
            self.hub.remove(stream)

    async def _run(self, scope: Scope, stream: Stream, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await self._resume(scope, stream, send)
        while not stream.is_gone:
            await stream.woken.wait()
            stream.woken.clear()
            topics = stream.take_untold()
            if stream.needs_reset:
                stream.needs_reset = False
                await _write(send, stream, wire.reset(self.hub.position))
            elif topics:
                await _write(send, stream, wire.changed(self.hub.position, topics))
            elif stream.needs_beat:
                await _write(send, stream, wire.beat(self.hub.position))
            stream.needs_beat = False
        if stream.is_over:
            await _write(send, stream, wire.END)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _resume(self, scope: Scope, stream: Stream, send: Send) -> None:
        """Say hello; to a browser that comes back, also what changed while it was away."""
        until = self.hub.position
        known = _known_position(scope)
        if known is None:
            await _write(send, stream, wire.hello(until))
            return
        position = wire.read_position(known)
        missed = None
        if position is not None:
            loop = asyncio.get_running_loop()
            missed = await loop.run_in_executor(self._asking, topics_since, position, until)
        if missed is None:
            await _write(send, stream, wire.hello(until) + wire.reset(until))
            return
        ours = tuple(sorted(missed & stream.topics))
        await _write(send, stream, wire.hello(until) + (wire.changed(until, ours) if ours else b""))

    async def _beat(self) -> None:
        """Let each stream show that it lives, every fifteen seconds or so, not all at once."""
        for number in count():
            await asyncio.sleep(BEAT_SECONDS)
            self.hub.beat(number, rounds=BEAT_ROUNDS, slow_seconds=SLOW_SECONDS)

    async def _check_sessions(self) -> None:
        """Every so often, end the streams of those who have meanwhile been signed out."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            try:
                departed = await loop.run_in_executor(self._asking, _departed, self.hub.viewers())
            except DatabaseError as error:
                log.warning("Sessions could not be checked (%s); trying again.", type(error).__name__)
                continue
            self.hub.end_for(departed)


def _allowed(scope: Scope) -> Opening:
    """Who asks for what, if they may. Runs in a thread. Raises DomainError."""
    try:
        if scope["method"] != "GET":
            raise DomainError("Streams are read with GET.")
        query = parse_qs(scope["query_string"].decode("latin1"))
        topics = read_topics(",".join(query.get("topics", [])))
        key = parse_cookie(_header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME, "")
        viewer, account = find_viewers([key]).get(key, (None, None)) if key else (None, None)
        if viewer is None or account is None:
            raise NotSignedIn("Sign in first.")
        return Opening(viewer=viewer, topics=allowed_topics(actor_for(account), topics))
    except DatabaseError as error:
        connection.close()
        raise Refused("The database did not answer.") from error


def _departed(viewers: set[Viewer]) -> set[Viewer]:
    try:
        return find_departed(viewers)
    except DatabaseError:
        connection.close()
        raise


async def _write(send: Send, stream: Stream, body: bytes) -> None:
    """Send. The time is noted, so that the hub can drop a reader that does not read (cheaper than a timer for each)."""
    stream.writing_since = time.monotonic()
    await send({"type": "http.response.body", "body": body, "more_body": True})
    stream.writing_since = None


async def _listen(receive: Receive, stream: Stream) -> None:
    """Notice that the browser has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end(is_over=False)


async def _refuse(send: Send, error: DomainError) -> None:
    body = error.sentence.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": error.status, "headers": [*headers, HEADERS[1]]})
    await send({"type": "http.response.body", "body": body})


def _header(scope: Scope, name: bytes) -> str:
    return "; ".join(value.decode("latin1") for key, value in scope["headers"] if key == name)


def _known_position(scope: Scope) -> str | None:
    """What the browser knew last: from the header that it sends by itself, or from `after` when a page opens the
    stream anew.
    """
    header = _header(scope, b"last-event-id")
    if header:
        return header
    after = parse_qs(scope["query_string"].decode("latin1")).get("after")
    return after[0] if after else None
