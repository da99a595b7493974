"""What groups of texts are about."""

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from colere.stats.topics import class_tfidf, leading_words

WORDS = ["late", "refund", "rude"]
COUNTS = np.array([[2, 1, 0], [1, 0, 2]])  # "late late refund", "rude rude late"
TABLES = arrays(np.int64, st.tuples(st.integers(1, 6), st.integers(1, 8)), elements=st.integers(0, 50))


def test_two_groups_worked_out_by_hand() -> None:
    weights = class_tfidf(COUNTS)
    assert weights[0, :2] == pytest.approx([0.4621, 0.4621], abs=5e-5)
    assert weights[1, [0, 2]] == pytest.approx([0.2310, 0.6109], abs=5e-5)
    assert leading_words(weights, WORDS) == [["late", "refund"], ["rude", "late"]]


@given(TABLES)
def test_a_sparse_table_gives_the_same_weights(counts: np.ndarray) -> None:
    sparse = class_tfidf(scipy.sparse.csr_array(counts))
    assert sparse.toarray() == pytest.approx(class_tfidf(counts))


@given(TABLES)
def test_only_words_that_were_written_weigh_and_an_empty_group_changes_nothing(counts: np.ndarray) -> None:
    weights = class_tfidf(counts)
    assert np.array_equal(weights > 0, counts > 0)
    wider = class_tfidf(np.vstack([counts, np.zeros_like(counts[:1])]))
    assert wider[:-1] == pytest.approx(weights)
    assert not wider[-1].any()


@given(TABLES, st.integers(2, 9))
def test_writing_everything_more_often_changes_nothing(counts: np.ndarray, times: int) -> None:
    assert class_tfidf(counts * times) == pytest.approx(class_tfidf(counts))


def test_equal_words_stand_by_the_alphabet_and_empty_groups_have_no_words() -> None:
    weights = class_tfidf([[3, 3, 3], [0, 0, 0]])
    assert leading_words(weights, ["pear", "apple", "fig"], top=2) == [["apple", "fig"], []]
    assert leading_words(np.zeros((0, 0)), []) == []


@pytest.mark.parametrize("counts", [[[1, -1]], [[1, np.nan]], [1, 2], [[1, np.inf]]])
def test_tables_that_are_no_counts_are_refused(counts: list[object]) -> None:
    with pytest.raises(ValueError, match="counts"):
        class_tfidf(counts)
    with pytest.raises(ValueError, match="each word"):
        leading_words([[1.0, 2.0]], ["one"])
