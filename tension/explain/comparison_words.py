"""A comparison in words: what agrees, what does not, and what nothing can be said of."""

from __future__ import annotations

import math
from typing import Any

from tension.core.period import spoken
from tension.core.rounding import (
    MINUS,
    change_band,
    counted,
    how_many,
    points,
    signed,
    slope_band,
    slope_text,
)
from tension.core.schema import each_row
from tension.explain.comparison import Comparison

LONGEST = 110
"""Characters of an event's sentence that are shown."""

ALIKE = 0.995
"""Correlation that is shown as 1."""

SMALL = 0.5
"""Standard deviations of a difference that is not worth telling, where its error is not known."""

ROW = ["origin", "file", "line", "origin_id"]
"""What an act is known by: the row it was read from."""

CLEAR = 1.96
"""Standard errors that a difference is told to be beyond noise."""


def told(found: Comparison) -> str:
    """Return the summary of a comparison, a line a finding."""
    lines = [_head(found), _coverage(found)]
    if found.reason:
        lines.append(f"  No correlation: {found.reason}.")
    else:
        lines += [_months(found), *_shared(found), *_noise(found), *_levels(found),
                  *_rolling(found), *_difference(found)]
    lines.append(_breaks(found))
    if not found.reason:
        lines += _disagreements(found)
    return "\n".join(lines)


def _head(found: Comparison) -> str:
    a, b = found.sides
    titles = list(dict.fromkeys(side.title for side in (a, b) if side.title))
    pair = f"{titles[0]}: " if len(titles) == 1 and titles[0] not in found.names else ""
    span = spoken(found.periods[0])
    if len(found.periods) > 1:
        span += f" to {spoken(found.periods[-1])}"
    told_ = f"{pair}{a.name} and {b.name}, by {found.freq}, {span}."
    ways = f" {a.title} beside {b.title}." if len(titles) == 2 and titles[0] not in told_ else ""
    return told_ + ways


def _coverage(found: Comparison) -> str:
    seen, (a, b) = found.seen, found.names
    text = (f"  {counted(seen.periods, found.freq)} covered by both: {seen.both:,} with values in "
            f"both, {seen.only_a:,} only in {a}, {seen.only_b:,} only in {b}, {seen.neither:,} in "
            "neither")
    if seen.only_a and seen.only_b:
        text += (f"; if each had its {found.freq}s at random, {seen.by_chance:.0f} would be in "
                 "both")
    return f"{text}. Only those in both are compared."


def _row(found: Comparison, of: str) -> Any:
    rows = found.correlation[found.correlation["of"] == of]
    return next(each_row(rows), None)


def _months(found: Comparison) -> str:
    row = _row(found, "periods")
    if row.reason:
        return (f"  Correlation of the {found.freq}s' own values {slope_text(row.correlation)}; "
                f"{_slow(row, found.freq)}.")
    if _clear(row):
        verdict = "they go together" if row.correlation > 0 else "they go against each other"
    else:
        verdict = "the interval holds 0, so that this alone shows no agreement"
    short = ""
    if row.effective < 0.9 * row.pairs:
        short = f", worth {row.effective:.0f} independent ones"
    return (f"  Correlation of the {found.freq}s' own values {slope_text(row.correlation)} (95 % "
            f"{slope_band(row.low, row.high)}; {counted(row.pairs, found.freq)}{short}; blocks of "
            f"{row.block:.1f}): {verdict}.")


def _shared(found: Comparison) -> list[str]:
    """Say how many acts both count: so far they agree whatever the countries do."""
    compared = found.table.loc[found.table["compared"].astype(bool), "period"]
    one, other = (
        set() if side.events is None else
        set(side.events.loc[side.events["period"].isin(compared), ROW].itertuples(index=False))
        for side in found.sides
    )
    both, fewer = len(one & other), min(len(one), len(other))
    if not both:
        return []
    return [f"  {both:,} of {counted(fewer, 'act')} {'is' if both == 1 else 'are'} counted in "
            "both: so far the two agree by construction, and their noise is not independent."]


def _clear(row: Any) -> bool:
    return bool(math.floor(100 * row.low) > 0 or math.ceil(100 * row.high) < 0)


def _slow(row: Any, freq: str) -> str:
    return (f"both move so slowly that the {counted(row.pairs, freq)} are worth "
            f"{counted(max(row.effective, 1), 'independent one')}: no interval, and no evidence "
            "either way")


def _noise(found: Comparison) -> list[str]:
    row = _row(found, "periods without noise")
    if row.reason == "the noise is not known":
        return []
    if math.isnan(row.correlation):
        whose = row.reason
        for order, name in zip(("the first", "the second"), found.names, strict=True):
            whose = whose.replace(order, name)
        return [f"  The noise of the {found.freq}s cannot be allowed for: {whose}."]
    if abs(row.correlation) >= 1:
        return [f"  The noise of {found.freq}s of few events is enough to explain that it is no "
                "nearer to 1, if that of the two is independent."] if _months_apart(found) else []
    interval = "" if math.isnan(row.low) else f" (95 % {slope_band(row.low, row.high)})"
    return [f"  Without the noise of {found.freq}s of few events it would be about "
            f"{slope_text(row.correlation)}{interval}, if the noise of the two is independent."]


def _months_apart(found: Comparison) -> bool:
    """Say whether the two are not simply the same."""
    return bool(abs(_row(found, "periods").correlation) < ALIKE)


