"""Several sources on one pair of countries: what each says, and what can be set side by side.

The level of one source is not comparable with that of another: each finds other acts. What can be
set side by side is which way each moves between two dates that both cover, and when each breaks. No
test of a difference is made, and no sentence claims one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from tension.core.dyad import BOTH
from tension.core.period import label_of, labels_of, spoken
from tension.core.rounding import change_band, counted
from tension.core.schema import each_row
from tension.models.averaged import Change
from tension.models.breaks.result import Breaks
from tension.report.answer import all_alike, mostly_unscored
from tension.report.findings import Findings
from tension.report.wording import moved
from tension.series.coverage import UNCOVERED, within


@dataclass(frozen=True)
class Row:
    """What one source says, in a row: each cell in words."""

    name: str
    slug: str
    number: str
    when: str
    change: str
    covers: tuple[str, ...]
    events: str
    last_break: str


@dataclass(frozen=True)
class SideBySide:
    """What a report of several sources opens with.

    Parameters
    ----------
    rows : tuple of Row
        One a source.
    cautions : tuple of str
        What the rows must not be read as.
    pairs : tuple of (str, str)
        Two sources each: their names, and what agrees between them and what does not.
    strangers : tuple of str
        Names of two sources each that cover no period in common.
    """

    rows: tuple[Row, ...]
    cautions: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    strangers: tuple[str, ...]


def side_by_side(sources: Sequence[Findings]) -> SideBySide:
    """Return what several sources say of one pair of countries, set side by side."""
    rows = tuple(_row(one) for one in sources)
    pairs, strangers = [], []
    for one, other in combinations(sources, 2):
        names, both = f"{one.name} and {other.name}", _covered(one).intersection(_covered(other))
        if len(both):
            pairs.append((names, " ".join(_pair(one, other, both))))
        else:
            strangers.append(names)
    return SideBySide(rows, _cautions(rows), tuple(pairs), tuple(strangers))


def _cautions(rows: Sequence[Row]) -> tuple[str, ...]:
    told = ["The numbers are not comparable with one another: each source finds other acts, and "
            "its level is its own. Whether two sources differ is not tested here; what can be set "
            "side by side is which way each one moves, and when."]
    ends = [(row.name, row.when) for row in rows if row.when]
    if len({when for _, when in ends}) > 1:
        named = "; ".join(f"{name} of {when}" for name, when in ends)
        told.append(f"Nor are they of one time: {named}.")
    return tuple(told)


def _row(one: Findings) -> Row:
    series, breaks = one.series, one.breaks[BOTH]
    given = one.answer.number != "–"
    known = one.levels[BOTH].table["level"].notna().to_numpy()
    return Row(
        one.name, one.slug,
        one.answer.number if given else _why(one),
        spoken(series.periods[known][-1]) if given else "",
        f"{one.answer.arrow} {one.answer.verdict}" if given else "–",
        _covers(one),
        f"{len(series.events):,} in {counted(_with_events(one), series.freq)}"
        if len(series.events) else "none",
        _last_break(breaks),
    )


def _why(one: Findings) -> str:
    """Why a source gives no number, in a few words."""
    if not len(one.series.events):
        return "no event enters its series"
    if mostly_unscored(one.series):
        return "no number: most of its events have no score"
    if all_alike(one.series):
        return "no number: all its events score the same"
    return f"too little: {one.levels[BOTH].reason}"


def _with_events(one: Findings) -> int:
    return one.series.observed


def _covers(one: Findings) -> tuple[str, ...]:
    """The covered days within the grid, from the first to the last, in pieces not to be broken."""
    periods = one.series.periods
    spans = within(one.series.coverage, periods[0].start_time.date(),
                   periods[-1].end_time.date()).spans
    if not spans:
        return ("no day",)
    last = str(spans[-1][1])
    if str(spans[0][0]) == last:
        return (last,)
    if len(spans) == 1:
        return f"{spans[0][0]} to", last
    return f"{spans[0][0]} to", f"{last},", f"with {counted(len(spans) - 1, 'gap')}"


def _last_break(breaks: Breaks) -> str:
    if breaks.reason:
        return "too little to date one"
    if not len(breaks):
        return "none dated"
    row = breaks.table.iloc[-1]
    way = "up" if row["size"] > 0 else "down"
    return (f"{spoken(breaks.period(row['period']))} ({row['first']} to {row['last']}), {way} by "
            f"{abs(row['size']):.0f} ({change_band(row['size_low'], row['size_high'])})")


def _pair(one: Findings, other: Findings, both: pd.PeriodIndex) -> list[str]:
    """What two sources say of the time that both cover."""
    span = spoken(both[0]) + (f" to {spoken(both[-1])}" if len(both) > 1 else "")
    told = [f"Both cover {span} ({counted(len(both), one.series.freq)}), in which "
            f"{_events_within(one, both)} and {_events_within(other, both)}."]
    return [*told, *_moves(one, other, both), *_breaks(one, other, both)]


def _covered(one: Findings) -> pd.PeriodIndex:
    """Periods that a source looked at."""
    looked = (one.series.direction()["coverage"] != UNCOVERED).to_numpy()
    found: pd.PeriodIndex = one.series.periods[looked]
    return found


def _events_within(one: Findings, both: pd.PeriodIndex) -> str:
    rows = one.series.direction().loc[both]
    return f"{one.name} has {counted(float(rows['events'].sum()), 'event')}"


def _moves(one: Findings, other: Findings, both: pd.PeriodIndex) -> list[str]:
    """Which way each level moves between the ends of what both cover, and whether that agrees."""
    if len(both) < 2:
        return []
    changes = {each.name: _change(each, both) for each in (one, other)}
    without = [name for name, change in changes.items() if change is None]
    if without:
        return [f"{' and '.join(without)} {'has' if len(without) == 1 else 'have'} no level there "
                "to compare a movement with."]
    first, second = (change for change in changes.values() if change is not None)
    named = "; ".join(
        f"{name} {moved(change.points)} (95 % {change_band(change.low, change.high)})"
        for name, change in changes.items() if change is not None
    )
    return [f"From the first to the last of these the level moves by: {named}. "
            f"{_agreement(one.name, other.name, first, second)}"]


def _change(one: Findings, both: pd.PeriodIndex) -> Change | None:
    level = one.levels[BOTH]
    if level.reason or one.answer.number == "–":
        return None
    places = level.periods.get_indexer(both[[0, -1]])
    known = level.table["level"].notna().to_numpy()
    return level.change(both[0], both[-1]) if known[places].all() else None


def _agreement(name: str, another: str, first: Change, second: Change) -> str:
    """Say what two movements have in common, by each one's own interval and by no test."""
    clear_first, clear_second = first.clear, second.clear
    if clear_first and clear_second:
        if (first.points > 0) == (second.points > 0):
            way = "closer to conflict" if first.points > 0 else "further from conflict"
            return f"The two agree: by either, the countries came {way}."
        return ("The two disagree: by one the countries came closer to conflict, by the other "
                "further from it.")
    if not clear_first and not clear_second:
        return "Neither shows a clear change."
    clear, unclear = (name, another) if clear_first else (another, name)
    apart = first.high < second.low or second.high < first.low
    told = "do not overlap" if apart else "overlap, so that this is no contradiction"
    return f"{clear} shows a clear change, {unclear} none; the two intervals {told}."


