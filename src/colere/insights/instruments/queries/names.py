"""Topics and questions by the names that people use for them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from colere.platform.metrics import read_columns
from colere.platform.metrics.asked import name_from
from colere.platform.permissions import Actor, require


def topic_from(text: str | None, *, actor: Actor) -> str | None:
    """The topic of conversations or answers that is meant; None for nothing. Raises `Invalid` for an unknown one."""
    require(actor, "metrics.read")
    if text is None:
        return None
    known = {
        topic for fact in ("conversations", "responses") for topic in read_columns(fact, ["topic"]).labels["topic"]
    }
    return name_from(_("topic"), text, known - {""})


def questions_from(texts: Sequence[str], *, actor: Actor) -> list[str]:
    """The questions that are meant. Raises `Invalid` for one to which there is no answer at all."""
    require(actor, "metrics.read")
    known = read_columns("responses", ["name"]).labels["name"] if texts else ()
    return [name_from(_("question"), text, known) for text in texts]
