"""A series of one's own: a CSV with a period and a value, to set beside a series of tension.

Periods are days, ISO weeks, months, quarters, years, or decimal years as statistics programs print
them; which it is, is told from the column. An empty cell is a period without a value, never 0.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from tension.core.dyad import BOTH
from tension.core.errors import InputError, RowFault, RowFaults, UsageError, nearest
from tension.core.period import (
    FREQUENCIES,
    Frequency,
    period_grid,
    period_of,
)
from tension.core.provenance import InputFile, Provenance
from tension.sources.cells import number_parser, parse_column
from tension.sources.period_column import periods_of
from tension.sources.tabular import SYNONYMS
from tension.sources.text import RawTable, read_raw

PERIODS = ("period", "date", "time", "day", "week", "month", "quarter", "year")
"""Names of the column of periods, the first that is there."""

VALUES = ("value", "tension", "level")
"""Names of the column of values; the last two are those of this program's own exports."""

UNKNOWN = frozenset({"na", "nan", "n/a", "."})
"""How programs write that there is no value."""


@dataclass(frozen=True)
class OwnSeries:
    """A series read from a file, one value a period, whatever it measures.

    Parameters
    ----------
    name, column : str
        Names of the file, without its ending, and of its column of values.
    periods : PeriodIndex
        Every period from the first with a row to the last.
    freq : str
        ``day``, ``week``, ``month``, ``quarter`` or ``year``.
    values : float array, n
        Higher is closer to conflict; missing where there is none.
    errors : float array, n
        Standard error of each value; missing where the file gives none.
    provenance : Provenance
        The file.
    """

    name: str
    column: str
    periods: pd.PeriodIndex
    freq: Frequency
    values: np.ndarray
    errors: np.ndarray
    provenance: Provenance

    def __len__(self) -> int:
        return len(self.periods)

    def by(self, freq: Frequency) -> OwnSeries:
        """Return the series in longer periods, each the mean of the values in it.

        A week counts in the period that holds its Thursday. The standard error of a mean is that of
        values whose errors are independent, and missing where one of them is.

        Raises
        ------
        UsageError
            If the periods asked for are shorter than its own.
        """
        if freq == self.freq:
            return self
        if FREQUENCIES.index(freq) < FREQUENCIES.index(self.freq):
            raise UsageError(f"{self.name} is by {self.freq} and cannot be split into {freq}s; "
                             f"compare by {self.freq}")
        middle = (self.periods.start_time + pd.Timedelta(days=3 if self.freq == "week" else 0))
        days = pd.Series(middle)
        grid = period_grid(days.iloc[0].date(), days.iloc[-1].date(), freq)
        at = grid.get_indexer(pd.PeriodIndex(period_of(days, freq)))
        seen = np.isfinite(self.values)
        count = np.bincount(at[seen], minlength=len(grid)).astype(float)
        count[count == 0] = np.nan
        squares = np.bincount(at[seen], self.errors[seen] ** 2, len(grid))
        return replace(
            self, periods=grid, freq=freq,
            values=np.bincount(at[seen], self.values[seen], len(grid)) / count,
            errors=np.sqrt(squares) / count,
            provenance=self.provenance.choose(freq=freq),
        )

    def between(self, first: dt.date | None, last: dt.date | None) -> OwnSeries:
        """Return the periods that hold a day from ``first`` to ``last``, both included.

        Raises
        ------
        UsageError
            If none does.
        """
        kept = np.ones(len(self), dtype=bool)
        if first:
            kept &= np.asarray(self.periods.end_time >= pd.Timestamp(first))
        if last:
            kept &= np.asarray(self.periods.start_time <= pd.Timestamp(last))
        if not kept.any():
            raise UsageError(f"{self.name} runs from {self.periods[0].start_time.date()} to "
                             f"{self.periods[-1].end_time.date()}; --since and --until leave "
                             "nothing of it")
        return replace(self, periods=self.periods[kept], values=self.values[kept],
                       errors=self.errors[kept])


def read_own_series(
    path: str | Path,
    *,
    value: str | None = None,
    rows: Mapping[str, str] | None = None,
    higher: str = "conflict",
) -> OwnSeries:
    r"""Return a series from a CSV with a column of periods and one of values.

    Parameters
    ----------
    path : str or Path
        The file; ``-`` is standard input. Comma, semicolon, tab or bar.
    value : str, optional
        Column of the values; without it `value`, `tension` or `level`, or the only column of
        numbers. A column of that name followed by `_se` holds their standard errors.
    rows : mapping, optional
        Column → text: only the rows that say so, where the file holds several series:
        ``{"direction": "both"}`` for a `series.csv` of this program.
    higher : str
        What high values mean: ``conflict``, or ``cooperation``, when the series is turned round.

    Returns
    -------
    OwnSeries
        Every period from the first row to the last.

    Raises
    ------
    InputError
        Naming file, line, column and remedy of every bad row.
    UsageError
        If ``higher`` is neither.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> place = Path(tempfile.mkdtemp(), "mine.csv")
    >>> _ = place.write_text("period,value\n2012-01,3.5\n2012-03,4\n")
    >>> read_own_series(place).values
    array([3.5, nan, 4. ])
    """
    if higher not in ("conflict", "cooperation"):
        raise UsageError(f"higher: high values mean conflict or cooperation, not {higher!r}")
    raw = read_raw(path)
    period = _period_column(raw)
    raw = _only(raw, rows or {})
    chosen = _value_column(raw, period, value)
    freq, starts, faults = periods_of(raw, period)
    numbers, wrong = _numbers(raw, chosen)
    error = "se" if chosen == "value" and "se" in raw.header else f"{chosen}_se"
    spreads, off = _numbers(raw, error) if error in raw.header else ([None] * len(numbers), [])
    off += [RowFault(line, error, f"a standard error is not below 0, and this is {spread:g}",
                     "mend it, or leave the cell empty")
            for line, spread in zip(raw.lines, spreads, strict=True)
            if spread is not None and spread < 0]
    faults = [*raw.faults, *faults, *wrong, *off]
    if faults:
        raise RowFaults(raw.file, faults)
    made = period_of(pd.Series(pd.to_datetime(starts)), freq)
    faults = _twice(raw, period, made)
    if faults:
        raise RowFaults(raw.file, faults)
    grid = period_grid(min(starts), max(starts), freq)
    at = grid.get_indexer(pd.PeriodIndex(made))
    values, errors = np.full(len(grid), np.nan), np.full(len(grid), np.nan)
    values[at] = np.array(numbers, dtype=float) * (1 if higher == "conflict" else -1)
    errors[at] = np.array(spreads, dtype=float)
    source = InputFile.of(raw.file, raw.content, "own series")
    provenance = Provenance((source,), grid[-1].end_time.date(), {"value": chosen,
                                                                  "higher": higher})
    return OwnSeries(Path(raw.file).stem, chosen, grid, freq, values, errors, provenance)


