"""The tables a report writes, and the dictionary of their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tension.core.results import CONTEXT, REAL_TIME
from tension.core.schema import (
    BREAKS,
    CELLS,
    DATE,
    ENTERED,
    FILES,
    FLAG,
    LEDGER,
    LEVEL,
    NULLS,
    REAL,
    REJECTS,
    REMOVALS,
    SENSITIVITY,
    SERIES,
    SOLIDITY,
    SURVIVAL,
    TEXT,
    WHOLE,
    Column,
    conform,
    names,
)
from tension.core.version import METHODOLOGY

if TYPE_CHECKING:
    import pandas as pd

DICTIONARY: tuple[Column, ...] = (
    Column("table", TEXT, "file name", "Table the column stands in."),
    Column("column", TEXT, "text", "Name of the column."),
    Column("type", TEXT, "text | number | whole number | true/false | date", "What it holds."),
    Column("unit", TEXT, "text", "Unit, or set of values."),
    Column("meaning", TEXT, "text", "What it holds, in a sentence."),
    Column("missing", TEXT, "text", 'How a missing cell arises; "never" when it cannot.'),
    Column("methodology", TEXT, "version", "Version of the method that the table follows."),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "series.csv": SERIES,
    "level.csv": LEVEL,
    "breaks.csv": BREAKS,
    "events.csv": ENTERED,
    "ledger.csv": LEDGER,
    "rejects.csv": REJECTS,
    "files.csv": FILES,
    "solidity.csv": SOLIDITY,
    "survival.csv": SURVIVAL,
    "combinations.csv": CELLS,
    "nulls.csv": NULLS,
    "sensitivity.csv": SENSITIVITY,
    "removals.csv": REMOVALS,
    "real_time.csv": REAL_TIME,
    "context.csv": CONTEXT,
}
"""The tables a report writes, by file name; `dictionary.csv` is made of them.

Those of `OF_ARCHIVES` are there only for archives: their bad rows are set aside, and each file has
an account of its own. Those of `OF_FULL` are there only where `--full` was asked for, that of
`OF_REAL_TIME` only where `--real-time` was, that of `OF_CONTEXT` only with a panel."""

OF_ARCHIVES = frozenset({"rejects.csv", "files.csv"})

OF_FULL = frozenset({"solidity.csv", "survival.csv", "combinations.csv", "nulls.csv",
                     "sensitivity.csv", "removals.csv"})

OF_REAL_TIME = frozenset({"real_time.csv"})

OF_CONTEXT = frozenset({"context.csv"})


def dictionary() -> pd.DataFrame:
    """Return the data dictionary of every exported table.

    Returns
    -------
    DataFrame
        Columns as declared in `DICTIONARY`; one row a column.

    Examples
    --------
    >>> dictionary().query("column == 'tension'")["unit"].item()
    '0…100'
    """
    import pandas as pd

    kinds = {TEXT: "text", REAL: "number", WHOLE: "whole number", FLAG: "true/false", DATE: "date"}
    rows = [
        (table, c.name, kinds[c.dtype], c.unit, c.meaning, c.missing, METHODOLOGY)
        for table, columns in TABLES.items()
        for c in columns
    ]
    return conform(pd.DataFrame(rows, columns=names(DICTIONARY)), DICTIONARY)
