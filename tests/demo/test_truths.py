"""Every planted truth can be found by simple statistics, and where nothing is planted there is nothing to find.

The manifest says what to look for; these tests look for it as an analysis would, from what a company can see.
"""

from collections import defaultdict
from datetime import date

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import betaln, gammaln

from colere.demo.cast import AGENTS, TEAMS
from colere.demo.contacts import NEVER, rates
from colere.demo.plants import LINES, draw
from colere.demo.sizes import DAYS
from colere.demo.topics import CHANNELS, TOPIC_NUMBER, TOPICS
from tests.demo.companies import company

SEEDS = (1, 2)


def daily(simulated, topic):
    days = simulated.contacts.day[simulated.contacts.topic == TOPIC_NUMBER[topic]]
    return np.bincount(days, minlength=DAYS).astype(float)


def calm(simulated, topic):
    """What a day of this topic would be without causes and changes: the rates of the company without plants."""
    expected = rates(simulated.seed, simulated.year, draw(simulated.seed, planted=False))[TOPIC_NUMBER[topic]]
    return expected / expected.sum()


def step(counts, expected, low, high):
    """The day between `low` and `high` at which the rate changes, by maximum likelihood of two Poisson rates."""
    best, found = -np.inf, low
    for day in range(low + 3, high - 3):
        parts = [(counts[low:day].sum(), expected[low:day].sum()), (counts[day:high].sum(), expected[day:high].sum())]
        likelihood = sum(n * np.log(max(n, 0.5) / e) for n, e in parts)
        if likelihood > best:
            best, found = likelihood, day
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cause_begins_and_ends_on_the_days_of_the_manifest(seed):
    simulated = company("medium", seed)
    first = simulated.year.first
    for cause in simulated.manifest()["truths"]["causes"]:
        topic = next(iter(cause["topics"]))
        counts, expected = daily(simulated, topic), calm(simulated, topic)
        start = (date.fromisoformat(cause["starts_on"]) - first).days
        end = (date.fromisoformat(cause["ends_on"]) - first).days if cause["ends_on"] else DAYS
        found = step(counts, expected, max(start - 50, 0), (start + end) // 2 if cause["ends_on"] else DAYS)
        assert abs(found - start) <= 7, (cause["name"], "start")
        if cause["ends_on"]:
            found = step(counts, expected, (start + end) // 2, min(end + 50, DAYS))
            assert abs(found - end) <= 7, (cause["name"], "end")
        within = counts[start:end].sum() / expected[start:end].sum()
        without = (counts.sum() - counts[start:end].sum()) / (1 - expected[start:end].sum())
        assert within / without == pytest.approx(cause["topics"][topic], rel=0.3)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_change_helped_and_one_did_nothing(seed):
    simulated = company("medium", seed)
    for change in simulated.manifest()["truths"]["changes"]:
        counts, expected = daily(simulated, change["topic"]), calm(simulated, change["topic"])
        day = (date.fromisoformat(change["on"]) - simulated.year.first).days
        before, after = counts[:day].sum() / expected[:day].sum(), counts[day:].sum() / expected[day:].sum()
        error = np.sqrt(1 / counts[:day].sum() + 1 / counts[day:].sum())
        assert abs(np.log(after / before / change["rate_ratio"])) < 3.5 * error + 0.03, change["name"]


def shares(simulated):
    answered = simulated.felt.csat > 0
    pleased = simulated.felt.csat >= 4
    return np.array([pleased[answered & (simulated.handling.agent == agent)].mean() for agent in range(len(AGENTS))])


def adjusted(simulated):
    """Each agent's share if they had had everybody's cases: logistic regression on topic, channel and agent (ridge)."""
    answered = np.flatnonzero(simulated.felt.csat)
    topic, channel = simulated.contacts.topic[answered].astype(int), simulated.contacts.channel[answered].astype(int)
    cases = len(TOPICS) + len(CHANNELS)
    design = np.zeros((len(answered), cases + len(AGENTS)))
    rows = np.arange(len(answered))
    design[rows, topic] = design[rows, len(TOPICS) + channel] = 1
    design[rows, cases + simulated.handling.agent[answered]] = 1
    outcome = (simulated.felt.csat[answered] >= 4).astype(float)
    ridge = np.concatenate((np.full(cases, 0.02), np.full(len(AGENTS), 4.0)))
    weights = np.zeros(design.shape[1])
    for _ in range(10):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (outcome - chance) - ridge * weights
        curve = (design.T * (chance * (1 - chance))) @ design + np.diag(ridge)
        weights += np.linalg.solve(curve, slope)
    base = design[:, :cases] @ weights[:cases]
    return np.array([(1 / (1 + np.exp(-base - effect))).mean() for effect in weights[cases:]])


@pytest.mark.parametrize("seed", SEEDS)
def test_raw_scores_say_little_about_people_and_adjusted_ones_much(seed):
    simulated = company("medium", seed)
    truth = [agent["fair_csat"] for agent in simulated.manifest()["truths"]["people"]["agents"]]
    assert abs(np.corrcoef(shares(simulated), truth)[0, 1]) < 0.5
    assert np.corrcoef(adjusted(simulated), truth)[0, 1] > 0.85


@pytest.mark.parametrize("seed", SEEDS)
def test_who_looks_bad_by_their_cases_is_above_the_middle_when_adjusted(seed):
    simulated = company("medium", seed)
    people = simulated.manifest()["truths"]["people"]
    place = {agent.email: number for number, agent in enumerate(AGENTS)}
    raw, fair = shares(simulated), adjusted(simulated)
    for email in people["look_bad_by_their_cases"]:
        team = [n for n, agent in enumerate(AGENTS) if agent.team == AGENTS[place[email]].team]
        assert raw[place[email]] < raw[team].mean()
        assert fair[place[email]] > fair[team].mean()
    assert fair.argsort()[-3:].tolist().count(place[people["excellent"]]) == 1


def test_without_plants_people_cannot_be_told_apart():
    simulated = company("medium", 1, plants=False)
    answered = np.bincount(simulated.handling.agent[simulated.felt.csat > 0], minlength=len(AGENTS))
    spread = (adjusted(simulated) - adjusted(simulated).mean()) / np.sqrt(0.2 / answered)
    assert np.abs(spread).max() < 3


@pytest.mark.parametrize("seed", SEEDS)
def test_the_promise_of_an_answer_is_kept_as_measured_and_broken_as_felt(seed):
    simulated = company("medium", seed)
    promise = simulated.manifest()["truths"]["promise"]
    felt = felt_share(simulated, promise["felt_question"], since=promise["macro_since"])
    assert promise["kept_after"] > 0.9
    assert promise["kept_before"] < 0.65
    assert felt < promise["kept_after"] - 0.35


def felt_share(simulated, question, since=""):
    scores = [row["score"] for row in simulated.responses() if row["kind"] == question and row["at"] >= since]
    assert len(scores) > 100
    return np.mean(np.array(scores) >= 4)


def test_without_plants_a_promise_is_felt_as_it_is_measured():
    simulated = company("medium", 1, plants=False)
    promise = simulated.manifest()["truths"]["promise"]
    assert felt_share(simulated, promise["felt_question"]) == pytest.approx(promise["kept_before"], abs=0.06)


def line_contrasts(simulated):
    """z-values of each line of the sheet: share of pleased customers with the line against without it."""
    sheets = [row for row in simulated.tables()["quality_sheets"] if row["csat"]]
    pleased = np.array([row["csat"] >= 4 for row in sheets])
    found = {}
    for line in LINES:
        ticked = np.array([row["lines"][line] for row in sheets])
        shares_ = pleased[ticked].mean(), pleased[~ticked].mean()
        error = np.sqrt(sum(p * (1 - p) / n for p, n in zip(shares_, (ticked.sum(), (~ticked).sum()), strict=True)))
        found[line] = (shares_[0] - shares_[1]) / error
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_one_line_of_the_sheet_works_against_customers(seed):
    truth = company("medium", seed).manifest()["truths"]["scorecard"]
    contrasts = line_contrasts(company("medium", seed))
    assert all(contrasts[line] < -4 for line in truth["harmful"])
    assert all(contrasts[line] > 3 for line in truth["helpful"])
    assert all(abs(contrasts[line]) < 3.3 for line in truth["neutral"])


def test_without_plants_no_line_of_the_sheet_does_anything():
    assert max(map(abs, line_contrasts(company("medium", 1, plants=False)).values())) < 3.3


@pytest.mark.parametrize("seed", SEEDS)
def test_drivers_of_the_look_back_come_out_in_their_order(seed):
    simulated = company("medium", seed)
    answers = defaultdict(dict)
    for row in simulated.responses():
        if row["kind"].startswith("look-back"):
            answers[row["conversation"]][row["kind"]] = row["score"]
    items = list(simulated.manifest()["truths"]["drivers"]["items"])
    table = np.array([[row[item] for item in items] + [row["look-back"]] for row in answers.values()], dtype=float)
    slopes = np.linalg.lstsq(np.column_stack((table[:, :-1], np.ones(len(table)))), table[:, -1], rcond=None)[0][:-1]
    assert slopes[:-1].tolist() == sorted(slopes[:-1], reverse=True)
    assert slopes[-2] > 0.05
    assert abs(slopes[-1]) < 0.06


def pulse_by_lag(simulated):
    """Correlation of a team's weekly pulse with its customers' scores (less what cases explain), by lag in weeks."""
    weeks = DAYS // 7
    pulse = np.zeros((len(TEAMS), 80))
    count = np.zeros((len(TEAMS), 80))
    names = [team.name for team in TEAMS]
    for row in simulated.tables()["pulses"]:
        pulse[names.index(row["team"]), row["week"] + 20] += row["score"]
        count[names.index(row["team"]), row["week"] + 20] += 1
    pulse = np.divide(pulse, count, where=count > 0, out=np.zeros_like(pulse))
    answered = np.flatnonzero(simulated.felt.csat)
    topic, team = simulated.contacts.topic[answered], simulated.contacts.team[answered]
    pleased = (simulated.felt.csat[answered] >= 4).astype(float)
    means = np.array(
        [pleased[topic == number].mean() if (topic == number).any() else 0 for number in range(len(TOPICS))]
    )
    cell = team * weeks + np.minimum(simulated.contacts.day[answered] // 7, weeks - 1)
    size = len(TEAMS) * weeks
    rest = (np.bincount(cell, pleased - means[topic], size) / np.maximum(np.bincount(cell, minlength=size), 1)).reshape(
        -1, weeks
    )
    found = {}
    for lag in (-6, 0, 2, 6):
        sides = [(pulse[t, 20 - lag : 20 - lag + weeks], rest[t]) for t in range(len(TEAMS))]
        found[lag] = np.mean([np.corrcoef(a, b)[0, 1] for a, b in sides])
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_how_a_team_is_doing_shows_in_its_customers_scores_two_weeks_later(seed):
    found = pulse_by_lag(company("medium", seed))
    assert found[2] > 0.25
    assert found[2] > max(found[-6], found[6]) + 0.1


def test_without_plants_pulse_and_customers_have_nothing_to_do_with_each_other():
    assert abs(pulse_by_lag(company("medium", 1, plants=False))[2]) < 0.15


@pytest.mark.parametrize("seed", SEEDS)
def test_a_gesture_brings_customers_back_by_as_much_as_the_manifest_says(seed):
    simulated = company("medium", seed)
    truth = simulated.manifest()["truths"]["recovery"]["effect_on_buying_again_in_90_days"]
    rows = [row for row in simulated.tables()["gestures"] if row["bought_again_in_90_days"] is not None]
    given = np.array([row["gesture"] is not None for row in rows])
    again = np.array([row["bought_again_in_90_days"] for row in rows], dtype=float)
    before = np.array([min(row["purchases_before"], 6) + 10 * (row["days_a_customer"] > 120) for row in rows])
    effect = weight = 0.0
    for group in np.unique(before):
        inside = before == group
        if given[inside].any() and (~given[inside]).any():
            effect += inside.sum() * (again[inside & given].mean() - again[inside & ~given].mean())
            weight += inside.sum()
    assert truth > 0.08
    assert effect / weight == pytest.approx(truth, abs=0.06)


def test_without_plants_nobody_leaves_because_of_us():
    simulated = company("medium", 1, plants=False)
    assert simulated.purchases_.kept.all()
    assert simulated.manifest()["truths"]["recovery"]["effect_on_buying_again_in_90_days"] == 0


def test_the_structured_interview_says_something_and_the_other_nothing():
    rows = [row for seed in (1, 2, 3) for row in company("tiny", seed).tables()["interviews"]]
    quality = [row["quality_after_a_year"] for row in rows]
    structured = [(row["structured_first"] + row["structured_second"]) / 2 for row in rows]
    assert np.corrcoef(structured, quality)[0, 1] > 0.4
    assert abs(np.corrcoef([row["unstructured"] for row in rows], quality)[0, 1]) < 0.15
    assert abs(np.corrcoef([row["years_of_experience"] for row in rows], quality)[0, 1]) < 0.15


def test_contracts_end_by_the_hazards_of_the_manifest():
    simulated = company("medium", 1)
    rows = list(simulated.tables()["contracts"])
    last = simulated.year.until
    length = np.array(
        [
            ((date.fromisoformat(r["ended_on"]) if r["ended_on"] else last) - date.fromisoformat(r["started_on"])).days
            for r in rows
        ]
    )
    ended = np.array([r["ended_on"] is not None for r in rows])
    for name, ratio in simulated.manifest()["truths"]["churn"]["contract_hazard_ratios"].items():
        has = np.array([r[name] for r in rows])
        rates = [ended[part].sum() / length[part].sum() for part in (has, ~has)]
        error = np.sqrt(1 / ended[has].sum() + 1 / ended[~has].sum())
        assert abs(np.log(rates[0] / rates[1] / ratio)) < 3 * error + 0.03, name


def bg_nbd_loss(parameters, count, last, age):
    """Negative log-likelihood of BG/NBD (Fader, Hardie and Lee 2005, eq. 6), mean over customers."""
    r, alpha, a, b = np.exp(parameters)
    common = gammaln(r + count) - gammaln(r) + r * np.log(alpha)
    alive = betaln(a, b + count) - betaln(a, b) - (r + count) * np.log(alpha + age)
    gone = betaln(a + 1, b + count - 1) - betaln(a, b) - (r + count) * np.log(alpha + last)
    return -np.mean(common + np.where(count > 0, np.logaddexp(alive, gone), alive))


def test_the_purchase_process_can_be_recovered():
    simulated = company("medium", 1, plants=False)
    truth = simulated.manifest()["truths"]["purchases"]["bg_nbd"]
    bought, people = simulated.purchases_, simulated.customers_
    count = np.bincount(bought.customer, minlength=len(people)) - 1
    days = bought.at / 86_400
    first = np.full(len(people), np.inf)
    last = np.full(len(people), -np.inf)
    np.minimum.at(first, bought.customer, days)
    np.maximum.at(last, bought.customer, days)
    few = slice(0, 6_000)
    count, recency, age = count[few], (last - first)[few], (DAYS - first)[few]
    fit = minimize(
        bg_nbd_loss,
        np.log([1, 50, 1, 2]),
        args=(count, recency, age),
        method="Nelder-Mead",
        options={"maxiter": 300},
    )
    r, alpha, a, b = np.exp(fit.x)
    assert r / alpha == pytest.approx(truth["r"] / truth["alpha_days"], rel=0.1)
    assert a / (a + b) == pytest.approx(truth["a"] / (truth["a"] + truth["b"]), abs=0.03)
    assert r == pytest.approx(truth["r"], rel=0.2)


@pytest.mark.parametrize("planted", [True, False])
def test_some_products_call_for_another(planted):
    simulated = company("medium", 1, plants=planted)
    last, follows, counts = {}, defaultdict(int), defaultdict(int)
    for row in simulated.purchases():
        before = last.get(row["customer"])
        if before:
            follows[before, row["product"]] += 1
            counts[before] += 1
        last[row["customer"]] = row["product"]
    total = sum(counts.values())
    bought = defaultdict(int)
    for (_before, product), count in follows.items():
        bought[product] += count
    lifts = [
        follows[pair["after"], pair["next"]] / counts[pair["after"]] / (bought[pair["next"]] / total)
        for pair in simulated.manifest()["truths"]["purchases"]["next_products"]
    ]
    # without the plant, taste alone makes the two a little likelier together
    assert np.median(lifts) > 6 if planted else np.median(lifts) < 4


def test_topics_have_their_season():
    simulated = company("medium", 1)
    months = np.array([simulated.year.date_of(int(day)).month for day in simulated.contacts.day])
    pests = simulated.contacts.topic == TOPIC_NUMBER["pests"]
    summer, winter = np.isin(months, (5, 6, 7)), np.isin(months, (12, 1, 2))
    assert (pests & summer).sum() > 3 * (pests & winter).sum()


def test_silence_is_not_random():
    simulated = company("medium", 1)
    settled = simulated.handling.resolved != NEVER
    answered = simulated.felt.csat > 0
    happy, hurt, middling = (
        (simulated.felt.feeling > 1.0),
        (simulated.felt.feeling < -2.05),
        (np.abs(simulated.felt.feeling + 0.8) < 0.4),
    )
    rates = [answered[settled & group].mean() for group in (happy, hurt, middling)]
    assert 0.2 < answered.mean() < 0.5
    assert rates[0] > rates[2]
    assert rates[1] > rates[2]
