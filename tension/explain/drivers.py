"""Which events a number rests on: a period's tension, its estimated level, a break, or a change."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.language import say
from tension.core.period import label_of, labels_of, period_named, spoken, spoken_when
from tension.core.results import DRIVERS
from tension.core.rounding import band, counted, how_many, points
from tension.core.schema import empty
from tension.explain.decomposition import Decomposition, Side, event_table
from tension.explain.linear_estimate import (
    LinearEstimate,
    estimated_level,
    own_tension,
    regime_level,
)
from tension.models.breaks.result import Breaks
from tension.models.latent import LatentLevel
from tension.series.frame import TensionSeries

TENSION, LEVEL, REGIMES = "tension", "estimated level", "level"


def drivers(
    found: TensionSeries | LatentLevel | Breaks, *, month: str | None = None,
    between: tuple[str, str] | tuple[int, int] | None = None, number: int | None = None,
) -> Decomposition:
    """Return which events a number rests on, and how much of it is each one's.

    Parameters
    ----------
    found : TensionSeries, LatentLevel or Breaks
        A series for the periods' own tension in both directions, a level for the estimated one,
        breaks for the levels of their regimes.
    month : str
        Label of a period, ``2023-01``, ``2023-Q1``, ``2023``; of a longer one the mean is taken.
    between : (str, str) or (int, int)
        Two such labels, or the numbers of two regimes: the second is taken less the first.
    number : int
        Number of a break, from 1.

    Returns
    -------
    Decomposition
        `.table` with one row an event, `.by("code")` and others by group, `.volume`. Where no level
        was estimated, `.reason` says why.

    Raises
    ------
    UsageError
        If not exactly one of the three is given, it does not go with what was found, or there is no
        such period, regime or break.

    Notes
    -----
    Exact: all three numbers are linear in the periods' tension once their parameters are given, and
    a period's tension is a mean of its events (see `explain.decomposition`). The parameters are
    held: how the noise would be measured without an event is not part of its contribution.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> month = drivers(build_series(read_events()), month="2023-01")
    >>> bool(abs(50 + month.table["contribution"].sum() - month.value) < 1e-9)
    True
    """
    if sum(given is not None for given in (month, between, number)) != 1:
        raise UsageError("name one of month, between and number")
    if isinstance(found, Breaks):
        if number is not None:
            return drivers_of_break(found, number)
        if between is None:
            raise UsageError("of breaks name a number, or two regimes with between=(1, 2)")
        return drivers_of_regimes(found, *map(int, between))
    if number is not None:
        raise UsageError("a break is one of breaks: drivers(find_breaks(series), number=2)")
    after, before = (month, None) if between is None else (str(between[1]), str(between[0]))
    assert after is not None
    if isinstance(found, TensionSeries):
        return drivers_of_tension(found, after, before)
    return drivers_of_level(found, after, before)


def drivers_of_tension(
    series: TensionSeries, after: str, before: str | None = None, direction: str = BOTH
) -> Decomposition:
    """Return the events of a period's own tension, or of the difference of two.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.
    after, before : str
        Labels; without `before` the reference is neutral. Of a longer period the mean of its
        periods with events is taken, each counting alike.
    direction : str
        Which series.

    Raises
    ------
    UsageError
        If a period is not in the series, not covered, or without a scored event.
    """
    rows = series.direction(direction)
    scored, covered = (rows["scored"] > 0).to_numpy(), rows["events"].notna().to_numpy()

    def side(text: str) -> Side:
        named, places = _places(text, series, covered)
        seen = places[scored[places]]
        if not len(seen):
            raise UsageError(_silent(named, places, series, direction))
        return Side(spoken(named), places, own_tension(series, direction, seen),
                    spoken_when(named))

    late = side(after)
    if before is None:
        return _apart(series, direction, TENSION, late, None, late.estimate)
    early = side(before)
    half = float(np.hypot(late.estimate.half, early.estimate.half))
    return _apart(series, direction, TENSION, late, early, late.estimate.less(early.estimate, half))


def drivers_of_level(level: LatentLevel, after: str, before: str | None = None) -> Decomposition:
    """Return the events of the estimated level of a period, or of the difference of two.

    Parameters
    ----------
    level : LatentLevel
        Of one direction. Events of the periods around weigh in it as the smoother weighs them, so
        that a silent period has a level too.
    after, before : str
        Labels; without `before` the reference is neutral. Of a longer period the mean of its
        covered periods is taken.

    Raises
    ------
    UsageError
        If a period is not in the series or not covered.
    """
    series, direction = level.series, level.direction
    if level.reason:
        return Decomposition(empty(DRIVERS), series, direction, LEVEL, level.reason,
                             level.provenance)
    known = level.table["level"].notna().to_numpy()
    late, target = _level_side(after, level, known)
    if before is None:
        return _apart(level, direction, LEVEL, late, None, late.estimate, _by_itself(level, late))
    early, subtracted = _level_side(before, level, known)
    change = estimated_level(level, target - subtracted)
    return _apart(level, direction, LEVEL, late, early, change)


def drivers_of_break(breaks: Breaks, number: int) -> Decomposition:
    """Return the events of the size of a break.

    Parameters
    ----------
    breaks : Breaks
        Of one direction.
    number : int
        Number of the break, from 1.

    Raises
    ------
    UsageError
        If there is no such break.
    """
    if not 1 <= number <= len(breaks):
        count = len(breaks)
        why = breaks.reason or (
            f"there {'is' if count == 1 else 'are'} {how_many(count, 'break')}; `tension breaks` "
            "lists any, and --number dates so many as it says"
        )
        raise UsageError(f"there is no break {number}: {why}")
    return drivers_of_regimes(breaks, number, number + 1)


def drivers_of_regimes(breaks: Breaks, before: int, after: int) -> Decomposition:
    """Return the events of the difference between the levels of two regimes.

    Parameters
    ----------
    breaks : Breaks
        Of one direction.
    before, after : int
        Numbers of regimes, from 1.

    Raises
    ------
    UsageError
        If there is no such regime.
    """
    late, early = _regime_side(breaks, after), _regime_side(breaks, before)
    target = np.zeros(len(breaks.regimes))
    target[after - 1] += 1.0
    target[before - 1] -= 1.0
    assert breaks.verdict is not None
    change = regime_level(breaks.verdict.fit, target, len(breaks.series.periods))
    return _apart(breaks, breaks.direction, REGIMES, late, early, change)


def drivers_of_regime(breaks: Breaks, number: int) -> Decomposition:
    """Return the events of the level of a regime.

    Parameters
    ----------
    breaks : Breaks
        Of one direction.
    number : int
        Number of the regime, from 1.

    Raises
    ------
    UsageError
        If there is no such regime.
    """
    side = _regime_side(breaks, number)
    return _apart(breaks, breaks.direction, REGIMES, side, None, side.estimate)


def _apart(
    found: TensionSeries | LatentLevel | Breaks, direction: str, measure: str, after: Side,
    before: Side | None, change: LinearEstimate, own: str = "",
) -> Decomposition:
    series = found if isinstance(found, TensionSeries) else found.series
    chosen = {"after": after.name} | ({} if before is None else {"before": before.name})
    return Decomposition(
        event_table(series, direction, change), series, direction, measure, "",
        found.provenance.choose(measure=measure, direction=direction, **chosen), after, before,
        change, own,
    )


def _level_side(text: str, level: LatentLevel, known: np.ndarray) -> tuple[Side, np.ndarray]:
    named, places = _places(text, level.series, known)
    target = np.zeros(len(known))
    target[places] = 1.0 / len(places)
    return Side(spoken(named), places, estimated_level(level, target), spoken_when(named)), target


def _regime_side(breaks: Breaks, number: int) -> Side:
    if not 1 <= number <= len(breaks.regimes):
        why = breaks.reason or f"there {'is' if len(breaks.regimes) == 1 else 'are'} " + counted(
            len(breaks.regimes), "regime")
        raise UsageError(f"there is no regime {number}: {why}")
    row = breaks.regimes.iloc[number - 1]
    target = np.eye(len(breaks.regimes))[number - 1]
    assert breaks.verdict is not None
    estimate = regime_level(breaks.verdict.fit, target, len(breaks.series.periods))
    places = np.arange(int(row["begin"]), int(row["end"]) + 1)
    covered = breaks.series.direction(breaks.direction)["events"].notna().to_numpy()
    name = say("regime {number} ({first} to {last})", number=number, first=row["first"],
               last=row["last"])
    return Side(name, places[covered[places]], estimate, say("in {period}", period=name))


def _places(
    text: str, series: TensionSeries, covered: np.ndarray
) -> tuple[pd.Period, np.ndarray]:
    """Return the period a label names, and the positions of the covered ones inside it."""
    named = period_named(text)
    grid = series.periods
    inside = np.flatnonzero((grid.start_time >= named.start_time)
                            & (grid.end_time <= named.end_time))
    if not len(inside):
        first, last = label_of(grid[0]), label_of(grid[-1])
        if named.end_time < grid[0].start_time or named.start_time > grid[-1].end_time:
            raise UsageError(f"{text} lies outside the series, which runs from {first} to {last}")
        raise UsageError(f"{text} holds no whole {series.freq}; name one as {last}, or a longer "
                         "span")
    places = inside[covered[inside]]
    if not len(places):
        raise UsageError(f"the source does not cover {text}: nothing is known of it")
    return named, places


def _silent(
    named: pd.Period, places: np.ndarray, series: TensionSeries, direction: str
) -> str:
    """Say that there is no event, and where the nearest ones are."""
    rows = series.direction(direction)
    scored = np.flatnonzero((rows["scored"] > 0).to_numpy())
    labels = labels_of(series.periods)
    near = [*scored[scored < places[0]][-1:], *scored[scored > places[-1]][:1]]
    nearest = f"; the nearest are in {' and '.join(labels[at] for at in near)}" if near else ""
    return f"there is no scored event {spoken_when(named)}{nearest}"


def _by_itself(level: LatentLevel, side: Side) -> str:
    """What the one period of a level says without its neighbours."""
    if len(side.places) != 1:
        return ""
    row = level.series.direction(level.direction).iloc[int(side.places[0])]
    name = side.name[0].upper() + side.name[1:]
    if not row["scored"]:
        return f"{name} has no scored event: its level rests on the {level.series.freq}s around it."
    sure = ""
    if pd.notna(row["tension_low"]):
        sure = f" (95 % {band(row['tension_low'], row['tension_high'])})"
    return f"{name} by itself: {points(row['tension'])}{sure} from " + counted(
        row["scored"], "event") + "."
