"""A yearly cycle beneath the levels: found on strong evidence, taken out before dates are searched.

A cycle that is left in looks like memory, and memory costs power.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from tension.models.breaks.noise import Law, best_phi, minus_two_log
from tension.models.breaks.partition import fit_partition
from tension.models.breaks.whiten import whiten
from tension.models.noise import Observations

TERMS = 2
"""Coefficients of a cycle, cosine and sine."""

SHORTEST_CYCLE = 2.0
"""Periods that a cycle has more of: one of two periods cannot be told from its sampling."""

ROUNDS = 4
"""Cycles that a series must span for one to be looked for."""


def waves(position: np.ndarray, period: float) -> np.ndarray:
    """Return cosine and sine of a period at some positions, (n, 2)."""
    turn = 2 * math.pi * np.asarray(position) / period
    return np.column_stack([np.cos(turn), np.sin(turn)])


def fit_cycle(
    seen: Observations, regressors: np.ndarray, edges: tuple[int, ...], exponent: float,
    period: float, least: float,
) -> tuple[float, np.ndarray]:
    """Return −2 log likelihood of a partition with a cycle, and the cycle at each observation.

    Parameters
    ----------
    seen : Observations
        n observed periods.
    regressors : float array, (n, q)
        Of a regime.
    edges : tuple of int
        First observation of each regime, and n.
    exponent : float
        g of the noise.
    period : float
        Periods of one cycle.
    least : float
        The least sum of squares that counts as noise.

    Notes
    -----
    Generalised least squares of levels and cycle together, φ found anew by the likelihood.
    """
    columns = waves(seen.position, period)

    def solve(phi: float) -> tuple[float, np.ndarray]:
        law, count = Law(float(phi), exponent), len(seen)
        rows = whiten(seen, regressors, law)
        turned = whiten(seen, columns, law).whole
        left = fit_partition(rows, edges).left
        net = np.column_stack(
            [fit_partition(replace(rows, values=column), edges).left for column in turned.T])
        beta = np.linalg.lstsq(net, left, rcond=None)[0]
        rss = max(float(np.square(left - net @ beta).sum()), least)
        return minus_two_log(rss, count, float(rows.logs.sum())), beta

    fit, beta = solve(best_phi(lambda phi: solve(phi)[0]))
    return fit, np.asarray(columns @ beta)
