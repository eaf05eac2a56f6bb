"""The answer in two sentences: how tense, closer or further, since when, how sure, because of what.

No sentence claims more than its interval: a level is on a side of neutral only when its 95 % band
is, and a change is a change only when its interval leaves 0 out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from tension.core.dyad import BOTH
from tension.core.period import PER_YEAR, label_of, spoken
from tension.core.rounding import band, change_band, counted, points
from tension.core.schema import each_row
from tension.events.filters import STAGE as FILTERS
from tension.explain.decomposition import LEAST, signed
from tension.explain.drivers import drivers_of_level
from tension.models.averaged import Change
from tension.models.breaks.result import Breaks
from tension.models.latent import LatentLevel
from tension.report.marked import holds, text_of
from tension.report.wording import dated, moved, shortened, side
from tension.series.coverage import PARTIAL
from tension.series.frame import TensionSeries

UP, DOWN, LEVEL, UNKNOWN = "↗", "↘", "→", "?"

BARE_MENTION = 2.0
"""Difference of BIC below which two answers are nearly as good as each other."""

LONGEST = 300
"""Characters of an act's text in the answer: a denial often stands at the end."""


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
    caution : tuple of str
        What the number leaves out: filters, events without a score; and the last period by itself.
    because : tuple of (str, str)
        What it rests on, on either side: which side, and the acts that add most.
    of_what : str
        What those acts add to: the change over the year if it is clear, else the level.
    """

    number: str
    arrow: str
    verdict: str
    how: str
    since: str
    caution: tuple[str, ...]
    because: tuple[tuple[str, str], ...]
    of_what: str = ""


def answer(series: TensionSeries, level: LatentLevel, breaks: Breaks) -> Answer:
    """Return the answer for a series."""
    if level.reason or mostly_unscored(series) or all_alike(series):
        return _no_answer(series, level, breaks)
    now = _last_period(level)
    row = level.at(now)
    change, before = _year_change(level, now)
    low, high = row["level_low95"], row["level_high95"]
    how = (
        f"{'On' if series.freq == 'day' else 'In'} {spoken(now)}{_cut(series, now)} tension "
        f"between {series.dyad.both_names} stood at about {points(row['level'])} (95 % band "
        f"{band(low, high)}), {side(low, high)}, on a scale where 0 is full cooperation, 50 "
        "neutral and 100 full conflict."
    )
    arrow, verdict = _verdict(change, before)
    since = f"{_compared(change, before)}; {_since(series, level, breaks)}."
    return Answer(f"{points(row['level'])} ({band(low, high)})", arrow, verdict, how, since,
                  (*cautions(series), *_by_itself(series, now)),
                  *_because(level, now, before, change))


def _no_answer(series: TensionSeries, level: LatentLevel, breaks: Breaks) -> Answer:
    count = int(series.direction()["scored"].sum())
    first, last = spoken(series.periods[0]), spoken(series.periods[-1])
    span = f"from {first} to {last}" if first != last else f"in {first}"
    pair = series.dyad.both_names
    if mostly_unscored(series):
        how = (
            f"No number is given: {counted(series.unscored, 'event')} of the "
            f"{len(series.events):,} between {pair} {span} have no score on the scale "
            f"{series.scale.title}."
        )
    elif all_alike(series):
        how = (
            f"No number is given: the {counted(count, 'scored event')} between {pair} {span} all "
            "score the same, so that nothing shows how far they might have differed."
        )
    elif count:
        how = (
            f"{counted(count, 'scored event')} between {pair} {span}: too little to say how tense "
            f"the two are ({level.reason})."
        )
    else:
        how = (
            f"No scored event between {pair} {_gone(series)} {span}{_instead(series)}: nothing can "
            "be said about how tense the two are."
        )
    since = f"No break can be dated ({breaks.reason})." if breaks.reason else ""
    return Answer("–", UNKNOWN, "too little to say", how, since,
                  cautions(series), ())


def _instead(series: TensionSeries) -> str:
    """What the input holds where it holds nothing of this dyad."""
    table = series.ledger.table
    told = table.loc[table["rule"] == f"not between {series.dyad}", "detail"].dropna()
    return f" ({told.iloc[0]}; name one with --dyad)" if len(told) else ""


def mostly_unscored(series: TensionSeries) -> bool:
    """Say whether so many events lack a score that the rest cannot stand for them."""
    return series.unscored > 0.5 * len(series.events)


def all_alike(series: TensionSeries) -> bool:
    """Say whether several events score the same, so that no interval can be measured."""
    return series.observed > 1 and math.isnan(series.spread[BOTH].variance)


def _gone(series: TensionSeries) -> str:
    """Whether events were not found or were filtered away: the two must not be confused."""
    table = series.ledger.table
    filtered = -int(table.loc[table["stage"] == FILTERS, "change"].sum())
    return f"is left of {filtered:,} after the filters" if filtered else "was found"


def cautions(series: TensionSeries) -> tuple[str, ...]:
    """Return what the number leaves out, in sentences: filters in force, events without a score."""
    table = series.ledger.table
    rules = table[(table["stage"] == FILTERS) & (table["change"] < 0)]
    told = []
    of_choice = [row for row in each_row(rules) if not row.rule.startswith(("before ", "after "))]
    if of_choice:
        named = "; ".join(
            f"{row.rule}{f' ({row.detail})' if isinstance(row.detail, str) else ''}: "
            f"{row.concerned:,}" for row in of_choice
        )
        told.append(f"This is of a part of the events only. Left out: {named}.")
    origins = series.events["origin"].value_counts()
    if len(origins) > 1:
        named = ", ".join(f"{name} {count:,}" for name, count in sorted(origins.items()))
        told.append(f"Events of several sources are pooled here ({named}); levels of different "
                    "sources are not comparable, and a shift may be one giving way to another.")
    unscored = series.unscored
    if unscored:
        told.append(
            f"{counted(unscored, 'event')} of {len(series.events):,} "
            f"{'has' if unscored == 1 else 'have'} a code that the scale does not score, and "
            f"{'is' if unscored == 1 else 'are'} not in the number."
        )
    return tuple(told)


def _by_itself(series: TensionSeries, now: pd.Period) -> tuple[str, ...]:
    """The last period's own mean, which the level smooths over."""
    row = series.direction().iloc[list(series.periods).index(now)]
    if not row["scored"] or pd.isna(row["tension_low"]):
        return ()
    most = ", the most of any" if row["events"] >= series.direction()["events"].max() else ""
    return (
        f"{spoken(now).capitalize() if series.freq == 'week' else spoken(now)} by itself: "
        f"{points(row['tension'])} (95 % {band(row['tension_low'], row['tension_high'])}) from "
        f"{counted(row['scored'], 'event')}{most}; the level smooths over single "
        f"{series.freq}s, and over spells shorter than about a year.",
    )


