"""Random numbers that stay what they are.

Every part of the simulation draws from a stream of its own, named after what it is for, so that more of one thing
never changes another: ten times the conversations leave the first customer's birthday where it was.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BLOCK = 4096


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """The generator for one purpose: the same seed and names always give the same numbers."""
    words = [name if isinstance(name, int) else crc32(name.encode()) for name in names]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def uniforms(seed: int, name: str, count: int) -> NDArray[np.float64]:
    """`count` numbers in [0, 1), drawn in blocks: the first ten are the same whether ten or a million are wanted."""
    blocks = [stream(seed, name, number).random(BLOCK) for number in range(-(-count // BLOCK))]
    return np.concatenate(blocks)[:count] if blocks else np.empty(0)


def normals(seed: int, name: str, count: int) -> NDArray[np.float64]:
    """`count` standard normal numbers, drawn in blocks like `uniforms`."""
    blocks = [stream(seed, name, number).standard_normal(BLOCK) for number in range(-(-count // BLOCK))]
    return np.concatenate(blocks)[:count] if blocks else np.empty(0)


def gammas(seed: int, name: str, count: int, shape: float) -> NDArray[np.float64]:
    """`count` gamma numbers with scale 1, drawn in blocks like `uniforms`."""
    blocks = [stream(seed, name, number).standard_gamma(shape, BLOCK) for number in range(-(-count // BLOCK))]
    return np.concatenate(blocks)[:count] if blocks else np.empty(0)


def pick(cumulative: NDArray[np.float64], draws: NDArray[np.float64]) -> NDArray[np.int64]:
    """Row-wise choice: for each draw the first column whose cumulative weight exceeds draw × row total.

    `cumulative` is (n, k), running sums of weights along each row; `draws` is (n,), in [0, 1).
    """
    targets = draws[:, None] * cumulative[:, -1:]
    found = np.minimum((cumulative <= targets).sum(axis=1), cumulative.shape[1] - 1)
    return np.asarray(found, dtype=np.int64)
