"""How sure a period's mean score is, when events of one day are partly one story.

Model. An event's score is its period's expected score plus a part shared by the events of its day
and a part of its own; the shared part is the share ρ of the variance σ². Then a mean over days with
n₁, n₂, … events (n in all) has the variance σ²/n_eff with

    n_eff = n ÷ (1 + ρ (Σ n_d² ÷ n − 1)),

which lies between the number of days (ρ = 1, equal days) and the number of events (ρ = 0). n_eff is
the period's `effective_events`: so many independent events would give the same standard error.

σ² and ρ come from closed-form moments (one-way analysis of variance, days within periods; Searle,
Casella & McCulloch 1992), pooled over the periods. Crisis months spread more than calm ones, so a
period uses its own σ²: its squares and its neighbours' (triangular weights over a year either
side), shrunk to the pooled σ² with the weight of PRIOR_WEIGHT events. The interval is Student's t
with the degrees of freedom that went into that estimate.

Where no period holds two days (a daily series; very few events), the spread cannot be told from
change between periods: then σ² is taken around the mean of the whole series, which is too wide
rather than too narrow. One day of events in all gives no spread, hence no interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

PRIOR_WEIGHT = 5.0
"""Events' worth of weight that the pooled variance has in a period's own."""

NEIGHBOURHOOD = 12.0
"""Months on either side whose spread counts towards a period's, with falling weight."""

LEVEL = 0.95

ROUNDING = 1e-9
"""Spread, as a share of the largest score, that is no spread but the rounding of equal scores."""


@dataclass(frozen=True)
class Spread:
    """Pooled spread of scores within a period.

    Parameters
    ----------
    variance : float
        σ² of one event, in squared points of the scale; missing when it cannot be measured.
    day_share : float
        ρ, 0…1: share of the variance common to the events of a day.
    freedom : float
        Degrees of freedom behind the pooled variance.
    within_periods : bool
        False where the spread had to be taken around the whole series' mean.
    """

    variance: float
    day_share: float
    freedom: float
    within_periods: bool


@dataclass(frozen=True)
class MeanError:
    """Uncertainty of each period's mean score; float arrays, one item a period."""

    days: np.ndarray
    effective: np.ndarray
    standard_error: np.ndarray
    half_width: np.ndarray
    spread: Spread


@dataclass(frozen=True)
class DaySums:
    """Sums over the day clusters of each period: all that the spread is measured from.

    Parameters
    ----------
    count : float array, n
        Scored events of each period.
    number : float array, n
        Its days with a scored event.
    sizes : float array, n
        Σ n_d², its days' numbers of events, squared.
    total : float array, n
        Sum of its scores.
    between : float array, n
        Squares of its days around its mean: Σ n_d (day's mean − period's mean)².
    within : float array, n
        Squares of its scores around their days' means.
    """

    count: np.ndarray
    number: np.ndarray
    sizes: np.ndarray
    total: np.ndarray
    between: np.ndarray
    within: np.ndarray

    @property
    def mean(self) -> np.ndarray:
        """Mean score of each period; 0 where there is none."""
        return self.total / np.where(self.count > 0, self.count, 1.0)

    @property
    def imbalance(self) -> np.ndarray:
        """N − Σ n_d² ÷ n of each period."""
        return self.count - self.sizes / np.where(self.count > 0, self.count, 1.0)

    @property
    def freedom(self) -> np.ndarray:
        """Days − 1 of each period, or 0."""
        return np.maximum(self.number - 1.0, 0.0)


def mean_error(
    period: np.ndarray, day: np.ndarray, score: np.ndarray, periods: int, per_year: float
) -> MeanError:
    """Return the uncertainty of the mean score of every period.

    Parameters
    ----------
    period, day : int array, n
        Position of each event's period, and the number of its day cluster.
    score : float array, n
        Points of the scale, none missing.
    periods : int
        Length of the grid.
    per_year : float
        Periods a year, to turn NEIGHBOURHOOD into periods.
    """
    return error_of_sums(_day_sums(period, day, score, periods), per_year)


