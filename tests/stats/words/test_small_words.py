import random

import numpy as np

from colere.stats.words.small_words import small_words
from colere.stats.words.themes import label_words

NOUNS = ["Lieferung", "Bestellung", "Rechnung", "Pumpe", "Pflanze", "Gutschein"]
SAID = ["Guten Tag, ich warte seit Wochen auf die {}.", "Ich habe die {} nicht erhalten, was ist mit ihr passiert?"]


def german(n: int) -> list[str]:
    rng = random.Random(1)
    return [rng.choice(SAID).format(rng.choice(NOUNS)) for _ in range(n)]


def test_small_words_of_another_language_stand_in_no_label(write):
    texts = [*write("parcel", 40), *german(40)]
    of_text = np.repeat([0, 1], 40).astype(np.int32)
    english, other = small_words(texts, of_text, 2)
    assert not english
    assert {"ich", "die", "auf"} <= other and not {noun.lower() for noun in NOUNS} & other
    words = {part for label in label_words(texts, of_text, 2, top=4)[1] for part in label.split()}
    assert words and not words & other


def test_words_that_most_themes_of_a_language_use_are_small_however_long():
    texts = [f"Guten Abend, leider funktioniert mein {noun} nicht" for noun in NOUNS for _ in range(10)]
    found = small_words(texts, np.repeat(np.arange(6), 10).astype(np.int32), 6)
    assert all("funktioniert" in one and "gutschein" not in one for one in found)
