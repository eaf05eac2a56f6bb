"""Both directions at once: how hostile each side's acts are, and whether the two move together.

Two local levels whose movements are correlated, so that where only one side acts the other's level
is informed by it. A month's luck is shared too: a visit or a clash is often an act of both, with
the same score. Left out, that would pass for levels that move together; so the noise of the two has
a correlation of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core import results, schema
from tension.core.errors import UsageError
from tension.core.period import labels_of, spoken_when
from tension.core.provenance import Provenance
from tension.core.rounding import MINUS, band, change_band, counted, points
from tension.models.averaged import QUANTILE, Change
from tension.models.latent import LEAST
from tension.models.noise import Observations, observations
from tension.models.pair_average import Draws, draw
from tension.models.pair_level import Moments, PairObservations, pair_smooth
from tension.series.coverage import UNCOVERED
from tension.series.frame import TensionSeries, by_period

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from statsmodels.tsa.statespace.mlemodel import MLEResults

SETS, CELLS = 400, 1_000_000
"""Sets of parameters that levels are averaged over; fewer where sets × periods are more than that.
"""


WORTH = 50.0
"""Draws of equal weight that those of the parameters must be worth."""

EQUAL = 1e-9
"""Points of tension by which means of equal scores may differ."""

NEARLY = 0.95
"""Correlation from which it is called above that."""


@dataclass(frozen=True)
class Correlation:
    """A correlation: the median of what it may be, and its 95 % interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, draws: Draws, values: np.ndarray) -> Correlation:
        """Return the median and the middle 95 % of weighed values."""
        return cls(*(draws.quantile(values, share) for share in (0.5, 0.025, 0.975)))

    @property
    def clear(self) -> bool:
        """Whether the interval leaves 0 out as it is shown, rounded outwards to a tenth."""
        return math.floor(10 * self.low) > 0 or math.ceil(10 * self.high) < 0

    def __str__(self) -> str:
        low, high = math.floor(10 * self.low) / 10, math.ceil(10 * self.high) / 10
        # A median is never 1: rounding must not say so.
        value = _tenths(self.value) if abs(self.value) < NEARLY else (
            f"above {NEARLY}" if self.value > 0 else f"below {MINUS}{NEARLY}")
        return f"correlation {value}, 95 % interval {_tenths(low)} to {_tenths(high)}"


def _tenths(value: float) -> str:
    text = f"{abs(value):.1f}"
    return f"{MINUS}{text}" if value < 0 and text != "0.0" else text


