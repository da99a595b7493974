"""What the house counts: the cost of a problem when it was raised, and what a change did. Nobody types these in."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from colere.culture.improvement.actions.holding import hold, keep
from colere.culture.improvement.events import CostCounted, EffectMeasured
from colere.culture.improvement.models import Change, Problem
from colere.culture.improvement.rules import Verdict
from colere.platform.events import publish
from colere.platform.permissions import Actor, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Contacts in these days, and the minutes of work that they took, with the bounds of a 95 % interval."""

    contacts: int
    minutes: float
    low: float
    high: float
    start: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """How many times as many contacts came as would have come without the change, with the bounds of a 95 % interval;
    None where there are too few. `until` is the last day that was looked at.
    """

    verdict: Verdict
    value: float | None
    low: float | None
    high: float | None
    n: int
    until: date


@transaction.atomic
def record_cost(problem: Problem, *, cost: Cost, actor: Actor) -> None:
    """Keeps what the problem cost. The same figures again change nothing."""
    held = hold(problem, actor=actor)
    require(actor, "improvement.measure", held)
    wanted = {
        "cost_contacts": cost.contacts,
        "cost_minutes": cost.minutes,
        "cost_low": cost.low,
        "cost_high": cost.high,
        "cost_from": cost.start,
        "cost_until": cost.until,
    }
    if all(getattr(held, name) == value for name, value in wanted.items()):
        return
    keep(held, actor=actor, is_new_version=False, **wanted)
    publish(
        CostCounted(
            problem=held.pk,
            contacts=cost.contacts,
            minutes=cost.minutes,
            low=cost.low,
            high=cost.high,
            start=cost.start,
            until=cost.until,
        ),
        actor=actor,
    )


@transaction.atomic
def record_effect(change: Change, *, effect: Effect, actor: Actor) -> None:
    """Keeps what a change did. A look that is not newer than the last one changes nothing."""
    held = hold(change.problem, actor=actor)
    require(actor, "improvement.measure", held)
    change.refresh_from_db()
    is_old = change.measured_until is not None and effect.until <= change.measured_until
    if change.withdrawn_at is not None or is_old:
        return
    change.verdict = effect.verdict.value
    change.effect, change.low, change.high, change.n = effect.value, effect.low, effect.high, effect.n
    change.measured_at, change.measured_until = timezone.now(), effect.until
    change.save(update_fields=["verdict", "effect", "low", "high", "n", "measured_at", "measured_until"])
    keep(held, actor=actor, is_new_version=False)
    publish(
        EffectMeasured(
            problem=held.pk,
            change=change.pk,
            verdict=effect.verdict.value,
            value=effect.value,
            low=effect.low,
            high=effect.high,
            n=effect.n,
            until=effect.until,
        ),
        actor=actor,
    )
