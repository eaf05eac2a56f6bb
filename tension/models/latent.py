"""The latent level: what a period's tension would be without the luck of which events it held.

Local level in state space: yₜ = αₜ + εₜ, αₜ₊₁ = αₜ + ηₜ, with var εₜ = τ² + σ²/effective eventsₜ
and var ηₜ = q; silent periods are missing observations. σ² is measured inside periods; τ² and q are
estimated (Durbin & Koopman 2012, chapters 2 and 7; exact diffuse start). The band counts both the
uncertainty of the level given τ² and q, and that of τ² and q themselves: the level is averaged over
a grid of them weighed by their likelihood, so that a short series whose q might be 0 does not get a
band that pretends it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from statsmodels.tsa.statespace.mlemodel import MLEModel

from tension.core import schema
from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.period import label_of, labels_of, spoken
from tension.core.provenance import Provenance
from tension.models.noise import Observations, observations
from tension.series.coverage import UNCOVERED
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

QUANTILE = {80: 1.2815515655446004, 95: 1.959963984540054}
LEAST = 3
"""Observed periods below which no level is estimated."""

ROUNDING = 1e-9
"""Variance, in squared points of tension, that equal values may show."""

Q_STEPS, TAU_STEPS = 15, 9
"""Size of the grid of q and τ²."""


class LocalLevel(MLEModel):  # type: ignore[misc]
    """Local level whose measurement variance differs from period to period.

    Parameters
    ----------
    tension : float array, n
        Missing where silent.
    sampling : float array, n
        σ²/effective events; any number where silent.

    Notes
    -----
    The variances are set inside `update`, since statsmodels overwrites a time-varying ``obs_cov``
    set once on a model at the next update; `measurement_variance` lets a test see that it took.
    """

    def __init__(self, tension: np.ndarray, sampling: np.ndarray) -> None:
        super().__init__(tension, k_states=1, initialization="diffuse")
        self.sampling = np.asarray(sampling, dtype=float)
        self["design"] = np.ones((1, 1))
        self["transition"] = np.ones((1, 1))
        self["selection"] = np.ones((1, 1))
        self.ssm["obs_cov"] = np.zeros((1, 1, self.nobs))

    @property
    def param_names(self) -> list[str]:
        """Names of the two parameters."""
        return ["tau2", "q"]

    @property
    def start_params(self) -> np.ndarray:
        """A start for an optimiser: a tenth of the variance each."""
        spread = float(np.nanvar(self.endog)) or 1.0
        return np.array([spread / 10, spread / 10])

    def update(self, params: np.ndarray, **kwargs: Any) -> None:
        """Set the variances for these parameters."""
        tau2, q = super().update(params, **kwargs)
        self.ssm["obs_cov", 0, 0] = tau2 + self.sampling
        self.ssm["state_cov", 0, 0] = q

    def measurement_variance(self) -> np.ndarray:
        """Return the variances the filter will really use, one a period."""
        return np.asarray(self.ssm["obs_cov"][0, 0])


@dataclass(frozen=True)
class Change:
    """A difference of two levels, in points of tension, with its 95 % interval."""

    points: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Posterior:
    """The smoothed level for each kept point of the grid; arrays with one row a point.

    `gain` is Cₜ of cov(αₜ, αₛ) = Cₜ Cₜ₊₁ … Cₛ₋₁ var αₛ: the smoothed level is a Markov chain.
    """

    weight: np.ndarray
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
        return mean, float(self.weight @ (spread + (gone - mean) ** 2)) ** 0.5


@dataclass(frozen=True)
class LatentLevel:
    """The estimated level of one direction, with its band.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.schema.LEVEL`, one row a period.
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

    def summary(self) -> str:
        """Return the level at the end and how it was estimated, in a few lines."""
        head = f"{self.series.dyad.title}, {self.series.dyad.spoken(self.direction)}"
        if self.reason:
            return f"{head}: no level estimated: {self.reason}"
        last = self.last
        when = self.periods[list(self.table["period"]).index(last["period"])]
        return (
            f"{head}: level {last['level']:.0f} in {spoken(when)} (95 % band "
            f"{last['level_low95']:.0f} to {last['level_high95']:.0f}; 0 full cooperation, 50 "
            "neutral, 100 full conflict)\n"
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
        shown = self.table.drop(columns="direction").tail(6).round(1)
        return f"<pre>{escape(self.summary())}</pre>" + str(shown.to_html(index=False))


def estimate_tension(series: TensionSeries, direction: str = BOTH) -> LatentLevel:
    """Return the latent level of a direction: smoothed, with bands, and as known at the time.

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

    Notes
    -----
    Assumes a level that moves as a random walk and noise independent between periods given the
    level. Fewer than three observed periods give no estimate but a reason.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> level = estimate_tension(build_series(read_events()))
    >>> bool(0 < level.last["level"] < 100)
    True
    """
    seen = observations(series, direction)
    table = pd.DataFrame({"period": labels_of(series.periods)}).assign(direction=direction)
    for name in schema.names(schema.LEVEL)[2:]:
        table[name] = np.nan
    empty = LatentLevel(table, series.periods, direction, {}, "", series.provenance, series)
    if len(seen) < LEAST:
        counted = f"{len(seen)} {series.freq}{'' if len(seen) == 1 else 's'} with events"
        return replace(empty, reason=f"{counted}, at least {LEAST} are needed")
    level, parameters, posterior = _average(seen)
    first, last = seen.covered
    looked = (series.direction(direction)["coverage"] != UNCOVERED).to_numpy()[first:last]
    for name, values in level.items():
        table.loc[table.index[first:last], name] = np.where(looked, values, np.nan)
    return replace(empty, table=table, parameters=parameters, posterior=posterior)


def _average(
    seen: Observations,
) -> tuple[dict[str, np.ndarray], dict[str, float], Posterior]:
    """Average smoothed and filtered levels over the grid of q and τ², by likelihood."""
    first, last = seen.covered
    tension, sampling = np.full(last - first, np.nan), np.ones(last - first)
    tension[seen.position - first] = seen.tension
    sampling[seen.position - first] = seen.sampling
    model = LocalLevel(tension, sampling)
    grid = [(tau2, q) for tau2 in _tau_grid(seen) for q in _q_grid(seen)]
    fit = np.array([model.loglike(np.array(point)) for point in grid])
    weight = np.exp(fit - fit.max())
    weight /= weight.sum()
    kept = np.flatnonzero(weight > 1e-3 * weight.max())
    weight = weight[kept] / weight[kept].sum()
    parts = [_smooth(model, np.array(grid[k])) for k in kept]
    table: dict[str, np.ndarray] = {}
    for name in ("level", "filtered"):
        means = np.array([part[name] for part in parts])
        spreads = np.array([part[f"{name}_var"] for part in parts])
        mean = np.einsum("k,kt->t", weight, means)
        variance = np.einsum("k,kt->t", weight, spreads + (means - mean) ** 2)
        table[name], table[f"{name}_se"] = mean, np.sqrt(variance)
    for share, quantile in QUANTILE.items():
        table[f"level_low{share}"] = table["level"] - quantile * table["level_se"]
        table[f"level_high{share}"] = table["level"] + quantile * table["level_se"]
    taus = np.array([grid[k][0] for k in kept])
    steps = np.array([grid[k][1] for k in kept])
    posterior = Posterior(
        weight, np.array([part["level"] for part in parts]),
        np.array([part["level_var"] for part in parts]),
        np.array([part["gain"] for part in parts]),
    )
    return table, {
        "tau": float(weight @ np.sqrt(taus)), "step": float(weight @ np.sqrt(steps)),
        "sigma": seen.variance**0.5,
    }, posterior


def _spread(seen: Observations) -> float:
    """Variance of the observed tension, never 0 nor the mere rounding of equal values."""
    spread = float(np.var(seen.tension, ddof=1))
    return spread if spread > ROUNDING else 1.0


def _tau_grid(seen: Observations) -> np.ndarray:
    """τ² for τ even from 0 to the whole spread: a flat prior on the standard deviation."""
    return np.asarray((np.linspace(0.0, 1.0, TAU_STEPS) * _spread(seen) ** 0.5) ** 2 + 1e-6)


def _q_grid(seen: Observations) -> np.ndarray:
    """Return q for √q even from nearly still to half the spread a period: a flat prior likewise."""
    return np.asarray((np.linspace(0.01, 1.0, Q_STEPS) * 0.5 * _spread(seen) ** 0.5) ** 2)


def _smooth(model: LocalLevel, point: np.ndarray) -> dict[str, np.ndarray]:
    result = model.smooth(point, return_ssm=True)
    known = np.cumsum(~np.isnan(np.asarray(model.endog)[:, 0])) > 0
    filtered = result.filtered_state_cov[0, 0]
    # Before the first observation the level is wholly unknown: then α moves as one with the next.
    gain = np.where(known, filtered / (filtered + point[1]), 1.0)
    return {
        "gain": gain,
        "level": result.smoothed_state[0],
        "level_var": np.maximum(result.smoothed_state_cov[0, 0], 0.0),
        "filtered": np.where(known, result.filtered_state[0], np.nan),
        "filtered_var": np.where(known, result.filtered_state_cov[0, 0], np.nan),
    }
