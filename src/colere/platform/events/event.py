"""What a domain says has happened."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, get_type_hints

from django.apps import apps


@dataclass(frozen=True, kw_only=True)
class Event:
    """The base of every event: a frozen dataclass named in the past tense, with ids, kinds and figures only.

    Never a person's words, name or address: erasing a person must not touch the log. Raise `version` when a field
    changes its meaning, and teach `upgrade` to read the older payload.
    """

    version: ClassVar[int] = 1

    @classmethod
    def kind(cls) -> str:
        """ "conversations.ConversationOpened": the app's label and the name of the class."""
        return _kind_of(cls.__module__, cls.__name__)

    def subject(self) -> str:
        """The thing that this is about, as "conversation:12"."""
        raise NotImplementedError(f"{type(self).__name__} must name its subject")

    def about(self) -> str:
        """Whose story this line belongs to, as "customer:5"; empty when nobody's."""
        return ""

    def happened_at(self) -> datetime | None:
        """When it happened in the world, where that is not now: an imported conversation began long before its line
        was written. A story is told in this order; the log itself stays in the order of writing.
        """
        return None

    def payload(self) -> dict[str, Any]:
        """The fields as JSON values: times as ISO 8601, decimals as strings."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def upgrade(cls, payload: dict[str, Any], version: int) -> dict[str, Any]:
        """The payload of an older version in today's shape."""
        return payload

    @classmethod
    def from_payload(cls, payload: dict[str, Any], version: int | None = None) -> "Event":
        """The event that was written, with times and decimals again as such; fields that are unknown today are
        left out.
        """
        current = cls.upgrade(payload, cls.version if version is None else version)
        hints = get_type_hints(cls)
        return cls(**{f.name: _typed(current[f.name], str(hints[f.name])) for f in fields(cls) if f.name in current})


@cache
def _kind_of(module: str, name: str) -> str:
    config = apps.get_containing_app_config(module)
    label = config.label if config else module.split(".")[-2]
    return f"{label}.{name}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    return value


def _typed(value: Any, hint: str) -> Any:
    if isinstance(value, str):
        if "datetime.datetime" in hint:
            return datetime.fromisoformat(value)
        if "datetime.date" in hint:
            return date.fromisoformat(value)
        if "Decimal" in hint:
            return Decimal(value)
    if isinstance(value, list) and hint.startswith("tuple"):
        return tuple(value)
    return value
