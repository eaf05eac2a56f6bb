"""The scored events of a direction as arrays, from which a changed series is made in no time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tension.core.period import PER_YEAR, Frequency, labels_of
from tension.models.noise import Observations, observations
from tension.series.aggregate import day_clusters
from tension.series.frame import TensionSeries
from tension.series.uncertainty import mean_error


@dataclass(frozen=True)
class ScoredEvents:
    """Events of one direction: when, on which day, how much.

    Parameters
    ----------
    position : int array, n
        Period of each event, as a place in the grid.
    day : int array, n
        Number of its day cluster.
    score : float array, n
        Points of the scale.
    row : int array, n
        Its row in `TensionSeries.events_in`.
    periods : int
        Length of the grid.
    freq : str
        Length of a period.
    per_point : float
        Points of tension a point of the scale is worth.
    covered : (int, int)
        First covered place, and one past the last.
    """

    position: np.ndarray
    day: np.ndarray
    score: np.ndarray
    row: np.ndarray
    periods: int
    freq: Frequency
    per_point: float
    covered: tuple[int, int]

    @classmethod
    def of(cls, series: TensionSeries, direction: str) -> ScoredEvents:
        """Return the scored events of a direction, in the order of its table."""
        table = series.events_in(direction).reset_index(drop=True)
        table = table[table["score"].notna()]
        at = {label: place for place, label in enumerate(labels_of(series.periods))}
        return cls(
            table["period"].map(at).to_numpy(dtype=int), day_clusters(table),
            table["score"].to_numpy(dtype=float), table.index.to_numpy(dtype=int),
            len(series.periods), series.freq, 50.0 / series.scale.bound,
            observations(series, direction).covered,
        )

    def __len__(self) -> int:
        return len(self.score)

    @property
    def tension(self) -> np.ndarray:
        """Each event as a point of tension."""
        return np.asarray(50.0 - self.per_point * self.score)

    def take(self, which: np.ndarray) -> ScoredEvents:
        """Return these events only, some perhaps more than once."""
        return replace(self, position=self.position[which], day=self.day[which],
                       score=self.score[which], row=self.row[which])

    def flip(self, which: np.ndarray) -> ScoredEvents:
        """Return the events with the sign of some turned."""
        score = self.score.copy()
        score[which] *= -1.0
        return replace(self, score=score)

    def observations(self) -> Observations:
        """Return the observed periods, as `models.noise.observations` gives them of a series."""
        error = mean_error(self.position, self.day, self.score, self.periods, PER_YEAR[self.freq])
        count = np.bincount(self.position, minlength=self.periods).astype(float)
        seen = np.flatnonzero(count)
        total = np.bincount(self.position, self.score, self.periods)[seen]
        variance = error.spread.variance * self.per_point**2
        if not np.isfinite(variance):
            variance = 0.0
        return Observations(
            seen, 50.0 - self.per_point * total / count[seen], variance / error.effective[seen],
            count[seen], variance, self.covered,
        )
