"""From a number to what is behind it: the list of conversations or answers, with the same filters in its address."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from colere.platform.metrics import Measure, ReportRequest
from colere.platform.permissions import Actor, allows

QUESTIONS = ("csat", "recommend", "effort")
PERSON_FILTER = {"conversations": "assignee"}


def rows_behind(
    measure: Measure,
    request: ReportRequest,
    actor: Actor,
    *,
    days: tuple[date, date] | None = None,
    key: int | str | None = None,
) -> str:
    """The address of the rows that a figure counts, for its period (or `days`) and group (`key`).

    Empty where the actor may not read them, or where no list can be narrowed so.
    """
    place = {
        "conversations": ("conversations.read", "conversations:conversation-list", "opened"),
        "responses": ("feedback.read", "feedback:response-list", "given"),
    }.get(measure.fact)
    if place is None or not allows(actor, place[0]):
        return ""
    start, end = days or (request.start, request.end)
    filters: dict[str, str] = {name: str(value) for name, value in request.filters().items()}
    if key is not None and request.by is not None:
        filters[request.by] = str(key)
    if "person" in filters:
        if measure.fact not in PERSON_FILTER:
            return ""
        filters[PERSON_FILTER[measure.fact]] = filters.pop("person")
    if measure.name in QUESTIONS:
        filters["question"] = measure.name
    if measure.name == "conversations_resolved":
        filters["state"] = "resolved"
    filters |= {
        f"{place[2]}_from": start.isoformat() if start else "",
        f"{place[2]}_to": end.isoformat() if end else "",
    }
    return f"{reverse(place[1])}?{urlencode({name: value for name, value in filters.items() if value})}"
