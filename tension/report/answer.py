"""The answer in two sentences: how tense, closer or further, since when, how sure, because of what.

No sentence claims more than its interval: a level is on a side of neutral only when its 95 % band
is, and a change is a change only when its interval leaves 0 out.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tension.core.period import PER_YEAR, label_of, spoken
from tension.core.schema import each_row
from tension.models.breaks.result import Breaks
from tension.models.latent import Change, LatentLevel
from tension.report.marked import strongest, text_of
from tension.report.wording import (
    band,
    change_band,
    counted,
    dated,
    moved,
    points,
    shortened,
    side,
)
from tension.series.frame import TensionSeries

UP, DOWN, LEVEL, UNKNOWN = "↗", "↘", "→", "?"


@dataclass(frozen=True)
class Answer:
    """What a report opens with.

    Parameters
    ----------
    number : str
        The level at the end, with its band, or a dash.
    arrow, verdict : str
        Closer to conflict or further from it than a year before, as a sign and in words.
    how, since : str
        The two sentences.
    because : tuple of (str, str)
        The weightiest acts of the last year on either side: which side, and the acts.
    """

    number: str
    arrow: str
    verdict: str
    how: str
    since: str
    because: tuple[tuple[str, str], ...]


def answer(series: TensionSeries, level: LatentLevel, breaks: Breaks) -> Answer:
    """Return the answer for a series."""
    if level.reason:
        return _no_answer(series, level, breaks)
    now = _last_period(level)
    row = level.at(now)
    change, before = _year_change(level, now)
    low, high = row["level_low95"], row["level_high95"]
    how = (
        f"{'On' if series.freq == 'day' else 'In'} {spoken(now)} tension between "
        f"{' and '.join(series.dyad.names)} stood at "
        f"about {points(row['level'])} (95 % band {band(low, high)}), "
        f"{side(low, high)}, on a "
        "scale from 0, full cooperation, over 50, neutral, to 100, full conflict."
    )
    arrow, verdict = _verdict(change)
    since = f"{_compared(change, before)}; {_since(series, level, breaks)}."
    return Answer(f"{points(row['level'])} ({band(low, high)})", arrow, verdict, how, since,
                  _because(series, now))


def _no_answer(series: TensionSeries, level: LatentLevel, breaks: Breaks) -> Answer:
    count = int(series.direction()["scored"].sum())
    first, last = spoken(series.periods[0]), spoken(series.periods[-1])
    span = f"from {first} to {last}" if first != last else f"in {first}"
    pair = " and ".join(series.dyad.names)
    if count:
        how = (
            f"{counted(count, 'scored event')} between {pair} {span}: too little to say how tense "
            f"the two are ({level.reason})."
        )
    else:
        how = (
            f"No scored event between {pair} was found {span}{_instead(series)}: nothing can be "
            "said about how tense the two are."
        )
    since = f"No break can be dated ({breaks.reason})." if breaks.reason else ""
    return Answer("–", UNKNOWN, "too little to say", how, since, ())


def _instead(series: TensionSeries) -> str:
    """What the input holds where it holds nothing of this dyad."""
    table = series.ledger.table
    told = table.loc[table["rule"] == f"not between {series.dyad}", "detail"].dropna()
    return f" ({told.iloc[0]})" if len(told) else ""


def _last_period(level: LatentLevel) -> pd.Period:
    known = level.table["level"].notna().to_numpy()
    last: pd.Period = level.periods[known][-1]
    return last


def _year_change(level: LatentLevel, now: pd.Period) -> tuple[Change | None, pd.Period]:
    """The change over the year to ``now``, or over what there is of it."""
    known = level.periods[level.table["level"].notna().to_numpy()]
    back = round(PER_YEAR[level.series.freq])
    before = known[max(0, len(known) - 1 - back)]
    return (level.change(before, now) if before < now else None), before


def _verdict(change: Change | None) -> tuple[str, str]:
    if change is None:
        return UNKNOWN, "nothing to compare with"
    if not change.clear:
        return LEVEL, "no clear change over the year"
    return (UP, "closer to conflict") if change.points > 0 else (DOWN, "further from conflict")


def _compared(change: Change | None, before: pd.Period) -> str:
    if change is None:
        return "There is no earlier level to compare with"
    told = f"{moved(change.points)}, 95 % {change_band(change.low, change.high)}"
    if not change.clear:
        return (
            f"Compared with {spoken(before)} the two are neither clearly closer to conflict nor "
            f"clearly further from it ({told})"
        )
    way = "closer to conflict" if change.points > 0 else "further from conflict"
    return f"Compared with {spoken(before)} the two are {way} ({told})"


def _since(series: TensionSeries, level: LatentLevel, breaks: Breaks) -> str:
    """Since when: the last dated break, or that there is none and where the level peaked."""
    if breaks.reason:
        return f"no break in the level can be dated ({breaks.reason})"
    if len(breaks):
        row = breaks.table.iloc[-1]
        way = "up" if row["size"] > 0 else "down"
        return (
            "the last lasting shift in the level is dated to "
            f"{spoken(breaks.period(row['period']))} (95 % date set {row['first']} to "
            f"{row['last']}), {way} from {points(row['level_before'])} to "
            f"{points(row['level_after'])}"
        )
    table = level.table.dropna(subset=["level"])
    ordered = table.sort_values("level", kind="stable")
    peak, low = ordered.iloc[-1], ordered.iloc[0]
    return (
        f"no lasting break in the level since {spoken(series.periods[0])} can be told from "
        f"passing swings, of which the highest, about {points(peak['level'])} (95 % band "
        f"{band(peak['level_low95'], peak['level_high95'])}), came in "
        f"{spoken(breaks.period(peak['period']))} and the lowest, about {points(low['level'])} "
        f"({band(low['level_low95'], low['level_high95'])}), in "
        f"{spoken(breaks.period(low['period']))}"
    )


def _because(series: TensionSeries, now: pd.Period) -> tuple[tuple[str, str], ...]:
    """The weightiest acts of the last year on either side."""
    last = list(series.periods).index(now)
    first = label_of(series.periods[max(0, last - round(PER_YEAR[series.freq]) + 1)])
    final = label_of(now)
    sides = []
    for sign, way in ((1, "Towards conflict"), (-1, "Towards cooperation")):
        acts = strongest(series, first, final, 2, sign)
        told = [f"{shortened(text_of(act), 130)} ({dated(act.date, act.date_precision)})"
                for act in each_row(acts)]
        if told:
            sides.append((way, "; ".join(told)))
    return tuple(sides)

