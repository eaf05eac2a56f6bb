"""On how many paths through the choices a break lies, and on which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.period import labels_of
from tension.explain.cells import Cell, Dated, dated
from tension.explain.grid import DIMENSIONS, Grid
from tension.explain.refit import NEAR_MONTHS
from tension.models.breaks.result import Breaks

WORTH = 0.1
"""Survival from which a break that the main answer lacks is listed."""

MOST_OTHERS = 5
"""Most breaks listed that the main answer lacks."""


def survival_of(
    cells: Sequence[Cell], breaks: Breaks, grid: Grid
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return survival of the main answer's breaks and of frequent others, and the same by choice.

    Parameters
    ----------
    cells : sequence of Cell
        Every combination; those in which no break could be looked for do not count.
    breaks : Breaks
        The main answer.
    grid : Grid
        What was varied.

    Returns
    -------
    (DataFrame, DataFrame)
        As `Multiverse.survival` and `Multiverse.by_choice`.
    """
    looked = [cell for cell in cells if not cell.reason]
    labels = labels_of(breaks.series.periods)
    main = [dated(breaks.series, labels.index(str(row.period)), row.size > 0)
            for row in schema.each_row(breaks.table)]
    rows, parts = [], []
    for one in [*main, *_others(looked, main, breaks)]:
        found = np.array([_has(cell, one) for cell in looked], dtype=bool)
        share = float(found.mean()) if len(found) else 0.0
        rows.append((breaks.direction, breaks.series.origin, one.label, one.way, one in main,
                     len(looked), int(found.sum()), share))
        parts += _by_choice(looked, found, one, grid)
    table = pd.DataFrame(rows, columns=schema.names(schema.SURVIVAL))
    columns = ["period", "way", "choice", "value", "cells", "found", "survival"]
    return schema.conform(table, schema.SURVIVAL), pd.DataFrame(parts, columns=columns)


def _has(cell: Cell, one: Dated) -> bool:
    return any(one.near(other, NEAR_MONTHS) for other in cell.dates)


def _others(looked: Sequence[Cell], main: Sequence[Dated], breaks: Breaks) -> list[Dated]:
    """The breaks most often found that the main answer lacks, the most frequent month first.

    A month's window is claimed once: what lies within it is not listed again.
    """
    claimed, found = list(main), list[Dated]()
    periods = [
        dated(breaks.series, at, up)
        for at in range(len(breaks.series.periods)) for up in (True, False)
    ]
    while len(found) < MOST_OTHERS:
        left = [[one for one in cell.dates
                 if not any(one.near(taken, NEAR_MONTHS) for taken in claimed)] for cell in looked]
        counts = _counts(left, periods)
        best = int(np.argmax(counts)) if len(counts) else 0
        if not len(counts) or counts[best] < WORTH * len(looked) or not counts[best]:
            break
        claimed.append(periods[best])
        found.append(periods[best])
    return found


def _counts(left: Sequence[Sequence[Dated]], periods: Sequence[Dated]) -> np.ndarray:
    """In how many combinations a break lies within reach of each period and sign.

    Of equals, the one in the middle of its breaks counts most, by a hair.
    """
    begin = np.array([one.begin for one in periods])
    end = np.array([one.end for one in periods])
    up = np.array([one.up for one in periods])
    alike = Counter(tuple(dates) for dates in left if dates)
    counts = np.zeros(len(periods))
    for dates, times in alike.items():
        near = np.zeros(len(periods))
        for one in dates:
            apart = np.maximum(np.maximum(begin - one.end, one.begin - end), 0)
            hit = (up == one.up) & (apart <= NEAR_MONTHS)
            near = np.maximum(near, np.where(hit, 1.0 - 1e-6 * apart, 0.0))
        counts += times * near
    return counts


def _by_choice(
    looked: Sequence[Cell], found: np.ndarray, one: Dated, grid: Grid
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for at, name in enumerate(DIMENSIONS):
        if len(grid.options[name]) < 2:
            continue
        value_of = np.array([cell.choices[at] for cell in looked], dtype=object)
        for value in grid.options[name]:
            mine = found[value_of == value]
            if len(mine):
                rows.append((one.label, one.way, name, value, len(mine), int(mine.sum()),
                             float(mine.mean())))
    return rows
