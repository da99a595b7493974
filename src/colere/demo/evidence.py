"""Tables that later rooms of the product will hold: handed over as rows until those rooms exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from colere.demo.cast import AGENT_TEAM, AGENTS, PEOPLE, TEAMS
from colere.demo.clock import DAY_SECONDS
from colere.demo.felt import PULSE_LEAD, WEEKS
from colere.demo.plants import LINES
from colere.demo.sizes import DAYS
from colere.demo.streams import stream
from colere.demo.topics import TOPICS

if TYPE_CHECKING:
    from colere.demo.company import Company

Row = dict[str, Any]


def tables(company: Company) -> dict[str, Iterator[Row]]:
    """Every table by its name; each call begins anew."""
    return {
        "quality_sheets": quality_sheets(company),
        "pulses": pulses(company),
        "gestures": gestures(company),
        "interviews": interviews(company),
        "contracts": contracts(company),
        "shifts": iter(company.roster.rows()),
        "changes": changes(company),
    }


def quality_sheets(company: Company) -> Iterator[Row]:
    """Reviewed conversations with the lines of the sheet (true or false) and, where known, the customer's score."""
    rng = stream(company.seed, "quality sheets")
    answered = company.felt.csat > 0
    count = len(answered)
    share = min(1.0, 2_400 / max(answered.sum(), 1))
    chosen = np.flatnonzero(rng.random(count) < np.where(answered, share, share * 0.2))
    leads = {person.team: person.email for person in PEOPLE if person.role == "lead"}
    for place, number in enumerate(chosen.tolist(), start=1):
        agent = AGENTS[company.handling.agent[number]]
        yield {
            "id": f"q-{place}",
            "conversation": f"c-{number + 1}",
            "person": agent.email,
            "reviewer": leads[agent.team],
            "at": company.year.stamp(min(company.contacts.opened[number] + 3 * DAY_SECONDS, company.year.horizon - 1)),
            "topic": TOPICS[company.contacts.topic[number]].name,
            "lines": dict(zip(LINES, company.handling.lines[number].tolist(), strict=True)),
            "csat": int(company.felt.csat[number]) or None,
        }


def pulses(company: Company) -> Iterator[Row]:
    """Anonymous weekly answers of colleagues (1 to 5): team and week, never who."""
    rng = stream(company.seed, "pulses")
    place = 0
    for week in range(-PULSE_LEAD + 4, WEEKS - 1):
        for team, one in enumerate(TEAMS):
            members = AGENT_TEAM.count(team) + 1
            answers = rng.random(members) < 0.9
            felt = 3.5 + 0.75 * company.moods[team, week + PULSE_LEAD] + 0.7 * rng.standard_normal(members)
            for score in np.clip(np.round(felt[answers]), 1, 5).astype(int).tolist():
                place += 1
                yield {
                    "id": f"pu-{place}",
                    "team": one.name,
                    "week": week,
                    "at": company.year.date_of(week * 7).isoformat(),
                    "score": score,
                }


def gestures(company: Company) -> Iterator[Row]:
    """Failures, made good or not: what was given, by whom, and what could be known about the customer then."""
    links, bought = company.links, company.purchases_
    order = np.lexsort((bought.at, bought.customer))
    kept = order[bought.kept[order]]
    ladder = bought.customer[kept] * 1e9 + bought.at[kept]
    failures = np.flatnonzero(links.failure)
    for place, number in enumerate(failures.tolist(), start=1):
        customer, at = int(links.customer[number]), float(company.contacts.opened[number])
        first, now, then = np.searchsorted(
            ladder, [customer * 1e9 - 1e8 * 5, customer * 1e9 + at, customer * 1e9 + at + 90 * DAY_SECONDS]
        )
        full = at + 90 * DAY_SECONDS <= DAYS * DAY_SECONDS
        yield {
            "id": f"g-{place}",
            "conversation": f"c-{number + 1}",
            "customer": f"cu-{customer + 1}",
            "person": AGENTS[company.handling.agent[number]].email,
            "at": company.year.stamp(at),
            "topic": TOPICS[company.contacts.topic[number]].name,
            "known_cause": bool(company.contacts.cause[number]),
            "gesture": float(links.gesture[number]) or None,
            "purchases_before": int(now - first),
            "spent_before": round(float(bought.amount[kept[first:now]].sum()), 2),
            "days_a_customer": int(at // DAY_SECONDS - company.customers_.since[customer]),
            "bought_again_in_90_days": bool(then > now) if full else None,
        }


def interviews(company: Company) -> Iterator[Row]:
    """Ninety people hired over the years: a structured interview, an unstructured one, and quality a year later."""
    rng = stream(company.seed, "interviews")
    count = 90
    quality = rng.standard_normal(count)
    strength = company.plants.interview
    structured = strength * quality + np.sqrt(1 - strength**2) * rng.standard_normal(count)
    talk = rng.standard_normal(count)
    years = rng.integers(0, 11, count)
    for number in range(count):
        raters = np.clip(np.round(3.3 + 0.8 * structured[number] + 0.35 * rng.standard_normal(2), 1), 1, 5)
        yield {
            "id": f"h-{number + 1}",
            "hired_on": company.year.date_of(-int(rng.integers(400, 2600))).isoformat(),
            "structured_first": float(raters[0]),
            "structured_second": float(raters[1]),
            "unstructured": float(np.clip(np.round(3.3 + 0.8 * talk[number], 1), 1, 5)),
            "years_of_experience": int(years[number]),
            "quality_after_a_year": round(float(75 + 8 * quality[number]), 1),
        }


def contracts(company: Company) -> Iterator[Row]:
    """Yearly garden-care contracts with what their customers went through: a survival process with known hazards."""
    rng = stream(company.seed, "contracts")
    count = max(600, min(len(company.customers_) // 8, 5_000))
    flags = rng.random((4, count)) < np.array([[0.3], [0.55], [0.4], [0.35]])
    names = tuple(company.plants.contract_hazards)
    hazard = 0.0011 * np.prod(
        [np.where(flag, company.plants.contract_hazards[name], 1.0) for name, flag in zip(names, flags, strict=True)],
        axis=0,
    )
    start = rng.integers(-1000, DAYS - 30, count)
    end = start + rng.standard_exponential(count) / hazard
    fees = rng.choice((19.0, 29.0, 49.0), count)
    for number in range(count):
        yield {
            "id": f"k-{number + 1}",
            "customer": f"cu-{number % len(company.customers_) + 1}",
            "started_on": company.year.date_of(int(start[number])).isoformat(),
            "ended_on": company.year.date_of(int(end[number])).isoformat() if end[number] < DAYS else None,
            "monthly_fee": float(fees[number]),
            **{name: bool(flag[number]) for name, flag in zip(names, flags, strict=True)},
        }


def changes(company: Company) -> Iterator[Row]:
    """What the company knows that it changed and when: the marks on its charts, without saying what came of it."""
    found: list[tuple[int, str]] = []
    for cause in company.plants.causes:
        found.append((cause.start, cause.began))
        if cause.end is not None:
            found.append((cause.end, cause.removed))
    found += [(change.day, change.name) for change in company.plants.changes]
    if company.plants.macro_day < DAYS:
        found.append((company.plants.macro_day, "hello macro for everything written"))
    for place, (day, words) in enumerate(sorted(found), start=1):
        yield {"id": f"change-{place}", "on": company.year.date_of(day).isoformat(), "words": words}
