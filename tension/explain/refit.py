"""Dating breaks anew in what was changed: the same engine and criteria as `find_breaks`, on arrays.

A cell of the multiverse and a repetition with errors need dates and signs only, not the intervals,
p-values and tables that cost most of a `find_breaks`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tension.core.errors import UsageError
from tension.core.period import PER_YEAR, Frequency
from tension.models.breaks.accept import MOST, too_little
from tension.models.breaks.criteria import Number, decide
from tension.models.breaks.cycle import SHORTEST_CYCLE
from tension.models.breaks.fit import FURTHER, Fit, fit_breaks
from tension.models.breaks.model import Model
from tension.models.breaks.result import Breaks
from tension.models.breaks.search import Limits
from tension.models.noise import Observations, observations
from tension.series.frame import TensionSeries

MEASURES = ("mean", "share", "log-ratio", "total")
"""What is measured of a period's events; each is turned so that up is closer to conflict."""

HALF = 0.5
"""Added to both sums of the log-ratio, which would be infinite where one is 0."""

NEAR_MONTHS = 3
"""Months by which a break dated elsewhere may lie apart and still be the same break."""


@dataclass(frozen=True)
class Shift:
    """A break: position of the first period of the new regime, and its step."""

    position: int
    step: float

    @property
    def up(self) -> bool:
        """Whether the new regime is closer to conflict."""
        return self.step > 0


def measured(series: TensionSeries, direction: str, measure: str) -> Observations:
    """Return a measure of the observed periods of a direction, up being closer to conflict.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.
    direction : str
        ``IRN>AZE``, ``AZE>IRN`` or ``both``.
    measure : str
        ``mean``: tension. ``share``: conflict ÷ (conflict + cooperation), missing where every score
        is 0. ``log-ratio``: log((conflict + ½) ÷ (cooperation + ½)). ``total``: conflict −
        cooperation.

    Raises
    ------
    UsageError
        If there is no such measure.
    """
    if measure not in MEASURES:
        raise UsageError(f"there is no measure {measure!r}; use one of {', '.join(MEASURES)}")
    seen = observations(series, direction)
    if measure == "mean":
        return seen
    rows = series.direction(direction).iloc[seen.position]
    conflict = rows["conflict"].to_numpy(dtype=float)
    cooperation = rows["cooperation"].to_numpy(dtype=float)
    if measure == "share":
        values = rows["conflict_share"].to_numpy(dtype=float)
    elif measure == "log-ratio":
        values = np.log((conflict + HALF) / (cooperation + HALF))
    else:
        values = conflict - cooperation
    known = ~np.isnan(values)
    return replace(seen, position=seen.position[known], tension=values[known],
                   sampling=seen.sampling[known], events=seen.events[known])


def same_limits(limits: Limits, freq: Frequency, other: Frequency) -> Limits:
    """Return limits that make a regime as long in another frequency as it is in this one.

    Examples
    --------
    >>> same_limits(Limits(12, 6), "month", "quarter"), same_limits(Limits(12, 6), "month", "week")
    (Limits(periods=4, observed=4), Limits(periods=52, observed=6))
    """
    if freq == other:
        return limits
    periods = max(round(limits.periods * PER_YEAR[other] / PER_YEAR[freq]), 2)
    return Limits(periods, max(min(limits.observed, periods), 2))


def refit(
    seen: Observations, limits: Limits, freq: Frequency, *, most: int = MOST,
    further: int | None = FURTHER,
) -> Fit | str:
    """Return the best partition for every number of breaks, or why none can be dated.

    Parameters
    ----------
    seen : Observations
        What `measured` gives, or what was made of it.
    limits : Limits
        What a regime needs.
    freq : str
        For the yearly cycle.
    most : int
        Largest number of breaks tried.
    further : int or None
        Breaks tried beyond the number of least BIC; None tries all.
    """
    year = PER_YEAR[freq]
    model = Model(cycle=year if year > SHORTEST_CYCLE else None)
    limits = model.needs(limits)
    reason = too_little(seen, limits)
    return reason or fit_breaks(seen, limits, most, model=model, further=further)


def shifts(fit: Fit, number: Number) -> tuple[Shift, ...]:
    """Return the breaks that a criterion chooses among the candidates of a fit."""
    return shifts_of(decide(fit, number).fit)


def shifts_of(fit: Fit) -> tuple[Shift, ...]:
    """Return the breaks of the chosen partition of a fit."""
    steps = np.diff(fit.fitted.coefficients[:, 0])
    return tuple(Shift(int(fit.seen.position[start]), float(step))
                 for start, step in zip(fit.chosen.starts, steps, strict=True))


@dataclass(frozen=True)
class Question:
    """What was asked when breaks were dated, so that it can be asked again of other data."""

    limits: Limits
    most: int
    number: Number

    @classmethod
    def of(cls, breaks: Breaks) -> Question:
        """Return the limits, the largest number tried and the criterion of a result."""
        asked = breaks.provenance.parameters
        number = asked.get("number", "bic")
        most = asked.get("max_breaks", MOST)
        assert isinstance(number, str | int)
        assert isinstance(most, int)
        return cls(breaks.limits, max(most, number) if isinstance(number, int) else most, number)

    @property
    def further(self) -> int | None:
        """Breaks tried beyond the least BIC: all, where a number was given."""
        return None if isinstance(self.number, int) else FURTHER

    def ask(self, seen: Observations, freq: Frequency) -> Fit | str:
        """Return the fit with the number of breaks that the criterion chooses, or a reason."""
        found = refit(seen, self.limits, freq, most=self.most, further=self.further)
        return found if isinstance(found, str) else decide(found, self.number).fit
