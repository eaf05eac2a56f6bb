"""Tables of a pair among its neighbours: month by month, and in the last year, from levels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.period import labels_of
from tension.core.results import NEIGHBOURS
from tension.models.averaged import QUANTILE
from tension.panel.breaks import FEWEST
from tension.panel.levels import PairLevel

HALF_YEAR = 6
"""Months to its nearest scored event within which a pair counts in a month."""

LATELY = 3
"""Scored events of the last year from which on a pair has a place in it."""

QUANTILES = (0.1, 0.5, 0.9)
"""Ends of the band, and its middle."""


def counts_in(level: PairLevel) -> np.ndarray:
    """Return in which months a pair counts among others."""
    seen = np.flatnonzero(level.scored > 0)
    inside = np.zeros(len(level), dtype=bool)
    if level.posterior is None:
        return inside
    inside[level.known] = True
    apart = np.abs(np.arange(len(level))[:, None] - seen[None, :]).min(axis=1)
    inside &= apart <= HALF_YEAR
    return inside


def by_month(own: PairLevel, others: Sequence[PairLevel], origin: str) -> pd.DataFrame:
    """Return the table of months."""
    held = np.array([np.where(counts_in(one), one.level, np.nan) for one in others])
    mine = np.full(len(own), np.nan)
    mine[own.known] = own.level[own.known]
    pairs = np.isfinite(held).sum(axis=0)
    band = np.full((3, len(own)), np.nan)
    enough = pairs >= FEWEST
    if enough.any():
        band[:, enough] = np.nanquantile(held[:, enough], QUANTILES, axis=0)
    below = (held < mine).sum(axis=0) + (held == mine).sum(axis=0) / 2
    share = np.where(enough & np.isfinite(mine), 100 * below / np.maximum(pairs, 1), np.nan)
    return pd.DataFrame({
        "period": labels_of(own.months), "origin": origin, "level": mine, "pairs": pairs,
        "others_low10": band[0], "others_median": band[1], "others_high90": band[2],
        "percentile": share,
    })


def year_of(level: PairLevel, year: tuple[str, str]) -> tuple[float, float]:
    """Return the mean level of the last year with its error; missing with too few events."""
    first, last = (labels_of(level.months).index(label) for label in year)
    if level.scored[first : last + 1].sum() < LATELY:
        return np.nan, np.nan
    return level.mean_level(first, last)


def by_pair(
    own: PairLevel, others: Sequence[PairLevel], year: tuple[str, str]
) -> pd.DataFrame:
    """Return the table of neighbours."""
    mine, error = year_of(own, year)
    first, last = (labels_of(own.months).index(label) for label in year)
    rows = []
    for one in others:
        level, its = year_of(one, year)
        half = QUANTILE[95] * np.hypot(error, its)
        gone = mine - level
        rows.append((one.dyad, one.events, one.observed,
                     int(one.scored[first : last + 1].sum()), level, its, gone, gone - half,
                     gone + half))
    table = pd.DataFrame(rows, columns=schema.names(NEIGHBOURS))
    return table.sort_values(["level", "dyad"], ascending=[False, True], ignore_index=True)
