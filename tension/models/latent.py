"""The latent level: what a period's tension would be without the luck of which events it held.

Local level in state space (`models.local_level`): a random walk seen with noise τ² + σ²/effective
events. σ² is measured inside periods; τ² and the walk's variance q are estimated. The band counts
both the uncertainty of the level given τ² and q, and that of τ² and q themselves: the level is
averaged over them by their likelihood (`models.averaging`), so that a short series whose q might be
0 does not get a band that pretends it is. At steps that are given the level starts anew
(`models.steps`); noise may have heavy tails (`models.robust`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.language import say
from tension.core.period import label_of, labels_of, spoken, spoken_when
from tension.core.provenance import Provenance
from tension.core.rounding import band, change_band, counted, points
from tension.models.averaged import (
    QUANTILE,
    Change,
    Posterior,
    average,
    fitted,
    given,
    observation_weights,
)
from tension.models.local_level import Smoothed
from tension.models.noise import observations
from tension.models.robust import Freedom, Tails, check_freedom
from tension.models.steps import Regimes, Steps, check_steps, places_of
from tension.series.coverage import UNCOVERED
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from statsmodels.tsa.statespace.mlemodel import MLEResults

LEAST = 3
"""Observed periods below which no level is estimated; each step needs one more."""


HALF = 0.5
"""Weight of a period, beside one right on the level, below which it is said to count for less."""


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
    regimes : Regimes or None
        The observations, cut at the steps.
    tails : Tails or None
        Tails of the noise, and what the noise of each observed period is multiplied by.
    """

    table: pd.DataFrame
    periods: pd.PeriodIndex
    direction: str
    parameters: Mapping[str, float]
    reason: str
    provenance: Provenance
    series: TensionSeries
    posterior: Posterior | None = None
    regimes: Regimes | None = None
    tails: Tails | None = None

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
        places = self._place(first), self._place(last)
        if last < first:
            raise UsageError(f"{last} lies before {first}; exchange them")
        assert self.posterior is not None
        mean, error = self.posterior.change(*places)
        return Change(mean, mean - QUANTILE[95] * error, mean + QUANTILE[95] * error)

    def weights(self, period: pd.Period) -> pd.Series:
        """Return what each observed period's tension weighs in the level of one period.

        Parameters
        ----------
        period : Period
            A covered one; it may be silent.

        Returns
        -------
        Series
            Weights by observed period; silent ones have none. They sum to 1, none is below 0, and
            with them the observed tension adds up to the level. The differences between two
            periods' weights add up to the change.

        Raises
        ------
        UsageError
            If the period has no level.

        Notes
        -----
        The weights of τ and √q, and those of the periods where noise is heavy-tailed, come from
        the observations too; here they are taken as they are. So the weights say what the level is
        made of, not quite what it would be with another observation.

        References
        ----------
        Koopman & Harvey (2003), Computing observation weights for signal extraction and filtering,
        Journal of Economic Dynamics and Control 27, 1317–1333, doi:10.1016/S0165-1889(02)00061-1.
        """
        place = self._place(period)
        assert self.regimes is not None
        assert self.tails is not None
        found = observation_weights(self.regimes, self.tails, self.given, place)
        return pd.Series(found, index=self._observed, name="weight")

    @property
    def robustness(self) -> pd.Series:
        """Weight of each observed period beside that of one right on the level, 0…1.

        Below 1 only with heavy-tailed noise: near 0 for a period so far from the level that it
        hardly counts. How many events it has counts apart.
        """
        shares = np.empty(0) if self.tails is None else self.tails.share
        return pd.Series(shares, index=self._observed, name="robustness")

    @property
    def steps(self) -> tuple[pd.Period, ...]:
        """First period of each new regime."""
        parts = self.regimes.parts[1:] if self.regimes else ()
        return tuple(self.periods[part.covered[0]] for part in parts)

    @cached_property
    def given(self) -> Smoothed:
        """The levels with the periods' weights taken as they are, a row a kept point."""
        assert self.regimes is not None
        assert self.tails is not None
        return given(self.regimes, self.tails)

    @property
    def _observed(self) -> pd.PeriodIndex:
        if self.regimes is None:
            return self.periods[:0]
        return self.periods[self.regimes.position + self.regimes.parts[0].covered[0]]

    def _place(self, period: pd.Period) -> int:
        """Place of a period with a level, from the first covered one."""
        known = self.table["level"].notna().to_numpy()
        at = int(self.periods.get_indexer(pd.PeriodIndex([period]))[0])
        if at < 0 or not known[at]:
            raise UsageError(f"there is no level for {period}")
        return at - int(np.flatnonzero(known)[0])

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
        assert self.tails is not None
        assert self.regimes is not None
        first, last = seen.covered
        tension, sampling, factor = np.full(last - first, np.nan), *np.ones((2, last - first))
        for held, values in ((tension, seen.tension), (sampling, seen.sampling),
                             (factor, self.tails.factor)):
            held[seen.position - first] = values
        variances = [self.parameters["tau"] ** 2, self.parameters["step"] ** 2]
        steps = [part.covered[0] - first for part in self.regimes.parts[1:]]
        return LocalLevel(tension, sampling, factor, steps).smooth(np.array(variances))

    def summary(self) -> str:
        """Return the level at the end and how it was estimated, in a few lines."""
        head = f"{self.series.dyad.title}, {self.series.dyad.spoken(self.direction)}"
        if self.reason:
            return f"{head}: no level estimated: {self.reason}"
        last = self.last
        when = self.periods[list(self.table["period"]).index(last["period"])]
        return (
            f"{head}: level {points(last['level'])} {spoken_when(when)} (95 % band "
            f"{band(last['level_low95'], last['level_high95'])}; 0 full cooperation, 50 neutral, "
            "100 full conflict)\n"
            f"  one event spreads by {self.parameters['sigma']:.1f} points, a {self.series.freq} "
            f"by {self.parameters['tau']:.1f} beyond that, and the level moves by about "
            f"{self.parameters['step']:.1f} a {self.series.freq}"
            + "".join(f"\n  {line}" for line in (self._stepped(), self._discounted()) if line)
        )

    def _stepped(self) -> str:
        """How far the level steps at each given date."""
        known = self.periods[self.table["level"].notna().to_numpy()]
        sizes = []
        for step in self.steps:
            size = self.change(known[known < step][-1], known[known >= step][0])
            sizes.append(f"{spoken(step)} by {points(size.points, signed=True)} "
                         f"(95 % {change_band(size.low, size.high)})")
        return f"steps, their dates taken as known: {'; '.join(sizes)}" if sizes else ""

    def _discounted(self) -> str:
        """What the noise's tails came to."""
        if self.tails is None or self.tails.freedom == math.inf:
            asked = self.provenance.parameters.get("freedom") == "auto"
            return f"noise without heavy tails: no {self.series.freq} is far out" if asked else ""
        shares = self.robustness
        few = int((shares < HALF).sum())
        text = f"noise with heavy tails ({self.tails.freedom:g} degrees of freedom): "
        less = "less than half of what its events are worth"
        if not few:
            return text + f"no {self.series.freq} counts {less}"
        verb, whose = ("counts", less) if few == 1 else ("count", less.replace("its", "their"))
        least = shares.index[int(shares.argmin())]
        return text + (f"{counted(few, self.series.freq)} {verb} {whose}, {spoken(least)} least, "
                       f"{100 * shares.min():.0f} %")

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the level with its 80 % and 95 % bands over the periods' own tension."""
        from tension.models.draw import draw_level_figure

        return draw_level_figure(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        shown = self.table.drop(columns=["direction", "origin"]).tail(6).round(1)
        return f"<pre>{escape(self.summary())}</pre>" + str(shown.to_html(index=False))


def estimate_tension(
    series: TensionSeries, direction: str = BOTH, *, steps: Steps = (),
    freedom: Freedom = math.inf,
) -> LatentLevel:
    """Return the latent level of a direction: smoothed, with bands, and filtered.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.
    direction : str
        ``IRN>AZE``, ``AZE>IRN`` or ``both``.
    steps : Breaks, or sequence of str or Period
        Where the level steps instead of moving on: breaks found in the same series and direction,
        or the first period of each new regime (``["1999-03"]``). Each regime needs an observed
        period.
    freedom : float or "auto"
        Degrees of freedom of the noise, above 2. ∞ is normal noise. A few, as 4, make the level
        robust: a period far out counts for less. ``"auto"`` takes the likeliest of ∞, 20, 10, 6, 4
        and 3.

    Returns
    -------
    LatentLevel
        `.table` has the level of every covered period, silent ones included, where the band widens.
        With fewer than three observed periods, and one more for each step, there is none, and
        `.reason` says so. `.robustness` says how much each period counts.

    Raises
    ------
    UsageError
        If the direction is not one of the dyad's; if steps are breaks of another series or
        direction, not periods of the grid, or leave a regime without an observed period; if there
        are no such degrees of freedom.

    Notes
    -----
    Model: yₜ = αₜ + εₜ, αₜ₊₁ = αₜ + ηₜ, with var εₜ = τ² + σ²/effective eventsₜ and var ηₜ = q. The
    level moves as a random walk; noise is independent between periods given the level. Spells much
    shorter than what the walk can follow count as noise and are smoothed away.

    Estimator: Kalman filter and smoother with an exact diffuse start, silent periods missing;
    averaged over τ and √q by their likelihood with flat priors, up to twice the standard deviation
    of the observed tension. Bands are normal, from the mean and variance of that average.

    Steps: there ηₜ has unbounded variance, so that each regime starts anew and all share τ and q.
    The band counts how little is known of a step's size. It takes the dates as known: where they
    were found in the same data, the band about them is too narrow, and breaks that were not found
    are still slopes.

    Heavy tails: εₜ is Student's t with that variance (`models.robust`). The level is then linear in
    the observed tension with weights that fall with the distance from the level; the band counts
    that these are estimated, by the information that the t holds. It is an approximation, close to
    the exact posterior away from periods far out; of the average over τ and √q likewise.

    `filtered` is the estimate from the periods up to each one, but τ, √q and σ are those of the
    whole sample. So it does not look ahead in the data, only in the parameters: it is not quite
    what one would have said at the time. With steps or heavy tails it also knows the dates and the
    periods' weights; after a step it is missing until a period is observed.

    References
    ----------
    Durbin & Koopman (2012), Time Series Analysis by State Space Methods, 2nd ed., Oxford University
    Press, chapters 2 and 7, doi:10.1093/acprof:oso/9780199641178.001.0001.

    Lange, Little & Taylor (1989), Robust statistical modeling using the t distribution, Journal of
    the American Statistical Association 84, 881–896, doi:10.1080/01621459.1989.10478852.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> series = build_series(read_events())
    >>> level = estimate_tension(series)
    >>> bool(0 < level.last["level"] < 100)
    True
    >>> robust = estimate_tension(series, steps=["2020-10"], freedom=4)
    >>> [str(period) for period in robust.steps], bool(robust.robustness.min() < 0.5)
    (['2020-10'], True)
    """
    seen, places = observations(series, direction), places_of(steps, series, direction)
    check_freedom(freedom)
    table = pd.DataFrame({"period": labels_of(series.periods)}).assign(
        direction=direction, origin=series.origin
    )
    for name in schema.names(schema.LEVEL)[3:]:
        table[name] = np.nan
    provenance = _chosen(series, places, freedom)
    empty = LatentLevel(table, series.periods, direction, {}, "", provenance, series)
    if reason := _too_little(len(seen), len(places), series.freq):
        return replace(empty, reason=reason)
    check_steps(seen, places, series)
    regimes, tails = fitted(seen, places, freedom)
    level, parameters, posterior = average(regimes, tails)
    first, last = seen.covered
    looked = (series.direction(direction)["coverage"] != UNCOVERED).to_numpy()[first:last]
    for name, values in level.items():
        table.loc[table.index[first:last], name] = np.where(looked, values, np.nan)
    return replace(empty, table=table, parameters=parameters, posterior=posterior,
                   regimes=regimes, tails=tails)


def _chosen(series: TensionSeries, places: list[int], freedom: Freedom) -> Provenance:
    """The series' provenance, with what was chosen beside the ordinary."""
    labels = labels_of(series.periods[places])
    chosen = ({"steps": ", ".join(labels)} if places else {}) | (
        {"freedom": freedom} if freedom != math.inf else {})
    return series.provenance.choose(**chosen)


def _too_little(observed: int, steps: int, unit: str) -> str:
    """Why no level can be estimated, or "" when one can."""
    if observed >= LEAST + steps:
        return ""
    needed, known = LEAST + steps, counted(observed, unit)
    if steps:
        return say("{periods} with events, at least {needed} are needed with {steps}",
                   periods=known, needed=needed, steps=counted(steps, "step"))
    return say("{periods} with events, at least {needed} are needed", periods=known,
               needed=needed)
