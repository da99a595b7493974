"""Scores of people that are fair to the cases they got."""

from typing import NamedTuple

import numpy as np
import pytest
import scipy

from colere.stats.people import Scores, Verdict, scores
from tests.stats.coverage import coverage, samples


class Company(NamedTuple):
    person: np.ndarray
    team: np.ndarray
    topic: np.ndarray
    outcome: np.ndarray
    effect: np.ndarray  # of people, without teams
    share: np.ndarray  # the true share of good answers on the company's cases, by person
    good: int

    def scored(self) -> Scores:
        return scores(self.person, self.outcome, cases={"topic": self.topic}, team=self.team, good=self.good)


def company(seed, *, people=50, answers=80, spread=0.3, teams=5, levels=2, hard_cases_for_the_good=0.0) -> Company:
    """People with a planted effect; hard cases go to the good as far as is asked."""
    random = np.random.default_rng(seed)
    effect, home = random.normal(0, spread, people), np.arange(people) % teams
    of_team = random.normal(0, 0.2, teams)
    ease = np.sort(random.normal(0, 0.8, 8))
    person = np.repeat(np.arange(people), answers)
    standing = effect / max(spread, 1e-9) * hard_cases_for_the_good
    wanted = np.exp(-np.outer(standing + random.normal(0, 0.5, people), np.linspace(-1, 1, 8)))
    limits = np.cumsum(wanted / wanted.sum(axis=1, keepdims=True), axis=1)
    topic = (random.random(person.size)[:, None] > limits[person]).sum(axis=1).clip(0, 7)
    cuts = np.linspace(-1.5, 0.5, levels - 1)
    total = effect + of_team[home]
    felt = 0.3 + ease[topic] + total[person] + random.logistic(size=person.size)
    good = max(levels - 2, 1)
    mix = np.bincount(topic, minlength=8) / topic.size
    share = (1 / (1 + np.exp(-(0.3 + ease + total[:, None] - cuts[good - 1])))) @ mix
    return Company(person, home[person], topic, (felt[:, None] > cuts).sum(axis=1), effect, share, good)


@pytest.mark.parametrize("levels", [2, 5])
def test_the_adjusted_order_is_the_true_one_where_the_raw_order_is_not(levels):
    adjusted, raw = [], []
    for seed in range(3):
        made = company(seed, answers=250, levels=levels, hard_cases_for_the_good=0.8)
        found = made.scored().people
        adjusted.append(scipy.stats.spearmanr(found.adjusted, made.share).statistic)
        raw.append(scipy.stats.spearmanr(found.raw, made.share).statistic)
    assert np.mean(adjusted) >= 0.8
    assert np.mean(raw) < 0.5


@pytest.mark.parametrize(
    ("levels", "chosen"), [(2, 0.0), (2, 0.6), (5, 0.6)], ids=["plain", "hard cases for the good", "five levels"]
)
def test_the_intervals_cover_the_truth_as_often_as_they_say(levels, chosen):
    covered = []
    for seed in range(samples(8)):
        made = company(seed, levels=levels, hard_cases_for_the_good=chosen)
        found = made.scored().people
        covered.append((found.low <= made.share) & (made.share <= found.high))
    assert 0.93 <= np.mean(coverage(covered)) <= 0.97  # 400 intervals: a standard error of about 1.1 %


def test_few_answers_or_many_people_leave_the_intervals_what_they_say():
    covered = []
    for seed in range(samples(12)):
        for made in (company(seed, answers=20), company(seed, people=100, answers=40)):
            found = made.scored().people
            covered.append(np.mean((found.low <= made.share) & (made.share <= found.high)))
    assert 0.93 <= coverage(covered) <= 0.97


def test_people_who_hardly_differ_are_covered_more_often_as_nobody_can_see_that_they_do_not():
    covered = []
    for seed in range(samples(6)):
        made = company(seed, spread=0.03)
        found = made.scored().people
        covered.append((found.low <= made.share) & (made.share <= found.high))
    assert np.mean(coverage(covered)) >= 0.97


def test_nobody_is_told_apart_where_nobody_differs():
    told = [set(company(seed, people=20, spread=0.0).scored().people.verdict) for seed in range(10)]
    assert sum(verdicts != {Verdict.SAME} for verdicts in told) <= 1


def test_those_told_apart_are_so_in_truth():
    right, wrong = 0, 0
    for seed in range(5):
        made = company(seed, spread=0.5, answers=200)
        found = made.scored()
        home = found.home
        average = np.bincount(home, made.effect) / np.bincount(home)
        truth = made.effect - average[home]
        for verdict, sign in ((Verdict.ABOVE, 1), (Verdict.BELOW, -1)):
            told = found.people.verdict == verdict
            right += int((told & (np.sign(truth) == sign)).sum())
            wrong += int((told & (np.sign(truth) != sign)).sum())
    assert right > 50
    assert wrong <= 0.05 * (right + wrong)


