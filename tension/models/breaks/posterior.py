"""The exact posterior probability of a break in each period, given the noise.

Regimes are independent given where they begin, so sums over all partitions are a forward and a
backward recursion over observations (Fearnhead 2006). The likelihood of a regime is the search's,
with its coefficients integrated out in closed form.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import logsumexp

from tension.models.breaks.fit import Fit
from tension.models.breaks.whiten import Rows, sums_of_products

EXPECTED = 1.0
"""Breaks expected before seeing the data, spread evenly over the dates."""

PLACES = 1500
"""Dates told apart; on a longer series neighbouring ones are taken together."""


def posterior(fit: Fit) -> np.ndarray:
    """Return the probability that a new regime begins at each observation.

    Parameters
    ----------
    fit : Fit
        Its chosen noise is taken as known: scale, φ and exponent.

    Returns
    -------
    float array, n
        0…1; 0 at the first observation. Its sum is the expected number of breaks.

    Notes
    -----
    Prior: a regime ends at each permitted date with a chance that makes EXPECTED breaks likely in
    all, and coefficients are normal about their value over the whole series with the information of
    one observation (Kass & Wasserman 1995, doi:10.1080/01621459.1995.10476592). Regimes begin
    afresh, and last as long as the search asks.

    References
    ----------
    Fearnhead (2006), Statistics and Computing 16, 203–213, doi:10.1007/s11222-006-8450-8.
    """
    count = fit.observed
    places = np.arange(0, count, -(-count // PLACES))
    ends = np.append(places, count)
    logs = _log_likelihoods(fit, places)
    logs[~fit.room.long_enough(places[:, None], ends[None, :])] = -np.inf
    size = len(places)
    hazard = min(EXPECTED / max(size - 1, 1), 0.5)
    cut = math.log(hazard) - math.log1p(-hazard)  # the other dates' factors cancel
    forward, backward = np.full(size + 1, -np.inf), np.full(size + 1, -np.inf)
    forward[0], backward[size] = 0.0, 0.0
    for end in range(1, size + 1):
        forward[end] = logsumexp(forward[:end] + logs[:end, end]) + (cut if end < size else 0.0)
    for begin in range(size - 1, -1, -1):
        backward[begin] = logsumexp(logs[begin, begin + 1 :] + backward[begin + 1 :]) + (
            cut if begin else 0.0)
    chance = np.zeros(count)
    if size > 1:
        both = forward[1:size] + backward[1:size] - cut - forward[size]
        chance[places[1:]] = np.exp(np.minimum(both, 0.0))
    return chance


def posterior_by_period(fit: Fit, periods: int) -> np.ndarray:
    """Return the probability that a new regime begins at each period of the grid; 0 in silent ones.

    Parameters
    ----------
    fit : Fit
        As in `posterior`.
    periods : int
        Length of the grid.
    """
    chance = np.zeros(periods)
    chance[fit.seen.position] = posterior(fit)
    return chance


def within(chance: np.ndarray, first: int, last: int) -> float:
    """Return the probability of a break in some periods, at most 1: two may lie in a wide set."""
    return min(float(chance[first : last + 1].sum()), 1.0)


def _log_likelihoods(fit: Fit, places: np.ndarray) -> np.ndarray:
    """Log marginal likelihood of every regime between places, (m, m + 1), up to a constant."""
    rows, scale = fit.rows, fit.chosen.noise.sigma2
    centred, prior = _prior(rows)
    products = sums_of_products(rows.whole, centred[0])
    sums = np.concatenate([np.zeros((1, products.shape[1])), np.cumsum(products, axis=0)])
    logs = np.concatenate([[0.0], np.cumsum(rows.logs)])
    ends = np.append(places, fit.observed)
    first = sums_of_products(rows.alone[places], centred[1][places]) - sums[places + 1]
    total = [sums[ends, k][None, :] + first[:, k][:, None] for k in range(products.shape[1])]
    spread = logs[ends][None, :] - logs[places + 1][:, None]
    explained, log_det = _integrated(total, prior)
    return np.asarray(-((total[-1] - explained) / scale + log_det + spread) / 2)


def _prior(rows: Rows) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Values less the fit over the whole series, and the information of one observation."""
    whole = rows.whole
    beta = np.linalg.lstsq(whole, rows.values, rcond=None)[0]
    information = whole.T @ whole / len(whole)
    return (rows.values - whole @ beta, rows.values_alone - rows.alone @ beta), information


def _integrated(total: list[np.ndarray], prior: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What coefficients explain, shrunk by the prior, and log |information| over the prior's."""
    if len(total) == 3:
        xx, xy, _ = total
        known = xx + prior[0, 0]
        with np.errstate(invalid="ignore", divide="ignore"):
            return xy**2 / known, np.log(known / prior[0, 0])
    aa, ab, ay, bb, by, _ = total
    aa, ab, bb = aa + prior[0, 0], ab + prior[0, 1], bb + prior[1, 1]
    det = aa * bb - ab**2
    with np.errstate(invalid="ignore", divide="ignore"):
        explained = (bb * ay**2 - 2 * ab * ay * by + aa * by**2) / det
        return explained, np.log(det / float(np.linalg.det(prior)))
