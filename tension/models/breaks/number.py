"""How many breaks: the Bayesian information criterion, which may answer none.

BIC = −2 log likelihood + log n × parameters; a break costs two, its date and its level (Yao 1988;
Liu, Wu & Zidek 1997 argue for more than one).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tension.models.breaks.noise import Noise

PER_BREAK = 2


@dataclass(frozen=True)
class Candidate:
    """The best partition with some number of breaks, and the noise it was best with."""

    count: int
    fit: float
    bic: float
    starts: tuple[int, ...]
    noise: Noise


def bic(fit: float, breaks: int, observed: int) -> float:
    """Return the criterion for −2 log likelihood ``fit``; the level and two noise terms count."""
    return fit + math.log(observed) * (3 + PER_BREAK * breaks)


def choose(by_count: dict[int, Candidate]) -> Candidate:
    """Return the candidate of least BIC; of equals, the one with fewer breaks."""
    return min(by_count.values(), key=lambda one: (one.bic, one.count))
