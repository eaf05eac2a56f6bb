"""How much later periods revise a level: what was said at the time, and what is said now.

The level at the end of a series rests on its past alone; a year later it rests on both sides. Who
reads the last month's level should know how far it usually moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core import results, schema
from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.period import PER_YEAR, label_of, labels_of, spoken
from tension.core.provenance import Provenance
from tension.core.rounding import counted
from tension.models.averaged import QUANTILE
from tension.models.known import History, level_of
from tension.models.latent import LatentLevel, estimate_tension
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OBSERVED = 12
"""Periods with events that must be known before a level counts as one that was said."""

LEAST = 12
"""Levels a year old from which revisions are summed up."""

PARTS_OF_YEAR = (0.0, 1 / 12, 1 / 4, 1 / 2, 1.0)


@dataclass(frozen=True)
class Revisions:
    """What was said of each period at its end, and what later periods made of it.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.results.REVISIONS`, one row a period that was looked at.
    lags : DataFrame
        One row a wait, of the settled periods: `later` (periods waited), `periods` (how many), and
        in points of tension `moved` (mean) and `revised` (standard deviation) of what the wait
        added to the first estimate, `most` (9 of 10 are at most that far), `left` (standard
        deviation of what was still to come), and `held` (share of 95 % bands of that time that hold
        the level as it is said now).
    every : int
        Periods from one that was looked at to the next.
    reason : str
        Why there is no summary; "" when there is one.
    level : LatentLevel
        What is said now.
    """

    table: pd.DataFrame
    lags: pd.DataFrame
    every: int
    reason: str
    level: LatentLevel

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", schema.conform(self.table, results.REVISIONS))

    @property
    def series(self) -> TensionSeries:
        """The series whose level it is."""
        return self.level.series

    @property
    def provenance(self) -> Provenance:
        """Inputs and parameters."""
        return self.level.provenance

    def summary(self) -> str:
        """Return how far a first estimate is usually revised, in a few lines."""
        series = self.series
        head = f"{series.dyad.title}, {series.dyad.spoken(self.level.direction)}"
        if self.reason:
            return f"{head}: no revisions to sum up: {self.reason}"
        settled = self.table.loc[self.table["settled"].astype(bool), "period"]
        place = {label: at for at, label in enumerate(labels_of(series.periods))}
        first, last = (spoken(series.periods[place[end]])
                       for end in (settled.iloc[0], settled.iloc[-1]))
        unit = series.freq
        each = f"every {unit}" if self.every == 1 else f"one {unit} in {self.every}"
        year = self.lags.iloc[-1]
        lines = [
            f"{head}: levels as they would have been said at the time, {each} from {first} to "
            f"{last} ({len(settled)})",
            f"  within a year a {unit}'s first estimate moves by {year['revised']:.1f} points "
            f"(standard deviation); 9 of 10 move by {year['most']:.1f} or less",
        ]
        lines += [
            f"  after {counted(row['later'], unit)} {row['left']:.1f} points of revision are still "
            "to come (standard deviation)"
            for _, row in self.lags.iloc[1:-1].iterrows()
        ]
        held = round(self.lags.iloc[0]["held"] * len(settled))
        lines.append("  the 95 % band at the time holds the level as it is said now in "
                     f"{held} of {counted(len(settled), unit)}")
        return "\n".join(lines)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw what was said at the time beside the level as it is said now; return the Axes."""
        from tension.models.draw_forecast import draw_revisions_figure

        return draw_revisions_figure(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return (f"<pre>{escape(self.summary())}</pre>"
                + str(self.lags.round(2).to_html(index=False)))


def measure_revisions(
    series: TensionSeries, direction: str = BOTH, *, years: float = 10.0
) -> Revisions:
    """Return how later periods revised the level that one would have said at the time.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.
    direction : str
        ``IRN>AZE``, ``AZE>IRN`` or ``both``.
    years : float
        How far back to look, above 1. At most 12 periods a year are looked at: every month, every
        fourth week.

    Returns
    -------
    Revisions
        `.table` with the columns of `core.results.REVISIONS`, `.lags` by how long one waits. Where
        fewer than 12 of the periods are a year old, `.reason` says so.

    Raises
    ------
    UsageError
        If the direction is not one of the dyad's, or ``years`` is not above 1.

    Notes
    -----
    For each period t the level of t is estimated from the events up to t, and again up to later
    periods within a year, by `estimate_tension` as it would have run then: τ, √q and the spread of
    an event are those of the events up to then. Only the coding of the events is today's.

    The level as it is said now is an estimate too, nearer the truth. A 95 % band that is right
    about the truth holds it in more than 95 % of cases.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> made = measure_revisions(build_series(read_events(), freq="quarter"))
    >>> made.lags["later"].tolist()
    [0, 1, 2, 4]
    """
    if not 1 < years < np.inf:
        raise UsageError(f"years is a number above 1; got {years}")
    year = PER_YEAR[series.freq]
    every = max(1, int(year / 12))
    waits = sorted({every * round(year / every * part) for part in PARTS_OF_YEAR})
    history, level = History.of(series, direction), estimate_tension(series, direction)
    end = history.whole.covered[1] - 1
    places = history.places(OBSERVED)
    places = places[(places >= end - years * year) & ((end - places) % every == 0)]
    said = _said(history, places, waits, end)
    table = _table(series, level, places, said, end - waits[-1])
    settled = int((places <= end - waits[-1]).sum())
    if settled < LEAST:
        return Revisions(
            table, pd.DataFrame(), every, f"{counted(settled, series.freq)} with a level that is a "
            f"year old, at least {LEAST} are needed", level,
        )
    return Revisions(table, _lags(said[:, :settled], waits, table["final"].to_numpy()[:settled]),
                     every, "", level)


def _said(history: History, places: np.ndarray, waits: list[int], end: int) -> np.ndarray:
    """Return level and standard error of each place after each wait, (2, places, waits)."""
    said = np.full((2, len(places), len(waits)), np.nan)
    begin = history.whole.covered[0]
    asked: dict[int, list[tuple[int, int]]] = {}
    for row, place in enumerate(places):
        for column, wait in enumerate(waits):
            if place + wait <= end:
                asked.setdefault(int(place) + wait, []).append((row, column))
    for last, cells in asked.items():
        then = level_of(history.until(last))
        for row, column in cells:
            at = int(places[row]) - begin
            mean = then.weight @ then.level[:, at]
            spread = then.weight @ (then.variance[:, at] + (then.level[:, at] - mean) ** 2)
            said[:, row, column] = mean, spread**0.5
    return said


def _table(
    series: TensionSeries, level: LatentLevel, places: np.ndarray, said: np.ndarray, latest: int
) -> pd.DataFrame:
    first, error = said[:, :, 0]
    final = level.table["level"].to_numpy()[places]
    low, high = first - QUANTILE[95] * error, first + QUANTILE[95] * error
    return pd.DataFrame({
        "period": [label_of(series.periods[at]) for at in places],
        "direction": level.direction, "origin": series.origin, "first": first, "first_se": error,
        "first_low95": low, "first_high95": high, "final": final, "revision": final - first,
        "held": (low <= final) & (final <= high), "settled": places <= latest,
    })


def _lags(said: np.ndarray, waits: list[int], final: np.ndarray) -> pd.DataFrame:
    """Sum up revisions by how long one waits; all periods are settled."""
    rows = []
    for column, wait in enumerate(waits):
        level, error = said[:, :, column]
        added, left = level - said[0, :, 0], final - level
        rows.append((
            wait, len(final), added.mean(), added.std(ddof=1), np.quantile(np.abs(added), 0.9),
            left.std(ddof=1), (np.abs(left) <= QUANTILE[95] * error).mean(),
        ))
    return pd.DataFrame(rows, columns=["later", "periods", "moved", "revised", "most", "left",
                                       "held"])
