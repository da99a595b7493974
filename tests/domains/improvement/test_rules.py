"""Where a problem stands, what comes next, and when a change is looked at."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from colere.culture.improvement.rules import (
    Known,
    State,
    Step,
    is_effect_late,
    is_look_due,
    missing_for_closing,
    next_step,
    state_of,
)

NEW = Known(
    has_owner=False, has_cause=False, has_change=False, is_told=False, is_measured=False, is_measurable=True,
    is_closed=False,
)  # fmt: skip
DAY = date(2026, 3, 2)


def test_a_problem_goes_its_way_step_by_step():
    way = [
        ({}, State.OPEN, Step.OWNER),
        ({"has_owner": True}, State.OPEN, Step.CAUSE),
        ({"has_cause": True}, State.CAUSE_KNOWN, Step.CHANGE),
        ({"has_change": True}, State.CHANGED, Step.TELL),
        ({"is_told": True}, State.CHANGED, Step.EFFECT),
        ({"is_measured": True}, State.MEASURED, Step.CLOSE),
        ({"is_closed": True}, State.CLOSED, None),
    ]
    known = NEW
    for learnt, state, step in way:
        known = replace(known, **learnt)
        assert (state_of(known), next_step(known)) == (state, step)


def test_what_no_figure_shows_is_closed_without_an_effect():
    known = replace(NEW, has_owner=True, has_cause=True, has_change=True, is_told=True, is_measurable=False)
    assert next_step(known) is Step.CLOSE


@given(st.builds(Known, **dict.fromkeys(Known.__dataclass_fields__, st.booleans())))
def test_the_next_step_never_is_one_that_was_taken(known):
    step = next_step(known)
    if step is Step.CLOSE:
        assert not missing_for_closing(known) and known.has_owner
    done = {Step.OWNER: known.has_owner, Step.CAUSE: known.has_cause, Step.CHANGE: known.has_change}
    assert not done.get(step, False)


def test_a_change_is_looked_at_after_four_weeks_and_after_twelve_and_never_again():
    looks, before = [], None
    for days in range(200):
        until = date.fromordinal(DAY.toordinal() + days)
        if is_look_due(changed_on=DAY, known_until=until, measured_until=before):
            looks.append(days + 1)
            before = until
    assert looks == [28, 84]


def test_a_change_written_down_late_is_looked_at_once():
    assert is_look_due(changed_on=DAY, known_until=date(2026, 9, 1), measured_until=None)
    assert not is_look_due(changed_on=DAY, known_until=date(2026, 9, 2), measured_until=date(2026, 9, 1))


def test_somebody_is_reminded_only_after_the_first_look_should_have_been():
    assert not is_effect_late(changed_on=DAY, today=date(2026, 3, 30), is_measured=False)
    assert is_effect_late(changed_on=DAY, today=date(2026, 3, 31), is_measured=False)
    assert not is_effect_late(changed_on=DAY, today=date(2026, 3, 31), is_measured=True)
