"""The noise of a period's tension: τ² + σ²/effective events.

σ² is measured inside periods (`series.uncertainty`), so it is known before any model of time is
fitted; τ² is what periods differ by beyond sampling, and each model estimates it. A period with one
event weighs little, one with twenty much, and a growing archive does not look like a changing
relation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tension.series.frame import TensionSeries


@dataclass(frozen=True)
class Observations:
    """The observed periods of one direction as arrays.

    Parameters
    ----------
    position : int array, n
        Place of each observed period in the grid.
    tension : float array, n
        0…100.
    sampling : float array, n
        σ²/effective events, in squared points of tension.
    events : float array, n
        Scored events.
    variance : float
        σ² of one event, in squared points of tension; 0 when it cannot be measured.
    covered : (int, int)
        First covered place of the grid, and one past the last.
    """

    position: np.ndarray
    tension: np.ndarray
    sampling: np.ndarray
    events: np.ndarray
    variance: float
    covered: tuple[int, int]

    def __len__(self) -> int:
        return len(self.position)


def observations(series: TensionSeries, direction: str) -> Observations:
    """Return the observed periods of a direction, with the sampling variance of each.

    A series whose spread cannot be measured has sampling variances of 0: models then see τ² alone.
    """
    rows = series.direction(direction)
    seen = np.flatnonzero((rows["scored"] > 0).to_numpy())
    covered = np.flatnonzero((rows["coverage"] != "uncovered").to_numpy())
    span = (int(covered[0]), int(covered[-1]) + 1) if len(covered) else (0, 0)
    taken = rows.iloc[seen]
    variance = series.spread[direction].variance * series.scale.per_point**2
    if not np.isfinite(variance):
        variance = 0.0
    return Observations(
        seen, taken["tension"].to_numpy(dtype=float),
        variance / taken["effective_events"].to_numpy(dtype=float),
        taken["scored"].to_numpy(dtype=float), variance, span,
    )
