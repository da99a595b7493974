"""What colleagues say about a problem."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from colere.culture.improvement.actions.holding import person_behind
from colere.culture.improvement.events import ProblemRemarked
from colere.culture.improvement.models import TEXT_LENGTH, Problem, Remark
from colere.foundation.actions.writing import clean_words
from colere.platform.events import publish
from colere.platform.permissions import Actor, require


@transaction.atomic
def add_remark(problem: Problem, *, text: str, at: datetime | None = None, actor: Actor) -> Remark:
    """A remark for colleagues, signed by the person behind the actor."""
    require(actor, "improvement.raise", problem)
    words = clean_words(text, most=TEXT_LENGTH, field="text")
    remark = Remark.objects.create(problem=problem, author_id=person_behind(actor), text=words, at=at or timezone.now())
    publish(ProblemRemarked(problem=problem.pk, at=at, remark=remark.pk), actor=actor)
    return remark


@transaction.atomic
def remove_remark(remark: Remark, *, actor: Actor) -> None:
    """Takes it away; it can be brought back."""
    require(actor, "improvement.remove_remark", remark)
    if remark.removed_at is None:
        _set(remark, is_removed=True, actor=actor)


@transaction.atomic
def restore_remark(remark: Remark, *, actor: Actor) -> None:
    """Brings it back."""
    require(actor, "improvement.remove_remark", remark)
    if remark.removed_at is not None:
        _set(remark, is_removed=False, actor=actor)


def _set(remark: Remark, *, is_removed: bool, actor: Actor) -> None:
    remark.removed_at = timezone.now() if is_removed else None
    remark.save(update_fields=["removed_at"])
    change = "removed" if is_removed else "restored"
    publish(ProblemRemarked(problem=remark.problem_id, remark=remark.pk, change=change), actor=actor)
