from __future__ import annotations

import pytest

from colere.platform.accounts.roles import Role
from colere.platform.errors import Invalid, Refused
from colere.platform.events import Position
from colere.platform.live import topics, wire
from colere.platform.permissions import SYSTEM, Actor

OPERATOR = Actor(ref="account:1", account_id=1, roles=frozenset({Role.OPERATOR, Role.COLLEAGUE}))
AGENT = Actor(ref="account:2", account_id=2, roles=frozenset({Role.AGENT, Role.COLLEAGUE}))


def test_a_line_concerns_its_app_its_subject_and_whose_story_it_is() -> None:
    found = topics.topics_of("conversations.ConversationOpened", "conversation:12", "customer:5")
    assert found == {"conversations", "conversation:12", "customer:5"}
    assert topics.topics_of("foundation.PromiseMade", "promise:1", "") == {"foundation", "promise:1"}


def test_an_app_can_be_followed_by_those_who_may_read_it() -> None:
    assert topics.allowed_topics(AGENT, ["conversations"]) == {"conversations"}
    with pytest.raises(Refused):
        topics.allowed_topics(OPERATOR, ["conversations"])


def test_a_forbidden_topic_is_left_out_and_does_not_silence_the_others() -> None:
    assert topics.allowed_topics(OPERATOR, ["health", "conversations"]) == {"health"}


def test_nobody_can_follow_what_was_never_registered() -> None:
    for unknown in ("weather", "account:1", "sessions:abc"):
        with pytest.raises(Refused):
            topics.allowed_topics(SYSTEM, [unknown])


def test_a_registered_topic_may_ask_about_the_single_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "_topics", {})
    topics.register_topic("desk", "health.read", visible=lambda actor, thing: thing == "7")
    assert topics.allowed_topics(OPERATOR, ["desk:7", "desk:8", "desk"]) == {"desk:7", "desk"}
    with pytest.raises(Refused):
        topics.allowed_topics(OPERATOR, ["desk:8"])
    with pytest.raises(Refused):
        topics.allowed_topics(AGENT, ["desk:7"])


@pytest.mark.parametrize("text", ["", ",", "a b", "A", "x:", "x:y:z", "x\n", "../etc", "é", ",".join("abcdefg" * 9)])
def test_what_cannot_be_a_topic_is_refused(text: str) -> None:
    if text.count(",") > 40:
        text = ",".join(f"t{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(31))
    with pytest.raises(Invalid):
        topics.read_topics(text)


def test_topics_are_read_from_a_list_with_commas() -> None:
    assert topics.read_topics("conversations,customer:5,") == {"conversations", "customer:5"}


def test_a_position_survives_the_way_to_the_browser_and_back() -> None:
    assert wire.read_position(wire.position_text(Position(12, 345))) == Position(12, 345)


@pytest.mark.parametrize("text", ["", "5", "-", "a-b", "1-", "1-2-3", "-1-2", "9" * 50 + "-1", "１-2 "])
def test_a_position_that_is_not_ours_is_none(text: str) -> None:
    assert wire.read_position(text) is None


def test_a_message_has_names_of_topics_and_nothing_else() -> None:
    message = wire.changed(Position(0, 7), ("conversations", "customer:5"))
    assert message == b'id: 0-7\nevent: changed\ndata: {"topics":["conversations","customer:5"]}\n\n'
