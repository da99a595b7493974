"""What a change did that came on different days, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.insights.instruments.queries.shift import Kind
from colere.insights.instruments.queries.staggered import StaggeredFound, Start
from colere.insights.instruments.rules.findings import Finding, finding
from colere.insights.instruments.views.report import Report, day_words, figure_words, interval_words, listed
from colere.insights.instruments.views.shift import subject
from colere.insights.instruments.views.wording import VERDICTS
from colere.platform.ui import words

if TYPE_CHECKING:
    from colere.stats.before_after import Change
    from colere.stats.estimate import Estimate

SHOWN_NAMES = 3
LEAST_BEHIND = 3  # a week since the start of which fewer speak tells of them rather than of the change


def staggered_report(found: StaggeredFound) -> Report:
    """The verdict on all together, week by week since the start; where they are too few, each by itself."""
    is_alone = bool(found.alone)
    assumptions = ["nothing_else_by_start", "same_way_without", "no_spill_over"]
    method = "segmented_regression_with_comparison" if is_alone else "staggered_adoption"
    if is_alone and not found.others:
        assumptions, method = ["nothing_else_by_start", "straight_trend"], "segmented_regression"
    return Report(_sentence(found), _figures(found), assumptions, method, found.period, more=_more(found))


def _more(found: StaggeredFound) -> dict[str, Any]:
    """What the page says beside the figures."""
    return {
        "measure": found.measure.name,
        "topic": found.topic,
        "dimension": found.dimension,
        "is_staggered": True,
        "unit": unit_of(found.kind, found.measure.unit),
        "starts": [[one.name, one.on.isoformat()] for one in found.starts],
        "others": list(found.others),
        "left_out": list(found.left_out),
    }


def unit_of(kind: Kind, unit: str) -> str:
    """Of an effect: how many times as many, or a difference; shares differ by points of a hundred."""
    return {Kind.COUNT: "ratio", Kind.SHARE: "balance"}.get(kind, unit)


def _sentence(found: StaggeredFound) -> str:
    what, change = subject(found.measure, found.topic), found.change
    if change is None:
        return _("Too few: nothing is known of %(what)s in these days.") % {"what": what}
    if str(change.verdict) == "too_few":
        return _too_few(found)
    text = {
        "fell": _("%(what)s fell where the change came, in %(many)s: %(effect)s."),
        "rose": _("%(what)s rose where the change came, in %(many)s: %(effect)s."),
        "no_sign": _("There is no sign that %(what)s changed where the change came, in %(many)s: %(effect)s."),
    }[str(change.verdict)]
    many = counted(found.dimension, change.started)
    return text % {"what": what, "many": many, "effect": _effect_words(found, change.effect)}


def _effect_words(found: StaggeredFound, effect: Estimate) -> str:
    unit = unit_of(found.kind, found.measure.unit)
    value, low, high = (scaled(found.kind, end) for end in (effect.value, effect.low, effect.high))
    said = {"effect": figure_words(value, unit), "range": interval_words(low, high, unit)}
    if found.kind is Kind.COUNT:
        return _("%(effect)s times what was to be expected (%(range)s)") % said
    if found.kind is Kind.SHARE:
        return _("%(effect)s points beside what was to be expected (%(range)s)") % said
    return _("a difference of %(effect)s from what was to be expected (%(range)s)") % said


def _too_few(found: StaggeredFound) -> str:
    """That they are too few for one answer, what it takes, and what can be told of each."""
    text = _why_too_few(found)
    told = [
        _("%(which)s %(verdict)s") % {"which": _which(found, verdict), "verdict": VERDICTS[verdict]}
        for verdict in ("fell", "rose")
        if _named(found, verdict)
    ]
    if told:
        return _("%(text)s Each by itself: %(told)s.") % {"text": text, "told": ", ".join(told)}
    if _named(found, "no_sign"):
        return _("%(text)s None by itself shows a sign of a change.") % {"text": text}
    return text


def _why_too_few(found: StaggeredFound) -> str:
    """So few are there; or so many of them tell nothing, because of their cases or because they began too early."""
    from colere.stats.staggered import LEAST_TEAMS

    assert found.change is not None
    got, every = len(found.starts), len(found.starts) + len(found.others) + _lost(found)
    said = {
        "got": words.number(got),
        "of": counted(found.dimension, every),
        "least": words.number(LEAST_TEAMS),
        "all": words.number(2 * LEAST_TEAMS),
        "usable": words.number(found.change.started),
        "told": words.number(found.change.effect.n),
    }
    if got < LEAST_TEAMS or every < 2 * LEAST_TEAMS:
        return (
            _("Too few for one answer: the change came to %(got)s of %(of)s, and it takes %(least)s of %(all)s.") % said
        )
    if found.change.started < LEAST_TEAMS or found.change.effect.n < 2 * LEAST_TEAMS:
        text = _(
            "Too few for one answer: the change came to %(got)s of %(of)s. With five cases a week and two weeks before "
            "it these are %(usable)s of %(told)s, and it takes %(least)s of %(all)s."
        )
        return text % said
    text = _("Too few for one answer: the change came to %(got)s of %(of)s, and none was without it to compare with.")
    return text % said


def _lost(found: StaggeredFound) -> int:
    """How many without the change have too few cases to be looked at."""
    return len(set(found.left_out) - {one.name for one in found.starts})


def _named(found: StaggeredFound, verdict: str) -> list[str]:
    return [start.name for start, change in found.alone if str(change.verdict) == verdict]


def _which(found: StaggeredFound, verdict: str) -> str:
    names = _named(found, verdict)
    return listed(names) if len(names) <= SHOWN_NAMES else counted(found.dimension, len(names))


def counted(dimension: str, n: int) -> str:
    """So many of them: "5 teams"."""
    text = {
        "team": ngettext("%(n)s team", "%(n)s teams", n),
        "channel": ngettext("%(n)s channel", "%(n)s channels", n),
        "topic": ngettext("%(n)s topic", "%(n)s topics", n),
    }[dimension]
    return text % {"n": words.number(n)}


def scaled(kind: Kind, value: Any) -> float:
    """An effect as it is said: counts were estimated as logarithms."""
    number = float(value)
    return math.exp(number) if kind is Kind.COUNT and math.isfinite(number) else number


def _figures(found: StaggeredFound) -> list[Finding]:
    change, unit = found.change, unit_of(found.kind, found.measure.unit)
    if change is None:
        return [finding("effect", None, n=0, unit=unit, verdict="too_few")]
    if str(change.verdict) == "too_few":
        return [_own(found, start, one) for start, one in found.alone]
    rows = [_effect(found, "effect", change.effect, None, n=change.effect.n, verdict=str(change.verdict))]
    if math.isfinite(float(change.before.low)):
        is_quiet = float(change.before.low) <= 0 <= float(change.before.high)
        verdict = "as_it_should" if is_quiet else "shows_something"
        rows.append(_effect(found, "before_start", change.before, None, n=change.before.n, verdict=verdict))
    for week, behind in enumerate(found.behind):
        if behind >= LEAST_BEHIND:
            rows.append(_effect(found, "since_start", change.by_time, week, n=behind, is_detail=True))
    return rows


def _effect(found: StaggeredFound, name: str, estimate: Any, week: int | None, **of: Any) -> Finding:
    ends = (estimate.value, estimate.low, estimate.high)
    value, low, high = (scaled(found.kind, end if week is None else end[week]) for end in ends)
    group = None if week is None else _("week %(n)s") % {"n": words.number(week + 1)}
    return finding(name, value, low=low, high=high, unit=unit_of(found.kind, found.measure.unit), group=group, **of)


def _own(found: StaggeredFound, start: Start, change: Change) -> Finding:
    """The effect on one of them; the odds of a share, as `colere shift` gives it for one day."""
    effect, verdict = change.effect, str(change.verdict)
    unit = "ratio" if change.neutral == 1 else unit_of(found.kind, found.measure.unit)
    return finding(
        "own_effect",
        effect.value,
        low=effect.low,
        high=effect.high,
        n=change.n_before + change.n_after,
        unit=unit,
        group=start.name,
        verdict=verdict,
        is_enough=verdict != "too_few",
    )


def started_words(starts: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Each with its first day in words."""
    return [(name, _("from %(day)s") % {"day": day_words(date.fromisoformat(day))}) for name, day in starts]
