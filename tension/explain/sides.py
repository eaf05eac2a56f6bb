"""The two sides of a comparison: whatever each was made of, the same arrays on the same periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.period import FREQUENCIES, PER_YEAR, Frequency, label_of
from tension.core.provenance import Provenance
from tension.models.breaks.array import date_breaks
from tension.models.breaks.find import find_breaks
from tension.models.latent import estimate_tension
from tension.series.coverage import UNCOVERED
from tension.series.frame import TensionSeries
from tension.sources.own_series import OwnSeries

Comparable = TensionSeries | OwnSeries


@dataclass(frozen=True)
class Side:
    """One side, period by period.

    Parameters
    ----------
    name : str
        What sentences call it.
    periods : PeriodIndex, n
        Its own grid.
    freq : str
        Length of a period.
    observed : float array, n
        Tension, or the values of a series of one's own; missing where there is none.
    errors : float array, n
        Standard errors, missing where unknown.
    covered : bool array, n
        Whether the source looked at the period.
    counts : float array, n
        Events, missing in a series of one's own.
    level : float array, n
        Latent level; missing where none is estimated.
    breaks : DataFrame
        `period`, `first`, `last` (periods of the date set), `size`, one row a break.
    events : DataFrame or None
        Scored events of the direction, columns as declared in `core.schema.ENTERED`.
    origin : str
        Source and scale: levels of two sides are comparable only where these are one.
    title : str
        The pair and the direction in words; "" in a series of one's own.
    provenance : Provenance
        Inputs and parameters.
    """

    name: str
    periods: pd.PeriodIndex
    freq: Frequency
    observed: np.ndarray
    errors: np.ndarray
    covered: np.ndarray
    counts: np.ndarray
    level: np.ndarray
    breaks: pd.DataFrame
    events: pd.DataFrame | None
    origin: str
    title: str
    provenance: Provenance

    @property
    def span(self) -> str:
        """First and last covered period."""
        seen = self.periods[self.covered]
        return f"{label_of(seen[0])} to {label_of(seen[-1])}" if len(seen) else "nothing there"


def both_sides(
    a: Comparable, b: Comparable, directions: tuple[str, str], names: tuple[str, str] | None
) -> tuple[Side, Side]:
    """Return the two sides, brought to periods of one length.

    Raises
    ------
    UsageError
        If their periods cannot be brought to one length, or a direction is not one of the dyad's.
    """
    freq = max(a.freq, b.freq, key=FREQUENCIES.index)
    called = names or _names(a, b, directions)
    made = []
    for one, direction, name in zip((a, b), directions, called, strict=True):
        if isinstance(one, OwnSeries):
            made.append(_of_own(one.by(freq), name))
        elif one.freq != freq:
            raise UsageError(f"{called[0]} is by {a.freq} and {called[1]} by {b.freq}; build the "
                             f"series of {name} by {freq} too: freq={freq!r}, or --freq {freq}")
        else:
            made.append(_of_series(one, direction, name))
    return made[0], made[1]


def _names(a: Comparable, b: Comparable, directions: tuple[str, str]) -> tuple[str, str]:
    """Return the shortest names that tell two sides apart."""
    choices = [
        (one.name, one.column, f"{one.name} {one.column}", "") if isinstance(one, OwnSeries)
        else (one.origin, one.dyad.title, f"{one.origin} on {one.dyad.title}",
              one.dyad.spoken(direction))
        for one, direction in zip((a, b), directions, strict=True)
    ]
    for first, second in zip(*choices, strict=True):
        if first != second:
            return first, second
    return "the first", "the second"


def _of_series(series: TensionSeries, direction: str, name: str) -> Side:
    rows = series.direction(direction)
    found = find_breaks(series, direction)
    table = found.table
    breaks = pd.DataFrame({
        **{column: [found.period(label) for label in table[column]]
           for column in ("period", "first", "last")},
        "size": table["size"],
    })
    events = series.events_in(direction)
    spoken = series.dyad.title
    if direction != BOTH:
        spoken = series.dyad.spoken(direction)
    return Side(
        name, series.periods, series.freq, rows["tension"].to_numpy(dtype=float),
        rows["tension_se"].to_numpy(dtype=float), (rows["coverage"] != UNCOVERED).to_numpy(),
        rows["events"].to_numpy(dtype=float),
        estimate_tension(series, direction).table["level"].to_numpy(dtype=float),
        breaks, events[events["score"].notna()], f"{series.origin}, {series.scale.name}", spoken,
        series.provenance,
    )


def _of_own(series: OwnSeries, name: str) -> Side:
    cycle = PER_YEAR[series.freq]
    found = date_breaks(series.values, cycle=cycle if cycle > 2 else None)
    grid, empty = series.periods, np.full(len(series), np.nan)
    breaks = pd.DataFrame({
        "period": [grid[at] for at in found.breaks],
        "first": [grid[first] for first, _ in found.date_sets],
        "last": [grid[last] for _, last in found.date_sets],
        "size": found.table["size"].to_numpy(dtype=float),
    })
    return Side(
        name, grid, series.freq, series.values, series.errors, np.ones(len(series), dtype=bool),
        empty, empty, breaks, None, "", "", series.provenance,
    )
