"""The estimated level of any pair of a panel: that of `estimate_tension`, from its cells alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from tension.core.dyad import BOTH
from tension.core.period import PER_YEAR
from tension.models.averaged import QUANTILE, Posterior, average_level
from tension.models.latent import LEAST
from tension.models.noise import Observations
from tension.panel.build import Panel
from tension.panel.interval import SUMMED, month_number
from tension.series.uncertainty import DaySums, error_of_sums


@dataclass(frozen=True)
class PairLevel:
    """A pair's months over a span of the source, and its level in each.

    Parameters
    ----------
    dyad : str
        ``AAA-BBB``.
    begin : int
        First month of the span, counted from the year 0.
    tension, scored : float array, n
        Each month's own tension, missing where silent, and its scored events.
    level, level_se : float array, n
        Estimated level, both directions pooled, and its standard error; missing where there is
        none.
    posterior : Posterior or None
        The level for each kept pair of parameters; None where there are too few months.
    """

    dyad: str
    begin: int
    tension: np.ndarray
    scored: np.ndarray
    level: np.ndarray
    level_se: np.ndarray
    posterior: Posterior | None

    def __len__(self) -> int:
        return len(self.tension)

    @cached_property
    def months(self) -> pd.PeriodIndex:
        """The months of the span."""
        return months_from(self.begin, len(self))

    @property
    def observed(self) -> int:
        """Months with a scored event."""
        return int((self.scored > 0).sum())

    @property
    def known(self) -> slice:
        """From the first month with a scored event to the last: before and after nothing is known.

        A country may not have existed then, or the source not have looked.
        """
        seen = np.flatnonzero(self.scored > 0)
        return slice(int(seen[0]), int(seen[-1]) + 1) if len(seen) else slice(0, 0)

    @property
    def events(self) -> int:
        """Scored events of the span."""
        return int(self.scored.sum())

    def band(self, share: int = 95) -> tuple[np.ndarray, np.ndarray]:
        """Return the ends of the level's band of 80 or 95 %, clipped to the scale."""
        half = QUANTILE[share] * self.level_se
        return np.clip(self.level - half, 0, 100), np.clip(self.level + half, 0, 100)

    def mean_level(self, first: int, last: int) -> tuple[float, float]:
        """Return the mean level of the months ``first`` to ``last`` and its standard error.

        The errors of neighbouring months go together; the standard error counts that.
        """
        held = self.posterior
        if held is None:
            return np.nan, np.nan
        of = slice(first, last + 1)
        means, variance = held.level[:, of].mean(axis=1), held.variance[:, of]
        shared = variance.sum(axis=1)
        for gap in range(1, variance.shape[1]):
            for at in range(variance.shape[1] - gap):
                link = np.prod(held.gain[:, first + at : first + at + gap], axis=1)
                shared = shared + 2 * link * variance[:, at + gap]
        mean = float(held.weight @ means)
        spread = float(held.weight @ (shared / variance.shape[1] ** 2 + (means - mean) ** 2))
        return mean, spread**0.5


def months_from(begin: int, count: int) -> pd.PeriodIndex:
    """Return so many months from one that is counted from the year 0.

    Examples
    --------
    >>> months_from(12 * 2012 + 2, 2).astype(str).tolist()
    ['2012-03', '2012-04']
    """
    first = pd.Period(year=begin // 12, month=begin % 12 + 1, freq="M")
    return pd.period_range(first, periods=count, freq="M")


def pair_levels(
    panel: Panel, origin: str, dyads: Sequence[str], first: int, last: int
) -> list[PairLevel]:
    """Return the level of each of some pairs of a source, in the order they are named.

    Parameters
    ----------
    panel : Panel
        Every pair.
    origin : str
        The source.
    dyads : sequence of str
        Pairs as the panel writes them; one without an event has no level.
    first, last : int
        Months of the span, counted from the year 0; the source is taken to cover all of it.
    """
    rows = panel.sums[(panel.sums["origin"] == origin) & (panel.sums["direction"] == BOTH)]
    month = month_number(rows["period"])
    rows, month = rows[(month >= first) & (month <= last)], month[(month >= first)
                                                                 & (month <= last)]
    per_point = panel.scales[origin].per_point
    places = rows.groupby("dyad").indices
    cells = rows[list(SUMMED)].to_numpy(dtype=float)
    made = []
    for dyad in dyads:
        at = places.get(dyad, np.empty(0, dtype=int))
        grid = np.zeros((len(SUMMED), last - first + 1))
        grid[:, month[at] - first] = cells[at].T
        made.append(_level_of(dyad, first, DaySums(*grid), per_point))
    return made


def _level_of(dyad: str, begin: int, sums: DaySums, per_point: float) -> PairLevel:
    """Estimate one pair's level, its spread measured over the span."""
    error = error_of_sums(sums, PER_YEAR["month"])
    seen = np.flatnonzero(sums.count > 0)
    tension = np.where(sums.count > 0, 50.0 - per_point * sums.mean, np.nan)
    nothing = np.full(len(tension), np.nan)
    if len(seen) < LEAST:
        return PairLevel(dyad, begin, tension, sums.count, nothing, nothing, None)
    variance = error.spread.variance * per_point**2
    variance = variance if np.isfinite(variance) else 0.0
    observed = Observations(seen, tension[seen], variance / error.effective[seen],
                            sums.count[seen], variance, (0, len(tension)))
    table, _, posterior = average_level(observed)
    return PairLevel(dyad, begin, tension, sums.count, table["level"], table["level_se"],
                     posterior)