def error_of_sums(sums: DaySums, per_year: float) -> MeanError:
    """Return the uncertainty of every period's mean score, from the sums over its days."""
    spread = _pooled_spread(sums)
    share = sums.sizes / np.where(sums.count > 0, sums.count, 1.0)
    effective = sums.count / (1.0 + spread.day_share * np.maximum(share - 1.0, 0.0))
    if not np.isfinite(spread.variance):
        nothing = np.full(len(sums.count), np.nan)
        return MeanError(sums.number, effective, nothing, nothing, spread)
    variance, freedom = _local_variance(sums, effective, spread, per_year)
    error = np.sqrt(variance / np.where(effective > 0, effective, np.nan))
    width = error * stdtrit(np.minimum(freedom, spread.freedom), 0.5 + LEVEL / 2)
    return MeanError(sums.number, effective, error, width, spread)


def _day_sums(
    period: np.ndarray, day: np.ndarray, score: np.ndarray, periods: int
) -> DaySums:
    _, first, where = np.unique(day, return_index=True, return_inverse=True)
    size = np.bincount(where).astype(float)
    mean = np.bincount(where, score) / size
    inner = np.bincount(where, (score - mean[where]) ** 2)
    of = period[first]

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(of, values, periods)

    count, points = total(size), total(size * mean)
    centre = points / np.where(count > 0, count, 1.0)
    return DaySums(
        count, total(np.ones(len(of))), total(size**2), points,
        total(size * (mean - centre[of]) ** 2), total(inner),
    )


def _pooled_spread(sums: DaySums) -> Spread:
    """Variance components by moments, within periods where some period holds two days."""
    if not sums.count.sum():
        return Spread(np.nan, 1.0, 0.0, False)
    squares, freedom, imbalance = (
        float(one.sum()) for one in (sums.between, sums.freedom, sums.imbalance))
    within_periods = freedom > 0
    if not within_periods:
        squares, freedom, imbalance = _around_the_whole(sums)
    inner, inner_freedom = float(sums.within.sum()), float((sums.count - sums.number).sum())
    own = inner / inner_freedom if inner_freedom else 0.0
    if not freedom:
        return Spread(np.nan, 1.0, 0.0, False)
    # With one event a day all of it counts as shared: the split cannot be seen and does not matter.
    shared = (squares - freedom * own) / imbalance
    if shared <= 0:
        total = (squares + inner) / (freedom + inner_freedom)
        share = 0.0
    else:
        total, share = shared + own, shared / (shared + own)
    if total <= (ROUNDING * float(np.max(np.abs(sums.mean)))) ** 2:
        return Spread(np.nan, 1.0, 0.0, within_periods)
    return Spread(total, share, freedom + (1 - share) * inner_freedom, within_periods)


def _around_the_whole(sums: DaySums) -> tuple[float, float, float]:
    """Squares between days, days − 1 and n − Σn²/n of the whole, where each period is a day."""
    count = float(sums.count.sum())
    centre = float(sums.total.sum()) / count
    squares = float((sums.count * (sums.mean - centre) ** 2).sum())
    return squares, float(sums.number.sum()) - 1.0, count - float(sums.sizes.sum()) / count


def _local_variance(
    sums: DaySums, effective: np.ndarray, spread: Spread, per_year: float
) -> tuple[np.ndarray, np.ndarray]:
    """Each period's σ² and its degrees of freedom: own and near squares, shrunk to the pool."""
    rho = spread.day_share
    weight = np.maximum(effective - 1.0, 0.0)
    own = np.full(len(weight), 0.0)
    if spread.within_periods:
        # E[squares + inner] = σ² × expected, under the model above.
        expected = (1 - rho) * (sums.count - sums.number + sums.freedom) + rho * sums.imbalance
        squares = sums.between + sums.within
        own = np.where(expected > 0, squares / np.where(expected > 0, expected, 1), 0.0)
    else:
        weight = np.zeros(len(weight))
    kernel = _triangle(NEIGHBOURHOOD * per_year / 12.0)
    total = _smooth(weight * own, kernel)
    freedom = _smooth(weight, kernel)
    variance = (PRIOR_WEIGHT * spread.variance + total) / (PRIOR_WEIGHT + freedom)
    return variance, PRIOR_WEIGHT + freedom


def _triangle(reach: float) -> np.ndarray:
    width = max(round(reach), 0)
    return 1.0 - np.abs(np.arange(-width, width + 1)) / (width + 1.0)


def _smooth(values: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Weighted sums over a moving window as long as the kernel, ends cut off."""
    reach = len(kernel) // 2
    return np.convolve(values, kernel)[reach : reach + len(values)]
