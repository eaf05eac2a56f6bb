"""From the sums of cells to tension with its interval, series by series."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.period import PER_YEAR
from tension.panel.tables import PANEL
from tension.scales.scale import Scale
from tension.series.uncertainty import DaySums, error_of_sums

SUMMED = ("scored", "event_days", "day_sizes", "total", "between_days", "within_days")
"""Columns of the cells, in the order of the fields of `DaySums`."""

KEYS = ["origin", "dyad", "direction"]


def month_number(period: pd.Series) -> np.ndarray:
    """Return the months since the year 0 of labels such as ``2012-03``."""
    text = period.astype(str)
    year, month = text.str[:4].astype(int), text.str[5:7].astype(int)
    return (12 * year + month - 1).to_numpy()


def with_tension(sums: pd.DataFrame, scales: Mapping[str, Scale]) -> pd.DataFrame:
    """Return the cells with tension, its standard error and its 95 % interval.

    Parameters
    ----------
    sums : DataFrame
        Columns as declared in `panel.tables.SUMS`, any number of series.
    scales : mapping
        Origin → the scale its events were scored with.

    Returns
    -------
    DataFrame
        Columns as declared in `panel.tables.PANEL`, ordered by origin, pair, direction and month.

    Notes
    -----
    The estimator is that of `series.uncertainty`; a series' spread is pooled over all its months.
    """
    ordered = sums.sort_values([*KEYS, "period"], ignore_index=True)
    month = month_number(ordered["period"])
    added = {name: np.full(len(ordered), np.nan)
             for name in ("effective_events", "tension_se", "half")}
    cells = ordered[list(SUMMED)].to_numpy(dtype=float)
    for rows in ordered.groupby(KEYS, sort=False).indices.values():
        at = month[rows] - month[rows[0]]
        grid = np.zeros((len(SUMMED), at[-1] + 1))
        grid[:, at] = cells[rows].T
        error = error_of_sums(DaySums(*grid), PER_YEAR["month"])
        for name, values in (("effective_events", error.effective),
                             ("tension_se", error.standard_error), ("half", error.half_width)):
            added[name][rows] = values[at]
    per_point = ordered["origin"].map({name: one.per_point for name, one in scales.items()})
    worth = per_point.to_numpy(dtype=float)
    tension = 50.0 - worth * ordered["net"].to_numpy(dtype=float)
    half = worth * added["half"]
    return schema.conform(ordered.assign(
        effective_events=added["effective_events"], tension=tension,
        tension_se=worth * added["tension_se"], tension_low=tension - half,
        tension_high=tension + half,
    ), PANEL)
