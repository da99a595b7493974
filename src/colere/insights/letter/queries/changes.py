"""What changed: measures with a signal of the last four weeks that is beyond chance among so many, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.insights.letter.queries.figures import label_of, newest_of, of_measure, usual_words
from colere.insights.letter.rules.content import Section
from colere.insights.letter.rules.leading import Kind, News
from colere.insights.problems.views.changes import since_words
from colere.platform.metrics import Series
from colere.platform.ui.signal_words import recent_changes

if TYPE_CHECKING:
    from colere.stats.signals import Signal

SHOWN = 6


def changes_section(every: Mapping[str, Series]) -> tuple[Section, list[News]]:
    """The section, the newest change first, and each change as news."""
    found = recent_changes(list(every.values()))
    figures = [
        of_measure(series.measure.label, newest_of(series), series.measure.unit, note=_note(series, signal))
        for series, signal in found[:SHOWN]
    ]
    is_known = any(series.centre is not None for series in every.values())
    section = Section(
        "changes", _("What changed"), _sentence(found, is_known=is_known), tuple(figures), place="problems:change-list"
    )
    return section, [_news(series, signal) for series, signal in found]


def _sentence(found: list[tuple[Series, Signal]], *, is_known: bool) -> str:
    if not is_known:
        return _("There are too few weeks yet to say what is usual.")
    if not found:
        return _("Nothing has changed of late: every measure varies as it usually does.")
    told = ngettext(
        "%(n)s measure has left its usual ups and downs.",
        "%(n)s measures have left their usual ups and downs.",
        len(found),
    ) % {"n": len(found)}
    more = len(found) - SHOWN
    if more > 0:
        left_out = ngettext(
            "The newest are here, %(n)s more in Colere.", "The newest are here, %(n)s more in Colere.", more
        )
        told = f"{told} {left_out % {'n': more}}"
    return told


def _note(series: Series, signal: Signal) -> str:
    return "; ".join(filter(None, [since_words(series, signal), usual_words(series)]))


def _news(series: Series, signal: Signal) -> News:
    better = {"more": 1, "less": -1}.get(series.measure.better, 0) * signal.direction
    kind = Kind.BETTER if better > 0 else Kind.WORSE if better < 0 else Kind.OTHER_CHANGE
    said = {"measure": label_of(series.measure.label), "what": since_words(series, signal)}
    return News(kind, _("“%(measure)s” has changed: %(what)s.") % said)
