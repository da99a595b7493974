"""What can be asked: each kind of question with its way of counting."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Generic, Protocol, Self, TypeVar

from colere.platform.permissions import Actor


class Storable(Protocol):
    """What JSON can carry there and back."""

    def as_json(self) -> dict[str, Any]:
        """JSON values; equal things give the same."""

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """What `as_json` was asked of."""


Q = TypeVar("Q", bound=Storable)
A = TypeVar("A", bound=Storable)
Tell = Callable[[str], None]  # how counting says which step it has come to


def _always(actor: Actor) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Kind(Generic[Q, A]):
    """A kind of question whose answers are kept; whoever asks needs `permission`.

    `count` does the work, on a worker and as the system, and raises a `DomainError` for a question that has no answer.
    `mark` tells in a line of up to 200 characters what the answer depends on: when it changes, the answer is old.
    `usual` is the question of the page as it opens, counted before anybody asks; None where a reader chooses first.
    `is_ready` says whether there is anything to count from.

    `code` are the files and folders that decide what is found: what another version has kept is not shown, because its
    shape may be another.
    """

    name: str
    permission: str
    question: type[Q]
    answer: type[A]
    count: Callable[[Actor, Q, Tell], A]
    mark: Callable[[Q], str]
    usual: Callable[[Actor], Q | None]
    code: tuple[Path, ...]
    is_ready: Callable[[Actor], bool] = _always


_kinds: dict[str, Kind[Any, Any]] = {}


def register_kind(kind: Kind[Any, Any]) -> None:
    """Let workers count questions of this kind. A name registered again is replaced."""
    _kinds[kind.name] = kind


def get_kind(name: str) -> Kind[Any, Any]:
    """The kind of this name; raises `KeyError` for an unknown one."""
    return _kinds[name]


def all_kinds() -> list[Kind[Any, Any]]:
    """All that are registered, in that order."""
    return list(_kinds.values())


def key_of(kind: Kind[Q, A], question: Q) -> str:
    """The question's name in the table: the same for every actor, another for another version of the code."""
    said = json.dumps([kind.name, question.as_json(), code_mark(kind.code)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


@cache
def code_mark(places: tuple[Path, ...]) -> str:
    """A mark of the code in these files and folders; it does not change while a process runs."""
    files = {file for place in places for file in ([place] if place.is_file() else place.glob("**/*.py"))}
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()
