"""The instruments that have a page, and what can be asked of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from colere.insights.instruments.rules.report import Report
from colere.insights.instruments.rules.steps import Tell
from colere.platform.metrics import ReportRequest, known_days
from colere.platform.permissions import SYSTEM, Actor

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from colere.insights.instruments.forms.question import QuestionForm

    Label = str | Promise


@dataclass(frozen=True, slots=True)
class Question:
    """A period with filters, and the choices of one instrument: JSON values only."""

    request: ReportRequest = field(default_factory=ReportRequest)
    options: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The question as JSON values; the same question always gives the same."""
        return {"request": self.request.as_json(), "options": dict(self.options)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Question:
        """The question that `as_json` gave."""
        return cls(ReportRequest.from_json(content["request"]), content["options"])


def has_facts(actor: Actor) -> bool:
    """Whether anything is known at all."""
    return known_days(actor) is not None


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument with a page at /insights/`name`.

    `label` is the page's name, `answers` the line that says which question it answers, `needs` what an empty page says
    of what it waits for. `find` does the work, on a worker and as the system; `report` words what it found, in any
    language; `draw` makes charts of a report when it is shown, so neither may import what takes long to load.

    `facts` are those that are read; `mark` tells of anything else that the answer depends on. `narrow` takes out of a
    report what an actor may not see: what is kept is kept for all. `extras` gives the template what only it shows.
    """

    name: str
    label: Label
    answers: Label
    needs: Label
    icon: str
    order: int
    form: type[QuestionForm]
    find: Callable[[Actor, Question, Tell], Any]
    report: Callable[[Any], Report]
    draw: Callable[[Report], Sequence[Any]]
    facts: tuple[str, ...]
    keywords: Label = ""
    permission: str = "metrics.read"
    is_ready: Callable[[Actor], bool] = has_facts
    mark: Callable[[], str] | None = None
    narrow: Callable[[Report, Actor], Report] | None = None
    extras: Callable[[Report, Question, Actor], Mapping[str, Any]] | None = None
    template: str = "instruments/page.html"

    def usual(self) -> Question | None:
        """The question of the page as it opens; None where a reader has to choose first."""
        form = self.form({}, actor=SYSTEM)
        return form.question() if form.is_valid() else None


_instruments: dict[str, Instrument] = {}


def register_instrument(instrument: Instrument) -> None:
    """Give an instrument its page. A name registered again is replaced."""
    _instruments[instrument.name] = instrument


def get_instrument(name: str) -> Instrument:
    """The instrument of this name; raises `KeyError` for an unknown one."""
    return _instruments[name]


def all_instruments() -> list[Instrument]:
    """Those that have a page, in the order of the pages."""
    return sorted(_instruments.values(), key=lambda one: (one.order, one.name))
