"""How sure a break is: the set of dates the data do not rule out, and the size with an interval."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from tension.models.breaks.fit import Fit
from tension.models.breaks.noise import PHIS, Law
from tension.models.breaks.partition import Fitted, fit_partition, gains, without
from tension.models.breaks.whiten import Rows, whiten

LEVEL = 0.95

CELLS = 24
"""Values of φ that the sizes of breaks are averaged over."""


def critical(level: float = LEVEL) -> float:
    """Return the drop in 2 log likelihood that rules a date out.

    The statistic's limit is the larger of two independent exponentials of mean 2,
    P(x ≤ c) = (1 − exp(−c/2))² (Bai 1997; inverted likelihood ratio: Eo & Morley 2015, Quantitative
    Economics 6, 463–497).

    Examples
    --------
    >>> round(critical(0.95), 2)
    7.35
    """
    return -2.0 * math.log(1.0 - math.sqrt(level))


def date_set(fit: Fit, which: int, level: float = LEVEL) -> tuple[int, int]:
    """Return the first and last period at which the new regime may begin.

    Parameters
    ----------
    fit : Fit
        Its chosen partition.
    which : int
        Which break, from 0; the others and the law of the noise are held.
    level : float
        Coverage of the set.

    Returns
    -------
    (int, int)
        Places in the grid, silent periods included.

    Notes
    -----
    Inverts the likelihood ratio, the scale of the noise concentrated out, with errors that carry on
    over the break: a date at which the likelihood falls short of the best by less than `critical`
    stays in.

    References
    ----------
    Siegmund (1988), International Statistical Review 56, 31–48, doi:10.2307/1403360.
    Eo & Morley (2015), Quantitative Economics 6, 463–497, doi:10.3982/QE186.
    """
    start, stop = fit.edges[which], fit.edges[which + 2]
    rest = fit_partition(fit.rows, without(fit.edges, which))
    dates = fit.room.dates(start, stop)
    rss = np.maximum(rest.rss - gains(fit.rows, rest, which)[dates - start - 1], fit.least)
    drop = fit.observed * np.log(rss / rss.min())
    kept, place = dates[drop <= critical(level)], fit.seen.position
    # Silent periods before the first possible observation may hold the change too.
    return int(place[kept[0] - 1]) + 1, int(place[kept[-1]])


@dataclass(frozen=True)
class Levels:
    """Coefficients of the regimes with their joint uncertainty, the dates taken as known.

    Parameters
    ----------
    coefficients : float array, (R, q)
        Level, and with a trend its slope.
    covariance : float array, (R q, R q)
        Of their errors.
    reach : float
        Half an interval's width in standard errors.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    reach: float

    @property
    def level(self) -> np.ndarray:
        """Level of each regime; with a trend in the middle of the series."""
        return np.asarray(self.coefficients[:, 0])

    def value(self, which: int, regressors: np.ndarray) -> tuple[float, float]:
        """Return a regime's value at some regressors, and half the width of its interval."""
        return self._combined({which: regressors})

    def half(self, which: int) -> float:
        """Return half the width of the interval of a regime's level."""
        width = self.coefficients.shape[1]
        return self.value(which, np.eye(width)[0])[1]

    def step(
        self, which: int, regressors: np.ndarray | None = None
    ) -> tuple[float, float, float]:
        """Return the size of a break, counted from 0, and the limits of its interval.

        Parameters
        ----------
        which : int
            Break.
        regressors : float array, q, optional
            Those of the date of the break; needed with a trend only.
        """
        at = np.ones(1) if regressors is None else regressors
        size, half = self._combined({which: -at, which + 1: at})
        return size, size - half, size + half

    def _combined(self, parts: dict[int, np.ndarray]) -> tuple[float, float]:
        weights = np.zeros_like(self.coefficients)
        for which, part in parts.items():
            weights[which] = part
        flat = weights.ravel()
        variance = max(float(flat @ self.covariance @ flat), 0.0)
        return float(flat @ self.coefficients.ravel()), float(self.reach * variance**0.5)


def average_levels(fit: Fit, level: float = LEVEL) -> Levels:
    """Return the coefficients of the chosen partition, averaged over φ by its likelihood.

    Parameters
    ----------
    fit : Fit
        Its chosen partition.
    level : float
        Coverage of the intervals.

    Notes
    -----
    φ and the coefficients have flat priors, the scale 1/s: all but φ are integrated out of the
    likelihood that weighs the values of φ, for with its levels at their best a likelihood takes
    memory for too short. The variance of a coefficient is its mean under the laws and its spread
    among them. Periods far out count in full: the guard is for the dates.
    """
    solved, variances, shares = [], [], []
    for its, _, fitted in laws_of(fit):
        shares.append(its)
        solved.append(fitted.coefficients.ravel())
        variances.append(fitted.inverse * max(fitted.rss, fit.least) / fit.freedom)
    share = np.array(shares)
    mean = share @ np.array(solved)
    apart = np.array(solved) - mean
    covariance = np.einsum("k,kij->ij", share, np.array(variances)) + (apart.T * share) @ apart
    coefficients = mean.reshape(-1, fit.model.width).copy()
    coefficients[:, 0] += fit.centre
    return Levels(coefficients, covariance, float(stats.t.ppf(0.5 + level / 2, fit.freedom)))


def laws_of(fit: Fit) -> list[tuple[float, Rows, Fitted]]:
    """Return the laws that levels are averaged over: weight, the rows whitened, their fit.

    Parameters
    ----------
    fit : Fit
        Its chosen partition. The weights sum to 1.
    """
    seen = replace(fit.seen, tension=fit.seen.tension + fit.excess)
    phis = [fit.law.phi] if fit.model.phi is not None else (
        PHIS[-1] * (np.arange(CELLS) + 0.5) / CELLS).tolist()
    solved, logs = [], []
    for phi in phis:
        rows = whiten(seen, fit.regressors, Law(float(phi), fit.law.exponent))
        fitted = fit_partition(rows, fit.edges)
        rss = max(fitted.rss, fit.least)
        logs.append(-(fit.freedom * math.log(rss) + float(rows.logs.sum()) + fitted.log_det) / 2)
        solved.append((rows, fitted))
    weight = np.exp(np.array(logs) - max(logs))
    weight /= weight.sum()
    return [(share, *one) for share, one in zip(weight.tolist(), solved, strict=True)]
