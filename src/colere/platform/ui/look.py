"""The page that shows every component in all its states, with content as it might be: for the eye, and for the tests.

Its words are a designer's example and are not translated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from colere.platform.errors import Conflict
from colere.platform.permissions import Actor
from colere.platform.ui.charts import ControlChart, Multiples
from colere.platform.ui.look_charts import (
    shown_bars,
    shown_chart,
    shown_effects,
    shown_forecast,
    shown_funnel,
    shown_intervals,
    shown_shift,
)
from colere.platform.ui.pages import redirect, render
from colere.platform.ui.registry import TimelineKind
from colere.platform.ui.tables import (
    BulkAction,
    ChoiceFilter,
    Column,
    DurationColumn,
    Empty,
    Mark,
    MarkColumn,
    NumberColumn,
    PercentColumn,
    Table,
    TextFilter,
    TimeColumn,
    ToggleFilter,
)
from colere.platform.ui.timeline import Day


@dataclass(frozen=True)
class ShownFigure:
    """A figure as the measures' catalogue gives it."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    state: str = "ok"


@dataclass(frozen=True)
class ShownRow:
    """A conversation as a list shows it."""

    pk: int
    customer: str
    subject: str
    state: Mark
    messages: int
    csat: float | None
    waited: float | None
    at: datetime


@dataclass(frozen=True)
class ShownEntry:
    """An entry of a story."""

    line: dict[str, str]
    drawn: TimelineKind
    context: dict[str, Any]
    at: datetime


def shown_rows() -> list[ShownRow]:
    """Eight conversations of one morning."""
    now = timezone.now()
    told: Sequence[tuple[str, str, Mark, int, float | None, float | None, int]] = (
        ("Ada Moss", "Where is parcel A17?", Mark("waits 42 min", "clay"), 3, None, 2520, 42),
        ("Ferran Puig", "Wrong size, second time", Mark("due in 20 min", "honey"), 7, 0.42, 640, 64),
        ("Ines Okafor", "Thank you, it fits", Mark("answered", "leaf"), 4, 0.97, 180, 95),
        ("Jonas Wieland", "Invoice for March", Mark("answered", "leaf"), 2, 0.88, 95, 180),
        ("Noor van Dijk", "Card was charged twice", Mark("waits for the bank", "sky"), 11, None, 1440, 300),
        (
            "Teresa Almeida-Rosenberg",
            "Can I change the address after ordering?",
            Mark("answered", "leaf"),
            5,
            0.91,
            330,
            900,
        ),
        ("Yusuf Demir", "The lamp hums", Mark("reopened", "clay"), 9, 0.35, 7260, 1500),
        ("Zofia Maj", "Gift card did not arrive", Mark("resolved"), 6, 0.79, 60, 4320),
    )
    return [ShownRow(i, *row[:6], at=now - timedelta(minutes=row[6])) for i, row in enumerate(told, 1)]


def _whole_list(rows: Any, value: Any, actor: Actor) -> Any:
    wanted = str(value).casefold()
    return [r for r in rows if value is True or wanted in f"{r.customer} {r.subject} {r.state.tone}".casefold()]


class LookTable(Table):
    """The list of the look page."""

    name = "look"
    label = "Conversations"
    columns = (
        Column(
            "customer", "Customer", sort="customer", detail="subject", href=lambda r: f"{reverse('ui:look')}#row-{r.pk}"
        ),
        MarkColumn("state", "State"),
        NumberColumn("messages", "Messages", sort="messages", phone=False),
        PercentColumn("csat", "Satisfied", sort="csat", phone=False),
        DurationColumn("waited", "First reply", sort="waited", phone=False),
        TimeColumn("at", "Last word", sort="at"),
    )
    filters = (
        TextFilter("q", "Customer or subject", apply=_whole_list),
        ChoiceFilter(
            "tone",
            "State",
            choices=(("clay", "Needs a person"), ("honey", "Due soon"), ("leaf", "Answered")),
            any_label="Any state",
            apply=_whole_list,
        ),
        ToggleFilter("mine", "Only mine", apply=_whole_list),
    )
    bulk = (BulkAction("Mark as told", "ui:look", "ui.look", icon="check", is_main=True),)
    empty = Empty("No conversations yet", "Bring your own.", "Import conversations", "ui:look")
    page_size = 6


class LookForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label="Name", max_length=80)
    email = forms.EmailField(label="E-mail address", required=False, help_text="Only for what the customer asked for.")
    team = forms.ChoiceField(label="Team", choices=[("", "Choose a team"), ("1", "Parcels"), ("2", "Returns")])
    since = forms.DateField(label="With us since", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    channels = forms.MultipleChoiceField(
        label="Reachable by",
        choices=[("mail", "Mail"), ("phone", "Phone"), ("chat", "Chat")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(label="In their words", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    told = forms.BooleanField(label="The customer has been told", required=False)


def shown_days() -> list[Day]:
    """Two days of a customer's story."""
    now = timezone.now()

    def entry(icon: str, tone: Any, minutes: int, **own: str) -> Any:
        drawn = TimelineKind("ui.Shown", "ui/fragments/look_entry.html", "ui.look", icon, tone)
        return ShownEntry({"kind": "ui.Shown"}, drawn, own, now - timedelta(minutes=minutes))

    today = [
        entry(
            "message",
            "clay",
            42,
            text="Ada wrote by chat:",
            quote="Where is parcel A17? It should be here since Tuesday.",
        ),
        entry("note", "sky", 50, text="Ben noted: the carrier lost the van’s list."),
    ]
    before = [
        entry("shopping-bag", "plain", 1700, text="Bought a reading lamp for 64.00 €"),
        entry("star", "leaf", 2000, text="Answered 5 of 5:", quote="quick!"),
    ]
    return [Day("today", today), Day("Tuesday", before)]


def respond(request: HttpRequest) -> HttpResponseBase:
    """The page; its buttons work."""
    table = LookTable(request, shown_rows())
    if request.method == "POST":
        return redirect(request, reverse("ui:look"), said="Marked as told.", undo=reverse("ui:look"))
    if request.GET.get("error"):
        raise Conflict("Ben has answered this conversation a moment ago. Read his answer before you send yours.")
    if "look" in request.headers.get("HX-Target", "") or request.GET.get("format"):
        return table.respond("ui/look.html")
    chart = shown_chart(sentence="Satisfaction fell with the new carrier and came back with the old one.")
    groups = [("Parcels", 0.0), ("Returns", 0.03), ("Payments", 0.06), ("Products", 0.02)]
    return render(request, "ui/look.html", _context(table, chart, groups))


def _context(table: Table, chart: ControlChart, groups: list[tuple[str, float]]) -> dict[str, Any]:
    wrong = LookForm({"name": "", "email": "ada@", "team": "1"})
    wrong.is_valid()
    return {
        "table": table,
        "chart": chart,
        "bars_chart": shown_bars(),
        "intervals": shown_intervals(),
        "effects": shown_effects(),
        "funnel": shown_funnel(),
        "shift": shown_shift(),
        "forecast": shown_forecast(),
        "multiples_group": Multiples("Satisfied customers by team", [shown_chart(title=t, shift=s) for t, s in groups]),
        "form": LookForm(auto_id="id_look_%s"),
        "wrong": wrong,
        "days": shown_days(),
        "ok": ShownFigure(0.81, 0.79, 0.83, 1203, "share"),
        "span": ShownFigure(384, 361, 402, 2210, "seconds"),
        "balance": ShownFigure(0.32, 0.27, 0.37, 1203, "balance"),
        "few": ShownFigure(0.75, 0.3, 0.95, 4, "share", "too_few"),
        "count": ShownFigure(3104, None, None, 3104, "count"),
        "now": timezone.now(),
    }
