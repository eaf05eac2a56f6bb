"""Whether a pair's break is its own: how many other pairs turn the same way at the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.dyad import BOTH
from tension.core.language import later, say, say_n
from tension.core.period import spoken
from tension.core.results import SHARED_BREAKS
from tension.core.rounding import counted, p_text
from tension.core.schema import each_row
from tension.explain.parallel import WORKERS, Watcher
from tension.explain.refit import NEAR_MONTHS
from tension.models.breaks.result import Breaks
from tension.panel.breaks import FDR, FEWEST, MIN_MONTHS, break_pairs
from tension.panel.build import Panel
from tension.panel.interval import month_number
from tension.panel.levels import PairLevel

EITHER_SIDE = 6
"""Months with events before a break and from it on, without which a pair could not show it."""

BY_CHANCE = 0.05
"""How likely as many pairs are to turn by chance, below which it is called more than chance."""

OWN, SOME, MOST, TOO_FEW = "own", "shared by some", "shared by most", "too few pairs"

RULE = later(
    "Another pair is asked about a break if it has {months} months with events, at least {side} of "
    "them on either side of it; its breaks are dated like this pair's, and at most {false:.0f} % "
    "of them are false by expectation. It turns the same way if it has one of the same sign within "
    "{near} months. A break is shared by most where more than half of at least {fewest} pairs do; "
    "shared by some where at least two do, and as many would in under {chance:.0f} % of cases if "
    "each turned at a date of its own; else it is the pair's own, as far as these pairs can tell."
)
"""The rule by which a break is called a pair's own, in words; `rule` fills its numbers in."""


@dataclass(frozen=True)
class Turns:
    """The breaks of some pairs of a source, month by month.

    Parameters
    ----------
    asked : bool array, (m, n)
        Whether pair i could show a break that begins in month t.
    near : mapping of sign to bool array, (m, n)
        Whether pair i has a break of that sign within 3 months of month t.
    """

    asked: np.ndarray
    near: dict[int, np.ndarray]

    def count(self, sign: int) -> tuple[np.ndarray, np.ndarray]:
        """Return in each month how many pairs can be asked, and how many of them turn so."""
        return self.asked.sum(axis=0), (self.asked & self.near[sign]).sum(axis=0)


def turns_of(
    panel: Panel, levels: Sequence[PairLevel], origin: str, workers: int,
    watcher: Watcher | None,
) -> Turns:
    """Date the breaks of some pairs of a source over the span of their levels, and no others'."""
    span = len(levels[0]) if levels else 0
    asked = np.zeros((len(levels), span), dtype=bool)
    near = {sign: np.zeros((len(levels), span), dtype=bool) for sign in (1, -1)}
    row_of = {one.dyad: row for row, one in enumerate(levels)}
    found = break_pairs(_only(panel, levels, origin), min_months=MIN_MONTHS, workers=workers,
                        watcher=watcher).table
    for dyad in found.loc[found["reason"].isna(), "dyad"].unique():
        seen = np.cumsum(levels[row_of[dyad]].scored > 0)
        before = np.concatenate([[0], seen[:-1]])
        asked[row_of[dyad]] = (before >= EITHER_SIDE) & (seen[-1] - before >= EITHER_SIDE)
    for row in each_row(found[found["q_value"] <= FDR]):
        at = int(month_number(pd.Series([row.period]))[0]) - levels[0].begin
        reach = slice(max(at - NEAR_MONTHS, 0), at + NEAR_MONTHS + 1)
        near[1 if row.size > 0 else -1][row_of[row.dyad], reach] = True
    return Turns(asked, near)


def _only(panel: Panel, levels: Sequence[PairLevel], origin: str) -> Panel:
    """Return the panel of these pairs of a source within the span of their levels."""
    sums = panel.sums[(panel.sums["origin"] == origin) & (panel.sums["direction"] == BOTH)
                      & panel.sums["dyad"].isin([one.dyad for one in levels])]
    if levels:
        month = month_number(sums["period"])
        first, last = levels[0].begin, levels[0].begin + len(levels[0]) - 1
        sums = sums[(month >= first) & (month <= last)]
    return replace(panel, sums=sums)


def shared_breaks(
    breaks: Breaks, panel: Panel, others: Sequence[PairLevel], strangers: Sequence[PairLevel], *,
    workers: int = WORKERS, watcher: Watcher | None = None,
) -> pd.DataFrame:
    """Return for each break of a pair how many other pairs turn the same way at the time.

    Parameters
    ----------
    breaks : Breaks
        Of the pair.
    panel : Panel
        Every pair of its source.
    others, strangers : sequence of PairLevel
        Other pairs of either country, and pairs of neither, over one span.
    workers : int
        Processes.
    watcher : Watcher, optional
        Told how many pairs are done.

    Returns
    -------
    DataFrame
        Columns as declared in `core.results.SHARED_BREAKS`, one row a break.

    Notes
    -----
    The p-value is of the hypothesis that each other pair turns at dates of its own: equally likely
    in all months in which it could be asked, and independent of this pair's and of one another's.
    The number that turn near a month is then a sum of events with unlike chances (Poisson's
    binomial), whose tail is exact.

    References
    ----------
    Hong (2013), On computing the distribution function for the Poisson binomial distribution,
    Computational Statistics & Data Analysis 59, 41–51, doi:10.1016/j.csda.2012.10.006.
    """
    if not len(breaks):
        return schema.empty(SHARED_BREAKS)
    near, far = (turns_of(panel, some, breaks.series.origin, workers, watcher)
                 for some in (others, strangers))
    begin = others[0].begin if others else 0
    rows = []
    for number, row in enumerate(each_row(breaks.table), start=1):
        start = breaks.period(str(row.period)).start_time
        at = 12 * start.year + start.month - 1 - begin
        sign = 1 if row.size > 0 else -1
        rows.append((number, row.period, "up" if sign > 0 else "down", *_asked_at(near, at, sign),
                     *_count_at(far, at, sign)))
    table = pd.DataFrame(rows, columns=schema.names(SHARED_BREAKS)[:-1])
    return schema.conform(table.assign(verdict=[_verdict(row) for row in each_row(table)]),
                          SHARED_BREAKS)


