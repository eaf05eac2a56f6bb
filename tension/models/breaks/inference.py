"""How sure a break is: the set of dates the data do not rule out, and the size with an interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from tension.models.breaks.cost import regime_fits
from tension.models.breaks.fit import Fit
from tension.models.breaks.noise import PHIS, Noise
from tension.models.noise import Observations

LEVEL = 0.95

CELLS = 32
"""Values of τ, and of φ, that the size of a break is averaged over."""


def critical(level: float = LEVEL) -> float:
    """Return the drop in 2 log likelihood that rules a date out.

    The statistic's limit is the larger of two independent exponentials' like variables,
    P(x ≤ c) = (1 − exp(−c/2))² (Bai 1997; inverted likelihood ratio: Eo & Morley 2015, Quantitative
    Economics 6, 463–497).

    Examples
    --------
    >>> round(critical(0.95), 2)
    7.35
    """
    return -2.0 * math.log(1.0 - math.sqrt(level))


def date_set(
    cost: np.ndarray, permitted: np.ndarray, starts: tuple[int, ...], which: int,
    level: float = LEVEL,
) -> tuple[int, int]:
    """Return the first and last observation at which the new regime may begin.

    Parameters
    ----------
    cost, permitted : arrays, (n, n + 1)
        Of the chosen noise.
    starts : tuple of int
        First observation of each new regime.
    which : int
        Which break, from 0; the others are held where they are.
    level : float
        Coverage of the set.
    """
    count = cost.shape[0]
    edges = (0, *starts, count)
    left, right = edges[which], edges[which + 2]
    between = np.arange(left + 1, right)
    open_ = permitted[left, between] & permitted[between, right]
    total = np.where(open_, cost[left, between] + cost[between, right], np.inf)
    kept = between[total - total.min() <= critical(level)]
    return int(kept[0]), int(kept[-1])


@dataclass(frozen=True)
class Levels:
    """Levels of the regimes with their joint uncertainty, the dates taken as known.

    Parameters
    ----------
    level : float array, R
        In points of tension.
    covariance : float array, (R, R)
        Of the levels' errors.
    reach : float
        Half an interval's width in standard errors.
    """

    level: np.ndarray
    covariance: np.ndarray
    reach: float

    def half(self, which: int) -> float:
        """Return half the width of the interval of a regime's level."""
        return float(self.reach * self.covariance[which, which] ** 0.5)

    def step(self, which: int) -> tuple[float, float, float]:
        """Return the size of a break, counted from 0, and the limits of its interval."""
        size = float(self.level[which + 1] - self.level[which])
        corner = self.covariance[which : which + 2, which : which + 2]
        half = self.reach * float(np.trace(corner) - 2 * corner[0, 1]) ** 0.5
        return size, size - half, size + half


def average_levels(seen: Observations, fit: Fit, level: float = LEVEL) -> Levels:
    """Return the levels of the chosen partition, averaged over the noise by its likelihood.

    Parameters
    ----------
    seen : Observations
        The series.
    fit : Fit
        Its chosen partition.
    level : float
        Coverage of the intervals.

    Notes
    -----
    τ, φ and the levels have flat priors, so the levels are integrated out of the likelihood that
    weighs the noises: with its levels at their best a likelihood takes memory for too short. The
    variance of a step is its mean under the noises and the spread of its size among them.
    """
    noises, width = _noise_cells(fit)
    levels, variances, cost = regime_fits(seen, noises, fit.edges)
    log_weight = (np.log(variances) - cost).sum(axis=1) / 2
    weight = np.exp(log_weight - log_weight.max()) * width
    weight /= weight.sum()
    mean = weight @ levels
    apart = levels - mean
    covariance = np.diag(weight @ variances) + (apart.T * weight) @ apart
    return Levels(mean, covariance, float(stats.t.ppf(0.5 + level / 2, fit.freedom)))


def _noise_cells(fit: Fit) -> tuple[list[Noise], np.ndarray]:
    """Middles of cells even in φ and, at each φ, in τ; and the cells' areas."""
    spread = fit.grid.spread
    # Twice as far as the search looked, or as the best noise lies.
    furthest = 2 * max(1.25, fit.chosen.noise.tau2**0.5 / spread(fit.chosen.noise.phi))
    shares = furthest * (np.arange(CELLS) + 0.5) / CELLS
    phis = PHIS[-1] * (np.arange(CELLS) + 0.5) / CELLS
    cells = [(share * spread(phi), phi, spread(phi)) for phi in phis for share in shares]
    return [Noise(tau**2, phi) for tau, phi, _ in cells], np.array([area for *_, area in cells])
