from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from colere.care.conversations.rules import PREVIEW_LENGTH, Said, folded, preview_of, summarise
from colere.care.conversations.views.wording import linked

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(minutes):
    return START + timedelta(minutes=minutes)


def test_a_reply_counts_only_after_the_customer_has_spoken():
    found = summarise([Said(at(0), "agent"), Said(at(5), "customer"), Said(at(9), "agent")], resolved_at=None)
    assert (found.first_customer_at, found.first_reply_at) == (at(5), at(9))


def test_notes_and_system_lines_neither_answer_nor_ask():
    said = [Said(at(0), "customer"), Said(at(1), "note"), Said(at(2), "system")]
    found = summarise(said, resolved_at=None)
    assert found.first_reply_at is None
    assert found.waiting_since == at(0)
    assert found.message_count == 3


def test_the_wait_begins_with_the_first_unanswered_message():
    said = [Said(at(0), "customer"), Said(at(1), "agent"), Said(at(5), "customer"), Said(at(7), "customer")]
    assert summarise(said, resolved_at=None).waiting_since == at(5)


def test_nobody_waits_in_a_resolved_conversation_but_it_was_reopened():
    said = [Said(at(0), "customer"), Said(at(1), "agent"), Said(at(20), "customer")]
    found = summarise(said, resolved_at=at(10))
    assert found.waiting_since is None
    assert found.reopened_at == at(20)


def test_at_one_moment_the_customer_spoke_first():
    found = summarise([Said(at(0), "agent"), Said(at(0), "customer")], resolved_at=None)
    assert (found.first_reply_at, found.waiting_since) == (at(0), None)


@given(st.lists(st.tuples(st.integers(0, 500), st.sampled_from(["customer", "agent", "note", "system"])), max_size=30))
def test_the_order_of_the_rows_does_not_matter(rows):
    said = [Said(at(minute), sender) for minute, sender in rows]
    assert summarise(said, resolved_at=at(90)) == summarise(reversed(said), resolved_at=at(90))


@given(st.text(max_size=2000))
def test_a_preview_is_one_short_line(text):
    preview = preview_of(text)
    assert len(preview) <= PREVIEW_LENGTH
    assert "\n" not in preview


def test_only_a_long_conversation_is_folded():
    assert folded(60, shows_all=False) is None
    assert folded(61, shows_all=False) == (10, 30)
    assert folded(5000, shows_all=True) is None


def test_web_addresses_become_links_and_nothing_else_does():
    said = linked('See https://example.org/a?b=1&c=2. Not javascript:alert(1) or <a href="x">')
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer nofollow" target="_blank">' in said
    assert "&lt;a href=&quot;x&quot;&gt;" in said
    assert said.count("<a ") == 1


def test_the_full_stop_after_a_link_is_not_part_of_it():
    assert 'href="https://example.org/x_(y)"' in linked("(https://example.org/x_(y)).")


@given(st.text(max_size=300))
def test_no_text_of_a_customer_becomes_markup(text):
    import re

    plain = re.sub(
        r'<a href="https?://[^"<>]*" rel="noopener noreferrer nofollow" target="_blank">|</a>', "", linked(text)
    )
    assert "<" not in plain
    assert ">" not in plain
