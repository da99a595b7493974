"""Which workers there are, and which of them are dead."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from colere.platform.jobs.models import Worker

SEEN_LATELY = timedelta(seconds=60)


def enlist(*, threads: int) -> str:
    """Write this process down as a worker, and return the name it is to use."""
    now = timezone.now()
    name = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
    Worker.objects.create(name=name, machine=machine(), pid=os.getpid(), threads=threads, started_at=now, seen_at=now)
    return name


def report(name: str) -> None:
    """Say that the worker is alive."""
    Worker.objects.filter(name=name).update(seen_at=timezone.now())


def leave(name: str) -> None:
    """Strike the worker off, because it has stopped."""
    Worker.objects.filter(name=name).delete()


def is_worker_alive() -> bool:
    """Whether any worker was seen within the last minute."""
    return Worker.objects.filter(seen_at__gt=timezone.now() - SEEN_LATELY).exists()


def strike_off_dead() -> list[str]:
    """Strike off the workers of this machine whose process is gone, and return their names.

    Workers of other machines are only known to be dead when their leases run out.
    """
    here = Worker.objects.filter(machine=machine()).values_list("name", "pid")
    dead = [name for name, pid in here if not is_running(pid)]
    if dead:
        Worker.objects.filter(name__in=dead).delete()
    return dead


def is_running(pid: int) -> bool:
    """Whether a process with this number lives on this machine. One that has ended and was not fetched yet does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2][1:2] != "Z"
    return True


@lru_cache(maxsize=1)
def machine() -> str:
    """A name for the place in which process numbers are unique: host, boot, and on Linux the container's process
    space.
    """
    parts = [socket.gethostname()]
    boot = Path("/proc/sys/kernel/random/boot_id")
    space = Path("/proc/self/ns/pid")
    try:
        parts += [boot.read_text(encoding="ascii").strip(), os.readlink(space)]
    except OSError:
        parts.append("")
    return " ".join(parts)[:200]
