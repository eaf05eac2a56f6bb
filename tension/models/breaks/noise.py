"""Noise of a series with breaks: an AR(1) across gaps, with variances ∝ events^(−g).

The errors are s · events^(−g/2) · e, where e is an AR(1) of variance 1: two observations d periods
apart correlate by φ^d, and silent periods between them are never filled in. With g = 1 a period
weighs as its events, with g = 0 all weigh alike; the likelihood chooses between them, and s is
concentrated out. With g below 0 periods with more events spread more.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy import optimize

PHIS = (0.0, 0.25, 0.5, 0.7, 0.85, 0.95)
"""Autocorrelations under which dates are searched; each partition's own is then found between 0 and
the last."""

EXPONENTS = (0.0, 0.5, 1.0)
"""Exponents g that are tried."""

AGAINST = (-1.0, -0.5, 0.0)
"""Exponents tried besides where there is strong evidence that periods with more events spread
more: periods of turmoil, not better known ones."""


@dataclass(frozen=True)
class Law:
    """The shape of the noise: φ between neighbouring periods, and the exponent g of the events."""

    phi: float
    exponent: float


@dataclass(frozen=True)
class Noise:
    """A law with its scale.

    Parameters
    ----------
    sigma2 : float
        s², in squared points of tension: variance of a period with the geometric mean of the
        effective events.
    phi, exponent : float
        As in `Law`.
    """

    sigma2: float
    phi: float
    exponent: float = 0.0

    @property
    def law(self) -> Law:
        """The law without the scale."""
        return Law(self.phi, self.exponent)


def minus_two_log(rss: float, count: int, logs: float) -> float:
    """Return −2 log likelihood of Gaussian errors with their scale at its best.

    Parameters
    ----------
    rss : float
        Sum of squares of whitened residuals, above 0.
    count : int
        Observations.
    logs : float
        Sum of the logs of their conditional variances, for s = 1.

    Examples
    --------
    >>> round(minus_two_log(2.0, 2, 0.0), 4)  # two residuals of 1: 2 × (1 + log 2π)
    5.6758
    """
    return count * (math.log(rss / count) + 1 + math.log(2 * math.pi)) + logs


NEAR_PHI = 0.005
"""How exactly φ is found."""


def best_phi(value: Callable[[float], float]) -> float:
    """Return the φ between 0 and the largest tried at which a function is least."""
    top = PHIS[-1]
    found = float(optimize.minimize_scalar(
        value, bounds=(0.0, top), method="bounded", options={"xatol": NEAR_PHI}).x)
    # The method stays inside the bounds, where the best may lie.
    tries = [found]
    tries += [0.0] if found < 0.05 else []
    tries += [top] if found > top - 0.02 else []
    return min(tries, key=value) if len(tries) > 1 else found