def _cut(series: TensionSeries, now: pd.Period) -> str:
    """Up to which day the last period is covered, when it is not to its end."""
    last = series.coverage.last
    row = series.direction().iloc[list(series.periods).index(now)]
    if row["coverage"] != PARTIAL or last is None:
        return ""
    return f" (to {last.day} {last:%B})" if last < now.end_time.date() else ""


def _last_period(level: LatentLevel) -> pd.Period:
    known = level.table["level"].notna().to_numpy()
    last: pd.Period = level.periods[known][-1]
    return last


def last_year(level: LatentLevel) -> tuple[pd.Period, pd.Period]:
    """Return the last period with a level and the one a year before, or the first there is."""
    now = _last_period(level)
    return now, _year_change(level, now)[1]


def _year_change(level: LatentLevel, now: pd.Period) -> tuple[Change | None, pd.Period]:
    """The change over the year to ``now``, or over what there is of it."""
    known = level.periods[level.table["level"].notna().to_numpy()]
    wanted = now - round(PER_YEAR[level.series.freq])
    earlier = known[known <= wanted]
    before = earlier[-1] if len(earlier) else known[0]
    return (level.change(before, now) if before < now else None), before


def _verdict(change: Change | None, before: pd.Period) -> tuple[str, str]:
    if change is None:
        return UNKNOWN, "nothing to compare with"
    since = f"since {spoken(before)}"
    if not change.clear:
        return LEVEL, f"no clear change {since}"
    if change.points > 0:
        return UP, f"closer to conflict {since}"
    return DOWN, f"further from conflict {since}"


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
            f"{row['last']}), {way} from a mean of {points(row['level_before'])} before to "
            f"{points(row['level_after'])} after{_thin(breaks)}"
        )
    table = level.table.dropna(subset=["level"])
    ordered = table.sort_values("level", kind="stable")
    peak, low = ordered.iloc[-1], ordered.iloc[0]
    if peak["level_low95"] <= low["level_high95"]:
        return (
            f"no lasting break in the level since {spoken(series.periods[0])} can be told from "
            "passing swings, nor its highest point from its lowest"
        )
    return (
        f"no lasting break in the level since {spoken(series.periods[0])} can be told from "
        f"passing swings, of which the highest, about {points(peak['level'])} (95 % band "
        f"{band(peak['level_low95'], peak['level_high95'])}), came in "
        f"{spoken(breaks.period(peak['period']))} and the lowest, about {points(low['level'])} "
        f"({band(low['level_low95'], low['level_high95'])}), in "
        f"{spoken(breaks.period(low['period']))}"
    )


def _thin(breaks: Breaks) -> str:
    """A caution when another number of breaks is nearly as good an answer (BIC less than 2 apart).

    The bound is Kass & Raftery's (1995, JASA 90, 773–795): "not worth more than a bare mention".
    """
    if breaks.rival is None or breaks.rival[1] >= BARE_MENTION:
        return ""
    count = breaks.rival[0]
    other = "no break at all" if count == 0 else f"{counted(count, 'break')} in all"
    return f", though {other} would explain the series nearly as well"


def _because(
    level: LatentLevel, now: pd.Period, before: pd.Period, change: Change | None
) -> tuple[tuple[tuple[str, str], ...], str]:
    """The acts that add most to the change over the year, or to the level where none is clear."""
    if change is not None and change.clear:
        found, gained = drivers_of_level(level, label_of(now), label_of(before)), 1
        of_what = (f"What moved the level since {spoken(before)}, in points that each act which "
                   "came to weigh adds:")
    else:
        found, gained = drivers_of_level(level, label_of(now)), 0
        of_what = f"What the level of {spoken(now)} rests on, in points that each act adds to 50:"
    sides = []
    for sign, way in ((1, "Towards conflict"), (-1, "Towards cooperation")):
        acts = found.acts(2, sign, gained)
        told = [
            f"{shortened(text_of(act), LONGEST)} ({dated(act.date, act.date_precision)}"
            f"{', disputed' if holds(act.disputed) else ''}, {signed(act.contribution)})"
            for act in each_row(acts[acts["contribution"].abs() >= LEAST])
        ]
        if told:
            sides.append((way, "; ".join(told)))
    return tuple(sides), of_what if sides else ""
