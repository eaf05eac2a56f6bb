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


def log_likelihood(seen: Observations, tau: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Return the log likelihood of the observations after the first.

    Parameters
    ----------
    seen : Observations
        n observed periods.
    tau, step : float arrays, K
        τ and √q, in points of tension.
    """
    noise, q = tau**2 + ROUNDING, step**2
    gap = np.diff(seen.position, prepend=seen.position[0])
    level, variance = np.full_like(q, seen.tension[0]), noise + seen.sampling[0]
    squares, spreads = np.zeros_like(q), np.zeros_like(q)
    for at in range(1, len(seen)):
        variance = variance + q * gap[at]
        spread = variance + (noise + seen.sampling[at])
        left, gain = seen.tension[at] - level, variance / spread
        squares += left**2 / spread
        spreads += np.log(spread)
        level += gain * left
        variance -= gain * variance
    return np.asarray(-0.5 * (squares + spreads + (len(seen) - 1) * np.log(2 * np.pi)))


def smooth(seen: Observations, tau: np.ndarray, step: np.ndarray) -> Smoothed:
    """Return the filtered and the smoothed levels of all covered periods.

    Parameters
    ----------
    seen : Observations
        At least one observed period.
    tau, step : float arrays, K
        τ and √q, in points of tension.
    """
    q, first = step**2, int(seen.position[0]) - seen.covered[0]
    filtered, known = _filter(seen, tau, q)
    level, variance = filtered.copy(), known.copy()
    # Before the first observation the level moves as one with the next.
    gain = np.where(np.isnan(known), 1.0, known / (known + q))
    for at in range(len(level) - 2, first - 1, -1):
        level[at] += gain[at] * (level[at + 1] - level[at])
        variance[at] += gain[at] ** 2 * (variance[at + 1] - known[at] - q)
    level[:first] = level[first]
    variance[:first] = variance[first] + q * np.arange(first, 0, -1)[:, None]
    return Smoothed(level.T, variance.T, gain.T, filtered.T, known.T)


def _filter(seen: Observations, tau: np.ndarray, q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Level and variance given the periods so far, (T, K)."""
    begin, end = seen.covered
    noise = tau**2 + ROUNDING
    level, variance = np.full((2, end - begin, len(q)), np.nan)
    at_place = {int(place): k for k, place in enumerate(seen.position - begin)}
    for at in range(int(seen.position[0]) - begin, end - begin):
        k = at_place.get(at)
        if k == 0:
            level[at], variance[at] = seen.tension[0], noise + seen.sampling[0]
            continue
        level[at], variance[at] = level[at - 1], variance[at - 1] + q
        if k is not None:
            gain = variance[at] / (variance[at] + noise + seen.sampling[k])
            level[at] += gain * (seen.tension[k] - level[at])
            variance[at] -= gain * variance[at]
    return level, variance
