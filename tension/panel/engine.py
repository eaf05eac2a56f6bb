"""Where events lie and who adds them up: a Parquet file, a frame, a table of a connection."""

from __future__ import annotations

import glob
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from tension.core.errors import InputError, TensionError, UsageError
from tension.panel.expression import NEEDED
from tension.panel.spark import connect_spark, is_spark, parquet_files, uploaded
from tension.sources.all_place import place_of_all

if TYPE_CHECKING:
    import ibis.expr.types as ir

REMEDY = "python -m pip install '.[panel]'"
MEMORY = "2GB"
"""Memory of DuckDB beyond which it spills to disk."""


def require_ibis() -> Any:
    """Return ibis, or say how to install it.

    Raises
    ------
    UsageError
        If the extra is not installed.
    """
    try:
        return import_module("ibis")
    except ImportError:
        raise UsageError(f"the panel needs the extra panel: {REMEDY}") from None


def open_events(
    where: str | Path | pd.DataFrame, engine_url: str | None = None, *,
    memory: str = MEMORY, threads: int | None = None,
) -> ir.Table:
    """Return the events as a table of an engine, checked for its columns.

    Parameters
    ----------
    where : str, Path or DataFrame
        A Parquet file, a folder of them, a pattern, a frame, or a table of the connection.
    engine_url : str, optional
        A connection, ``duckdb://events.ddb``; without one DuckDB embedded reads the files.
    memory : str
        Memory of DuckDB, ``400MB`` or ``4GB``; beyond it it spills to disk.
    threads : int, optional
        Threads of DuckDB; as many as the machine has when not given.

    Raises
    ------
    UsageError
        If the extra is missing, the connection cannot be made, or has no such table.
    InputError
        If a file is not there, is no whole Parquet file, or lacks a column.
    """
    ibis = require_ibis()
    connection = _connect(ibis, engine_url, memory, threads)
    if isinstance(where, pd.DataFrame):
        import pyarrow as pa

        held = pa.Table.from_pandas(where, preserve_index=False)
        if is_spark(engine_url):
            return _checked(uploaded(connection, held), "the frame")
        if connection.name != "duckdb":
            raise UsageError("a frame is read by DuckDB or Spark; name a table of the connection")
        connection.con.register("events", held)
        return _checked(connection.table("events"), "the frame")
    if engine_url is not None and (named := _named(connection, str(where))) is not None:
        return _checked(named, str(where))
    with readable(str(where)):
        files = files_of(str(where), engine_url)
        if is_spark(engine_url):
            return _checked(parquet_files(connection, files, str(where)), str(where))
        return _checked(connection.read_parquet(files), str(where))


def _connect(ibis: Any, url: str | None, memory: str, threads: int | None) -> Any:
    try:
        if url is None or url.startswith("duckdb"):
            made = ibis.connect(url or "duckdb://")
            _bound(made, memory)
            made.raw_sql(f"SET temp_directory = '{_spill()}'")
            # The order of rows in a file means nothing here, and keeping it costs memory.
            made.raw_sql("SET preserve_insertion_order = false")
            if threads:
                made.raw_sql(f"SET threads = {threads}")
            return made
        if is_spark(url):
            if threads:
                raise UsageError("--threads is DuckDB's; Spark is told in its connection: "
                                 f"--engine-url 'spark://local[{threads}]'")
            return connect_spark(ibis, url, memory)
        return ibis.connect(url)
    except TensionError:
        raise
    except Exception as error:
        raise UsageError(f"{url or 'duckdb'}: no connection ({_first_line(error)}); write "
                         "--engine-url duckdb://FILE.ddb or 'spark://local[2]'") from None


def _bound(connection: Any, memory: str) -> None:
    try:
        connection.raw_sql(f"SET memory_limit = '{memory}'")
    except Exception:
        raise UsageError(f"--memory: {memory!r} is no size; write 400MB or 4GB") from None


def _spill() -> str:
    """Return the folder to spill to."""
    return str(Path(tempfile.gettempdir()) / "tension-panel")


def _named(connection: Any, where: str) -> ir.Table | None:
    """Return the table of that name, or None where the connection has none."""
    *before, name = where.split(".")
    for one, database in ((name, tuple(before) or None), (where, None)):
        try:
            return connection.table(one, database=database)
        except Exception:  # each engine has its own error for a table that is not there
            continue
    return None


def files_of(where: str, engine_url: str | None = None) -> str:
    """Return the pattern of the files that a name stands for; an address is the engine's to read.

    Parameters
    ----------
    where : str
        A file, a pattern, a folder, or a store whose pairs were all ingested: of that only they.
    engine_url : str, optional
        The connection, for what an error says.

    Raises
    ------
    InputError
        If there is no such file, or the folder holds none.
    """
    if "://" in where:
        return where
    path = place_of_all(where) or Path(where)
    if path.is_dir():
        if not any(path.rglob("*.parquet")):
            raise InputError(where, "the folder holds no Parquet file", "name a folder that does")
        return str(Path(glob.escape(str(path))) / "**" / "*.parquet")
    if path.is_file():
        return glob.escape(where)
    if not any(mark in where for mark in "*?["):
        place = f"a table of {engine_url}, or " if engine_url else ""
        raise InputError(where, "there is no such file", f"name {place}a Parquet file of events")
    return where


@contextmanager
def readable(where: str) -> Iterator[None]:
    """Turn what an engine says of a file it cannot read into an error with its remedy."""
    try:
        yield
    except TensionError:
        raise
    except Exception as error:
        told = _first_line(error)
        if "outofmemory" in told.lower().replace(" ", ""):
            raise UsageError(f"{where}: {told}; give the engine more with --memory 4GB") from None
        if "no files found" in told.lower():
            raise InputError(where, "no file is named so",
                             "name a Parquet file of events") from None
        if any(word in told.lower() for word in ("parquet", "magic bytes", "thrift", "read error",
                                                 "too small")):
            raise InputError(where, f"this is no whole Parquet file ({told})",
                             "make or copy the file anew") from None
        raise UsageError(f"{where}: the engine cannot do it ({told}); `tension --debug …` shows "
                         "where") from error


def _first_line(error: Exception) -> str:
    """Return the first line of a message, without the folders above a file."""
    lines = [line for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    if lines[0].startswith("An error occurred while calling"):
        # Java's own message stands below that of the bridge to it, and its cause further below.
        causes = [line for line in lines if line.startswith("Caused by: ")]
        lines = [re.sub(r"^(Caused by)?: ([\w$]+\.)*", "", (causes or lines[1:2] or lines)[-1])]
    return " ".join(word.rsplit("/", 1)[-1] if word.count("/") > 1 else word
                    for word in lines[0].split())


def _checked(table: ir.Table, where: str) -> ir.Table:
    """Refuse a table without the columns of events."""
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        several = "columns are" if len(missing) > 1 else "column is"
        raise InputError(where, f"the {several} missing: {', '.join(missing)}",
                         "write events with the columns that `tension events --csv` has")
    # Some writers put "not a number" where there is none; it would count as a score.
    return table.mutate(
        native_score=table.native_score.cast("float64").nullif(float("nan")))
