"""What a change did, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from colere.insights.instruments.queries.shift import CONTACTS, Kind, Row, ShiftFound
from colere.insights.instruments.rules.findings import Finding, finding
from colere.insights.instruments.rules.spans import WEEK, YEAR
from colere.insights.instruments.views.report import Report, day_words, figure_words, interval_words
from colere.platform.metrics import Measure

if TYPE_CHECKING:
    from colere.stats.before_after import Change
    from colere.stats.interval import Floats


def shift_report(found: ShiftFound) -> Report:
    """The verdict, the effect, and what would have been without the change."""
    is_compared = found.against is not None or found.is_against_others
    assumptions = ["nothing_else_changed", "comparison_untouched" if is_compared else "straight_trend"]
    spans = found.spans
    if spans is None or spans.count * spans.width < 2 * YEAR:
        assumptions.append(_season(found) if spans is not None and spans.knows_year() else "no_season")
    method = "segmented_regression_with_comparison" if is_compared else "segmented_regression"
    return Report(_sentence(found), _figures(found), assumptions, method, found.period, more=_more(found))


def _season(found: ShiftFound) -> str:
    """What is assumed of the season where there are fewer than two years."""
    is_share = found.kind is Kind.COUNT and found.comparison is not None
    return "share_drifts_little" if is_share else "season_of_one_year"


def subject(measure: Measure, topic: str | None) -> str:
    """What was looked at: the topic where it is about contacts, else the measure."""
    if measure.name == CONTACTS and topic:
        return _("“%(topic)s”") % {"topic": topic}
    label = _("“%(measure)s”") % {"measure": measure.label}
    return _("%(measure)s of “%(topic)s”") % {"measure": label, "topic": topic} if topic else label


def _more(found: ShiftFound) -> dict[str, Any]:
    """What the chart says beside the figures."""
    return {
        "measure": found.measure.name,
        "topic": found.topic,
        "against": found.against,
        "is_against_others": found.is_against_others,
        "on": found.on.isoformat(),
        "is_by_week": found.spans is not None and found.spans.width == WEEK,
    }


def _sentence(found: ShiftFound) -> str:
    said = {"what": subject(found.measure, found.topic), "on": day_words(found.on)}
    change = found.change
    if change is None or str(change.verdict) == "too_few":
        return (
            _("Too few: what is known of %(what)s before and after %(on)s does not tell whether anything changed.")
            % said
        )
    said["effect"] = _effect_words(found, change)
    text = {
        "fell": _("%(what)s fell on %(on)s: %(effect)s."),
        "rose": _("%(what)s rose on %(on)s: %(effect)s."),
        "no_sign": _("There is no sign that %(what)s changed on %(on)s: %(effect)s."),
    }[str(change.verdict)]
    if found.against or found.is_against_others:
        said["against"] = _("“%(name)s”") % {"name": found.against} if found.against else _("all other topics")
        text = {
            "fell": _("%(what)s fell on %(on)s against %(against)s: %(effect)s."),
            "rose": _("%(what)s rose on %(on)s against %(against)s: %(effect)s."),
            "no_sign": _("There is no sign that %(what)s changed on %(on)s against %(against)s: %(effect)s."),
        }[str(change.verdict)]
    return text % said


def _effect_words(found: ShiftFound, change: Change) -> str:
    """What came beside what would have come, and the effect on the scale of the instrument."""
    unit = effect_unit(change, found)
    levels = {figure.name: figure_words(figure.value, figure.unit) for figure in _levels(found, change)}
    said = {
        "effect": figure_words(float(change.effect.value), unit),
        "range": interval_words(float(change.effect.low), float(change.effect.high), unit),
        "after": levels["after"],
        "without": levels.get("without_change", ""),
    }
    if change.neutral == 0:
        return _("%(after)s, where %(without)s was to be expected (a difference of %(effect)s, %(range)s)") % said
    if found.kind is Kind.SHARE:
        return (
            _("%(after)s, where %(without)s was to be expected (the odds are %(effect)s times that, %(range)s)") % said
        )
    if found.spans is not None and found.spans.width == WEEK:
        return _("%(after)s a week, where %(without)s were to be expected (%(effect)s times that, %(range)s)") % said
    return _("%(after)s a day, where %(without)s were to be expected (%(effect)s times that, %(range)s)") % said


def effect_unit(change: Change, found: ShiftFound) -> str:
    """A ratio, or a difference in the unit of the measure; shares differ by points of a hundred."""
    if change.neutral == 1:
        return "ratio"
    return "balance" if found.kind is Kind.SHARE else found.measure.unit


def _figures(found: ShiftFound) -> list[Finding]:
    change, observed, spans = found.change, found.observed, found.spans
    if change is None or observed is None or spans is None:
        return [finding("effect", None, n=0, unit="ratio", verdict="too_few")]
    effect = change.effect
    rows = [
        finding(
            "effect",
            effect.value,
            low=effect.low,
            high=effect.high,
            n=observed.n.sum(),
            unit=effect_unit(change, found),
            verdict=str(change.verdict),
        ),
        *_levels(found, change),
    ]
    return [*rows, *_by_span(found, change)]


def _by_span(found: ShiftFound, change: Change) -> list[Finding]:
    """As it was, without the change, and what it is compared with, week by week (or day by day)."""
    observed, spans, unit, other = found.observed, found.spans, found.measure.unit, found.comparison
    assert observed is not None
    assert spans is not None
    course = _course(found, change)
    rows = []
    for place, name in enumerate(spans.names()):
        of = {"n": observed.n[place], "unit": unit, "group": name, "is_detail": True}
        rows.append(finding("observed", observed.value[place], **of))
        if course is not None and place >= spans.start:
            value, low, high = (row[place] for row in course)
            rows.append(finding("without_change", value, low=low, high=high, **of))
        if other is not None:
            rows.append(finding("compared_with", other.value[place], **{**of, "n": other.n[place]}))
    return rows


def _course(found: ShiftFound, change: Change) -> tuple[Floats, Floats, Floats] | None:
    """By span, what would have been without the change, and between which bounds: the same with the ends of the
    effect's interval in its place.
    """
    import numpy as np

    without, effect = _without(found, change), change.effect
    if without is None:
        return None
    if change.neutral == 0:
        ends = (without + effect.value - effect.high, without + effect.value - effect.low)
        low, high = (np.clip(end, 0.0, 1.0) if found.kind is Kind.SHARE else end for end in ends)
        return without, low, high
    times = (effect.value / effect.high, effect.value / effect.low)
    if found.kind is Kind.SHARE:
        odds = without / np.maximum(1.0 - without, 1e-9)
        low, high = (np.asarray(odds * by / (1.0 + odds * by)) for by in times)
        return without, low, high
    return without, without * times[0], without * times[1]


def _levels(found: ShiftFound, change: Change) -> list[Finding]:
    """The level before, after, and what it would have been: of a span for counts, else over all answers."""
    observed, spans = found.observed, found.spans
    assert observed is not None
    assert spans is not None
    unit, start = found.measure.unit, spans.start
    group = None
    if found.kind is Kind.COUNT:
        group = _("each week") if spans.width == WEEK else _("each day")
    sides = {"before": slice(0, start), "after": slice(start, None)}
    rows = []
    for name, side in sides.items():
        level = _level(found.kind, observed, observed.value, side)
        low, high = _bounds(found.kind, observed, side)
        rows.append(finding(name, level, low=low, high=high, n=observed.n[side].sum(), unit=unit, group=group))
    without = _without(found, change)
    if without is not None:
        level = _level(found.kind, observed, without, sides["after"])
        rows.append(finding("without_change", level, n=rows[-1].n, unit=unit, group=group))
    return rows


def _level(kind: Kind, row: Row, values: Floats, part: slice) -> float:
    import numpy as np

    value, n = values[part], row.n[part]
    if kind is Kind.COUNT:
        return float(np.nanmean(value)) if value.size else float("nan")
    some = (n > 0) & np.isfinite(value)
    return float(np.average(value[some], weights=n[some])) if some.any() else float("nan")


def _bounds(kind: Kind, row: Row, part: slice) -> tuple[float, float]:
    """Of a level: from how much the spans differ, which is more than chance alone."""
    import numpy as np

    from colere.stats.means import mean_of_parts

    value, n = row.value[part], row.n[part]
    some = np.isfinite(value) & ((n > 0) | (kind is Kind.COUNT))
    low, high = mean_of_parts(value[some], np.ones(int(some.sum())) if kind is Kind.COUNT else n[some])
    least, most = -np.inf if kind is Kind.MEAN else 0.0, 1.0 if kind is Kind.SHARE else np.inf
    return float(np.clip(low, least, most)), float(np.clip(high, least, most))


def _without(found: ShiftFound, change: Change) -> Floats | None:
    """By span, what would have been without the change, on the scale of the measure; None where that is not known."""
    import numpy as np

    if not change.without.size:
        return None
    if found.comparison is None:
        return change.without
    if found.kind is not Kind.COUNT:
        level = change.without + found.comparison.value
        return np.clip(level, 0.0, 1.0) if found.kind is Kind.SHARE else np.asarray(level)
    share = np.clip(change.without, 0.0, 1.0 - 1e-9)
    return np.asarray(found.comparison.value * share / (1.0 - share))
