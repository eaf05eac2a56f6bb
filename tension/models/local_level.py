"""The local level in state space, for many parameters at once.

yₜ = αₜ + εₜ, αₜ₊₁ = αₜ + ηₜ, with var εₜ = τ² + σ²/effective eventsₜ and var ηₜ = q; silent periods
are missing observations, and the level before the first observation is wholly unknown (Durbin &
Koopman 2012, chapter 2; exact diffuse start). statsmodels has the same filter for one pair of
parameters at a time (`statespace`), and the tests hold this one to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tension.models.noise import Observations

ROUNDING = 1e-6
"""Variance, in squared points of tension, that any observation has at least."""


@dataclass(frozen=True)
class Smoothed:
    """Levels of the covered periods for each of K pairs of parameters; float arrays, (K, T).

    `gain` is Cₜ of cov(αₜ, αₛ) = Cₜ Cₜ₊₁ … Cₛ₋₁ var αₛ: the smoothed level is a Markov chain.
    `filtered` and its variance are missing before the first observation.
    """

    level: np.ndarray
    variance: np.ndarray
    gain: np.ndarray
    filtered: np.ndarray
    filtered_variance: np.ndarray


def noise_of(
    seen: Observations, tau: np.ndarray, factor: np.ndarray | float = 1.0
) -> np.ndarray:
    """Return the variance of each observation's noise, (n, K): τ² + σ²/effective events.

    `factor` multiplies it, one number an observation: above 1 where a period counts for less.
    """
    own: np.ndarray = (tau**2 + ROUNDING) + seen.sampling[:, None]
    own *= np.broadcast_to(factor, len(seen))[:, None]
    return own


def log_likelihood(
    seen: Observations, tau: np.ndarray, step: np.ndarray, factor: np.ndarray | float = 1.0
) -> np.ndarray:
    """Return the log likelihood of the observations after the first.

    Parameters
    ----------
    seen : Observations
        n observed periods.
    tau, step : float arrays, K
        τ and √q, in points of tension.
    factor : float array, n
        What the noise of each observation is multiplied by.
    """
    return _forward(seen, noise_of(seen, tau, factor), step**2)[0]


def smooth_observed(
    seen: Observations, tau: np.ndarray, step: np.ndarray, factor: np.ndarray | float = 1.0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the log likelihood, K, and mean and variance of the observed periods' levels, (n, K).

    It leaps over silences: a daily series has many days and few with events. Parameters are those
    of `log_likelihood`.
    """
    q, gap = step**2, np.diff(seen.position)
    fit, level, variance = _forward(seen, noise_of(seen, tau, factor), q)
    for at in range(len(seen) - 2, -1, -1):
        moved = variance[at] + q * gap[at]
        gain = variance[at] / moved
        level[at] += gain * (level[at + 1] - level[at])
        variance[at] += gain**2 * (variance[at + 1] - moved)
    return fit, level, variance


def _forward(
    seen: Observations, noise: np.ndarray, q: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log likelihood, K, and the observed periods' filtered levels and variances, (n, K)."""
    gap = np.diff(seen.position, prepend=seen.position[0])
    level, variance = np.empty((2, *noise.shape))
    level[0], variance[0] = seen.tension[0], noise[0]
    squares, spreads = np.zeros_like(q), np.zeros_like(q)
    for at in range(1, len(seen)):
        before = variance[at - 1] + q * gap[at]
        spread = before + noise[at]
        left, gain = seen.tension[at] - level[at - 1], before / spread
        squares += left**2 / spread
        spreads += np.log(spread)
        level[at] = level[at - 1] + gain * left
        variance[at] = gain * noise[at]
    fit = -0.5 * (squares + spreads + (len(seen) - 1) * np.log(2 * np.pi))
    return np.asarray(fit), level, variance


def smooth(
    seen: Observations, tau: np.ndarray, step: np.ndarray, factor: np.ndarray | float = 1.0
) -> Smoothed:
    """Return the filtered and the smoothed levels of all covered periods.

    Parameters
    ----------
    seen : Observations
        At least one observed period.
    tau, step : float arrays, K
        τ and √q, in points of tension.
    factor : float array, n
        What the noise of each observation is multiplied by.
    """
    q, first = step**2, int(seen.position[0]) - seen.covered[0]
    filtered, known = _filter(seen, noise_of(seen, tau, factor), q)
    level, variance = filtered.copy(), known.copy()
    # Before the first observation the level moves as one with the next.
    gain = np.where(np.isnan(known), 1.0, known / (known + q))
    for at in range(len(level) - 2, first - 1, -1):
        level[at] += gain[at] * (level[at + 1] - level[at])
        variance[at] += gain[at] ** 2 * (variance[at + 1] - known[at] - q)
    level[:first] = level[first]
    variance[:first] = variance[first] + q * np.arange(first, 0, -1)[:, None]
    return Smoothed(level.T, variance.T, gain.T, filtered.T, known.T)


def _filter(
    seen: Observations, noise: np.ndarray, q: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Level and variance given the periods so far, (T, K)."""
    begin, end = seen.covered
    level, variance = np.full((2, end - begin, len(q)), np.nan)
    at_place = {int(place): k for k, place in enumerate(seen.position - begin)}
    for at in range(int(seen.position[0]) - begin, end - begin):
        k = at_place.get(at)
        if k == 0:
            level[at], variance[at] = seen.tension[0], noise[0]
            continue
        level[at], variance[at] = level[at - 1], variance[at - 1] + q
        if k is not None:
            gain = variance[at] / (variance[at] + noise[k])
            level[at] += gain * (seen.tension[k] - level[at])
            variance[at] = gain * noise[k]
    return level, variance
