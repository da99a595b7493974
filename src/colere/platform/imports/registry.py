"""What can be imported and exported: kinds, their columns, parts that siblings load, references between siblings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.functional import Promise

from colere.platform.permissions import Actor

if TYPE_CHECKING:
    from colere.platform.imports.engine import ImportContext


@dataclass(frozen=True)
class Column:
    """One column of a kind. `type` names a function in `values.PARSERS`; `help` is for the page of formats."""

    name: str
    type: str = "text"
    help: str | Promise = ""
    is_required: bool = False
    max_length: int | None = None
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    example: Any = ""


@dataclass(frozen=True)
class FlatForm:
    """How nested rows look in a table: rows with the same `group` are one, their `items` go into the list `into`.

    `inner` are objects whose fields stand in columns such as `customer.name` or `customer_name`, each with the field
    that a column of the object's own name means. `item_id` is the column that holds an item's own id.
    """

    group: str
    into: str
    items: tuple[Column, ...]
    item_id: str
    inner: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Record:
    """A row whose values have been understood: where it stood, its id in its source, and a hash of its content."""

    line: int
    id: str
    values: dict[str, Any]
    fingerprint: int
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a record: created, updated, merged (into something known), unchanged or rejected with a sentence.

    `pk` is the row in our own table, wherever there is one.
    """

    state: str
    pk: int | None = None
    sentence: str = ""

    @classmethod
    def rejected(cls, sentence: str) -> Outcome:
        """Not loaded, for the reason that the sentence gives."""
        return cls("rejected", None, sentence)


class Load(Protocol):
    """Writes a batch of records, in a transaction that the engine holds open; gives an outcome for each, in order."""

    def __call__(self, batch: list[Record], *, context: ImportContext, actor: Actor) -> list[Outcome]: ...


@dataclass(frozen=True)
class ImportKind:
    """Something that can be imported.

    `understand` takes the values that the columns gave (and may check them against each other, raising
    `values.Unusable`); `load` writes. `keeps_further` gives unknown columns to the row as `attributes`.
    `finish` runs once at the end, in a transaction of its own. `weight` tells how much work a record is.
    """

    name: str
    label: str | Promise
    columns: tuple[Column, ...]
    load: Load
    understand: Callable[[dict[str, Any], ImportContext], dict[str, Any]] | None = None
    finish: Callable[[ImportContext], None] | None = None
    weight: Callable[[dict[str, Any]], int] = field(default=lambda values: 1)
    batch_weight: int = 2_000
    keeps_further: bool = False
    flat: FlatForm | None = None
    example: tuple[dict[str, Any], ...] = ()

    def column(self, name: str) -> Column | None:
        """The column of this name."""
        return next((column for column in self.columns if column.name == name), None)

    def column_words(self) -> str:
        """The names of the columns in one line."""
        return ", ".join(column.name for column in self.columns)


@dataclass(frozen=True)
class Part:
    """A field of a kind that another domain loads, such as the `csat` inside a conversation.

    `load` is given, for each record that has the field and was loaded, the record, the pk of what it became and the
    value that `understand` made of the field.
    """

    kind: str
    field: str
    columns: tuple[str, ...]
    understand: Callable[[Any, ImportContext, Record], Any]
    load: Callable[..., None]


class Resolve(Protocol):
    """Finds our own ids for the ids of a source; those that are unknown are left out."""

    def __call__(self, ids: Sequence[str], *, context: ImportContext, actor: Actor) -> dict[str, Any]: ...


@dataclass(frozen=True)
class ExportKind:
    """Something that can be exported: `rows` gives dicts in the shape that the import of the same name reads.

    `flatten` makes table rows of one such dict, for CSV and Parquet; `further` names columns that a company has added,
    each with its type. All other columns have the types of the import of the same name.
    """

    name: str
    label: str | Promise
    columns: tuple[str, ...]
    rows: Callable[[Actor], Iterator[dict[str, Any]]]
    permission: str
    flatten: Callable[[dict[str, Any]], Iterable[dict[str, Any]]] | None = None
    further: Callable[[], Mapping[str, str]] | None = None

    def all_columns(self) -> dict[str, str]:
        """The columns of a table with their types, those that the company has added last."""
        kind = _kinds.get(self.name)
        known = (*kind.columns, *(kind.flat.items if kind.flat else ())) if kind else ()
        types = {column.name: column.type for column in known}
        own = {name: types.get(name, "text") for name in self.columns}
        further = self.further() if self.further else {}
        return own | {name: type for name, type in further.items() if name not in own}


class OutgoingNames(Protocol):
    """Gives the ids under which things of ours go out, by our own ids."""

    def __call__(self, pks: Sequence[int], *, actor: Actor) -> dict[int, str]: ...


_kinds: dict[str, ImportKind] = {}
_parts: dict[tuple[str, str], Part] = {}
_references: dict[str, Resolve] = {}
_outgoing: dict[str, OutgoingNames] = {}
_exports: dict[str, ExportKind] = {}


def register_kind(kind: ImportKind) -> None:
    """Make a kind known to `colere import` and to the page of imports."""
    _kinds[kind.name] = kind


def register_part(part: Part) -> None:
    """Let a domain load a field of another domain's rows (siblings do not import each other)."""
    _parts[part.kind, part.field] = part


def register_reference(name: str, resolve: Resolve, outgoing: OutgoingNames | None = None) -> None:
    """Let others look up this domain's things by the ids of a source, and name them in rows that go out."""
    _references[name] = resolve
    if outgoing is not None:
        _outgoing[name] = outgoing


def register_export(kind: ExportKind) -> None:
    """Make a kind known to `colere export`."""
    _exports[kind.name] = kind


def all_kinds() -> list[ImportKind]:
    """Every kind, in the order in which one would load them."""
    return list(_kinds.values())


def find_kind(name: str) -> ImportKind | None:
    """The kind of this name."""
    return _kinds.get(name)


def parts_of(kind: str) -> dict[str, Part]:
    """The fields of a kind that other domains load."""
    return {field: part for (owner, field), part in _parts.items() if owner == kind}


def reference(name: str) -> Resolve | None:
    """The function that resolves references of this name."""
    return _references.get(name)


def outgoing_names(name: str, pks: Sequence[int], *, actor: Actor) -> dict[int, str]:
    """The ids under which a neighbour's things go out, by our own ids."""
    names = _outgoing.get(name)
    return names(pks, actor=actor) if names and pks else {}


def all_exports() -> dict[str, ExportKind]:
    """Everything that can be exported, by name."""
    return dict(_exports)
