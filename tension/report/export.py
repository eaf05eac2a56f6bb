"""Tables → CSV: same input, same bytes; safe to open in a spreadsheet; read back unchanged.

UTF-8, comma, LF; numbers as ``%.12g``; dates ISO; true and false; an empty cell is missing. A text
cell that a spreadsheet might run (``= + - @``, tab, carriage return first) gets an apostrophe,
which `read_events` takes away again; numbers never do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from tension.core import exported
from tension.core.errors import UsageError
from tension.report.findings import Findings
from tension.series.frame import by_period

_RUNS = re.compile(r"'*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """Return a text cell that no spreadsheet runs as a formula.

    Examples
    --------
    >>> guarded("=1+1"), guarded("Iran > Azerbaijan")
    ("'=1+1", 'Iran > Azerbaijan')
    """
    return "'" + text if _RUNS.match(text) else text


def _one_kind_of_line_end(text: str) -> str:
    """A lone carriage return inside a cell would end the row for a reader that follows the rule."""
    return text[:1] + re.sub("\r\n?", "\n", text[1:])


def csv_text(frame: pd.DataFrame, raw: bool = False) -> str:
    """Return a table as CSV.

    Parameters
    ----------
    frame : DataFrame
        Any table; the index is left out.
    raw : bool
        Whether text cells stay as they are, for machines.
    """
    made = {}
    for name in frame.columns:
        values = frame[name]
        if pd.api.types.is_bool_dtype(values.dtype):
            values = values.map({True: "true", False: "false"})
        elif pd.api.types.is_datetime64_any_dtype(values.dtype):
            values = values.dt.strftime("%Y-%m-%d")
        elif not raw and not pd.api.types.is_numeric_dtype(values.dtype):
            values = values.map(_one_kind_of_line_end, na_action="ignore")
            values = values.map(guarded, na_action="ignore")
        made[name] = values
    return pd.DataFrame(made).to_csv(index=False, float_format="%.12g", lineterminator="\n")


def tables_of(sources: Sequence[Findings]) -> dict[str, pd.DataFrame]:
    """Return the tables of a report by file name, the data dictionary included.

    Those of several sources follow one another, told apart by `origin`.
    """
    series = [one.series for one in sources]
    rejects = [one.rejects for one in series if one.rejects is not None]
    files = [one.files for one in series if one.files is not None]
    return {
        "series.csv": stacked([one.table for one in series]),
        "level.csv": stacked([
            by_period([level.table for level in one.levels.values()]) for one in sources
        ]),
        "breaks.csv": stacked([
            breaks.table for one in sources for breaks in one.breaks.values()
        ]),
        "events.csv": stacked([one.events for one in series]),
        "ledger.csv": stacked([one.ledger.table for one in series]),
        "dictionary.csv": exported.dictionary(),
        **({"rejects.csv": stacked(rejects)} if rejects else {}),
        **({"files.csv": stacked(files)} if files else {}),
    }


def stacked(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return tables of one declaration, one after another."""
    return pd.concat(tables, ignore_index=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all: beside it first, then renamed.

    What is there already and is no file, such as a device or a pipe, is written to.

    Raises
    ------
    UsageError
        If the path is a folder, or none, or its folder is not there.
    """
    if not path.name or path.is_dir():
        raise UsageError(f"{str(path)!r} is a folder; name a file with --out")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}; make it, or name another with --out")
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    beside = path.with_name(f".{path.name}.partial")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
