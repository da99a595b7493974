"""Which words count, and which number a group of texts gets."""

import numpy as np
import pytest

from colere.insights.themes.rules.feelings import HAPPY, UNHAPPY, feelings_in, feelings_of
from colere.insights.themes.rules.handing import hand_over
from colere.insights.themes.rules.labels import labels_of
from colere.insights.themes.rules.texts import LONGEST, first_words, matter_of


def handed(old, groups, settled=(), next_number=10):
    return hand_over(np.array(old), np.array(groups), settled=settled, next_number=next_number)


def test_a_group_that_shares_most_of_its_texts_with_a_theme_keeps_its_number():
    found = handed([7] * 10 + [3] * 10, [0] * 9 + [1] * 11)
    assert found.numbers == [7, 3]
    assert (found.born, found.gone, found.kept) == ([], {}, [])


def test_what_nobody_knew_is_born_and_what_is_swallowed_goes_into_what_swallowed_it():
    found = handed([1] * 20 + [2] * 9 + [-1] * 12, [0] * 29 + [1] * 12)
    assert found.numbers == [1, 10]
    assert found.born == [10]
    assert found.gone == {2: 1}


def test_a_theme_that_people_have_decided_about_lives_on_where_it_is_swallowed():
    found = handed([1] * 20 + [2] * 9, [0] * 29, settled={2})
    assert (found.numbers, found.gone, found.kept) == ([1], {}, [2])


def test_at_first_all_groups_are_born_and_texts_without_words_belong_to_none():
    assert handed([-1] * 6, [0, 0, 1, 1, -1, -1], next_number=1).numbers == [1, 2]


def test_greetings_names_numbers_and_quoted_mail_are_no_matter():
    text = "Dear Sirs,\n\nThe parcel MF-1234 with my roses never came.\n> On Monday you wrote:\n\nBest wishes\nAda Moss"
    assert matter_of(text) == "The parcel with my roses never came."


def test_a_single_short_line_is_taken_as_it_is():
    assert matter_of("Where is it?") == "Where is it?"
    assert matter_of("") == ""
    assert len(matter_of("word " * 500)) <= LONGEST


def test_who_begins_with_hello_is_listened_to_further():
    said = ["hello?", "my parcel with the roses has not come and I am waiting since Monday", "are you there"]
    assert first_words(said) == "\n".join(said[:2])
    assert first_words([]) == ""


def test_a_word_stands_for_a_theme_only_when_several_customers_say_it():
    texts = [f"parcel late {'zebra' if n == 0 else ''}" for n in range(20)] + ["invoice wrong amount"] * 20
    words = labels_of(texts, np.array([1] * 20 + [2] * 20), [1, 2])
    assert "zebra" not in " ".join(words[1])
    assert any("parcel" in word for word in words[1])


def test_small_words_of_other_languages_stand_for_no_theme():
    texts = ["ich habe das paket nicht"] * 20 + ["invoice wrong amount"] * 20
    words = labels_of(texts, np.array([1] * 20 + [2] * 20), [1])
    assert words[1] == ["paket"]


def test_each_text_is_heard_as_unhappy_mixed_or_happy_and_one_without_words_not_at_all():
    said = ["This is terrible, I hate it", "I love it, great, thank you so much", "", "12 %"]
    assert feelings_of(said) == [UNHAPPY, HAPPY, None, None]


def test_a_text_in_another_language_is_not_heard_at_all():
    said = [
        "Sehr freundlich und schnell, gern wieder, danke!",
        "Le colis est arrivé cassé, inadmissible.",
        "Great",
    ]
    assert feelings_of(said) == [None, None, HAPPY]


def test_shares_of_feelings_have_intervals_and_say_when_there_are_too_few():
    often, seldom, never = feelings_in(np.array([[30.0, 50.0, 20.0], [1.0, 0.0, 2.0], [0.0, 0.0, 0.0]]))
    assert often.n == 100 and often.is_enough
    assert (often.unhappy.value, often.mixed.value, often.happy.value) == (0.3, 0.5, 0.2)
    assert often.unhappy.low == pytest.approx(0.219, abs=0.001) and often.unhappy.high == pytest.approx(
        0.396, abs=0.001
    )
    assert not seldom.is_enough and not never.is_enough and never.n == 0
