"""Each instrument about people and teams, asked of a simulated company from what such a company can see."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from colere.demo.cast import AGENT_TEAM, TEAMS
from colere.demo.company import Company
from colere.demo.felt import ANSWERS, CUTS, PULSE_LEAD, WEEKS, expected_feeling
from colere.demo.plants import DRIVERS, LINES
from colere.demo.surveys import look_back, scored
from colere.demo.topics import CHANNELS, TOPICS
from colere.stats import people, scorecards
from colere.stats.drivers import drivers
from colere.stats.teamwork import MoodAndCustomers, Verdict, mood_and_customers
from tests.demo.said import Said

Floats = NDArray[np.float64]
TOPIC_NAMES, CHANNEL_NAMES = np.array([topic.name for topic in TOPICS]), np.array(CHANNELS)
GOOD = 4
SOLVED_HELPS = 1.5 * 0.5 * 0.105
"""What a point of skill (log odds) adds through matters solved: effect of solving × of skill on it × p(1 − p)."""
LEAD, LAGS = 8, (0, 1, 2, 3, 4)
PERIODS = LEAD + WEEKS - 1
PULL = np.array([0.75, 0.2, -0.35, -0.1, 0.35])
"""How much more ready to answer each score makes (log odds)."""


def ask_people(company: Company) -> Said:
    """Adjusted scores: their order, who is told apart, and whether intervals hold what everybody's cases would give."""
    answered = np.flatnonzero(company.felt.csat)
    agent = company.handling.agent[answered].astype(int)
    topic, channel = company.contacts.topic[answered], company.contacts.channel[answered]
    cases = {"topic": TOPIC_NAMES[topic], "channel": CHANNEL_NAMES[channel]}
    found = people.scores(
        agent, company.felt.csat[answered], cases=cases, team=np.array(AGENT_TEAM)[agent], good=GOOD
    ).people
    skill, team = np.array(company.plants.skills), np.array(AGENT_TEAM)
    truth = fair_shares(company)
    said = Said()
    told = np.isin(found.verdict, (people.Verdict.ABOVE, people.Verdict.BELOW))
    said.cover(found.low, found.high, truth)
    said.figures["answers_each"] = float(np.median(found.n))
    said.figures["error_of_share"] = float(np.abs(found.adjusted - truth).mean())
    said.figures["told_apart"] = float(told.sum())
    if company.plants.planted:
        order = [float(np.corrcoef(one, truth)[0, 1]) for one in (found.adjusted, found.raw)]
        ranks = [float(np.corrcoef(_ranks(one), _ranks(truth))[0, 1]) for one in (found.adjusted, found.raw)]
        said.figures |= {"order_adjusted": order[0], "order_raw": order[1]}
        said.figures |= {"rank_order_adjusted": ranks[0], "rank_order_raw": ranks[1]}
        said.look(is_found=order[0] >= 0.8, name="order of people")
    mean = np.bincount(team, skill) / np.bincount(team)
    apart = skill - mean[team]
    is_wrong = np.sign(found.difference) != np.sign(apart)
    said.doubt(is_wrong[told] if company.plants.planted else told)
    return said


def _ranks(values: Floats) -> Floats:
    return np.argsort(np.argsort(values)).astype(np.float64)


def fair_shares(company: Company) -> Floats:
    """The share of good answers that each agent would have with everybody's cases, silence included as it is."""
    contacts, handling, links, plants = company.contacts, company.handling, company.links, company.plants
    some = np.flatnonzero(handling.resolved >= 0)
    some = np.random.default_rng(company.seed).choice(some, min(some.size, 8_000), replace=False)
    base = expected_feeling(contacts, handling, links, plants, company.moods)[some]
    base = base + 0.5 * company.customers_.temper[links.customer[some]]
    skill = np.array(plants.skills)
    base = base - SOLVED_HELPS * skill[handling.agent[some]]
    ready = ANSWERS[contacts.channel[some]] + 0.7 * company.customers_.talks[links.customer[some]] - 0.35
    answering = 1 / (1 + np.exp(-(ready[:, None] + PULL)))
    shares = []
    for one in skill * (1 + SOLVED_HELPS):
        good, known = _good_and_known(base + one, answering)
        shares.append(good.sum() / known.sum())
    return np.asarray(shares)


def _good_and_known(feeling: Floats, answering: Floats) -> tuple[Floats, Floats]:
    """How likely each conversation ends with a good answer, and with any; `answering`: likely for each score."""
    below = 1 / (1 + np.exp(feeling[:, None] - np.array(CUTS)))
    chance = np.diff(np.column_stack([np.zeros(feeling.size), below, np.ones(feeling.size)]), axis=1) * answering
    return chance[:, GOOD - 1 :].sum(axis=1), chance.sum(axis=1)


def ask_scorecard(company: Company) -> Said:
    """The lines of the quality sheet: which help, which harm."""
    sheets = [row for row in company.tables()["quality_sheets"] if row["csat"]]
    found = scorecards.health(
        [[row["lines"][line] for line in LINES] for row in sheets],
        [row["csat"] >= GOOD for row in sheets],
        person=[row["person"] for row in sheets],
        names=LINES,
        reviewer=[row["reviewer"] for row in sheets],
        cases={"topic": [row["topic"] for row in sheets]},
    )
    said, effects = Said(), np.array(company.plants.lines)
    says = np.array([{"helps": 1, "harms": -1}.get(str(one), 0) for one in found.verdict])
    for line in np.flatnonzero(effects):
        said.look(is_found=bool(says[line] == np.sign(effects[line])), name=LINES[line])
    said.doubt(says[effects == 0] != 0)
    said.figures["neutral_said_to_harm"] = float((says[effects == 0] < 0).sum())
    said.cover(found.low[effects == 0], found.high[effects == 0], 0.0)
    said.figures["sheets"] = float(len(sheets))
    return said


