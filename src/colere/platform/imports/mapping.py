"""Map files: how the columns and values of a foreign file become ours. TOML; every part may be left out.

source = "zendesk"              # as --source
[columns]                       # ours = theirs
id = "Ticket ID"
"customer.email" = "Requester email"
[items]                         # the same inside a list, such as the messages of a conversation
text = "body"
[values.channel]                # theirs = ours
"Web Widget" = "chat"
[constants]                     # for rows that do not say
channel = "email"
[read]                          # what the file leaves open
time_zone = "Europe/Berlin"
time_formats = ["%d/%m/%Y %H:%M"]
phone_region = "DE"
decimal_comma = true
encoding = "latin-1"
delimiter = ";"
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from colere.platform.errors import Invalid
from colere.platform.imports import values

_READ = {
    "time_zone": str,
    "time_formats": list,
    "phone_region": str,
    "decimal_comma": bool,
    "encoding": str,
    "delimiter": str,
}
_SECTIONS = {"source": str, "columns": dict, "items": dict, "values": dict, "constants": dict, "read": dict}


@dataclass(frozen=True)
class ColumnMap:
    """A map file, checked. `columns` and `items` are ours → theirs; `words` are our column → their value → ours."""

    source: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""
    reading: values.Reading = field(default_factory=values.Reading)

    @property
    def changes_nothing(self) -> bool:
        """Whether rows stay as they are."""
        return not (self.columns or self.items or self.words or self.constants)

    def applied(self, row: dict[str, Any], *, into: str = "") -> dict[str, Any]:
        """A foreign row with our columns; `into` names the list whose items are renamed too."""
        taken = set(self.columns.values())
        ours = {name: value for name, value in row.items() if name not in taken}
        for name, theirs in self.columns.items():
            value = lookup(row, theirs)
            if value is not None or name not in ours:
                ours[name] = value
        for name, value in self.constants.items():
            if values.is_empty(ours.get(name)):
                ours[name] = value
        if into and isinstance(ours.get(into), list):
            ours[into] = [self._item(item) for item in ours[into]]
        return {name: self._word(name, value) for name, value in ours.items()}

    def _item(self, item: Any) -> Any:
        if not isinstance(item, dict):
            return item
        taken = set(self.items.values())
        ours = {name: value for name, value in item.items() if name not in taken}
        ours.update({name: value for name, theirs in self.items.items() if (value := lookup(item, theirs)) is not None})
        return {name: self._word(name, value) for name, value in ours.items()}

    def _word(self, name: str, value: Any) -> Any:
        words = self.words.get(name)
        if words is None or isinstance(value, list | dict):
            return value
        return words.get(str(value), words.get("*", value))


def lookup(row: Mapping[str, Any], path: str) -> Any:
    """The value under a name; a name with points that is no key itself leads into objects (`requester.email`)."""
    if path in row:
        return row[path]
    found: Any = row
    for step in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(step)
    return found


def load_map(path: Path) -> ColumnMap:
    """Read and check a map file; raises `Invalid` with a sentence."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise Invalid(_("There is no map file “%(path)s”.") % {"path": path}) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(_("The map file “%(path)s” cannot be read: %(why)s.") % {"path": path, "why": error}) from error
    except tomllib.TOMLDecodeError as error:
        raise Invalid(_("The map file “%(path)s” is no TOML: %(why)s.") % {"path": path, "why": error}) from error
    return parsed_map(content)


def parsed_text(text: str) -> ColumnMap:
    """A map from the text of its file; raises `Invalid` with a sentence."""
    try:
        return parsed_map(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise Invalid(_("The map file is no TOML: %(why)s.") % {"why": error}) from error


def parsed_map(content: Mapping[str, Any]) -> ColumnMap:
    """A map from the content of its file; raises `Invalid` with a sentence."""
    _check(content, _SECTIONS, _("The map file"))
    read = content.get("read", {})
    _check(read, _READ, "[read]")
    words = content.get("values", {})
    for name, table in words.items():
        if not isinstance(table, dict):
            raise Invalid(_("In the map file, [values.%(name)s] should be a table of theirs = ours.") % {"name": name})
    try:
        zone = values.zone(read.get("time_zone", "UTC"))
    except values.Unusable as error:
        raise Invalid(str(error)) from error
    return ColumnMap(
        source=content.get("source", ""),
        columns=dict(_flat(content.get("columns", {}))),
        items=dict(_flat(content.get("items", {}))),
        words=words,
        constants=dict(_flat(content.get("constants", {}))),
        encoding=read.get("encoding", ""),
        delimiter=read.get("delimiter", ""),
        reading=values.Reading(
            zone=zone,
            time_formats=tuple(map(str, read.get("time_formats", ()))),
            phone_region=read.get("phone_region", "").upper(),
            decimal_comma=read.get("decimal_comma", False),
        ),
    )


def _check(content: Mapping[str, Any], known: Mapping[str, type], where: str) -> None:
    for name, value in content.items():
        if name not in known:
            names = ", ".join(known)
            raise Invalid(
                _("%(where)s knows no “%(name)s”; it can hold %(known)s.")
                % {"where": where, "name": name, "known": names}
            )
        if not isinstance(value, known[name]):
            raise Invalid(_("In %(where)s, “%(name)s” has a value of the wrong kind.") % {"where": where, "name": name})


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """TOML makes tables of names with points; here they are names again."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