@dataclass(frozen=True)
class DirectedLevels:
    """The levels of both directions, estimated together.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.schema.LEVEL`, one row a period and direction.
    difference : DataFrame
        Columns as declared in `core.results.DIFFERENCE`, one row a period: the level of the first
        direction less that of the second.
    periods : PeriodIndex
        The grid.
    directions : (str, str)
        ``IRN>AZE`` and ``AZE>IRN``.
    moves, noise : Correlation or None
        Of the levels' movements, and of the two directions' noise in one period.
    parameters : mapping
        Direction → ``tau``, ``step`` and ``sigma``, as those of `LatentLevel`.
    reason : str
        Why there is no estimate; "" when there is one.
    provenance : Provenance
        Inputs and parameters.
    series : TensionSeries
        What the levels were estimated from.
    """

    table: pd.DataFrame
    difference: pd.DataFrame
    periods: pd.PeriodIndex
    directions: tuple[str, str]
    moves: Correlation | None
    noise: Correlation | None
    parameters: Mapping[str, Mapping[str, float]]
    reason: str
    provenance: Provenance
    series: TensionSeries

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", schema.conform(self.table, schema.LEVEL))
        object.__setattr__(self, "difference",
                           schema.conform(self.difference, results.DIFFERENCE))
        held = {way: MappingProxyType(dict(told)) for way, told in self.parameters.items()}
        object.__setattr__(self, "parameters", MappingProxyType(held))

    def level(self, direction: str) -> pd.DataFrame:
        """Return one direction's rows, indexed by period.

        Raises
        ------
        UsageError
            If it is none of the two directions.
        """
        if direction not in self.directions:
            raise UsageError(f"there is no level of {direction!r} here; use one of "
                             f"{', '.join(self.directions)}")
        rows = self.table[self.table["direction"] == direction].drop(columns="period")
        return rows.set_axis(self.periods)

    def statespace(self) -> MLEResults:
        """Return the same model as statsmodels results, at one set of parameters.

        The parameters are the likelihood-weighted means and the correlations' medians, so its
        bands are narrower than these, which count their uncertainty.

        Raises
        ------
        UsageError
            If no levels were estimated.
        """
        from tension.models.pair_statespace import PairLevel

        if self.moves is None or self.noise is None:
            raise UsageError(f"there are no levels to model: {self.reason}")
        first, second = (observations(self.series, way) for way in self.directions)
        seen = PairObservations.of((first, second), first.covered)
        told = [self.parameters[way] for way in self.directions]
        given = [one[name] for name in ("tau", "step") for one in told]
        model = PairLevel(seen.tension.T, np.nan_to_num(seen.sampling.T, nan=1.0))
        return model.smooth(np.array([*given, self.moves.value, self.noise.value]))

    def summary(self) -> str:
        """Return both levels at the end, their difference, and whether they move together."""
        dyad = self.series.dyad
        head = f"{dyad.title}, each direction"
        if self.reason or self.moves is None:
            return f"{head}: no levels estimated: {self.reason}"
        at = int(np.flatnonzero(self.difference["difference"].notna())[-1])
        lines = [f"{head}, {spoken_when(self.periods[at])} (0 full cooperation, 50 neutral, 100 "
                 "full conflict)"]
        for way in self.directions:
            row = self.level(way).iloc[at]
            lines.append(f"  {dyad.spoken(way)}: level {points(row['level'])} (95 % band "
                         f"{band(row['level_low95'], row['level_high95'])})")
        return "\n".join([*lines, f"  {self._who(at)}", f"  {self._together(self.moves)}"])

    def _who(self, at: int) -> str:
        """Say which direction is the more hostile, at the end and in how many periods clearly."""
        first, second = (self.series.dyad.spoken(way) for way in self.directions)
        row = self.difference.iloc[at]
        gap = Change(row["difference"], row["difference_low95"], row["difference_high95"])
        told = (f"difference {points(gap.points, signed=True)}, 95 % interval "
                f"{change_band(gap.low, gap.high)}")
        known = self.difference.dropna(subset=["difference"])
        above = int((np.floor(known["difference_low95"]) > 0).sum())
        below = int((np.ceil(known["difference_high95"]) < 0).sum())
        spans = counted(len(known), self.series.freq)
        over = (f"{first} clearly was in {above:,} of {spans}, {second} in {below:,}"
                if above or below else f"neither clearly was in any of {spans}")
        if not gap.clear:
            return (f"which direction was the more hostile then cannot be told ({told}); over the "
                    f"whole span {over}")
        more = first if gap.points > 0 else second
        return f"{more} was the more hostile direction then ({told}); over the whole span {over}"

    def _together(self, moves: Correlation) -> str:
        names = self.series.dyad.both_names
        if not moves.clear:
            return f"whether the acts of {names} move together cannot be told ({moves})"
        how = "move together" if moves.value > 0 else "move against each other"
        return f"the acts of {names} {how} ({moves})"

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw both levels with their 95 % bands over the events of both; return the Axes."""
        from tension.models.draw_directed import draw_directed_figure

        return draw_directed_figure(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        shown = self.difference.drop(columns="origin").tail(6).round(1)
        return f"<pre>{escape(self.summary())}</pre>" + str(shown.to_html(index=False))


def estimate_directions(series: TensionSeries) -> DirectedLevels:
    """Return the levels of both directions, estimated together.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.

    Returns
    -------
    DirectedLevels
        `.table` has the level of every covered period in either direction, also where it is silent;
        `.difference`, who was the more hostile; `.moves`, the correlation of the levels' movements.
        With fewer than three observed periods in a direction there are none, and `.reason` says so;
        nor where nearly every act is one of both, since then there is one level, not two.

    Notes
    -----
    Model: y_d,t = α_d,t + ε_d,t, α_d,t+1 = α_d,t + η_d,t for the two directions d, with var ε_d,t =
    τ_d² + σ_d²/effective events and var η_d = q_d. The movements η correlate by ρ. The noise of two
    directions in one period correlates by r, whatever their events: the two correlations are told
    apart by time, since noise is gone in the next period and a movement stays.

    Estimator: an exactly diffuse filter and smoother, averaged over the six parameters by their
    likelihood with flat priors (`pair_average`); bands are normal, from the mean and variance of
    that average. Intervals of ρ and r hold the middle 95 % of their likelihood, the other
    parameters averaged over: where a level hardly moves, ρ is anything, and the interval says so,
    whereas a likelihood ratio with χ² limits has no ground there. An interval that ends at 1.0
    says that the two may move as one.

    σ² is measured beforehand and taken as known. With ρ and r at 0 this is `estimate_tension` of
    each direction.

    References
    ----------
    Harvey & Koopman (1997), Multivariate structural time series models, in Heij et al., System
    Dynamics in Economic and Financial Models, Wiley, 269–298.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> levels = estimate_directions(build_series(read_events()))
    >>> levels.moves.clear
    True
    """
    ways = series.dyad.directed
    first, second = (observations(series, way) for way in ways)
    nothing = DirectedLevels(
        _empty(series, ways), pd.DataFrame({"period": labels_of(series.periods)}).assign(
            origin=series.origin), series.periods, ways, None, None, {}, "", series.provenance,
        series,
    )
    for way, one in zip(ways, (first, second), strict=True):
        if len(one) < LEAST:
            return replace(nothing, reason=f"{counted(len(one), series.freq)} with events in "
                           f"{series.dyad.spoken(way)}, at least {LEAST} are needed")
    return _estimated(nothing, (first, second))


def _empty(series: TensionSeries, ways: tuple[str, str]) -> pd.DataFrame:
    labels = pd.DataFrame({"period": labels_of(series.periods)})
    return by_period([labels.assign(direction=way, origin=series.origin) for way in ways])


def _estimated(
    nothing: DirectedLevels, seen: tuple[Observations, Observations]
) -> DirectedLevels:
    span = seen[0].covered
    draws = draw(seen, span)
    if draws.effective < WORTH:
        return replace(nothing, reason=_alike(nothing, seen))
    sets = draws.resampled(min(SETS, max(CELLS // (span[1] - span[0]), 1)))
    smoothed, filtered = pair_smooth(PairObservations.of(seen, span), sets)
    series = nothing.series
    parts = [_level(nothing, way, smoothed, filtered, span) for way in range(2)]
    gap = smoothed.mean[0] - smoothed.mean[1]
    spread = smoothed.variance.sum(axis=0) - 2 * smoothed.covariance
    mean, error = mixed(gap, np.maximum(spread, 0.0))
    difference = nothing.difference.copy()
    reach = QUANTILE[95] * error
    for name, values in (("difference", mean), ("difference_se", error),
                         ("difference_low95", mean - reach), ("difference_high95", mean + reach)):
        difference[name] = _on_grid(series, series.dyad.directed[0], values, span)
    drawn = draws.parameters
    tau, step = drawn.tau @ draws.weight, drawn.step @ draws.weight
    parameters = {
        way: {"tau": float(tau[k]), "step": float(step[k]), "sigma": seen[k].variance**0.5}
        for k, way in enumerate(nothing.directions)
    }
    return replace(
        nothing, table=by_period(parts), difference=difference, parameters=parameters,
        moves=Correlation.of(draws, drawn.moves), noise=Correlation.of(draws, drawn.noise),
    )


def _alike(nothing: DirectedLevels, seen: tuple[Observations, Observations]) -> str:
    """Say why the parameters cannot be averaged over."""
    first, second = (dict(zip(one.position, one.tension, strict=True)) for one in seen)
    shared = first.keys() & second.keys()
    same = sum(abs(first[at] - second[at]) <= EQUAL for at in shared)
    unit = nothing.series.freq
    return (f"both directions have the same tension in {same:,} of the {counted(len(shared), unit)}"
            " with acts of both, so that there is one level, not two" if 2 * same > len(shared) else
            "the likelihood of the six parameters is too narrow to average over")


def _level(
    nothing: DirectedLevels, way: int, smoothed: Moments, filtered: Moments, span: tuple[int, int]
) -> pd.DataFrame:
    """The rows of one direction, averaged over the sets of parameters."""
    name = nothing.directions[way]
    rows = nothing.level(name).reset_index(drop=True)
    rows["period"] = labels_of(nothing.periods)
    level, error = mixed(smoothed.mean[way], smoothed.variance[way])
    then, then_error = mixed(filtered.mean[way], filtered.variance[way])
    made = {"level": level, "level_se": error, "filtered": then, "filtered_se": then_error}
    for share, quantile in QUANTILE.items():
        made[f"level_low{share}"] = level - quantile * error
        made[f"level_high{share}"] = level + quantile * error
    for column, values in made.items():
        rows[column] = _on_grid(nothing.series, name, values, span)
    return rows


def _on_grid(
    series: TensionSeries, direction: str, values: np.ndarray, span: tuple[int, int]
) -> np.ndarray:
    """Lay the values of a span on the grid, missing where the source did not look."""
    whole = np.full(len(series.periods), np.nan)
    whole[span[0] : span[1]] = values
    looked = (series.direction(direction)["coverage"] != UNCOVERED).to_numpy()
    return np.where(looked, whole, np.nan)


def mixed(mean: np.ndarray, variance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard error over sets of equal weight, the last axis."""
    return mean.mean(axis=-1), np.sqrt(variance.mean(axis=-1) + mean.var(axis=-1))
