"""The sentence on top against what the demo company's manifest says is true."""

import pytest

from colere.insights.journey.views.report import sentence
from tests.domains.journey.companies import journey_of

SEEDS = [1, 2]


@pytest.mark.parametrize("seed", SEEDS)
def test_customers_are_lost_where_their_matter_was_not_solved(seed: int) -> None:
    found, truths = journey_of(seed, plants=True)
    assert truths["churn"]["leave_after"]["unsolved"] > 0
    said = sentence(found)
    assert said.startswith("Most fall silent after writing again about the same matter"), said


@pytest.mark.parametrize("seed", SEEDS)
def test_where_nobody_is_driven_away_no_step_loses_more_than_the_others(seed: int) -> None:
    found, truths = journey_of(seed, plants=False)
    assert not any(truths["churn"]["leave_after"].values())
    assert found.loses() is None, found.loses()
    assert "fall silent after" not in sentence(found)


def test_who_is_displeased_felt_worse_and_ways_are_shares() -> None:
    found, _truths = journey_of(1, plants=True)
    steps = {step.kind: step for step in found.steps}
    again, new = steps["same_again"].pleased, steps["next_contact"].pleased
    assert again is not None
    assert new is not None
    assert again.high < new.low
    for kind in steps:
        shares = [way.share for way in found.ways if way.first == kind]
        assert 0.9 < sum(shares) <= 1.0 + 1e-9, kind
