"""The best partition for every number of breaks, exactly, by dynamic programming.

Bellman's recursion over regimes (Bai & Perron 2003, section 3; Fisher 1958): no candidate date is
left out, and regimes that are too short in calendar periods or in observations never enter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Limits:
    """What a regime needs: calendar periods, and observed ones."""

    periods: int = 12
    observed: int = 6


def allowed(position: np.ndarray, covered: tuple[int, int], limits: Limits) -> np.ndarray:
    """Return which regimes are long enough.

    Parameters
    ----------
    position : int array, n
        Places of the observations in the grid.
    covered : (int, int)
        First covered place and one past the last; the first regime begins there, the last ends.
    limits : Limits
        What a regime needs.

    Returns
    -------
    bool array, (n, n + 1)
        At [i, j]: whether observations i…j−1 may be a regime. A regime lasts from its first
        observation to the first of the next.
    """
    count = len(position)
    start = np.concatenate([[covered[0]], position[1:]])
    stop = np.concatenate([position, [covered[1]]])
    length = stop[None, :] - start[:, None]
    number = np.arange(count + 1)[None, :] - np.arange(count)[:, None]
    return np.asarray((length >= limits.periods) & (number >= limits.observed))


def best_partitions(
    cost: np.ndarray, permitted: np.ndarray, most: int
) -> list[tuple[float, list[int]]]:
    """Return the least cost and its breaks for 0, 1, … ``most`` breaks.

    Parameters
    ----------
    cost : float array, (n, n + 1)
        As `cost.mean_costs` gives for one noise.
    permitted : bool array, (n, n + 1)
        As `allowed` gives.
    most : int
        Largest number of breaks tried; the list ends earlier when no partition has so many.

    Returns
    -------
    list of (float, list of int)
        Cost, and the index of the first observation of each new regime.
    """
    count = cost.shape[0]
    # Transposed, each end's candidates lie side by side in memory.
    ending = np.ascontiguousarray(np.where(permitted, cost, np.inf).T)
    reach = ending[:, 0].copy()  # least cost of observations 0…j−1 in the regimes so far
    found: list[tuple[float, list[int]]] = []
    if np.isfinite(reach[count]):
        found.append((float(reach[count]), []))
    choice: list[np.ndarray] = []
    total, every = np.empty_like(ending), np.arange(count + 1)
    for _ in range(most):
        np.add(ending, reach[:count], out=total)
        last = np.argmin(total, axis=1)
        reach = total[every, last]
        choice.append(last)
        if not np.isfinite(reach[count]):
            break
        found.append((float(reach[count]), _trace(choice, count)))
    return found


def _trace(choice: list[np.ndarray], count: int) -> list[int]:
    breaks, end = [], count
    for last in reversed(choice):
        end = int(last[end])
        breaks.append(end)
    return breaks[::-1]
