"""Which customer stands behind which conversation, and what it did to them.

Worked through week by week, because the past matters: who has left does not write about a new order, an unsolved matter
comes back, and whether a failure was made good decides who stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from colere.demo.buying import Purchases
from colere.demo.clock import DAY_SECONDS
from colere.demo.contacts import NEVER, Contacts, Floats, Ints
from colere.demo.desk import Handling, NDArrayBool
from colere.demo.goods import PRODUCTS
from colere.demo.plants import Plants
from colere.demo.population import Population
from colere.demo.sizes import DAYS
from colere.demo.streams import stream
from colere.demo.topics import TOPICS

FAILABLE = (
    "late delivery",
    "lost parcel",
    "damaged plants",
    "wrong invoice",
    "refund missing",
    "broken tool",
    "leaking pump",
    "bulk delivery",
)
"""Topics that begin with a mistake of ours: where one of these ends badly, we failed."""


@dataclass
class Links:
    """For each conversation its customer, purchase (or `NEVER`), earlier conversation on the matter, and gesture."""

    customer: Ints
    purchase: Ints
    parent: Ints
    failure: NDArrayBool
    gesture: Floats
    """Money spent to make it good, 0 for none."""
    bought_again: NDArrayBool
    """Only for failures: would buy within 90 days if nothing drove them away."""
    drop_draw: Floats
    left: Floats
    """For each customer the second at which a failure drove them away, infinite for most."""


def link(
    seed: int, contacts: Contacts, handling: Handling, people: Population, purchases: Purchases, plants: Plants
) -> Links:
    """Give every conversation its customer; marks purchases never made in `purchases.kept`."""
    count = len(contacts)
    links = Links(
        customer=np.full(count, NEVER),
        purchase=np.full(count, NEVER),
        parent=_parents(seed, contacts, handling),
        failure=np.isin(contacts.topic, [n for n, one in enumerate(TOPICS) if one.name in FAILABLE])
        & (~handling.solved | (contacts.cause > 0)),
        gesture=np.zeros(count),
        bought_again=np.zeros(count, dtype=bool),
        drop_draw=stream(seed, "dropping out").random(count),
        left=np.full(len(people), np.inf),
    )
    pools = _pools(people, purchases)
    pools["anybody"] = np.argsort(people.since, kind="stable")
    draws = stream(seed, "who writes").random((10, count))
    gestures = stream(seed, "gestures").random((2, count))
    next_at = _next_purchase(purchases)
    weeks = contacts.day // 7
    for week in range(-(-DAYS // 7)):
        now = np.flatnonzero(weeks == week)
        _choose(now, draws, contacts, links, people, purchases, pools)
        _gestures(now, gestures, contacts, links, purchases, next_at)
        _leave(now, contacts, handling, links, purchases, plants, next_at)
    purchases.kept &= purchases.at < links.left[purchases.customer]
    return links


def _parents(seed: int, contacts: Contacts, handling: Handling) -> Ints:
    """Unsolved matters come back: a later conversation on the topic, one to six days on, is the same matter again."""
    draws = stream(seed, "coming back").random((2, len(contacts)))
    parent = np.full(len(contacts), NEVER)
    for topic in range(len(TOPICS)):
        of_topic = np.flatnonzero(contacts.topic == topic)
        again = of_topic[
            (~handling.solved[of_topic]) & (handling.reopened[of_topic] == NEVER) & (draws[0, of_topic] < 0.6)
        ]
        times = contacts.opened[of_topic]
        low = np.searchsorted(times, contacts.opened[again] + 0.8 * DAY_SECONDS)
        high = np.searchsorted(times, contacts.opened[again] + 6 * DAY_SECONDS)
        found = high > low
        chosen = of_topic[(low + draws[1, again] * (high - low)).astype(np.int64)[found]]
        first, places = np.unique(chosen, return_index=True)
        parent[first] = again[found][places]
    return parent


def _pools(people: Population, purchases: Purchases) -> dict[str, Any]:
    """Purchases by what a topic is about, each in order of time."""
    kinds = np.array([product.kind for product in PRODUCTS])[purchases.product]
    brook = next(n for n, product in enumerate(PRODUCTS) if product.noun == "Brook pump")
    pools = {
        "order": np.arange(len(purchases)),
        "plant": np.flatnonzero(kinds == "plant"),
        "tool": np.flatnonzero((kinds == "tool") | (kinds == "pump")),
        "pump": np.flatnonzero(purchases.product == brook),
        "site": np.flatnonzero(people.firm[purchases.customer] >= 0),
    }
    return pools | {f"{name} at": purchases.at[pool] for name, pool in pools.items()}


REACH = {"Parcels": 16, "Billing": 30, "Plant Advice": 120, "Workshop": 200, "Trade": 40}
"""How many days after a purchase customers still write about it."""


def _choose(
    now: Ints,
    draws: Floats,
    contacts: Contacts,
    links: Links,
    people: Population,
    purchases: Purchases,
    pools: dict[str, Any],
) -> None:
    open_still = now[links.parent[now] == NEVER]
    for number, topic in enumerate(TOPICS):
        pool, times = pools[topic.about], pools[f"{topic.about} at"]
        waiting = open_still[contacts.topic[open_still] == number]
        for attempt in range(8):
            if not len(waiting):
                break
            at = contacts.opened[waiting]
            high = np.searchsorted(times, at - 0.6 * DAY_SECONDS)
            low = np.searchsorted(times, at - REACH[topic.team] * DAY_SECONDS)
            low = np.where(low < high, low, np.maximum(high - 25, 0))
            place = np.minimum((low + draws[attempt, waiting] * (high - low)).astype(np.int64), len(pool) - 1)
            chosen = pool[place] if len(pool) else place
            customers = purchases.customer[chosen] if len(pool) else place
            good = (high > 0) & (links.left[customers] > at) if len(pool) else np.zeros(len(waiting), dtype=bool)
            links.purchase[waiting[good]] = chosen[good]
            links.customer[waiting[good]] = customers[good]
            waiting = waiting[~good]
        _anybody(waiting, draws[9], contacts, links, people, pools["anybody"])
    come_back(now[links.parent[now] != NEVER], links)


def come_back(children: Ints, links: Links) -> None:
    """Whoever began a matter comes back with it. A chain within a week, however long, is settled from its beginning."""
    while len(children):
        links.customer[children] = links.customer[links.parent[children]]
        links.purchase[children] = links.purchase[links.parent[children]]
        children = children[links.customer[children] == NEVER]


def _anybody(waiting: Ints, draws: Floats, contacts: Contacts, links: Links, people: Population, order: Ints) -> None:
    """A customer who asks about no order in particular."""
    known = np.maximum(np.searchsorted(people.since[order], contacts.day[waiting]), 1)
    links.customer[waiting] = order[(draws[waiting] * known).astype(np.int64)]


def _gestures(
    now: Ints,
    draws: Floats,
    contacts: Contacts,
    links: Links,
    purchases: Purchases,
    next_at: tuple[Ints, Floats],
) -> None:
    """Failures are made good more often for customers who have bought much, and where a known cause is behind them.

    Both can be seen in the tables, so that an analysis can allow for it; nothing else decides.
    """
    failed = now[links.failure[now]]
    customer, at = links.customer[failed], contacts.opened[failed]
    order, ladder = next_at
    spent = np.concatenate(([0.0], np.cumsum(purchases.amount[order])))
    first = np.searchsorted(ladder, customer * 1e9 - 1e8 * 5)
    until = np.searchsorted(ladder, customer * 1e9 + at)
    since = np.where(until > first, purchases.at[order[np.minimum(first, len(order) - 1)]], at)
    worth = np.log((spent[until] - spent[first]) / np.maximum((at - since) / DAY_SECONDS, 30) + 0.05)
    odds = -0.5 + 0.5 * (worth + 0.6) + 0.5 * (contacts.cause[failed] > 0)
    given = failed[draws[0, failed] < 1 / (1 + np.exp(-odds))]
    links.gesture[given] = np.array([5.0, 8.0, 10.0, 12.0, 15.0, 20.0])[(draws[1, given] * 6).astype(np.int64)]


def _next_purchase(purchases: Purchases) -> tuple[Ints, Floats]:
    """Purchases sorted by customer and time, as one ladder to search in."""
    order = np.lexsort((purchases.at, purchases.customer))
    return order, purchases.customer[order] * 1e9 + purchases.at[order]


def _leave(
    now: Ints,
    contacts: Contacts,
    handling: Handling,
    links: Links,
    purchases: Purchases,
    plants: Plants,
    next_at: tuple[Ints, Floats],
) -> None:
    """What the week's conversations did to customers who were still with us."""
    customer, at = links.customer[now], contacts.opened[now]
    order, ladder = next_at
    place = np.searchsorted(ladder, customer * 1e9 + at, side="right")
    after = np.minimum(place, len(order) - 1)
    gap = np.where(purchases.customer[order[after]] == customer, purchases.at[order[after]] - at, np.inf)
    links.bought_again[now] = (gap > 0) & (gap <= 90 * DAY_SECONDS) & (place < len(order))
    chances = plants.drop_out
    chance = np.where(
        links.failure[now],
        np.where(links.gesture[now] > 0, chances["failure made good"], chances["failure"]),
        np.where(handling.solved[now], chances["calm"], chances["unsolved"]),
    )
    leaving = (links.drop_draw[now] < chance) & (links.left[customer] > at)
    np.minimum.at(links.left, customer[leaving], at[leaving])
