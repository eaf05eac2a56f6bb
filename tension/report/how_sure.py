"""How sure a report is: what its numbers rest on, in sentences; none where none is needed."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pandas as pd

from tension.core.period import PER_YEAR, spoken
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
        *([f"{counted(out, series.freq)} of the time shown not at all"] if out else []),
        *([f"{counted(cut, series.freq)} in part"] if cut else []),
    ]
    beyond = f"; it covers {' and '.join(lacking)}" if lacking else ""
    return (f"The source covers {first.day} {first:%B %Y} to {last.day} {last:%B %Y}{beyond}.")


def _spells(series: TensionSeries) -> str:
    """How many periods hold events, only one, or none."""
    rows = series.direction()
    seen, single = int((rows["scored"] > 0).sum()), int((rows["scored"] == 1).sum())
    silent = int((rows["coverage"] == SILENT).sum())
    one = f", {single:,} of them only one" if single else ""
    gap = (f"; {silent:,} {'is' if silent == 1 else 'are'} silent, which is left as a gap and "
           "never drawn or counted as neutral") if silent else ""
    verb = "holds" if seen == 1 else "hold"
    return (f"Of {counted(len(series.periods), series.freq)}, {seen:,} {verb} a scored "
            f"event{one}{gap}.")


def _silence(series: TensionSeries) -> str:
    """The longest silence, over which the level is carried by its neighbours alone."""
    flags = (series.direction()["coverage"] == SILENT).to_numpy()
    runs = [[at for at, _ in run] for silent, run in groupby(enumerate(flags), lambda one: one[1])
            if silent]
    longest = max(runs, key=len, default=[])
    if len(longest) < LONG_SILENCE or not series.observed:
        return ""
    first, last = (spoken(series.periods[at]) for at in (longest[0], longest[-1]))
    return (f"The longest silence is of {counted(len(longest), series.freq)}, {first} to {last}: "
            "there the level rests on what lies around it alone, and its band is wider.")


def _events(series: TensionSeries) -> str:
    """How many events a period holds, and how many of all are of the last year."""
    counts = series.direction()["scored"].fillna(0).to_numpy()
    seen = counts[counts > 0]
    if len(seen) < 2:
        return ""
    year = round(PER_YEAR[series.freq])
    recent = ""
    if len(counts) > year:
        last = f"last {counted(year, series.freq)}" if year > 1 else f"last {series.freq}"
        verb = "holds" if year == 1 else "hold"
        recent = f"; the {last} {verb} {counts[-year:].sum():,.0f} of all {counts.sum():,.0f}"
    return (f"A {series.freq} with scored events holds {np.median(seen):g} of them at the median "
            f"and {seen.max():,.0f} at most{recent}.")


def _worth(series: TensionSeries) -> str:
    """How many independent events the events are worth."""
    rows = series.direction()
    scored, worth = float(rows["scored"].sum()), float(rows["effective_events"].sum())
    if not 0 < worth < WORTH_LESS * scored:
        return ""
    return (f"The {counted(scored, 'scored event')} weigh as about {worth:,.0f} independent ones "
            "would: what is told of one day is partly one story.")


def _width(level: LatentLevel) -> str:
    """How wide the band is at the end, against what is usual."""
    table = level.table.dropna(subset=["level"])
    if level.reason or len(table) < 2:
        return ""
    width = (table["level_high95"] - table["level_low95"]).to_numpy()
    when = spoken(level.periods[level.table["level"].notna().to_numpy()][-1])
    return (f"In {when} the 95 % band of the level is {points(width[-1])} points wide; over the "
            f"whole time {points(np.median(width))} at the median, {points(width.min())} at the "
            f"narrowest and {points(width.max())} at the widest. The end has no later events to "
            "lean on, and will move as they come.")


def _disputed(series: TensionSeries) -> str:
    """How many events rest on one side's account, and what part of the weight they are."""
    events = series.events[series.events["score"].notna()]
    flags = events["disputed"].fillna(False).astype(bool)
    if not flags.any():
        return ""
    weight = events["score"].abs()
    total = float(weight.sum())
    part = f"; {share_of_all(float(weight[flags].sum()) / total)} of the weight" if total else ""
    count = int(flags.sum())
    return (f"{counted(count, 'scored event')} of {len(events):,} "
            f"({share_of_all(float(flags.mean()))}{part}) {'rests' if count == 1 else 'rest'} on "
            "the account of the accusing side.")


def _roughly_dated(series: TensionSeries) -> str:
    """How many events are not known to the day."""
    precision: pd.Series = series.events["date_precision"]
    rough = int((precision != "day").sum())
    if not rough:
        return ""
    return (f"{counted(rough, 'event')} of {len(precision):,} "
            f"{'is' if rough == 1 else 'are'} not dated to the day.")
