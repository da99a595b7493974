"""How many people a load of contacts needs, by Erlang C."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from colere.stats.interval import Floats, as_floats

MOST = 100_000  # people in one interval; a load beyond is an error in the figures


@dataclass(frozen=True, slots=True)
class Staffing:
    """People for each interval and how customers and people fare with them; arrays of the shape of the contacts."""

    agents: Floats  # at work at the same time
    rostered: Floats  # with the share that is away added
    service_level: Floats  # share answered within the target
    waiting: Floats  # share that waits at all
    mean_wait: Floats  # seconds, of all
    occupancy: Floats  # share of their time that people are with customers


def erlang_c(load: ArrayLike, agents: ArrayLike) -> Floats:
    """The probability that a contact waits, for a load in Erlang and so many agents; 1 where agents ≤ load.

    C = B / (1 − ρ(1 − B)) with ρ = load/agents and Erlang's loss B = (aⁿ/n!) / Σ aᵏ/k! (Erlang 1917; Gans, Koole &
    Mandelbaum 2003), B from the Poisson distribution, so that nothing overflows. Raises `ValueError` for negative or
    infinite loads and agents below 1 or not whole.
    """
    from scipy.special import gammaln, pdtr

    a, n = np.broadcast_arrays(as_floats(load), as_floats(agents))
    if not (np.isfinite(a).all() and (a >= 0).all() and (n >= 1).all() and (n == np.floor(n)).all()):
        raise ValueError("Erlang C needs a load of at least 0 and whole numbers of agents from 1 on.")
    safe = np.maximum(a, 1e-300)
    loss = np.exp(n * np.log(safe) - a - gammaln(n + 1)) / np.maximum(pdtr(n, a), 1e-300)
    busy = np.minimum(a / n, 1.0)
    waits = np.where(a >= n, 1.0, loss / (1.0 - busy * (1.0 - loss)))
    return as_floats(np.where(a > 0, waits, 0.0))[()]


def agents_needed(
    contacts: ArrayLike,
    *,
    interval_seconds: float,
    handling_seconds: ArrayLike,
    answered_share: float = 0.8,
    within_seconds: float = 20.0,
    away_share: float = 0.0,
) -> Staffing:
    """The fewest agents with whom `answered_share` of contacts are answered within `within_seconds`.

    Contacts come at random within an interval and wait until they are answered: P(wait ≤ T) = 1 − C·e^(−(n−a)T/AHT).
    `away_share` (breaks, training, illness) is added to what is rostered: agents ÷ (1 − away). No contacts need nobody.
    Callers who give up are not in the formula, so it errs towards more people. Raises `ValueError` for shares outside
    (0, 1), times that are not more than 0, or a load that no team could bear.
    """
    calls, aht = np.broadcast_arrays(as_floats(contacts), as_floats(handling_seconds))
    if not (0 < answered_share < 1 and 0 <= away_share < 1 and within_seconds >= 0 and interval_seconds > 0):
        raise ValueError("Shares must lie between 0 and 1, and times must be more than 0.")
    if not (np.isfinite(calls).all() and (calls >= 0).all() and np.isfinite(aht).all() and (aht > 0).all()):
        raise ValueError("Contacts must not be negative, and handling takes some time.")
    load = calls * aht / interval_seconds
    if (load > MOST).any():
        raise ValueError("That load is more than any team can bear: check the unit of the times.")
    # Halving: the service level grows with each agent.
    low, high = np.floor(load), np.floor(load) + 10.0 + 10.0 * np.sqrt(load + 1.0)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = _level(load, middle, aht, within_seconds) >= answered_share
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    agents = np.where(load > 0, np.maximum(high, 1.0), 0.0)
    return _told(load, agents, aht, within_seconds, away_share)


def _level(load: Floats, agents: Floats, aht: Floats, within: float) -> Floats:
    staffed = np.maximum(agents, 1.0)
    free = np.maximum(staffed - load, 0.0)
    level = 1.0 - erlang_c(load, staffed) * np.exp(-free * within / aht)
    return np.where(agents > load, level, 0.0)


def _told(load: Floats, agents: Floats, aht: Floats, within: float, away: float) -> Staffing:
    some = agents > 0
    waiting = np.where(some, erlang_c(load, np.maximum(agents, 1.0)), 0.0)
    return Staffing(
        agents=agents[()],
        rostered=np.ceil(agents / (1 - away) - 1e-9)[()],
        service_level=np.where(some, _level(load, agents, aht, within), 1.0)[()],
        waiting=waiting[()],
        mean_wait=np.where(some, waiting * aht / np.maximum(agents - load, 1e-300), 0.0)[()],
        occupancy=np.divide(load, agents, out=np.zeros(load.shape), where=some)[()],
    )