def _levels(found: Comparison) -> list[str]:
    row = _row(found, "levels")
    if row is None or math.isnan(row.correlation):
        return []
    what = "estimated levels"
    own = [not side.origin for side in found.sides]
    if any(own):
        with_level, without = found.names if own[1] else found.names[::-1]
        what = f"estimated level of {with_level} with the values of {without}"
    start = f"  Correlation of the {what} {slope_text(row.correlation)}"
    if row.reason:
        return [f"{start}; {_slow(row, found.freq)}."]
    verdict = "" if _clear(row) else ", which holds 0"
    return [f"{start} (95 % {slope_band(row.low, row.high)}{verdict}); smooth lines look alike "
            f"easily, and these {counted(row.pairs, found.freq)} are worth "
            f"{row.effective:.0f} independent ones."]


def _rolling(found: Comparison) -> list[str]:
    known = found.rolling.dropna(subset=["correlation"])
    if len(known) < 2:
        return []
    ordered = known.sort_values("correlation", kind="stable")
    low, high = ordered.iloc[0], ordered.iloc[-1]
    if slope_text(low["correlation"]) == slope_text(high["correlation"]):
        return []
    apart = low["high"] < high["low"]
    return [f"  In windows of {counted(found.window, found.freq)} it lies between "
            f"{slope_text(low['correlation'])} (to {low['last']}, {low['pairs']} compared) and "
            f"{slope_text(high['correlation'])} (to {high['last']}, {high['pairs']} compared)"
            + ("." if apart else "; their intervals overlap, so that this may be chance.")]


def _difference(found: Comparison) -> list[str]:
    change, (a, b) = found.difference, found.sides
    if change is None:
        return []
    size = counted(abs(round(change.points)), "point")
    band = f"(95 % {change_band(change.low, change.high)})"
    way = "higher" if change.points > 0 else "lower"
    text = f"  The mean of {b.name} is {size} {way} than that of {a.name} {band}"
    if round(change.points) == 0:
        text = f"  The means of the two are less than a point apart {band}"
    elif not change.clear:
        text = f"  The means of the two differ by {size}, which may be chance {band}"
    if a.origin == b.origin:
        return [f"{text}; the two are of one source and one scale, so that this can be read."]
    return [f"{text}; each source finds other acts and has a level of its own, so that this says "
            "nothing about the countries."]


def _breaks(found: Comparison) -> str:
    table, (a, b) = found.breaks, found.names
    if not len(table):
        return "  Breaks: neither has one in the time that both cover that could be dated."
    matched = table[table["apart"].notna()]
    ours, theirs = int(table["a"].notna().sum()), int(table["b"].notna().sum())
    text = f"  Breaks there: {how_many(ours, 'break')} in {a}, {how_many(theirs, 'break')} in {b}"
    within = f"within {counted(found.tolerance, found.freq)} and of one direction"
    if not len(matched):
        alone = "; ".join(_alone(row) for row in each_row(table))
        return f"{text} ({alone}); none match {within}."
    pairs = ", ".join(f"{row.a} with {row.b}" for row in each_row(matched))
    rest = "; ".join(f"{a if isinstance(row.a, str) else b} {_alone(row)}"
                     for row in each_row(table[table["apart"].isna()]))
    return (f"{text}; {len(matched)} matched {within}: {pairs} (as many in "
            f"{100 * found.chance:.0f} % of cases where the dates of {b} are moved round)"
            + (f"; alone: {rest}." if rest else "."))


def _alone(row: Any) -> str:
    first = isinstance(row.a, str)
    size = row.a_size if first else row.b_size
    return f"{row.a if first else row.b} {'up' if size > 0 else 'down'}"


def _disagreements(found: Comparison) -> list[str]:
    table = found.disagreements
    if not len(table):
        return []
    lines = ["  They differ most, each by its own standard, in:"]
    known = table["ratio"].notna().all()
    if known:
        whole = found.table[found.table["compared"].astype(bool)]
        beyond = int(((whole["difference"] / whole["difference_se"]).abs() > CLEAR).sum())
        if not beyond:
            return [f"  In no {found.freq} do the two differ by more than their noise explains."]
        of = f"{beyond} of {counted(len(whole), found.freq)}"
        alone = f"{0.05 * len(whole):.0f}" if len(whole) >= 20 else "one at most"
        lines = [f"  They differ by more than their noise explains in {of}; noise alone would make "
                 f"it {alone}. Most, each by its own standard, in:"]
    worth = (table["ratio"].abs() > 1) if known else (table["difference"].abs() > SMALL)
    if not worth.any():
        return [f"  In no {found.freq} do the two differ by more than half a standard deviation."]
    return lines + [line for row in each_row(table[worth]) for line in _disagreement(row, found)]


def _disagreement(row: Any, found: Comparison) -> list[str]:
    spread = "" if math.isnan(row.difference_se) else f", standard error {row.difference_se:.1f}"
    own = [_value(value, side.origin) for value, side in
           zip((row.a, row.b), found.sides, strict=True)]
    lines = [f"    {row.period}: {found.names[0]} {own[0]}, {found.names[1]} {own[1]}; a "
             f"difference of {signed(row.difference)} standard deviations{spread}"]
    here = found.events[found.events["period"] == row.period]
    for event in each_row(here):
        summary = event.summary if isinstance(event.summary, str) else event.act
        if len(summary) > LONGEST:
            summary = summary[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
        where = event.url if isinstance(event.url, str) else f"{event.file}, line {event.line}"
        code = event.code if isinstance(event.code, str) else "no code"
        lines.append(f"      {event.name} {event.date} {event.direction} {code} "
                     f"({signed(event.score)}): {summary} [{where}]")
    return lines


def _value(value: float, origin: str) -> str:
    if origin:
        return points(value)
    return (f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}").replace("-", MINUS)
