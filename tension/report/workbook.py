"""Tables → one Excel workbook, a sheet a table: text stays text, numbers numbers, days days."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

import pandas as pd

from tension.core.errors import UsageError

ROWS = 1_048_575
"""Rows a sheet has room for below its header."""

LONGEST = 32_767
"""Characters a cell has room for."""

WIDEST, NARROWEST = 60, 8
"""Characters between which a column's width is kept."""


def workbook_bytes(tables: Mapping[str, pd.DataFrame], title: str, made: dt.date | None) -> bytes:
    """Return a workbook of some tables.

    Parameters
    ----------
    tables : mapping
        Name of the sheet → table.
    title : str
        Title of the workbook.
    made : date or None
        Day the workbook says it is of: that of the data, so that the same input gives the same
        bytes.

    Raises
    ------
    UsageError
        If the extra that writes workbooks is not installed, or a table is too long for a sheet.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise UsageError("a workbook needs the extra xlsx: python -m pip install '.[xlsx]'"
                         ) from None
    for name, table in tables.items():
        if len(table) > ROWS:
            raise UsageError(f"{name} has {len(table):,} rows and a sheet room for {ROWS:,}; take "
                             "the CSV files, or --parquet")
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {
        "in_memory": True, "default_date_format": "yyyy-mm-dd",
    }) as book:
        day = made or dt.date(1980, 1, 1)
        book.set_properties({"title": title, "created": dt.datetime(day.year, day.month, day.day)})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": False})
        for name, table in tables.items():
            _write_sheet(book.add_worksheet(name), table, head)
    return held.getvalue()


def _write_sheet(sheet: Any, table: pd.DataFrame, head: Any) -> None:
    """Write a table below its header; what is missing is an empty cell."""
    for at, name in enumerate(table.columns):
        cells = table[name]
        sheet.write_string(0, at, str(name), head)
        if pd.api.types.is_datetime64_any_dtype(cells.dtype):
            write, values = sheet.write_datetime, cells.dt.to_pydatetime()
        elif pd.api.types.is_bool_dtype(cells.dtype):
            write, values = sheet.write_boolean, cells
        elif pd.api.types.is_numeric_dtype(cells.dtype):
            write, values = sheet.write_number, cells
        else:
            # Written as text whatever it says: no = is run, no address becomes a link.
            write, values = sheet.write_string, cells.str.slice(0, LONGEST)
        known = cells.notna().to_numpy()
        for row, value in enumerate(values, start=1):
            if known[row - 1]:
                write(row, at, value)
        usual = cells[known].astype(str).str.len().quantile(0.9) if known.any() else 0
        sheet.set_column(at, at, min(max(len(str(name)) + 2, usual, NARROWEST), WIDEST))
    sheet.freeze_panes(1, 0)
    if len(table):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
