"""The cast of the tests: the same people everywhere, so that a reader of a test knows who is who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cast:
    """Accounts; `actor(cast.lead)` is how one of them acts."""

    operator: Any


def gather_cast() -> Cast:
    raise NotImplementedError
