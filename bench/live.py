"""How long it takes from an event that was committed to all browsers that follow it.

    python bench/live.py [--streams 2000] [--events 20]

A real `colere serve` with one web process; `--streams` connections from a second process, each with a session of its
own and the topic "customers"; a third process adds a customer every half second and says when the transaction was
committed (CLOCK_MONOTONIC, which processes of one machine share). The latency of each event on each stream counts. The
baseline sends the same bytes to as many connections from a bare asyncio server, which knows no sessions, no log and no
HTTP: what the machine can do at best.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import psutil  # noqa: E402
import uvloop  # noqa: E402

from tests.crash.processes import Installation, children_of, served  # noqa: E402

LIMIT_P99_MS = 250.0
PER_ACCOUNT = 20
TOLD = re.compile(rb"id: \d+-(\d+)\nevent: changed")
PAUSE_SECONDS = 0.5
SESSIONS = """
import sys
from colere.platform.accounts.models import Account
from colere.platform.accounts.roles import Role
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
with transaction.atomic():
    for number in range(int(sys.argv[1])):
        account = Account.objects.create(email=f"a{number}@colere.test", name="A", roles=[Role.AGENT.value])
        for _ in range(int(sys.argv[2])):
            session = SessionStore()
            session["_auth_user_id"] = str(account.pk)
            session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
            session["_auth_user_hash"] = account.get_session_auth_hash()
            session.create()
            print(session.session_key)
"""
WRITER = """
import sys, time
from colere.care.customers.actions.records import Facts, add_customer
from colere.platform.events import head
from colere.platform.permissions import SYSTEM
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[1])):
    add_customer(facts=Facts(name=f"Customer {number}"), actor=SYSTEM)
    moment = time.monotonic()
    print(head().line, moment, flush=True)
    time.sleep(float(sys.argv[2]))
