"""How imported answers are understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colere.care.customers.schemas import named
from colere.care.feedback.actions.imports import Answer
from colere.platform.imports import Column, Record, values
from colere.platform.imports.values import Unusable

if TYPE_CHECKING:
    from colere.platform.imports import ImportContext

CHANNELS = ("chat", "email", "phone", "form", "social", "review", "api")
SCALES = {"csat": (1, 5), "recommend": (0, 10), "effort": (1, 7)}
"""The questions that are the same everywhere, with their lowest and highest answer."""

COLUMNS = (
    Column("id", "id", is_required=True, help=gettext_lazy("The answer’s id in your system."), example="r-1"),
    Column(
        "kind",
        is_required=True,
        max_length=80,
        help=gettext_lazy("csat (1-5), recommend (0-10), effort (1-7), pulse, or the name of a survey of yours."),
        example="csat",
    ),
    Column("score", "number", help=gettext_lazy("Needed for csat, recommend and effort."), example="5"),
    Column("comment", "verbatim", help=gettext_lazy("Their words."), example="quick!"),
    Column("at", "time", is_required=True, help=gettext_lazy("When it was given."), example="2026-03-01T10:00:00Z"),
    Column("customer", max_length=254, help=gettext_lazy("Their id or e-mail address."), example="cu-9"),
    Column("conversation", "id", help=gettext_lazy("The id of the conversation it is about."), example="c-1"),
    Column("person", max_length=254, help=gettext_lazy("Who of us was rated."), example="ben@example.org"),
    Column("team", max_length=120, example="Parcels"),
    Column("channel", "choice", choices=CHANNELS, example="chat"),
    Column("topic", max_length=120, example="late delivery"),
)
_EMBEDDED = {name: Column(name, kind) for name, kind in (("score", "number"), ("comment", "verbatim"), ("at", "time"))}


def understand_response(found: dict[str, Any], context: ImportContext) -> dict[str, Any]:
    """An answer within the scale of its question; what it does not say is taken from its conversation later."""
    name = found["kind"].lower() if found["kind"].lower() in SCALES else found["kind"]
    check_score(name, found["score"], found["comment"])
    answer = Answer(
        name=name,
        score=found["score"],
        comment=found["comment"] or "",
        at=found["at"],
        customer=named(found["customer"]) if found["customer"] else "",
        conversation=found["conversation"] or "",
        person=named(found["person"]) if found["person"] else "",
        team=found["team"] or "",
        channel=found["channel"] or "",
        topic=found["topic"] or "",
    )
    return {"id": found["id"], "answer": answer}


def check_score(name: str, score: float | None, comment: str | None) -> None:
    """Raise `Unusable` for a score that the question cannot have, and for an answer that says nothing."""
    if name not in SCALES:
        if score is None and not comment:
            raise Unusable(_("An answer needs a “score” or a “comment”."))
        return
    low, high = SCALES[name]
    if score is None:
        raise Unusable(_("“score” is missing: %(name)s goes from %(low)s to %(high)s.") % _scale(name))
    if score != int(score) or not low <= score <= high:
        raise Unusable(
            _("“score” should be a whole number from %(low)s to %(high)s for %(name)s, but is %(score)g.")
            % (_scale(name) | {"score": score})
        )


def _scale(name: str) -> dict[str, Any]:
    return {"name": name, "low": SCALES[name][0], "high": SCALES[name][1]}


def understand_csat(value: Any, context: ImportContext, record: Record) -> Answer:
    """The `csat` of a conversation: an object with score, comment and at, or the score alone."""
    given = value if isinstance(value, dict) else {"score": value}
    found = {name: values.understood(given.get(name), column, context.reading) for name, column in _EMBEDDED.items()}
    check_score("csat", found["score"], found["comment"])
    at = found["at"] or record.values["resolved_at"] or record.values["opened_at"]
    return Answer(name="csat", score=found["score"], comment=found["comment"] or "", at=at)
