"""Promises in words: what is said, done and felt, and where the widest gap is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from colere.foundation.rules.promises import Difference, Share
from colere.insights.instruments.queries.asking import Question
from colere.insights.instruments.queries.promises import Compared, Month, PromisesFound
from colere.insights.instruments.rules.findings import Finding, finding
from colere.insights.instruments.rules.promises import Change, is_proven, widest
from colere.insights.instruments.views.report import Report
from colere.platform.permissions import Actor
from colere.platform.ui import words
from colere.platform.ui.charts import IntervalChart, IntervalRow, LinePoint, LinesChart
from colere.stats.enough import State

FEWEST = 3  # months of which both sides are known
ASSUMPTIONS = ("answers_are_of_those_who_answer", "sides_independent")


def promises_report(found: PromisesFound) -> Report:
    """The promise with the widest proven gap, and both sides of all."""
    gaps = sum(one.gap is not None for one in found.promises)
    by_promise = [list(_figures(one, gaps)) for one in found.promises]
    figures = [figure for of_all in zip(*by_promise, strict=True) for figure in of_all]
    more = {
        "promises": [
            {
                "slug": one.slug,
                "words": one.words,
                "target": one.target,
                "standing": str(one.standing),
                "months": [_month(month) for month in one.months],
            }
            for one in found.promises
        ]
    }
    return Report(_sentence(found), figures, ASSUMPTIONS, "said_done_felt", found.period, more=more)


def draw_promises(report: Report) -> list[IntervalChart | LinesChart]:
    """The gap of each promise, then both sides of each by month."""
    told = {one["slug"]: one for one in report.more["promises"]}
    rows = [_row(figure, told[str(figure.group)]["words"]) for figure in report.named("promise_gap")]
    months = [chart for one in told.values() if (chart := _months(one)) is not None]
    if all(row.value is None for row in rows):
        return list(months)
    gaps = IntervalChart(
        _("Kept more often than felt"),
        "balance",
        rows,
        reference=0.0,
        reference_label=_("felt as often as kept"),
        sentence=_("Points by which the share kept, as measured, is above the share felt, as customers say"),
        group_label=_("Promise"),
    )
    return [gaps, *months]


def own_of_promises(report: Report, question: Question, actor: Actor) -> dict[str, Any]:
    """A row for each promise, with a link to its own page."""
    figures: dict[tuple[str, str], Finding] = {(one.name, str(one.group)): one for one in report.figures}
    rows = [
        {
            "words": one["words"],
            "href": reverse("foundation:promise-detail", args=[one["slug"]]),
            "target": words.percent(one["target"]),
            "kept": figures["promise_kept", one["slug"]],
            "felt": figures["promise_felt", one["slug"]],
            "gap": figures["promise_gap", one["slug"]],
            "growth": growth_words(figures["promise_gap_growth", one["slug"]]),
        }
        for one in report.more["promises"]
    ]
    return {"promises": rows}


def growth_words(figure: Finding) -> str:
    """Whether a gap has grown from the first half of the period to the second."""
    if figure.value is None or figure.low is None or figure.high is None:
        return _("too few")
    said = {"points": words.number(abs(figure.value) * 100)}
    if figure.low > 0:
        return _("has grown by %(points)s points") % said
    if figure.high < 0:
        return _("has shrunk by %(points)s points") % said
    return _("as before, as far as can be told")


def _sentence(found: PromisesFound) -> str:
    place = widest([one.gap for one in found.promises])
    if place is not None:
        one = found.promises[place]
        assert one.kept is not None
        assert one.felt is not None
        assert one.gap is not None
        said = {
            "promise": one.words.rstrip(". "),
            "kept": words.percent(one.kept.value),
            "felt": words.percent(one.felt.value),
            "points": words.number(one.gap.value * 100),
        }
        return (
            _("“%(promise)s” is felt as broken: kept %(kept)s as measured, felt %(felt)s, a gap of %(points)s points.")
            % said
        )
    if any(one.gap is not None for one in found.promises):
        return _("No promise is felt less often than it is kept, as far as the answers can tell.")
    return _("Too few answers to compare what is kept with what customers feel.")


def _figures(one: Compared, gaps: int) -> Iterator[Finding]:
    yield _share("promise_kept", one.kept, one)
    yield _share("promise_felt", one.felt, one)
    gap, n = one.gap, one.felt.n if one.felt else 0
    verdict = None
    if gap is not None:
        verdict = "felt_as_broken" if is_proven(gap, gaps) else "same"
    yield _between("promise_gap", gap, n, one, verdict)
    yield _between("promise_gap_growth", one.growth, n, one, None)


def _share(name: str, share: Share | None, one: Compared) -> Finding:
    if share is None:
        return finding(name, None, n=0, unit="share", group=one.slug)
    return finding(
        name,
        share.value,
        low=share.low,
        high=share.high,
        n=share.n,
        unit="share",
        group=one.slug,
        is_enough=share.is_enough,
    )


def _between(name: str, gap: Difference | Change | None, n: int, one: Compared, verdict: str | None) -> Finding:
    if gap is None:
        return finding(name, None, n=n, unit="balance", group=one.slug)
    return finding(name, gap.value, low=gap.low, high=gap.high, n=n, unit="balance", group=one.slug, verdict=verdict)


def _row(figure: Finding, said: str) -> IntervalRow:
    href = reverse("foundation:promise-detail", args=[figure.group])
    if figure.state is State.TOO_FEW:
        return IntervalRow(said, None, n=figure.n, remark=_("cannot be told"), href=href)
    is_broken = figure.verdict == "felt_as_broken"
    remark = _("felt as broken") if is_broken else _("cannot be told apart")
    return IntervalRow(said, figure.value, figure.low, figure.high, figure.n, remark, is_broken, href)


def _month(month: Month) -> dict[str, Any]:
    kept, felt = month.kept, month.felt
    return {
        "at": f"{month.first:%Y-%m}",
        "kept": kept.value if kept else None,
        "felt": [felt.value, felt.low, felt.high, felt.n] if felt else None,
    }


def _months(one: dict[str, Any]) -> LinesChart | None:
    """Both sides of a promise by month; None where there are too few months to see anything."""
    points = []
    for month in one["months"]:
        felt, low, high, n = month["felt"] or (None, None, None, None)
        points.append(LinePoint(month["at"], month["kept"], felt, low, high, n, label=_named(month["at"])))
    if (
        min(sum(point.value is not None for point in points), sum(point.expected is not None for point in points))
        < FEWEST
    ):
        return None
    return LinesChart(
        one["words"],
        "share",
        points,
        value_label=_("kept"),
        expected_label=_("felt"),
        sentence=_("Kept as measured, and felt as customers say, by month"),
    )


def _named(month: str) -> str:
    return str(formats.date_format(date.fromisoformat(f"{month}-01"), "F Y"))
