import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from colere.stats import words
from colere.stats.words.encoder import SentenceEncoder, VectorCache, content_hash, missing_packages
from colere.stats.words.sentiment import sentiment

needs_encoder = pytest.mark.skipif(bool(missing_packages()), reason="The extra encoder is not installed whole.")


def test_nothing_heavy_is_imported_before_it_is_needed():
    heavy = "{'sklearn', 'scipy', 'onnxruntime', 'tokenizers', 'py3langid'}"
    modules = sorted(file.stem for file in Path(words.__file__).parent.glob("[a-z]*.py"))
    imports = "; ".join(f"import colere.stats.words.{name}" for name in modules)
    assert "themes" in modules
    found = subprocess.run(
        [sys.executable, "-c", f"import sys; {imports}; print({heavy} & set(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "set()"


def test_vectors_are_kept_by_the_hash_of_a_text_and_forgotten_on_request(tmp_path):
    cache = VectorCache(tmp_path / "deep" / "vectors.sqlite3")
    rows = np.eye(3, 384, dtype=np.float32)
    cache.put(["one", "two", "drei ü"], rows)
    found = cache.get(["two", "drei ü", "four"])
    assert set(found) == {"two", "drei ü"} and np.array_equal(found["two"], rows[1])
    cache.forget(["two"])
    assert set(cache.get(["one", "two"])) == {"one"}
    assert b"drei" not in (tmp_path / "deep" / "vectors.sqlite3").read_bytes()
    assert len(content_hash("one")) == 16


def test_vectors_of_texts_that_nobody_has_any_more_go(tmp_path):
    cache = VectorCache(tmp_path / "vectors.sqlite3")
    cache.put(["kept", "erased"], np.eye(2, dtype=np.float32))
    assert cache.keep_only({content_hash("kept")}) == 1
    assert set(cache.get(["kept", "erased"])) == {"kept"}


@needs_encoder
def test_the_encoder_places_what_means_the_same_together_and_keeps_it(tmp_path):
    encoder = SentenceEncoder(tmp_path, threads=1)
    texts = ["Where is my parcel?", "My package has not come yet", "I forgot my password", "", "Where is my parcel?"]
    rows = encoder.encode(texts)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2
    assert np.array_equal(rows[0], rows[4]) and not rows[3].any()
    assert np.array_equal(SentenceEncoder(tmp_path, threads=1).encode(texts), rows)
    assert SentenceEncoder(threads=1).encode(texts[:1]) == pytest.approx(rows[:1], abs=2e-3)


@needs_encoder
def test_with_the_encoder_sentiment_reads_the_whole_text():
    found = sentiment(["I am glad that this is over, thanks a lot"], encoder=SentenceEncoder(threads=1))
    assert found.better_with is None and found.balance[0] > 0
