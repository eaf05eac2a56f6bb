"""What smoothed levels have in common: their covariances, which are also what observations weigh.

Under a flat start the smoothed level is linear in the observations, and an observation weighs in it
as its own level's covariance with it, over the variance of its noise.
"""

from __future__ import annotations

import numpy as np

from tension.models.averaged import Posterior
from tension.models.local_level import Smoothed


def covariance_with(post: Posterior | Smoothed, target: np.ndarray) -> np.ndarray:
    """Return the covariance of each period's level with a sum of levels, under each law.

    Parameters
    ----------
    post : Posterior or Smoothed
        K laws, T covered periods.
    target : float array, T
        Weight of each covered period's level in the sum.

    Returns
    -------
    float array, (K, T)

    Notes
    -----
    cov(αₜ, αₛ) = Cₜ Cₜ₊₁ … Cₛ₋₁ var αₛ for t ≤ s, so that what lies before a period and what lies
    after it are gathered in a pass each.
    """
    weighed = post.variance * target
    earlier, later = np.zeros_like(weighed), np.zeros_like(weighed)
    for at in range(1, len(target)):
        earlier[:, at] = post.gain[:, at - 1] * (earlier[:, at - 1] + target[at - 1])
    for at in range(len(target) - 2, -1, -1):
        later[:, at] = post.gain[:, at] * (later[:, at + 1] + weighed[:, at + 1])
    return np.asarray(weighed + earlier * post.variance + later)


def spread_of(post: Posterior, target: np.ndarray, shared: np.ndarray) -> float:
    """Return the standard error of a sum of levels, averaged over laws as the level's own is.

    Parameters
    ----------
    post, target
        As for `covariance_with`.
    shared : float array, (K, T)
        What it returned.
    """
    means = post.level @ target
    apart = means - post.weight @ means
    variance = float(post.weight @ (shared @ target + apart**2))
    # Rounding can leave a variance of nothing a hair below 0.
    return float(max(variance, 0.0) ** 0.5)
