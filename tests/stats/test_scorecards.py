"""Which lines of a quality sheet go with what customers felt."""

import numpy as np
import pytest

from colere.stats.scorecards import Health, Verdict, health
from tests.stats.coverage import coverage, samples

LINES, PEOPLE, REVIEWERS = 8, 30, 6


def sheet(seed, *, effects=(), reviews=50):
    """Reviews by strict and mild reviewers of people who differ; the first lines have the effects given."""
    random = np.random.default_rng(seed)
    n = PEOPLE * reviews
    person, reviewer, case = random.integers(0, PEOPLE, n), random.integers(0, REVIEWERS, n), random.integers(0, 4, n)
    skill, strict = random.normal(0, 0.8, PEOPLE), random.normal(0, 0.7, REVIEWERS)
    ease = 1 + skill[person] + strict[reviewer] + random.normal(0, 0.3, n)
    lines = (random.random((n, LINES)) < 1 / (1 + np.exp(-ease))[:, None]).astype(float)
    effect = np.zeros(LINES)
    effect[: len(effects)] = effects
    chance = 0.55 + 0.05 * case + 0.08 * skill[person] + (lines - 0.7) @ effect
    felt = (random.random(n) < np.clip(chance, 0, 1)).astype(float)
    lines[random.random((n, LINES)) < 0.05] = np.nan
    return {"lines": lines, "felt": felt, "person": person, "reviewer": reviewer, "cases": {"case": case}}, effect


def judged(seed, **planted) -> Health:
    columns, _ = sheet(seed, **planted)
    return health(columns.pop("lines"), columns.pop("felt"), **columns)


def test_the_line_that_harms_and_the_line_that_helps_are_found_and_hardly_a_neutral_one():
    neutral = 0
    for seed in range(10):
        found = judged(seed, effects=(-0.2, 0.18))
        assert found.verdict[0] == Verdict.HARMS
        assert found.verdict[1] == Verdict.HELPS
        neutral += sum(verdict != Verdict.NO_SIGN for verdict in found.verdict[2:])
    assert neutral <= 3  # of 60


def test_where_nothing_was_planted_nothing_is_found():
    found = [judged(seed) for seed in range(20)]
    assert sum(set(one.verdict) != {Verdict.NO_SIGN} for one in found) <= 2


def test_the_intervals_cover_the_truth_as_often_as_they_say():
    covered = []
    for seed in range(samples(80)):
        columns, truth = sheet(seed, effects=(-0.15, 0.1), reviews=30)
        found = health(columns.pop("lines"), columns.pop("felt"), **columns)
        covered.append((found.low <= truth) & (truth <= found.high))
    assert 0.93 <= np.mean(coverage(covered)) <= 0.97


def test_good_people_with_happy_customers_do_not_make_a_line_help():
    columns, _ = sheet(3)
    lines, felt = columns["lines"], columns["felt"]
    passed = np.nan_to_num(lines[:, 0])
    assert np.corrcoef(passed, felt)[0, 1] > 0.05  # seen without people, the line seems to help
    assert judged(3).verdict[0] == Verdict.NO_SIGN


def test_without_clusters_the_association_is_that_of_least_squares():
    random = np.random.default_rng(1)
    person = np.repeat(np.arange(40), 25)
    lines = random.integers(0, 2, (1000, 3)).astype(float)
    felt = lines @ [0.5, -0.2, 0.0] + random.normal(0, 1, 1000)
    design = np.hstack([lines, np.eye(40)[person]])
    expected = np.linalg.lstsq(design, felt, rcond=None)[0][:3]
    assert health(lines, felt, person=person).association == pytest.approx(expected, abs=1e-6)


def test_points_are_counted_from_the_lines_worst_to_its_best():
    columns, _ = sheet(4, effects=(-0.2,))
    plain = health(columns["lines"], columns["felt"], person=columns["person"])
    points = health(columns["lines"] * 5, columns["felt"], person=columns["person"])
    assert points.association == pytest.approx(plain.association)


def test_a_line_that_everybody_keeps_is_constant_and_one_hardly_missed_has_too_few():
    columns, _ = sheet(5)
    columns["lines"][:, 0] = 1.0
    columns["lines"][:, 1] = 1.0
    columns["lines"][:4, 1] = 0.0
    columns["lines"][:, 2] = np.nan
    found = health(columns.pop("lines"), columns.pop("felt"), **columns)
    assert found.verdict[:3].tolist() == [Verdict.CONSTANT, Verdict.TOO_FEW, Verdict.TOO_FEW]
    assert found.n[2] == 0
    assert found.missed[1] == 4
    assert np.isnan(found.association[:3]).all()
    assert np.isfinite(found.association[3:]).all()


def test_two_lines_that_say_the_same_cannot_be_judged_apart():
    columns, _ = sheet(6)
    columns["lines"][:, 1] = columns["lines"][:, 0]
    found = health(columns.pop("lines"), columns.pop("felt"), **columns)
    assert found.verdict[:2].tolist() == [Verdict.TOO_FEW, Verdict.TOO_FEW]
    assert np.isfinite(found.association[2:]).all()


def test_reviews_whose_customer_did_not_answer_are_left_out():
    columns, _ = sheet(7)
    columns["felt"][::2] = np.nan
    found = health(columns["lines"], columns["felt"], person=columns["person"])
    assert (found.n <= columns["felt"].size / 2).all()


def test_no_reviews_and_few_people_are_too_few():
    found = health(np.zeros((0, 2)), [], person=[], names=["greeted", "solved"])
    assert found.line == ("greeted", "solved")
    assert set(found.verdict) == {Verdict.TOO_FEW}
    lines = np.tile([[0.0], [1.0]], (50, 1))
    assert health(lines, np.arange(100) % 3, person=np.arange(100) % 4).verdict.tolist() == [Verdict.TOO_FEW]


def test_answers_that_are_all_equal_give_no_sign_of_anything():
    columns, _ = sheet(8)
    found = health(columns["lines"], np.ones(columns["felt"].size), person=columns["person"])
    assert set(found.verdict) == {Verdict.NO_SIGN}
    assert np.isnan(found.association).all()


@pytest.mark.parametrize(
    ("lines", "felt", "person", "names"),
    [
        ([[1], [0]], [1], [1, 2], None),
        ([1, 0], [1, 0], [1, 2], None),
        ([[1], [np.inf]], [1, 0], [1, 2], None),
        ([[1], [0]], [1, 0], [1], None),
        ([[1], [0]], [1, 0], [1, 2], ["a", "b"]),
    ],
)
def test_columns_that_do_not_fit_are_refused(lines, felt, person, names):
    with pytest.raises(ValueError, match=r"\.$"):
        health(lines, felt, person=person, names=names)
