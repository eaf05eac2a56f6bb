"""The days an event can have happened on, given how exactly it is dated."""

from __future__ import annotations

import pandas as pd


def day_spans(table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the first and the last possible day of each event.

    Parameters
    ----------
    table : DataFrame
        With the columns `date` and `date_precision`.

    Examples
    --------
    >>> dates = pd.to_datetime(["2012-02-01"]).astype("datetime64[s]")
    >>> first, last = day_spans(pd.DataFrame({"date": dates, "date_precision": ["month"]}))
    >>> str(last[0].date())
    '2012-02-29'
    """
    first = table["date"]
    last = first.copy()
    for precision, freq in (("month", "M"), ("year", "Y-DEC")):
        coarse = table["date_precision"] == precision
        ends = first[coarse].dt.to_period(freq).dt.end_time.dt.normalize()
        last[coarse] = ends.astype(first.dtype)
    return first, last
