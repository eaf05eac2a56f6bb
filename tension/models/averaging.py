"""Which τ and √q a level is averaged over: a grid laid where their likelihood has its weight."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

SMALLEST = 0.01
"""Points of tension below which τ and √q are as good as 0."""

POINTS = 14
"""Values along an axis, beside 0."""

BELOW, ABOVE = 0.02, 2e-4
"""Weight that may be left to the cell of 0, and to what lies above the grid."""

ROUNDS = 12

KEPT = 0.999
"""Share of the weight that a level is averaged over."""


@dataclass(frozen=True)
class Axis:
    """0, and values even in their logarithm."""

    low: float
    high: float

    @property
    def values(self) -> np.ndarray:
        """The values, rising."""
        return np.concatenate([[0.0], np.geomspace(self.low, self.high, POINTS)])

    @property
    def widths(self) -> np.ndarray:
        """How much of the axis each value stands for, up to half-way to its neighbours."""
        half = (self.high / self.low) ** (0.5 / (POINTS - 1))
        return np.diff([0.0, self.low / half, *(self.values[1:] * half)])

    def around(self, weight: np.ndarray) -> Axis:
        """Return the axis that holds all the weight but the tails, and a cell more on each side."""
        below = np.cumsum(weight)
        first = max(int(np.searchsorted(below, BELOW)) - 1, 1)
        last = min(int(np.searchsorted(below, 1.0 - ABOVE)) + 1, POINTS)
        # The weight of the cell of 0 is about its width's: too heavy a cell is narrowed by as much.
        low = self.values[first] * min(1.0, BELOW / max(weight[0], BELOW))
        return Axis(max(float(low), SMALLEST), float(self.values[last]))


@dataclass(frozen=True)
class Cells:
    """Values of τ and √q with their weights; weight is (τ, √q) and sums to 1.

    `evidence` is the logarithm of the likelihood summed over both axes: what another model of the
    same observations and with the same axes' limits is compared by.
    """

    tau: Axis
    step: Axis
    weight: np.ndarray
    evidence: float

    @classmethod
    def of(
        cls, tau: Axis, step: Axis, fit: Callable[[np.ndarray, np.ndarray], np.ndarray]
    ) -> Cells:
        """Weigh the cells of two axes by a log likelihood."""
        taus, steps = np.meshgrid(tau.values, step.values, indexing="ij")
        logs = fit(taus.ravel(), steps.ravel()).reshape(taus.shape)
        # Flat priors on τ and √q: values even in the logarithm stand for cells of unlike widths.
        weight = np.exp(logs - logs.max()) * np.outer(tau.widths, step.widths)
        total = float(weight.sum())
        return cls(tau, step, weight / total, float(logs.max()) + math.log(total))

    def most(self, share: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return τ, √q and weight of the fewest cells that hold this share of the weight."""
        order = np.argsort(-self.weight, axis=None, kind="stable")
        weight = self.weight.ravel()[order]
        kept = order[: int(np.searchsorted(np.cumsum(weight), share)) + 1]
        at_tau, at_step = np.unravel_index(kept, self.weight.shape)
        weight = self.weight.ravel()[kept]
        return self.tau.values[at_tau], self.step.values[at_step], weight / weight.sum()


def weigh(fit: Callable[[np.ndarray, np.ndarray], np.ndarray], largest: float) -> Cells:
    """Return the cells where a log likelihood of τ and √q has its weight.

    Parameters
    ----------
    fit : callable
        Log likelihood of arrays of τ and √q.
    largest : float
        What neither τ nor √q can exceed, in points of tension. Only a handful of observations
        leaves weight there.

    Notes
    -----
    Closes in from all that is possible, each time on what then holds the weight, until the grid
    stays as it is: so neither an edge cuts weight off nor does one cell hold it all.
    """
    whole = Axis(SMALLEST, largest)
    cells = Cells.of(whole, whole, fit)
    for _ in range(ROUNDS):
        tau = cells.tau.around(cells.weight.sum(axis=1))
        step = cells.step.around(cells.weight.sum(axis=0))
        if (tau, step) == (cells.tau, cells.step):
            break
        cells = Cells.of(tau, step, fit)
    return cells