def is_own_series(path: str | Path) -> bool:
    """Say whether a file holds a series of values rather than events, by its header.

    An archive, a folder or a pattern holds none; nor does a table that names who acts on whom.
    """
    if str(path) == "-" or not Path(path).is_file():
        return False
    with Path(path).open("rb") as file:
        first = file.readline(1 << 16)
    try:
        line = first.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    heads = {_plain(cell) for cell in re.split(r"[,;\t|]", line)}
    sides = {name for side in ("source", "target") for name in (side, *SYNONYMS[side])}
    return len(heads) > 1 and bool(heads & set(PERIODS)) and not heads & sides


def _plain(cell: str) -> str:
    return re.sub(r"[ ._-]", "", cell.strip().strip('"').casefold())


def _period_column(raw: RawTable) -> str:
    names = {name.casefold(): name for name in raw.header}
    for name in PERIODS:
        if name in names:
            return names[name]
    raise InputError(raw.file, f"no column of periods in the header ({', '.join(raw.header)})",
                     "name one period", line=raw.header_line)


def _only(raw: RawTable, rows: Mapping[str, str]) -> RawTable:
    """Keep the rows that say what is asked for."""
    for column, text in rows.items():
        if column not in raw.header:
            close = nearest(column, raw.header) or raw.header
            raise InputError(raw.file, f"there is no column {column!r}",
                             f"the header has {', '.join(close)}", line=raw.header_line)
        cells = raw.column(column)
        kept = [at for at, cell in enumerate(cells) if cell == text]
        if not kept:
            known = sorted(set(cells))[:8]
            raise InputError(raw.file, f"no row says {text!r}", f"rows say {', '.join(known)}",
                             column=column)
        raw = replace(raw, rows=[raw.rows[at] for at in kept],
                      lines=[raw.lines[at] for at in kept])
    return raw


def _value_column(raw: RawTable, period: str, told: str | None) -> str:
    others = [name for name in raw.header if name and name != period]
    if told is not None:
        match = [name for name in others if name.casefold() == told.casefold()]
        if not match:
            raise InputError(raw.file, f"there is no column {told!r}",
                             f"the header has {', '.join(others)}", line=raw.header_line)
        return match[0]
    for name in VALUES:
        if name in others:
            return name
    if len(others) > 1:
        others = [name for name in others if not _numbers(raw, name)[1]]
    if len(others) == 1:
        return others[0]
    if not others:
        raise InputError(raw.file, "no column of numbers beside the periods",
                         "add a column named value", line=raw.header_line)
    raise InputError(raw.file, f"{len(others)} columns hold numbers ({', '.join(others)})",
                     f"say which holds the series: value={others[0]!r}, or on the command line "
                     f"--value-a (or --value-b) {others[0]}", line=raw.header_line)


def _numbers(raw: RawTable, column: str) -> tuple[list[float | None], list[RowFault]]:
    cells = ["" if cell.casefold() in UNKNOWN else cell for cell in raw.column(column)]
    parser = number_parser(decimal_comma=raw.delimiter == ";")
    return parse_column(cells, raw.lines, column, parser, False)


def _twice(raw: RawTable, column: str, made: pd.Series) -> list[RowFault]:
    """Name the rows whose period stands in an earlier row, and what may tell them apart."""
    lines = pd.Series(raw.lines)
    first = lines.groupby(made.to_numpy()).transform("first")
    again = made.duplicated().to_numpy()
    remedy = "leave one row a period"
    for name in raw.header:
        if name != column and again.any():
            texts = pd.Series(raw.column(name))
            told = pd.DataFrame({"period": made.to_numpy(), "text": texts.to_numpy()})
            if texts.nunique() <= len(texts) / 2 and not told.duplicated().any():
                example = BOTH if (texts == BOTH).any() else texts.iloc[0]
                remedy = (f"choose by the column {name}: rows={{{name!r}: {example!r}}}, or on the "
                          f"command line --rows-a (or --rows-b) {name}={example}")
                break
    return [
        RowFault(int(line), column, f"the period of line {int(earlier)} again", remedy)
        for line, earlier in zip(lines[again], first[again], strict=True)
    ]
