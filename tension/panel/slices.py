"""DuckDB reads files a span of months at a time: the cells of a month need its events alone.

The whole at once keeps every day of every pair until the last event is read, several times the
memory of a month's, and a table that no longer fits a processor's cache is slow to look into. The
expression is the same for every slice, written out once; only the events behind the table's name
are others. Each thread has a slice of its own, so that no day is kept by two of them.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tension.panel.engine import files_of

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

EVENTS = 500_000
"""Events from which on a slice takes no further month."""

OVERLAP = 4.0
"""Times that the events would be read, at most, for slices to be worth it.

Files that are not in the order of days would be read whole for every slice.
"""

@dataclass(frozen=True)
class Slice:
    """A span of whole months.

    Parameters
    ----------
    first, after : date
        First day of the span, and the day after its last.
    files : sequence of str
        The files that hold events of it.
    """

    first: dt.date
    after: dt.date
    files: Sequence[str]


def slices_of(table: ir.Table, where: str | Path, events: int = EVENTS) -> list[Slice]:
    """Return the slices in which Parquet files are read best; none where the whole at once is.

    Parameters
    ----------
    table : Table
        The events, of DuckDB.
    where : str or Path
        The files that they are read from: one, a folder or a pattern.
    events : int
        Events from which on a slice takes no further month.

    Returns
    -------
    list of Slice
        In calendar order; every event lies in one.

    Notes
    -----
    What days a part of a file holds is in its footer; no event is read for it.
    """
    backend: Any = table.get_backend()
    groups = backend.con.execute(
        "SELECT file_name, row_group_num_rows, TRY_CAST(left(stats_min_value, 10) AS DATE), "
        "TRY_CAST(left(stats_max_value, 10) AS DATE), stats_null_count "
        "FROM parquet_metadata(?) WHERE path_in_schema = 'date' AND row_group_num_rows > 0",
        [files_of(str(where))],
    ).fetchall()
    if not groups or any(one[2] is None or one[3] is None or one[4] != 0 for one in groups):
        return []
    found = []
    for first, after in _spans(groups, events):
        held = [one for one in groups if one[2] < after and one[3] >= first]
        found.append((Slice(first, after, sorted({one[0] for one in held})),
                      sum(one[1] for one in held)))
    read, whole = sum(rows for _, rows in found), sum(one[1] for one in groups)
    return [one for one, _ in found] if len(found) > 1 and read <= OVERLAP * whole else []


def _spans(groups: list[tuple[Any, ...]], events: int) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield spans of months with about so many events, if those of a group lie evenly."""
    months: dict[int, float] = {}
    for _, rows, first, last, _ in groups:
        held = range(_number(first), _number(last) + 1)
        for month in held:
            months[month] = months.get(month, 0.0) + rows / len(held)
    began, held_so_far = min(months), 0.0
    for month in sorted(months):
        held_so_far += months[month]
        if held_so_far >= events or month == max(months):
            yield _day(began), _day(month + 1)
            began, held_so_far = month + 1, 0.0


def _number(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _day(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)


def run_slices(
    cells: ir.Table, slices: Sequence[Slice], threads: int | None = None
) -> pa.Table:
    """Run an expression for the events of each slice, and put the cells together.

    Parameters
    ----------
    cells : Table
        Of DuckDB; ordered by month first, so that the whole is.
    slices : sequence of Slice
        In calendar order.
    threads : int, optional
        Slices at once; as many as the machine has processors when not given.

    Returns
    -------
    pyarrow.Table
        The rows that the expression gives for the events as a whole.
    """
    import ibis
    import ibis.expr.operations as ops
    import pyarrow as pa

    backend: Any = cells.get_backend()
    text = str(ibis.to_sql(cells, dialect="duckdb"))
    (name,) = {one.name for one in cells.op().find(ops.DatabaseTable)}
    small = {one.name: one.data.to_pyarrow(one.schema)
             for one in cells.op().find(ops.InMemoryTable)}

    def run(one: Slice) -> pa.Table:
        with backend.con.cursor() as cursor:
            for held, rows in small.items():
                cursor.register(held, rows)
            files = ", ".join("'" + file.replace("'", "''") + "'" for file in one.files)
            # The dates are compared as they stand in the file, so that its footer tells what to
            # pass over; and here, not in the expression, where two branches would share the filter
            # and neither hand it down.
            cursor.execute(
                f'CREATE TEMP VIEW "{name}" AS FROM read_parquet([{files}]) '
                f"WHERE date >= DATE '{one.first}' AND date < DATE '{one.after}'")
            # Copied out of the engine's memory, which the next slice then fills again.
            found = cursor.sql(text).to_arrow_table()
            here = pa.default_cpu_memory_manager()
            return pa.Table.from_batches(
                [one.copy_to(here) for one in found.to_batches()], found.schema)

    # A thread of ours works for its own slice alone; one of DuckDB's would help with any.
    backend.con.execute("SET threads = 1")
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        return pa.concat_tables(pool.map(run, slices))

