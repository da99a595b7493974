"""The manifest: what is planted in a company, for machines and for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from colere.demo.cast import AGENTS, COMPANY, TEAMS
from colere.demo.clock import ZONE
from colere.demo.contacts import Ints
from colere.demo.felt import EASE_WEIGHT, HARD_FOR_ALL, fair_scores
from colere.demo.goods import PAIRS
from colere.demo.plants import DRIVERS, LINES, Cause
from colere.demo.population import AMOUNT_SHAPE, LEAVE_A, LEAVE_B, RATE_SCALE, RATE_SHAPE, SPEND_SCALE, SPEND_SHAPE
from colere.demo.sizes import DAYS
from colere.demo.surveys import FELT_ONCE, FELT_QUICK, LOOK_BACK, look_back_item
from colere.demo.topics import SEASONS, TOPICS

if TYPE_CHECKING:
    from colere.demo.company import Company

Row = dict[str, Any]


def manifest(company: Company) -> Row:
    """Everything planted, with parameters, dates and ids. `planted` False: every effect is at nothing."""
    return {
        "company": COMPANY,
        "seed": company.seed,
        "size": company.size.name,
        "from": company.year.first.isoformat(),
        "until": company.year.until.isoformat(),
        "time_zone": ZONE,
        "planted": company.plants.planted,
        "counts": {
            "conversations": len(company.contacts),
            "customers": len(company.customers_),
            "purchases": int(company.purchases_.kept.sum()),
        },
        "truths": _truths(company),
    }


def _truths(company: Company) -> Row:
    return {
        "causes": [_cause(company, number, cause) for number, cause in enumerate(company.plants.causes, start=1)],
        "changes": _changes(company),
        "people": _people(company),
        "promise": _promise(company),
        "drivers": _drivers(company),
        "scorecard": _scorecard(company),
        "recovery": _recovery(company),
        "churn": _churn(company),
        "purchases": _purchases(company),
        "interviews": {
            "sentence": "The structured interview tells of later quality; the unstructured one and experience do not.",
            "correlation": {"structured": company.plants.interview, "unstructured": 0.0, "years_of_experience": 0.0},
        },
        "pulse": {
            "sentence": "How a team is doing shows in its customers' scores some weeks later, not the other way round.",
            "lag_weeks": company.plants.pulse_lag,
            "log_odds_per_sd": company.plants.pulse_effect,
        },
        "season": {
            "sentence": "Topics have a season; factors by month, January first.",
            "by_topic": {topic.name: list(SEASONS[topic.season]) for topic in TOPICS},
        },
        "doubles": [f"cu-{number + 1}" for number in company.customers_.doubles()],
    }


def _cause(company: Company, number: int, cause: Cause) -> Row:
    date_of = company.year.date_of
    return {
        "name": cause.name,
        "sentence": f"From {date_of(cause.start)} more customers wrote: {cause.name} ({cause.began}).",
        "starts_on": date_of(cause.start).isoformat(),
        "ends_on": date_of(cause.end).isoformat() if cause.end is not None else None,
        "topics": cause.topics,
        "log_odds_of_feeling": cause.mood,
        "change_that_began_it": cause.began,
        "change_that_removed_it": cause.removed or None,
        "conversations": [
            f"c-{place + 1}" for place in (company.contacts.cause == number).nonzero()[0][:2_000].tolist()
        ],
        "conversations_in_all": int((company.contacts.cause == number).sum()),
    }


def _changes(company: Company) -> list[Row]:
    return [
        {
            "name": change.name,
            "topic": change.topic,
            "on": company.year.date_of(change.day).isoformat(),
            "rate_ratio": change.factor,
            "sentence": f"“{change.name}” {'helped' if change.factor < 1 else 'changed nothing'}: {change.topic}.",
        }
        for change in company.plants.changes
    ]


def _people(company: Company) -> Row:
    plants = company.plants
    fair = fair_scores(company.seed, company.contacts, company.handling, company.links, plants, company.moods)
    return {
        "sentence": "The better somebody is, the harder the cases they are given: raw scores say little about people.",
        "excellent": AGENTS[plants.excellent].email if plants.planted else None,
        "look_bad_by_their_cases": [AGENTS[agent].email for agent in plants.unlucky] if plants.planted else [],
        "looks_good_by_their_cases": AGENTS[plants.lucky].email if plants.planted else None,
        "agents": [
            {
                "person": person.email,
                "team": person.team,
                "log_odds": round(skill, 4),
                "fair_csat": round(score, 4),
                "pull_to_hard_cases": round(pull, 3),
            }
            for person, skill, score, pull in zip(AGENTS, plants.skills, fair, plants.hard_pull, strict=True)
        ],
        "case_mix_weight": EASE_WEIGHT,
        "ease_of_topics": {topic.name: topic.ease for topic in TOPICS},
    }


def _promise(company: Company) -> Row:
    contacts, handling, day = company.contacts, company.handling, company.plants.macro_day
    late = contacts.day >= day
    quick = (handling.first >= 0) & (handling.first - contacts.opened <= 3600)
    real = (handling.real >= 0) & (handling.real - contacts.opened <= 3600)

    def share(hits: Any, within: Any) -> float | None:
        return round(float(hits[within].mean()), 4) if within.any() else None

    return {
        "sentence": "“An answer within the hour” is kept as measured since a macro says hello, and broken as felt.",
        "slug": "answer-in-an-hour",
        "macro_since": company.year.date_of(day).isoformat() if day < DAYS else None,
        "felt_question": FELT_QUICK,
        "felt_at_least": 4,
        "kept_before": share(quick, ~late),
        "kept_after": share(quick, late),
        "real_answer_within_the_hour_before": share(real, ~late),
        "real_answer_within_the_hour_after": share(real, late),
        "told_once_question": FELT_ONCE,
    }


def _drivers(company: Company) -> Row:
    weights = dict(zip(DRIVERS, company.plants.drivers, strict=True))
    return {
        "sentence": "In the look back, help matters most, then kindness, clarity, speed; the parting gift not at all.",
        "whole": LOOK_BACK,
        "items": {look_back_item(name): weight for name, weight in weights.items()},
        "correlation_of_items": 0.35,
        "csat_log_odds": HARD_FOR_ALL,
    }


def _scorecard(company: Company) -> Row:
    effects = dict(zip(LINES, company.plants.lines, strict=True))
    return {
        "sentence": "One line of the quality sheet works against customers; two go with them; the others do nothing.",
        "harmful": [name for name, effect in effects.items() if effect < 0],
        "helpful": [name for name, effect in effects.items() if effect > 0],
        "neutral": [name for name, effect in effects.items() if effect == 0],
        "log_odds": effects,
    }


def _recovery(company: Company) -> Row:
    links, chances = company.links, company.plants.drop_out
    whole = links.failure & (company.contacts.day + 90 < DAYS)
    return {
        "sentence": "After a failure a gesture keeps customers; it is given more often to those who buy much.",
        "leave_without": chances["failure"],
        "leave_with": chances["failure made good"],
        "failures": int(links.failure.sum()),
        "failures_with_90_days": int(whole.sum()),
        "effect_on_buying_again_in_90_days": _effect_of_gestures(company, np.flatnonzero(whole)),
    }


def _effect_of_gestures(company: Company, failures: Ints) -> float | None:
    """What a gesture adds to the share that buys again, had each of these failures got one instead of none.

    Who is kept from leaving over this failure may still leave over another one before they buy: as many as did among
    those who would have bought and stayed.
    """
    if not failures.size:
        return None
    links, bought, chances = company.links, company.purchases_, company.plants.drop_out
    customer, at = links.customer[failures], company.contacts.opened[failures]
    again = links.bought_again[failures] & (links.left[customer] >= at)
    order = np.lexsort((bought.at, bought.customer))
    ladder = bought.customer[order] * 1e9 + bought.at[order]
    following = order[np.minimum(np.searchsorted(ladder, customer * 1e9 + at, side="right"), order.size - 1)]
    stayed = again & (links.left[customer] != at)
    not_lost_elsewhere = float(bought.kept[following[stayed]].mean()) if stayed.any() else 1.0
    draws = links.drop_draw[failures]
    kept = (draws >= chances["failure made good"]).astype(float) - (draws >= chances["failure"])
    return round(float((again * kept).mean()) * not_lost_elsewhere, 4)


def _churn(company: Company) -> Row:
    return {
        "sentence": "Customers leave after failures that nobody made good, and after unsolved matters.",
        "leave_after": company.plants.drop_out,
        "left": int((company.links.left < float("inf")).sum()),
        "contract_hazard_ratios": company.plants.contract_hazards,
        "contract_base_hazard_per_day": 0.0011,
    }


def _purchases(company: Company) -> Row:
    return {
        "sentence": "Purchases follow BG/NBD, private customers' amounts gamma-gamma; some products call for another.",
        "bg_nbd": {"r": RATE_SHAPE, "alpha_days": RATE_SCALE, "a": LEAVE_A, "b": LEAVE_B},
        "gamma_gamma": {"p": AMOUNT_SHAPE, "q": SPEND_SHAPE, "gamma": round(SPEND_SCALE / AMOUNT_SHAPE, 2)},
        "next_products": [
            {"after": first, "next": second, "lift": company.plants.pair_lift} for first, second in PAIRS
        ],
        "teams": [team.name for team in TEAMS],
    }
