"""The tables of a report as files: CSV with its description, and Parquet and Excel if asked for."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from tension.report.datapackage import package_text
from tension.report.export import csv_text, tables_of, write_whole
from tension.report.findings import Findings, several_series
from tension.report.workbook import workbook_bytes
from tension.series.frame import TensionSeries
from tension.sources.saved import PACKAGE

WORKBOOK = "tables.xlsx"
MARK = "\ufeff"
"""Byte-order mark, by which Excel knows that a CSV file is UTF-8."""


@dataclass(frozen=True)
class Forms:
    """In which forms tables are written.

    Parameters
    ----------
    raw : bool
        Whether text cells of CSV files stay as they are, for machines.
    excel : bool
        Whether CSV files begin with a byte-order mark, by which Excel reads names and dashes right.
    parquet, xlsx : bool
        Whether each table is written as Parquet too, and all as one workbook.
    """

    raw: bool = False
    excel: bool = False
    parquet: bool = False
    xlsx: bool = False


def table_files(
    sources: Sequence[Findings], forms: Forms,
    more: Mapping[str, pd.DataFrame] = MappingProxyType({}),
) -> dict[str, bytes]:
    """Return the tables of a report by file name, with `datapackage.json` and the forms asked for.

    Parameters
    ----------
    sources : sequence of Findings
        What was found.
    forms : Forms
        In which forms.
    more : mapping
        Further tables by file name, as `core.exported.TABLES` declares them.

    Raises
    ------
    UsageError
        If a workbook is asked for and cannot be made.
    """
    tables = {**tables_of(sources), **more}
    files = {name: _csv(table, forms) for name, table in tables.items()}
    series = [one.series for one in sources]
    package = package_text(series, files, raw=forms.raw, excel=forms.excel)
    stems = {name.removesuffix(".csv"): table for name, table in tables.items()}
    files[PACKAGE] = package.encode()
    if forms.parquet:
        files |= {f"{stem}.parquet": _parquet(table) for stem, table in stems.items()}
    if forms.xlsx:
        days = [one.provenance.as_of for one in series if one.provenance.as_of is not None]
        title = f"{series[0].dyad.title}: tension by {series[0].freq}"
        files[WORKBOOK] = workbook_bytes(stems, title, max(days, default=None))
    return files


def export_tables(
    series: TensionSeries | Sequence[TensionSeries], out: str | Path, *, raw: bool = False,
    excel: bool = False, parquet: bool = False, xlsx: bool = False,
) -> list[Path]:
    """Write the tables of a series, its levels and its breaks as CSV files.

    Parameters
    ----------
    series : TensionSeries or sequence of them
        Any frequency; one series a source, which the column `origin` tells apart.
    out : str or Path
        Folder; made when it is not there. Files of the same name are replaced whole.
    raw, excel, parquet, xlsx : bool
        The forms of the tables; see `Forms`.

    Returns
    -------
    list of Path
        The files: `series.csv`, `level.csv`, `breaks.csv`, `events.csv`, `ledger.csv`,
        `dictionary.csv`, `rejects.csv` and `files.csv` for archives; `datapackage.json`, which
        describes them; each as ``.parquet`` too, and all in `tables.xlsx`, if asked for.

    Raises
    ------
    UsageError
        If several series differ in dyad or period, two are of one source, or a workbook is asked
        for and cannot be made.
    OSError
        If the folder cannot be made or written to; a file is there whole or not at all.

    Examples
    --------
    >>> import tempfile
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(export_tables(build_series(read_events()), folder))
    7
    """
    sources = [Findings.of(one) for one in several_series(series)]
    files = table_files(sources, Forms(raw, excel, parquet, xlsx))
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_whole(folder / name, content)
    return [folder / name for name in files]


def _csv(table: pd.DataFrame, forms: Forms) -> bytes:
    return ((MARK if forms.excel else "") + csv_text(table, forms.raw)).encode()


def _parquet(table: pd.DataFrame) -> bytes:
    held = io.BytesIO()
    table.to_parquet(held, index=False)
    return held.getvalue()