def mood_panels(company: Company) -> tuple[Floats, Floats, Floats, Floats]:
    """Teams × weeks from `LEAD` weeks before the year: pulse and its answers, pleased customers beyond what their
    topics explain and their answers.
    """
    names = {team.name: number for number, team in enumerate(TEAMS)}
    cells = [(names[row["team"]], row["week"] + LEAD, row["score"]) for row in company.tables()["pulses"]]
    team, week, score = (np.array(column) for column in zip(*cells, strict=True))
    answered = np.flatnonzero(company.felt.csat)
    topic = company.contacts.topic[answered].astype(int)
    pleased = (company.felt.csat[answered] >= GOOD).astype(float)
    usual = np.bincount(topic, pleased, len(TOPICS)) / np.maximum(np.bincount(topic, minlength=len(TOPICS)), 1)
    return (
        *_means(team * PERIODS + week, score.astype(float), PERIODS),
        *_means(_team_week(company, answered), pleased - usual[topic], PERIODS),
    )


def _team_week(company: Company, some: NDArray[np.int64]) -> NDArray[np.int64]:
    return company.contacts.team[some] * PERIODS + company.contacts.day[some] // 7 + LEAD


def mood_added(company: Company) -> tuple[Floats, Floats]:
    """What the mood of teams truly added to the share of pleased customers, by team and week, and their answers."""
    contacts, links = company.contacts, company.links
    answered = np.flatnonzero(company.felt.csat)
    felt = expected_feeling(contacts, company.handling, links, company.plants, company.moods)[answered]
    felt += np.array(company.plants.skills)[company.handling.agent[answered]]
    felt += 0.5 * company.customers_.temper[links.customer[answered]]
    week = contacts.day[answered] // 7 + PULSE_LEAD - company.plants.pulse_lag
    mood = company.plants.pulse_effect * company.moods[contacts.team[answered], week]
    ready = ANSWERS[contacts.channel[answered]] + 0.7 * company.customers_.talks[links.customer[answered]] - 0.35
    answering = 1 / (1 + np.exp(-(ready[:, None] + PULL)))
    (good, known), (calm_good, calm_known) = (_good_and_known(each, answering) for each in (felt, felt - mood))
    return _means(_team_week(company, answered), good / known - calm_good / calm_known, PERIODS)


def _means(cell: NDArray[np.int64], values: Floats, weeks: int) -> tuple[Floats, Floats]:
    size = len(TEAMS) * weeks
    n = np.bincount(cell, minlength=size).astype(float)
    mean = np.divide(np.bincount(cell, values, size), n, out=np.full(size, np.nan), where=n > 0)
    return mean.reshape(-1, weeks), n.reshape(-1, weeks)


def mood(company: Company) -> MoodAndCustomers:
    """The instrument's answer for this company."""
    return mood_and_customers(*mood_panels(company), lags=LAGS)


def ask_mood(company: Company) -> Said:
    """Team mood before customers' scores: a sign, at the planted lag, and none before."""
    found, said = mood(company), Said()
    is_sign = found.verdict is Verdict.SIGN
    said.figures["is_sign"] = float(is_sign)
    if company.plants.planted:
        said.look(is_found=is_sign, name=f"mood: {found.verdict}")
        best = max(found.lags, key=lambda lag: float(lag.effect.value), default=None)
        said.look(is_found=best is not None and best.periods == company.plants.pulse_lag, name="mood: the lag")
        said.doubt([not found.ahead.low <= 0 <= found.ahead.high])
        lag = found.lags[company.plants.pulse_lag].effect
        true = mood_and_customers(*mood_panels(company)[:2], *mood_added(company), lags=LAGS)
        truth = float(true.lags[company.plants.pulse_lag].effect.value)
        said.cover(lag.low, lag.high, truth)
        said.figures |= {"truth": truth, "error": float(lag.value) - truth}
    else:
        said.doubt([is_sign])
    return said


def ask_drivers(company: Company) -> Said:
    """Drivers of the look back: their shares in their order, and which do nothing."""
    _, _, items, whole = look_back(company)
    found = drivers(items, whole)
    truth, said = true_drivers(company), Said()
    said.figures["answers"] = float(found.n)
    said.cover(found.slope_low, found.slope_high, truth["slope"])
    if company.plants.planted:
        said.cover(found.low, found.high, truth["share"])
        order = found.share.argsort()[::-1].tolist()
        said.look(is_found=order == list(range(len(DRIVERS))), name="order of drivers")
        said.figures["error_of_share"] = float(np.abs(found.share - truth["share"]).mean())
    nothing = np.array(company.plants.drivers) == 0
    said.doubt(found.is_clear[nothing])
    return said


def true_drivers(company: Company, rows: int = 400_000) -> dict[str, Any]:
    """What the same questionnaire gives in a crowd: chance is out of it, the rounding to five scores is in."""
    weights = np.array(company.plants.drivers)
    if not weights.any():
        return {"slope": np.zeros(weights.size), "share": np.zeros(weights.size)}
    rng = np.random.default_rng(7)
    common = rng.standard_normal((rows, 1))
    items = np.sqrt(0.35) * common + np.sqrt(0.65) * rng.standard_normal((rows, weights.size))
    found = drivers(*scored(items, weights, rng.standard_normal(rows)), repeats=2)
    return {"slope": found.slope, "share": found.share}
