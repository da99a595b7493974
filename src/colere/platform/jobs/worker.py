"""The worker: claims jobs and runs them in threads, runs the followers, keeps the schedule, and stops when told.

One thread (`Worker.run`) does all bookkeeping: it claims jobs in batches, hands them to the threads, writes how they
ended, renews leases, takes back the leases of the dead. Small jobs are claimed some way ahead so that bookkeeping
costs one transaction for many; a job claimed ahead that has not begun after a moment is given back, so a slow job
never keeps others waiting behind it.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from django.db import connection, connections
from django.db.utils import DatabaseError

from colere.platform.jobs import leases, roster, rules, running, schedule
from colere.platform.jobs.followers import followers
from colere.platform.jobs.following import FollowerThread
from colere.platform.jobs.growth import watch
from colere.platform.jobs.models import Job

log = logging.getLogger("colere.jobs")

T = TypeVar("T")

HEARTBEAT_SECONDS = 10.0
SCHEDULE_SECONDS = 1.0
IDLE_SECONDS = 1.0
GATHER_SECONDS = 0.05
CLAIMED_AHEAD = 64
QUICK_SECONDS = 0.02
GIVE_BACK_SECONDS = 0.5
STOP_SECONDS = 3.0
JOIN_SECONDS = 0.6


class Worker:
    """A worker process. `run()` returns when `stop()` was called and all leases are given back."""

    def __init__(
        self, *, threads: int = 4, queues: Sequence[str] = (), first_delay: float = rules.FIRST_DELAY_SECONDS
    ) -> None:
        self.name = ""
        self._threads, self._queues, self._first_delay = threads, tuple(queues), first_delay
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._claimed: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._claimed_at = 0.0
        self._ended: queue.SimpleQueue[tuple[leases.Outcome, float]] = queue.SimpleQueue()
        self._in_hand = 0
        self._typical_seconds = QUICK_SECONDS * 2
        self._entries = schedule.configured_entries()
        self._followers = [FollowerThread(follower, self._stopping) for follower in followers()]
        self._due: dict[str, float] = {}

    def stop(self) -> None:
        """Ask the worker to stop: from a signal handler or another thread."""
        self._stopping.set()
        self._wake.set()

    def run(self) -> None:
        """Work until `stop()`. A database that is away for a moment is waited for."""
        self.name = roster.enlist(threads=self._threads)
        helpers = [threading.Thread(target=self._work, name=f"job-{n}", daemon=True) for n in range(self._threads)]
        helpers.append(threading.Thread(target=self._watch, name="watch", daemon=True))
        for thread in helpers:
            thread.start()
        for follower in self._followers:
            follower.start_as(self.name)
        while not self._stopping.is_set():
            try:
                self._turn()
            except DatabaseError as error:
                log.warning("The database did not answer (%s); trying again.", type(error).__name__)
                connection.close()
                self._stopping.wait(1)
        self._give_up()
        until = time.monotonic() + JOIN_SECONDS
        for thread in [] if self._is_busy() else helpers:
            thread.join(timeout=max(0.0, until - time.monotonic()))
        connections.close_all()

    def _turn(self) -> None:
        self._wake.clear()
        self._write_outcomes()
        self._every("heartbeat", HEARTBEAT_SECONDS, self._heartbeat)
        self._every("schedule", SCHEDULE_SECONDS, lambda: schedule.enqueue_due(self._entries))
        if time.monotonic() - self._claimed_at > GIVE_BACK_SECONDS and self._give_back():
            self._typical_seconds = max(self._typical_seconds, QUICK_SECONDS * 2)
        if not self._claim():
            is_gathering = not (self._claimed.empty() and self._ended.empty())
            self._wake.wait(GATHER_SECONDS if is_gathering else IDLE_SECONDS)

    def _most(self) -> int:
        """How many jobs to have in hand: one for each thread, and more while they are quick."""
        return self._threads + (CLAIMED_AHEAD if self._typical_seconds < QUICK_SECONDS else 0)

    def _claim(self) -> bool:
        most = self._most()
        room = most - self._in_hand
        if room < most / 2 or not leases.is_work_ready(self._queues):
            return False
        jobs = leases.claim(self.name, limit=room, queues=self._queues)
        self._claimed_at = time.monotonic()
        self._in_hand += len(jobs)
        for job in jobs:
            self._claimed.put(job)
        return bool(jobs)

    def _give_back(self) -> int:
        """Give back the claimed jobs that no thread has begun, and return how many they were."""
        jobs = [job for job in _drained(self._claimed) if job is not None]
        if jobs:
            leases.release(self.name, jobs)
            self._in_hand -= len(jobs)
        return len(jobs)

    def _work(self) -> None:
        while (job := self._claimed.get()) is not None:
            started = time.monotonic()
            outcome = running.run(job)
            if outcome.failure is not None:
                connections.close_all()
            self._ended.put((outcome, time.monotonic() - started))
            if self._claimed.empty() or self._ended.qsize() >= self._most() / 2:
                self._wake.set()  # else the bookkeeping waits until it can be done for several at once
        connections.close_all()

    def _write_outcomes(self) -> None:
        ended = list(_drained(self._ended))
        if not ended:
            return
        try:
            leases.finish(self.name, [outcome for outcome, _ in ended], first_delay=self._first_delay)
        except DatabaseError:
            for item in ended:
                self._ended.put(item)
            raise
        self._in_hand -= len(ended)
        for _, seconds in ended:
            self._typical_seconds += (seconds - self._typical_seconds) / 8

    def _heartbeat(self) -> None:
        roster.report(self.name)
        leases.renew(self.name)
        taken = leases.take_back(roster.strike_off_dead())
        if taken:
            log.warning("Took up again %s jobs of workers that died.", taken)

    def _every(self, what: str, seconds: float, action: Callable[[], object]) -> None:
        now = time.monotonic()
        if now >= self._due.get(what, 0.0):
            self._due[what] = now + seconds
            action()

    def _watch(self) -> None:
        watching = watch(self._stopping)
        while not self._stopping.is_set():
            if watching.wait(IDLE_SECONDS):
                self._wake.set()
                for follower in self._followers:
                    follower.wake()
        watching.close()

    def _give_up(self) -> None:
        """Let what runs end for a few seconds, then give back the rest. The process must exit at once afterwards."""
        until = time.monotonic() + STOP_SECONDS
        self._give_back()
        for _ in range(self._threads):
            self._claimed.put(None)
        for follower in self._followers:
            follower.wake()
        while self._is_busy() and time.monotonic() < until:
            time.sleep(0.02)
        self._write_outcomes()
        leases.release_everything(self.name)
        roster.leave(self.name)

    def _is_busy(self) -> bool:
        return self._in_hand > self._ended.qsize() or any(follower.is_alive() for follower in self._followers)


def _drained(items: queue.SimpleQueue[T]) -> Iterator[T]:
    while True:
        try:
            yield items.get_nowait()
        except queue.Empty:
            return


def run_until_idle(*, limit: int = 10_000) -> int:
    """Do all jobs that are ready in this thread, and what they enqueue; gives how many were done. For tests and one-
    off commands.
    """
    name = roster.enlist(threads=1)
    done = 0
    try:
        while done < limit and leases.is_work_ready():
            for job in leases.claim(name, limit=min(50, limit - done)):
                leases.finish(name, [running.run(job)])
                done += 1
    finally:
        roster.leave(name)
    return done
