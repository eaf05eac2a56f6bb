"""`smallest_removals`: the few events without which a break is gone, sought greedily."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.errors import UsageError
from tension.core.language import say
from tension.core.period import labels_of, spoken
from tension.core.provenance import Provenance
from tension.core.rounding import counted, signed
from tension.explain.cells import Dated, dated
from tension.explain.parallel import WORKERS, Watcher, in_processes
from tension.explain.refit import NEAR_MONTHS, Question, shifts_of
from tension.explain.scored import ScoredEvents
from tension.models.breaks.fit import Fit
from tension.models.breaks.partition import design
from tension.models.breaks.result import Breaks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LIMIT = 30
"""Events removed at most."""

NAMED = 3
"""Events of a set that the summary names."""


@dataclass(frozen=True)
class Removals:
    """For each break, events without which it is gone.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.schema.REMOVALS`, one row an event removed, in order.
    breaks : Breaks
        The answer.
    limit : int
        Events removed at most.
    provenance : Provenance
        Inputs and parameters.
    """

    table: pd.DataFrame
    breaks: Breaks
    limit: int
    provenance: Provenance

    def needed(self, number: int) -> int | None:
        """Return how many removals make a break vanish; None where the limit did not suffice.

        Parameters
        ----------
        number : int
            Of the break, from 1.
        """
        mine = self.table[self.table["break"] == number]
        return len(mine) if mine["vanished"].any() else None

    def summary(self) -> str:
        """Return how many events carry each break, and the first of them."""
        series = self.breaks.series
        head = f"{series.dyad.title}, {series.dyad.spoken(self.breaks.direction)}"
        if not len(self.breaks):
            return f"{head}: no break that removing events could make vanish."
        lines = [f"{head}: the fewest events without which a break is gone, sought greedily; a "
                 "smaller set may exist."]
        lines += [f"  {self.sentence(number)}" for number in self.breaks.table["break"]]
        return "\n".join(lines)

    def sentence(self, number: int) -> str:
        """Return the events that carry one break, in a sentence.

        Parameters
        ----------
        number : int
            Of the break, from 1.
        """
        row = self.breaks.table[self.breaks.table["break"] == number].iloc[0]
        when = spoken(self.breaks.period(str(row["period"])))
        needed = self.needed(number)
        mine = self.table[self.table["break"] == number]
        around = counted(row["events_before"] + row["events_after"], "event")
        if needed is None:
            return say("{period}: still there without the {events} of most influence of {all} in "
                       "its two regimes", period=when, events=counted(len(mine), "event"),
                       all=around)
        named = "; ".join(_named(event) for event in schema.each_row(mine.head(NAMED)))
        rest = say("; and {number} more", number=needed - NAMED) if needed > NAMED else ""
        return say("{period}: gone without {number} of {all}: {events}{rest}", period=when,
                   number=needed, all=around, events=named, rest=rest)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw how many events each break is gone without; return the Axes."""
        from tension.explain.verdict_figures import draw_removals

        return draw_removals(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>" + str(self.table.to_html(index=False))


def _named(event: Any) -> str:
    """An event by day, what happened or its code, its weight and its address."""
    told = [text for text in (event.summary, event.code) if isinstance(text, str)]
    address = f" {event.url}" if isinstance(event.url, str) else ""
    return (f"{event.date:%Y-%m-%d} {told[0] if told else ''} ({signed(event.score)}){address}")


def smallest_removals(
    breaks: Breaks, *, limit: int = LIMIT, workers: int = WORKERS, watcher: Watcher | None = None
) -> Removals:
    """Return, for each break, a small set of events whose removal makes it vanish.

    Parameters
    ----------
    breaks : Breaks
        The answer.
    limit : int
        Events removed at most, 1 or more.
    workers : int
        Processes.
    watcher : Watcher, optional
        Hears how many breaks are done.

    Returns
    -------
    Removals
        `.table` with the columns of `core.schema.REMOVALS`; empty where there is no break.

    Raises
    ------
    UsageError
        If no event may be removed.

    Notes
    -----
    Greedy: the event whose removal shrinks the step of the break most, its dates and noise held, is
    removed; breaks are dated anew without it; and so on until no break of the same sign lies within
    3 months of its date set, or the limit is reached. The true smallest set can be smaller. That
    few events carry a break does not make it false: a war can be one event.

    References
    ----------
    Broderick, Giordano & Meager (2023), An Automatic Finite-Sample Robustness Metric,
    doi:10.48550/arXiv.2011.14999.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> from tension.models.breaks.find import find_breaks
    >>> len(smallest_removals(find_breaks(build_series(read_events()))).table)
    0
    """
    if limit < 1:
        raise UsageError(f"limit is {limit}; let 1 event or more be removed")
    events = ScoredEvents.of(breaks.series, breaks.direction)
    common = (events, Question.of(breaks), breaks, limit) if len(breaks) else None
    jobs = list(range(len(breaks)))
    if watcher:
        watcher.begin(len(jobs), "breaks")
    parts: list[tuple[list[int], bool]] = []
    for one in in_processes(_remove, jobs, common, workers):
        parts.append(one)
        if watcher:
            watcher.step()
    return Removals(_table(parts, breaks), breaks, limit,
                    breaks.provenance.choose(limit=limit))


def _remove(
    common: tuple[ScoredEvents, Question, Breaks, int], which: int
) -> tuple[list[int], bool]:
    """Rows of the events removed, in order, and whether the break is gone without them."""
    events, question, breaks, limit = common
    series = breaks.series
    one = _anywhere_in_its_set(breaks, which)
    assert breaks.verdict is not None
    fit: Fit | str = breaks.verdict.fit
    removed: list[int] = []
    while len(removed) < min(limit, len(breaks.series.events)):
        assert isinstance(fit, Fit)
        near = [k for k, shift in enumerate(shifts_of(fit))
                if one.near(dated(series, shift.position, shift.up), NEAR_MONTHS)]
        if not near:
            return removed, True
        best = int(np.argmin(effects(events, fit, near[0]) * (1 if one.up else -1)))
        removed.append(int(events.row[best]))
        events = events.take(np.delete(np.arange(len(events)), best))
        fit = question.ask(events.observations(), series.freq)
        if isinstance(fit, str):
            return removed, True
    last = shifts_of(fit) if isinstance(fit, Fit) else ()
    return removed, not any(
        one.near(dated(series, shift.position, shift.up), NEAR_MONTHS) for shift in last)


def _anywhere_in_its_set(breaks: Breaks, which: int) -> Dated:
    """A break as the months of its date set: dated elsewhere in it, it has not vanished."""
    series, row = breaks.series, breaks.table.iloc[which]
    labels, up = labels_of(series.periods), float(row["size"]) > 0
    first, last = (dated(series, labels.index(str(row[end])), up) for end in ("first", "last"))
    return Dated(str(row["period"]), first.begin, last.end, up)


def effects(events: ScoredEvents, fit: Fit, which: int) -> np.ndarray:
    """Return what removing each event would add to the step of a break, dates and noise held.

    Parameters
    ----------
    events : ScoredEvents
        n events.
    fit : Fit
        Fitted to them.
    which : int
        Break, from 0.

    Returns
    -------
    float array, n
        Points of tension. The event of a period with no other takes the period with it, which then
        counts as if it lay on its regime's level.
    """
    place = np.full(events.periods, -1)
    place[fit.seen.position] = np.arange(fit.observed)
    at = place[events.position]
    values = fit.seen.tension + fit.excess + fit.cycle + fit.centre
    count = np.bincount(at, minlength=fit.observed)
    regime = np.searchsorted(fit.chosen.starts, np.arange(fit.observed), side="right")
    level = fit.fitted.coefficients[regime, 0] + fit.cycle + fit.centre
    alone = count[at] == 1
    left = (values[at] - events.tension) / np.where(alone, 1, count[at] - 1)
    moved = np.where(alone, level[at] - values[at], left)
    return np.asarray(step_weights(fit, which)[at] * moved)


def step_weights(fit: Fit, which: int) -> np.ndarray:
    """Return the weight of each observed period in the step of a break, dates and noise held.

    Parameters
    ----------
    fit : Fit
        Its chosen partition of levels.
    which : int
        Break, from 0.

    Returns
    -------
    float array, n
        Their product with the observed values is the step.
    """
    rows = fit.rows
    contrast = np.zeros(len(fit.edges) - 1)
    contrast[which], contrast[which + 1] = -1.0, 1.0
    whitened = design(rows, fit.edges) @ (fit.fitted.inverse @ contrast)
    # A value enters its own whitened row, and the next one through the memory of the noise.
    weights = whitened * rows.own[:, 0]
    weights[:-1] += whitened[1:] * rows.before[1:, 0]
    return np.asarray(weights)


def _table(parts: Sequence[tuple[list[int], bool]], breaks: Breaks) -> pd.DataFrame:
    table = breaks.series.events_in(breaks.direction).reset_index(drop=True)
    rows = []
    for which, (removed, gone) in enumerate(parts):
        period = breaks.table["period"].iloc[which]
        for order, row in enumerate(removed, 1):
            event = table.iloc[row]
            rows.append((
                breaks.direction, breaks.series.origin, which + 1, period, order,
                *(event[name] for name in ("event_id", "date", "score", "code", "summary", "url")),
                gone and order == len(removed),
            ))
    if not rows:
        return schema.empty(schema.REMOVALS)
    return schema.conform(pd.DataFrame(rows, columns=schema.names(schema.REMOVALS)),
                          schema.REMOVALS)
