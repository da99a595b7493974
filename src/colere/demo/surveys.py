"""What customers answered besides csat, what they wrote in comments, and what they said in public."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from colere.demo.cast import AGENTS
from colere.demo.contacts import NEVER, Floats, Ints
from colere.demo.desk import speed_hours
from colere.demo.goods import PRODUCTS
from colere.demo.plants import DRIVERS
from colere.demo.population import LANGUAGES
from colere.demo.streams import stream
from colere.demo.topics import CHANNELS, TOPICS
from colere.demo.voices.grammar import Dice, Rules, say, sections, voice
from colere.demo.voices.slots import Facts

if TYPE_CHECKING:
    from colere.demo.company import Company

Row = dict[str, Any]
FELT_QUICK = "felt-answer-in-an-hour"
FELT_ONCE = "felt-told-once"
LOOK_BACK = "look-back"
"""A longer questionnaire: `look-back` is the whole, `look-back-solved` and so on its items, all 1 to 5."""
SITES = (
    ("Trowel & Error", "https://trowel-and-error.example/reviews"),
    ("Postbox Critic", "https://postbox-critic.example/marrowfield"),
    ("Allotment Talk", "https://allotment-talk.example/t"),
    ("Parish Noticeboard", "https://noticeboard.example/p"),
)


def csat_comment(rules: Rules, facts: Facts, score: int, *, hollow: bool, dice: Dice) -> str:
    """A customer's own words beside a score; most say nothing."""
    if dice() > (0.0, 0.78, 0.6, 0.4, 0.33, 0.45)[score]:
        return ""
    if hollow and score <= 3 and dice() < 0.6:
        return say(rules["hollow"], dice) % facts
    if score == 3:
        return say(rules["fair"], dice) % facts
    good = score > 3
    own, common = ("good", "pleased") if good else ("bad", "poor")
    text = say(rules[own if dice() < 0.6 else common], dice)
    more = say(rules["pleased" if good else "poor"], dice) if dice() < 0.25 else ""
    return f"{text} {more}" % facts if more and more[:12] != text[:12] else text % facts


def survey_rows(company: Company) -> Iterator[Row]:
    """All other answers: felt promises, effort, the look back, and the yearly question for a recommendation."""
    number = 0
    for part in (_felt_quick(company), _felt_once(company), _effort(company), _look_back(company), _recommend(company)):
        for row in part:
            number += 1
            yield {"id": f"r-{number}"} | row


def _about(company: Company, number: int, *, kind: str, score: int, at: float, comment: str = "") -> Row:
    topic = TOPICS[company.contacts.topic[number]]
    return {
        "kind": kind,
        "score": score,
        "comment": comment,
        "at": company.year.stamp(at),
        "customer": f"cu-{company.links.customer[number] + 1}",
        "conversation": f"c-{number + 1}",
        "person": AGENTS[company.handling.agent[number]].email,
        "team": topic.team,
        "channel": CHANNELS[company.contacts.channel[number]],
        "topic": topic.name,
    }


def _asked(company: Company, name: str, share: float) -> tuple[Ints, Floats, np.random.Generator]:
    """Who is asked after a settled conversation and answers, when, and chance for the rest."""
    rng = stream(company.seed, name)
    handling = company.handling
    ready = share * np.exp(0.5 * company.customers_.talks[company.links.customer])
    at = np.floor(handling.resolved + rng.lognormal(np.log(6 * 3600), 1.0, len(company.contacts)))
    chosen = (rng.random(len(at)) < ready) & (handling.resolved != NEVER) & (at < company.year.horizon)
    return np.flatnonzero(chosen), at, rng


