"""The sentence of "Journey" about a simulated company, held against the same company with many more customers."""

from __future__ import annotations

from colere.demo.company import Company
from colere.insights.journey.rules.comparing import LEAST_GAP
from colere.insights.journey.rules.found import Bounded, JourneyFound, Step
from colere.insights.journey.views.report import sentence
from tests.demo.companies import larger
from tests.demo.said_on_top import Sentence
from tests.domains.journey.companies import journey_in


def of_journey(company: Company) -> Sentence:
    """Journey: after the step that is named customers truly fall silent (or write to us) more than others do, by what
    is worth a sentence, and after no other one much more. Where customers are driven away, such a step is named, and
    where nobody is, none.
    """
    found, true = journey_in(company), journey_in(larger(company))
    text = sentence(found)
    loses, asks = found.loses(), found.asks()
    is_right = _is_most(loses, _silent(true)) and _is_most(asks, _writing(true))
    return Sentence(text, is_right and (loses is not None) == company.plants.planted)


def _is_most(step: Step | None, true: dict[str, float]) -> bool:
    return step is None or true[step.kind] > max(LEAST_GAP, max(true.values()) - LEAST_GAP)


def _silent(found: JourneyFound) -> dict[str, float]:
    return {step.kind: _value(step.silent_more) for step in found.steps}


def _writing(found: JourneyFound) -> dict[str, float]:
    return {step.kind: _value(step.writes_more) for step in found.steps}


def _value(more: Bounded | None) -> float:
    return more.value if more is not None else 0.0
