"""How times and numbers are said to people. Pure functions of a value (and of the active language and time zone)."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape

from django.conf import global_settings
from django.utils import formats, timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_noop, ngettext, pgettext

MINUTE, HOUR, DAY = 60, 3600, 86400
NO_VALUE = "–"
CURRENCY = re.compile(r"[A-Z]{3}")
SECONDS_SPAN, MINUTES_SPAN = gettext_noop("%(n)s s"), gettext_noop("%(n)s min")
HOURS_SPAN, DAYS_SPAN = gettext_noop("%(n)s h"), gettext_noop("%(n)s d")
AGO, AHEAD, DAY_AND_TIME = gettext_noop("%(span)s ago"), gettext_noop("in %(span)s"), gettext_noop("%(day)s, %(time)s")


def say(message: str) -> str:
    """`gettext` for what is said hundreds of times on a page: looked up once for each language."""
    return _translated(message, get_language())


_ = say


@lru_cache(maxsize=4_000)
def _translated(message: str, language: str | None) -> str:
    return gettext(message)


def number(value: float | int | None, digits: int = 0) -> str:
    """1234567 gives "1,234,567" in English and "1.234.567" in German."""
    if value is None:
        return NO_VALUE
    if not digits and isinstance(value, int) and 0 <= value < 1000:
        return str(value)  # nothing to group, and written alike in every language that Django formats
    return formats.number_format(round(value, digits), digits, use_l10n=True, force_grouping=True)


def percent(share: float | None, digits: int = 0) -> str:
    """A share of 0.813 gives "81%"."""
    if share is None:
        return NO_VALUE
    return _("%(number)s%%") % {"number": number(share * 100, digits)}


def duration(seconds: float | timedelta | None) -> str:
    """The two largest units that matter: "45 s", "3 min", "2 h 10 min", "4 d 3 h"."""
    if seconds is None:
        return NO_VALUE
    total = seconds.total_seconds() if isinstance(seconds, timedelta) else float(seconds)
    return _duration(total, get_language())


def _duration(total: float, language: str | None) -> str:
    sign = "−" if total < 0 else ""
    total = abs(total)
    if total < 59.5:
        return sign + _translated(SECONDS_SPAN, language) % {"n": round(total)}
    minutes = round(total / MINUTE)
    if minutes < 60:
        return sign + _translated(MINUTES_SPAN, language) % {"n": minutes}
    if total < DAY:
        return sign + _two(divmod(minutes, 60), HOURS_SPAN, MINUTES_SPAN, language)
    return sign + _two(divmod(round(total / HOUR), 24), DAYS_SPAN, HOURS_SPAN, language)


def _two(parts: tuple[int, int], large: str, small: str, language: str | None) -> str:
    first = _translated(large, language) % {"n": number(parts[0])}
    return f"{first} {_translated(small, language) % {'n': parts[1]}}" if parts[1] else first


def clock(value: datetime | None) -> str:
    """The time of day in the reader's time zone: "14:05"."""
    return NO_VALUE if value is None else f"{_local(value):%H:%M}"


def day(value: date | datetime | None) -> str:
    """A date as people say it: "today", "yesterday", "Tuesday", "12 March", "12 March 2025"."""
    if value is None:
        return NO_VALUE
    on = _local(value).date() if isinstance(value, datetime) else value
    return _day(on, timezone.localdate(), get_language())


def _day(on: date, today: date, language: str | None) -> str:
    gap = (today - on).days
    if gap == 0:
        return _("today")
    if gap == 1:
        return _("yesterday")
    if gap == -1:
        return _("tomorrow")
    if 1 < gap < 7:
        return _written(on, "l", language)
    return _written(on, "j F" if on.year == today.year else "j F Y", language)


def exact(value: datetime) -> str:
    """The whole truth, for the hover: "Thursday 12 March 2026, 14:05"."""
    return _exact(_local(value), get_language())


def _exact(local: datetime, language: str | None) -> str:
    return f"{_written(local.date(), 'l j F Y', language)}, {local:%H:%M}"


