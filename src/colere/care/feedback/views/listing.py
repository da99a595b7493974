from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from colere.care.feedback.queries import responses
from colere.care.feedback.rules import HIGH, LOW, MIDDLE, band
from colere.care.feedback.views.wording import customer_name, question_label, score_mark
from colere.platform.permissions import Actor, requires
from colere.platform.ui import words
from colere.platform.ui.places import address_of, place_of
from colere.platform.ui.tables import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    Filter,
    MarkColumn,
    NumberColumn,
    Table,
    TextFilter,
    TimeColumn,
    ToggleFilter,
)
from colere.platform.ui.tables.filters import as_a_whole

CHANNELS = {
    "chat": gettext_lazy("Chat"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Telephone"),
    "form": gettext_lazy("Form"),
    "social": gettext_lazy("Social media"),
    "review": gettext_lazy("Review"),
    "api": gettext_lazy("Other system"),
}
BANDS = ((LOW, gettext_lazy("Unhappy")), (MIDDLE, gettext_lazy("In between")), (HIGH, gettext_lazy("Happy")))


def filters_for(actor: Actor) -> list[Filter]:
    """The filters with what this actor can choose from, each read once."""
    questions = [(name, question_label(name)) for name in responses.question_choices(actor)]
    topics = [(topic, topic) for topic in responses.topic_choices(actor)]
    return [
        TextFilter("q", _("Words that customers wrote"), apply=as_a_whole),
        ChoiceFilter("question", _("Question"), questions, apply=as_a_whole, any_label=_("Any question")),
        ChoiceFilter("band", _("Score"), BANDS, apply=as_a_whole, any_label=_("Any score")),
        ChoiceFilter("team", _("Team"), responses.team_choices(actor), apply=as_a_whole, any_label=_("Any team")),
        ChoiceFilter("channel", _("Channel"), tuple(CHANNELS.items()), apply=as_a_whole, any_label=_("Any channel")),
        ChoiceFilter("topic", _("Topic"), topics, apply=as_a_whole, any_label=_("Any topic")),
        DatesFilter("given", _("Given"), lookup="at"),
        ToggleFilter("words", _("With words"), apply=as_a_whole),
    ]


def _address(row: dict[str, Any]) -> str | None:
    """What the answer is about; else who gave it."""
    customer = row["customer__merged_into_id"] or row["customer_id"]
    return place_of(row["about"]) or (address_of("customers:customer-detail", customer) if customer else None)


class ResponseTable(Table):
    """The list. Its filters are read here and applied together in `queries.responses`."""

    name = "feedback"
    label = gettext_lazy("What customers said")
    columns: ClassVar[Sequence[Column]] = (
        Column("customer", gettext_lazy("Customer"), value=customer_name, href=_address,
               detail=lambda row: " · ".join(filter(None, [row["topic"], row["team__name"]]))),
        MarkColumn("score", gettext_lazy("Score"), value=score_mark),
        Column("comment", gettext_lazy("In their words"), value=lambda row: row["comment"] or None),
        Column("question", gettext_lazy("Question"), value=lambda row: question_label(row["name"]), phone=False),
        TimeColumn("at", gettext_lazy("Given"), phone=False),
    )  # fmt: skip
    in_file = (
        Column("id", "id"),
        Column("kind", "kind", value="name"),
        NumberColumn("score", "score"),
        Column("comment", "comment"),
        TimeColumn("at", "at"),
        Column("customer", "customer", value=customer_name),
        Column("customer_id", "customer_id", value=lambda row: row["customer__merged_into_id"] or row["customer_id"]),
        Column("about", "about"),
        Column("person", "person", value="person__name"),
        Column("team", "team", value="team__name"),
        Column("channel", "channel"),
        Column("topic", "topic"),
    )
    sort = "-at"
    empty = Empty(
        gettext_lazy("No answers yet"),
        gettext_lazy("What customers answer after a conversation stands here, in their own words."),
        gettext_lazy("Import a file"),
        "imports:import-new",
        "imports.run",
    )
    live = ("feedback",)

    def __init__(self, request: HttpRequest) -> None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        super().__init__(request, [])
        self.filters = filters_for(actor)  # type: ignore[misc]
        if request.GET.get("format") == "csv":
            self.columns = self.in_file  # type: ignore[misc]

    @cached_property
    def filtered(self) -> Any:
        """All answers that fit."""
        found = self.values
        start, end = found.get("given") or (None, None)
        wanted = responses.Wanted(
            name=found.get("question", ""),
            band=found.get("band", ""),
            team=int(found["team"]) if "team" in found else None,
            channel=found.get("channel", ""),
            topic=found.get("topic", ""),
            given_from=start,
            given_to=end,
            has_words=found.get("words", False),
            text=found.get("q", ""),
        )
        return responses.list_responses(self.actor, wanted)


@requires("feedback.read")
def response_list(request: HttpRequest) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    start, end = responses.yesterday()
    said = responses.words_between(actor, start=start, end=end)
    return ResponseTable(request).respond("feedback/response_list.html", {"news": yesterday_news(said)})


def yesterday_news(said: list[dict[str, Any]]) -> str:
    """ "12 customers wrote something to us yesterday; 3 of them were unhappy." """
    if not said:
        return _("No customer wrote something to us with an answer yesterday.")
    unhappy = sum(band(row["name"], row["score"]) == LOW for row in said)
    wrote = ngettext("%(n)s customer wrote to us with an answer yesterday", "%(n)s customers wrote to us with an answer"
                     " yesterday", len(said)) % {"n": words.number(len(said))}  # fmt: skip
    if not unhappy:
        return _("%(wrote)s; none of them was unhappy.") % {"wrote": wrote}
    return ngettext("%(wrote)s; %(n)s of them was unhappy.", "%(wrote)s; %(n)s of them were unhappy.", unhappy) % {
        "wrote": wrote,
        "n": words.number(unhappy),
    }
