"""The best partition and noise for every number of breaks, and the number chosen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tension.models.breaks.cost import costs_by_noise
from tension.models.breaks.noise import TAU_SHARES, Grid, Place
from tension.models.breaks.number import Candidate, bic, choose
from tension.models.breaks.search import Limits, allowed, best_partitions
from tension.models.noise import Observations


@dataclass(frozen=True)
class Fit:
    """The chosen partition and what inference needs of it."""

    by_count: dict[int, Candidate]
    chosen: Candidate
    permitted: np.ndarray
    grid: Grid
    observed: int

    @property
    def freedom(self) -> int:
        """Observations less one level a regime."""
        return max(self.observed - self.chosen.count - 1, 1)

    @property
    def edges(self) -> tuple[int, ...]:
        """First observation of each regime, and the number of observations."""
        return (0, *self.chosen.starts, self.observed)


class _Search:
    """Tries noises and keeps, for every number of breaks, the best partition and its place."""

    def __init__(self, seen: Observations, limits: Limits, most: int) -> None:
        self.seen, self.most = seen, most
        self.permitted = allowed(seen.position, seen.covered, limits)
        self.grid = Grid.of(seen)
        self.tried: set[Place] = set()
        self.best: dict[int, Candidate] = {}
        self.place: dict[int, Place] = {}

    def attempt(self, places: set[Place]) -> bool:
        """Search under the noises of these places; return whether any of them was new."""
        fresh = sorted(places - self.tried)
        self.tried |= places
        found = costs_by_noise(self.seen, [self.grid.noise(one) for one in fresh])
        for place, (noise, cost) in zip(fresh, found, strict=True):
            partitions = best_partitions(cost, self.permitted, self.most)
            for count, (fit, starts) in enumerate(partitions):
                if count not in self.best or fit < self.best[count].fit:
                    value = bic(fit, count, len(self.seen))
                    self.best[count] = Candidate(count, fit, value, tuple(starts), noise)
                    self.place[count] = place
        return bool(fresh)


def fit_breaks(seen: Observations, limits: Limits, most: int) -> Fit:
    """Find, for each number of breaks, the best dates and noise; choose the number.

    Parameters
    ----------
    seen : Observations
        Not constant, and long enough for `limits`.
    limits : Limits
        What a regime needs.
    most : int
        Largest number of breaks tried.

    Notes
    -----
    The grid of τ and φ is tried whole, then beyond its largest τ for as long as some number of
    breaks is best there, then once more half a step around the best of every number.
    """
    search, top = _Search(seen, limits, most), len(TAU_SHARES) - 1
    search.attempt(search.grid.coarse())
    while search.attempt(set().union(*(
        search.grid.beyond(place) for place in search.place.values() if place[0] >= top
    ))):
        pass
    search.attempt(set().union(*map(search.grid.between, search.place.values())))
    best = dict(sorted(search.best.items()))
    return Fit(best, choose(best), search.permitted, search.grid, len(seen))
