"""What a person writes when they ask for figures, as what the catalogue knows: a day, a team by its name."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Collection
from datetime import date
from difflib import get_close_matches
from typing import cast

from django.utils.translation import gettext as _

from colere.platform.errors import Invalid
from colere.platform.metrics.dimensions import get_dimension
from colere.platform.metrics.figures import ReportRequest


def add_asking_arguments(parser: ArgumentParser, *, first: str = "", last: str = "", has_channel: bool = True) -> None:
    """What a command is asked with, for `request_from`: --from, --to, --team and, where it `has_channel`, --channel.

    `first` and `last` say in its help which days are meant where none is given.
    """
    for name, dest, text, default in (
        ("--from", "start", "First day, as 2026-03-01.", first),
        ("--to", "end", "Last day, itself included.", last),
    ):
        parser.add_argument(name, dest=dest, metavar="DATE", help=f"{text} Default: {default}." if default else text)
    parser.add_argument("--team", metavar="TEAM", help="Only this team (its name).")
    if has_channel:
        parser.add_argument("--channel", metavar="CHANNEL", help="Only this channel.")


def request_from(
    *,
    start: str | None,
    end: str | None,
    team: str | None = None,
    channel: str | None = None,
    by: str | None = None,
    topic: str | None = None,
) -> ReportRequest:
    """The question that a person's words make. `topic` and `by` are taken as they are.

    Raises `Invalid` with a sentence for a day that is none, for days in the wrong order and for an unknown name.
    """
    first, last = day_from(start), day_from(end)
    if first and last and first > last:
        raise Invalid(_("The first day is after the last. Swap --from and --to."))
    return ReportRequest(
        start=first,
        end=last,
        by=by,
        team=cast("int | None", key_from("team", team)),
        channel=cast("str | None", key_from("channel", channel)),
        topic=topic,
    )


def day_from(text: str | None) -> date | None:
    """The day that was written; None for nothing. Raises `Invalid` with a sentence for what is no day."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(_("“%(text)s” is not a day. Write it as 2026-03-31.") % {"text": text}) from None


def key_from(dimension: str, text: str | None) -> int | str | None:
    """The key that a person means by a name of the dimension, however it is written in capitals; None for nothing.

    Raises `Invalid` for an unknown one, with a sentence that says which was perhaps meant.
    """
    if text is None:
        return None
    choices = get_dimension(dimension).choices
    known = dict(choices()) if choices is not None else {}
    return known[name_from(str(get_dimension(dimension).label).lower(), text, known)]


def name_from(kind: str, text: str, known: Collection[str]) -> str:
    """The known name that is meant; raises `Invalid` for none. `kind` says what it is a name of, for the sentence."""
    names = {name.casefold(): name for name in known}
    if text.casefold() in names:
        return names[text.casefold()]
    said = {"kind": kind, "text": text}
    if close := get_close_matches(text.casefold(), names, n=1):
        raise Invalid(
            _("There is no %(kind)s “%(text)s”. Did you mean “%(close)s”?") % {**said, "close": names[close[0]]}
        )
    listed = ", ".join(sorted(known)) or _("there is none yet")
    raise Invalid(_("There is no %(kind)s “%(text)s”. Known: %(all)s.") % {**said, "all": listed})
