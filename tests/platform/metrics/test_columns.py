"""Facts as arrays, for instruments that need every row."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from colere.platform.metrics import UNKNOWN, ReportRequest, catch_up, read_columns
from tests.platform.metrics.telling import MARCH, conversation, response, tell

pytestmark = pytest.mark.django_db(transaction=True)

APRIL = MARCH + timedelta(days=31)


def test_each_kind_of_column_has_its_own_mark_for_no_value(facts: Path) -> None:
    tell(
        conversation(2, opened_at=APRIL, team=3, channel="phone", resolved_at=None),
        conversation(1, customer=None, topic="it's late", team=4),
        response(1, 4, at=APRIL, has_comment=True),
        response(2, None),
    )
    catch_up()
    found = read_columns("conversations", ["conversation", "customer", "team", "resolved_at", "channel", "topic"])
    assert found.n == 2
    assert found["conversation"].tolist() == [1, 2]
    assert found["customer"].tolist() == [UNKNOWN, 2]
    assert found["team"].dtype == np.int64
    assert found["resolved_at"].dtype == np.dtype("datetime64[us]")
    assert np.isnat(found["resolved_at"]).tolist() == [False, True]
    assert found.labels["channel"] == ("chat", "phone")
    assert (found["channel"].tolist(), found["channel"].dtype) == ([0, 1], np.int32)
    assert found.words("topic") == ["it's late", "delivery"]
    answers = read_columns("responses", ["score", "has_comment", "person"])
    np.testing.assert_array_equal(answers["score"], [np.nan, 4.0])
    assert answers["has_comment"].tolist() == [0, 1]
    assert answers["person"].tolist() == [UNKNOWN, UNKNOWN]


def test_the_period_and_the_filters_bound_the_rows(facts: Path) -> None:
    tell(conversation(1, team=3), conversation(2, team=4), conversation(3, team=3, opened_at=APRIL, channel="email"))
    catch_up()

    def keys(**asked: object) -> list[int]:
        return read_columns("conversations", ["conversation"], ReportRequest(**asked))["conversation"].tolist()  # type: ignore[arg-type]

    assert keys(team=3) == [1, 3]
    assert keys(team=3, end=MARCH.date()) == [1]
    assert keys(start=APRIL.date(), end=APRIL.date()) == [3]
    assert keys(channel="email") == [3]
    assert keys(channel="it's nowhere") == []


def test_no_facts_are_empty_arrays_of_the_right_kind(facts: Path) -> None:
    found = read_columns("conversations", ["opened_at", "topic"])
    assert (found.n, found["topic"].dtype, found.labels) == (0, np.int32, {"topic": ()})
    tell(conversation(1, topic=None))
    catch_up()
    assert read_columns("conversations", ["topic"])["topic"].tolist() == [UNKNOWN]


def test_a_column_or_filter_that_does_not_exist_gets_a_sentence(facts: Path) -> None:
    with pytest.raises(ValueError, match="“conversations” was asked for colour; it has conversation, customer,"):
        read_columns("conversations", ["team", "colour"])
    with pytest.raises(ValueError, match="“purchases” cannot be filtered by team"):
        read_columns("purchases", ["amount"], ReportRequest(team=3))
    with pytest.raises(KeyError):
        read_columns("weather", ["rain"])
