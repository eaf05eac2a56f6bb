"""Candidates for the number of breaks, and the Bayesian information criterion.

BIC = −2 log likelihood + log n × parameters; a break costs two, its date and its level (Yao 1988;
Liu, Wu & Zidek 1997 argue for more than one). Other criteria are in `criteria`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tension.models.breaks.noise import Noise


@dataclass(frozen=True)
class Candidate:
    """The best partition with some number of breaks, and the noise it was best with.

    Parameters
    ----------
    count : int
        Number of breaks.
    fit : float
        −2 log likelihood.
    bic : float
        Bayesian information criterion.
    starts : tuple of int
        First observation of each new regime.
    noise : Noise
        Scale, φ and exponent.
    rss : float
        Weighted sum of squares.
    """

    count: int
    fit: float
    bic: float
    starts: tuple[int, ...]
    noise: Noise
    rss: float = math.nan


def bic(fit: float, breaks: int, observed: int, level: int = 1, noise: int = 2) -> float:
    """Return the criterion for −2 log likelihood ``fit``.

    Parameters
    ----------
    fit : float
        −2 log likelihood.
    breaks, observed : int
        Number of breaks and of observations.
    level : int
        Coefficients of a regime: 1, or 2 with a trend.
    noise : int
        Terms of the noise that were estimated: its scale, and its memory unless given.
    """
    return fit + math.log(observed) * ((breaks + 1) * level + breaks + noise)


def choose(by_count: dict[int, Candidate]) -> Candidate:
    """Return the candidate of least BIC; of equals, the one with fewer breaks."""
    return min(by_count.values(), key=lambda one: (one.bic, one.count))
