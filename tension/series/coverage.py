"""Whether the source looked at a period: observed, silent, uncovered or partial."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from tension.core.coverage import Coverage
from tension.events.spans import day_spans

OBSERVED, SILENT, UNCOVERED, PARTIAL = "observed", "silent", "uncovered", "partial"


def coverage_flags(
    periods: pd.PeriodIndex, coverage: Coverage, events: np.ndarray
) -> np.ndarray:
    """Return the flag of each period.

    Parameters
    ----------
    periods : PeriodIndex, n
        The grid.
    coverage : Coverage
        Days the source looked at.
    events : int array, n
        Events in each period, scored or not: a period whose events have no score is not silent.

    Returns
    -------
    object array, n
        ``uncovered`` when no day is covered, ``partial`` when some are (with or without events),
        else ``observed`` with an event and ``silent`` without.
    """
    flags = []
    for period, count in zip(periods, events, strict=True):
        first, last = period.start_time.date(), period.end_time.date()
        covered = coverage.days(first, last)
        if covered == 0:
            flags.append(UNCOVERED)
        elif covered < (last - first).days + 1:
            flags.append(PARTIAL)
        else:
            flags.append(OBSERVED if count else SILENT)
    return np.array(flags, dtype=object)


def within(coverage: Coverage, first: dt.date, last: dt.date) -> Coverage:
    """Return what of the coverage lies from ``first`` to ``last``, both included.

    Examples
    --------
    >>> whole = Coverage.of([(dt.date(2000, 1, 1), dt.date(2000, 12, 31))], "declared")
    >>> within(whole, dt.date(2000, 3, 15), dt.date(2002, 1, 1)).spans
    ((datetime.date(2000, 3, 15), datetime.date(2000, 12, 31)),)
    """
    cut = [(max(start, first), min(end, last)) for start, end in coverage.spans]
    return Coverage.of([(start, end) for start, end in cut if start <= end], coverage.basis)


def inside(table: pd.DataFrame, coverage: Coverage) -> pd.Series:
    """Return which events can have happened on a covered day, given how exactly they are dated."""
    first, last = day_spans(table)
    touched = pd.Series(False, index=table.index)
    for start, end in coverage.spans:
        touched |= (first <= pd.Timestamp(end)) & (last >= pd.Timestamp(start))
    return touched
