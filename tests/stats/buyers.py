"""Customers drawn from the model of repeat purchases itself, so that its answers can be held against the truth."""

import numpy as np

PUBLISHED = (0.2426, 4.4135, 0.7929, 2.4258)  # CDNOW: r, α, a, b


def draw_buyers(n: int, *, seed: int, parameters: tuple[float, ...] = PUBLISHED, until: float = 39.0) -> np.ndarray:
    """3 × n: repeat purchases, time of the last, age; customers joined over the first third of the time."""
    random = np.random.default_rng(seed)
    age = until - random.uniform(0, until / 3, n)
    return np.vstack([*follow(random, age, *heterogeneity(random, n, parameters)), age])


def heterogeneity(random: np.random.Generator, n: int, parameters: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Each customer's own rate of buying and chance to leave after a purchase."""
    r, alpha, a, b = parameters
    return random.gamma(r, 1.0 / alpha, n), random.beta(a, b, n)


def follow(
    random: np.random.Generator, age: np.ndarray, rate: np.ndarray, leaving: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How often each customer came back within their age, and when last."""
    count, last, clock = np.zeros(age.size), np.zeros(age.size), np.zeros(age.size)
    here = np.arange(age.size)
    while here.size:
        clock[here] += random.exponential(1.0 / rate[here])
        here = here[clock[here] <= age[here]]
        count[here] += 1
        last[here] = clock[here]
        here = here[random.random(here.size) >= leaving[here]]
    return count, last
