"""What the measures of conversations, of answers and of promises show of a simulated company.

Counted from its arrays; that the product counts the same from facts is tested where it counts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from colere.demo.beliefs import PROMISES
from colere.demo.company import Company
from colere.demo.contacts import NEVER
from colere.demo.topics import TOPIC_NUMBER

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
DAY, WEEK, GOOD = 86_400, 7, 4


@dataclass(frozen=True)
class Cases:
    """What a measure is counted over: a value for each case, and the day that it belongs to (0: the first)."""

    value: Floats
    day: Ints


def answers_of(company: Company) -> dict[str, Cases]:
    """The scores of each question."""
    return _answers(_Same(company))


class _Same:
    """A company, known by what it is made from: its arrays cannot be compared."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.made_from = (company.size.conversations, company.seed, company.year.until, company.plants.planted)

    def __hash__(self) -> int:
        return hash(self.made_from)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.made_from == other.made_from


@lru_cache(maxsize=2)
def _answers(same: _Same) -> dict[str, Cases]:
    company, start = same.company, same.company.year.date_of(0).toordinal()
    found: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for row in company.responses():
        scores, days = found[row["kind"]]
        scores.append(row["score"])
        days.append(date.fromisoformat(row["at"][:10]).toordinal() - start)
    every = {name: Cases(np.array(scores, float), np.array(days)) for name, (scores, days) in found.items()}
    answered = company.felt.csat > 0
    return every | {"csat": _csat(company, answered)}


def _csat(company: Company, some: NDArray[np.bool_]) -> Cases:
    felt = company.felt
    return Cases(felt.csat[some].astype(float), (felt.csat_at[some] // DAY).astype(np.int64))


def sides_of(company: Company, promise: dict[str, Any]) -> dict[str, Cases]:
    """Whether a promise was "kept", case by case, and whether it was "felt" (left out where nothing asks)."""
    rule, felt = promise["rule"], promise["felt"]
    found = {"kept": _in_time(company, rule) if "within_seconds" in rule else _answered(company, rule)}
    if felt:
        asked = answers_of(company)[felt["name"]]
        found["felt"] = Cases((asked.value >= felt["at_least"]).astype(float), asked.day)
    return found


def promise_of(slug: str) -> dict[str, Any]:
    """The promise of this short name."""
    return next(promise for promise in PROMISES if promise["slug"] == slug)


def _in_time(company: Company, rule: dict[str, Any]) -> Cases:
    contacts, handling = company.contacts, company.handling
    done = handling.first if rule["measure"] == "first_response_time" else handling.resolved
    is_over = contacts.opened + rule["within_seconds"] < company.year.horizon
    due = ((done != NEVER) | is_over) & _narrowed(company, rule)
    kept = (done != NEVER) & (done - contacts.opened <= rule["within_seconds"])
    return Cases(kept[due].astype(float), contacts.day[due].astype(np.int64))


def _answered(company: Company, rule: dict[str, Any]) -> Cases:
    if rule["measure"] == "csat":
        asked = _csat(company, (company.felt.csat > 0) & _narrowed(company, rule))
    else:
        asked = answers_of(company)[rule["measure"]]
    return Cases((asked.value >= rule["at_least"]).astype(float), asked.day)


def _narrowed(company: Company, rule: dict[str, Any]) -> NDArray[np.bool_]:
    if "topic" not in rule:
        return np.ones(len(company.contacts), dtype=np.bool_)
    return np.asarray(company.contacts.topic == TOPIC_NUMBER[rule["topic"]])


@dataclass(frozen=True)
class Weeks:
    """A measure by week: what it is, and on how many cases it rests."""

    value: Floats
    n: Ints


def by_week(company: Company, first: int, weeks: int) -> dict[str, Weeks]:
    """Every measure of the catalogue in so many weeks from this day on."""
    return {name: _weekly(cases, kind, first, weeks) for name, (cases, kind) in _measured(company).items()}


def _measured(company: Company) -> dict[str, tuple[Cases, str]]:
    """What each measure is counted over, and how: "count", "share", "balance", "mean" or a quantile."""
    contacts, handling, answers = company.contacts, company.handling, answers_of(company)
    day, is_resolved = contacts.day.astype(np.int64), handling.resolved != NEVER
    again = (handling.reopened != NEVER) & is_resolved
    back = again | _comes_back(company)
    answered = (handling.first != NEVER) & (handling.first > 0)
    waited = Cases((handling.first - contacts.opened)[answered], day[answered])
    took = Cases((handling.resolved - contacts.opened)[is_resolved], day[is_resolved])
    found = {
        "conversations_opened": (Cases(np.ones(day.size), day), "count"),
        "conversations_resolved": (Cases(np.ones(int(is_resolved.sum())), day[is_resolved]), "count"),
        "resolution_rate": (Cases(is_resolved.astype(float), day), "mean"),
        "reopened_rate": (Cases(again[is_resolved].astype(float), day[is_resolved]), "mean"),
        "first_contact_resolution": (Cases((~back[is_resolved]).astype(float), day[is_resolved]), "mean"),
        "csat": (Cases((answers["csat"].value >= GOOD).astype(float), answers["csat"].day), "mean"),
        "recommend": (_balance(answers["recommend"]), "mean"),
        "effort": (answers["effort"], "mean"),
    }
    for q, name in ((0.5, "p50"), (0.9, "p90")):
        found |= {f"first_response_time_{name}": (waited, str(q)), f"resolution_time_{name}": (took, str(q))}
    for promise in PROMISES:
        for side, cases in sides_of(company, promise).items():
            found[f"promise_{side}:{promise['slug']}"] = (cases, "mean")
    return found


def _balance(asked: Cases) -> Cases:
    return Cases((asked.value >= 9).astype(float) - (asked.value <= 6), asked.day)


def _comes_back(company: Company) -> NDArray[np.bool_]:
    """Whether the same customer opened another conversation on the same topic within seven days."""
    contacts, customer = company.contacts, company.links.customer
    order = np.lexsort((contacts.opened, contacts.topic, customer))
    at, whose, about = contacts.opened[order], customer[order], contacts.topic[order]
    found = np.zeros(len(order), dtype=np.bool_)
    is_next = (whose[1:] == whose[:-1]) & (about[1:] == about[:-1]) & (at[1:] - at[:-1] <= WEEK * DAY)
    found[order[:-1]] = is_next
    return found


def _weekly(cases: Cases, kind: str, first: int, weeks: int) -> Weeks:
    week = (cases.day - first) // WEEK
    seen = (week >= 0) & (week < weeks)
    week, value = week[seen], cases.value[seen]
    n = np.bincount(week, minlength=weeks)
    if kind == "count":
        return Weeks(n.astype(np.float64), n)
    if kind == "mean":
        total = np.bincount(week, value, minlength=weeks)
        return Weeks(np.where(n > 0, total / np.maximum(n, 1), np.nan), n)
    own = [value[week == one] for one in range(weeks)]
    return Weeks(np.array([np.quantile(one, float(kind)) if one.size else np.nan for one in own]), n)
