"""A mixture of normal distributions: what is forecast when τ and √q are not known exactly.

Each pair of parameters gives a normal forecast; together, weighed by their likelihood, they give a
distribution with more at its centre and in its tails than one normal of the same variance has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

HALVINGS = 60
"""Steps of a bisection, after which an interval of a thousand points is narrower than rounding."""


@dataclass(frozen=True)
class Mixture:
    """Normals with weights that sum to 1; float arrays, K."""

    weight: np.ndarray
    mean: np.ndarray
    variance: np.ndarray

    @property
    def centre(self) -> float:
        """Mean of the whole."""
        return float(self.weight @ self.mean)

    def quantile(self, share: float) -> float:
        """Return where this share of the distribution lies below.

        Examples
        --------
        >>> one = Mixture(np.ones(1), np.array([50.0]), np.array([4.0]))
        >>> round(one.quantile(0.975), 2)
        53.92
        """
        spread = np.sqrt(self.variance)
        # No quantile of the whole lies beyond those of its parts.
        low, high = float(np.min(self.mean - 9 * spread)), float(np.max(self.mean + 9 * spread))
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            if self.weight @ ndtr((middle - self.mean) / spread) < share:
                low = middle
            else:
                high = middle
        return (low + high) / 2

    def band(self, share: float) -> tuple[float, float]:
        """Return the ends between which this share lies, as much beyond one as the other."""
        return self.quantile(0.5 - share / 2), self.quantile(0.5 + share / 2)

    def crps(self, value: float) -> float:
        """Return the continuous ranked probability score of what came; small is good.

        Notes
        -----
        E|X − y| − ½ E|X − X′|, in closed form for normals (Grimit, Gneiting, Berrocal & Johnson
        2006, doi:10.1256/qj.05.235).
        """
        near = self.weight @ _distance(value - self.mean, self.variance)
        apart = _distance(self.mean[:, None] - self.mean, self.variance[:, None] + self.variance)
        return float(near - 0.5 * self.weight @ apart @ self.weight)


def _distance(mean: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Mean of |Z| for normal Z."""
    spread = np.sqrt(variance)
    standard = mean / spread
    density = np.exp(-0.5 * standard**2) / np.sqrt(2 * np.pi)
    return np.asarray(mean * (2 * ndtr(standard) - 1) + 2 * spread * density)


def sample_crps(sample: np.ndarray, value: float) -> float:
    """Return the continuous ranked probability score of a distribution of equal points.

    Examples
    --------
    >>> sample_crps(np.array([1.0, 3.0]), 2.0)
    0.5
    """
    ordered, count = np.sort(sample), len(sample)
    rank = 2 * np.arange(1, count + 1) - count - 1
    return float(np.abs(ordered - value).mean() - rank @ ordered / count**2)
