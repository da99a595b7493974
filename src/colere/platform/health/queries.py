"""How the system is: quick signs for a load balancer, and findings in sentences for an operator."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

from django.db import connection
from django.db.utils import DatabaseError

from colere.platform import events
from colere.platform.jobs.roster import is_worker_alive


class Level(StrEnum):
    """How bad a finding is. A problem makes `colere doctor` end with status 1."""

    WELL = "well"
    CARE = "care"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """What a check found, in a sentence that says what to do where something is to be done."""

    name: str
    level: Level
    sentence: str

    def as_json(self) -> dict[str, str]:
        """The finding as plain values."""
        return {key: str(value) for key, value in asdict(self).items()}


@dataclass(frozen=True)
class Signs:
    """The signs of life that anybody may see."""

    database: bool
    log: str
    worker: bool


def signs_of_life() -> Signs:
    """Whether the database answers, the newest place in the log, whether a worker was seen in the last minute. Three
    reads.
    """
    try:
        head = events.head()
        return Signs(database=True, log=f"{head.txid}-{head.line}", worker=is_worker_alive())
    except DatabaseError:
        connection.close()
        return Signs(database=False, log="", worker=False)
