"""What customers buy: a repeat-purchase process with a known truth.

While somebody is a customer they buy at their own steady rate; after each purchase they may stop for good (BG/NBD:
rates gamma, stopping beta). Amounts vary around each customer's own mean. There is no season in purchases, so that the
process can be recovered.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from colere.demo.clock import DAY_SECONDS
from colere.demo.contacts import Bytes, Floats, Ints
from colere.demo.goods import PAIRS, PRODUCT_NUMBER, PRODUCT_TASTE, PRODUCTS, TASTES
from colere.demo.plants import Plants
from colere.demo.population import AMOUNT_SHAPE, Population
from colere.demo.sizes import DAYS
from colere.demo.streams import BLOCK, pick, stream


@dataclass
class Purchases:
    """Purchases in order of time. `kept` turns False for those that a customer who left never made."""

    customer: Ints
    at: Floats
    amount: Floats
    product: Ints
    quantity: Ints
    kept: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

    def __len__(self) -> int:
        return len(self.at)


def buy(seed: int, people: Population, plants: Plants) -> Purchases:
    """Every purchase that customers would make if nothing ever went wrong."""
    blocks = [
        _block(stream(seed, "purchases", number), people, np.arange(start, min(start + BLOCK, len(people))), plants)
        for number, start in enumerate(range(0, len(people), BLOCK))
    ]
    customer, at, amount, product = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    order = np.argsort(at, kind="stable")
    prices = np.array([one.price for one in PRODUCTS])[product]
    quantity = np.clip((amount * 0.8 / prices).astype(np.int64), 1, 40)
    return Purchases(
        customer[order], at[order], amount[order], product[order], quantity[order], np.ones(len(order), dtype=bool)
    )


def _block(
    rng: np.random.Generator, people: Population, members: Ints, plants: Plants
) -> tuple[Ints, Floats, Floats, Ints]:
    """Purchases of one block of customers, one round for each customer's next purchase."""
    rows: list[tuple[Ints, Floats, Floats, Ints]] = []
    at = people.since[members] + rng.random(BLOCK)[: len(members)]
    last = np.full(len(members), -1)
    while len(members):
        draws = rng.random((3, BLOCK))[:, : len(members)]
        around = rng.standard_gamma(AMOUNT_SHAPE, BLOCK)[: len(members)] / AMOUNT_SHAPE
        amount = np.maximum(np.asarray(people.spend[members] * around).round(2), 4.2)
        product = _products(people.taste[members], last, amount, draws[0], plants.pair_lift)
        rows.append((members, _by_day(at, draws[1]), amount, product))
        later = at + rng.standard_exponential(BLOCK)[: len(members)] / np.maximum(people.rate[members], 1e-9)
        stay = ((draws[2] >= people.leaves[members]) | (last < 0)) & (later < DAYS)  # nobody stops after the very first
        members, at, last = members[stay], later[stay], product[stay]
    customer, when, spent, bought = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    return customer, when, spent, bought


def _by_day(at: Floats, draws: Floats) -> Floats:
    """The same day, at an hour at which people shop."""
    return np.floor(np.floor(at) * DAY_SECONDS + 3600 * (8 + 13.5 * draws) + 60 * ((at * 997) % 1))


def _products(taste: Bytes, last: Ints, amount: Floats, draws: Floats, lift: float) -> Ints:
    """The main product of an order: by taste, by what fits the amount, and by what was bought before."""
    weights = _TASTE_WEIGHTS[taste] * np.where(amount[:, None] >= _PRICES, 1.0 + _PRICES / 40, 1e-6)
    pairs = np.ones((len(PRODUCTS) + 1, len(PRODUCTS)))
    for first, second in PAIRS:
        pairs[PRODUCT_NUMBER[first], PRODUCT_NUMBER[second]] = lift
    return pick(np.cumsum(weights * pairs[last], axis=1), draws)


_PRICES = np.array([product.price for product in PRODUCTS])
_TASTE_WEIGHTS = np.where(np.array(PRODUCT_TASTE) == np.arange(len(TASTES))[:, None], 6.0, 0.6)
