"""Dated crises and thaws from elsewhere: a CSV with `start`, `end`, `kind` and `label`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tension.core.errors import InputError, RowFault, RowFaults, UsageError
from tension.core.period import span_of
from tension.core.provenance import InputFile
from tension.sources.cells import CellFault, Parser, choice_parser, parse_column, verbatim
from tension.sources.text import RawTable, read_raw

CRISIS, THAW = "crisis", "thaw"
KINDS = (CRISIS, THAW)
REQUIRED = ("start", "kind")


@dataclass(frozen=True)
class LabelSet:
    """Spells that someone else calls a crisis or a thaw.

    Parameters
    ----------
    name : str
        Name of the file.
    table : DataFrame
        `start`, `end` (days, both included), `kind` (``crisis`` or ``thaw``), `label`, in order of
        start.
    source : InputFile
        The file.
    """

    name: str
    table: pd.DataFrame
    source: InputFile

    def __len__(self) -> int:
        return len(self.table)


def read_labels(path: str | Path) -> LabelSet:
    r"""Return the dated crises and thaws of a CSV.

    Parameters
    ----------
    path : str or Path
        The file, with the columns `start` and `kind` and perhaps `end` and `label`. A date may be a
        day, a month or a year; a row without an end lasts as long as its start says.

    Returns
    -------
    LabelSet
        `.table` with the columns `start`, `end` (days, both included), `kind` and `label`.

    Raises
    ------
    InputError
        Naming file, line, column and remedy of every bad row.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> place = Path(tempfile.mkdtemp(), "spells.csv")
    >>> _ = place.write_text("start,end,kind,label\n2012-01,2012-03-15,crisis,Spring\n")
    >>> read_labels(place).table["end"].tolist()
    [datetime.date(2012, 3, 15)]
    """
    raw = read_raw(path)
    names = {name.casefold(): name for name in raw.header}
    absent = [name for name in REQUIRED if name not in names]
    if absent:
        raise InputError(raw.file, f"no column {' and '.join(absent)}",
                         "labels have the columns start,end,kind,label", line=raw.header_line)
    starts, faults = parse_column(raw.column(names["start"]), raw.lines, names["start"],
                                  _span, True)
    ends, wrong = _optional(raw, names, "end", _span)
    kinds, odd = parse_column(raw.column(names["kind"]), raw.lines, names["kind"],
                              choice_parser(*KINDS), True)
    labels, _ = _optional(raw, names, "label", verbatim)
    faults = [*raw.faults, *faults, *wrong, *odd]
    rows = []
    for line, start, end, kind, label in zip(raw.lines, starts, ends, kinds, labels, strict=True):
        if start is None or (end is None and "end" in names and faults):
            continue
        last = (end or start)[1]
        if last < start[0]:
            faults.append(RowFault(line, names["end"], f"the end ({last}) lies before the start "
                                   f"({start[0]})", "exchange the two"))
        rows.append((start[0], last, kind, label or ""))
    if faults:
        raise RowFaults(raw.file, faults)
    table = pd.DataFrame(rows, columns=["start", "end", "kind", "label"])
    table = table.sort_values(["start", "end", "kind"], kind="stable", ignore_index=True)
    return LabelSet(raw.file, table, InputFile.of(raw.file, raw.content, "labels"))


def _span(text: str) -> tuple[dt.date, dt.date]:
    try:
        return span_of(text)
    except UsageError:
        raise CellFault(f"{text!r} is not a date", "write 1992, 1992-01 or 1992-01-15") from None


def _optional(
    raw: RawTable, names: dict[str, str], name: str, parser: Parser
) -> tuple[list[Any], list[RowFault]]:
    if name not in names:
        return [None] * len(raw.rows), []
    return parse_column(raw.column(names[name]), raw.lines, names[name], parser, False)
