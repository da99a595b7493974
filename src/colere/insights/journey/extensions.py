"""The page "Journey": one of the instruments, kept and shown as they all are."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from colere.insights.instruments.extensions.pages import add_page
from colere.insights.instruments.queries.asking import Instrument, Question
from colere.insights.instruments.rules.report import Report
from colere.insights.instruments.rules.steps import Step, Tell
from colere.insights.journey.forms import JourneyForm
from colere.insights.journey.queries.counting import FACTS, find_journey, promised_times
from colere.insights.journey.rules.found import JourneyFound
from colere.insights.journey.views.charts import draw_journey, step_rows
from colere.insights.journey.views.report import journey_report
from colere.platform.permissions import SYSTEM, Actor


def find(actor: Actor, question: Question, tell: Tell) -> JourneyFound:
    """The journey that was asked about."""
    tell(Step.READING)
    return find_journey(actor, request=question.request, silent_days=question.options["silent_days"])


def mark() -> str:
    """What else the answer depends on: the promises about time."""
    return json.dumps(asdict(promised_times(SYSTEM)))


def extras(report: Report, question: Question, actor: Actor) -> Mapping[str, Any]:
    """The table of steps, and what the page says beside it."""
    return {"steps": step_rows(report), **{name: report.more[name] for name in ("silent_days", "hidden", "customers")}}


add_page(
    Instrument(
        name="journey",
        label=_("Journey"),
        answers=_("After which steps do customers fall silent, or write to us?"),
        needs=_(
            "As soon as customers have bought and written for some weeks, it stands here which step follows which, "
            "where they fall silent, where they write to us, and how each step felt."
        ),
        icon="route",
        order=25,
        keywords=_("stages steps path flow process map leave silent"),
        form=JourneyForm,
        find=find,
        report=journey_report,
        draw=draw_journey,
        facts=FACTS,
        mark=mark,
        extras=extras,
        template="journey/journey.html",
    )
)
