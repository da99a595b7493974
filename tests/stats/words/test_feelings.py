import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from colere.stats.words.language import UNKNOWN, languages
from colere.stats.words.sentiment import CLASSES, negated, sentiment, tokens, trained_weights
from colere.stats.words.urgency import urgency

GLAD = ["What a lovely shop, thank you so much!", "I love it, great work :)", "Best support ever, very happy"]
CROSS = ["This is awful, I hate waiting.", "Terrible service and a rude answer :(", "Worst purchase ever, very sad"]
PLAIN = ["The parcel has two labels.", "I live at number four.", "Where is the form for the second address"]


def test_glad_cross_and_plain_texts_are_told_apart():
    found = sentiment([*CROSS, *PLAIN, *GLAD])
    assert [CLASSES[own] for own in found.of_text] == ["negative"] * 3 + ["neutral"] * 3 + ["positive"] * 3
    assert (found.balance[:3] < 0).all() and (found.balance[-3:] > 0).all()
    assert found.better_with == "encoder"


def test_a_negation_turns_a_feeling():
    good, not_good, still_not = sentiment(["This is good", "This is not good", "This isn't good"]).balance
    assert good > 0 > not_good and still_not < good


def test_a_negation_ends_with_its_clause():
    assert list(negated(["not", "slow", ",", "good"])) == [False, True, True, False]
    assert list(negated(["never", "a", "b", "c", "d"])) == [False, True, True, True, False]


def test_shares_turn_the_probabilities_to_another_mix():
    even, mostly_glad = (sentiment(PLAIN, shares=shares).probability for shares in ((1, 1, 1), (1, 1, 8)))
    assert (mostly_glad[:, 2] > even[:, 2]).all()
    assert np.allclose(mostly_glad.sum(axis=1), 1)


def test_a_text_without_words_is_as_probable_in_each_class():
    assert sentiment(["", "  "]).probability == pytest.approx(np.full((2, 3), 1 / 3))
    assert sentiment([]).probability.shape == (0, 3)


def test_shares_that_are_none_are_refused():
    for shares in ((1, 1), (1, 0, 1), (1, float("nan"), 1)):
        with pytest.raises(ValueError, match="three positive numbers"):
            sentiment(GLAD, shares=shares)


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_text_has_probabilities_that_add_to_one(texts):
    found = sentiment(texts)
    assert np.isfinite(found.probability).all()
    assert np.allclose(found.probability.sum(axis=1), 1)
    assert len(urgency(texts)) == len(texts)


def test_words_smileys_and_addresses_are_told_apart():
    assert tokens("Sooooo GOOD :-) see https://example.org @shop!!") == [
        "soo", "good", ":-)", "see", "<address>", "<person>", "!!",
    ]  # fmt: skip


def test_the_weights_are_small_and_hold_no_word():
    weights = trained_weights()
    assert (np.diff(weights.rated.astype(np.int64)) > 0).all()
    assert np.abs(weights.ratings).max() <= 4.05
    assert 0.2 < weights.temperature < 5 and 0.2 < weights.temperature_with_meaning < 5


def test_danger_is_urgent_and_a_question_is_calm():
    danger, question, patient = urgency(
        ["There is a gas leak in the kitchen", "Which colours does it come in?", "Not urgent, but please look today"]
    )
    assert (danger.level, danger.reasons) == ("now", ("danger",))
    assert (question.level, question.points, question.reasons) == ("calm", 0, ())
    assert patient.level == "calm" and "calmed" in patient.reasons


def test_signs_add_up_to_now_and_are_given_as_reasons():
    (found,) = urgency(["Third time I write: I can’t log in and need it today"])
    assert found.level == "now" and set(found.reasons) == {"again", "stuck", "deadline"}
    (one,) = urgency(["I need it today"])
    assert (one.level, one.reasons) == ("soon", ("deadline",))
    (loud,) = urgency(["WHERE ARE YOU GUYS"])
    assert loud.reasons == ("shouting",) and loud.level == "calm"


def test_languages_are_told_and_a_few_letters_are_not():
    texts = [
        "Where is my parcel? It should have come on Monday.",
        "Wo bleibt mein Paket, es sollte gestern kommen?",
        "ok",
    ]
    found = languages(texts)
    assert [one.code for one in found] == ["en", "de", UNKNOWN]
    assert found[0].probability > 0.9
    assert languages(["Wo bleibt das Paket"], among=["de", "fr"])[0].code == "de"
    with pytest.raises(ValueError, match="xx"):
        languages(["some text"], among=["xx"])
