"""Values as people and systems write them, understood strictly: either what was meant is certain, or a sentence asks.

Every function takes a value that is not empty and raises `Unusable` with a sentence that names no column: the engine
puts the column's name before it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.utils.translation import gettext as _

from colere.platform.imports.registry import Column

EARLIEST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
TOLERATED_AHEAD = dt.timedelta(days=1)
EMPTY_WORDS = frozenset({"null", "none", "nan", "nat", "n/a", "\\n", "#n/a"})
MAX_TEXT = 1_000_000

_EMAIL = re.compile(r"[^@\s<>\",;:()\[\]]+@[^@\s<>\",;:()\[\].]+(?:\.[^@\s<>\",;:()\[\].]+)+")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
_TRUE = frozenset({"true", "yes", "y", "1", "on", "t", "ja", "wahr"})
_FALSE = frozenset({"false", "no", "n", "0", "off", "f", "nein", "falsch"})


class Unusable(Exception):
    """A value that cannot be used; the message is a sentence for the person."""


@dataclass(frozen=True)
class Reading:
    """How values of a file are to be read where they leave it open: set by a map file."""

    zone: dt.tzinfo = dt.UTC
    time_formats: tuple[str, ...] = ()
    phone_region: str = ""
    decimal_comma: bool = False
    now: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    def key(self) -> str:
        """What makes the same text mean something else."""
        return f"{self.zone}|{self.time_formats}|{self.phone_region}|{self.decimal_comma}"


def is_empty(value: Any) -> bool:
    """Whether a value says nothing: missing, empty text, NaN, or an empty list or object."""
    if value is None or value == "" or value == [] or value == {}:
        return True
    if isinstance(value, float):
        return value != value
    return isinstance(value, str) and value.isspace()


def shown(value: Any) -> str:
    """A value in a sentence, shortened."""
    text = value if isinstance(value, str) else str(value)
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def text(value: Any, column: Column, reading: Reading) -> str:
    """Text without blank edges (words that somebody said, type `verbatim`, keep them); lists and objects are none."""
    if isinstance(value, str):
        found = value if column.type == "verbatim" else value.strip()
    elif isinstance(value, bool) or not isinstance(value, int | float | Decimal | dt.date):
        raise Unusable(_("should be text, but is %(value)s.") % {"value": shown(value)})
    else:
        found = value.isoformat() if isinstance(value, dt.date) else str(value)
    if "\0" in found:
        raise Unusable(_("has zero bytes in it."))
    limit = column.max_length or MAX_TEXT
    if len(found) > limit:
        raise Unusable(_("is %(length)s characters long; at most %(limit)s can be kept.") % _lengths(found, limit))
    return found


def _lengths(found: str, limit: int) -> dict[str, str]:
    return {"length": f"{len(found):,}", "limit": f"{limit:,}"}


def identifier(value: Any, column: Column, reading: Reading) -> str:
    """An id of the source: text or a whole number."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unusable(_("should be text or a whole number, but is %(value)s.") % {"value": shown(value)})
    found = text(value, column, reading) if isinstance(value, str) else str(value)
    if len(found) > 200:
        raise Unusable(_("is %(length)s characters long; at most %(limit)s can be kept.") % _lengths(found, 200))
    return found


def instant(value: Any, column: Column, reading: Reading) -> dt.datetime:
    """A point in time, with zone: ISO 8601, seconds (or milliseconds) since 1970, or a format of the map file."""
    found = _instant(value, reading)
    if found.tzinfo is None:
        found = found.replace(tzinfo=reading.zone)
    found = found.astimezone(dt.UTC)
    check_range(found, reading)
    return found


def check_range(found: dt.datetime, reading: Reading) -> None:
    """Raise `Unusable` for a time before 1970 or in the future."""
    if found < EARLIEST:
        raise Unusable(_("is before 1970: %(value)s.") % {"value": found.date()})
    if found > reading.now + TOLERATED_AHEAD:
        raise Unusable(_("is in the future: %(value)s.") % {"value": found.date()})


def _instant(value: Any, reading: Reading) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    try:
        if isinstance(value, str):
            return _written_instant(value.strip(), reading)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _epoch(float(value))
    except (ValueError, OverflowError, OSError):
        pass
    raise Unusable(
        _("is no time that can be read: %(value)s. Write it as 2026-03-01T09:00:00Z.") % {"value": shown(value)}
    )


