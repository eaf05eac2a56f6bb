"""What was known at the end of a period: the events up to then, and the noise measured on them.

A level that is called the estimate of that time must not look ahead, neither in events nor in what
an event's spread, τ and √q are taken to be. Here all are of the events up to then. What it cannot
undo is that events of then were coded later, or corrected since: a chronology written with
hindsight is known here as it stands now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tension.core.dyad import BOTH
from tension.core.period import PER_YEAR, labels_of
from tension.models.averaged import Posterior, average_level
from tension.models.latent import LEAST
from tension.models.noise import Observations, observations
from tension.series.aggregate import day_clusters
from tension.series.coverage import UNCOVERED
from tension.series.frame import TensionSeries
from tension.series.uncertainty import mean_error


@dataclass(frozen=True)
class History:
    """The events of one direction, from which what was known at any time is told.

    Parameters
    ----------
    whole : Observations
        All that is known now.
    looked : bool array
        Which periods of the grid are covered.
    period, day : int array, n
        Place of each scored event's period, and the number of its day.
    score : float array, n
        Points of the scale.
    per_point, per_year : float
        Points of tension a point of the scale, and periods a year.
    """

    whole: Observations
    looked: np.ndarray
    period: np.ndarray
    day: np.ndarray
    score: np.ndarray
    per_point: float
    per_year: float

    @classmethod
    def of(cls, series: TensionSeries, direction: str = BOTH) -> History:
        """Return the history of a direction.

        Raises
        ------
        UsageError
            If the direction is not one of the dyad's.
        """
        rows = series.direction(direction)
        events = series.events_in(direction)
        events = events[events["score"].notna()]
        place = {label: at for at, label in enumerate(labels_of(series.periods))}
        return cls(
            observations(series, direction), (rows["coverage"] != UNCOVERED).to_numpy(),
            events["period"].map(place).to_numpy(dtype=int), day_clusters(events),
            events["score"].to_numpy(dtype=float), 50.0 / series.scale.bound,
            PER_YEAR[series.freq],
        )

    def until(self, last: int) -> Observations:
        """Return the observations as they were known at the end of a period of the grid."""
        then = self.period <= last
        measured = mean_error(self.period[then], self.day[then], self.score[then], last + 1,
                              self.per_year)
        variance = measured.spread.variance * self.per_point**2
        if not np.isfinite(variance):
            variance = 0.0
        seen = self.whole.position <= last
        position = self.whole.position[seen]
        return replace(
            self.whole, position=position, tension=self.whole.tension[seen],
            sampling=variance / measured.effective[position], events=self.whole.events[seen],
            variance=variance, covered=(self.whole.covered[0], last + 1),
        )

    def places(self, observed: int = LEAST) -> np.ndarray:
        """Return the covered periods by whose end so many periods had been observed."""
        if len(self.whole) < observed:
            return np.array([], dtype=int)
        covered = np.flatnonzero(self.looked)
        return np.asarray(covered[covered >= self.whole.position[observed - 1]])


def level_of(seen: Observations) -> Posterior:
    """Return the smoothed level of observations, for each kept pair of τ and √q.

    It is what `estimate_tension` averages.
    """
    return average_level(seen)[2]
