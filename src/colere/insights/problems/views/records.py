"""The way from a topic to its problem record, and from a record to what can be measured about it."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from colere.culture.improvement.models import Problem
from colere.culture.improvement.queries.problems import RecordOfTopic
from colere.culture.improvement.queries.standing import list_changes
from colere.insights.instruments.queries.shift import CONTACTS
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import Actor, allows


def record_link(topic: str, record: RecordOfTopic | None, asked: ReportRequest, actor: Actor) -> dict[str, str] | None:
    """The button of a card (`short` in a list): to the record of this topic, else to a form filled with it and the
    filters.
    """
    if record is not None and allows(actor, "improvement.read"):
        label = _("Solved before: open its record") if record.is_closed else _("Open its record")
        return {
            "label": label,
            "short": _("Solved before") if record.is_closed else _("Open record"),
            "href": reverse("improvement:problem-detail", args=[record.id]),
            "icon": "tool",
        }
    if not allows(actor, "improvement.raise"):
        return None
    filled = _chosen({"topic": topic, "team": asked.team, "channel": asked.channel})
    return {
        "label": _("Start a problem record"),
        "short": _("Start a record"),
        "href": f"{reverse('improvement:problem-new')}?{filled}",
        "icon": "plus",
    }


def measuring_panel(actor: Actor, problem: Problem) -> dict[str, Any] | None:
    """What a problem's page offers to look at: each change before and after, and when the topic came up more."""
    if not problem.topic:
        return None
    filters = {"team": problem.team_id, "channel": problem.channel}
    page = reverse("instruments:before-after")
    changes = [
        {
            "on": change.made_on,
            "href": f"{page}?"
            + _chosen({"measure": CONTACTS, "topic": problem.topic, "day": change.made_on.isoformat(), **filters}),
        }
        for change in list_changes(actor, problem)
    ]
    returning = _chosen(filters)
    return {
        "changes": changes,
        "returning": reverse("problems:problem-list") + (f"?{returning}" if returning else ""),
    }


def _chosen(values: dict[str, Any]) -> str:
    return urlencode({name: value for name, value in values.items() if value})
