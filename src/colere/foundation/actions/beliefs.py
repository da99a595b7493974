"""How we act: values with behaviours that anybody can see, and what people can expect from those who lead."""

from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from colere.foundation.actions.writing import changed_fields, clean_words, next_position, reorder, taken_as
from colere.foundation.events import PrincipleChanged, ValueChanged
from colere.foundation.models import Behaviour, LeadershipPrinciple, Value
from colere.foundation.rules.order import moved
from colere.platform.errors import Invalid
from colere.platform.events import publish
from colere.platform.permissions import Actor, require

T = TypeVar("T", Value, LeadershipPrinciple, Behaviour)


@transaction.atomic
def add_value(*, name: str, meaning: str = "", actor: Actor) -> Value:
    """A new value, after the others. Raises `Conflict` when there is one of this name."""
    require(actor, "foundation.edit")
    with taken_as(_("There is a value of this name already; perhaps it is archived.")):
        value = Value.objects.create(
            name=clean_words(name, most=120, field="name"),
            meaning=clean_words(meaning, most=1000, field="meaning", required=False),
            position=next_position(Value.objects.all()),
        )
    publish(ValueChanged(value=value.pk, is_new=True), actor=actor)
    return value


@transaction.atomic
def reword_value(value: Value, *, name: str, meaning: str, actor: Actor) -> None:
    """Gives the value other words. Raises `Conflict` when the name is taken."""
    require(actor, "foundation.edit", value)
    wanted = {
        "name": clean_words(name, most=120, field="name"),
        "meaning": clean_words(meaning, most=1000, field="meaning", required=False),
    }
    if changed := changed_fields(value, wanted):
        with taken_as(_("There is a value of this name already; perhaps it is archived.")):
            value.save(update_fields=changed)
        publish(ValueChanged(value=value.pk, fields=changed), actor=actor)


@transaction.atomic
def move_value(value: Value, *, by: int, actor: Actor) -> None:
    """Moves the value up (negative) or down among those that count."""
    require(actor, "foundation.edit", value)
    if reorder(Value.objects.filter(is_archived=False), value, by, moved):
        publish(ValueChanged(value=value.pk, fields=("position",)), actor=actor)


@transaction.atomic
def archive_value(value: Value, *, actor: Actor) -> None:
    """The value no longer counts; what was done in its name keeps its mark."""
    _set_value_archived(value, is_archived=True, actor=actor)


@transaction.atomic
def restore_value(value: Value, *, actor: Actor) -> None:
    """Brings an archived value back."""
    _set_value_archived(value, is_archived=False, actor=actor)


def _set_value_archived(value: Value, *, is_archived: bool, actor: Actor) -> None:
    require(actor, "foundation.edit", value)
    if _archive(value, is_archived=is_archived, siblings=Value.objects.all()):
        publish(ValueChanged(value=value.pk, fields=("is_archived",)), actor=actor)


@transaction.atomic
def add_behaviour(value: Value, *, kind: str, text: str, actor: Actor) -> Behaviour:
    """Something that we do, or don't, because of this value (`kind` is "do" or "dont")."""
    require(actor, "foundation.edit", value)
    if kind not in (Behaviour.DO, Behaviour.DONT):
        raise Invalid(_("A behaviour is something that we do, or that we don’t."))
    behaviour = Behaviour.objects.create(
        value=value,
        kind=kind,
        text=clean_words(text, most=300, field="text"),
        position=next_position(Behaviour.objects.filter(value=value, kind=kind)),
    )
    publish(ValueChanged(value=value.pk, fields=("behaviours",)), actor=actor)
    return behaviour


@transaction.atomic
def reword_behaviour(behaviour: Behaviour, *, text: str, actor: Actor) -> None:
    """Gives the behaviour other words."""
    require(actor, "foundation.edit", behaviour)
    if changed := changed_fields(behaviour, {"text": clean_words(text, most=300, field="text")}):
        behaviour.save(update_fields=changed)
        publish(ValueChanged(value=behaviour.value_id, fields=("behaviours",)), actor=actor)