def _felt_quick(company: Company) -> Iterator[Row]:
    """Did you have an answer within the hour? What is felt is the first answer that says something."""
    chosen, at, rng = _asked(company, "felt quick", 0.07)
    hours = speed_hours(company.contacts, company.handling)[chosen]
    hollow = company.handling.first[chosen] < company.handling.real[chosen]
    chance = np.where(hours <= 1, 0.93, np.where(hours <= 2, 0.35, 0.07)) - 0.03 * hollow
    yes = rng.random(len(chosen)) < chance
    extreme = rng.random(len(chosen)) < 0.6
    scores = np.where(yes, 4 + extreme, np.where(rng.random(len(chosen)) < 0.3, 3, 2 - extreme))
    dice = Random(company.seed)
    for number, score, is_hollow in zip(chosen.tolist(), scores.tolist(), hollow.tolist(), strict=True):
        comment = ""
        if is_hollow and score <= 3 and dice.random() < 0.35:
            comment = _said(company, number, "hollow", dice.random)
        yield _about(company, number, kind=FELT_QUICK, score=score, at=at[number], comment=comment)


def _felt_once(company: Company) -> Iterator[Row]:
    """Did you have to tell your story only once? Handovers and repeats decide."""
    chosen, at, rng = _asked(company, "felt once", 0.05)
    twice = (company.handling.helper[chosen] != NEVER) | (company.links.parent[chosen] != NEVER)
    yes = rng.random(len(chosen)) < np.where(twice, 0.22, 0.9)
    scores = np.where(yes, 4, 1) + (rng.random(len(chosen)) < 0.6)
    for number, score in zip(chosen.tolist(), scores.tolist(), strict=True):
        yield _about(company, number, kind=FELT_ONCE, score=score, at=at[number])


def _effort(company: Company) -> Iterator[Row]:
    """It was easy: 1 to 7."""
    chosen, at, rng = _asked(company, "effort", 0.08)
    handling = company.handling
    ease = 5.6 + 0.9 * (handling.solved[chosen] - 0.85) * 2 - 0.22 * (handling.rounds[chosen] - 2)
    ease = ease - 1.1 * (company.links.parent[chosen] != NEVER) - 0.7 * (handling.helper[chosen] != NEVER)
    ease = ease + 0.35 * np.array([topic.ease for topic in TOPICS])[company.contacts.topic[chosen]]
    scores = np.clip(np.round(ease + 1.1 * rng.standard_normal(len(chosen))), 1, 7).astype(np.int64)
    for number, score in zip(chosen.tolist(), scores.tolist(), strict=True):
        yield _about(company, number, kind="effort", score=score, at=at[number])


def look_back(company: Company) -> tuple[Ints, Floats, Ints, Ints]:
    """The longer questionnaire: (conversations, times, items (n, drivers), whole), all scores 1 to 5.

    The whole follows from the scores that were given: what stands between two of them is not felt.
    """
    chosen, at, rng = _asked(company, "look back", 0.06)
    chosen = chosen[:20_000]
    common = rng.standard_normal((len(chosen), 1))
    items = np.sqrt(0.35) * common + np.sqrt(0.65) * rng.standard_normal((len(chosen), len(DRIVERS)))
    scores, whole = scored(items, np.array(company.plants.drivers), rng.standard_normal(len(chosen)))
    return chosen, at[chosen], scores, whole


def scored(items: Floats, weights: Floats, noise: Floats) -> tuple[Ints, Ints]:
    """The scores from 1 to 5 of items that are standard normal, and of the whole that comes of them."""
    cut = np.array([-1.9, -1.25, -0.5, 0.6])
    scores = np.digitize(items, cut) + 1
    told = (scores - scores.mean(axis=0)) / np.maximum(scores.std(axis=0), 1e-9)
    whole = told @ weights + 0.55 * noise
    return scores, np.digitize((whole - whole.mean()) / max(whole.std(), 1e-9), cut) + 1


def look_back_item(driver: str) -> str:
    """The name of the question about one driver."""
    return f"{LOOK_BACK}-{driver.replace(' ', '-')}"


def _look_back(company: Company) -> Iterator[Row]:
    chosen, times, items, whole = look_back(company)
    rows = zip(chosen.tolist(), times.tolist(), items.tolist(), whole.tolist(), strict=True)
    for number, at, parts, score in rows:
        yield _about(company, number, kind=LOOK_BACK, score=score, at=at)
        for name, part in zip(DRIVERS, parts, strict=True):
            yield _about(company, number, kind=look_back_item(name), score=part, at=at)


