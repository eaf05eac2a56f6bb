"""Forecasts of the level: where it stands, and how far it may have drifted by then.

A random walk's forecast is today's level with a band that grows. It does not predict events; it
says how far from today's level the next year may lie, if the next year is like the past ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core import results, schema
from tension.core.errors import UsageError
from tension.core.period import labels_of, spoken_when
from tension.core.provenance import Provenance
from tension.core.rounding import band, counted, points
from tension.models.averaged import QUANTILE, Posterior
from tension.models.latent import LatentLevel
from tension.models.mixture import Mixture
from tension.models.noise import Observations, observations
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 2000
"""Periods ahead at most: further out the band of a random walk says nothing, at length."""

LATELY = 24
"""Observed periods whose sampling noise, in the mean, a period to come is taken to have."""


@dataclass(frozen=True)
class Forecast:
    """The level's forecast, and that of a period's own tension.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.results.FORECAST`, one row a period ahead; empty where `reason`
        says why.
    periods : PeriodIndex
        The periods ahead.
    effective_events : float
        Of a period to come, on which the bands of its own tension rest; missing where the spread of
        an event cannot be measured.
    level : LatentLevel
        What is continued.
    """

    table: pd.DataFrame
    periods: pd.PeriodIndex
    effective_events: float
    level: LatentLevel

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", schema.conform(self.table, results.FORECAST))

    @property
    def reason(self) -> str:
        """Why there is no forecast; "" when there is one."""
        return self.level.reason

    @property
    def series(self) -> TensionSeries:
        """The series that is forecast."""
        return self.level.series

    @property
    def provenance(self) -> Provenance:
        """Inputs and parameters."""
        return self.level.provenance

    def summary(self) -> str:
        """Return where the level stands and where it may lie, in a few lines."""
        series, level = self.series, self.level
        head = f"{series.dyad.title}, {series.dyad.spoken(level.direction)}"
        if self.reason:
            return f"{head}: no forecast: {self.reason}"
        start = self.periods[0] - 1
        now = level.at(start)
        lines = [
            f"{head}: level {points(now['level'])} {spoken_when(start)} (95 % band "
            f"{band(now['level_low95'], now['level_high95'])}; 0 full cooperation, 50 neutral, 100 "
            "full conflict)"
        ]
        for ahead in dict.fromkeys((1, len(self.periods))):
            row = self.table.iloc[ahead - 1]
            lines.append(
                f"  {counted(ahead, series.freq)} ahead, {spoken_when(self.periods[ahead - 1])}: "
                f"{points(row['level'])}, 80 % band {band(row['level_low80'], row['level_high80'])}"
                f", 95 % band {band(row['level_low95'], row['level_high95'])}; a {series.freq}'s "
                f"own tension, 95 %: {band(row['tension_low95'], row['tension_high95'])}"
            )
        if np.isfinite(self.effective_events):
            lines.append(f"  a {series.freq}'s own tension is that of one with "
                         f"{self.effective_events:.1f} effective events")
        lines.append("  the level is a random walk: its forecast is where it stands, with a band "
                     "that grows; it predicts no event")
        return "\n".join(lines)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the level and, beyond it, the fan of its forecast; return the Axes."""
        from tension.models.draw_forecast import draw_forecast_figure

        return draw_forecast_figure(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        shown = self.table.drop(columns=["direction", "origin"]).round(1)
        return f"<pre>{escape(self.summary())}</pre>" + str(shown.to_html(index=False))


def forecast(
    level: LatentLevel, periods: int = 12, *, effective_events: float | None = None
) -> Forecast:
    """Return the forecast of a level, and of the periods' own tension about it.

    Parameters
    ----------
    level : LatentLevel
        From `estimate_tension`.
    periods : int
        Periods ahead, from 1. They begin after the last covered one: where a source ended years
        ago, the forecast is of the time after it.
    effective_events : float, optional
        Effective events of a period to come, above 0; for the bands of its own tension. As lately
        when not given: the number whose sampling noise is the mean of the last 24 periods with
        events (their harmonic mean).

    Returns
    -------
    Forecast
        `.table` with the columns of `core.results.FORECAST`. Where no level could be estimated it
        is empty, and `.reason` says why.

    Raises
    ------
    UsageError
        If ``periods`` is not a whole number from 1 to 2,000, or there are no effective events.

    Notes
    -----
    h periods ahead the level is normal about today's with the variance of today's plus hq, a
    period's own tension has τ² + σ²/effective events on top. τ and √q are averaged over by their
    likelihood, as in `estimate_tension`. The bands are quantiles of that mixture, not of one normal
    with its variance: far ahead most of what is uncertain is q itself, and then the mixture has
    longer tails and a narrower middle.

    Assumes that the level goes on to move as it did, and that reporting goes on as lately. Bands
    are those of a random walk, which knows no bounds: they may reach beyond 0 and 100, and are
    clipped where they are shown.

    References
    ----------
    Durbin & Koopman (2012), Time Series Analysis by State Space Methods, 2nd ed., Oxford University
    Press, section 2.8, doi:10.1093/acprof:oso/9780199641178.001.0001.

    Examples
    --------
    >>> from tension.models.latent import estimate_tension
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> ahead = forecast(estimate_tension(build_series(read_events())), 6)
    >>> ahead.table["period"].tolist()[0], len(ahead.table)
    ('2026-04', 6)
    """
    if isinstance(periods, bool) or periods != int(periods) or not 1 <= periods <= MOST:
        raise UsageError(f"a forecast is of 1 to {MOST:,} periods, a whole number; got {periods}")
    if effective_events is not None and not 0 < effective_events < np.inf:
        raise UsageError(f"effective_events is a number above 0; got {effective_events}")
    if level.reason or level.posterior is None:
        return Forecast(schema.empty(results.FORECAST), level.periods[:0], np.nan, level)
    seen = observations(level.series, level.direction)
    noise = typical(seen) if effective_events is None else seen.variance / effective_events
    last = level.periods[seen.covered[1] - 1]
    grid = pd.period_range(last + 1, periods=int(periods), name=level.periods.name)
    rows = []
    for ahead in range(1, len(grid) + 1):
        walk = level_ahead(level.posterior, ahead)
        own = own_ahead(level.posterior, ahead, noise)
        rows.append((ahead, walk.centre, *(
            end for part in (walk, own) for share in QUANTILE for end in part.band(share / 100))))
    table = pd.DataFrame(rows, columns=schema.names(results.FORECAST)[3:]).assign(
        period=labels_of(grid), direction=level.direction, origin=level.series.origin)
    return Forecast(table, grid, seen.variance / noise if noise else np.nan, level)


def level_ahead(now: Posterior, ahead: int) -> Mixture:
    """Return the distribution of the level so many periods after the last of a posterior."""
    return Mixture(now.weight, now.level[:, -1], now.variance[:, -1] + ahead * now.step**2)


def own_ahead(now: Posterior, ahead: int, noise: float) -> Mixture:
    """Return the distribution of a period's own tension, given the variance of its sampling."""
    walk = level_ahead(now, ahead)
    return Mixture(walk.weight, walk.mean, walk.variance + now.tau**2 + noise)


def typical(seen: Observations) -> float:
    """Return the mean sampling variance of the last periods with events."""
    return float(seen.sampling[-LATELY:].mean())
