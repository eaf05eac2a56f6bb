"""Break dates of two series, matched one to one."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment


def match_dates(
    a: np.ndarray, b: np.ndarray, signs_a: np.ndarray, signs_b: np.ndarray, tolerance: int
) -> list[tuple[int, int]]:
    """Return which dates of two series can be the same, one to one.

    Parameters
    ----------
    a, b : int arrays
        Positions of the dates on one grid.
    signs_a, signs_b : float arrays
        Which way each goes: dates that go different ways never match.
    tolerance : int
        Periods that two dates may lie apart.

    Returns
    -------
    list of (int, int)
        Places in ``a`` and ``b``, in order of ``a``.

    Notes
    -----
    Of all ways to pair them the one with most pairs, and of these the one with the least distance
    in all: an assignment problem, solved exactly.
    """
    if not len(a) or not len(b):
        return []
    apart = np.abs(a[:, None] - b[None, :]).astype(float)
    allowed = (apart <= tolerance) & (np.sign(signs_a)[:, None] == np.sign(signs_b)[None, :])
    # One pair more is worth any distance that the others can add up to.
    cost = np.where(allowed, apart, 1.0 + 2.0 * (tolerance + 1) * min(len(a), len(b)))
    rows, columns = linear_sum_assignment(cost)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if allowed[i, j]]


def chance_of_matches(
    a: np.ndarray, b: np.ndarray, signs_a: np.ndarray, signs_b: np.ndarray, tolerance: int,
    length: int,
) -> float:
    """Return how often as many dates match when those of ``b`` are moved round the whole grid.

    Every one of the ``length`` circular shifts is counted, that of 0 with them.
    """
    found = len(match_dates(a, b, signs_a, signs_b, tolerance))
    as_many = 0
    for shift in range(length):
        as_many += len(match_dates(a, (b + shift) % length, signs_a, signs_b, tolerance)) >= found
    return as_many / length
