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
from tension.core.language import listed, say, say_n
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
        names, both = listed([one.name, other.name]), _covered(one).intersection(_covered(other))
        if len(both):
            pairs.append((names, " ".join(_pair(one, other, both))))
        else:
            strangers.append(names)
    return SideBySide(rows, _cautions(rows), tuple(pairs), tuple(strangers))


def _cautions(rows: Sequence[Row]) -> tuple[str, ...]:
    told = [say("The numbers are not comparable with one another: each source finds other acts, "
                "and its level is its own. Whether two sources differ is not tested here; what can "
                "be set side by side is which way each one moves, and when.")]
    ends = [(row.name, row.when) for row in rows if row.when]
    if len({when for _, when in ends}) > 1:
        named = "; ".join(say("{source} of {period}", source=name, period=when)
                          for name, when in ends)
        told.append(say("Nor are they of one time: {sources}.", sources=named))
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
        say("{count:,} in {periods}", count=len(series.events),
            periods=counted(_with_events(one), series.freq)) if len(series.events) else say("none"),
        _last_break(breaks),
    )


def _why(one: Findings) -> str:
    """Why a source gives no number, in a few words."""
    if not len(one.series.events):
        return say("no event enters its series")
    if mostly_unscored(one.series):
        return say("no number: most of its events have no score")
    if all_alike(one.series):
        return say("no number: all its events score the same")
    return say("too little: {reason}", reason=one.levels[BOTH].reason)


def _with_events(one: Findings) -> int:
    return one.series.observed


def _covers(one: Findings) -> tuple[str, ...]:
    """The covered days within the grid, from the first to the last, in pieces not to be broken."""
    periods = one.series.periods
    spans = within(one.series.coverage, periods[0].start_time.date(),
                   periods[-1].end_time.date()).spans
    if not spans:
        return (say("no day"),)
    last = str(spans[-1][1])
    if str(spans[0][0]) == last:
        return (last,)
    first = say("{day} to", day=spans[0][0])
    if len(spans) == 1:
        return first, last
    return first, f"{last},", say("with {gaps}", gaps=counted(len(spans) - 1, "gap"))


def _last_break(breaks: Breaks) -> str:
    if breaks.reason:
        return say("too little to date one")
    if not len(breaks):
        return say("none dated")
    row = breaks.table.iloc[-1]
    return say("{period} ({first} to {last}), {way} by {size:.0f} ({band})",
               period=spoken(breaks.period(row["period"])), first=row["first"], last=row["last"],
               way=say("up") if row["size"] > 0 else say("down"), size=abs(row["size"]),
               band=change_band(row["size_low"], row["size_high"]))


def _pair(one: Findings, other: Findings, both: pd.PeriodIndex) -> list[str]:
    """What two sources say of the time that both cover."""
    span = spoken(both[0]) if len(both) == 1 else say(
        "{first} to {last}", first=spoken(both[0]), last=spoken(both[-1]))
    told = [say("Both cover {span} ({periods}), in which {one} and {other}.", span=span,
                periods=counted(len(both), one.series.freq), one=_events_within(one, both),
                other=_events_within(other, both))]
    return [*told, *_moves(one, other, both), *_breaks(one, other, both)]


def _covered(one: Findings) -> pd.PeriodIndex:
    """Periods that a source looked at."""
    looked = (one.series.direction()["coverage"] != UNCOVERED).to_numpy()
    found: pd.PeriodIndex = one.series.periods[looked]
    return found


def _events_within(one: Findings, both: pd.PeriodIndex) -> str:
    rows = one.series.direction().loc[both]
    return say("{source} has {events}", source=one.name,
               events=counted(float(rows["events"].sum()), "event"))


def _moves(one: Findings, other: Findings, both: pd.PeriodIndex) -> list[str]:
    """Which way each level moves between the ends of what both cover, and whether that agrees."""
    if len(both) < 2:
        return []
    changes = {each.name: _change(each, both) for each in (one, other)}
    without = [name for name, change in changes.items() if change is None]
    if without:
        return [say_n("{sources} has no level there to compare a movement with.",
                      "{sources} have no level there to compare a movement with.", len(without),
                      sources=listed(without))]
    first, second = (change for change in changes.values() if change is not None)
    named = "; ".join(
        say("{source} {points} (95 % {band})", source=name, points=moved(change.points),
            band=change_band(change.low, change.high))
        for name, change in changes.items() if change is not None
    )
    moves = say("From the first to the last of these the level moves by: {moves}.", moves=named)
    return [f"{moves} {_agreement(one.name, other.name, first, second)}"]


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
            if first.points > 0:
                return say("The two agree: by either, the countries came closer to conflict.")
            return say("The two agree: by either, the countries came further from conflict.")
        return say("The two disagree: by one the countries came closer to conflict, by the other "
                   "further from it.")
    if not clear_first and not clear_second:
        return say("Neither shows a clear change.")
    clear, unclear = (name, another) if clear_first else (another, name)
    if first.high < second.low or second.high < first.low:
        return say("{source} shows a clear change, {other} none; the two intervals do not overlap.",
                   source=clear, other=unclear)
    return say("{source} shows a clear change, {other} none; the two intervals overlap, so that "
               "this is no contradiction.", source=clear, other=unclear)


def _breaks(one: Findings, other: Findings, both: pd.PeriodIndex) -> list[str]:
    """Breaks that each source dates in what both cover, and which of them can be the same."""
    without = [each.name for each in (one, other) if each.breaks[BOTH].reason]
    if without:
        return [say("No break can be dated in {sources}.", sources=_either(without))]
    ours, theirs = _within(one, both), _within(other, both)
    if not len(ours) and not len(theirs):
        return [say("Neither has a dated break there.")]
    named = "; ".join(f"{each.name} {_dates(each, rows)}"
                      for each, rows in ((one, ours), (other, theirs)))
    told = [say("Breaks dated there: {breaks}.", breaks=named)]
    shared = [(a, b) for a in each_row(ours) for b in each_row(theirs)
              if a.size * b.size > 0 and _overlap(one, other, a, b)]
    if shared:
        pairs = "; ".join(listed([a.period, b.period]) for a, b in shared)
        told.append(say("Of the same sign and with date sets that overlap: {pairs}.", pairs=pairs))
    elif len(ours) and len(theirs):
        told.append(say("No two of them have the same sign and date sets that overlap."))
    return told


def _either(names: Sequence[str]) -> str:
    """One name, or two with an “or” between them."""
    if len(names) == 1:
        return names[0]
    return say("{one} or {other}", one=names[0], other=names[1])


def _within(one: Findings, both: pd.PeriodIndex) -> pd.DataFrame:
    table = one.breaks[BOTH].table
    return table[table["period"].isin([label_of(period) for period in both])]


def _dates(one: Findings, rows: pd.DataFrame) -> str:
    if not len(rows):
        return say("none")
    return ", ".join(
        say("{period} ({way}, {first} to {last})", first=row.first, last=row.last,
            period=spoken(one.breaks[BOTH].period(str(row.period))),
            way=say("up") if row.size > 0 else say("down")) for row in each_row(rows)
    )


def _overlap(one: Findings, other: Findings, a: Any, b: Any) -> bool:
    """Say whether two date sets share a period."""
    sets = []
    for each, row in ((one, a), (other, b)):
        labels = labels_of(each.series.periods)
        first, last = labels.index(row.first), labels.index(row.last)
        sets.append(each.series.periods[np.arange(first, last + 1)])
    return len(sets[0].intersection(sets[1])) > 0
