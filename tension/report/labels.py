"""Labels in a row that never collide: each as near to its date as its neighbours allow.

The places minimise the summed squared distance to the dates, subject to order and to no overlap:
subtract the widths before each label and the constraint becomes monotone, so that isotonic
regression (pool adjacent violators) with clipped ends is the exact answer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def spread_out(
    wanted: Sequence[float], widths: Sequence[float], left: float, right: float, gap: float
) -> np.ndarray:
    """Return centres for labels in a row.

    Parameters
    ----------
    wanted : sequence of float, n
        Where each label would like its centre, increasing.
    widths : sequence of float, n
        Width of each, in the same unit.
    left, right : float
        Ends of the row.
    gap : float
        Least space between two labels.

    Returns
    -------
    float array, n
        Centres in the same order. When the labels do not fit they begin at ``left`` and run over.

    Examples
    --------
    >>> spread_out([1.0, 1.0], [2.0, 2.0], 0.0, 10.0, 0.5).tolist()
    [1.0, 3.5]
    """
    size = np.asarray(widths, dtype=float)
    if not len(size):
        return size
    offset = np.concatenate([[0.0], np.cumsum((size[1:] + size[:-1]) / 2 + gap)])
    target = np.asarray(wanted, dtype=float) - offset
    low = left + size[0] / 2
    high = max(right - size[-1] / 2 - offset[-1], low)
    centres: np.ndarray = np.clip(_isotonic(target), low, high) + offset
    return centres


def _isotonic(values: np.ndarray) -> np.ndarray:
    """Nearest non-decreasing sequence in least squares."""
    means: list[float] = []
    counts: list[int] = []
    for value in values:
        means.append(float(value))
        counts.append(1)
        while len(means) > 1 and means[-2] > means[-1]:
            total = counts[-2] + counts[-1]
            means[-2:] = [(means[-2] * counts[-2] + means[-1] * counts[-1]) / total]
            counts[-2:] = [total]
    return np.repeat(means, counts)
