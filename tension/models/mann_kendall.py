"""Sen's slope and the Mann–Kendall test, with the variance that autocorrelation makes.

Pairs are of observed periods only, and slopes are per calendar time: a silence is a longer step,
never a value.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from tension.models.breaks.noise import Law, best_phi
from tension.models.breaks.partition import fit_partition
from tension.models.breaks.whiten import basis, whiten
from tension.models.noise import Observations
from tension.models.slope import ALPHA, Slope

DIRECT = 3000
"""Observations up to which all slopes are listed; beyond, a slope is found by counting."""

HALVINGS = 70
"""Of the interval in which a slope is found by counting."""

FEWEST_RANKS = 4
"""Observations below which no memory is looked for."""

DIGITS = 9
"""Decimals of the detrended tension that count: an exact line leaves rounding only."""


@dataclass(frozen=True)
class MannKendall:
    """The test.

    Parameters
    ----------
    score : int
        S: pairs that rise less pairs that fall.
    plain : float
        Variance of S for independent periods, ties counted.
    factor : float
        What autocorrelation multiplies it by; 1 or more.
    """

    score: int
    plain: float
    factor: float

    @property
    def variance(self) -> float:
        """Corrected variance of S."""
        return self.plain * self.factor

    @property
    def p_value(self) -> float:
        """Two-sided, normal, with the continuity correction; 1 where all values are one."""
        if self.variance <= 0:
            return 1.0
        reach = max(abs(self.score) - 1, 0) / math.sqrt(self.variance)
        return float(2 * stats.norm.sf(reach))


def plain_variance(values: np.ndarray) -> float:
    """Return the variance of S for independent values, ties counted (Kendall 1975).

    Examples
    --------
    >>> plain_variance(np.array([1.0, 2.0, 3.0, 4.0]))
    8.666666666666666
    """
    count = len(values)
    tied = np.unique(values, return_counts=True)[1].astype(float)
    whole = count * (count - 1) * (2 * count + 5)
    return float(whole - (tied * (tied - 1) * (2 * tied + 5)).sum()) / 18


def score(values: np.ndarray) -> int:
    """Return S: pairs that rise less pairs that fall, in the order given.

    Examples
    --------
    >>> score(np.array([1.0, 3.0, 2.0]))
    1
    """
    pairs = len(values) * (len(values) - 1) // 2
    tied = np.unique(values, return_counts=True)[1].astype(float)
    untied = pairs - float((tied * (tied - 1)).sum()) / 2
    if untied == 0:
        return 0
    tau = float(stats.kendalltau(np.arange(len(values)), values).statistic)
    return round(tau * math.sqrt(pairs * untied))


def variance_factor(position: np.ndarray, detrended: np.ndarray) -> float:
    """Return by what autocorrelation multiplies the variance of S, at least 1.

    Parameters
    ----------
    position : int array, n
        Places of the observed periods in the grid, ascending.
    detrended : float array, n
        Values less their trend.

    Notes
    -----
    The larger of two: Hamed & Rao's factor from the significant lags, and what their sum comes to
    when all lags are those of an AR(1) on the ranks. Significant lags alone leave out the tail of a
    memory, and reject a true hypothesis far too often (`benchmarks/trend.py`).
    """
    ranks = stats.rankdata(np.round(detrended, DIGITS))
    if len(ranks) < FEWEST_RANKS or not np.ptp(ranks):
        return 1.0
    lags = Lags.of(position, ranks)
    return max(1.0, lags.factor(lags.significant), lags.factor(lags.implied(position, ranks)))


@dataclass(frozen=True)
class Lags:
    """Rank autocorrelation at every lag at which a pair of periods is observed; arrays of a lag.

    Parameters
    ----------
    lag : int array
        Periods apart.
    pairs : float array
        Observed pairs; n − k without gaps.
    left : float array
        n less the pairs' mean distance in order; n − k without gaps.
    correlation : float array
        Mean product of the pairs over the variance, tapered by left ÷ n.
    count : int
        n.
    """

    lag: np.ndarray
    pairs: np.ndarray
    left: np.ndarray
    correlation: np.ndarray
    count: int

    @classmethod
    def of(cls, position: np.ndarray, ranks: np.ndarray) -> Lags:
        """Correlate ranks across gaps."""
        own, count = ranks - ranks.mean(), len(ranks)
        place = position - position[0]
        here, order, part = np.zeros((3, int(place[-1]) + 1))
        here[place], order[place], part[place] = 1.0, np.arange(count), own
        pairs = _lagged(here, here)
        lag = np.flatnonzero(pairs > 0.5)[1:]
        pairs = np.round(pairs[lag])
        left = count - (_lagged(here, order) - _lagged(order, here))[lag] / pairs
        mean = _lagged(part, part)[lag] / pairs
        return cls(lag, pairs, left, mean * left / float(own @ own), count)

    @property
    def significant(self) -> np.ndarray:
        """The correlations that differ from 0 at 5 %, others 0; fewer pairs ask for more."""
        limit = stats.norm.ppf(1 - ALPHA / 2) * np.sqrt(self.left / self.count / self.pairs)
        return np.where(np.abs(self.correlation) > limit, self.correlation, 0.0)

    def implied(self, position: np.ndarray, ranks: np.ndarray) -> np.ndarray:
        """The correlations of an AR(1) across gaps, fitted to the ranks by restricted likelihood.

        Ranks of a detrended series have lost a line, which takes memory for too short; the
        restricted likelihood counts that.
        """
        ones = np.ones(len(ranks))
        seen = Observations(position, ranks, ones, ones, 1.0, (0, len(ranks)))
        lines = basis(position, "trend")

        def value(phi: float) -> float:
            rows = whiten(seen, lines, Law(phi, 0.0))
            fitted = fit_partition(rows, (0, len(ranks)))
            left = max(fitted.rss, 1e-12)
            return float((len(ranks) - 2) * math.log(left) + rows.logs.sum() + fitted.log_det)

        return np.asarray(best_phi(value) ** self.lag)

    def factor(self, correlation: np.ndarray) -> float:
        """Return n/n* = 1 + 2 ÷ (n(n−1)(n−2)) · Σ (n−k)(n−k−1)(n−k−2) ρ(k) (Hamed & Rao 1998).

        Across gaps a lag counts by its observed pairs: their number stands for n − k in the first
        factor, and `left` in the other two.
        """
        weight = self.pairs * (self.left - 1) * (self.left - 2)
        whole = self.count * (self.count - 1) * (self.count - 2)
        return float(1 + 2 * (weight @ correlation) / whole)


def _lagged(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Σ first[i] second[i + k] for k = 0, 1, …."""
    return np.asarray(np.correlate(second, first, "full")[len(first) - 1 :])


