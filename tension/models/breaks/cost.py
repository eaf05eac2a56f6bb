"""Cost of a regime: −2 log likelihood of a constant level, for every possible regime at once."""

from __future__ import annotations

import numpy as np

from tension.models.breaks.noise import Whitened


def mean_costs(white: Whitened) -> np.ndarray:
    """Return the cost of every regime of a constant level.

    Parameters
    ----------
    white : Whitened
        The series divided by its noise.

    Returns
    -------
    float array, (n, n + 1)
        At [i, j], i < j: cost of the regime of observations i…j−1, its level at its best; infinite
        elsewhere. With unit noise this is the regime's sum of squares.
    """
    count = len(white.first_y)
    sums = [
        _regime_sums(first, following)
        for first, following in (
            (white.first_x**2, white.next_x**2),
            (white.first_x * white.first_y, white.next_x * white.next_y),
            (white.first_y**2, white.next_y**2),
            (white.first_log, white.next_log),
        )
    ]
    xx, xy, yy, logs = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        cost: np.ndarray = np.maximum(yy - xy**2 / xx, 0.0) + logs
    empty = np.arange(count)[:, None] >= np.arange(count + 1)[None, :]
    cost[empty] = np.inf
    return cost


def _regime_sums(first: np.ndarray, following: np.ndarray) -> np.ndarray:
    """Sums over i…j−1 where i counts as the first of its regime."""
    running = np.concatenate([[0.0], np.cumsum(following)])
    return np.asarray(running[None, :] - (running[1:] - first)[:, None])


def level_of(white: Whitened, start: int, stop: int) -> tuple[float, float]:
    """Return a regime's level and its variance by generalised least squares."""
    x = np.concatenate([white.first_x[start : start + 1], white.next_x[start + 1 : stop]])
    y = np.concatenate([white.first_y[start : start + 1], white.next_y[start + 1 : stop]])
    weight = float(x @ x)
    return float(x @ y) / weight, 1.0 / weight