"""
BARE = """
import asyncio, sys, time
async def main():
    writers = []
    async def take(reader, writer):
        await reader.readuntil(b"\\r\\n\\r\\n")
        writers.append(writer)
        writer.write(b"id: 0-0\\n\\n")
    server = await asyncio.start_server(take, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    for number in range(1, int(sys.argv[1]) + 1):
        await loop.run_in_executor(None, sys.stdin.readline)
        now = time.monotonic()
        for writer in writers:
            writer.write(b'id: 0-%d\\nevent: changed\\ndata: {"topics":["customers"]}\\n\\n' % number)
        print(number, now, flush=True)
asyncio.run(main())
"""


class Listener(asyncio.Protocol):
    """One browser: notes when messages come."""

    def __init__(self, request: bytes, arrivals: list[tuple[int, float]], opened: list[bytes]) -> None:
        self._request, self._arrivals, self._opened, self._is_new = request, arrivals, opened, True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast(asyncio.WriteTransport, transport).write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        if self._is_new and b"id:" in data:
            self._is_new = False
            self._opened.append(data)
        self._arrivals.extend((int(line), now) for line in TOLD.findall(data))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--streams", type=int, default=2000)
    parser.add_argument("--events", type=int, default=20)
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory(prefix="colere-live-") as folder:
        installation = Installation(Path(folder))
        found = measure(installation, streams=options.streams, events=options.events)
        found["baseline"] = measure_bare(installation, streams=options.streams, events=options.events)
    found["ratio_p99"] = round(found["p99_ms"] / max(0.1, found["baseline"]["p99_ms"]), 2)
    found["limit_p99_ms"] = LIMIT_P99_MS
    found["kept"] = found["p99_ms"] <= LIMIT_P99_MS and found["missing"] == 0
    print(json.dumps(found, indent=2))


def measure(installation: Installation, *, streams: int, events: int) -> dict[str, Any]:
    """Latencies of Colere."""
    keys = installation.run_after_setup(SESSIONS, str(-(-streams // PER_ACCOUNT)), str(PER_ACCOUNT)).split()[:streams]
    requests = [
        b"GET /live?topics=customers HTTP/1.1\r\nHost: localhost\r\nCookie: colere_session=%b\r\n\r\n" % key.encode()
        for key in keys
    ]
    with served(installation, "--workers", "0") as (supervisor, port, _):
        (web,) = children_of(supervisor, "web")
        before = web.memory_info().rss
        writer = installation.start_program(WRITER, str(events), str(PAUSE_SECONDS))
        found = uvloop.run(listen(port, requests, writer, events, web=web))
        found["memory_kb_per_stream"] = round((web.memory_info().rss - before) / 1024 / streams, 1)
        found["web_rss_mb"] = round(web.memory_info().rss / 2**20)
        started = time.monotonic()
        supervisor.send_signal(signal.SIGTERM)
        supervisor.wait(timeout=20)
        found["stopped_s_with_all_streams_open"] = round(time.monotonic() - started, 2)
        return found


def measure_bare(installation: Installation, *, streams: int, events: int) -> dict[str, Any]:
    """Latencies of a bare server on the same machine."""
    server = subprocess.Popen(
        [sys.executable, "-c", BARE, str(events)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdin is not None and server.stdout is not None
    port = int(server.stdout.readline())
    try:
        return uvloop.run(listen(port, [b"GET / HTTP/1.1\r\n\r\n"] * streams, server, events, is_driven=True))
    finally:
        server.kill()
        server.wait()


async def listen(
    port: int,
    requests: list[bytes],
    writer: subprocess.Popen[str],
    events: int,
    *,
    web: psutil.Process | None = None,
    is_driven: bool = False,
) -> dict[str, Any]:
    """Open all streams, let the writer write, and give the figures."""
    loop = asyncio.get_running_loop()
    arrivals: list[list[tuple[int, float]]] = [[] for _ in requests]
    opened: list[bytes] = []
    started = time.monotonic()
    transports = []
    for start in range(0, len(requests), 100):
        chunk = zip(requests[start : start + 100], arrivals[start : start + 100], strict=True)
        made = [loop.create_connection(lambda r=r, a=a: Listener(r, a, opened), "127.0.0.1", port) for r, a in chunk]
        transports += [transport for transport, _ in await asyncio.gather(*made)]
    while len(opened) < len(requests):
        await asyncio.sleep(0.05)
        if time.monotonic() - started > 120:
            raise SystemExit(f"only {len(opened)} of {len(requests)} streams opened")
    opening = time.monotonic() - started
    before = sum(web.cpu_times()[:2]) if web else 0.0
    committed = await loop.run_in_executor(None, _let_write, writer, events, is_driven)
    await asyncio.sleep(2)
    figures = _figures(arrivals, committed)
    if web:
        figures["web_cpu_ms_per_event"] = round(1000 * (sum(web.cpu_times()[:2]) - before) / events, 1)
    for transport in transports[: len(transports) if is_driven else 0]:
        transport.close()
    return {"streams": len(requests), "events": events, "opening_s": round(opening, 2), **figures}


def _let_write(writer: subprocess.Popen[str], events: int, is_driven: bool) -> list[tuple[int, float]]:  # noqa: FBT001
    assert writer.stdin is not None and writer.stdout is not None
    committed = []
    if not is_driven:
        while writer.stdout.readline().strip() != "ready":
            pass
    for number in range(events):
        if is_driven or number == 0:
            writer.stdin.write("\n")
            writer.stdin.flush()
        line, moment = writer.stdout.readline().split()
        committed.append((int(line), float(moment)))
        if is_driven:
            time.sleep(PAUSE_SECONDS)
    return committed


def _figures(arrivals: list[list[tuple[int, float]]], committed: list[tuple[int, float]]) -> dict[str, Any]:
    """An event has arrived with the first message whose position is not before it: one message may tell of several."""
    latencies: list[float] = []
    missing = 0
    for one in arrivals:
        for line, went in committed:
            came = next((moment for told, moment in one if told >= line), None)
            if came is None:
                missing += 1
            else:
                latencies.append(1000 * (came - went))
    centiles = statistics.quantiles(latencies, n=100)
    return {
        "p50_ms": round(centiles[49], 1),
        "p95_ms": round(centiles[94], 1),
        "p99_ms": round(centiles[98], 1),
        "max_ms": round(max(latencies), 1),
        "missing": missing,
    }


if __name__ == "__main__":
    main()
