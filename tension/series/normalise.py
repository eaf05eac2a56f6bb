"""How much a source reported at all: its rows of whatever countries, beside those of the pair.

A source that finds twice as much news finds twice as many events of a pair that is no busier. The
share stands in columns of its own; it is never divided into a count or a level without a word.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tension.core.coverage import Coverage
from tension.core.period import Frequency, period_of


def add_reports(
    table: pd.DataFrame, reports: pd.DataFrame | None, periods: pd.PeriodIndex, seen: Coverage,
    freq: Frequency,
) -> pd.DataFrame:
    """Return a series' table with what its source reported in each period.

    Parameters
    ----------
    table : DataFrame
        Rows of a series, one direction after another or interleaved; columns `period` and `events`.
    reports : DataFrame or None
        Columns as declared in `core.schema.REPORTS`, of one source. None where it does not say, and
        of several sources together, whose rows are not alike.
    periods : PeriodIndex
        The grid.
    seen : Coverage
        Days of the grid that the source looked at.
    freq : str
        Length of a period.

    Returns
    -------
    DataFrame
        With `reports_total` (rows) and `share_of_reports` (events ÷ `reports_total`), missing where
        nothing is known.

    Examples
    --------
    >>> import datetime as dt
    >>> whole = Coverage.of([(dt.date(2016, 1, 1), dt.date(2016, 1, 31))], "")
    >>> rows = pd.DataFrame({"period": ["2016-01"], "events": [3.0]})
    >>> days = pd.DataFrame({"origin": "gdelt1", "day": pd.to_datetime(["2016-01-05"]),
    ...                      "rows": [60]})
    >>> grid = pd.period_range("2016-01", "2016-01", freq="M")
    >>> add_reports(rows, days, grid, whole, "month")[["reports_total", "share_of_reports"]]
       reports_total  share_of_reports
    0           60.0              0.05
    """
    total = np.full(len(periods), np.nan)
    if reports is not None:
        total = _by_period(reports, periods, seen, freq)
    by_label = pd.Series(total, index=pd.unique(table["period"]))
    whole = table["period"].map(by_label).where(table["events"].notna())
    return table.assign(
        reports_total=whole, share_of_reports=table["events"] / whole.where(whole > 0)
    )


def _by_period(
    reports: pd.DataFrame, periods: pd.PeriodIndex, seen: Coverage, freq: Frequency
) -> np.ndarray:
    """Add up the rows of the days that are looked at, period by period."""
    inside = pd.Series(False, index=reports.index)
    for first, last in seen.spans:
        inside |= reports["day"].between(pd.Timestamp(first), pd.Timestamp(last))
    kept = reports[inside]
    at = periods.get_indexer(pd.PeriodIndex(period_of(kept["day"], freq)))
    return np.bincount(at[at >= 0], kept["rows"].to_numpy(dtype=float)[at >= 0], len(periods))
