"""Promises to customers: making them, saying them better, aiming higher, choosing what shows them, letting them go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from colere.foundation.actions.writing import changed_fields, clean_words, next_position, reorder, taken_as
from colere.foundation.events import PromiseChanged
from colere.foundation.models import Person, Promise, Team
from colere.foundation.rules import promises as rules
from colere.foundation.rules.order import moved
from colere.platform.errors import Invalid
from colere.platform.events import publish
from colere.platform.permissions import Actor, require


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseTerms:
    """A promise in the customers' words, with what shows it; `rule` and `felt` as the model says."""

    words: str
    target: float = 0.9
    owner: Person | None = None
    rule: Mapping[str, Any] = field(default_factory=dict)
    felt: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def make_promise(*, terms: PromiseTerms, slug: str = "", actor: Actor) -> Promise:
    """A new promise, which counts from today. Its short name comes from its words unless `slug` gives one.

    Raises `Invalid` when its measure or question cannot be used, `Conflict` when the short name is taken.
    """
    require(actor, "foundation.edit")
    wanted = _clean(terms)
    taken = {"new", *Promise.objects.values_list("slug", flat=True)}
    name = slug or rules.slug_for(terms.words, taken)
    with taken_as(_("There is a promise of this short name already."), field="slug"):
        promise = Promise.objects.create(
            slug=name, made_on=timezone.localdate(), position=next_position(Promise.objects.all()), **wanted
        )
    publish(PromiseChanged(promise=promise.pk, is_new=True, target=promise.target), actor=actor)
    return promise


@transaction.atomic
def change_promise(promise: Promise, *, terms: PromiseTerms, actor: Actor) -> None:
    """Changes what is different: words, target, owner, measure or question. One line in the log says which."""
    require(actor, "foundation.edit", promise)
    _change(promise, _clean(terms), actor)


@transaction.atomic
def reword_promise(promise: Promise, *, words: str, actor: Actor) -> None:
    """Says the promise in other words; its short name and its figures stay."""
    require(actor, "foundation.edit", promise)
    _change(promise, {"words": clean_words(words, most=300, field="words")}, actor)


@transaction.atomic
def retarget_promise(promise: Promise, *, target: float, actor: Actor) -> None:
    """Sets the share that we want to keep, above 0 and up to 1."""
    require(actor, "foundation.edit", promise)
    _change(promise, {"target": _known_target(target)}, actor)


@transaction.atomic
def set_promise_measure(promise: Promise, *, rule: Mapping[str, Any], actor: Actor) -> None:
    """Says what keeping the promise means; an empty rule says that nothing measures it yet."""
    require(actor, "foundation.edit", promise)
    _change(promise, {"rule": _known_rule(rule)}, actor)


@transaction.atomic
def set_promise_question(promise: Promise, *, felt: Mapping[str, Any], actor: Actor) -> None:
    """Names the question whose answers show whether customers feel the promise kept; empty for none."""
    require(actor, "foundation.edit", promise)
    _change(promise, {"felt": _known_felt(felt)}, actor)


@transaction.atomic
def give_promise(promise: Promise, *, owner: Person | None, actor: Actor) -> None:
    """Says who cares that this promise is kept."""
    require(actor, "foundation.edit", promise)
    _change(promise, {"owner_id": owner.pk if owner else None}, actor)


@transaction.atomic
def move_promise(promise: Promise, *, by: int, actor: Actor) -> None:
    """Moves the promise up (negative) or down among those that count."""
    require(actor, "foundation.edit", promise)
    if reorder(Promise.objects.filter(is_archived=False), promise, by, moved):
        _tell(promise, ("position",), actor)


@transaction.atomic
def archive_promise(promise: Promise, *, actor: Actor) -> None:
    """We no longer promise this; its figures stay."""
    require(actor, "foundation.edit", promise)
    _change(promise, {"is_archived": True}, actor)


@transaction.atomic
def restore_promise(promise: Promise, *, actor: Actor) -> None:
    """Brings an archived promise back, after the others."""
    require(actor, "foundation.edit", promise)
    if promise.is_archived:
        _change(promise, {"is_archived": False, "position": next_position(Promise.objects.all())}, actor)


def _change(promise: Promise, wanted: Mapping[str, Any], actor: Actor) -> None:
    before = promise.target
    if changed := changed_fields(promise, wanted):
        promise.save(update_fields=changed)
        _tell(promise, changed, actor, target_before=before if "target" in changed else None)


def _tell(promise: Promise, fields: tuple[str, ...], actor: Actor, *, target_before: float | None = None) -> None:
    publish(
        PromiseChanged(
            promise=promise.pk,
            fields=fields,
            target=promise.target,
            target_before=target_before,
            is_archived=promise.is_archived,
        ),
        actor=actor,
    )


def _clean(terms: PromiseTerms) -> dict[str, Any]:
    return {
        "words": clean_words(terms.words, most=300, field="words"),
        "target": _known_target(terms.target),
        "owner_id": terms.owner.pk if terms.owner else None,
        "rule": _known_rule(terms.rule),
        "felt": _known_felt(terms.felt),
    }


def _known_target(target: float) -> float:
    if not isfinite(target) or not 0 < target <= 1:
        sentence = _("A target lies above 0 and goes up to 100 per cent.")
        raise Invalid(sentence, fields={"target": sentence})
    return target


def _known_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    problem = rules.rule_problem(rule)
    if problem is None and rule.get("team") is not None and not Team.objects.filter(pk=rule["team"]).exists():
        problem = rules.Problem.TEAM_UNKNOWN
    if problem is not None:
        raise Invalid(_sentence(problem), fields={"rule": _sentence(problem)})
    return dict(rule)


def _known_felt(felt: Mapping[str, Any]) -> dict[str, Any]:
    if problem := rules.felt_problem(felt):
        raise Invalid(_sentence(problem), fields={"felt": _sentence(problem)})
    return dict(felt)


def _sentence(problem: rules.Problem) -> str:
    return {
        rules.Problem.MEASURE_MISSING: _("Choose what shows whether the promise is kept."),
        rules.Problem.MEASURE_UNKNOWN: _(
            "A question has a short name of small letters, digits and dashes, such as csat."
        ),
        rules.Problem.TIME_MISSING: _("Say within how much time the promise is kept."),
        rules.Problem.TIME_OUT_OF_RANGE: _("The time lies between a second and a year."),
        rules.Problem.SCORE_MISSING: _("Say from which score on the promise counts as kept."),
        rules.Problem.SCORE_OUT_OF_RANGE: _("That score is not on the question’s scale."),
        rules.Problem.CHANNEL_UNKNOWN: _("Choose a channel from the list."),
        rules.Problem.TEAM_UNKNOWN: _("There is no such team."),
        rules.Problem.FIELD_UNKNOWN: _("Part of this measure cannot be used here."),
    }[problem]