def _breaks(one: Findings, other: Findings, both: pd.PeriodIndex) -> list[str]:
    """Breaks that each source dates in what both cover, and which of them can be the same."""
    without = [each.name for each in (one, other) if each.breaks[BOTH].reason]
    if without:
        return [f"No break can be dated in {' or '.join(without)}."]
    ours, theirs = _within(one, both), _within(other, both)
    if not len(ours) and not len(theirs):
        return ["Neither has a dated break there."]
    named = "; ".join(f"{each.name} {_dates(each, rows)}"
                      for each, rows in ((one, ours), (other, theirs)))
    told = [f"Breaks dated there: {named}."]
    shared = [(a, b) for a in each_row(ours) for b in each_row(theirs)
              if a.size * b.size > 0 and _overlap(one, other, a, b)]
    if shared:
        pairs = "; ".join(f"{a.period} and {b.period}" for a, b in shared)
        told.append(f"Of the same sign and with date sets that overlap: {pairs}.")
    elif len(ours) and len(theirs):
        told.append("No two of them have the same sign and date sets that overlap.")
    return told


def _within(one: Findings, both: pd.PeriodIndex) -> pd.DataFrame:
    table = one.breaks[BOTH].table
    return table[table["period"].isin([label_of(period) for period in both])]


def _dates(one: Findings, rows: pd.DataFrame) -> str:
    if not len(rows):
        return "none"
    return ", ".join(
        f"{spoken(one.breaks[BOTH].period(str(row.period)))} "
        f"({'up' if row.size > 0 else 'down'}, {row.first} to {row.last})" for row in each_row(rows)
    )


def _overlap(one: Findings, other: Findings, a: Any, b: Any) -> bool:
    """Say whether two date sets share a period."""
    sets = []
    for each, row in ((one, a), (other, b)):
        labels = labels_of(each.series.periods)
        first, last = labels.index(row.first), labels.index(row.last)
        sets.append(each.series.periods[np.arange(first, last + 1)])
    return len(sets[0].intersection(sets[1])) > 0
