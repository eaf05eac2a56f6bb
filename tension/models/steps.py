"""Level shifts at known dates: a break is a step of the level, not a slope.

At a step the level's innovation has unbounded variance: what lies before says nothing of what comes
after, and each regime is a local level of its own with a start wholly unknown; the regimes share τ
and √q. This is the exact diffuse state of a level shift, or a regression on a dummy for each regime
(Durbin & Koopman 2012, sections 3.2.5 and 5.2, doi:10.1093/acprof:oso/9780199641178.001.0001).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from tension.core.errors import UsageError
from tension.core.period import label_of, labels_of
from tension.models import local_level
from tension.models.breaks.result import Breaks
from tension.models.local_level import Smoothed
from tension.models.noise import Observations
from tension.series.frame import TensionSeries

Steps = Breaks | Sequence[str | pd.Period]
"""Found breaks, or the first periods of new regimes."""


@dataclass(frozen=True)
class Regimes:
    """Observations cut at each step; with none it is the local level itself.

    Parameters
    ----------
    parts : tuple of Observations
        One a regime, in order, each with one observed period at least; what one covers ends where
        the next one's begins.
    """

    parts: tuple[Observations, ...]

    @classmethod
    def cut(cls, seen: Observations, places: Sequence[int]) -> Regimes:
        """Cut observations at the places where a new regime begins, rising."""
        ends = (seen.covered[0], *places, seen.covered[1])
        parts = []
        for begin, end in pairwise(ends):
            of = slice(*np.searchsorted(seen.position, (begin, end)))
            parts.append(replace(
                seen, position=seen.position[of], tension=seen.tension[of],
                sampling=seen.sampling[of], events=seen.events[of], covered=(begin, end),
            ))
        return cls(tuple(parts))

    def __len__(self) -> int:
        return len(self.parts)

    @property
    def spread(self) -> float:
        """Standard deviation of the observed tension within regimes."""
        squares = sum(float(np.sum((part.tension - part.tension.mean()) ** 2))
                      for part in self.parts)
        return float((squares / (sum(map(len, self.parts)) - len(self))) ** 0.5)

    @property
    def tension(self) -> np.ndarray:
        """The observed tension, n."""
        return np.concatenate([part.tension for part in self.parts])

    @property
    def position(self) -> np.ndarray:
        """Places of the observed periods, n, from the first covered one."""
        places = np.concatenate([part.position for part in self.parts])
        return np.asarray(places - self.parts[0].covered[0])

    def noise(self, tau: np.ndarray) -> np.ndarray:
        """Return the variance of each observation's noise, (n, K)."""
        return np.concatenate([local_level.noise_of(part, tau) for part in self.parts])

    def log_likelihood(
        self, factor: np.ndarray, tau: np.ndarray, step: np.ndarray
    ) -> np.ndarray:
        """Return the log likelihood of each regime's observations after its first, together."""
        fits = [local_level.log_likelihood(part, tau, step, own)
                for part, own in zip(self.parts, self._of(factor), strict=True)]
        return np.asarray(np.sum(fits, axis=0))

    def smooth_observed(
        self, factor: np.ndarray, tau: np.ndarray, step: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return that likelihood, K, and the observed periods' levels and variances, (n, K)."""
        fits, levels, variances = zip(*(
            local_level.smooth_observed(part, tau, step, own)
            for part, own in zip(self.parts, self._of(factor), strict=True)), strict=True)
        return np.asarray(np.sum(fits, axis=0)), np.concatenate(levels), np.concatenate(variances)

    def smooth(self, factor: np.ndarray, tau: np.ndarray, step: np.ndarray) -> Smoothed:
        """Return the levels of all covered periods; no gain leads over a step."""
        found = [local_level.smooth(part, tau, step, own)
                 for part, own in zip(self.parts, self._of(factor), strict=True)]
        for part in found[:-1]:
            part.gain[:, -1] = 0.0
        names = ("level", "variance", "gain", "filtered", "filtered_variance")
        return Smoothed(*(np.concatenate([getattr(part, name) for part in found], axis=1)
                          for name in names))

    def _of(self, factor: np.ndarray) -> list[np.ndarray]:
        """What belongs to the observations of each regime."""
        return np.split(factor, np.cumsum([len(part) for part in self.parts])[:-1])


def places_of(steps: Steps, series: TensionSeries, direction: str) -> list[int]:
    """Return the places in the grid where new regimes begin, rising, each once.

    Raises
    ------
    UsageError
        If breaks are of another series or direction, or a period is not of the grid.
    """
    if isinstance(steps, Breaks):
        if steps.direction != direction or not _same(steps.series, series):
            raise UsageError(
                f"the steps are breaks of {_named(steps.series, steps.direction)}, the level is of "
                f"{_named(series, direction)}; date the breaks in the same series and direction"
            )
        steps = steps.table["period"].tolist()
    elif isinstance(steps, str | pd.Period):
        steps = [steps]
    at = {label: place for place, label in enumerate(labels_of(series.periods))}
    labels = [label_of(step) if isinstance(step, pd.Period) else str(step) for step in steps]
    if unknown := [label for label in labels if label not in at]:
        raise UsageError(f"there is no {series.freq} {unknown[0]!r} in the series to step at; "
                         f"write steps as {label_of(series.periods[0])}")
    return sorted({at[label] for label in labels})


def check_steps(seen: Observations, places: Sequence[int], series: TensionSeries) -> None:
    """Raise unless every regime has an observed period: a level that no event shows is no level.

    Raises
    ------
    UsageError
        Naming the step that leads from nothing or to nothing.
    """
    labels, freq = labels_of(series.periods), series.freq
    for begin, end in zip([None, *places], [*places, None], strict=True):
        first = seen.covered[0] if begin is None else begin
        last = seen.covered[1] if end is None else end
        if ((seen.position >= first) & (seen.position < last)).any():
            continue
        if begin is None:
            raise UsageError(f"no {freq} with events lies before {labels[last]}, so there is no "
                             "level to step from; leave this step out")
        if end is None:
            raise UsageError(f"no {freq} with events lies from {labels[first]} on, so there is no "
                             "level to step to; leave this step out")
        raise UsageError(f"no {freq} with events lies between the steps {labels[first]} and "
                         f"{labels[last]}, so they cannot be told apart; keep one of them")


def _same(one: TensionSeries, other: TensionSeries) -> bool:
    """Whether two series hold the same numbers of the same pair."""
    return one is other or (one.dyad == other.dyad and one.table.equals(other.table))


def _named(series: TensionSeries, direction: str) -> str:
    """Name a series as an error does."""
    ends = f"{label_of(series.periods[0])} to {label_of(series.periods[-1])}"
    return f"{series.dyad} {direction}, {ends}, {series.origin}"