@lru_cache(maxsize=2_000)
def _written(on: date, pattern: str, language: str | None) -> str:
    """A date in Django's own pattern; kept, because a list says the same few days hundreds of times."""
    return formats.date_format(on, pattern)


def ago_words(value: datetime, now: datetime | None = None) -> str:
    """ "just now", "12 min ago", "3 h ago", "yesterday, 14:05", "12 March"; for times ahead "in 12 min"."""
    return Teller(now).words(_local(value))


def ago(value: datetime | None) -> SafeString | str:
    """A `<time>` that says how long ago, with the exact time on hover; the browser keeps it up to date."""
    return NO_VALUE if value is None else Teller().ago(value)


class Teller:
    """Says times of one moment to one reader: a list of fifty rows asks once what time, zone and language it is."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or timezone.now()
        self.zone = timezone.get_current_timezone()
        self.language = get_language()
        self.today = self.now.astimezone(self.zone).date()

    def ago(self, value: datetime) -> SafeString:
        """The moment as `ago` says it."""
        local = value.astimezone(self.zone) if value.tzinfo else value
        said, whole = self.words(local), _exact(local, self.language)
        return mark_safe(f'<time datetime="{value.isoformat()}" title="{escape(whole)}" data-ago>{escape(said)}</time>')

    def words(self, local: datetime) -> str:
        """A moment of the reader's zone as `ago_words` says it."""
        seconds = (self.now - local).total_seconds()
        size = abs(seconds)
        if size < 45:
            return pgettext("time", "just now")
        on = local.date()
        if size < 22 * HOUR and (size < 6 * HOUR or on == self.today):
            span = _duration(size if size < HOUR else round(size / HOUR) * HOUR, self.language)
            return _translated(AHEAD if seconds < 0 else AGO, self.language) % {"span": span}
        said = _day(on, self.today, self.language)
        if size < 7 * DAY:
            return _translated(DAY_AND_TIME, self.language) % {"day": said, "time": f"{local:%H:%M}"}
        return said


def figure(value: float | None, unit: str) -> str:
    """A figure in its unit: share, seconds, balance, score, count, ratio, or a currency ("GBP")."""
    if value is None:
        return NO_VALUE
    if unit == "share":
        return percent(value, 1 if 0 < abs(value) < 0.1 else 0)
    if unit in ("seconds", "duration"):
        return _measured_duration(value)
    if unit in ("balance", "points"):
        points = round(value * 100)  # a whole number has no −0: what rounds to nothing is neither more nor less
        return f"+{number(points)}" if points > 0 else number(points).replace("-", "−")
    if unit == "count":
        return number(value)
    if unit == "ratio":
        return number(value, 2)
    if CURRENCY.fullmatch(unit):
        return _("%(number)s %(currency)s") % {"number": number(value), "currency": unit}
    return number(value, 1)


def _measured_duration(seconds: float) -> str:
    """A duration as a figure: one digit more where it is short, so that an interval has two ends: "6.0 to 6.7 min"."""
    if MINUTE <= abs(seconds) < 10 * MINUTE:
        return _("%(n)s min") % {"n": number(seconds / MINUTE, 1)}
    return duration(seconds)


def interval(low: float | None, high: float | None, unit: str) -> str:
    """ "79% to 83%"; empty when there is no interval."""
    if low is None or high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": figure(low, unit), "high": figure(high, unit)}


def answers(n: int) -> str:
    """How many answers a figure stands on: "1,203 answers"."""
    return ngettext("%(n)s answer", "%(n)s answers", n) % {"n": number(n)}


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def language_choices() -> list[tuple[str, str]]:
    """The languages that people speak (not those that the product speaks), by name, each with its code."""
    spoken = [(code, _(name)) for code, name in global_settings.LANGUAGES if "-" not in code]
    return sorted(spoken, key=lambda choice: choice[1])


def language(code: str) -> str:
    """The name of the language with this code; the code itself where it is unknown."""
    names = dict(global_settings.LANGUAGES)
    name = names.get(code) or names.get(code.partition("-")[0])
    return _(name) if name else code
