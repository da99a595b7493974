"""Loading answers: lists of them, and those that stand inside conversations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from colere.care.customers.actions.matching import CustomerRef, ensure_customers
from colere.care.feedback.events import ResponseEvent, ResponseReceived, ResponseUpdated
from colere.care.feedback.models import Response
from colere.foundation.actions.imports import ensure_people, ensure_teams
from colere.platform.events import publish_many
from colere.platform.imports import Outcome, Record
from colere.platform.imports.bulk import insert_objects, update_objects
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from datetime import datetime

    from colere.platform.imports import ImportContext

FIELDS = ("name", "score", "comment", "at", "customer", "about", "person", "team", "channel", "topic", "fingerprint")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The conversation that an answer is about, and whose it was: an answer takes from it what it does not say."""

    conversation: int
    customer: int | None
    person: int | None
    team: int | None
    channel: str
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of a row, understood. `customer`, `person`, `team` and `conversation` are as the source names them."""

    name: str
    score: float | None
    comment: str
    at: datetime
    customer: str = ""
    conversation: str = ""
    person: str = ""
    team: str = ""
    channel: str = ""
    topic: str = ""


@dataclass(slots=True)
class _Incoming:
    id: str
    fingerprint: int
    answer: Answer
    about: About | None


def import_responses(batch: list[Record], *, context: ImportContext, actor: Actor) -> list[Outcome]:
    """Load a list of answers. One that is about a conversation which is unknown is rejected."""
    require(actor, "imports.run")
    answers: dict[str, Answer] = {record.id: record.values["answer"] for record in batch}
    wanted = [answer.conversation for answer in answers.values()]
    abouts = {name: About(**found) for name, found in context.resolve("conversation", wanted).items()}
    outcome = {
        id: _unknown(one.conversation)
        for id, one in answers.items()
        if one.conversation and one.conversation not in abouts
    }
    incoming = [
        _Incoming(r.id, r.fingerprint, answers[r.id], abouts.get(answers[r.id].conversation))
        for r in batch
        if r.id not in outcome
    ]
    outcome.update(_load(incoming, context, actor))
    return [outcome[record.id] for record in batch]


def _unknown(conversation: str) -> Outcome:
    return Outcome.rejected(
        _("The conversation “%(id)s” is not known, or more than one source has it. Import conversations first.")
        % {"id": conversation}
    )


def import_embedded_answers(
    found: Sequence[tuple[Record, int, Answer]], *, context: ImportContext, actor: Actor
) -> None:
    """Load the answers that stand inside conversations (record, our id of the conversation, answer)."""
    require(actor, "imports.run")
    abouts = context.resolve("conversation", [record.id for record, _pk, _answer in found])
    incoming = [
        _Incoming(f"{answer.name}:{record.id}"[:200], record.fingerprint, answer, About(**abouts[record.id]))
        for record, _pk, answer in found
    ]
    _load(incoming, context, actor)


def _load(incoming: list[_Incoming], context: ImportContext, actor: Actor) -> dict[str, Outcome]:
    rows = Response.objects.filter(source=context.source.pk, external_id__in=[one.id for one in incoming])
    known = {response.external_id: response for response in rows}
    outcome = {id: Outcome("unchanged", response.pk) for id, response in known.items()}
    live = [one for one in incoming if one.id not in known or known[one.id].fingerprint != one.fingerprint]
    months = {known[one.id].pk: f"{known[one.id].at:%Y-%m}" for one in live if one.id in known}
    filled = _filled(live, known, context, actor)
    new = [response for response in filled if response.pk is None]
    old = [response for response in filled if response.pk is not None]
    insert_objects(new)
    update_objects(old, FIELDS)
    events = [_event(ResponseReceived, response, None) for response in new]
    publish_many([*events, *(_event(ResponseUpdated, one, months[one.pk]) for one in old)], actor=actor)
    outcome.update({response.external_id: Outcome("created", response.pk) for response in new})
    outcome.update({response.external_id: Outcome("updated", response.pk) for response in old})
    return outcome


def _filled(live: list[_Incoming], known: dict[str, Response], context: ImportContext, actor: Actor) -> list[Response]:
    answers = [one.answer for one in live]
    refs = [CustomerRef.named(answer.customer) if answer.customer else None for answer in answers]
    customers = ensure_customers(refs, context=context, actor=actor)
    people = ensure_people([answer.person for answer in answers], context=context, actor=actor)
    teams = ensure_teams([answer.team for answer in answers], context=context, actor=actor)
    filled = []
    for one, customer in zip(live, customers, strict=True):
        response = known.get(one.id) or Response(source=context.source, external_id=one.id)
        said = {
            "customer": customer,
            "person": people[one.answer.person] if one.answer.person else None,
            "team": teams[one.answer.team.lower()] if one.answer.team else None,
        }
        _fill(response, one, said)
        filled.append(response)
    return filled


def _fill(response: Response, one: _Incoming, said: dict[str, int | None]) -> None:
    answer, about = one.answer, one.about
    response.name, response.score = answer.name, answer.score
    response.comment, response.at = answer.comment, answer.at
    response.fingerprint = one.fingerprint
    response.customer_id = said["customer"] or (about.customer if about else None)
    response.person_id = said["person"] or (about.person if about else None)
    response.team_id = said["team"] or (about.team if about else None)
    response.channel = answer.channel or (about.channel if about else "")
    response.topic = answer.topic or (about.topic if about else "")
    response.about = f"conversation:{about.conversation}" if about else ""


def _event(kind: type[ResponseEvent], response: Response, month_before: str | None) -> ResponseEvent:
    has_moved = month_before is not None and month_before != f"{response.at:%Y-%m}"
    facts: dict[str, Any] = {
        "response": response.pk,
        "name": response.name,
        "score": response.score,
        "at": response.at,
        "has_comment": bool(response.comment),
        "customer": response.customer_id,
        "conversation": int(response.about.removeprefix("conversation:")) if response.about else None,
        "person": response.person_id,
        "team": response.team_id,
        "channel": response.channel,
        "topic": response.topic,
        "moved_from": month_before if has_moved else None,
    }
    return kind(**facts)
