"""The answer in two sentences: how tense, closer or further, since when, how sure, because of what.

No sentence claims more than its interval: a level is on a side of neutral only when its 95 % band
is, and a change is a change only when its interval leaves 0 out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from tension.core.dyad import BOTH
from tension.core.language import date_text, numeral, say, say_n
from tension.core.period import PER_YEAR, label_of, nouns, spoken, spoken_when
from tension.core.rounding import band, change_band, counted, points
from tension.core.schema import each_row
from tension.events.filters import STAGE as FILTERS
from tension.explain.decomposition import LEAST, signed
from tension.explain.drivers import drivers_of_level
from tension.models.averaged import Change
from tension.models.breaks.result import Breaks
from tension.models.latent import LatentLevel
from tension.report.marked import holds, text_of
from tension.report.wording import dated, moved, rule_name, shortened, side
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
    when = spoken_when(now)
    how = say(
        "{when}{cut} tension between {pair} stood at about {level} (95 % band {band}), {side}, on "
        "a scale where 0 is full cooperation, 50 neutral and 100 full conflict.",
        when=when[0].upper() + when[1:], cut=_cut(series, now), pair=series.dyad.both_names,
        level=points(row["level"]), band=band(low, high), side=side(low, high),
    )
    arrow, verdict = _verdict(change, before)
    since = say("{compared}; {since}.", compared=_compared(change, before),
                since=_since(series, level, breaks))
    return Answer(f"{points(row['level'])} ({band(low, high)})", arrow, verdict, how, since,
                  (*cautions(series), *_by_itself(series, now)),
                  *_because(level, now, before, change))


def _no_answer(series: TensionSeries, level: LatentLevel, breaks: Breaks) -> Answer:
    count = int(series.direction()["scored"].sum())
    first, last = spoken(series.periods[0]), spoken(series.periods[-1])
    span = say("in {period}", period=first) if first == last else say(
        "from {first} to {last}", first=first, last=last)
    pair = series.dyad.both_names
    if mostly_unscored(series):
        how = say(
            "No number is given: {events} of the {all:,} between {pair} {span} have no score on "
            "the scale {scale}.", events=counted(series.unscored, "event"),
            all=len(series.events), pair=pair, span=span, scale=series.scale.title,
        )
    elif all_alike(series):
        how = say(
            "No number is given: the {events} between {pair} {span} all score the same, so that "
            "nothing shows how far they might have differed.",
            events=counted(count, "scored event"), pair=pair, span=span,
        )
    elif count:
        how = say(
            "{events} between {pair} {span}: too little to say how tense the two are ({reason}).",
            events=counted(count, "scored event"), pair=pair, span=span, reason=level.reason,
        )
    else:
        how = _no_event(series, pair, span)
    since = say("No break can be dated ({reason}).", reason=breaks.reason) if breaks.reason else ""
    return Answer("–", UNKNOWN, say("too little to say"), how, since,
                  cautions(series), ())


def _no_event(series: TensionSeries, pair: str, span: str) -> str:
    """Whether events were not found or were filtered away: the two must not be confused."""
    table = series.ledger.table
    filtered = -int(table.loc[table["stage"] == FILTERS, "change"].sum())
    if filtered:
        return say(
            "No scored event between {pair} is left of {filtered:,} after the filters "
            "{span}{instead}: nothing can be said about how tense the two are.",
            pair=pair, filtered=filtered, span=span, instead=_instead(series),
        )
    return say(
        "No scored event between {pair} was found {span}{instead}: nothing can be said about how "
        "tense the two are.", pair=pair, span=span, instead=_instead(series),
    )


def _instead(series: TensionSeries) -> str:
    """What the input holds where it holds nothing of this dyad."""
    table = series.ledger.table
    told = table.loc[table["rule"] == f"not between {series.dyad}", "detail"].dropna()
    return say(" ({held}; name one with --dyad)", held=told.iloc[0]) if len(told) else ""


def mostly_unscored(series: TensionSeries) -> bool:
    """Say whether so many events lack a score that the rest cannot stand for them."""
    return series.unscored > 0.5 * len(series.events)


def all_alike(series: TensionSeries) -> bool:
    """Say whether several events score the same, so that no interval can be measured."""
    return series.observed > 1 and math.isnan(series.spread[BOTH].variance)


def cautions(series: TensionSeries) -> tuple[str, ...]:
    """Return what the number leaves out, in sentences: filters in force, events without a score."""
    table = series.ledger.table
    rules = table[(table["stage"] == FILTERS) & (table["change"] < 0)]
    told = []
    of_choice = [row for row in each_row(rules) if not row.rule.startswith(("before ", "after "))]
    if of_choice:
        named = "; ".join(
            f"{rule_name(row.rule)}{f' ({row.detail})' if isinstance(row.detail, str) else ''}: "
            f"{numeral(f'{row.concerned:,}')}" for row in of_choice
        )
        told.append(say("This is of a part of the events only. Left out: {rules}.", rules=named))
    origins = series.events["origin"].value_counts()
    if len(origins) > 1:
        named = ", ".join(f"{name} {numeral(f'{count:,}')}"
                          for name, count in sorted(origins.items()))
        told.append(say(
            "Events of several sources are pooled here ({sources}); levels of different sources "
            "are not comparable, and a shift may be one giving way to another.", sources=named))
    unscored = series.unscored
    if unscored:
        told.append(say_n(
            "{count} event of {all:,} has a code that the scale does not score, and is not in the "
            "number.",
            "{count} events of {all:,} have a code that the scale does not score, and are not in "
            "the number.", unscored, all=len(series.events),
        ))
    return tuple(told)


def _by_itself(series: TensionSeries, now: pd.Period) -> tuple[str, ...]:
    """The last period's own mean, which the level smooths over."""
    row = series.direction().iloc[list(series.periods).index(now)]
    if not row["scored"] or pd.isna(row["tension_low"]):
        return ()
    most = row["events"] >= series.direction()["events"].max()
    period = spoken(now)
    return (say(
        "{period} by itself: {mean} (95 % {band}) from {events}{most}; the level smooths over "
        "single {periods}, and over spells shorter than about a year.",
        period=period[0].upper() + period[1:],
        mean=points(row["tension"]), band=band(row["tension_low"], row["tension_high"]),
        events=counted(row["scored"], "event"), most=say(", the most of any") if most else "",
        periods=nouns(series.freq),
    ),)


