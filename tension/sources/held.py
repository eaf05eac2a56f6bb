"""The Parquet file of a dyad: rows of all its archives in one order, and the manifest in it.

Rows stand in the order of their archives and lines, in groups of a fixed length: the bytes depend
on what is held, never on how it came there. The manifest travels inside the file, so that the two
change together, in one rename. pandas is not imported, since an ingest does without it.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
from pyarrow import json as arrow_json
from pyarrow import parquet

from tension.sources.account import Record, named_rows
from tension.sources.archives import order_of
from tension.sources.journal import Entry, Journal
from tension.sources.manifest import KEY, as_json, damaged
from tension.sources.rows import CodedRow, Scanned

GROUP = 65_536
"""Rows in a row group."""

AT_ONCE = 1 << 22
"""Bytes of rows from which those of several archives are parsed in one go."""

TEXT, DAY = pa.string(), pa.date32()
SCHEMA = pa.schema([
    ("archive", TEXT), ("member", TEXT), ("line", pa.int64()), ("event_id", TEXT), ("date", DAY),
    ("date_precision", TEXT), ("source", TEXT), ("target", TEXT), ("source_actor", TEXT),
    ("target_actor", TEXT), ("code", TEXT), ("ontology", TEXT), ("native_score", pa.float64()),
    ("directed", pa.bool_()), ("root", pa.bool_()), ("mentions", pa.float64()), ("added", DAY),
    ("published", DAY), ("origin", TEXT), ("origin_id", TEXT), ("file", TEXT), ("url", TEXT),
    ("outlet", TEXT), ("summary", TEXT), ("multilateral", pa.bool_()),
])
# As JSON has no dates, they are read as text and cast.
AS_READ = pa.schema([
    pa.field(one.name, TEXT if one.type == DAY else one.type) for one in SCHEMA
])


def rows_as_json(key: str, scans: list[Scanned]) -> bytes:
    """Return the rows of an archive as JSON, one a line, in the order they stand in it."""
    made = []
    for one in scans:
        for row in named_rows(one):
            cells = {"archive": key, "member": one.member, **row}
            # A date is the only value that JSON does not know: its text is the ISO day.
            made.append(json.dumps(cells, default=str, separators=(",", ":")))
    return "".join(line + "\n" for line in made).encode()


def write_held(
    path: Path, manifest: Record, journal: Journal, entries: Mapping[str, Entry]
) -> None:
    """Write the Parquet file anew from the one there and the journal, and put it in its place.

    Parameters
    ----------
    path : Path
        The file.
    manifest : dict
        What it is to hold: the archives by key.
    journal : Journal
        Rows of archives that are new or changed.
    entries : mapping
        Key → entry of the journal, for these.

    Raises
    ------
    OSError
        If it cannot be written; the earlier file is then left as it was.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        with parquet.ParquetWriter(beside, SCHEMA, compression="zstd") as writer:
            for group in _groups(_tables(path, manifest, journal, entries)):
                writer.write_table(group, row_group_size=GROUP)
            writer.add_key_value_metadata({KEY: as_json(manifest)})
        _sync(beside)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _tables(
    path: Path, manifest: Record, journal: Journal, entries: Mapping[str, Entry]
) -> Iterator[pa.Table]:
    """Yield the rows of the archives of the manifest, in their order."""
    earlier = _earlier(path)
    held, table = next(earlier, ("", None))
    fresh: list[bytes] = []
    size = 0
    for key in sorted(manifest["archives"], key=order_of):
        while table is not None and order_of(held) < order_of(key):
            held, table = next(earlier, ("", None))
        if key in entries:
            fresh.append(journal.rows(entries[key]))
            size += len(fresh[-1])
            if size > AT_ONCE:
                yield from _parsed(fresh)
                fresh, size = [], 0
        elif table is not None and held == key:
            yield from _parsed(fresh)
            fresh, size = [], 0
            while table is not None and held == key:
                yield table
                held, table = next(earlier, ("", None))
    yield from _parsed(fresh)


def _earlier(path: Path) -> Iterator[tuple[str, pa.Table]]:
    """Yield the rows of the file there, an archive at a time or a part of one."""
    for batch in _batches(path):
        names = batch.column("archive").to_pylist()
        start = 0
        for at in range(1, len(names) + 1):
            if at == len(names) or names[at] != names[start]:
                yield names[start], pa.Table.from_batches([batch.slice(start, at - start)])
                start = at


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    if not path.exists():
        return
    try:
        with parquet.ParquetFile(path) as file:
            yield from file.iter_batches(batch_size=GROUP)
    except (pa.ArrowException, OSError):
        raise damaged(f"{path.parent.name}/{path.name}") from None


def _parsed(parts: list[bytes]) -> Iterator[pa.Table]:
    """Yield rows of JSON as a table, or nothing when there are none."""
    if not (rows := b"".join(parts)):
        return
    table = arrow_json.read_json(
        io.BytesIO(rows), arrow_json.ReadOptions(use_threads=False, block_size=len(rows) + 1),
        arrow_json.ParseOptions(explicit_schema=AS_READ, unexpected_field_behavior="error"),
    )
    yield table.select(SCHEMA.names).cast(SCHEMA)


def _groups(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Yield the same rows in tables of GROUP rows, the last one shorter."""
    waiting: list[pa.Table] = []
    count = 0
    for table in tables:
        waiting.append(table)
        count += len(table)
        while count >= GROUP:
            joined = pa.concat_tables(waiting)
            yield joined.slice(0, GROUP).combine_chunks()
            waiting, count = [joined.slice(GROUP)], count - GROUP
    if count:
        yield pa.concat_tables(waiting).combine_chunks()


assert set(CodedRow.__slots__) < set(SCHEMA.names)
