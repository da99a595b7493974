"""What goes with the ups and downs of a score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from colere.insights.instruments.queries.days import Period, period_of
from colere.insights.instruments.queries.names import questions_from
from colere.insights.instruments.rules.steps import Step, Tell, silent
from colere.insights.instruments.rules.together import Together, answered_together, usual_drivers, usual_outcome
from colere.platform.errors import Invalid
from colere.platform.metrics import ReportRequest, read_columns
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from colere.stats.drivers import Drivers

COLUMNS = ("name", "score", "conversation", "customer", "at")


@dataclass(frozen=True, slots=True)
class DriversFound:
    """What goes with `outcome`: `shares` has one place for each of `drivers`. None where there is nothing to count:
    `is_still` says that all answers to the outcome are the same.
    """

    period: Period
    outcome: str | None
    drivers: tuple[str, ...]
    shares: Drivers | None
    n: int
    is_still: bool = False


def find_drivers(
    actor: Actor,
    *,
    request: ReportRequest,
    outcome: str | None = None,
    drivers: Sequence[str] = (),
    tell: Tell = silent,
) -> DriversFound:
    """How much of a question's ups and downs goes with each of several others that were answered beside it.

    `outcome` None: the question that was answered most often beside others; `drivers` empty: those usually answered
    beside it. Only occasions on which all of them were answered count. Raises `Invalid` for unknown questions, or more
    of them than can be told apart.
    """
    require(actor, "metrics.read")
    from colere.stats.drivers import MOST_DRIVERS
    from colere.stats.drivers import drivers as shares_of

    tell(Step.READING)
    named = questions_from([*([outcome] if outcome else []), *drivers], actor=actor)
    outcome, chosen = (named[0], tuple(named[1:])) if outcome else (None, tuple(named))
    if outcome in chosen or len(set(chosen)) < len(chosen):
        raise Invalid(_("A question can be named once only, as the outcome or as a driver."))
    if len(chosen) > MOST_DRIVERS:
        raise Invalid(_("At most %(most)s drivers can be told apart.") % {"most": MOST_DRIVERS})
    answers = read_columns("responses", COLUMNS, replace(request, by=None, measures=None))
    period = period_of(request, answers["at"])
    found = answered_together(
        answers["name"],
        answers["score"],
        conversation=answers["conversation"],
        customer=answers["customer"],
        at=answers["at"],
        questions=answers.labels["name"],
    )
    outcome = outcome or _usual(found, chosen)
    if outcome is None or not {outcome, *chosen} <= set(found.questions):
        return DriversFound(period, outcome, chosen, None, 0)
    chosen = chosen or usual_drivers(found, outcome, most=MOST_DRIVERS)
    if not chosen:
        return DriversFound(period, outcome, (), None, 0)
    tell(Step.FITTING)
    table = found.complete((outcome, *chosen))
    if len(table) and table[:, 0].min() == table[:, 0].max():
        return DriversFound(period, outcome, chosen, None, len(table), is_still=True)
    return DriversFound(period, outcome, chosen, shares_of(table[:, 1:], table[:, 0]), len(table))


def _usual(found: Together, chosen: tuple[str, ...]) -> str | None:
    """The usual outcome among the questions that are not named as drivers."""
    kept = [place for place, question in enumerate(found.questions) if question not in chosen]
    if len(kept) == len(found.questions):
        return usual_outcome(found)
    beside = found.pairs()[:, [found.questions.index(one) for one in chosen if one in found.questions]].sum(axis=1)
    best = max(kept, key=lambda place: beside[place], default=None)
    return found.questions[best] if best is not None and beside[best] > 0 else None
