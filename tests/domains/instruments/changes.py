"""Asking what became of a change, as its page does and as a worker counts it."""

from django.http import QueryDict

from colere.insights.instruments.forms.shift import ShiftForm
from colere.insights.instruments.queries.asking import Question, get_instrument
from colere.insights.instruments.queries.kept import find_report, kind_of
from colere.insights.instruments.rules.report import Report
from colere.platform.kept.keeping import count_and_keep
from colere.platform.kept.models import CountedAnswer
from colere.platform.permissions import SYSTEM


def question(address: str) -> Question:
    """What is asked by this address."""
    form = ShiftForm(QueryDict(address), actor=SYSTEM)
    assert form.is_valid(), form.errors
    found = form.question()
    assert found is not None
    return found


def counted(address: str) -> Report:
    """Its answer, counted now and kept."""
    instrument, asked = get_instrument("before-after"), question(address)
    assert count_and_keep(kind_of(instrument), question=asked, actor=SYSTEM)
    report = find_report(SYSTEM, instrument, question=asked)
    assert report is not None, CountedAnswer.objects.get().sentence
    return report
