"""Many questions at once."""

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from colere.stats.false_discovery import q_values


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_q_values_agree_with_scipy(p):
    assert q_values(p) == pytest.approx(scipy.stats.false_discovery_control(p), abs=1e-12)


def test_what_was_not_tested_does_not_count():
    assert q_values([0.01, np.nan, 0.5]) == pytest.approx([0.02, np.nan, 0.5], nan_ok=True)
    assert q_values([]).size == 0


@pytest.mark.parametrize("wrong", [[-0.1], [1.1]])
def test_what_is_no_probability_is_refused(wrong):
    with pytest.raises(ValueError, match="between 0 and 1"):
        q_values(wrong)
