import math
from collections import Counter

import numpy as np
import pytest

from colere.stats.words.themes import find_themes, numbers_to_try
from colere.stats.words.vectors import WordVectors, better_with

THEMES = ["parcel", "invoice", "password", "sofa"]


def test_four_subjects_are_found_without_being_told_how_many(mix):
    texts, truth = mix(THEMES, 40)
    found = find_themes(texts, WordVectors.fit(texts), seed=1)
    for theme in range(len(found.n)):
        inside = Counter(one for one, own in zip(truth, found.of_text, strict=True) if own == theme)
        assert inside.most_common(1)[0][1] >= 0.9 * found.n[theme]
    assert 4 <= len(found.n) <= 20
    assert list(found.n) == sorted(found.n, reverse=True)
    assert found.n.sum() == len(texts)


def test_a_given_number_is_kept_to_and_the_labels_name_the_subjects(mix):
    texts, truth = mix(THEMES, 40)
    found = find_themes(texts, WordVectors.fit(texts), number=4)
    assert len(found.n) == 4
    for theme, rows in enumerate(found.examples):
        subject = Counter(truth[row] for row in rows).most_common(1)[0][0]
        assert len({texts[row].lower() for row in rows}) == len(rows)
        assert all(found.of_text[row] == theme for row in rows)
        said = " ".join(text for text, one in zip(texts, truth, strict=True) if one == subject).lower()
        assert found.words[theme] and all(word in said for label in found.words[theme] for word in label.split())


def test_the_same_texts_and_seed_give_the_same_themes(mix):
    texts, _ = mix(THEMES, 30)
    one, other = (find_themes(texts, WordVectors.fit(texts, seed=3), seed=3) for _ in range(2))
    assert np.array_equal(one.of_text, other.of_text)
    assert one.words == other.words and one.examples == other.examples


def test_the_result_says_what_would_make_it_better(mix):
    texts, _ = mix(THEMES, 10)
    assert find_themes(texts, WordVectors.fit(texts)).better_with == "encoder"
    assert better_with(WordVectors.fit(texts)) == "encoder"


def test_texts_without_words_have_no_theme_and_do_not_disturb(mix):
    texts, _ = mix(THEMES, 20)
    vectors = WordVectors.fit(texts)
    found = find_themes([*texts, "", "  ", "!!! …"], vectors, number=4)
    assert list(found.of_text[-3:]) == [-1, -1, -1]
    assert found.closeness[-1] == 0
    assert np.array_equal(found.of_text[:-3], find_themes(texts, vectors, number=4).of_text)


def test_few_texts_are_one_theme_and_no_text_is_none(write):
    texts = write("sofa", 4)
    vectors = WordVectors.fit(texts)
    few = find_themes(texts, vectors)
    assert list(few.of_text) == [0, 0, 0, 0] and math.isnan(few.silhouette)
    none = find_themes([], vectors)
    assert len(none.n) == 0 and none.words == [] and len(none.of_text) == 0


def test_one_sentence_a_hundred_times_is_one_theme():
    texts = ["The courier rang at the wrong door"] * 100
    found = find_themes(texts, WordVectors.fit(texts))
    assert list(found.n) == [100] and found.examples == [[0]]


def test_fewer_than_one_theme_is_refused():
    texts = ["One text about a parcel", "Another about a bill"]
    with pytest.raises(ValueError, match="at least 1"):
        find_themes(texts, WordVectors.fit(texts), number=0)


def test_numbers_to_try_rise_to_what_the_texts_can_bear():
    assert numbers_to_try(leaves=1000, n=100_000)[-1] <= 80
    assert max(numbers_to_try(leaves=50, n=50)) <= 10
    assert numbers_to_try(leaves=2, n=10) == [1]


def test_vectors_of_words_are_kept_in_bytes_and_come_back(mix):
    texts, _ = mix(THEMES, 20)
    vectors = WordVectors.fit(texts)
    again = WordVectors.from_bytes(vectors.to_bytes())
    assert np.allclose(vectors.encode(texts), again.encode(texts), atol=2e-2)
    assert np.allclose(np.linalg.norm(vectors.encode(texts), axis=1), 1, atol=1e-5)


def test_vectors_cannot_be_learned_from_nothing():
    for texts in ([], ["", "?!"]):
        with pytest.raises(ValueError, match="no text has a word"):
            WordVectors.fit(texts)
