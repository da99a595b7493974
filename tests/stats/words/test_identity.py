from dataclasses import replace

import numpy as np
import pytest

from colere.stats.words.decisions import (
    exclude_theme,
    merge_themes,
    name_theme,
    split_theme,
    themes_from_bytes,
    themes_to_bytes,
)
from colere.stats.words.identity import KnownThemes, begin, continue_themes
from colere.stats.words.themes import find_themes
from colere.stats.words.vectors import WordVectors

THEMES = ["parcel", "invoice", "password"]


@pytest.fixture
def vectors(mix):
    return WordVectors.fit(mix([*THEMES, "sofa"], 60, seed=9)[0])


@pytest.fixture
def known(mix, vectors):
    texts, _ = mix(THEMES, 60)
    return begin(find_themes(texts, vectors, number=3), vectors.encode(texts))


def number_of(known, vectors, texts):
    """The theme that most of these texts join."""
    joined = continue_themes(known, texts, vectors).of_text
    return int(np.bincount(joined[joined >= 0]).argmax())


def test_new_texts_join_the_themes_that_are_known_week_after_week(known, vectors, mix, write):
    numbers = {theme: number_of(known, vectors, write(theme, 20, seed=1)) for theme in THEMES}
    assert len(set(numbers.values())) == 3
    for week in range(2, 8):
        texts, truth = mix(THEMES, 20, seed=week)
        run = continue_themes(known, texts, vectors)
        known = run.known
        right = [own == numbers[theme] for own, theme in zip(run.of_text, truth, strict=True)]
        assert np.mean(right) >= 0.85
        assert run.changes == ()
    assert max(run.drift.values()) < 0.1
    assert run.fits_none < 0.15


def test_a_new_subject_is_born_and_said(known, vectors, mix, write):
    texts, _ = mix(THEMES, 20, seed=2)
    run = continue_themes(known, [*texts, *write("sofa", 25)], vectors)
    born = [change for change in run.changes if change.kind == "born"]
    assert born and all(change.theme > 3 for change in born)
    assert np.isin(run.of_text[-25:], [change.theme for change in born]).mean() > 0.7
    later = continue_themes(run.known, write("sofa", 20, seed=5), vectors)
    assert np.isin(later.of_text, [change.theme for change in born]).mean() > 0.7


def test_a_handful_of_strange_texts_waits_and_is_no_theme(known, vectors, write):
    run = continue_themes(known, write("sofa", 5), vectors)
    assert run.changes == ()
    assert list(run.of_text) == [-1] * 5
    assert run.fits_none == 1.0


def test_a_name_stays_with_its_theme(known, vectors, mix):
    known = name_theme(known, 2, " Bills ")
    for week in range(3):
        known = continue_themes(known, mix(THEMES, 15, seed=week)[0], vectors).known
    assert known.get(2).name == "Bills"
    assert name_theme(known, 2, "  ").get(2).name is None


def test_a_merge_by_a_person_is_kept_to(known, vectors, mix, write):
    parcel, invoice = (number_of(known, vectors, write(theme, 20, seed=1)) for theme in ("parcel", "invoice"))
    known = merge_themes(known, parcel, [invoice])
    for week in range(3):
        run = continue_themes(known, mix(THEMES, 20, seed=week)[0], vectors)
        known = run.known
        assert run.changes == ()
    both = continue_themes(known, write("invoice", 20, seed=8) + write("parcel", 20, seed=8), vectors).of_text
    assert np.mean(both == parcel) > 0.8
    assert len(known.themes) == 2


def test_a_split_by_a_person_is_kept_to(vectors, write):
    texts = write("parcel", 40) + write("invoice", 40)
    whole = begin(find_themes(texts, vectors, number=1), vectors.encode(texts))
    known = split_theme(whole, 1, [vectors.encode(write("parcel", 30)), vectors.encode(write("invoice", 30))])
    run = continue_themes(known, write("parcel", 20, seed=3) + write("invoice", 20, seed=3), vectors)
    assert np.mean(run.of_text[:20] == 1) > 0.8 and np.mean(run.of_text[20:] == 2) > 0.8
    assert all(change.kind != "merged" for change in run.changes)


def test_an_excluded_theme_collects_its_texts_and_is_not_born_again(known, vectors, write):
    sofa = number_of(known, vectors, write("parcel", 20))
    known = exclude_theme(known, sofa)
    run = continue_themes(known, write("parcel", 30, seed=4), vectors)
    assert run.known.get(sofa).is_excluded and run.changes == ()
    assert np.mean(run.of_text == sofa) > 0.8
    assert not exclude_theme(run.known, sofa, is_excluded=False).get(sofa).is_excluded


def test_a_theme_that_falls_in_two_is_split_and_keeps_its_number_for_the_nearer_half(vectors, write):
    texts = write("parcel", 60) + write("invoice", 40)
    known = begin(find_themes(texts, vectors, number=1), vectors.encode(texts))
    run = continue_themes(known, texts, vectors)
    (split,) = [change for change in run.changes if change.kind == "split"]
    assert split.theme == 1 and split.others == (2,)
    assert {int(number) for number in run.of_text if number > 0} >= {1, 2}


def test_two_themes_that_say_the_same_become_the_older_one(vectors, write):
    texts = write("parcel", 40)
    one = begin(find_themes(texts, vectors, number=1), vectors.encode(texts))
    twice = KnownThemes(one.vectors, (one.themes[0], begin_again(one, 2)), 3)
    run = continue_themes(twice, write("parcel", 20, seed=2), vectors)
    assert [(change.kind, change.theme, change.others) for change in run.changes] == [("merged", 1, (2,))]
    assert set(run.of_text.tolist()) <= {1, -1}
    named = name_theme(twice, 2, "Ours")
    assert continue_themes(named, write("parcel", 20, seed=2), vectors).changes == ()


def begin_again(known, number):
    return replace(known.themes[0], number=number)


def test_no_text_changes_nothing(known, vectors):
    run = continue_themes(known, [], vectors)
    assert run.known == known or themes_to_bytes(run.known) == themes_to_bytes(known)
    assert len(run.of_text) == 0 and np.isnan(run.fits_none)


def test_themes_are_kept_in_bytes_and_come_back(known, vectors, write):
    known = merge_themes(name_theme(known, 1, "Größe"), 1, [3])
    again = themes_from_bytes(themes_to_bytes(known))
    assert themes_to_bytes(again) == themes_to_bytes(known)
    assert again.get(1).name == "Größe" and len(again.get(1).anchors) == 2
    texts = write("parcel", 10)
    assert np.array_equal(
        continue_themes(again, texts, vectors).of_text, continue_themes(known, texts, vectors).of_text
    )


def test_what_makes_no_sense_is_refused(known, vectors):
    with pytest.raises(ValueError, match="no theme 99"):
        known.get(99)
    with pytest.raises(ValueError, match="each of them once"):
        merge_themes(known, 1, [1])
    with pytest.raises(ValueError, match="two groups"):
        split_theme(known, 1, [vectors.encode(["one text"])])
    with pytest.raises(ValueError, match="find them anew"):
        continue_themes(KnownThemes("another encoder"), ["text"], vectors)