def _cut(series: TensionSeries, now: pd.Period) -> str:
    """Up to which day the last period is covered, when it is not to its end."""
    last = series.coverage.last
    row = series.direction().iloc[list(series.periods).index(now)]
    if row["coverage"] != PARTIAL or last is None:
        return ""
    if last >= now.end_time.date():
        return ""
    return say(" (to {day})", day=date_text(last, "day of month"))


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
        return UNKNOWN, say("nothing to compare with")
    since = spoken(before)
    if not change.clear:
        return LEVEL, say("no clear change since {period}", period=since)
    if change.points > 0:
        return UP, say("closer to conflict since {period}", period=since)
    return DOWN, say("further from conflict since {period}", period=since)


def _compared(change: Change | None, before: pd.Period) -> str:
    if change is None:
        return say("There is no earlier level to compare with")
    blanks = {"period": spoken(before), "points": moved(change.points),
              "band": change_band(change.low, change.high)}
    if not change.clear:
        return say("Compared with {period} the two are neither clearly closer to conflict nor "
                   "clearly further from it ({points}, 95 % {band})", **blanks)
    if change.points > 0:
        return say("Compared with {period} the two are closer to conflict ({points}, 95 % {band})",
                   **blanks)
    return say("Compared with {period} the two are further from conflict ({points}, 95 % {band})",
               **blanks)


def _since(series: TensionSeries, level: LatentLevel, breaks: Breaks) -> str:
    """Since when: the last dated break, or that there is none and where the level peaked."""
    if breaks.reason:
        return say("no break in the level can be dated ({reason})", reason=breaks.reason)
    if len(breaks):
        row = breaks.table.iloc[-1]
        return say(
            "the last lasting shift in the level is dated to {period} (95 % date set {first} to "
            "{last}), {way} from a mean of {before} before to {after} after{rival}",
            period=spoken(breaks.period(row["period"])), first=row["first"], last=row["last"],
            way=say("up") if row["size"] > 0 else say("down"),
            before=points(row["level_before"]), after=points(row["level_after"]),
            rival=_thin(breaks),
        )
    table = level.table.dropna(subset=["level"])
    ordered = table.sort_values("level", kind="stable")
    peak, low = ordered.iloc[-1], ordered.iloc[0]
    if peak["level_low95"] <= low["level_high95"]:
        return say("no lasting break in the level since {period} can be told from passing swings, "
                   "nor its highest point from its lowest", period=spoken(series.periods[0]))
    return say(
        "no lasting break in the level since {period} can be told from passing swings, of which "
        "the highest, about {high} (95 % band {high_band}), came in {high_period} and the lowest, "
        "about {low} ({low_band}), in {low_period}", period=spoken(series.periods[0]),
        high=points(peak["level"]), high_band=band(peak["level_low95"], peak["level_high95"]),
        high_period=spoken(breaks.period(peak["period"])),
        low=points(low["level"]), low_band=band(low["level_low95"], low["level_high95"]),
        low_period=spoken(breaks.period(low["period"])),
    )


def _thin(breaks: Breaks) -> str:
    """A caution when another number of breaks is nearly as good an answer (BIC less than 2 apart).

    The bound is Kass & Raftery's (1995, JASA 90, 773–795): "not worth more than a bare mention".
    """
    if breaks.rival is None or breaks.rival[1] >= BARE_MENTION:
        return ""
    count = breaks.rival[0]
    if count == 0:
        return say(", though no break at all would explain the series nearly as well")
    return say(", though {breaks} in all would explain the series nearly as well",
               breaks=counted(count, "break"))


def _because(
    level: LatentLevel, now: pd.Period, before: pd.Period, change: Change | None
) -> tuple[tuple[tuple[str, str], ...], str]:
    """The acts that add most to the change over the year, or to the level where none is clear."""
    if change is not None and change.clear:
        found, gained = drivers_of_level(level, label_of(now), label_of(before)), 1
        of_what = say("What moved the level since {period}, in points that each act which came to "
                      "weigh adds:", period=spoken(before))
    else:
        found, gained = drivers_of_level(level, label_of(now)), 0
        of_what = say("What the level of {period} rests on, in points that each act adds to 50:",
                      period=spoken(now))
    sides = []
    for sign, way in ((1, say("Towards conflict")), (-1, say("Towards cooperation"))):
        acts = found.acts(2, sign, gained)
        told = [
            f"{shortened(text_of(act), LONGEST)} ({dated(act.date, act.date_precision)}"
            f"{say(', disputed') if holds(act.disputed) else ''}, {signed(act.contribution)})"
            for act in each_row(acts[acts["contribution"].abs() >= LEAST])
        ]
        if told:
            sides.append((way, "; ".join(told)))
    return tuple(sides), of_what if sides else ""
