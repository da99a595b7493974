"""What a change is held against: a team, a channel or a topic that it did not touch."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from colere.insights.instruments.queries.names import topic_from
from colere.platform.errors import Invalid
from colere.platform.metrics import ReportRequest
from colere.platform.metrics.dimensions import get_dimension, names_of
from colere.platform.permissions import Actor, require

DIMENSIONS = ("team", "channel", "topic")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One team, channel or topic, by its key and its name."""

    dimension: str
    key: int | str
    name: str


def comparison_from(text: str, *, actor: Actor) -> Comparison:
    """The team of this name, else the channel, else the topic. Raises `Invalid` for an unknown one."""
    require(actor, "metrics.read")
    for dimension in ("team", "channel"):
        choices = get_dimension(dimension).choices
        for name, key in (choices() if choices else {}).items():
            if name.casefold() == text.casefold():
                return Comparison(dimension, key, name)
    topic = topic_from(text, actor=actor) or text
    return Comparison("topic", topic, topic)


def comparison_of(dimension: str, key: int | str, *, actor: Actor) -> Comparison:
    """The one with this key."""
    require(actor, "metrics.read")
    return Comparison(dimension, key, names_of(get_dimension(dimension), [key])[key])


def compared(request: ReportRequest, against: Comparison) -> ReportRequest:
    """The same question of what is compared with. Raises `Invalid` where that is what was asked about."""
    if getattr(request, against.dimension) == against.key:
        same = {
            "team": _("A team cannot be compared with itself."),
            "channel": _("A channel cannot be compared with itself."),
            "topic": _("A topic cannot be compared with itself."),
        }
        raise Invalid(same[against.dimension])
    changes = {against.dimension: against.key}
    return replace(request, **changes)  # type: ignore[arg-type]
