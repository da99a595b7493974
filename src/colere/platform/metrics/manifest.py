"""The manifest: which files are the facts, and up to which line of the log.

It is one small file, replaced at one stroke. That replacement is the moment in which new facts come into being: files
that it does not name are nothing, whatever a crash has left of them.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from colere.platform.events import START, Position
from colere.platform.metrics.facts import Fact
from colere.platform.metrics.files import replace_durably

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Partition:
    """The file with all rows of one month (relative to the facts directory), and the times of its first and last
    row.
    """

    file: str
    rows: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class FactFiles:
    """One fact's files by month ("2026-03"), all lines up to and including `cursor` taken in."""

    shape: str
    cursor: Position = START
    months: dict[str, Partition] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many things the fact knows."""
        return sum(partition.rows for partition in self.months.values())


@dataclass(frozen=True, slots=True)
class Manifest:
    """The state of all facts. `origin` marks the log they were made from, `sequence` counts the changes."""

    origin: str = ""
    sequence: int = 0
    facts: dict[str, FactFiles] = field(default_factory=dict)

    def of(self, fact: Fact) -> FactFiles:
        """The fact's files; none when there are none yet, or none of today's shape."""
        files = self.facts.get(fact.name)
        return files if files is not None and files.shape == fact.shape() else FactFiles(fact.shape())

    def files(self) -> set[str]:
        """Every file that counts."""
        return {partition.file for files in self.facts.values() for partition in files.months.values()}


def read(root: Path) -> Manifest:
    """The manifest as it stands; an empty one where there is none yet, or where another version of Colere wrote it."""
    try:
        content = json.loads((root / NAME).read_bytes())
    except FileNotFoundError:
        return Manifest()
    if content.get("format") != FORMAT:
        return Manifest()
    return Manifest(content["origin"], content["sequence"], {k: _files_from(v) for k, v in content["facts"].items()})


def write(root: Path, manifest: Manifest) -> None:
    """Make this manifest the one that counts."""
    content = {
        "format": FORMAT,
        "origin": manifest.origin,
        "sequence": manifest.sequence,
        "facts": {name: _files_to(files) for name, files in sorted(manifest.facts.items())},
    }
    replace_durably(root / NAME, json.dumps(content, indent=1).encode())


def _files_to(files: FactFiles) -> dict[str, Any]:
    months = {
        month: {"file": p.file, "rows": p.rows, "first": p.first.isoformat(), "last": p.last.isoformat()}
        for month, p in sorted(files.months.items())
    }
    return {"shape": files.shape, "cursor": list(files.cursor), "months": months}


def _files_from(content: dict[str, Any]) -> FactFiles:
    months = {
        month: Partition(p["file"], p["rows"], datetime.fromisoformat(p["first"]), datetime.fromisoformat(p["last"]))
        for month, p in content["months"].items()
    }
    return FactFiles(content["shape"], Position(*content["cursor"]), months)
