"""The best partition for every number of breaks, exactly, by dynamic programming.

Bellman's recursion over regimes (Bai & Perron 2003, section 3; Fisher 1958). It leaves out none of
the dates it is given, and regimes that are too short in calendar periods or in observations never
enter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Limits:
    """What a regime needs: calendar periods, and observed ones."""

    periods: int = 12
    observed: int = 6


@dataclass(frozen=True)
class Room:
    """Where breaks may be: a regime's begin and end in periods, and what it must hold.

    Parameters
    ----------
    begin, end : int arrays, n and n + 1
        Period at which a regime that begins at an observation begins, and at which one that ends
        before an observation ends.
    periods, observed : int
        What a regime needs.
    """

    begin: np.ndarray
    end: np.ndarray
    periods: int
    observed: int

    @classmethod
    def of(cls, position: np.ndarray, covered: tuple[int, int], limits: Limits) -> Room:
        """Return the room of a series: the first regime begins, the last ends with its cover."""
        return cls(
            np.concatenate([[covered[0]], position[1:]]), np.concatenate([position, [covered[1]]]),
            limits.periods, limits.observed,
        )

    def long_enough(self, start: np.ndarray | int, stop: np.ndarray | int) -> np.ndarray:
        """Return whether the regimes of observations start … stop − 1 are long enough."""
        spans = self.end[stop] - self.begin[start]
        return np.asarray((spans >= self.periods) & (np.subtract(stop, start) >= self.observed))

    def dates(self, start: int, stop: int) -> np.ndarray:
        """Return the observations at which a regime start … stop − 1 may be divided."""
        at = np.arange(start + 1, stop)
        return np.asarray(at[self.long_enough(start, at) & self.long_enough(at, stop)])


def best_partitions(
    cost: np.ndarray, permitted: np.ndarray, most: int
) -> list[tuple[float, list[int]]]:
    """Return the least cost and its breaks for 0, 1, … ``most`` breaks.

    Parameters
    ----------
    cost : float array, (n, n + 1)
        Of each stretch, as `whiten.restart_costs` gives for one law.
    permitted : bool array, (n, n + 1)
        As `Room.long_enough` gives.
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
