"""The months of many pairs as a table: which pairs a heat map shows, in which order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tension.core.errors import UsageError
from tension.core.period import label_of, period_named
from tension.panel.build import Panel
from tension.panel.interval import month_number
from tension.panel.levels import months_from
from tension.panel.rank import MIN_EVENTS

MOST = 40
"""Pairs that a heat map shows unless it is told otherwise."""

YEAR = 12
"""Months by which the pairs are ranked where no month is named."""


@dataclass(frozen=True)
class Heat:
    """The months of a source's pairs, the tensest first, those with too few events to rank last.

    Parameters
    ----------
    origin : str
        The source.
    months : PeriodIndex
        From the source's first month to its last, n.
    dyads : tuple of str
        The pairs, m.
    tension : float array, (m, n)
        Each month's own tension, missing where there is no scored event.
    events : float array, (m, n)
        Scored events.
    ranked : float array, m
        Tension of the span that the pairs are ranked by, missing where a pair has too few events.
    lately : float array, m
        Scored events of that span.
    by, heading : str
        That span in words, and as a heading of two lines.
    min_events : int
        Scored events of the span from which on a pair is ranked.
    left_out : int
        Pairs of the source with fewer events.
    """

    origin: str
    months: pd.PeriodIndex
    dyads: tuple[str, ...]
    tension: np.ndarray
    events: np.ndarray
    ranked: np.ndarray
    lately: np.ndarray
    by: str
    heading: str
    min_events: int
    left_out: int


def origin_of(panel: Panel, origin: str | None) -> str:
    """Return the source to show: the one named, else the one with most scored events.

    Raises
    ------
    UsageError
        If the panel has no such source, or no event at all.
    """
    counts = panel.pooled.groupby("origin")["scored"].sum()
    if not len(counts):
        raise UsageError("there is no event of two countries to draw; name a table that has some")
    if origin is None:
        return str(counts.idxmax())
    if origin not in counts.index:
        raise UsageError(f"--origin: there is no source {origin!r} here; use one of "
                         f"{', '.join(counts.index)}")
    return origin


def scored_cells(panel: Panel, origin: str) -> pd.DataFrame:
    """Return the months with a scored event of a source's pairs, both directions pooled.

    Raises
    ------
    UsageError
        If there is none.
    """
    cells = panel.pooled
    cells = cells[(cells["origin"] == origin) & (cells["scored"] > 0)]
    if not len(cells):
        raise UsageError(f"no event of {origin} has a score, so there is no tension to draw; "
                         "choose --scale")
    return cells.assign(month=month_number(cells["period"]))


def by_events(cells: pd.DataFrame) -> pd.Series:
    """Return the scored events of each pair, most first, ties by name."""
    events = cells.groupby("dyad")["scored"].sum()
    return events.sort_index().sort_values(ascending=False, kind="stable")


def heat_of(
    panel: Panel, origin: str, *, month: str | None = None, pairs: int = MOST,
    min_events: int = MIN_EVENTS,
) -> Heat:
    """Return the pairs of a source with most scored events, the tensest first.

    Parameters
    ----------
    panel : Panel
        Every pair; both directions are pooled.
    origin : str
        The source.
    month : str, optional
        Month the pairs are ranked by; the last twelve together when not given.
    pairs : int
        Pairs at most, 1 or more.
    min_events : int
        Scored events in that month or year from which on a pair is ranked, 1 or more; those with
        fewer stand last, by their number of events.

    Raises
    ------
    UsageError
        If the month is none or the source has no scored event in any.
    """
    for name, value in (("--pairs", pairs), ("--min-events", min_events)):
        if value < 1:
            raise UsageError(f"{name} is {value}; 1 is the least")
    cells = scored_cells(panel, origin)
    first, last = int(cells["month"].min()), int(cells["month"].max())
    begin, end, by, heading = _ranked_by(month, first, last)
    events = by_events(cells)
    shown = cells[cells["dyad"].isin(events.index[:pairs])]
    within = shown[(shown["month"] >= begin) & (shown["month"] <= end)].groupby("dyad")
    order = pd.DataFrame({"events": events[:pairs]}).join(within[["total", "scored"]].sum())
    order["scored"] = order["scored"].fillna(0.0)
    tension = 50.0 - panel.scales[origin].per_point * order["total"] / order["scored"]
    order["tension"] = tension.where(order["scored"] >= min_events)
    order = order.rename_axis("dyad").sort_values(
        ["tension", "events", "dyad"], ascending=[False, False, True])
    rows = pd.Series(range(len(order)), index=order.index)[shown["dyad"]].to_numpy()
    grid = np.full((2, len(order), last - first + 1), np.nan)
    grid[:, rows, shown["month"].to_numpy() - first] = shown[["tension", "scored"]].to_numpy().T
    return Heat(origin, months_from(first, last - first + 1), tuple(map(str, order.index)),
                grid[0], np.nan_to_num(grid[1]), order["tension"].to_numpy(),
                order["scored"].to_numpy(), by, heading, min_events, max(len(events) - pairs, 0))


def _ranked_by(month: str | None, first: int, last: int) -> tuple[int, int, str, str]:
    """Return the months that rank the pairs, and what they are called, long and short."""
    if month is None:
        begin = max(first, last - YEAR + 1)
        ends = months_from(last, 1)[0]
        if begin == last:
            return begin, last, f"{ends:%B %Y}", f"{ends:%b}\n{ends:%Y}"
        whole = "the year" if last - begin == YEAR - 1 else "the time"
        return begin, last, f"{whole} to {ends:%B %Y}", f"{whole[4:]} to\n{ends:%b %Y}"
    now = period_named(month, "--month")
    if now.freqstr != "M":
        raise UsageError(f"--month: {month!r} is no month; write 2023-01")
    at = 12 * now.year + now.month - 1
    if not first <= at <= last:
        every = months_from(first, last - first + 1)
        raise UsageError(f"--month: {label_of(now)} lies outside the events, which run from "
                         f"{label_of(every[0])} to {label_of(every[-1])}")
    return at, at, f"{now:%B %Y}", f"{now:%b}\n{now:%Y}"