@transaction.atomic
def move_behaviour(behaviour: Behaviour, *, by: int, actor: Actor) -> None:
    """Moves the behaviour up (negative) or down among its like."""
    require(actor, "foundation.edit", behaviour)
    like = Behaviour.objects.filter(value=behaviour.value_id, kind=behaviour.kind, is_archived=False)
    if reorder(like, behaviour, by, moved):
        publish(ValueChanged(value=behaviour.value_id, fields=("behaviours",)), actor=actor)


@transaction.atomic
def archive_behaviour(behaviour: Behaviour, *, actor: Actor) -> None:
    """The behaviour no longer counts."""
    _set_behaviour_archived(behaviour, is_archived=True, actor=actor)


@transaction.atomic
def restore_behaviour(behaviour: Behaviour, *, actor: Actor) -> None:
    """Brings an archived behaviour back."""
    _set_behaviour_archived(behaviour, is_archived=False, actor=actor)


def _set_behaviour_archived(behaviour: Behaviour, *, is_archived: bool, actor: Actor) -> None:
    require(actor, "foundation.edit", behaviour)
    like = Behaviour.objects.filter(value=behaviour.value_id, kind=behaviour.kind)
    if _archive(behaviour, is_archived=is_archived, siblings=like):
        publish(ValueChanged(value=behaviour.value_id, fields=("behaviours",)), actor=actor)


@transaction.atomic
def add_principle(*, text: str, meaning: str = "", actor: Actor) -> LeadershipPrinciple:
    """Something more that people can expect from everybody who leads."""
    require(actor, "foundation.edit")
    principle = LeadershipPrinciple.objects.create(
        text=clean_words(text, most=300, field="text"),
        meaning=clean_words(meaning, most=1000, field="meaning", required=False),
        position=next_position(LeadershipPrinciple.objects.all()),
    )
    publish(PrincipleChanged(principle=principle.pk, is_new=True), actor=actor)
    return principle


@transaction.atomic
def reword_principle(principle: LeadershipPrinciple, *, text: str, meaning: str, actor: Actor) -> None:
    """Gives the principle other words."""
    require(actor, "foundation.edit", principle)
    wanted = {
        "text": clean_words(text, most=300, field="text"),
        "meaning": clean_words(meaning, most=1000, field="meaning", required=False),
    }
    if changed := changed_fields(principle, wanted):
        principle.save(update_fields=changed)
        publish(PrincipleChanged(principle=principle.pk, fields=changed), actor=actor)


@transaction.atomic
def move_principle(principle: LeadershipPrinciple, *, by: int, actor: Actor) -> None:
    """Moves the principle up (negative) or down."""
    require(actor, "foundation.edit", principle)
    if reorder(LeadershipPrinciple.objects.filter(is_archived=False), principle, by, moved):
        publish(PrincipleChanged(principle=principle.pk, fields=("position",)), actor=actor)


@transaction.atomic
def archive_principle(principle: LeadershipPrinciple, *, actor: Actor) -> None:
    """The principle no longer counts."""
    _set_principle_archived(principle, is_archived=True, actor=actor)


@transaction.atomic
def restore_principle(principle: LeadershipPrinciple, *, actor: Actor) -> None:
    """Brings an archived principle back."""
    _set_principle_archived(principle, is_archived=False, actor=actor)


def _set_principle_archived(principle: LeadershipPrinciple, *, is_archived: bool, actor: Actor) -> None:
    require(actor, "foundation.edit", principle)
    if _archive(principle, is_archived=is_archived, siblings=LeadershipPrinciple.objects.all()):
        publish(PrincipleChanged(principle=principle.pk, fields=("is_archived",)), actor=actor)


def _archive(thing: T, *, is_archived: bool, siblings: "QuerySet[T]") -> bool:
    """Archives, or brings back after the others; gives whether anything changed."""
    if thing.is_archived == is_archived:
        return False
    thing.is_archived = is_archived
    if not is_archived:
        thing.position = next_position(siblings)
    thing.save(update_fields=["is_archived", "position"])
    return True
