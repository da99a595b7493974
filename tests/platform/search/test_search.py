"""Search: what a person types, what they find, and what they must not see."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colere.care.conversations.models import Conversation, Message
from colere.platform.permissions import SYSTEM
from colere.platform.search import Hit, SearchIndex, highlight, match_ids, registry
from colere.platform.search.engine import search_index
from colere.platform.search.rules import Query, Term, fts5_expression, parse, tsquery_expression

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def say(*texts: str) -> list[int]:
    conversation = Conversation.objects.create(channel="chat", opened_at=NOW, last_message_at=NOW)
    return [
        Message.objects.create(conversation=conversation, at=NOW, sender="customer", text=text).pk for text in texts
    ]


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> SearchIndex:
    index = SearchIndex(
        name="messages",
        label="Messages",
        model=Message,
        columns=("text",),
        permission="conversations.read",
        visible=lambda actor, rows: rows if actor.is_system else rows.exclude(sender="customer"),
        fields=("text",),
        hits=lambda found, ids, query: [
            Hit(title=str(pk), url="/", snippet=highlight(text, query))
            for pk in ids
            if (text := found.get(pk, {}).get("text"))
        ],
    )
    monkeypatch.setitem(registry._indexes, "messages", index)
    return index


@pytest.mark.django_db
def test_the_newest_messages_with_all_words_are_found(index: SearchIndex) -> None:
    first, second, _third = say("My parcel is late", "LATE again, this Parcel", "Thank you")
    assert match_ids("messages", "parcel late", limit=10) == [second, first]


@pytest.mark.django_db
def test_a_phrase_must_stand_together_and_a_minus_leaves_out(index: SearchIndex) -> None:
    first, second = say("the parcel is late", "late is the parcel")
    assert match_ids("messages", '"parcel is late"', limit=10) == [first]
    assert match_ids("messages", "parcel -parcel", limit=10) == []
    assert match_ids("messages", 'parcel -"is late"', limit=10) == [second]


@pytest.mark.django_db
def test_a_changed_or_deleted_text_is_no_longer_found(index: SearchIndex) -> None:
    (pk,) = say("my parcel")
    Message.objects.filter(pk=pk).update(text="my letter")
    assert match_ids("messages", "parcel", limit=10) == []
    assert match_ids("messages", "letter", limit=10) == [pk]
    Message.objects.all().delete()
    assert match_ids("messages", "letter", limit=10) == []


@pytest.mark.django_db
def test_rows_that_the_actor_may_not_see_are_not_found(index: SearchIndex) -> None:
    from colere.platform.permissions import Actor

    say("a secret parcel")
    outsider = Actor(ref="account:1", account_id=1)
    assert len(search_index(SYSTEM, index, "parcel", limit=5)) == 1
    assert search_index(outsider, index, "parcel", limit=5) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["", "   ", '"', '""', "-", "--", "*", "AND", "a OR", "(", "x' --", "\0", "parcel\0late", "NEAR(", "^a"]
)
def test_whatever_is_typed_nothing_breaks(index: SearchIndex, typed: str) -> None:
    say("parcel late")
    assert isinstance(match_ids("messages", typed, limit=10), list)


@given(st.text(max_size=80))
def test_every_text_gives_expressions_of_plain_quoted_words(text: str) -> None:
    query = parse(text)
    assert fts5_expression(query).count('"') % 2 == 0
    assert "'" not in tsquery_expression(query)


def test_the_last_word_finds_longer_words_only_where_that_is_wanted() -> None:
    assert fts5_expression(parse("ada mo", is_prefix=True)) == '"ada" AND "mo"*'
    assert tsquery_expression(parse("ada mo", is_prefix=True)) == "(ada) & (mo:*)"
    assert fts5_expression(parse("ada mo")) == '"ada" AND "mo"'


def test_found_words_are_marked_and_everything_else_is_escaped() -> None:
    query = Query((Term(("grun",)),))
    assert highlight("<b>Grün</b> & nice", query) == "&lt;b&gt;<mark>Grün</mark>&lt;/b&gt; &amp; nice"


def test_a_long_text_is_cut_around_the_first_found_word() -> None:
    text = "before " * 100 + "parcel " + "after " * 100
    shown = highlight(text, parse("parcel"), width=60)
    assert shown.startswith("…") and shown.endswith("…")
    assert "<mark>parcel</mark>" in shown
    assert len(shown) < 100


@pytest.mark.parametrize("length", [60, 150, 1000])
def test_the_first_found_word_stands_where_one_line_still_shows_it(length: int) -> None:
    text = "early " * (length // 6) + "parcel and more"
    assert 0 < str(highlight(text, parse("parcel"))).index("<mark>") <= 48


@given(st.text(max_size=300), st.text(max_size=20))
def test_highlighting_never_lets_markup_through(text: str, typed: str) -> None:
    shown: Any = str(highlight(text, parse(typed)))
    assert "<" not in shown.replace("<mark>", "").replace("</mark>", "")
