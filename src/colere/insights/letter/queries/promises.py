"""Promises: kept as we measure, felt as customers say, over the quarter that ends with the week."""

from __future__ import annotations

from datetime import timedelta

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.foundation.queries.keeping import Kept, kept_of, measures_of
from colere.foundation.queries.promises import list_promises
from colere.foundation.views import promise_words
from colere.insights.letter.queries.figures import label_of, of_measure
from colere.insights.letter.rules.content import Figure, Section
from colere.insights.letter.rules.leading import Kind, News
from colere.insights.letter.rules.weeks import Week
from colere.platform.metrics import ReportRequest, report
from colere.platform.permissions import Actor

SHOWN = 3
DAYS = 91  # thirteen weeks: one week alone says too little about a promise


def promises_section(week: Week, actor: Actor) -> tuple[Section, list[News]]:
    """The section with the promises that need somebody most, and the first of them as news."""
    kept = sorted(
        _kept(week, actor), key=lambda one: (not one.needs_somebody, not one.is_said_more_than_done, -one.weight)
    )
    figures = [figure for one in kept[:SHOWN] for figure in _figures(one)]
    note = _("The thirteen weeks to %(day)s.") % {"day": _last_day(week)} if figures else ""
    section = Section(
        "promises", _("Promises"), _sentence(kept), tuple(figures), note=note, place="foundation:promise-list"
    )
    return section, _news(kept)


def _sentence(kept: list[Kept]) -> str:
    """How many need somebody; what the first of them lacks is for the news and for the figures to say."""
    hurting = [one for one in kept if one.needs_somebody]
    if not hurting:
        return label_of(promise_words.news(kept))
    told = ngettext(
        "%(n)s of our %(all)s promises is not kept, or not felt as much as we say.",
        "%(n)s of our %(all)s promises are not kept, or not felt as much as we say.",
        len(hurting),
    )
    return told % {"all": len(kept), "n": len(hurting)}


def _last_day(week: Week) -> str:
    return str(formats.date_format(week.last, "j F"))


def _kept(week: Week, actor: Actor) -> list[Kept]:
    promises = list_promises(actor)
    names = tuple(name for one in promises for name in measures_of(one))
    if not names:
        return kept_of(promises, {})
    request = ReportRequest(start=week.last - timedelta(days=DAYS - 1), end=week.last, measures=names)
    return kept_of(promises, {figure.name: figure for figure in report(request, actor)})


def _figures(kept: Kept) -> list[Figure]:
    """Both sides; a side that nothing measures is left out. The gap stands beside the felt one."""
    words, target = kept.promise.words.rstrip(". "), promise_words.target_words(kept.promise.target)
    mark = promise_words.standing_mark(kept).text
    found = []
    if kept.kept is not None:
        note = _("%(mark)s; the target is %(target)s") % {"mark": mark, "target": target}
        found.append(of_measure(words, kept.kept, "share", note=note))
    if kept.felt is not None:
        gap = promise_words.gap_words(kept).rstrip(".")
        note = gap[:1].lower() + gap[1:]  # it goes on behind what the figure rests on
        found.append(of_measure(_("Felt: %(promise)s") % {"promise": words}, kept.felt, "share", note=note))
    return found


def _news(kept: list[Kept]) -> list[News]:
    sentence = label_of(promise_words.news(kept))
    if any(one.is_said_more_than_done for one in kept):
        return [News(Kind.NOT_FELT, sentence)]
    return [News(Kind.NOT_KEPT, sentence)] if any(one.needs_somebody for one in kept) else []
