"""What people say: variety, and that every sentence is whole."""

import re
from collections import Counter

import pytest

from colere.demo.topics import TOPICS
from colere.demo.voices.grammar import FILES, compile_line, parse, say, sections, voice
from tests.demo.companies import company, told

BROKEN = re.compile(r"%\(|[{}|\[\]]|\?\.|\.\.|,,| ,|,\.|;\.|!\.|\. \.|\bA [aeiou]|\ba [aeiou](?!ne|ni|u)|  \w")


@pytest.fixture(scope="module")
def messages():
    """Messages of a small company: (sender, text), without hurried customers, who may type as they like."""
    return [(m["from"], m["text"]) for row in told() for m in row["messages"]]


def test_most_messages_are_said_only_once(messages):
    texts = Counter(text for _sender, text in messages[:30_000])
    assert len(texts) > 19_000


def test_what_customers_open_with_is_nearly_always_new():
    openings = Counter()
    for row in told():
        openings[next(m["text"] for m in row["messages"] if m["from"] == "customer")] += 1
    assert len(openings) / openings.total() > 0.93


def test_no_sentence_is_left_open(messages):
    broken = [text for sender, text in messages if sender == "agent" and BROKEN.search(text)]
    assert broken[:5] == []


def test_colleagues_begin_sentences_with_a_capital(messages):
    small = re.compile(r"[.!?] [a-z]")
    found = [text for sender, text in messages if sender == "agent" and small.search(text.replace("…", ""))]
    assert found[:5] == []


def test_letters_have_different_lengths(messages):
    lengths = sorted(len(text) for sender, text in messages if sender == "customer")
    assert lengths[len(lengths) // 10] < 40
    assert lengths[-len(lengths) // 10] > 130


@pytest.mark.parametrize("language", list(FILES))
@pytest.mark.parametrize("topic", [topic.name for topic in TOPICS])
def test_every_topic_can_be_spoken_of_in_every_language(language, topic):
    rules = voice(language, topic, "")
    needed = {
        "open",
        "short",
        "fix",
        "stall",
        "finding",
        "detail",
        "qa",
        "good",
        "bad",
        "subject",
        "phone_pickup",
        "kind0",
        "kind3",
    }
    assert needed <= set(rules)


def test_a_cause_is_spoken_of_in_words_of_its_own():
    for cause in company().plants.causes:
        known = sections("en")[f"cause {cause.name}"]
        assert {"open", "short", "finding", "fix", "bad"} <= set(known)


def test_the_words_of_the_labels_stand_only_where_labels_were_bad():
    label, smudged = re.compile(r"smudged|smear|illegible|unreadable"), 0
    for number, row in enumerate(told()):
        opening = next(m["text"] for m in row["messages"] if m["from"] == "customer")
        if label.search(opening):
            assert company("small").contacts.cause[number] == 1, opening
            smudged += 1
    assert smudged > 20


def test_about_one_in_ten_writes_in_another_language():
    people = company("medium").customers_
    assert 0.05 < (people.language > 0).mean() < 0.15


def test_a_line_offers_all_its_variants():
    line = compile_line("[Hello|Hi] {name}, [fine|well].")
    assert line == (
        "Hello %(name)s, fine.", "Hello %(name)s, well.", "Hi %(name)s, fine.", "Hi %(name)s, well.",
    )  # fmt: skip


def test_a_line_with_very_many_variants_is_put_together_when_it_is_said():
    line = compile_line("[a|b|c|d|e|f] [a|b|c|d|e|f] [a|b|c|d|e|f] 100 %")
    assert say((line,), lambda: 0.0) == "a a a 100 %%"


def test_a_bracket_that_is_not_closed_is_named_by_its_line():
    with pytest.raises(ValueError, match="line 3"):
        parse("@common\nopen:\n  Hello [there\n")
