"""How sure a report is: what its numbers rest on, in sentences; none where none is needed."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pandas as pd

from tension.core.language import date_text, listed, numeral, say, say_n
from tension.core.period import PER_YEAR, noun, spoken
from tension.core.rounding import counted, points, share_of_all
from tension.models.latent import LatentLevel
from tension.models.measurement import Measurement
from tension.series.coverage import PARTIAL, SILENT, UNCOVERED
from tension.series.frame import TensionSeries

WORTH_LESS = 0.95
"""Share of the events that the independent ones are worth, from which the two are one."""

LONG_SILENCE = 3
"""Periods in a row from which a silence is named."""


def how_sure(series: TensionSeries, level: LatentLevel, second: Measurement) -> list[str]:
    """Return what can be said of how much a level rests on, and of the weights behind it."""
    told = [_covered(series), _spells(series), _silence(series), _events(series), _worth(series),
            _width(level), _disputed(series), _roughly_dated(series),
            second.sentence()]
    return [one for one in told if one]


def _covered(series: TensionSeries) -> str:
    """From when to when the source looks, and what of the grid it does not see."""
    first, last = series.coverage.first, series.coverage.last
    if first is None or last is None:
        return ""
    flags = series.direction()["coverage"].value_counts()
    out, cut = int(flags.get(UNCOVERED, 0)), int(flags.get(PARTIAL, 0))
    lacking = [
        *([say("{periods} of the time shown not at all", periods=counted(out, series.freq))]
          if out else []),
        *([say("{periods} in part", periods=counted(cut, series.freq))] if cut else []),
    ]
    beyond = say("; it covers {periods}", periods=listed(lacking)) if lacking else ""
    return say("The source covers {first} to {last}{beyond}.", first=date_text(first, "day"),
               last=date_text(last, "day"), beyond=beyond)


def _spells(series: TensionSeries) -> str:
    """How many periods hold events, only one, or none."""
    rows = series.direction()
    seen, single = int((rows["scored"] > 0).sum()), int((rows["scored"] == 1).sum())
    silent = int((rows["coverage"] == SILENT).sum())
    one = say(", {number:,} of them only one", number=single) if single else ""
    gap = say_n("; {count} is silent, which is left as a gap and never drawn or counted as neutral",
                "; {count} are silent, which is left as a gap and never drawn or counted as "
                "neutral", silent) if silent else ""
    return say_n("Of {periods}, {count} holds a scored event{one}{gap}.",
                 "Of {periods}, {count} hold a scored event{one}{gap}.", seen,
                 periods=counted(len(series.periods), series.freq), one=one, gap=gap)


def _silence(series: TensionSeries) -> str:
    """The longest silence, over which the level is carried by its neighbours alone."""
    flags = (series.direction()["coverage"] == SILENT).to_numpy()
    runs = [[at for at, _ in run] for silent, run in groupby(enumerate(flags), lambda one: one[1])
            if silent]
    longest = max(runs, key=len, default=[])
    if len(longest) < LONG_SILENCE or not series.observed:
        return ""
    first, last = (spoken(series.periods[at]) for at in (longest[0], longest[-1]))
    return say("The longest silence is of {periods}, {first} to {last}: there the level rests on "
               "what lies around it alone, and its band is wider.",
               periods=counted(len(longest), series.freq), first=first, last=last)


def _events(series: TensionSeries) -> str:
    """How many events a period holds, and how many of all are of the last year."""
    counts = series.direction()["scored"].fillna(0).to_numpy()
    seen = counts[counts > 0]
    if len(seen) < 2:
        return ""
    year = round(PER_YEAR[series.freq])
    recent = ""
    if len(counts) > year:
        blanks = {"events": numeral(f"{counts[-year:].sum():,.0f}"),
                  "all": numeral(f"{counts.sum():,.0f}")}
        recent = say(
            "; the last {periods} hold {events} of all {all}", **blanks,
            periods=counted(year, series.freq),
        ) if year > 1 else say("; the last {period} holds {events} of all {all}", **blanks,
                               period=noun(series.freq))
    return say("A {period} with scored events holds {median:g} of them at the median and {most} at "
               "most{recent}.", period=noun(series.freq), median=np.median(seen),
               most=numeral(f"{seen.max():,.0f}"), recent=recent)


def _worth(series: TensionSeries) -> str:
    """How many independent events the events are worth."""
    rows = series.direction()
    scored, worth = float(rows["scored"].sum()), float(rows["effective_events"].sum())
    if not 0 < worth < WORTH_LESS * scored:
        return ""
    return say("The {events} weigh as about {worth:,.0f} independent ones would: what is told of "
               "one day is partly one story.", events=counted(scored, "scored event"), worth=worth)


def _width(level: LatentLevel) -> str:
    """How wide the band is at the end, against what is usual."""
    table = level.table.dropna(subset=["level"])
    if level.reason or len(table) < 2:
        return ""
    width = (table["level_high95"] - table["level_low95"]).to_numpy()
    when = spoken(level.periods[level.table["level"].notna().to_numpy()][-1])
    return say(
        "In {period} the 95 % band of the level is {width} points wide; over the whole time "
        "{median} at the median, {least} at the narrowest and {most} at the widest. The end has "
        "no later events to lean on, and will move as they come.", period=when,
        width=points(width[-1]), median=points(np.median(width)), least=points(width.min()),
        most=points(width.max()),
    )


def _disputed(series: TensionSeries) -> str:
    """How many events rest on one side's account, and what part of the weight they are."""
    events = series.events[series.events["score"].notna()]
    flags = events["disputed"].fillna(False).astype(bool)
    if not flags.any():
        return ""
    weight = events["score"].abs()
    total = float(weight.sum())
    part = say("; {share} of the weight",
               share=share_of_all(float(weight[flags].sum()) / total)) if total else ""
    return say_n(
        "{count} scored event of {all:,} ({share}{part}) rests on the account of the accusing "
        "side.",
        "{count} scored events of {all:,} ({share}{part}) rest on the account of the accusing "
        "side.", int(flags.sum()), all=len(events), share=share_of_all(float(flags.mean())),
        part=part,
    )


def _roughly_dated(series: TensionSeries) -> str:
    """How many events are not known to the day."""
    precision: pd.Series = series.events["date_precision"]
    rough = int((precision != "day").sum())
    if not rough:
        return ""
    return say_n("{count} event of {all:,} is not dated to the day.",
                 "{count} events of {all:,} are not dated to the day.", rough, all=len(precision))
