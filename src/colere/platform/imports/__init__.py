"""Bringing a company's own data in, and taking it out again.

Nouns: Source (where rows come from), ImportRun (one load), Row, Record (a row whose values have been understood),
Outcome (what became of it). Domains register kinds, parts, references and exports from `extensions.py`;
`run_import` loads rows of a kind from any iterable, `files.import_file` from a file.
"""

from typing import TYPE_CHECKING, Any

from colere.platform.imports.registry import (
    Column,
    ExportKind,
    FlatForm,
    ImportKind,
    Outcome,
    Part,
    Record,
    all_kinds,
    register_export,
    register_kind,
    register_part,
    register_reference,
)

if TYPE_CHECKING:
    from colere.platform.imports.engine import ImportContext, ImportResult, run_import

__all__ = [
    "Column",
    "ExportKind",
    "FlatForm",
    "ImportContext",
    "ImportKind",
    "ImportResult",
    "Outcome",
    "Part",
    "Record",
    "all_kinds",
    "register_export",
    "register_kind",
    "register_part",
    "register_reference",
    "run_import",
]


def __getattr__(name: str) -> Any:
    """The engine needs the tables; Django imports this package before its models, so it is found when first used."""
    if name not in __all__:
        raise AttributeError(name)
    from colere.platform.imports import engine

    return getattr(engine, name)
