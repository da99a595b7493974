"""Publishing and acknowledging missions; values, behaviours and principles; promises; the charter."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from colere.foundation.actions import beliefs, charter, mission, promises
from colere.foundation.actions.charter import CharterTerms
from colere.foundation.actions.promises import PromiseTerms
from colere.foundation.models import Acknowledgement, Behaviour, Department, MissionStatement, Promise, Value
from colere.platform.errors import Conflict, Invalid, Refused
from colere.platform.permissions import SYSTEM, Actor

Published = Callable[..., list[Any]]


def test_a_published_mission_counts_from_now_on_and_the_earlier_one_stays(head: Actor, published: Published) -> None:
    first = mission.publish_mission(text="We look after gardens.", actor=head)
    second = mission.publish_mission(text="We look after people who garden.", seen_version=1, actor=head)
    assert (first.version, second.version) == (1, 2)
    assert second.author is not None
    assert second.author.name == "Hedda Head"
    assert [line.payload["number"] for line in published("foundation.MissionPublished")] == [1, 2]
    assert all("garden" not in str(line.payload) for line in published())


def test_departments_have_missions_and_versions_of_their_own(head: Actor) -> None:
    finance = Department.objects.create(name="Finance")
    mission.publish_mission(text="Ours", actor=head)
    assert mission.publish_mission(text="Theirs", department=finance, actor=head).version == 1


def test_a_mission_is_not_published_over_somebody_elses(head: Actor) -> None:
    mission.publish_mission(text="One", actor=head)
    mission.publish_mission(text="Two", seen_version=1, actor=head)
    with pytest.raises(Conflict, match="published another version"):
        mission.publish_mission(text="Three", seen_version=1, actor=head)


def test_the_same_words_are_not_published_twice(head: Actor) -> None:
    mission.publish_mission(text="One", actor=head)
    with pytest.raises(Invalid, match="count already"):
        mission.publish_mission(text=" One ", actor=head)


def test_an_agent_cannot_publish_a_mission(agent: Actor, published: Published) -> None:
    with pytest.raises(Refused):
        mission.publish_mission(text="Mine", actor=agent)
    assert not MissionStatement.objects.exists()
    assert published() == []


def test_everybody_acknowledges_a_mission_once(head: Actor, agent: Actor, published: Published) -> None:
    statement = mission.publish_mission(text="One", actor=head)
    mission.acknowledge_mission(statement, actor=agent)
    mission.acknowledge_mission(statement, actor=agent)
    assert Acknowledgement.objects.count() == 1
    assert len(published("foundation.MissionAcknowledged")) == 1


def test_an_earlier_version_cannot_be_acknowledged(head: Actor, agent: Actor) -> None:
    first = mission.publish_mission(text="One", actor=head)
    mission.publish_mission(text="Two", actor=head)
    with pytest.raises(Conflict, match="newer version"):
        mission.acknowledge_mission(first, actor=agent)


def test_an_account_without_a_person_cannot_acknowledge(head: Actor) -> None:
    statement = mission.publish_mission(text="One", actor=head)
    with pytest.raises(Invalid, match="nobody in the list"):
        mission.acknowledge_mission(statement, actor=SYSTEM)


def test_values_are_added_reworded_moved_archived_and_brought_back(head: Actor, published: Published) -> None:
    plain = beliefs.add_value(name="Plain words", actor=head)
    time = beliefs.add_value(name="Time", meaning="We take it.", actor=head)
    beliefs.reword_value(plain, name="Plain speech", meaning="So that nobody asks twice.", actor=head)
    beliefs.move_value(time, by=-1, actor=head)
    assert list(Value.objects.values_list("name", flat=True)) == ["Time", "Plain speech"]
    beliefs.archive_value(time, actor=head)
    beliefs.archive_value(time, actor=head)
    beliefs.restore_value(time, actor=head)
    assert list(Value.objects.filter(is_archived=False).values_list("name", flat=True)) == ["Plain speech", "Time"]
    assert [line.payload["fields"] for line in published("foundation.ValueChanged")] == [
        [],
        [],
        ["name", "meaning"],
        ["position"],
        ["is_archived"],
        ["is_archived"],
    ]


def test_two_values_cannot_have_one_name(head: Actor) -> None:
    beliefs.add_value(name="Time", actor=head)
    with pytest.raises(Conflict, match="of this name"):
        beliefs.add_value(name="Time", actor=head)


def test_behaviours_say_what_we_do_and_what_we_dont(head: Actor) -> None:
    value = beliefs.add_value(name="Time", actor=head)
    first = beliefs.add_behaviour(value, kind="do", text="We let people finish.", actor=head)
    second = beliefs.add_behaviour(value, kind="do", text="We call back.", actor=head)
    beliefs.add_behaviour(value, kind="dont", text="We don't send a link instead.", actor=head)
    beliefs.move_behaviour(second, by=-1, actor=head)
    beliefs.reword_behaviour(first, text="We let people finish their sentence.", actor=head)
    beliefs.archive_behaviour(second, actor=head)
    shown = Behaviour.objects.filter(is_archived=False).values_list("kind", "text")
    assert list(shown) == [
        ("do", "We let people finish their sentence."),
        ("dont", "We don't send a link instead."),
    ]
    beliefs.restore_behaviour(second, actor=head)
    assert Behaviour.objects.get(pk=second.pk).position == 2
    with pytest.raises(Invalid):
        beliefs.add_behaviour(value, kind="maybe", text="We might.", actor=head)


def test_leadership_principles_follow_the_same_verbs(head: Actor, published: Published) -> None:
    first = beliefs.add_principle(text="We thank within two days.", actor=head)
    second = beliefs.add_principle(text="We work a day a month at the front line.", actor=head)
    beliefs.reword_principle(first, text="We thank within 48 hours.", meaning="Also for a brave mistake.", actor=head)
    beliefs.move_principle(second, by=-1, actor=head)
    beliefs.archive_principle(first, actor=head)
    beliefs.restore_principle(first, actor=head)
    assert len(published("foundation.PrincipleChanged")) == 6


def test_an_agent_changes_nothing_that_we_stand_on(agent: Actor, head: Actor, published: Published) -> None:
    value = beliefs.add_value(name="Time", actor=head)
    promise = promises.make_promise(terms=PromiseTerms(words="We answer"), actor=head)
    before = len(published())
    for attempt in (
        lambda: beliefs.add_value(name="Mine", actor=agent),
        lambda: beliefs.archive_value(value, actor=agent),
        lambda: beliefs.add_behaviour(value, kind="do", text="x", actor=agent),
        lambda: beliefs.add_principle(text="x", actor=agent),
        lambda: promises.make_promise(terms=PromiseTerms(words="Mine"), actor=agent),
        lambda: promises.retarget_promise(promise, target=0.5, actor=agent),
        lambda: promises.archive_promise(promise, actor=agent),
        lambda: charter.add_charter_rule(terms=CharterTerms(role="agent", kind="exception", text="All"), actor=agent),
    ):
        with pytest.raises(Refused):
            attempt()
    assert len(published()) == before


QUICK = PromiseTerms(
    words="We answer within one hour",
    target=0.9,
    rule={"measure": "first_response_time", "within_seconds": 3600},
    felt={"name": "promise-quick", "at_least": 4},
)


def test_a_promise_gets_its_short_name_from_its_words(head: Actor, published: Published) -> None:
    promise = promises.make_promise(terms=QUICK, actor=head)
    again = promises.make_promise(terms=QUICK, actor=head)
    assert (promise.slug, again.slug) == ("answer-within-one-hour", "answer-within-one-hour-2")
    first = published("foundation.PromiseChanged")[0]
    assert first.payload["is_new"] is True
    assert first.payload["target"] == 0.9
    assert "hour" not in str(first.payload)


def test_each_change_of_a_promise_leaves_one_line_that_names_it(head: Actor, staff: Any, published: Published) -> None:
    promise = promises.make_promise(terms=QUICK, actor=head)
    promises.reword_promise(promise, words="You hear from us within one hour", actor=head)
    promises.retarget_promise(promise, target=0.95, actor=head)
    promises.set_promise_measure(promise, rule={}, actor=head)
    promises.set_promise_question(promise, felt={}, actor=head)
    promises.give_promise(promise, owner=staff.lead, actor=head)
    promises.archive_promise(promise, actor=head)
    promises.restore_promise(promise, actor=head)
    lines = published("foundation.PromiseChanged")[1:]
    assert [line.payload["fields"] for line in lines] == [
        ["words"],
        ["target"],
        ["rule"],
        ["felt"],
        ["owner_id"],
        ["is_archived"],
        ["is_archived", "position"],
    ]
    assert (lines[1].payload["target_before"], lines[1].payload["target"]) == (0.9, 0.95)
    assert Promise.objects.get().slug == "answer-within-one-hour"


@pytest.mark.parametrize("target", [0.0, -0.1, 1.01, float("nan"), float("inf")])
def test_a_target_is_a_share_above_nothing(target: float, head: Actor) -> None:
    with pytest.raises(Invalid, match="target"):
        promises.make_promise(terms=PromiseTerms(words="We answer", target=target), actor=head)


def test_a_measure_that_cannot_be_measured_is_refused_with_a_sentence(head: Actor) -> None:
    with pytest.raises(Invalid, match="no such team"):
        promises.make_promise(
            terms=PromiseTerms(words="x", rule={"measure": "csat", "at_least": 4, "team": 99}), actor=head
        )
    with pytest.raises(Invalid, match="not on the question’s scale"):
        promises.make_promise(terms=PromiseTerms(words="x", felt={"name": "csat", "at_least": 9}), actor=head)


def test_a_short_name_that_is_given_and_taken_is_a_conflict(head: Actor) -> None:
    promises.make_promise(terms=QUICK, slug="quick", actor=head)
    with pytest.raises(Conflict):
        promises.make_promise(terms=QUICK, slug="quick", actor=head)


MONEY = CharterTerms(
    role="agent", kind="money", text="Goodwill after our mistake", amount=Decimal("30"), currency="eur"
)


def test_the_charter_is_written_changed_archived_and_brought_back(head: Actor, published: Published) -> None:
    rule = charter.add_charter_rule(terms=MONEY, actor=head)
    assert (rule.amount, rule.currency, rule.minutes) == (Decimal("30"), "EUR", None)
    wider = CharterTerms(role="agent", kind="money", text=MONEY.text, amount=Decimal("50"), currency="EUR", minutes=5)
    charter.change_charter_rule(rule, terms=wider, actor=head)
    charter.archive_charter_rule(rule, actor=head)
    charter.restore_charter_rule(rule, actor=head)
    fields = [line.payload["fields"] for line in published("foundation.CharterChanged")]
    assert fields == [[], ["amount"], ["is_archived"], ["is_archived"]]


@pytest.mark.parametrize(
    "terms",
    [
        CharterTerms(role="agent", kind="money", text="x", currency="EUR"),
        CharterTerms(role="agent", kind="money", text="x", amount=Decimal("0"), currency="EUR"),
        CharterTerms(role="agent", kind="money", text="x", amount=Decimal("5"), currency="Euro"),
        CharterTerms(role="agent", kind="time", text="x"),
        CharterTerms(role="king", kind="exception", text="x"),
        CharterTerms(role="agent", kind="magic", text="x"),
        CharterTerms(role="agent", kind="exception", text=" "),
    ],
)
def test_a_freedom_without_its_figure_is_refused(terms: CharterTerms, head: Actor) -> None:
    with pytest.raises(Invalid):
        charter.add_charter_rule(terms=terms, actor=head)
