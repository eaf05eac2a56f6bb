"""A slope with its interval, and what it says: rising, falling, or no trend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["rising", "falling", "no trend", "too short"]

ALPHA = 0.05
"""Of the tests; intervals cover 1 − this."""


@dataclass(frozen=True)
class Slope:
    """A slope in points of tension a year, with its 95 % interval.

    Parameters
    ----------
    slope, low, high : float
        Estimate and interval; higher tension is closer to conflict.
    p_value : float
        Of the hypothesis that there is no trend.
    line : (float, float)
        Tension on the fitted line at the first and the last period that the slope is of.

    Examples
    --------
    >>> Slope(1.0, 0.2, 1.8, 0.01, (40.0, 50.0)).verdict
    'rising'
    """

    slope: float
    low: float
    high: float
    p_value: float
    line: tuple[float, float]

    @property
    def verdict(self) -> Verdict:
        """Rising or falling only if the interval leaves 0 out and the test rejects."""
        if self.p_value < ALPHA and self.low > 0:
            return "rising"
        return "falling" if self.p_value < ALPHA and self.high < 0 else "no trend"
