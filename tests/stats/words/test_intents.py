import numpy as np
import pytest

from colere.stats.words.intents import IntentModel, spoken
from colere.stats.words.scope import ScopeGate

INTENTS = ["parcel", "invoice", "password"]


@pytest.fixture
def model(mix):
    texts, labels = mix(INTENTS, 10)
    return IntentModel.fit(texts, labels)


def test_ten_examples_of_each_intent_are_enough_for_texts_like_them(model, mix):
    texts, truth = mix(INTENTS, 30, seed=4)
    decided = model.decide(texts)
    assert np.mean([model.intents[own] == one for own, one in zip(decided.of_text, truth, strict=True)]) > 0.9
    assert np.allclose(decided.probability.sum(axis=1), 1, atol=1e-5)
    assert (decided.margin >= 0).all() and (decided.margin <= 1).all()
    assert model.better_with == "encoder"


def test_two_intents_are_told_apart(mix):
    texts, labels = mix(["parcel", "sofa"], 10)
    model = IntentModel.fit(texts, labels)
    texts, truth = mix(["parcel", "sofa"], 20, seed=2)
    found = model.decide(texts).of_text
    assert np.mean([model.intents[own] == one for own, one in zip(found, truth, strict=True)]) > 0.9


def test_a_model_is_kept_in_bytes_and_decides_the_same(model, mix):
    texts, _ = mix(INTENTS, 10, seed=5)
    again = IntentModel.from_bytes(model.to_bytes())
    assert again.intents == model.intents
    assert np.array_equal(again.decide(texts).of_text, model.decide(texts).of_text)


def test_the_name_of_an_intent_is_read_as_words():
    assert spoken("card_arrival") == "card arrival"
    assert spoken("GetQuote") == "get quote"
    assert spoken("refund-status") == "refund status"


def test_examples_that_teach_nothing_are_refused():
    with pytest.raises(ValueError, match="one intent"):
        IntentModel.fit(["a text"], [])
    with pytest.raises(ValueError, match="at least two"):
        IntentModel.fit(["a text", "another"], ["same", "same"])


def test_a_gate_turns_away_what_nobody_gave_examples_of(model, mix, write):
    gate = ScopeGate.fit(model, mix(INTENTS, 40, seed=6)[0], keep=0.95)
    assert gate.is_inside(model, mix(INTENTS, 40, seed=7)[0]).mean() > 0.85
    assert gate.is_inside(model, write("sofa", 40)).mean() < 0.5
    assert gate.n == 120


def test_a_gate_lets_through_the_share_that_was_asked_for(model, mix):
    texts, _ = mix(INTENTS, 40, seed=6)
    shares = [ScopeGate.fit(model, texts, keep=keep).is_inside(model, texts).mean() for keep in (0.5, 0.8, 0.95)]
    assert shares == sorted(shares)
    assert shares == pytest.approx([0.5, 0.8, 0.95], abs=0.05)


def test_a_threshold_is_not_read_from_a_handful(model, write):
    with pytest.raises(ValueError, match="at least 30"):
        ScopeGate.fit(model, write("parcel", 10))
    with pytest.raises(ValueError, match="between 0 and 1"):
        ScopeGate.fit(model, write("parcel", 40), keep=1.0)