def _written_instant(value: str, reading: Reading) -> dt.datetime:
    for form in reading.time_formats:
        try:
            return dt.datetime.strptime(value, form)
        except ValueError:
            continue
    if _EPOCH.fullmatch(value):
        return _epoch(float(value))
    return dt.datetime.fromisoformat(value.removesuffix("UTC").removesuffix(" ") if value.endswith("UTC") else value)


def _epoch(seconds: float) -> dt.datetime:
    if seconds >= 1e11:
        seconds /= 1000
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def day(value: Any, column: Column, reading: Reading) -> dt.date:
    """A date: ISO 8601, or the day of a time. Not before 1900, and not more than a year ahead."""
    found = _day(value, reading)
    if found.year < 1900 or found > reading.now.date() + dt.timedelta(days=366):
        raise Unusable(_("is no likely date: %(value)s.") % {"value": shown(value)})
    return found


def _day(value: Any, reading: Reading) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        try:
            return _written_instant(value.strip(), reading).date()
        except (ValueError, OverflowError, OSError):
            pass
    raise Unusable(_("is no date that can be read: %(value)s. Write it as 2026-03-01.") % {"value": shown(value)})


def past_day(value: Any, column: Column, reading: Reading) -> dt.date:
    """A date that has been: a birthday, a first purchase."""
    found = day(value, column, reading)
    if found > reading.now.date() + TOLERATED_AHEAD:
        raise Unusable(_("is in the future: %(value)s.") % {"value": found})
    return found


def number(value: Any, column: Column, reading: Reading) -> float:
    """A number within the column's range."""
    return float(decimal(value, column, reading))


def decimal(value: Any, column: Column, reading: Reading) -> Decimal:
    """An exact number within the column's range."""
    written = value.strip() if isinstance(value, str) else value
    if isinstance(written, str) and reading.decimal_comma:
        written = written.replace(".", "").replace(",", ".")
    try:
        if isinstance(written, bool) or not isinstance(written, str | int | float | Decimal):
            raise InvalidOperation
        if isinstance(written, str) and len(written) > 40:
            raise InvalidOperation
        found = Decimal(str(written))
    except InvalidOperation:
        raise Unusable(_("should be a number, but is %(value)s.") % {"value": shown(value)}) from None
    if not found.is_finite() or abs(found) > 10**15:
        raise Unusable(_("is no number that can be kept: %(value)s.") % {"value": shown(value)})
    _within(found, column)
    return found


def _within(found: Decimal, column: Column) -> None:
    low, high = column.low, column.high
    if (low is not None and found < Decimal(str(low))) or (high is not None and found > Decimal(str(high))):
        raise Unusable(_range_sentence(found, low, high))


def _range_sentence(found: Decimal, low: float | None, high: float | None) -> str:
    if high is None:
        return _("should be at least %(low)g, but is %(value)s.") % {"low": low, "value": found}
    if low is None:
        return _("should be at most %(high)g, but is %(value)s.") % {"high": high, "value": found}
    return _("should be between %(low)g and %(high)g, but is %(value)s.") % {"low": low, "high": high, "value": found}


@lru_cache(maxsize=65536)
def address(value: str) -> str:
    """An e-mail address in lower case."""
    found = value.strip().lower()
    if len(found) > 254 or not _EMAIL.fullmatch(found) or "\0" in found:
        raise Unusable(_("is no e-mail address: %(value)s.") % {"value": shown(value)})
    return found


def email(value: Any, column: Column, reading: Reading) -> str:
    """An e-mail address in lower case."""
    return address(text(value, column, reading))


@lru_cache(maxsize=65536)
def e164(value: str, region: str = "") -> str:
    """A telephone number in the international form; `region` is the country of numbers that name none."""
    import phonenumbers

    try:
        found = phonenumbers.parse(value, region or None)
    except phonenumbers.NumberParseException:
        found = None
    if found is None or not phonenumbers.is_possible_number(found):
        raise Unusable(
            _("is no telephone number with its country: %(value)s. Write it as +49 30 1234567.")
            % {"value": shown(value)}
        )
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def phone(value: Any, column: Column, reading: Reading) -> str:
    """A telephone number in the international form."""
    return e164(text(value, column, reading), reading.phone_region)


