"""The next best product for each customer, out of what customers own together, with the product that speaks for it.

EASE (Steck 2019, "Embarrassingly shallow autoencoders for sparse data") weighs all products against each other in one
closed form, so that two products that merely both sell well do not recommend each other. Its matrix is products ×
products without gaps; beyond a few thousand products the plain item-to-item cosine (Sarwar et al. 2001; Deshpande &
Karypis 2004) takes its place, which keeps only the nearest neighbours of each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats.interval import CONFIDENCE, Floats, as_floats
from colere.stats.shares import wilson

Whole = NDArray[np.int64]

MOST_FOR_EASE = 3_000  # 72 MB, a few seconds to invert
_NEIGHBOURS = 50
_SCORES_AT_ONCE = 4_000_000


class Method(StrEnum):
    """How products are weighed against each other."""

    EASE = "ease"
    ITEM_TO_ITEM = "item_to_item"


@dataclass(frozen=True, slots=True)
class Affinity:
    """What owning one product says about wanting another; made by `learn`.

    `known` are the products with enough owners; no other is suggested or gives a reason. Place i, j of `weights` is
    what owning the i-th of them speaks for the j-th, of `together` how many customers own both. `owners` counts who
    owns each of all products.
    """

    n: int
    method: Method
    known: Whole
    weights: Any  # known × known: a NumPy array for EASE, a SciPy sparse one for item to item
    together: Any
    owners: Whole


@dataclass(frozen=True, slots=True)
class Suggestions:
    """For each customer asked about, the best products first; customers × places, −1 where there is no further one.

    `because` is the owned product that speaks most for it. Of its `owners` customers, `both` own the suggested one too;
    `low` and `high` are Wilson's interval of that share.
    """

    product: Whole
    score: Floats
    because: Whole
    owners: Whole
    both: Whole
    low: Floats
    high: Floats


def learn(
    customer: ArrayLike,
    product: ArrayLike,
    *,
    products: int,
    minimum: int = 5,
    ridge: float = 100.0,
    most_for_ease: int = MOST_FOR_EASE,
) -> Affinity:
    """What goes with what, from pairs of a customer who owns a product (two arrays of numbers from 0; a pair that
    comes twice counts once).

    `products` is how many products there are, `minimum` how many customers must own one before it is spoken of.
    EASE: P = (XᵀX + ridge·I)⁻¹, weights −P[i, j] / P[j, j], for up to `most_for_ease` known products; else cosine with
    `minimum` added to each count of owners, so that two rare products are not called twins. A larger `ridge` suits
    fewer customers. Raises `ValueError` for numbers out of range.
    """
    owned = _ownership(customer, product, products)
    if minimum < 1 or not ridge > 0:
        raise ValueError("Products need a minimum of at least 1 owner and a ridge above 0.")
    owners = np.asarray(owned.sum(axis=0)).ravel().astype(np.int64)
    known = np.flatnonzero(owners >= minimum)
    method = Method.EASE if known.size <= most_for_ease else Method.ITEM_TO_ITEM
    owned = owned[:, known]
    if method is Method.EASE:
        weights, together = _ease(owned, ridge)
    else:
        weights, together = _item_to_item(owned, as_floats(owners[known] + minimum))
    return Affinity(int(owned.shape[0]), method, known, weights, together, owners)


def suggest(
    found: Affinity,
    customer: ArrayLike,
    product: ArrayLike,
    *,
    customers: int,
    top: int = 3,
    confidence: float = CONFIDENCE,
) -> Suggestions:
    """The best products that each of `customers` customers does not own yet, with what speaks for them.

    `customer` (numbers from 0) and `product` are the pairs that these customers own. Only products that something owned
    speaks for are suggested; who owns nothing known gets none. Raises `ValueError` for numbers out of range.
    """
    if top < 1:
        raise ValueError("Suggestions need at least one place.")
    owned = _ownership(customer, product, found.owners.size, customers=customers)[:, found.known]
    places = min(top, found.known.size)
    chosen, scores = np.full((customers, places), -1), np.zeros((customers, places))
    because = np.zeros((customers, places), np.int64)
    for rows in _some_at_once(customers, found.known.size):
        some = owned[rows]
        score = some @ found.weights
        dense = as_floats(score if isinstance(score, np.ndarray) else score.toarray())
        dense[some.nonzero()] = 0.0
        chosen[rows], scores[rows] = _top(dense, places)
        because[rows] = _reasons(found.weights, some, chosen[rows])
    is_one = chosen >= 0
    both, of = np.zeros((2, *chosen.shape), np.int64)
    both[is_one] = _entries(found.together, because[is_one], chosen[is_one]).astype(np.int64)
    of[is_one] = found.owners[found.known[because[is_one]]]
    low, high = wilson(both, of, confidence=confidence)
    product_of = np.append(found.known, -1)  # the last place stands for none
    reason = product_of[np.where(is_one, because, -1)]
    return Suggestions(product_of[chosen], scores, reason, of, both, low, high)


def popular(found: Affinity, customer: ArrayLike, product: ArrayLike, *, customers: int, top: int = 3) -> Whole:
    """What sells best among what each customer does not own: the bar that suggestions must clear. Customers × places,
    −1 where there is none.
    """
    products = found.owners.size
    owned = _ownership(customer, product, products, customers=customers)
    places = min(top, products)
    chosen = np.full((customers, places), -1)
    for rows in _some_at_once(customers, products):
        chosen[rows], _ = _top(np.where(owned[rows].toarray() > 0, 0.0, found.owners.astype(np.float64)), places)
    return chosen


def recall(suggested: ArrayLike, held_out: ArrayLike) -> float:
    """The share of customers whose held-out product is among those suggested; NaN for no customers."""
    rows, truth = np.asarray(suggested), np.asarray(held_out)
    if rows.ndim != 2 or truth.shape != rows.shape[:1]:
        raise ValueError("Recall needs a row of suggestions and one held-out product for each customer.")
    return float((rows == truth[:, None]).any(axis=1).mean()) if truth.size else float("nan")


def _ownership(customer: ArrayLike, product: ArrayLike, products: int, *, customers: int | None = None) -> Any:
    """Customers × products of ones, as a sparse matrix."""
    from scipy.sparse import csr_array

    who, what = as_floats(customer).astype(np.int64), as_floats(product).astype(np.int64)
    if who.ndim != 1 or who.shape != what.shape or products < 1:
        raise ValueError("Ownership needs pairs of a customer and a product, and at least one product.")
    count = customers if customers is not None else int(who.max(initial=-1)) + 1
    if who.size and not (who.min() >= 0 and who.max() < count and what.min() >= 0 and what.max() < products):
        raise ValueError("Customers and products are numbered from 0 to one less than there are.")
    owned = csr_array((np.ones(who.size), (who, what)), shape=(count, products))
    owned.sum_duplicates()
    owned.data[:] = 1.0
    return owned


def _some_at_once(customers: int, products: int) -> Iterator[slice]:
    """Stretches of customers whose table of scores stays small."""
    step = max(1, _SCORES_AT_ONCE // max(1, products))
    return (slice(first, first + step) for first in range(0, customers, step))


def _ease(owned: Any, ridge: float) -> tuple[Floats, Floats]:
    """The weights, and how many customers own each two."""
    together = as_floats((owned.T @ owned).toarray())
    inverse = np.linalg.inv(together + ridge * np.eye(len(together)))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return weights, together


def _item_to_item(owned: Any, sizes: Floats) -> tuple[Any, Any]:
    """Cosine of each two products, of which each product keeps those nearest to it; and the joint owners."""
    from scipy.sparse import coo_array, csr_array, diags_array

    together = csr_array(owned.T @ owned)
    scale = diags_array(1.0 / np.sqrt(sizes))
    cosine = coo_array(scale @ together @ scale)
    between = cosine.row != cosine.col
    row, column, value = cosine.row[between], cosine.col[between], cosine.data[between]
    order = np.lexsort((row, -value, column))
    starts = np.searchsorted(column[order], np.arange(sizes.size))
    kept = order[np.arange(order.size) - starts[column[order]] < _NEIGHBOURS]
    return csr_array((value[kept], (row[kept], column[kept])), shape=together.shape), together


def _top(score: Floats, top: int) -> tuple[Whole, Floats]:
    """The places of the greatest scores above 0, greatest first; −1 where there are no more."""
    if not top:
        return np.zeros((len(score), 0), np.int64), np.zeros((len(score), 0))
    picked = np.sort(np.argpartition(-score, top - 1, axis=1)[:, :top], axis=1)
    value = np.take_along_axis(score, picked, axis=1)
    order = np.argsort(-value, axis=1, kind="stable")
    picked, value = np.take_along_axis(picked, order, axis=1), np.take_along_axis(value, order, axis=1)
    return np.where(value > 0, picked, -1), np.maximum(value, 0.0)


def _entries(matrix: Any, rows: Whole, columns: Whole) -> Floats:
    """Single places of a matrix, sparse or not; SciPy's sparse ones answer none with a matrix."""
    return as_floats(matrix[rows, columns]).ravel() if rows.size else np.zeros(0)


def _reasons(weights: Any, owned: Any, best: Whole) -> Whole:
    """For each suggestion the owned product with the greatest weight for it (0 where there is no suggestion)."""
    rows = np.repeat(np.arange(owned.shape[0]), np.diff(owned.indptr))
    because = np.zeros(best.shape, np.int64)
    for place in range(best.shape[1]):
        weight = _entries(weights, owned.indices, np.maximum(best[rows, place], 0))
        order = np.lexsort((owned.indices, -weight, rows))
        owner, first = np.unique(rows[order], return_index=True)
        because[owner, place] = owned.indices[order][first]
    return because
