"""How sure a break is: the set of dates the data do not rule out, and the size with an interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from tension.models.breaks.cost import level_of
from tension.models.breaks.noise import Whitened

LEVEL = 0.95


def critical(level: float = LEVEL) -> float:
    """Return the drop in 2 log likelihood that rules a date out.

    The statistic's limit is the larger of two independent exponentials' like variables,
    P(x ≤ c) = (1 − exp(−c/2))² (Bai 1997; inverted likelihood ratio: Eo & Morley 2015, Quantitative
    Economics 6, 463–497).

    Examples
    --------
    >>> round(critical(0.95), 2)
    7.35
    """
    return -2.0 * math.log(1.0 - math.sqrt(level))


def date_set(
    cost: np.ndarray, permitted: np.ndarray, starts: tuple[int, ...], which: int,
    level: float = LEVEL,
) -> tuple[int, int]:
    """Return the first and last observation at which the new regime may begin.

    Parameters
    ----------
    cost, permitted : arrays, (n, n + 1)
        Of the chosen noise.
    starts : tuple of int
        First observation of each new regime.
    which : int
        Which break, from 0; the others are held where they are.
    level : float
        Coverage of the set.
    """
    count = cost.shape[0]
    edges = (0, *starts, count)
    left, right = edges[which], edges[which + 2]
    between = np.arange(left + 1, right)
    open_ = permitted[left, between] & permitted[between, right]
    total = np.where(open_, cost[left, between] + cost[between, right], np.inf)
    kept = between[total - total.min() <= critical(level)]
    return int(kept[0]), int(kept[-1])


@dataclass(frozen=True)
class Step:
    """Levels of two neighbouring regimes and their difference, in points of tension."""

    before: float
    after: float
    size: float
    low: float
    high: float


def step_at(
    white: Whitened, edges: tuple[int, int, int], freedom: float, level: float = LEVEL
) -> Step:
    """Return the size of a break with its interval, given its date and the noise.

    Parameters
    ----------
    white : Whitened
        The series divided by its noise.
    edges : (int, int, int)
        First observation of the regime before, of the one after, and one past its last.
    freedom : float
        Degrees of freedom of Student's t.
    level : float
        Coverage of the interval.
    """
    before, before_var = level_of(white, edges[0], edges[1])
    after, after_var = level_of(white, edges[1], edges[2])
    half = float(stats.t.ppf(0.5 + level / 2, freedom)) * math.sqrt(before_var + after_var)
    size = after - before
    return Step(before, after, size, size - half, size + half)
