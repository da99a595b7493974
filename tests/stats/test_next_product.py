"""The next best product."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colere.stats.next_product import Affinity, Method, learn, popular, recall, suggest

METHODS = [3_000, 0]  # the most products for EASE: all of these, none of them
PAIRS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 7)), max_size=60)


def shoppers(seed: int, n: int = 2500, products: int = 60, tastes: int = 6) -> np.ndarray:
    """n × 5 products bought: each customer has one taste, which makes a tenth of the products eight times as likely."""
    random = np.random.default_rng(seed)
    liking = np.tile(random.dirichlet(np.full(products, 0.7)), (tastes, 1))
    for taste in range(tastes):
        liking[taste, taste * 10 : taste * 10 + 10] *= 8
    # The five greatest of Gumbel-shifted log weights are five draws without replacement.
    race = np.log(liking[random.integers(0, tastes, n)]) + random.gumbel(size=(n, products))
    return np.argsort(-race, axis=1)[:, random.permutation(5)]


def pairs(bought: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.repeat(np.arange(len(bought)), bought.shape[1]), bought.ravel()


@pytest.mark.parametrize("most_for_ease", METHODS)
def test_what_customers_bought_next_is_found_more_often_than_by_what_sells_best(most_for_ease: int) -> None:
    for seed in range(3):
        bought = shoppers(seed)
        known = pairs(bought[:, 1:])
        found = learn(*known, products=60, most_for_ease=most_for_ease)
        ours = recall(suggest(found, *known, customers=2500, top=5).product, bought[:, 0])
        assert ours > 1.25 * recall(popular(found, *known, customers=2500, top=5), bought[:, 0])


def test_few_products_are_weighed_by_ease_and_many_by_item_to_item() -> None:
    known = pairs(shoppers(1, n=300))
    assert learn(*known, products=60).method is Method.EASE
    assert learn(*known, products=60, most_for_ease=10).method is Method.ITEM_TO_ITEM


def test_eases_weights_are_those_of_one_ridge_regression_for_each_product() -> None:
    customer, product = pairs(shoppers(2, n=400, products=60))
    owned = np.zeros((400, 60))
    owned[customer, product] = 1.0
    found = learn(customer, product, products=60, minimum=1, ridge=50.0)
    for place, target in list(enumerate(found.known))[:10]:
        others = np.delete(np.arange(found.known.size), place)
        design = owned[:, found.known[others]]
        by_hand = np.linalg.solve(design.T @ design + 50.0 * np.eye(others.size), design.T @ owned[:, target])
        assert found.weights[others, place] == pytest.approx(by_hand, abs=1e-9)


@pytest.mark.parametrize("most_for_ease", METHODS)
@settings(max_examples=50)
@given(known=PAIRS)
def test_nothing_owned_or_rare_is_suggested_and_reasons_are_owned(
    most_for_ease: int, known: list[tuple[int, int]]
) -> None:
    customer, product = [who for who, _ in known], [what for _, what in known]
    owned = set(known)
    found = learn(customer, product, products=8, minimum=2, most_for_ease=most_for_ease)
    asked = suggest(found, customer, product, customers=12)
    owners = np.array([len({who for who, other in owned if other == what}) for what in range(8)])
    assert np.array_equal(found.owners, owners)
    for who, place in np.argwhere(asked.product >= 0):
        what, why = asked.product[who, place], asked.because[who, place]
        assert (who, what) not in owned
        assert (who, why) in owned
        assert owners[what] >= 2
        assert owners[why] == asked.owners[who, place]
        both = {one for one, other in owned if other == what} & {one for one, other in owned if other == why}
        assert len(both) == asked.both[who, place]
        assert asked.low[who, place] <= len(both) / owners[why] <= asked.high[who, place]
    none = asked.product < 0
    assert np.all(asked.because[none] == -1)
    assert np.isnan(asked.low[none]).all()
    assert np.all(np.diff(asked.score, axis=1) <= 0)


def test_the_reason_is_the_product_that_goes_with_the_suggested_one() -> None:
    # Half of the customers own 0 and 1, the other half 2 and 3; everybody may own 4.
    customer = np.repeat(np.arange(200), 2)
    product = np.where(np.arange(400) % 4 < 2, np.arange(400) % 2, 2 + np.arange(400) % 2)
    found = learn([*customer, *range(0, 200, 3)], [*product, *[4] * 67], products=5)
    asked = suggest(found, [0, 0, 1, 1], [0, 4, 2, 4], customers=3, top=1)
    assert asked.product.ravel().tolist() == [1, 3, -1]
    assert asked.because.ravel().tolist() == [0, 2, -1]
    assert (asked.both[0, 0], asked.owners[0, 0]) == (100, 100)


def test_a_pair_that_comes_twice_counts_once() -> None:
    customer, product = pairs(shoppers(3, n=200))
    once = learn(customer, product, products=60)
    twice = learn(np.tile(customer, 2), np.tile(product, 2), products=60)
    assert np.array_equal(once.owners, twice.owners)
    assert np.array_equal(once.weights, twice.weights)


def test_neighbours_that_were_cut_off_are_the_farthest(monkeypatch: pytest.MonkeyPatch) -> None:
    known = pairs(shoppers(4))
    every = learn(*known, products=60, most_for_ease=0).weights.toarray()
    monkeypatch.setattr("colere.stats.next_product._NEIGHBOURS", 5)
    near = learn(*known, products=60, most_for_ease=0).weights.toarray()
    assert np.all((near > 0).sum(axis=0) <= 5)
    assert np.all(np.where(near > 0, near, np.inf).min(axis=0) >= np.where(near > 0, 0, every).max(axis=0) - 1e-12)


def test_a_shop_without_customers_or_without_known_products_suggests_nothing() -> None:
    empty = learn([], [], products=4)
    assert empty.n == 0
    assert suggest(empty, [], [], customers=0).product.shape == (0, 0)
    assert suggest(empty, [0], [1], customers=2).product.shape == (2, 0)
    assert np.isnan(recall(np.zeros((0, 3)), []))
    assert popular(empty, [], [], customers=1).tolist() == [[-1, -1, -1]]


def some_affinity() -> Affinity:
    return learn(*pairs(shoppers(1, n=100)), products=60)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: learn([0], [4], products=4), "numbered from 0"),
        (lambda: learn([-1], [2], products=4), "numbered from 0"),
        (lambda: learn([0, 1], [2], products=4), "pairs"),
        (lambda: learn([0], [2], products=0), "at least one product"),
        (lambda: learn([0], [2], products=4, minimum=0), "at least 1 owner"),
        (lambda: learn([0], [2], products=4, ridge=0.0), "ridge"),
        (lambda: suggest(some_affinity(), [5], [2], customers=5), "numbered from 0"),
        (lambda: suggest(some_affinity(), [1], [2], customers=5, top=0), "one place"),
        (lambda: recall([[1, 2]], [1, 2]), "one held-out product"),
    ],
)
def test_what_cannot_be_is_refused(wrong, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=words):
        wrong()
