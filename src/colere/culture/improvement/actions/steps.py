"""The way from a problem to its end: why it happens, what was done on which day, who was told."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from colere.culture.improvement.actions.holding import hold, keep, person_behind
from colere.culture.improvement.events import (
    CauseFound,
    ChangeMade,
    ChangeWithdrawn,
    ColleaguesTold,
    CustomersTold,
    TellingWithdrawn,
)
from colere.culture.improvement.models import TEXT_LENGTH, Change, Problem, Telling
from colere.culture.improvement.rules import Whom
from colere.foundation.actions.writing import clean_words
from colere.platform.errors import Conflict, Invalid
from colere.platform.events import publish
from colere.platform.permissions import Actor, require


@transaction.atomic
def find_cause(
    problem: Problem, *, text: str, version: int | None = None, at: datetime | None = None, actor: Actor
) -> None:
    """Writes down why it happens. An empty text takes the cause back, as long as nothing was changed."""
    held = hold(problem, version=version, actor=actor)
    _may_still_change(held, actor)
    cause = clean_words(text, most=TEXT_LENGTH, field="text", required=False)
    if not cause and not held.cause:
        sentence = _("Why does it happen? Some words, please.")
        raise Invalid(sentence, fields={"text": sentence})
    keep(held, actor=actor, cause=cause, cause_found_at=(at or timezone.now()) if cause else None)
    publish(CauseFound(problem=held.pk, at=at, is_known=bool(cause)), actor=actor)


@transaction.atomic
def make_change(
    problem: Problem,
    *,
    text: str,
    made_on: date,
    version: int | None = None,
    at: datetime | None = None,
    actor: Actor,
) -> Change:
    """Writes down what was done about it from which day on; that day is where its effect is looked for."""
    held = hold(problem, version=version, actor=actor)
    _may_still_change(held, actor)
    change = Change.objects.create(
        problem=held,
        text=clean_words(text, most=TEXT_LENGTH, field="text"),
        made_on=_past_day(made_on, field="made_on"),
        author_id=person_behind(actor),
        at=at or timezone.now(),
    )
    keep(held, actor=actor)
    publish(ChangeMade(problem=held.pk, at=at, change=change.pk, on=change.made_on), actor=actor)
    return change


@transaction.atomic
def withdraw_change(change: Change, *, actor: Actor) -> None:
    """That was not done, or on another day: it no longer counts."""
    _withdraw(change, ChangeWithdrawn(problem=change.problem_id, change=change.pk), actor)


@transaction.atomic
def tell_what_became(
    problem: Problem,
    *,
    whom: Whom,
    text: str,
    told_on: date,
    version: int | None = None,
    at: datetime | None = None,
    actor: Actor,
) -> Telling:
    """Notes that customers or colleagues were told, in which words and when."""
    held = hold(problem, version=version, actor=actor)
    _may_still_change(held, actor)
    telling = Telling.objects.create(
        problem=held,
        whom=whom.value,
        text=clean_words(text, most=TEXT_LENGTH, field="text"),
        told_on=_past_day(told_on, field="told_on"),
        author_id=person_behind(actor),
        at=at or timezone.now(),
    )
    keep(held, actor=actor)
    event = CustomersTold if whom is Whom.CUSTOMERS else ColleaguesTold
    publish(event(problem=held.pk, at=at, telling=telling.pk, on=telling.told_on), actor=actor)
    return telling


@transaction.atomic
def withdraw_telling(telling: Telling, *, actor: Actor) -> None:
    """They were not told after all."""
    _withdraw(telling, TellingWithdrawn(problem=telling.problem_id, telling=telling.pk), actor)


def _withdraw(entry: Change | Telling, event: ChangeWithdrawn | TellingWithdrawn, actor: Actor) -> None:
    """Once: who withdraws it again changes nothing."""
    held = hold(entry.problem, actor=actor)
    _may_still_change(held, actor)
    if entry.withdrawn_at is None:
        entry.withdrawn_at = timezone.now()
        entry.save(update_fields=["withdrawn_at"])
        keep(held, actor=actor)
        publish(event, actor=actor)


def _may_still_change(held: Problem, actor: Actor) -> None:
    require(actor, "improvement.change", held)
    if held.closed_at is not None:
        raise Conflict(_("This problem is closed. Reopen it first; nothing was changed."))
    if held.withdrawn_at is not None:
        raise Conflict(_("This problem was withdrawn. Bring it back first; nothing was changed."))


def _past_day(day: date, *, field: str) -> date:
    """A day up to today: what is planned has not been done yet."""
    if day > timezone.localdate() or day.year < 2000:
        sentence = _("Choose a day that has been: today or earlier.")
        raise Invalid(sentence, fields={field: sentence})
    return day