def flag(value: Any, column: Column, reading: Reading) -> bool:
    """Yes or no."""
    word = str(value).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise Unusable(_("should be yes or no, but is %(value)s.") % {"value": shown(value)})


def choice(value: Any, column: Column, reading: Reading) -> str:
    """One of the column's words, whatever its case."""
    found = text(value, column, reading).lower()
    if found not in column.choices:
        choices = ", ".join(column.choices)
        raise Unusable(_("is %(value)s; it can be %(choices)s.") % {"value": shown(value), "choices": choices})
    return found


def words(value: Any, column: Column, reading: Reading) -> list[str]:
    """A list of short texts; as text, separated by commas or semicolons, or JSON."""
    if isinstance(value, str):
        value = _from_json(value) if value.lstrip().startswith("[") else re.split(r"[,;]", value)
    if not isinstance(value, list):
        raise Unusable(_("should be a list, but is %(value)s.") % {"value": shown(value)})
    short = Column(column.name, max_length=100)
    return list(dict.fromkeys(text(word, short, reading) for word in value if not is_empty(word)))


def mapping(value: Any, column: Column, reading: Reading) -> dict[str, Any]:
    """An object; as text, JSON."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = _from_json(value)
    if not isinstance(value, dict):
        raise Unusable(_("should be an object {…}, but is %(value)s.") % {"value": shown(value)})
    return {str(key): inner for key, inner in value.items()}


def rows(value: Any, column: Column, reading: Reading) -> list[Any]:
    """A list of anything; as text, JSON."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = _from_json(value)
    if not isinstance(value, list):
        raise Unusable(_("should be a list […], but is %(value)s.") % {"value": shown(value)})
    return value


def _from_json(value: str) -> Any:
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return None


def anything(value: Any, column: Column, reading: Reading) -> Any:
    """The value as it is: whoever takes it checks it."""
    return value


def currency(value: Any, column: Column, reading: Reading) -> str:
    """Three letters, as EUR."""
    found = text(value, column, reading).upper()
    if not re.fullmatch(r"[A-Z]{3}", found):
        raise Unusable(_("should be three letters such as EUR, but is %(value)s.") % {"value": shown(value)})
    return found


Parser = Callable[[Any, Column, Reading], Any]

PARSERS: dict[str, Parser] = {
    "text": text, "verbatim": text, "id": identifier, "time": instant, "date": day, "past_date": past_day,
    "number": number,
    "decimal": decimal, "email": email, "phone": phone, "flag": flag, "choice": choice, "words": words,
    "object": mapping, "rows": rows, "any": anything, "currency": currency,
}  # fmt: skip

_TYPED = frozenset(PARSERS) - {"text", "verbatim", "id", "words", "any", "object", "rows"}


def understood(value: Any, column: Column, reading: Reading) -> Any:
    """A value of a column, or None when it says nothing; raises `Unusable` with the column's name in the sentence."""
    if is_empty(value) or (column.type in _TYPED and isinstance(value, str) and value.strip().lower() in EMPTY_WORDS):
        return None
    try:
        return PARSERS[column.type](value, column, reading)
    except Unusable as error:
        raise Unusable(f"“{column.name}” {error}") from None


# The same for values that are as they should be, which in a large file nearly all are: an eighth of the time.


def plain_id(value: Any) -> str:
    """The value if it is an id as it stands; empty when `identifier` has to look."""
    is_plain = value.__class__ is str and 0 < len(value) <= 200 and "\0" not in value
    return value if is_plain and value[0] > " " and value[-1] > " " else ""


def is_plain_text(value: Any) -> bool:
    """Whether the value is text that can be kept as it stands."""
    return value.__class__ is str and 0 < len(value) <= MAX_TEXT and "\0" not in value and not value.isspace()


def plain_instant(value: Any, reading: Reading) -> dt.datetime | None:
    """The time if it is written with its zone (ISO 8601); None when `instant` has to look."""
    if value.__class__ is not str or reading.time_formats or len(value) < 20:
        return None
    try:
        found = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    if found.tzinfo is None:
        return None
    if found.tzinfo is not dt.UTC:
        found = found.astimezone(dt.UTC)
    return found if EARLIEST <= found <= reading.now else None


def zone(name: str) -> dt.tzinfo:
    """A time zone by its name; raises `Unusable`."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Unusable(_("“%(name)s” is no time zone; write it as Europe/Berlin.") % {"name": name}) from None
