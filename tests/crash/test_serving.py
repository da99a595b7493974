from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import time
import urllib.error
import urllib.request

import psutil
import pytest

from bench.crash import SIGN_IN
from tests.crash.processes import Installation, children_of, served, wait_for, wait_for_words


def fetch(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def is_answering(port: int) -> bool:
    try:
        return fetch(port, "/healthz")[0] == 200
    except OSError:
        return False


def test_serving_answers_says_so_and_lets_the_first_operator_in_once(installation: Installation) -> None:
    with served(installation) as (supervisor, port, said):
        text = "\n".join(said)
        assert f"Colere is ready: http://127.0.0.1:{port}" in text
        link = re.search(r"/enter/\S+", text)
        assert link is not None
        assert fetch(port, link.group())[0] == 200
        wait_for(lambda: '"worker": true' in fetch(port, "/healthz")[1])
        assert children_of(supervisor, "worker")
    with served(installation, "--workers", "0") as (_, _, said):
        again = "\n".join(said)
        assert "/enter/" in again  # a GET alone does not use the link up: mail programs and chats look at links


def test_a_port_that_is_taken_is_said_in_a_sentence_that_helps(installation: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = installation.colere("serve", "--port", str(port))
    assert done.returncode != 0
    assert f"Port {port} is taken" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_serving_stops_cleanly_within_five_seconds(installation: Installation, ending: signal.Signals) -> None:
    with served(installation, "--web", "2") as (supervisor, _, _):
        family = psutil.Process(supervisor.pid).children(recursive=True)
        started = time.monotonic()
        supervisor.send_signal(ending)
        assert supervisor.wait(timeout=10) == 0
        assert time.monotonic() - started < 5
        assert not any(process.is_running() and process.status() != "zombie" for process in family)
    assert installation.rows("SELECT * FROM jobs_worker") == []


def test_serving_stops_within_five_seconds_with_streams_open_and_a_browser_that_says_nothing(
    installation: Installation,
) -> None:
    cookie = installation.run(SIGN_IN).strip()
    request = f"GET /live?topics=customers HTTP/1.1\r\nHost: localhost\r\nCookie: colere_session={cookie}\r\n\r\n"
    with served(installation, "--workers", "0") as (supervisor, port, _), contextlib.ExitStack() as open_ones:
        for _number in range(5):
            stream = open_ones.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            stream.sendall(request.encode())
            heard = b""
            while b"id: " not in heard:
                heard += stream.recv(4096)
            assert heard.startswith(b"HTTP/1.1 200")
        open_ones.enter_context(socket.create_connection(("127.0.0.1", port)))
        started = time.monotonic()
        supervisor.send_signal(signal.SIGTERM)
        assert supervisor.wait(timeout=10) == 0
        assert time.monotonic() - started < 5


def test_a_web_process_that_dies_is_started_again(installation: Installation) -> None:
    with served(installation, "--workers", "0") as (supervisor, port, said):
        (web,) = children_of(supervisor, "web")
        os.kill(web.pid, signal.SIGKILL)
        assert "SIGKILL" in wait_for_words(said, "starting it again", supervisor)
        wait_for(lambda: is_answering(port))


def test_when_the_supervisor_is_killed_its_children_stop_too(installation: Installation) -> None:
    with served(installation) as (supervisor, _, _):
        family = psutil.Process(supervisor.pid).children(recursive=True)
        assert len(family) == 2
        supervisor.kill()
        wait_for(lambda: not any(process.is_running() and process.status() != "zombie" for process in family))


def test_a_process_that_cannot_start_ends_serving_with_a_sentence(installation: Installation) -> None:
    installation.environment["COLERE_WEB_THREADS"] = "0"
    done = installation.colere("serve", "--port", "0", "--workers", "0")
    assert done.returncode == 1
    assert "could not be started" in done.stderr
