"""What happened to a problem, line by line, as the log tells it."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from colere.culture.improvement.queries.problems import names_behind
from colere.culture.improvement.views.wording import days_words, effect_words
from colere.platform.events.models import LogLine
from colere.platform.permissions import Actor

Say = Callable[[dict[str, Any], dict[int, str]], str]


def story_lines(actor: Actor, lines: list[LogLine]) -> dict[int, dict[str, Any]]:
    """What each line says, and who did it: one query for all names."""
    owners = {line.payload.get("owner") for line in lines} - {None}
    by_ref, by_id = names_behind(actor, refs={line.actor for line in lines}, people=owners)
    return {
        line.pk: {
            "said": LINES[line.kind.partition(".")[2]](line.payload, by_id),
            "who": by_ref.get(line.actor, "" if line.actor.startswith("account:") else _("Colere")),
        }
        for line in lines
    }


def _opened(told: dict[str, Any], names: dict[int, str]) -> str:
    return _("raised the problem")


def _owner(told: dict[str, Any], names: dict[int, str]) -> str:
    if told["owner"] is None:
        return _("gave it back: it is nobody’s now")
    return _("gave it to %(name)s") % {"name": names.get(told["owner"], _("a colleague"))}


def _cause(told: dict[str, Any], names: dict[int, str]) -> str:
    return _("wrote down the cause") if told.get("is_known", True) else _("took the cause back")


def _effect(told: dict[str, Any], names: dict[int, str]) -> str:
    said = effect_words(told["verdict"], told["value"], told["low"], told["high"])
    return _("measured the change: %(effect)s") % {"effect": said}


def _closed(told: dict[str, Any], names: dict[int, str]) -> str:
    return _("closed it after %(days)s") % {"days": days_words(told["days_open"])}


def _reopened(told: dict[str, Any], names: dict[int, str]) -> str:
    return _("opened it again: it was closed too early") if told.get("is_mistake") else _("said that it came back")


def _remarked(told: dict[str, Any], names: dict[int, str]) -> str:
    return {
        "added": _("left a remark"),
        "removed": _("took a remark away"),
        "restored": _("brought a remark back"),
    }[told.get("change", "added")]


LINES: dict[str, Say] = {
    "ProblemOpened": _opened,
    "ProblemChanged": lambda told, names: _("described it anew"),
    "ProblemWithdrawn": lambda told, names: _("withdrew it"),
    "ProblemRestored": lambda told, names: _("brought it back"),
    "ProblemTaken": lambda told, names: _("made it theirs"),
    "OwnerChanged": _owner,
    "CauseFound": _cause,
    "ChangeMade": lambda told, names: _("wrote down what was changed"),
    "ChangeWithdrawn": lambda told, names: _("took a change back"),
    "EffectMeasured": _effect,
    "CostCounted": lambda told, names: _("counted what it costs"),
    "CustomersTold": lambda told, names: _("told customers"),
    "ColleaguesTold": lambda told, names: _("told colleagues"),
    "TellingWithdrawn": lambda told, names: _("took back that somebody was told"),
    "ProblemClosed": _closed,
    "ProblemReopened": _reopened,
    "ProblemRemarked": _remarked,
}
"""Every event of this room, and how its line reads after the name of who did it."""
