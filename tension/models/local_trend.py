"""The local linear trend in state space: the slope at the end of a series.

yₜ = αₜ + εₜ, αₜ₊₁ = αₜ + βₜ + ηₜ, βₜ₊₁ = βₜ + ζₜ, with var εₜ = τ² + σ²/effective eventsₜ, var ηₜ
= q and var ζₜ = z. At the last period the smoothed slope is the filtered one, so one pass forward
is enough. It is made for many parameters at once, leaps over silences, and starts exactly diffuse.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tension.models.averaged import FURTHEST, QUANTILE
from tension.models.averaging import ROUNDS, SMALLEST, Axis
from tension.models.local_level import ROUNDING
from tension.models.noise import Observations
from tension.models.slope import Slope

STEADY = 0.25
"""Largest √z, in points a year gained in a year, as a share of the largest τ: a trend is what
lasts, so its slope moves in a year by half a standard deviation of the observed tension at most."""


@dataclass(frozen=True)
class Ends:
    """Level and slope at the last covered period for each of K parameters; float arrays, K.

    `fit` is the log likelihood of the observations after the second.
    """

    fit: np.ndarray
    level: np.ndarray
    slope: np.ndarray
    slope_variance: np.ndarray


def filter_ends(seen: Observations, tau: np.ndarray, step: np.ndarray, turn: np.ndarray) -> Ends:
    """Filter a series to its end.

    Parameters
    ----------
    seen : Observations
        Two observed periods or more.
    tau, step, turn : float arrays, K
        τ, √q and √z, in points of tension a period.

    Notes
    -----
    With a diffuse start the first two observations determine level and slope (Durbin & Koopman
    2012, chapter 5, doi:10.1093/acprof:oso/9780199641178.001.0001); their posterior is written
    out here.
    """
    noise, q, z = tau**2 + ROUNDING, step**2, turn**2
    gap = np.diff(seen.position)
    moved, shared, turned = _spread(q, z, int(gap[0]))
    first, second, apart = noise + seen.sampling[0], noise + seen.sampling[1], float(gap[0])
    level = np.full_like(q, seen.tension[1])
    slope = np.full_like(q, (seen.tension[1] - seen.tension[0]) / apart)
    vl, vc = second, second / apart
    vs = (first + second + moved) / apart**2 + turned - 2 * shared / apart
    fit = np.zeros_like(q)
    for at in range(2, len(seen)):
        level, vl, vc, vs = _leap(level, slope, vl, vc, vs, q, z, int(gap[at - 1]))
        spread, left = vl + noise + seen.sampling[at], seen.tension[at] - level
        fit -= 0.5 * (np.log(2 * np.pi * spread) + left**2 / spread)
        gain, pull = vl / spread, vc / spread
        level, slope = level + gain * left, slope + pull * left
        vs = vs - pull * vc
        vl, vc = vl - gain * vl, vc - gain * vc
    rest = seen.covered[1] - 1 - int(seen.position[-1])
    level, vl, vc, vs = _leap(level, slope, vl, vc, vs, q, z, rest)
    return Ends(fit, level, slope, vs)


def _spread(q: np.ndarray, z: np.ndarray, gap: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Variance of the level, covariance, and variance of the slope that a gap adds."""
    return (gap * q + z * ((gap - 1) * gap * (2 * gap - 1) / 6), z * (gap * (gap - 1) / 2),
            gap * z)


def _leap(
    level: np.ndarray, slope: np.ndarray, vl: np.ndarray, vc: np.ndarray, vs: np.ndarray,
    q: np.ndarray, z: np.ndarray, gap: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Level, its variance, the covariance and the slope's variance a gap later."""
    moved, shared, turned = _spread(q, z, gap)
    return (level + gap * slope, vl + 2 * gap * vc + gap**2 * vs + moved,
            vc + gap * vs + shared, vs + turned)


def local_trend(seen: Observations, per_year: float) -> Slope:
    """Return the slope at the last covered period, with its interval.

    Parameters
    ----------
    seen : Observations
        Three observed periods or more.
    per_year : float
        Periods a year.

    Returns
    -------
    Slope
        Its line is the last year's.

    Notes
    -----
    Model: local linear trend; the slope itself wanders, so this is where tension is heading at the
    end, not a trend of the whole span. Noise is independent between periods given level and slope.

    Estimator: the mean of the slope over τ, √q and √z by their likelihood, with flat priors up to
    twice the standard deviation of the observed tension, √z a quarter of that in yearly units; the
    interval is normal, from the mean and variance of that average, so that it counts how little is
    known of the three: at their likeliest values alone z is often 0, which takes a slope that
    wanders for one that does not. It widens in a silence at the end.

    References
    ----------
    Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, Cambridge
    University Press, doi:10.1017/CBO9781107049994.

    Examples
    --------
    >>> line = Observations(np.arange(36), 40 + np.arange(36) / 4, np.ones(36), np.ones(36), 1.0,
    ...                     (0, 36))
    >>> round(local_trend(line, 12.0).slope, 2)
    3.0
    """
    ends, weight = _weigh(seen, per_year)
    mean = float(weight @ ends.slope)
    error = float(weight @ (ends.slope_variance + (ends.slope - mean) ** 2)) ** 0.5
    level, half = float(weight @ ends.level), QUANTILE[95] * error
    return Slope(mean * per_year, (mean - half) * per_year, (mean + half) * per_year,
                 2 * float(stats.norm.sf(abs(mean) / error)), (level - mean * per_year, level))


def _weigh(seen: Observations, per_year: float) -> tuple[Ends, np.ndarray]:
    """Close in on the τ, √q and √z that have the likelihood's weight, as `averaging` does."""
    largest = max(FURTHEST * float(np.std(seen.tension, ddof=1)), 1.0)
    # √z counts in points a year, gained in a year, for a slope a period is too small a number.
    units = (1.0, 1.0, per_year**-1.5)
    axes = [Axis(SMALLEST, largest), Axis(SMALLEST, largest), Axis(SMALLEST, STEADY * largest)]
    for _ in range(ROUNDS):
        grid = np.meshgrid(*(a.values * u for a, u in zip(axes, units, strict=True)), indexing="ij")
        ends = filter_ends(seen, *(part.ravel() for part in grid))
        widths = np.einsum("i,j,k->ijk", *(axis.widths for axis in axes))
        weight = np.exp(ends.fit - ends.fit.max()).reshape(widths.shape) * widths
        weight /= weight.sum()
        others = ((1, 2), (0, 2), (0, 1))
        closer = [a.around(weight.sum(axis=o)) for a, o in zip(axes, others, strict=True)]
        if closer == axes:
            break
        axes = closer
    return ends, weight.ravel()
