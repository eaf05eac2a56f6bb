"""A column of periods: how long they are, and a day in each, told from its cells alone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from tension.core.errors import RowFault
from tension.core.period import EARLIEST, FREQUENCIES, LATEST, PER_YEAR, Frequency
from tension.sources.cells import CellFault, parse_column, verbatim
from tension.sources.text import RawTable

NEARLY = 0.07
"""Share of a month or quarter by which a printed decimal year may fall short of its beginning."""

_FORMS = {
    "week": re.compile(r"(\d{4})-?W(\d{2})"),
    "quarter": re.compile(r"(\d{4})-?Q([1-4])"),
    "day": re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?"),
    "month": re.compile(r"(\d{4})-(\d{1,2})"),
    "year": re.compile(r"(\d{4})"),
    "decimal year": re.compile(r"(\d{4}(?:\.\d+)?)"),
}
_REMEDY = "write 2012-03-05, 2012-W10, 2012-03, 2012-Q1, 2012, or a decimal year such as 2012.25"


def periods_of(
    raw: RawTable, column: str
) -> tuple[Frequency, list[dt.date], list[RowFault]]:
    """Return the length of the periods, a day in each, and what is wrong with them."""
    cells, faults = parse_column(raw.column(column), raw.lines, column, verbatim, True)
    texts = [text or "" for text in cells]
    if raw.delimiter == ";":
        texts = [text.replace(",", ".") for text in texts]
    kinds = [_kind(text) for text in texts]
    if "decimal year" in kinds:  # 1979 among 1979.25 and 1979.5 is 1979.0
        kinds = ["decimal year" if kind == "year" else kind for kind in kinds]
    first = next((at for at, kind in enumerate(kinds) if kind), 0)
    starts = []
    for text, kind, line in zip(texts, kinds, raw.lines, strict=True):
        try:
            starts.append(_start(text, kind))
        except CellFault as fault:
            faults += [RowFault(line, column, fault.problem, fault.remedy)] if text else []
        else:
            if kind != kinds[first]:
                faults.append(RowFault(
                    line, column, f"{text!r} is a {kind}, and line {raw.lines[first]} has a "
                    f"{kinds[first]}", "give every row a period of one length"))
    if faults:
        return "day", [], faults
    if kinds[first] == "decimal year":
        return *_of_decimals([float(text) for text in texts]), []
    if kinds[first] == "day":
        return _spaced(starts), starts, []
    freq = next(one for one in FREQUENCIES if one == kinds[first])
    return freq, starts, []


def _kind(text: str) -> str:
    return next((kind for kind, form in _FORMS.items() if form.fullmatch(text)), "")


def _start(text: str, kind: str) -> dt.date:
    """Return the first day of a period, or say why there is none."""
    match = _FORMS[kind].fullmatch(text) if kind else None
    try:
        if match is None:
            raise CellFault(f"{text!r} is not a period", _REMEDY)
        year, *rest = (float(part) for part in match.groups())
        if not EARLIEST <= year < LATEST:
            raise CellFault(f"the year of {text!r} is not from {EARLIEST} to {LATEST}", "mend it")
        numbers = [int(part) for part in (year, *rest)]
        if kind == "week":
            return dt.date.fromisocalendar(numbers[0], numbers[1], 1)
        if kind == "quarter":
            return dt.date(numbers[0], 3 * numbers[1] - 2, 1)
        return dt.date(*[*numbers, 1, 1][:3])
    except CellFault:
        raise
    except ValueError:
        raise CellFault(f"there is no {kind} {text!r}", _REMEDY) from None


def _spaced(starts: Sequence[dt.date]) -> Frequency:
    """Tell from days alone how long the periods are that they stand for."""
    days = pd.DatetimeIndex(sorted(set(starts)))
    if len(days) < 2:
        return "day"
    if (days.day == 1).all() or days.is_month_end.all():
        months = set(days.month)
        if len(months) == 1 and (np.diff(days.year) > 0).all():
            return "year"
        apart = np.diff(12 * days.year + days.month)
        return "quarter" if (apart % 3 == 0).all() else "month"
    gaps = np.diff(days.to_numpy()).astype("timedelta64[D]").astype(int)
    return "week" if (gaps % 7 == 0).all() else "day"


def _of_decimals(years: Sequence[float]) -> tuple[Frequency, list[dt.date]]:
    """Return the length of periods written as decimal years, and a day in each.

    Weeks numbered by fifty-twos of a year drift by a day a year against the calendar's, so that
    every fifth or sixth year has a week that holds none of them.
    """
    gaps = np.diff(np.unique(years))
    apart = float(np.median(gaps)) if len(gaps) else 1.0
    freq = min(PER_YEAR, key=lambda one: abs(np.log(apart * PER_YEAR[one])))
    starts = []
    for one in years:
        year, part = int(one), one - int(one)
        if freq in ("month", "quarter", "year"):
            length = {"month": 1, "quarter": 3, "year": 12}[freq]
            month = min(int(part * 12 / length + NEARLY) * length, 12 - length)
            starts.append(dt.date(year, month + 1, 1))
        else:
            long = (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days
            starts.append(dt.date(year, 1, 1) + dt.timedelta(days=round(part * long)))
    return freq, starts
