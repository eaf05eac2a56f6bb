"""Cost of a regime: −2 log likelihood of a constant level, for every possible regime at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from tension.models.breaks.noise import Noise
from tension.models.noise import Observations

AT_ONCE = 2_000_000
"""Costs held at a time, 16 MB: on a short series several noises go through one recursion."""


class RegimeFilter:
    """Kalman filter of regimes that begin at different observations, under several noises.

    State: the AR(1) part of the error, at its stationary variance when the regime begins. The
    observations and a column of ones pass through the same filter; the squares and products of
    what it leaves are those of generalised least squares, so the level need not be known (Harvey
    1989, chapter 3).

    Parameters
    ----------
    seen : Observations
        The series.
    noises : sequence of Noise
        One row of every array.
    regimes : int
        One column of every array.
    """

    def __init__(self, seen: Observations, noises: Sequence[Noise], regimes: int) -> None:
        # The level is free, so any constant may go; a near one saves the digits.
        self.centre = float(np.median(seen.tension))
        self.values, self.sampling = seen.tension - self.centre, seen.sampling
        gap = np.diff(seen.position, prepend=seen.position[0])
        self.tau2 = np.array([[one.tau2] for one in noises])
        phi = np.array([one.phi for one in noises])
        self.memory = phi[None, :, None] ** gap[:, None, None]
        shape = (len(noises), regimes)
        self.state = np.zeros((2, *shape))  # predicted error: of the ones, and of the values
        self.known = np.zeros(shape)  # the state's variance less τ²
        self.xx, self.xy, self.yy, self.logs = np.zeros((4, *shape))

    def see(self, at: int, regimes: int) -> None:
        """Let the first so many regimes see an observation; one that begins here knows nothing."""
        here, memory = np.s_[:, :regimes], self.memory[at]
        state, known = self.state[:, :, :regimes], self.known[here]
        state *= memory
        known *= memory**2
        prior = known + self.tau2
        precision = prior + self.sampling[at]
        self.logs[here] += np.log(precision)
        np.reciprocal(precision, out=precision)
        left = np.array([1.0, self.values[at]])[:, None, None] - state
        weighed = left * precision
        self.xx[here] += weighed[0] * left[0]
        self.xy[here] += weighed[0] * left[1]
        self.yy[here] += weighed[1] * left[1]
        weighed *= prior
        state += weighed
        prior *= prior
        prior *= precision
        known -= prior

    def cost(self, regimes: int) -> np.ndarray:
        """Return −2 log likelihood of the first so many regimes up to now, their levels at best."""
        here = np.s_[:, :regimes]
        squares = self.yy[here] - self.xy[here] ** 2 / self.xx[here]
        return np.asarray(np.maximum(squares, 0.0) + self.logs[here])


def mean_costs(seen: Observations, noises: Sequence[Noise]) -> np.ndarray:
    """Return the cost of every regime of a constant level, under every noise.

    Parameters
    ----------
    seen : Observations
        n observed periods.
    noises : sequence of Noise
        K of them. With τ² = 1, φ = 0 and no sampling variance a cost is a sum of squares.

    Returns
    -------
    float array, (K, n, n + 1)
        At [k, i, j], i < j: cost of the regime of observations i…j−1; infinite elsewhere.

    Notes
    -----
    Exact; time and memory grow as K n².
    """
    count = len(seen)
    # By end, then by beginning: each step of the recursion writes side by side.
    ending = np.full((len(noises), count + 1, count), np.inf)
    run = RegimeFilter(seen, noises, count)
    for at in range(count):
        run.see(at, at + 1)
        ending[:, at + 1, : at + 1] = run.cost(at + 1)
    return ending.swapaxes(1, 2)


def costs_by_noise(
    seen: Observations, noises: Sequence[Noise]
) -> Iterator[tuple[Noise, np.ndarray]]:
    """Yield each noise with its costs, (n, n + 1), a few computed at a time."""
    batch = max(1, min(16, AT_ONCE // len(seen) ** 2))
    for first in range(0, len(noises), batch):
        some = noises[first : first + batch]
        yield from zip(some, mean_costs(seen, some), strict=True)


def regime_fits(
    seen: Observations, noises: Sequence[Noise], edges: Sequence[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return level, its variance and the cost of each regime of a partition, under every noise.

    Parameters
    ----------
    seen : Observations
        n observed periods.
    noises : sequence of Noise
        K of them.
    edges : sequence of int
        First observation of each of R regimes, and n.

    Returns
    -------
    three float arrays, (K, R)
        Generalised least squares, by the filter that gives the costs.
    """
    fits = []
    for start, stop in pairwise(edges):
        run = RegimeFilter(seen, noises, 1)
        for at in range(start, stop):
            run.see(at, 1)
        fits.append((run.centre + run.xy[:, 0] / run.xx[:, 0], 1 / run.xx[:, 0], run.cost(1)[:, 0]))
    level, variance, cost = (np.stack(part, axis=1) for part in zip(*fits, strict=True))
    return level, variance, cost
