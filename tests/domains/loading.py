"""What the tests of imports share: rows in, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from colere.platform.imports import ImportResult, run_import
from colere.platform.permissions import system_actor


def load(kind: str, rows: Iterable[Mapping[str, Any]], *, source: str = "test", **options: Any) -> ImportResult:
    """Import rows as the command does."""
    return run_import(kind, list(rows), source=source, actor=system_actor("import"), **options)


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, rejected."""
    return result.created, result.updated, result.unchanged, result.rejected


def sentences(result: ImportResult) -> list[str]:
    """Why rows were refused, in the order in which they were."""
    return [refused.sentence for refused in result.refusals]