def mann_kendall(position: np.ndarray, values: np.ndarray, slope: float) -> MannKendall:
    """Return the test of no trend, its variance corrected for autocorrelation.

    Parameters
    ----------
    position : int array, n
        Places of the observed periods in the grid, ascending.
    values : float array, n
        Their tension.
    slope : float
        Sen's, per period, by which values are detrended before their memory is measured.
    """
    factor = variance_factor(position, values - slope * (position - position[0]))
    return MannKendall(score(values), plain_variance(values), factor)


def sen_slope(seen: Observations, per_year: float) -> Slope:
    """Return Sen's slope with the Mann–Kendall test.

    Parameters
    ----------
    seen : Observations
        Three observed periods or more.
    per_year : float
        Periods a year.

    Returns
    -------
    Slope

    Notes
    -----
    Estimator: median of the slopes of all pairs of observed periods. Assumes a monotone trend, if
    any, and noise whose memory the significant lags or an AR(1) hold; no distribution, and all
    periods weigh alike, however few their events. The interval's ends are the slopes of the ranks
    (N − C)/2 and (N + C)/2 + 1 among N, C being 1.96 standard deviations of S.

    References
    ----------
    Sen (1968), Journal of the American Statistical Association 63, 1379–1389,
    doi:10.1080/01621459.1968.10480934.
    Gilbert (1987), Statistical Methods for Environmental Pollution Monitoring, Van Nostrand
    Reinhold, chapter 16.
    Hamed & Rao (1998), Journal of Hydrology 204, 182–196, doi:10.1016/S0022-1694(97)00125-X.

    Examples
    --------
    >>> line = Observations(np.arange(24), 40 + np.arange(24) / 4, np.ones(24), np.ones(24), 1.0,
    ...                     (0, 24))
    >>> sen_slope(line, 12.0).slope
    3.0
    """
    position, values = seen.position, seen.tension
    pairs = len(values) * (len(values) - 1) // 2
    middle = [(pairs - 1) // 2, pairs // 2]
    slope = float(np.mean(slopes_of_rank(position, values, middle)))
    test = mann_kendall(position, values, slope)
    reach = float(stats.norm.ppf(1 - ALPHA / 2)) * math.sqrt(test.variance)
    ends = [round((pairs - reach) / 2) - 1, round((pairs + reach) / 2)]
    low, high = slopes_of_rank(position, values, [min(max(e, 0), pairs - 1) for e in ends])
    centre = float(np.median(values) - slope * np.median(position))
    line = centre + slope * position[0], centre + slope * position[-1]
    return Slope(slope * per_year, min(low, slope) * per_year, max(high, slope) * per_year,
                 test.p_value, (float(line[0]), float(line[1])))


def slopes_of_rank(position: np.ndarray, values: np.ndarray, ranks: list[int]) -> list[float]:
    """Return the slopes of these ranks, from 0, among those of all pairs.

    Parameters
    ----------
    position, values : arrays, n
        Ascending places, and values.
    ranks : list of int
        Wanted ranks.

    Examples
    --------
    >>> slopes_of_rank(np.array([0, 1, 3]), np.array([0.0, 1.0, 9.0]), [0, 1, 2])
    [1.0, 3.0, 4.0]
    """
    if len(values) > DIRECT:
        return [_counted(position, values, rank) for rank in ranks]
    first, second = np.triu_indices(len(values), 1)
    slopes = (values[second] - values[first]) / (position[second] - position[first])
    parted = np.partition(slopes, sorted(set(ranks)))
    return [float(parted[rank]) for rank in ranks]


def _counted(position: np.ndarray, values: np.ndarray, rank: int) -> float:
    """The slope of a rank by halving: what lies above b rises in the values less b a period."""
    steps = np.diff(values) / np.diff(position)
    low, high = float(steps.min()), float(steps.max())
    pairs = len(values) * (len(values) - 1) // 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        rest = values - middle * position
        tied = np.unique(rest, return_counts=True)[1].astype(float)
        above = (pairs - float((tied * (tied - 1)).sum()) / 2 + score(rest)) / 2
        if pairs - above > rank:
            high = middle
        else:
            low = middle
    return high
