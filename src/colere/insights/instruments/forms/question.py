"""What a reader of any of the pages can choose: all of it stands in the address."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from colere.care.conversations.queries.listing import list_topics
from colere.insights.instruments.queries.asking import Question
from colere.platform.metrics import ReportRequest
from colere.platform.metrics.dimensions import get_dimension
from colere.platform.permissions import Actor, allows

Choices = Iterable[tuple[Any, Any]]


class QuestionForm(forms.Form):
    """Period and filters. A page that asks for more has a form of its own with more fields, gives them in `options`,
    and drops what it cannot be asked by (`without`).
    """

    start = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)

    without: tuple[str, ...] = ()
    choose_first = _("Choose what you want to know.")

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        self.actor = actor
        self._keys: dict[str, list[tuple[Any, Any]]] = {}
        for name in self.without:
            del self.fields[name]
        self.offer("team", lambda: self.keys_of("team"), _("Any team"))
        self.offer("channel", lambda: self.keys_of("channel"), _("Any channel"))
        self.offer("topic", self.topics, _("Any topic"))

    def offer(self, name: str, choices: Callable[[], Choices], nothing: Any = "") -> None:
        """Choices that are looked up when they are drawn, with the words for choosing none of them."""
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = lambda: [("", nothing), *choices()]

    def topics(self) -> Choices:
        """The topics by which the actor may ask."""
        return [(topic, topic) for topic in self._own_topics]

    @cached_property
    def _own_topics(self) -> list[str]:
        return list(list_topics(self.actor)) if allows(self.actor, "conversations.read") else []

    def keys_of(self, dimension: str) -> list[tuple[Any, Any]]:
        """What figures can be asked by in this dimension, with its words; looked up once, however many fields ask."""
        if dimension not in self._keys:
            choices = get_dimension(dimension).choices
            self._keys[dimension] = [(key, name) for name, key in choices().items()] if choices is not None else []
        return self._keys[dimension]

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last."""
        found: dict[str, Any] = super().clean() or {}
        start, end = found.get("start"), found.get("end")
        if start and end and start > end:
            self.add_error("end", _("The last day is before the first."))
        return found

    def options(self) -> dict[str, Any] | None:
        """What was chosen beside period and filters, as JSON values; None while something is missing without which
        there is no question (`choose_first` says what).
        """
        return {}

    def question(self) -> Question | None:
        """The question that is asked."""
        options, chosen = self.options(), self.cleaned_data
        if options is None:
            return None
        filters = {name: chosen.get(name) or None for name in ("team", "channel", "topic")}
        return Question(ReportRequest(chosen.get("start"), chosen.get("end"), **filters), options)
