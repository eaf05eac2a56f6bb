"""The latent level: what a period's tension would be without the luck of which events it held.

Local level in state space (`models.local_level`): a random walk seen with noise τ² + σ²/effective
events. σ² is measured inside periods; τ² and the walk's variance q are estimated. The band counts
both the uncertainty of the level given τ² and q, and that of τ² and q themselves: the level is
averaged over them by their likelihood (`models.averaging`), so that a short series whose q might be
0 does not get a band that pretends it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.period import label_of, labels_of, spoken
from tension.core.provenance import Provenance
from tension.core.rounding import band, counted, points
from tension.models.averaging import weigh
from tension.models.local_level import log_likelihood, smooth
from tension.models.noise import Observations, observations
from tension.series.coverage import UNCOVERED
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from statsmodels.tsa.statespace.mlemodel import MLEResults

QUANTILE = {80: 1.2815515655446004, 95: 1.959963984540054}
LEAST = 3
"""Observed periods below which no level is estimated."""

KEPT = 0.999
"""Share of the likelihood's weight that the average is taken over."""

FURTHEST = 2.0
"""Largest τ and √q, as a share of the observed tension's standard deviation."""


@dataclass(frozen=True)
class Change:
    """A difference of two levels, in points of tension, with its 95 % interval."""

    points: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves 0 out as it is shown, rounded outwards."""
        return math.floor(self.low) > 0 or math.ceil(self.high) < 0


@dataclass(frozen=True)
class Posterior:
    """The smoothed level for each kept point of the grid; arrays with one row a point.

    `tau` and `step` are the points: τ and √q, in points of tension. `gain` is Cₜ of cov(αₜ, αₛ) =
    Cₜ Cₜ₊₁ … Cₛ₋₁ var αₛ: the smoothed level is a Markov chain.
    """

    weight: np.ndarray
    tau: np.ndarray
    step: np.ndarray
    level: np.ndarray
    variance: np.ndarray
    gain: np.ndarray

    def change(self, first: int, last: int) -> tuple[float, float]:
        """Return mean and standard error of the level at ``last`` less that at ``first``."""
        link = np.prod(self.gain[:, first:last], axis=1)
        spread = (
            self.variance[:, first] + self.variance[:, last] * (1 - 2 * link)
        )
        gone = self.level[:, last] - self.level[:, first]
        mean = float(self.weight @ gone)
        # Rounding can leave a variance of nothing a hair below 0.
        return mean, max(float(self.weight @ (spread + (gone - mean) ** 2)), 0.0) ** 0.5


@dataclass(frozen=True)
class LatentLevel:
    """The estimated level of one direction, with its band.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.schema.LEVEL`, one row a period; `filtered` uses the periods up
        to each one, with the whole sample's parameters.
    periods : PeriodIndex
        The grid.
    direction : str
        Which series.
    parameters : mapping
        ``tau`` (between-period standard deviation beyond sampling), ``step`` (√q, movement of the
        level a period), ``sigma`` (one event's), in points of tension; likelihood-weighted means.
    reason : str
        Why there is no estimate; "" when there is one.
    provenance : Provenance
        Inputs and parameters.
    series : TensionSeries
        What the level was estimated from.
    posterior : Posterior or None
        What `change` needs.
    """

    table: pd.DataFrame
    periods: pd.PeriodIndex
    direction: str
    parameters: Mapping[str, float]
    reason: str
    provenance: Provenance
    series: TensionSeries
    posterior: Posterior | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", schema.conform(self.table, schema.LEVEL))
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))

    @property
    def last(self) -> pd.Series:
        """Row of the last covered period."""
        return self.table.dropna(subset=["level"]).iloc[-1]

    def at(self, period: pd.Period) -> pd.Series:
        """Return the row of one period."""
        return self.table.loc[self.table["period"] == label_of(period)].iloc[0]

    def change(self, first: pd.Period, last: pd.Period) -> Change:
        """Return how far the level moved between two covered periods, with its interval.

        The two levels' errors are correlated; the interval counts that.

        Raises
        ------
        UsageError
            If a period has no level, or they are not in calendar order.
        """
        known = self.table["level"].notna().to_numpy()
        places = [int(at) for at in self.periods.get_indexer(pd.PeriodIndex([first, last]))]
        if self.posterior is None or not all(at >= 0 and known[at] for at in places):
            raise UsageError(f"there is no level for both {first} and {last}")
        if last < first:
            raise UsageError(f"{last} lies before {first}; exchange them")
        start = int(np.flatnonzero(known)[0])
        mean, error = self.posterior.change(places[0] - start, places[1] - start)
        return Change(mean, mean - QUANTILE[95] * error, mean + QUANTILE[95] * error)

    def statespace(self) -> MLEResults:
        """Return the same model as statsmodels results, for residuals, news and forecasts.

        It is smoothed at one pair of parameters, the squares of the likelihood-weighted means of τ
        and √q, so its band is narrower than this one's, which counts their uncertainty.

        Raises
        ------
        UsageError
            If no level was estimated.
        """
        from tension.models.statespace import LocalLevel

        if self.reason:
            raise UsageError(f"there is no level to model: {self.reason}")
        seen = observations(self.series, self.direction)
        first, last = seen.covered
        tension, sampling = np.full(last - first, np.nan), np.ones(last - first)
        tension[seen.position - first] = seen.tension
        sampling[seen.position - first] = seen.sampling
        variances = [self.parameters["tau"] ** 2, self.parameters["step"] ** 2]
        return LocalLevel(tension, sampling).smooth(np.array(variances))

    def summary(self) -> str:
        """Return the level at the end and how it was estimated, in a few lines."""
        head = f"{self.series.dyad.title}, {self.series.dyad.spoken(self.direction)}"
        if self.reason:
            return f"{head}: no level estimated: {self.reason}"
        last = self.last
        when = self.periods[list(self.table["period"]).index(last["period"])]
        return (
            f"{head}: level {points(last['level'])} in {spoken(when)} (95 % band "
            f"{band(last['level_low95'], last['level_high95'])}; 0 full cooperation, 50 neutral, "
            "100 full conflict)\n"
            f"  one event spreads by {self.parameters['sigma']:.1f} points, a {self.series.freq} "
            f"by {self.parameters['tau']:.1f} beyond that, and the level moves by about "
            f"{self.parameters['step']:.1f} a {self.series.freq}"
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the level with its 80 % and 95 % bands over the periods' own tension."""
        from tension.models.draw import draw_level_figure

        return draw_level_figure(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        shown = self.table.drop(columns=["direction", "origin"]).tail(6).round(1)
        return f"<pre>{escape(self.summary())}</pre>" + str(shown.to_html(index=False))


def estimate_tension(series: TensionSeries, direction: str = BOTH) -> LatentLevel:
    """Return the latent level of a direction: smoothed, with bands, and filtered.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.
    direction : str
        ``IRN>AZE``, ``AZE>IRN`` or ``both``.

    Returns
    -------
    LatentLevel
        `.table` has the level of every covered period, silent ones included, where the band widens.
        With fewer than three observed periods there is none, and `.reason` says so.

    Raises
    ------
    UsageError
        If the direction is not one of the dyad's.

    Notes
    -----
    Model: yₜ = αₜ + εₜ, αₜ₊₁ = αₜ + ηₜ, with var εₜ = τ² + σ²/effective eventsₜ and var ηₜ = q. The
    level moves as a random walk; noise is independent between periods given the level. Spells much
    shorter than what the walk can follow count as noise and are smoothed away.

    Estimator: Kalman filter and smoother with an exact diffuse start, silent periods missing;
    averaged over τ and √q by their likelihood with flat priors, up to twice the standard deviation
    of the observed tension. Bands are normal, from the mean and variance of that average.

    `filtered` is the estimate from the periods up to each one, but τ, √q and σ are those of the
    whole sample. So it does not look ahead in the data, only in the parameters: it is not quite
    what one would have said at the time.

    References
    ----------
    Durbin & Koopman (2012), Time Series Analysis by State Space Methods, 2nd ed., Oxford University
    Press, chapters 2 and 7, doi:10.1093/acprof:oso/9780199641178.001.0001.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> level = estimate_tension(build_series(read_events()))
    >>> bool(0 < level.last["level"] < 100)
    True
    """
    seen = observations(series, direction)
    table = pd.DataFrame({"period": labels_of(series.periods)}).assign(
        direction=direction, origin=series.origin
    )
    for name in schema.names(schema.LEVEL)[3:]:
        table[name] = np.nan
    empty = LatentLevel(table, series.periods, direction, {}, "", series.provenance, series)
    if len(seen) < LEAST:
        known = f"{counted(len(seen), series.freq)} with events"
        return replace(empty, reason=f"{known}, at least {LEAST} are needed")
    level, parameters, posterior = _average(seen)
    first, last = seen.covered
    looked = (series.direction(direction)["coverage"] != UNCOVERED).to_numpy()[first:last]
    for name, values in level.items():
        table.loc[table.index[first:last], name] = np.where(looked, values, np.nan)
    return replace(empty, table=table, parameters=parameters, posterior=posterior)


def _average(
    seen: Observations,
) -> tuple[dict[str, np.ndarray], dict[str, float], Posterior]:
    """Average smoothed and filtered levels over τ and √q, by likelihood."""
    # Equal values have no spread, or only that of rounding; the axes must not be empty.
    largest = max(FURTHEST * float(np.std(seen.tension, ddof=1)), 1.0)
    tau, step, weight = weigh(partial(log_likelihood, seen), largest).most(KEPT)
    parts = smooth(seen, tau, step)
    table: dict[str, np.ndarray] = {}
    for name, means, spreads in (
        ("level", parts.level, parts.variance),
        ("filtered", parts.filtered, parts.filtered_variance),
    ):
        mean = weight @ means
        table[name], table[f"{name}_se"] = mean, np.sqrt(weight @ (spreads + (means - mean) ** 2))
    for share, quantile in QUANTILE.items():
        table[f"level_low{share}"] = table["level"] - quantile * table["level_se"]
        table[f"level_high{share}"] = table["level"] + quantile * table["level_se"]
    parameters = {
        "tau": float(weight @ tau), "step": float(weight @ step), "sigma": seen.variance**0.5,
    }
    posterior = Posterior(weight, tau, step, parts.level, parts.variance, parts.gain)
    return table, parameters, posterior
