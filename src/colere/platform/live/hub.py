"""The hub: which streams are open in this process, and telling them. Lives on the event loop; nothing here waits or
locks.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from colere.platform.events import START, Position

MOST_PER_ACCOUNT = 32
MOST_STREAMS = 20_000
PAUSE_SECONDS = 0.2


@dataclass(frozen=True)
class Viewer:
    """Who looks: an account, through a session, with the roles by which the topics were allowed."""

    account_id: int
    session_key: str
    roles: tuple[str, ...]


class Stream:
    """One open stream. What it has not been told yet is a set of topics, so a slow reader costs no more memory than a
    quick one.
    """

    def __init__(self, viewer: Viewer, topics: frozenset[str]) -> None:
        self.viewer, self.topics = viewer, topics
        self.woken = asyncio.Event()
        self.is_over = False
        self.is_gone = False
        self.needs_reset = False
        self.needs_beat = False
        self.writing_since: float | None = None
        self.task: asyncio.Task[Any] | None = None
        self._untold: set[str] = set()

    def tell(self, topic: str) -> None:
        """Note that the topic has changed."""
        self._untold.add(topic)
        self.woken.set()

    def reset(self) -> None:
        """Note that more has changed than can be told."""
        self.needs_reset = True
        self.woken.set()

    def beat(self) -> None:
        """Note that it is time for a sign of life."""
        self.needs_beat = True
        self.woken.set()

    def drop(self) -> None:
        """Give up on a reader that does not read: whatever is being written to it will never get there."""
        self.is_gone = True
        if self.task is not None:
            self.task.cancel()

    def take_untold(self) -> tuple[str, ...]:
        """What has changed since the last call, sorted."""
        untold, self._untold = tuple(sorted(self._untold)), set()
        return untold

    def end(self, *, is_over: bool) -> None:
        """Close the stream. `is_over` when the browser shall not come back as it is: it has been signed out."""
        self.is_over = self.is_over or is_over
        self.is_gone = True
        self.woken.set()


class Hub:
    """All open streams of this process, by topic.

    `position` is how far everybody has been told. What is published within a pause after the last telling is told
    together, so that a busy log does not make browsers fetch without end.
    """

    def __init__(self) -> None:
        self.position = START
        self._next_position = START
        self._untold: set[str] = set()
        self._told_at = -PAUSE_SECONDS
        self._telling: asyncio.TimerHandle | None = None
        self.is_closed = False
        self._streams: set[Stream] = set()
        self._by_topic: defaultdict[str, set[Stream]] = defaultdict(set)
        self._by_account: Counter[int] = Counter()

    def __len__(self) -> int:
        return len(self._streams)

    def has_room_for(self, account_id: int) -> bool:
        """Whether this account may open one more stream here."""
        return len(self._streams) < MOST_STREAMS and self._by_account[account_id] < MOST_PER_ACCOUNT

    def add(self, stream: Stream) -> None:
        """Begin to tell the stream."""
        self._streams.add(stream)
        self._by_account[stream.viewer.account_id] += 1
        for topic in stream.topics:
            self._by_topic[topic].add(stream)
        if self.is_closed:
            stream.end(is_over=False)

    def remove(self, stream: Stream) -> None:
        """Forget the stream."""
        self._streams.discard(stream)
        self._by_account -= Counter([stream.viewer.account_id])
        for topic in stream.topics:
            self._by_topic[topic].discard(stream)
            if not self._by_topic[topic]:
                del self._by_topic[topic]

    def publish(self, position: Position, topics: Iterable[str]) -> None:
        """Tell those who follow one of the topics that they have changed by `position`: now, or after the pause."""
        self._next_position = max(self._next_position, position)
        self._untold.update(topics)
        if self._telling is not None:
            return
        left = self._told_at + PAUSE_SECONDS - time.monotonic()
        if left <= 0:
            self._tell()
        else:
            self._telling = asyncio.get_running_loop().call_later(left, self._tell)

    def _tell(self) -> None:
        self._telling = None
        self._told_at = time.monotonic()
        self.position = max(self.position, self._next_position)
        untold, self._untold = self._untold, set()
        for topic in untold:
            for stream in self._by_topic.get(topic, ()):
                stream.tell(topic)

    def beat(self, round_number: int, *, rounds: int, slow_seconds: float) -> None:
        """Let every `rounds`-th stream show that it lives, and drop those among them whose reader does not read."""
        latest = time.monotonic() - slow_seconds
        for stream in list(self._streams):
            if id(stream) // 64 % rounds != round_number % rounds:
                continue
            if stream.writing_since is not None and stream.writing_since < latest:
                stream.drop()
            else:
                stream.beat()

    def skip_to(self, position: Position) -> None:
        """Go to `position` without having read what came before: everybody has to fetch again."""
        self.position = self._next_position = position
        for stream in self._streams:
            stream.reset()

    def viewers(self) -> set[Viewer]:
        """Everybody who has a stream open."""
        return {stream.viewer for stream in self._streams}

    def end_for(self, viewers: set[Viewer]) -> None:
        """End the streams of those who have been signed out or have other roles now."""
        for stream in self._streams:
            if stream.viewer in viewers:
                stream.end(is_over=True)

    def close(self) -> None:
        """End all streams, because the process stops. Browsers come back by themselves."""
        self.is_closed = True
        for stream in self._streams:
            stream.end(is_over=False)