def test_the_model_agrees_with_plain_logistic_regression_where_nothing_is_pooled():
    from colere.stats import regression

    made = company(1, people=4, teams=1, answers=4000, spread=0.8)
    found = scores(made.person, made.outcome, cases={"topic": made.topic}).people
    design = np.hstack([np.eye(4)[made.person], np.eye(8)[made.topic][:, 1:]])
    other = regression.fit(made.outcome, design, family=regression.Family.BINOMIAL).coefficients[:4]
    assert found.difference == pytest.approx(other - other.mean(), abs=0.03)


def test_few_answers_are_pulled_further_to_the_average_than_many():
    made = company(2, spread=0.6)
    few = np.concatenate([np.arange(80 * 49), np.arange(80 * 49, 80 * 49 + 6)])  # six answers of the last person
    outcome = made.outcome.copy()
    outcome[80 * 49 :] = 1
    found = scores(made.person[few], outcome[few], cases={"topic": made.topic[few]}).people
    assert found.raw[-1] == 1.0
    assert found.adjusted[-1] < 0.9
    assert found.high[-1] - found.low[-1] > (found.high - found.low)[:-1].max()
    assert found.verdict[-1] == Verdict.SAME


def test_four_answers_are_too_few_for_a_verdict():
    made = company(3)
    kept = np.arange(80 * 49 + 4)
    found = scores(made.person[kept], made.outcome[kept], cases={"topic": made.topic[kept]}).people
    assert found.verdict[-1] == Verdict.TOO_FEW
    assert np.isnan(found.q_value[-1])
    assert found.n[-1] == 4


def test_labels_and_the_order_of_rows_do_not_matter():
    made = company(4, people=10, teams=2)
    shuffled = np.random.default_rng(1).permutation(made.person.size)
    names = np.array([f"agent {i:02}" for i in range(10)])
    one = scores(made.person, made.outcome, cases={"topic": made.topic})
    other = scores(names[made.person][shuffled], made.outcome[shuffled], cases={"topic": made.topic[shuffled]})
    assert other.people.label.tolist() == names.tolist()
    assert other.people.adjusted == pytest.approx(one.people.adjusted, abs=1e-6)


def test_the_estimate_lies_within_its_interval_and_teams_have_theirs():
    found = company(5, levels=5).scored()
    for standing in (found.people, found.teams):
        assert ((standing.low < standing.adjusted) & (standing.adjusted < standing.high)).all()
    assert found.teams.n.sum() == found.n
    assert found.home.tolist() == [i % 5 for i in range(50)]


def test_a_team_of_one_has_nobody_to_be_compared_with():
    made = company(6, people=4, teams=1)
    found = scores(made.person, made.outcome, team=np.where(made.person == 3, "one", "others")).people
    assert found.verdict[3] == Verdict.ALONE
    assert found.verdict[0] != Verdict.ALONE


def test_no_cases_and_one_person_have_an_answer():
    found = scores(np.zeros(50), np.arange(50) % 2)
    assert found.people.verdict.tolist() == [Verdict.ALONE]
    assert found.people.adjusted[0] == pytest.approx(0.5, abs=0.01)


def test_no_answers_are_an_empty_answer():
    found = scores([], [])
    assert found.n == 0
    assert found.people.label.size == 0
    assert np.isnan(found.overall)


def test_answers_that_are_all_good_tell_nobody_apart():
    found = scores(np.repeat(np.arange(3), 10), np.ones(30)).people
    assert found.adjusted.tolist() == [1.0, 1.0, 1.0]
    assert (found.low < 0.8).all()
    assert set(found.verdict) == {Verdict.SAME}


def test_a_person_with_only_good_answers_and_a_case_with_only_bad_ones_stay_finite():
    person, topic = np.repeat(np.arange(5), 40), np.tile([0, 1], 100)
    outcome = np.where(topic == 1, 0, np.where(person == 0, 1, np.arange(200) % 4 < 2))
    found = scores(person, outcome, cases={"topic": topic}).people
    assert np.isfinite(np.concatenate([found.adjusted, found.low, found.high])).all()


def test_fine_numbers_of_a_case_are_cut_into_tenths():
    made = company(7)
    waited = np.random.default_rng(1).exponential(100, made.person.size)
    waited[:50] = np.nan
    found = scores(made.person, made.outcome, cases={"waited": waited})
    assert np.isfinite(found.people.adjusted).all()


@pytest.mark.parametrize(
    ("person", "outcome", "cases"),
    [
        ([1, 2], [1.0], {}),
        ([1, 2], [1.0, np.nan], {}),
        ([1, 2], [1.0, np.inf], {}),
        ([1, 2], [1.0, 0.0], {"topic": [1]}),
        ([1, 2], [1.0, 0.0], {"waited": [1.0, np.inf]}),
    ],
)
def test_columns_that_do_not_fit_are_refused(person, outcome, cases):
    with pytest.raises(ValueError, match=r"\.$"):
        scores(person, outcome, cases=cases)


def test_many_cells_are_searched_coarsely_with_the_same_result(monkeypatch):
    from colere.stats import pooling

    made = company(8, people=30, teams=3, levels=5)
    exact = made.scored()
    monkeypatch.setattr(pooling, "_MANY", 0)
    coarse = made.scored()
    assert coarse.people.adjusted == pytest.approx(exact.people.adjusted, abs=0.005)
    assert coarse.person_spread == pytest.approx(exact.person_spread, rel=0.1)