def _count_at(turns: Turns, at: int, sign: int) -> tuple[int, int]:
    asked, near = turns.count(sign)
    return (int(asked[at]), int(near[at])) if 0 <= at < len(asked) else (0, 0)


def _asked_at(turns: Turns, at: int, sign: int) -> tuple[int, int, float, float]:
    """Return how many are asked and turn, how many would by chance, and how likely as many are."""
    here, turning = _count_at(turns, at, sign)
    if here < FEWEST:
        return here, turning, np.nan, np.nan
    rows = turns.asked[:, at]
    open_, near = turns.asked[rows], turns.near[sign][rows]
    chances = (open_ & near).sum(axis=1) / open_.sum(axis=1)
    return here, turning, float(chances.sum()), as_many_or_more(chances, turning)


def as_many_or_more(chances: np.ndarray, count: int) -> float:
    """Return how likely at least so many independent events are, each with its own chance.

    Examples
    --------
    >>> as_many_or_more(np.array([0.5, 0.5]), 1)
    0.75
    """
    spread = np.ones(1)
    for chance in chances:
        spread = np.convolve(spread, [1 - chance, chance])
    return min(float(spread[count:].sum()), 1.0)


def _verdict(row: object) -> str:
    asked, near, p_value = (getattr(row, name) for name in ("asked", "near", "p_value"))
    if asked < FEWEST:
        return TOO_FEW
    if near > asked / 2:
        return MOST
    return SOME if near >= 2 and p_value < BY_CHANCE else OWN


def rule() -> str:
    """Return `RULE` with its numbers."""
    return say(RULE, months=MIN_MONTHS, side=EITHER_SIDE, false=100 * FDR, near=NEAR_MONTHS,
               fewest=FEWEST, chance=100 * BY_CHANCE)


def sentence_of(row: object, breaks: Breaks) -> str:
    """Return what is said of one break of `shared_breaks`."""
    of = {name: getattr(row, name) for name in schema.names(SHARED_BREAKS) if name != "break"}
    when = spoken(breaks.period(str(of["period"])))
    when = when[0].upper() + when[1:]
    if of["verdict"] == TOO_FEW:
        return _too_few(when, of["asked"])
    known = {"period": when, "asked": of["asked"], "months": counted(NEAR_MONTHS, "month"),
             "elsewhere": _elsewhere(of["elsewhere"], of["elsewhere_near"])}
    told = say("{period}: none of {asked} other pairs of either country turns the same way within "
               "{months}{elsewhere}.", **known) if not of["near"] else say_n(
        "{period}: {count} of {asked} other pairs of either country turns the same way within "
        "{months} (by chance {expected:.1f} on average; {p}){elsewhere}.",
        "{period}: {count} of {asked} other pairs of either country turn the same way within "
        "{months} (by chance {expected:.1f} on average; {p}){elsewhere}.",
        of["near"], expected=of["expected"], p=p_text(of["p_value"]), **known)
    return f"{told} {say(_MEANT[of['verdict']])}"


_MEANT = {
    OWN: later("The break is the pair's own, as far as these pairs can tell."),
    SOME: later("Some of its neighbours turn with it, more than by chance: look for a cause that "
                "they share."),
    MOST: later("Most do: the source may have changed, or something moved them all; it is not the "
                "pair's alone."),
}


def _too_few(when: str, asked: int) -> str:
    """Say that not enough pairs could be asked of a break."""
    if not asked:
        return say("{period}: no other pair could be asked, {fewest} are needed: whether the break "
                   "is the pair's own cannot be said.", period=when, fewest=FEWEST)
    return say_n("{period}: only {count} other pair could be asked, {fewest} are needed: whether "
                 "the break is the pair's own cannot be said.",
                 "{period}: only {count} other pairs could be asked, {fewest} are needed: whether "
                 "the break is the pair's own cannot be said.", asked, period=when, fewest=FEWEST)


def _elsewhere(asked: int, near: int) -> str:
    """Say how many pairs of other countries turn; "" where none could be asked."""
    if not asked:
        return ""
    pairs = counted(asked, "pair")
    if not near:
        return say("; of {pairs} of other countries in this source, none", pairs=pairs)
    return say("; of {pairs} of other countries in this source, {near}", pairs=pairs, near=near)