def _recommend(company: Company) -> Iterator[Row]:
    """Now and then customers are asked for a recommendation; those with strong feelings answer more often."""
    people, rng = company.customers_, stream(company.seed, "recommend")
    count = len(people)
    hurt = np.bincount(company.links.customer, company.felt.feeling < 0, minlength=count)
    glad = np.bincount(company.links.customer, company.felt.feeling > 2, minlength=count)
    score = (
        8.7
        + 1.3 * people.temper
        - 2.3 * np.minimum(hurt, 2)
        + 0.5 * np.minimum(glad, 2)
        + 1.2 * rng.standard_normal(count)
    )
    scores = np.clip(np.round(score), 0, 10).astype(np.int64)
    day = np.maximum(people.since, 0) + (rng.random(count) * (company.year.days - np.maximum(people.since, 0)))
    answers = rng.random(count) < 0.22 * np.exp(0.4 * people.talks + 0.12 * np.abs(scores - 7))
    at = np.floor(np.floor(day) * 86_400 + 3600 * (8 + 13 * rng.random(count)))
    dice = Random(company.seed + 1)
    for number in np.flatnonzero(answers & (at < company.year.horizon)).tolist():
        rules = sections(LANGUAGES[people.language[number]])["common"]
        comment = ""
        if dice.random() < 0.3:
            comment = say(rules["recommend_good" if scores[number] >= 8 else "recommend_poor"], dice.random) % {
                "days": "three",
                "ndays": 3,
            }
        yield {
            "kind": "recommend",
            "score": int(scores[number]),
            "comment": comment,
            "at": company.year.stamp(float(at[number])),
            "customer": f"cu-{number + 1}",
        }


def _said(company: Company, number: int, rule: str, dice: Dice) -> str:
    """A line of a rule with the facts of a conversation."""
    customer = int(company.links.customer[number])
    language = LANGUAGES[company.customers_.language[customer]]
    rules = voice(language, TOPICS[company.contacts.topic[number]].name, "")
    purchase = int(company.links.purchase[number])
    product = PRODUCTS[int(company.purchases_.product[purchase])] if purchase != NEVER else PRODUCTS[0]
    given = {
        "agent": AGENTS[company.handling.agent[number]].first_name,
        "name": company.customers_.first_name(customer),
        "full": company.customers_.name(customer),
        "town": company.customers_.town(customer),
        "team": TOPICS[company.contacts.topic[number]].team,
        "order": "my order",
        "firm": "we",
    }
    month = company.year.date_of(int(company.contacts.day[number])).month
    return say(rules[rule], dice) % Facts(dice, product, 40.0, month, given)


def mention_rows(company: Company) -> Iterator[Row]:
    """Public reviews: one for about fifty conversations, mostly by the very pleased and the very cross."""
    rng = stream(company.seed, "mentions")
    pull = np.where(np.abs(company.felt.feeling - 1.2) > 2.2, 0.045, 0.008)
    at = np.floor(company.contacts.opened + 86_400 * (1 + 6 * rng.random(len(company.contacts))))
    chosen = np.flatnonzero((rng.random(len(at)) < pull) & (at < company.year.horizon))
    dice = Random(company.seed + 2)
    for place, number in enumerate(chosen.tolist(), start=1):
        rating = int(np.digitize(company.felt.feeling[number], (-1.6, -0.6, 0.3, 1.4))) + 1
        rules = ("bad", "poor") if rating <= 2 else ("fair",) if rating == 3 else ("good",)
        site, url = SITES[int(dice.random() ** 1.6 * len(SITES))]
        words = [_said(company, number, rule, dice.random) for rule in rules]
        if rating >= 4 and dice.random() < 0.4:
            words.append(_said(company, number, "recommend_good", dice.random))
        customer = int(company.links.customer[number])
        name = company.customers_.name(customer)
        yield {
            "id": f"mention-{place}",
            "source": site,
            "url": f"{url}/{1000 + place}",
            "author": f"{name.split()[0]} {name.split()[1][0]}.",
            "at": company.year.stamp(at[number]),
            "text": " ".join(words),
            "rating": rating,
        }
