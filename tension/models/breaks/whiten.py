"""Whitening under a law of the noise, and what it leaves of every possible regime.

The Cholesky factor of an AR(1)'s covariance has two diagonals, so a whitened row is built of an
observation and the one before it, and the inner products that generalised least squares needs are
running sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tension.models.breaks.noise import Law
from tension.models.noise import Observations


@dataclass(frozen=True)
class Rows:
    """Observations whitened under a law.

    Parameters
    ----------
    own, before : float arrays, (n, q)
        A whitened row of regressors is the observation's own part and the part of the one before
        it. At the first row of a regime the two belong to different regimes.
    alone : float array, (n, q)
        Rows of observations that begin errors afresh.
    values, values_alone : float arrays, n
        The same for the values: whole rows, and rows on their own.
    logs : float array, n
        Log of each row's conditional variance, for s = 1 and weights of 1; 0 in the first.
    """

    own: np.ndarray
    before: np.ndarray
    alone: np.ndarray
    values: np.ndarray
    values_alone: np.ndarray
    logs: np.ndarray

    @cached_property
    def whole(self) -> np.ndarray:
        """Rows of regressors inside a regime, (n, q)."""
        return np.asarray(self.own + self.before)

    @property
    def size(self) -> tuple[int, int]:
        """Number of observations and of regressors."""
        return self.own.shape[0], self.own.shape[1]

    def afresh(self, start: int, stop: int) -> tuple[np.ndarray, np.ndarray]:
        """Return regressors and values of a stretch whose errors begin afresh."""
        regressors = np.concatenate([self.alone[start : start + 1], self.whole[start + 1 : stop]])
        values = np.concatenate(
            [self.values_alone[start : start + 1], self.values[start + 1 : stop]])
        return regressors, values


def basis(position: np.ndarray, cost: str) -> np.ndarray:
    """Return the regressors of a regime: a constant, and for a trend the place in time.

    Time runs from −1 to 1 over the series, which keeps the sums of squares well conditioned.

    Parameters
    ----------
    position : int array, n
        Places of the observations.
    cost : str
        ``mean`` or ``trend``.

    Returns
    -------
    float array, (n, 1) or (n, 2)
    """
    ones = np.ones(len(position))
    if cost == "mean":
        return ones[:, None]
    middle, reach = (position[0] + position[-1]) / 2, max((position[-1] - position[0]) / 2, 1.0)
    return np.column_stack([ones, (position - middle) / reach])


def relative_precision(seen: Observations) -> np.ndarray:
    """Return the effective events of each period relative to their geometric mean.

    All are 1 where a period's sampling variance is unknown. Their logs add to 0, so that no
    exponent changes the determinant of the covariance.
    """
    if not (seen.sampling > 0).all():
        return np.ones(len(seen))
    logs = -np.log(seen.sampling)
    return np.asarray(np.exp(logs - logs.mean()))


def whiten(seen: Observations, regressors: np.ndarray, law: Law) -> Rows:
    """Return the rows of a series under a law.

    Parameters
    ----------
    seen : Observations
        n observed periods.
    regressors : float array, (n, q)
        As `basis` gives.
    law : Law
        φ and g.
    """
    weight = relative_precision(seen) ** (law.exponent / 2)
    alone, values_alone = regressors * weight[:, None], seen.tension * weight
    gap = np.diff(seen.position)
    memory = np.concatenate([[0.0], law.phi**gap])
    spread = 1.0 - memory**2
    scale = spread**-0.5
    own = alone * scale[:, None]
    before = np.zeros_like(own)
    before[1:] = -(memory * scale)[1:, None] * alone[:-1]
    values = values_alone * scale
    values[1:] -= (memory * scale)[1:] * values_alone[:-1]
    return Rows(own, before, alone, values, values_alone, np.log(spread))


def restart_costs(rows: Rows, places: np.ndarray) -> np.ndarray:
    """Return the sum of squares of every regime between places, its errors beginning afresh.

    Parameters
    ----------
    rows : Rows
        n observations.
    places : int array, m
        Observations at which a regime may begin, ascending, the first being 0.

    Returns
    -------
    float array, (m, m + 1)
        At [i, j]: of observations places[i] … places[j] − 1, the last place being n; infinite where
        j ≤ i or the regressors are not determined.

    Notes
    -----
    Sums run over the whole series and are subtracted; centred values keep the digits. Regimes that
    begin afresh make costs add up, hence the search exact; partitions are then compared and refined
    with errors that carry on over breaks (`partition`).
    """
    count, _ = rows.size
    products = sums_of_products(rows.whole, rows.values)
    begin, end = places, np.append(places, count)
    sums = np.concatenate([np.zeros((1, products.shape[1])), np.cumsum(products, axis=0)])
    first = sums_of_products(rows.alone[begin], rows.values_alone[begin]) - sums[begin + 1]
    total = [sums[end, k][None, :] + first[:, k][:, None] for k in range(products.shape[1])]
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = what_is_left(total)
    cost[np.arange(len(begin))[:, None] >= np.arange(len(end))[None, :]] = np.inf
    return np.where(np.isnan(cost), np.inf, np.maximum(cost, 0.0))


def sums_of_products(regressors: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the products of every row: xx, xy, yy, or for two regressors their six."""
    parts = [regressors[:, k] for k in range(regressors.shape[1])] + [values]
    pairs = [parts[i] * parts[j] for i in range(len(parts)) for j in range(i, len(parts))]
    return np.column_stack(pairs)


def what_is_left(total: list[np.ndarray]) -> np.ndarray:
    """Return what least squares leaves, from the sums of products of one or two regressors."""
    if len(total) == 3:
        xx, xy, yy = total
        return np.asarray(yy - xy**2 / xx)
    aa, ab, ay, bb, by, yy = total
    # The second regressor net of the first.
    net, rest = bb - ab**2 / aa, by - ab * ay / aa
    flat = yy - ay**2 / aa
    return np.asarray(np.where(net > 1e-12 * bb, flat - rest**2 / net, flat))
