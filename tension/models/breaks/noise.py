"""Noise of a series with breaks: an AR(1) part of variance τ², and the luck of the events.

The errors of a regime have the covariance τ² φ^|gap| + diag(σ²/effective events). Only what periods
differ by beyond sampling remembers; the sampling errors of two periods come from different events
and are independent. Silent periods are never filled in. Each regime starts its errors afresh, which
makes the likelihood a sum over regimes, hence the search exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tension.models.noise import Observations

PHIS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Autocorrelations tried at first; the likelihood that chooses the dates chooses among them too."""

TAU_SHARES = tuple(k / 8 for k in range(11))
"""τ tried at first, as shares of the spread that neighbouring periods imply at that φ."""

UPPER_QUARTILE = 1.1503493803760079
"""Of the absolute value of a standard normal."""

Place = tuple[float, float]
"""Of a noise in the grid: steps of τ from 0, and steps of φ along PHIS; halves lie in between."""


@dataclass(frozen=True)
class Noise:
    """One candidate of the noise: τ² in squared points, φ between neighbouring periods."""

    tau2: float
    phi: float


@dataclass(frozen=True)
class Grid:
    """Candidates of the noise, even in τ at each φ, scaled to a spread that no break enlarges.

    Parameters
    ----------
    moving : float
        Variance of half the differences between neighbouring observations, net of sampling.
    sampling : float
        Median σ²/effective events.
    gap : float
        Median periods from one observation to the next.
    still : bool
        Whether τ = 0 is possible, that is every period has sampling variance.
    """

    moving: float
    sampling: float
    gap: float
    still: bool

    @classmethod
    def of(cls, seen: Observations) -> Grid:
        """Return the grid for a series that is not constant."""
        # A break enters one difference only, and a quarter of them may lie above the quartile.
        steps = np.abs(np.diff(seen.tension))
        gross = (float(np.quantile(steps, 0.75)) / UPPER_QUARTILE) ** 2 / 2
        if gross <= 1e-4 * float(np.mean(steps**2)):  # three quarters of the differences are 0
            gross = float(np.mean(steps**2)) / 2
        luck = float(np.median(seen.sampling[1:] + seen.sampling[:-1])) / 2
        gap = float(np.median(np.diff(seen.position)))
        return cls(max(gross - luck, 0.0), luck, gap, bool((seen.sampling > 0).all()))

    def spread(self, phi: float) -> float:
        """Return the standard deviation of an observation that the differences imply at this φ.

        Differences understate a spread with memory by the factor 1 − φ^gap. The sampling variance
        stays in: where it rules, no finer step of τ could be told apart.
        """
        return float((self.moving / (1.0 - phi**self.gap) + self.sampling) ** 0.5)

    def noise(self, place: Place) -> Noise:
        """Return the noise at a place."""
        phi = round(float(np.interp(place[1], np.arange(len(PHIS)), PHIS)), 6)
        return Noise((place[0] * TAU_SHARES[1] * self.spread(phi)) ** 2, phi)

    def coarse(self) -> set[Place]:
        """Return the places tried at first."""
        return self._possible((k, p) for k in range(len(TAU_SHARES)) for p in range(len(PHIS)))

    def beyond(self, place: Place) -> set[Place]:
        """Return the places around one of large τ, near it and a quarter of its way up and down."""
        k, p = place
        strides = {1, int(k) // 4}
        ups = strides | {-one for one in strides}
        return self._possible((k + up, p + side) for up in ups for side in (-1, 0, 1))

    def between(self, place: Place) -> set[Place]:
        """Return the places half a step away from one."""
        k, p = place
        halves = (-0.5, 0.0, 0.5)
        return self._possible((k + up, p + side) for up in halves for side in halves)

    def _possible(self, places: Iterable[Place]) -> set[Place]:
        """Keep what exists; without τ there is nothing that φ could carry, so φ is 0 there."""
        return {
            (k, p if k else 0)
            for k, p in places
            if 0 <= p <= len(PHIS) - 1 and (k > 0 or (k == 0 and self.still))
        }
