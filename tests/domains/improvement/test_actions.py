"""What can be done about a problem, by whom, and what the log hears of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from colere.culture.improvement.actions.closing import close_problem, reopen_problem
from colere.culture.improvement.actions.measuring import Cost, Effect, record_cost, record_effect
from colere.culture.improvement.actions.owning import give_problem, release_problem, take_problem
from colere.culture.improvement.actions.raising import (
    ProblemFacts,
    change_problem,
    open_problem,
    restore_problem,
    withdraw_problem,
)
from colere.culture.improvement.actions.remarks import add_remark, remove_remark, restore_remark
from colere.culture.improvement.actions.steps import (
    find_cause,
    make_change,
    tell_what_became,
    withdraw_change,
    withdraw_telling,
)
from colere.culture.improvement.models import Change, Problem
from colere.culture.improvement.queries.problems import RecordOfTopic, find_of_topics, list_problems
from colere.culture.improvement.queries.standing import list_changes
from colere.culture.improvement.rules import State, Verdict, Whom
from colere.foundation.actions.organisation import add_department
from colere.foundation.models import Person
from colere.platform.errors import Conflict, Invalid, Refused
from colere.platform.permissions import SYSTEM
from tests.domains.improvement.problems import days_ago, raise_one, told_problem
from tests.people import EVERYBODY, Cast

pytestmark = pytest.mark.django_db
FELL = {"verdict": Verdict.FELL, "value": 0.62, "low": 0.5, "high": 0.76, "n": 410}


def test_a_problem_is_carried_from_its_first_word_to_its_end(cast: Cast, published: Callable[..., list[Any]]) -> None:
    otto = cast.outsider.actor
    problem = raise_one("Parcels go astray", why="They wait twice.", topic="late delivery", actor=cast.agent.actor)
    take_problem(problem, actor=otto)
    find_cause(problem, text="The label printer smudges.", actor=otto)
    change = make_change(problem, text="A new printer.", made_on=days_ago(30), actor=otto)
    tell_what_became(problem, whom=Whom.CUSTOMERS, text="Labels are readable again.", told_on=days_ago(1), actor=otto)
    tell_what_became(problem, whom=Whom.COLLEAGUES, text="Thank you, packing.", told_on=days_ago(1), actor=otto)
    record_effect(change, effect=Effect(**FELL, until=days_ago(1)), actor=SYSTEM)
    problem.refresh_from_db()
    assert (problem.state, problem.raised_by, problem.owner) == ("measured", cast.agent.person, cast.outsider.person)
    close_problem(problem, actor=otto)
    problem.refresh_from_db()
    assert problem.state == State.CLOSED
    assert [line.kind.partition(".")[2] for line in published()] == [
        "ProblemOpened", "ProblemTaken", "CauseFound", "ChangeMade", "CustomersTold", "ColleaguesTold",
        "EffectMeasured", "ProblemClosed",
    ]  # fmt: skip
    [closed] = published("improvement.ProblemClosed")
    assert closed.payload["verdict"] == "fell"
    assert not any("printer" in str(line.payload) for line in published()), "the log carries no words"


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_may_raise_a_problem_and_remark_on_one(cast: Cast, who: str) -> None:
    actor = getattr(cast, who).actor
    remark = add_remark(raise_one(actor=actor), text="It happened again today.", actor=actor)
    assert remark.author == getattr(cast, who).person
    assert list_problems(actor).count() == 1


def test_only_owner_leads_and_heads_of_care_work_on_it(cast: Cast) -> None:
    problem = raise_one()
    give_problem(problem, owner=cast.neighbour.person, actor=SYSTEM)
    for who in ("neighbour", "lead", "head"):
        find_cause(problem, text=f"{who} knows why", actor=getattr(cast, who).actor)
    for who, member in cast.all_but("neighbour", "lead", "head").items():
        for act in (
            lambda actor: find_cause(problem, text="I know", actor=actor),
            lambda actor: make_change(problem, text="Done", made_on=days_ago(1), actor=actor),
            lambda actor: tell_what_became(problem, whom=Whom.CUSTOMERS, text="So", told_on=days_ago(1), actor=actor),
            lambda actor: give_problem(problem, owner=None, actor=actor),
            lambda actor: change_problem(problem, facts=ProblemFacts(title="Else"), actor=actor),
            lambda actor: take_problem(Problem.objects.get(pk=problem.pk), actor=actor),
            lambda actor: withdraw_problem(problem, actor=actor),
        ):
            with pytest.raises(Refused):
                act(member.actor)
                pytest.fail(f"{who} was let through")


def test_only_owner_and_leads_close_it(cast: Cast) -> None:
    problem = told_problem(cast.neighbour)
    for member in cast.all_but("neighbour", "lead").values():
        with pytest.raises(Refused):
            close_problem(problem, actor=member.actor)
    close_problem(problem, actor=cast.lead.actor)
    reopen_problem(problem, is_mistake=True, actor=cast.lead.actor)
    close_problem(problem, actor=cast.neighbour.actor)


def test_nobody_types_in_what_the_house_counts(cast: Cast) -> None:
    problem = told_problem(cast.outsider, topic="late delivery")
    change = Change.objects.get()
    cost = Cost(contacts=1, minutes=10, low=6, high=14, start=days_ago(300), until=days_ago(2))
    for member in cast.everybody().values():
        with pytest.raises(Refused):
            record_cost(problem, cost=cost, actor=member.actor)
        with pytest.raises(Refused):
            record_effect(change, effect=Effect(**FELL, until=days_ago(1)), actor=member.actor)


def test_closing_demands_cause_change_and_what_was_told(cast: Cast) -> None:
    problem = raise_one()
    with pytest.raises(Invalid, match="the cause, what was changed, and when, what customers or colleagues were told"):
        close_problem(problem, actor=cast.lead.actor)
    find_cause(problem, text="Known.", actor=SYSTEM)
    make_change(problem, text="Done.", made_on=days_ago(3), actor=SYSTEM)
    with pytest.raises(Invalid, match="Still missing: what customers or colleagues were told"):
        close_problem(problem, actor=cast.lead.actor)


def test_of_two_people_at_once_the_second_is_told_and_loses_nothing_of_the_first(cast: Cast) -> None:
    problem = raise_one()
    seen = problem.version
    find_cause(problem, text="What the first one wrote.", version=seen, actor=cast.lead.actor)
    with pytest.raises(Conflict, match="Somebody else has changed this problem"):
        find_cause(problem, text="What the second one wrote.", version=seen, actor=cast.head.actor)
    assert Problem.objects.get().cause == "What the first one wrote."


def test_of_two_who_take_it_at_once_one_gets_it(cast: Cast) -> None:
    problem = raise_one()
    also_seen = Problem.objects.get(pk=problem.pk)
    take_problem(problem, actor=cast.outsider.actor)
    with pytest.raises(Conflict, match="Somebody was quicker"):
        take_problem(also_seen, actor=cast.lead.actor)
    assert Problem.objects.get().owner == cast.outsider.person


def test_what_the_house_counts_is_in_nobodys_way(cast: Cast) -> None:
    problem = raise_one(topic="late delivery")
    cost = Cost(contacts=120, minutes=1200, low=730, high=1670, start=days_ago(364), until=days_ago(1))
    record_cost(problem, cost=cost, actor=SYSTEM)
    find_cause(problem, text="Known.", version=problem.version, actor=cast.lead.actor)


def test_counting_twice_tells_the_log_once(cast: Cast, published: Callable[..., list[Any]]) -> None:
    problem = told_problem(cast.outsider, topic="late delivery")
    change = Change.objects.get()
    cost = Cost(contacts=120, minutes=1200, low=730, high=1670, start=days_ago(364), until=days_ago(1))
    for _turn in range(2):
        record_cost(problem, cost=cost, actor=SYSTEM)
        record_effect(change, effect=Effect(**FELL, until=days_ago(1)), actor=SYSTEM)
    assert len(published("improvement.CostCounted")) == len(published("improvement.EffectMeasured")) == 1


def test_too_few_contacts_are_no_measured_effect(cast: Cast) -> None:
    told_problem(cast.outsider, topic="late delivery")
    few = Effect(verdict=Verdict.TOO_FEW, value=None, low=None, high=None, n=3, until=days_ago(1))
    record_effect(Change.objects.get(), effect=few, actor=SYSTEM)
    assert Problem.objects.get().state == State.CHANGED


def test_every_step_can_be_taken_back(cast: Cast) -> None:
    lead = cast.lead.actor
    problem = raise_one(actor=lead)
    states = []

    def note(_done: object = None) -> None:
        states.append(Problem.objects.get().state)

    note(find_cause(problem, text="Known.", actor=lead))
    change = make_change(problem, text="Done.", made_on=days_ago(3), actor=lead)
    note()
    telling = tell_what_became(problem, whom=Whom.COLLEAGUES, text="Done.", told_on=days_ago(1), actor=lead)
    note(close_problem(problem, actor=lead))
    note(reopen_problem(problem, is_mistake=True, actor=lead))
    withdraw_telling(telling, actor=lead)
    note(withdraw_change(change, actor=lead))
    note(find_cause(problem, text="", actor=lead))
    assert states == ["cause_known", "changed", "closed", "changed", "cause_known", "open"]
    take_problem(problem, actor=lead)
    release_problem(problem, actor=lead)
    withdraw_problem(problem, actor=lead)
    assert not list_problems(lead).exists()
    restore_problem(problem, actor=lead)
    assert list_problems(lead).exists()
    remark = add_remark(problem, text="Again.", actor=lead)
    remove_remark(remark, actor=lead)
    restore_remark(remark, actor=lead)


def test_what_comes_back_needs_a_new_cause_a_new_change_and_a_new_word(cast: Cast) -> None:
    problem = told_problem(cast.outsider)
    close_problem(problem, actor=cast.lead.actor)
    reopen_problem(problem, actor=cast.lead.actor)
    problem.refresh_from_db()
    assert (problem.state, problem.cause) == (State.OPEN, "The printer smudges.")
    assert len(list_changes(cast.lead.actor, problem)) == 1, "what was done before can still be read"
    with pytest.raises(Invalid):
        close_problem(problem, actor=cast.lead.actor)
    find_cause(problem, text="The printer smudges, and the ribbon is too old.", actor=SYSTEM)
    problem.refresh_from_db()
    assert problem.state == State.CAUSE_KNOWN


def test_a_closed_problem_is_not_written_on(cast: Cast) -> None:
    problem = told_problem(cast.outsider)
    close_problem(problem, actor=cast.lead.actor)
    for act in (
        lambda: find_cause(problem, text="Else", actor=cast.lead.actor),
        lambda: make_change(problem, text="Else", made_on=days_ago(1), actor=cast.lead.actor),
        lambda: withdraw_change(Change.objects.get(), actor=cast.lead.actor),
    ):
        with pytest.raises(Conflict, match="Reopen it first"):
            act()


def test_what_is_only_planned_is_no_change(cast: Cast) -> None:
    with pytest.raises(Invalid, match="today or earlier"):
        make_change(raise_one(), text="Soon", made_on=days_ago(-1), actor=cast.lead.actor)


def test_who_raised_it_may_withdraw_it_until_somebody_takes_it_up(cast: Cast) -> None:
    problem = raise_one(actor=cast.outsider.actor)
    withdraw_problem(problem, actor=cast.outsider.actor)
    restore_problem(problem, actor=cast.outsider.actor)
    take_problem(Problem.objects.get(), actor=cast.agent.actor)
    with pytest.raises(Refused):
        withdraw_problem(problem, actor=cast.outsider.actor)


def test_a_problem_goes_to_the_department_of_its_owner_and_not_to_who_has_left(cast: Cast) -> None:
    problem, warehouse = raise_one(), add_department(name="Warehouse", actor=SYSTEM)
    Person.objects.filter(pk=cast.outsider.person.pk).update(department=warehouse)
    give_problem(problem, owner=cast.outsider.person, actor=cast.lead.actor)
    problem.refresh_from_db()
    assert problem.department == warehouse
    gone = cast.neighbour.person
    gone.left_on = days_ago(3)
    with pytest.raises(Invalid, match="does not work here any more"):
        give_problem(problem, owner=gone, actor=cast.lead.actor)


def test_others_do_not_remove_a_colleagues_remark(cast: Cast) -> None:
    remark = add_remark(raise_one(), text="Again.", actor=cast.outsider.actor)
    for member in cast.all_but("outsider", "lead", "head").values():
        with pytest.raises(Refused):
            remove_remark(remark, actor=member.actor)
    remove_remark(remark, actor=cast.outsider.actor)


def test_a_topic_finds_its_record_the_open_one_before_a_closed_one(cast: Cast) -> None:
    late, solved = raise_one(topic="late delivery"), told_problem(cast.lead, topic="late delivery")
    only = told_problem(cast.lead, topic="refund")
    for problem in (solved, only):
        close_problem(problem, actor=cast.lead.actor)
    raise_one(topic="")
    assert find_of_topics(cast.agent.actor, ["late delivery", "refund", "voucher", ""]) == {
        "late delivery": RecordOfTopic(late.pk, is_closed=False),
        "refund": RecordOfTopic(only.pk, is_closed=True),
    }


def test_the_house_may_tell_of_the_past_and_people_may_not(cast: Cast) -> None:
    then = timezone.now() - timedelta(days=90)
    told = open_problem(facts=ProblemFacts(title="Old"), raised_by=cast.agent.person, at=then, actor=SYSTEM)
    assert (told.opened_at, told.raised_by) == (then, cast.agent.person)
    own = open_problem(facts=ProblemFacts(title="Mine"), raised_by=cast.agent.person, actor=cast.outsider.actor)
    assert own.raised_by == cast.outsider.person
