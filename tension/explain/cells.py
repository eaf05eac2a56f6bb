"""One series of the multiverse at a time: its breaks under every direction, measure and criterion.

Cells that differ in these alone share a series, and criteria share a fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from tension.core.event_table import Events
from tension.core.language import ENGLISH, speaking
from tension.core.period import PER_YEAR, Frequency, label_of
from tension.events.filters import drop_disputed, drop_multilateral
from tension.explain.grid import Grid
from tension.explain.refit import measured, refit, same_limits, shifts
from tension.models.breaks.accept import MOST
from tension.models.breaks.criteria import Number
from tension.models.breaks.search import Limits
from tension.models.latent import estimate_tension
from tension.scales.scale import Scale
from tension.series.aggregate import build_series
from tension.series.frame import TensionSeries


@dataclass(frozen=True)
class Dated:
    """A break of a cell: its label, the months its period touches (12 × year + month), its sign."""

    label: str
    begin: int
    end: int
    up: bool

    @property
    def way(self) -> str:
        """``up`` where the new regime is closer to conflict, else ``down``."""
        return "up" if self.up else "down"

    def near(self, other: Dated, months: int) -> bool:
        """Whether another break has the same sign and lies within so many months."""
        apart = max(self.begin - other.end, other.begin - self.end, 0)
        return self.up == other.up and apart <= months


@dataclass(frozen=True)
class Cell:
    """A combination of choices and what was found: breaks, or the reason why none was looked for.

    `choices` has a value for each of `grid.DIMENSIONS`, in order.
    """

    choices: tuple[str, ...]
    dates: tuple[Dated, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Batch:
    """The cells of one series, and its estimated level on the main answer's periods."""

    cells: tuple[Cell, ...]
    level: np.ndarray | None


@dataclass(frozen=True)
class Plan:
    """What every batch needs.

    Parameters
    ----------
    events : Events
        As read and filtered.
    grid : Grid
        Choices.
    limits : Limits
        What a regime needs in the main answer's periods.
    freq : str
        Of the main answer.
    periods : PeriodIndex
        Of the main answer.
    building : mapping
        Choices of `build_series` that are held.
    """

    events: Events
    grid: Grid
    limits: Limits
    freq: Frequency
    periods: pd.PeriodIndex
    building: Mapping[str, object]

    @property
    def series(self) -> list[tuple[str, ...]]:
        """The choices of each series: scale, rung, frequency, disputed, multilateral."""
        return list(product(*list(self.grid.options.values())[:5]))

    @property
    def within(self) -> list[tuple[str, str]]:
        """The directions and measures of each series."""
        return list(product(self.grid.options["direction"], self.grid.options["measure"]))

    @property
    def criteria(self) -> list[Number]:
        """Criteria; a given number of breaks is a whole number."""
        return [int(one) if one.isdecimal() else one for one in self.grid.options["criterion"]]


def dated(series: TensionSeries, position: int, up: bool) -> Dated:
    """Return a break of a series by its calendar months."""
    period = series.periods[position]
    first, last = period.start_time, period.end_time
    return Dated(label_of(period), 12 * first.year + first.month, 12 * last.year + last.month, up)


def run_batch(plan: Plan, choices: tuple[str, ...]) -> Batch:
    """Return the cells of one series; what fails is kept as cells with its reason.

    Parameters
    ----------
    plan : Plan
        What is common.
    choices : tuple of str
        One of `Plan.series`.
    """
    try:
        series = _series(plan, choices)
    except Exception as error:  # a cell that fails is an answer, whatever it failed by
        failed = [Cell((*choices, *pair, str(number)), reason=_said(error))
                  for pair in plan.within for number in plan.criteria]
        return Batch(tuple(failed), None)
    with speaking(ENGLISH):  # reasons are data: a column of a table
        cells = [cell for pair in plan.within for cell in _cells(plan, series, choices, *pair)]
    level = _level(plan, series) if "mean" in plan.grid.options["measure"] else None
    return Batch(tuple(cells), level)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _series(plan: Plan, choices: tuple[str, ...]) -> TensionSeries:
    scale, rung, freq, disputed, multilateral = choices
    events = plan.events
    if disputed == "out":
        events = drop_disputed(events)
    if multilateral == "out":
        events = drop_multilateral(events)
    known: Scale = plan.grid.scales[scale]
    return build_series(
        events, scale=known, dedupe_rung=rung, freq=freq, **plan.building  # type: ignore[arg-type]
    )


def _cells(
    plan: Plan, series: TensionSeries, choices: tuple[str, ...], direction: str, measure: str
) -> Iterator[Cell]:
    """The cells of one direction and measure: one fit, every criterion."""
    limits = same_limits(plan.limits, plan.freq, series.freq)
    fixed = [number for number in plan.criteria if isinstance(number, int)]
    try:
        seen = measured(series, direction, measure)
        more = {"most": max([MOST, *fixed]), "further": None} if fixed else {}
        fit = refit(seen, limits, series.freq, **more)  # type: ignore[arg-type]
    except Exception as error:
        fit = _said(error)
    for number in plan.criteria:
        named = (*choices, direction, measure, str(number))
        if isinstance(fit, str):
            yield Cell(named, reason=fit)
            continue
        try:
            found = shifts(fit, number)
        except Exception as error:
            yield Cell(named, reason=_said(error))
            continue
        yield Cell(named, tuple(dated(series, one.position, one.up) for one in found))


def _level(plan: Plan, series: TensionSeries) -> np.ndarray | None:
    """The estimated level of the main direction, on the main answer's periods."""
    found = estimate_tension(series, plan.grid.main["direction"])
    if found.reason:
        return None
    values = found.table["level"].to_numpy(dtype=float)
    theirs, ours = series.periods.start_time, plan.periods.start_time
    if PER_YEAR[series.freq] > PER_YEAR[plan.freq]:
        # The mean of the periods that begin in one of ours.
        at = ours.searchsorted(theirs, side="right") - 1
        mean = pd.Series(values)[at >= 0].groupby(at[at >= 0]).mean()
        return mean.reindex(range(len(ours))).to_numpy(dtype=float)
    at = theirs.searchsorted(ours, side="right") - 1
    return np.where(at >= 0, values[np.maximum(at, 0)], np.nan)
