"""Each instrument about problems, changes and customers, asked of a simulated company from what it can see."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from colere.demo.company import Company
from colere.demo.sizes import DAYS
from colere.demo.topics import TOPIC_NUMBER, TOPICS
from colere.stats.before_after import Verdict, change_in_counts
from colere.stats.churn import fit_hazard, periods_of
from colere.stats.forecast import backtest
from colere.stats.gestures import Verdict as GestureVerdict
from colere.stats.gestures import gesture_effect
from colere.stats.purchases import Fitted, expected_purchases, fit_purchases, fit_spending
from colere.stats.recurring import recurring_problems
from tests.demo.said import Said

Floats = NDArray[np.float64]
NEAR = 7
"""Days by which the found edge of a cause may miss the true one."""
YEAR, WEEK = (365.25, 2), (7, 3)
CONTRACT_WEEK = 7
CHANGES = (("repair status", "repair diary on the order page"), ("wrong invoice", "new wording of the invoice mail"))


def daily(company: Company) -> Floats:
    """Contacts by topic and day."""
    cell = company.contacts.topic.astype(int) * DAYS + company.contacts.day
    return np.bincount(cell, minlength=len(TOPICS) * DAYS).reshape(-1, DAYS).astype(float)


def ask_causes(company: Company) -> Said:
    """Recurring problems: which topics had an episode, from when until when."""
    counts = daily(company)
    minutes = np.array([topic.minutes for topic in TOPICS])
    problems = recurring_problems(counts, minutes)
    episodes = {problem.theme: problem.history.episodes for problem in problems}
    said, true = Said(), {name: [] for name in range(len(TOPICS))}
    for cause in company.plants.causes:
        end = cause.end or DAYS
        for name in cause.topics:
            theme = TOPIC_NUMBER[name]
            true[theme].append((cause.start, end))
            near = [
                abs(one.first - cause.start) <= NEAR and (abs(one.last + 1 - end) <= NEAR or one.is_ongoing)
                for one in episodes[theme]
            ]
            where = [(one.first - cause.start, one.last + 1 - end) for one in episodes[theme]]
            said.look(is_found=any(near), name=f"{name} {where}")
            for one in episodes[theme][:1]:
                said.cover(*one.first_between, cause.start)
    for change in company.plants.changes:
        if change.factor < 1:
            true[TOPIC_NUMBER[change.topic]] += [(0, change.day), (change.day, DAYS)]
    for theme in range(len(TOPICS)):
        wrong = [one for one in episodes[theme] if not any(_overlap(one, each) for each in true[theme])]
        said.doubt(bool(wrong))
        said.missed += [f"not so: {TOPICS[theme].name}, day {one.first} to {one.last}" for one in wrong]
    said.figures["episodes"] = float(sum(map(len, episodes.values())))
    return said


def _overlap(episode: Any, true: tuple[int, int]) -> bool:
    common = min(episode.last + 1, true[1]) - max(episode.first, true[0])
    return bool(common >= 0.5 * (episode.last + 1 - episode.first))


def ask_changes(company: Company) -> Said:
    """Two changes of the company: one made a topic rarer, one did nothing."""
    counts, said = daily(company), Said()
    planted = {change.topic: change for change in company.plants.changes}
    days = {topic: planted[topic].day if topic in planted else 180 for topic, _ in CHANGES}
    for topic, name in CHANGES:
        own = TOPIC_NUMBER[topic]
        found = change_in_counts(
            counts[own],
            days[topic],
            comparison=_others(company, counts, own),
            trend=False,
            seasons=(YEAR, WEEK),
        )
        factor = planted[topic].factor if topic in planted else 1.0
        said.cover(found.effect.low, found.effect.high, factor)
        if factor < 1:
            said.look(is_found=found.verdict is Verdict.FELL, name=f"{name}: {found.verdict}")
        else:
            said.doubt(found.verdict in (Verdict.FELL, Verdict.ROSE))
        said.figures[f"effect_on_{topic.replace(' ', '_')}"] = float(found.effect.value)
    return said


def _others(company: Company, counts: Floats, own: int) -> Floats:
    """The contacts of the same team about matters that nothing is known to have happened to."""
    touched = {TOPIC_NUMBER[topic] for cause in company.plants.causes for topic in cause.topics} | {own}
    touched |= {TOPIC_NUMBER[change.topic] for change in company.plants.changes}
    others = [n for n, topic in enumerate(TOPICS) if topic.team == TOPICS[own].team and n not in touched]
    return counts[others].sum(axis=0)


def ask_gestures(company: Company) -> Said:
    """Does making good pay back, in customers who buy again within 90 days?"""
    rows = [row for row in company.tables()["gestures"] if row["bought_again_in_90_days"] is not None]
    rate, is_firm = usual_buying(company, rows)
    known = [
        [np.log(often), np.log1p(row["purchases_before"]), _spent_a_day(row), firm, row["known_cause"]]
        for row, often, firm in zip(rows, rate, is_firm, strict=True)
    ]
    found = gesture_effect(
        [row["bought_again_in_90_days"] for row in rows],
        [row["gesture"] is not None for row in rows],
        np.asarray(known, dtype=float),
        cluster=[row["customer"] for row in rows],
    )
    truth = company.manifest()["truths"]["recovery"]["effect_on_buying_again_in_90_days"]
    said = Said()
    said.cover(found.difference.low, found.difference.high, truth)
    said.figures |= {"truth": truth, "error": float(found.difference.value) - truth, "rows": float(len(rows))}
    said.figures |= {"raw_error": float(found.raw.value) - truth, "overlap": found.overlap}
    said.figures["half_width"] = float(found.difference.high - found.difference.low) / 2
    if company.plants.planted:
        said.look(is_found=found.verdict is GestureVerdict.PAYS_BACK, name=f"gesture: {found.verdict}")
    else:
        said.doubt(found.verdict in (GestureVerdict.PAYS_BACK, GestureVerdict.COSTS))
    return said


def _spent_a_day(row: dict[str, Any]) -> float:
    return float(np.log(row["spent_before"] / max(row["days_a_customer"], 30) + 0.05))


def usual_buying(company: Company, rows: list[dict[str, Any]]) -> tuple[Floats, NDArray[np.bool_]]:
    """How many purchases were to be expected of each row's customer in the 90 days to come, told on that day, and
    whether it is a company.
    """
    bought = company.purchases_
    who = np.array([int(row["customer"][3:]) - 1 for row in rows])
    now = company.contacts.opened[[int(row["conversation"][2:]) - 1 for row in rows]]
    kept = np.flatnonzero(bought.kept)
    kept = kept[np.lexsort((bought.at[kept], bought.customer[kept]))]
    ladder = bought.customer[kept] * 1e9 + bought.at[kept]
    low, high = np.searchsorted(ladder, who * 1e9 - 4e8), np.searchsorted(ladder, who * 1e9 + now)
    some = high > low
    first = np.where(some, bought.at[kept[np.minimum(low, kept.size - 1)]], now)
    last = np.where(some, bought.at[kept[np.maximum(high - 1, 0)]], now) - first
    repeats = np.maximum(high - low - 1, 0)
    fitted = fit_purchases(*customers(company)[:3])
    told = expected_purchases(fitted, repeats, last / 86_400, (now - first) / 86_400, horizon=90.0)
    return told.value, np.asarray(company.customers_.firm[who] >= 0)


def ask_churn(company: Company) -> Said:
    """Hazard ratios of yearly contracts."""
    rows, last = list(company.tables()["contracts"]), company.year.until
    hazards = company.plants.contract_hazards
    started = [date.fromisoformat(row["started_on"]) for row in rows]
    ended = [date.fromisoformat(row["ended_on"]) if row["ended_on"] else last for row in rows]
    weeks = np.array([max((b - a).days // CONTRACT_WEEK + 1, 1) for a, b in zip(started, ended, strict=True)])
    has_left = np.array([row["ended_on"] is not None for row in rows])
    flags = np.array([[row[name] for name in hazards] for row in rows], dtype=float)
    whose, tenure, gone = periods_of(np.zeros(len(rows)), weeks, has_left)
    found = fit_hazard(tenure, flags[whose], gone)
    truth, said = np.array(list(hazards.values())), Said()
    said.cover(found.low, found.high, truth)
    signs = np.where(found.low > 1, 1, np.where(found.high < 1, -1, 0))
    for place, name in enumerate(hazards):
        if truth[place] == 1:
            said.doubt(signs[place] != 0)
        else:
            said.look(is_found=bool(signs[place] == np.sign(truth[place] - 1)), name=name)
    said.figures["error_of_log_ratio"] = float(np.abs(np.log(found.ratio / truth)).mean())
    return said


def ask_purchases(company: Company) -> Said:
    """The parameters of the purchase process and of what is spent."""
    truth = company.manifest()["truths"]["purchases"]
    x, last, age, mean = customers(company)
    said = Said()
    buying = fit_purchases(x, last, age)
    _parameters(said, buying, truth["bg_nbd"])
    private = (x > 0) & (company.customers_.firm < 0)
    _parameters(said, fit_spending(x[private], mean[private]), truth["gamma_gamma"])
    return said


def _parameters(said: Said, found: Fitted, truth: dict[str, float]) -> None:
    values = np.array(list(truth.values()))
    said.cover(found.low, found.high, values)
    for name, ratio in zip(truth, found.parameters / values, strict=True):
        said.figures[f"{name}_to_truth"] = float(ratio)


def customers(company: Company) -> tuple[Floats, Floats, Floats, Floats]:
    """Of each customer: purchases after the first, time of the last, age, mean amount, in days, up to the first time
    that something went wrong for them: from then on another process works too.
    """
    bought, links, contacts = company.purchases_, company.links, company.contacts
    until = np.full(len(company.customers_), float(DAYS * 86_400))
    went_wrong = links.failure | ~company.handling.solved
    np.minimum.at(until, links.customer[went_wrong], contacts.opened[went_wrong])
    first = np.full(until.size, np.inf)
    np.minimum.at(first, bought.customer, bought.at)
    is_later = bought.kept & (bought.at <= until[bought.customer]) & (bought.at > first[bought.customer])
    who, at = bought.customer[is_later], bought.at[is_later]
    x = np.bincount(who, minlength=until.size).astype(float)
    last = np.zeros(until.size)
    np.maximum.at(last, who, at - first[who])
    spent = np.bincount(who, bought.amount[is_later], until.size)
    age = np.maximum(until - first, last)
    seen = np.isfinite(first) & (until > first)
    return x[seen], last[seen] / 86_400, age[seen] / 86_400, (spent / np.maximum(x, 1))[seen]


def ask_forecast(company: Company) -> Said:
    """The last weeks, forecast from the days before them: contacts by hour and day within their bounds."""
    day, hour = company.contacts.day, (company.contacts.opened % 86_400 // 3_600).astype(int)
    counts = np.bincount(day * 24 + hour, minlength=DAYS * 24).reshape(DAYS, 24)
    holidays = company.year.holidays[:DAYS]
    found = backtest(counts, weeks=8, first_weekday=int(company.year.weekdays[0]), holidays=holidays)
    said = Said()
    said.covered, said.intervals = round(found.coverage * found.days * 24), found.days * 24
    said.figures |= {"day_coverage": found.day_coverage, "error_to_last_week": found.ratio}
    said.figures |= {"day_error_to_last_week": found.day_ratio}
    return said
