"""Texts with a label from files of other people: CSV with any divider, TSV, JSON, JSON lines, Parquet; `.gz` too.

A column is named by its header (capitals and blanks at the ends do not matter) or by its place from 0. Without names
the usual ones are looked for, then guessed: the text is what is longest. Rows without a text or a label are left out
and counted.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TEXTS = ("text", "utterance", "sentence", "comment", "tweet", "message", "query", "question", "review", "content")
LABELS = ("label", "intent", "category", "sentiment", "theme", "class", "topic", "target", "rating", "score", "stars")
DIVIDERS = ",;\t|"
EMPTY = {"", "nan"}  # "none" may be the label of what has no intent
Rows = list[tuple[str, str]]
Records = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """The rows of a file that have a text and a label, and how many have not."""

    rows: Rows
    left_out: int = 0


def read_labelled(file: Path, text: str | None, label: str | None) -> Labelled:
    """What a file says. Ends the program with a sentence where it cannot be told which columns are meant."""
    try:
        records = list(records_of(file))
    except (OSError, ValueError, KeyError) as error:
        raise SystemExit(f"{file.name} cannot be read: {error}") from error
    if not records:
        raise SystemExit(f"{file.name} has no rows.")
    columns = list(dict.fromkeys(name for record in records[:1000] for name in record))
    of_text = column(columns, text, TEXTS) or longest(records, [name for name in columns if name != label])
    others = [name for name in columns if name != of_text]
    of_label = column(columns if label else others, label, LABELS) or (others[0] if len(others) == 1 else None)
    if of_text is None or of_label is None:
        raise SystemExit(f"Name the columns with --text and --label: {file.name} has {', '.join(columns)}.")
    pairs = [(filled(record.get(of_text)), filled(record.get(of_label))) for record in records]
    rows = [(words, name) for words, name in pairs if words and name]
    if not rows:
        raise SystemExit(f"No row of {file.name} has both a text in “{of_text}” and a label in “{of_label}”.")
    return Labelled(rows, len(pairs) - len(rows))


def column(columns: list[str], named: str | None, usual: tuple[str, ...]) -> str | None:
    """The column that is named, or the first of the usual names; None where there is none of these."""
    known = {name.strip().lower(): name for name in reversed(columns)}
    if named is None:
        return next((known[name] for name in usual if name in known), None)
    if named.strip().lower() in known:
        return known[named.strip().lower()]
    if named.isdigit() and int(named) < len(columns):
        return columns[int(named)]
    raise SystemExit(f"There is no column “{named}”, only {', '.join(columns)}.")


def longest(records: Records, columns: list[str]) -> str | None:
    """The column with the longest words, if there are words at all."""
    length = {name: sum(len(filled(record.get(name))) for record in records[:1000]) for name in columns}
    return max(length, key=length.__getitem__) if any(length.values()) else None


def filled(value: Any) -> str:
    """A value as words; nothing for what stands for nothing. Of several labels the first counts."""
    if isinstance(value, list | tuple):
        value = value[0] if value else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    words = "" if value is None else str(value).strip()
    return "" if words.lower() in EMPTY else words


def records_of(file: Path) -> Iterable[dict[str, Any]]:
    """The rows of a file, by the names of its columns."""
    names = [part.lower() for part in file.suffixes]
    if names[-1:] == [".parquet"]:
        import duckdb

        found = duckdb.read_parquet(str(file))
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    content = decoded(gzip.decompress(file.read_bytes()) if names[-1:] == [".gz"] else file.read_bytes())
    if content.lstrip()[:1] in {"{", "["} and not {".csv", ".tsv"} & set(names):
        return from_json(content)
    return from_table(content, is_tsv=".tsv" in names)


def decoded(content: bytes) -> str:
    """Words from bytes, in the first encoding that fits."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def from_json(content: str) -> Iterable[dict[str, Any]]:
    """Records of a list, of lists inside an object (its parts or its columns), or one record in each line."""
    try:
        found = json.loads(content)
    except json.JSONDecodeError:
        found = [json.loads(line) for line in content.splitlines() if line.strip()]
    if isinstance(found, dict):
        lists = {name: part for name, part in found.items() if isinstance(part, list)}
        if not lists:
            return [found]  # one line of a file of lines
        if any(isinstance(one, dict | list) for part in lists.values() for one in part[:1]):
            found = [one for part in lists.values() for one in part]
        else:
            return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]
    return [one if isinstance(one, dict) else numbered(one) for one in found]


def numbered(row: Any) -> dict[str, Any]:
    """A row without names: a text and its label."""
    values = row if isinstance(row, list) else [row]
    names = ["text", "label", *map(str, range(2, len(values)))]
    return dict(zip(names, values, strict=False))


def from_table(content: str, *, is_tsv: bool) -> Iterable[dict[str, Any]]:
    """Rows of a table. The first line is its header, but where its last value is one of those below it."""
    first = content.split("\n", 1)[0]
    divider = "\t" if is_tsv else max(DIVIDERS, key=first.count)
    is_plain = divider == "\t" and any(line.count('"') % 2 for line in content.splitlines())
    csv.field_size_limit(sys.maxsize)
    quoting = csv.QUOTE_NONE if is_plain else csv.QUOTE_MINIMAL
    lines = [row for row in csv.reader(io.StringIO(content, newline=""), delimiter=divider, quoting=quoting) if row]
    if not lines:
        return []
    header, usual = lines[0], {*TEXTS, *LABELS}
    is_named = any(name.strip().lower() in usual for name in header)
    if not is_named and any(row[-1:] == header[-1:] for row in lines[1:]):
        return [dict(enumerate_names(row)) for row in lines]
    return [dict(zip(header, row, strict=False)) for row in lines[1:]]


def enumerate_names(row: list[str]) -> Iterable[tuple[str, str]]:
    """Values with their place as their name."""
    return ((str(place), value) for place, value in enumerate(row))


def classes_of(labels: Iterable[str]) -> dict[str, int]:
    """Which labels are negative (0), neutral (1) and positive (2): by name, or by the set of figures that there are.

    Ends the program with a sentence where no label can be told.
    """
    names = {name: name.strip().lower().replace("_", " ") for name in labels}
    numbers = {name: float(known) for name, known in names.items() if is_number(known)}
    found = scale_of(numbers)
    for name, known in names.items():
        place = [any(word.startswith(begin) for word in known.split()) for begin in ("neg", "neu", "pos")]
        if any(place):
            found[name] = place.index(True)
    if not found:
        raise SystemExit(f"Which labels are negative, neutral, positive? The file has {', '.join(sorted(names)[:10])}.")
    return found


def is_number(word: str) -> bool:
    """Whether a word is a figure."""
    try:
        return float(word) == float(word)
    except ValueError:
        return False


def scale_of(numbers: dict[str, float]) -> dict[str, int]:
    """Classes of figures: below nought and above it; 0, 1, 2; 0, 2, 4; or one to five stars. Two figures alone are the
    ends.
    """
    values = set(numbers.values())
    if not values:
        return {}
    if min(values) < 0:
        middle = 0.0
    elif len(values) == 2:
        middle = sum(values) / 2
    else:
        middle = {2.0: 1.0, 4.0: 2.0, 5.0: 3.0}.get(max(values), (min(values) + max(values)) / 2)
    return {name: int(value > middle) - int(value < middle) + 1 for name, value in numbers.items()}
