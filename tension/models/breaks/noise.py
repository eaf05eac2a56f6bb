"""Noise of a series with breaks: variance τ² + σ²/effective events, autocorrelated as AR(1).

The errors divided by their standard deviations follow ε with correlation φ^gap across a gap of that
many periods; silent periods are never filled in. Each regime starts its errors afresh, which makes
the likelihood a sum over regimes, hence the search exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

PHIS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Autocorrelations tried; the likelihood that chooses the dates chooses among them too."""

TAU_SHARES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1.0)
"""τ² tried, as shares of the variance of the observed values."""


@dataclass(frozen=True)
class Noise:
    """One candidate of the noise: τ² in squared points, φ between neighbouring periods."""

    tau2: float
    phi: float


@dataclass(frozen=True)
class Whitened:
    """A series divided by its noise, as a weighted regression on a constant.

    `first_*` hold for an observation that opens a regime, `next_*` for one that follows another of
    its regime. `log_variance` is the sum that the likelihood needs, by observation.
    """

    first_y: np.ndarray
    first_x: np.ndarray
    first_log: np.ndarray
    next_y: np.ndarray
    next_x: np.ndarray
    next_log: np.ndarray


def whiten(
    values: np.ndarray, position: np.ndarray, sampling: np.ndarray, noise: Noise
) -> Whitened:
    """Return the series whitened for one candidate noise.

    Parameters
    ----------
    values : float array, n
        Observed values.
    position : int array, n
        Their places in the grid, increasing.
    sampling : float array, n
        σ²/effective events of each.
    noise : Noise
        τ² and φ; with τ² = 1, φ = 0 and no sampling variance this is least squares.
    """
    variance = noise.tau2 + sampling
    x = 1.0 / np.sqrt(variance)
    y = values * x
    log_variance = np.log(variance)
    gap = np.diff(position, prepend=position[0] - 1)
    memory = noise.phi**gap
    memory[0] = 0.0
    fresh = 1.0 - memory**2
    scale = 1.0 / np.sqrt(fresh)
    before_y, before_x = np.roll(y, 1), np.roll(x, 1)
    return Whitened(
        y, x, log_variance, (y - memory * before_y) * scale, (x - memory * before_x) * scale,
        log_variance + np.log(fresh),
    )


def candidates(values: np.ndarray, sampling: np.ndarray) -> Iterator[Noise]:
    """Yield the noises tried for a series, τ² scaled to its spread."""
    spread = float(np.var(values))
    least = 1e-6 * spread if np.all(sampling > 0) else 1e-3 * spread
    for share in TAU_SHARES:
        for phi in PHIS:
            yield Noise(max(share * spread, least), phi)
