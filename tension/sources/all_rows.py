"""Rows of every pair as Arrow tables: their columns, their names, and how a journal carries them.

The columns mean what those of the event table mean (`core.schema.EVENTS`); those that no archive
fills are left out. Texts that recur are kept once and referred to by number. pandas is not
imported, since an ingest does without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute, ipc

from tension.core.dyad import countries
from tension.sources.account import again_marks
from tension.sources.arrow_arrays import (
    DAY,
    ONCE,
    TEXT,
    as_numbers,
    column_of,
    numbers,
    one_chunk,
    repeated,
    same,
    texts,
)
from tension.sources.rows import CodedRow, Scanned

SCHEMA = pa.schema([
    ("event_id", TEXT), ("date", DAY), ("date_precision", ONCE), ("source", ONCE),
    ("target", ONCE), ("source_actor", ONCE), ("target_actor", ONCE), ("code", ONCE),
    ("ontology", ONCE), ("native_score", pa.float64()), ("directed", pa.bool_()),
    ("root", pa.bool_()), ("mentions", pa.float64()), ("added", DAY), ("published", DAY),
    ("origin", ONCE), ("origin_id", TEXT), ("file", ONCE), ("line", pa.int64()), ("url", TEXT),
    ("outlet", ONCE), ("summary", ONCE), ("multilateral", pa.bool_()), ("archive", ONCE),
])
OF_MEMBER = ("event_id", "origin", "file", "archive")
"""Columns that follow from the member a row is of."""

CODED = pa.schema([one for one in SCHEMA if one.name not in OF_MEMBER])
"""What a parser makes of rows."""

Part = tuple[str, str, int]
"""Origin, month such as 1995-03, and rows."""


@cache
def country_list() -> tuple[str, ...]:
    """Return the ISO3 codes, in alphabetical order."""
    return tuple(sorted(countries()))


@cache
def country_texts() -> Any:
    """Return the ISO3 codes as an array: rows of GDELT refer to them by their places in it."""
    return texts(country_list())


@cache
def no_rows() -> Any:
    """Return a table without a row, with the columns of CODED."""
    return coded_table([])


def coded_table(rows: Sequence[CodedRow]) -> Any:
    """Return rows that a parser of lines made as a table."""
    return pa.Table.from_arrays(
        [column_of([getattr(row, one.name) for row in rows], one.type) for one in CODED],
        schema=CODED)


def member_table(one: Scanned, parts: Sequence[Any], archive: str) -> Any:
    """Return the rows of a member in the order of its lines, with their identifiers.

    Parameters
    ----------
    one : Scanned
        The account of the member.
    parts : sequence of Table
        Its rows, with the columns of CODED.
    archive : str
        Key of the archive that the member is in.
    """
    table = pa.concat_tables(parts).unify_dictionaries().combine_chunks()
    lines = as_numbers(one_chunk(table.column("line")))
    if len(lines) and (np.diff(lines) < 0).any():
        table = table.take(numbers(np.argsort(lines, kind="stable"), pa.int64()))
    count = len(table)
    whole = {
        "event_id": event_ids(one.stem, table), "origin": same(one.format, count),
        "file": same(one.label, count), "archive": same(archive, count),
    }
    columns = [whole[name] if name in whole else table.column(name) for name in SCHEMA.names]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def event_ids(stem: str, table: Any) -> Any:
    """Return the identifiers of a member's rows; one that a pair has twice gets a number behind."""
    ids = one_chunk(table.column("origin_id"))
    names = compute.binary_join_element_wise(
        repeated(stem, len(ids)), ids, repeated(":", len(ids)))
    encoded = ids.dictionary_encode()
    if len(encoded.dictionary) == len(table):
        return names
    places = as_numbers(encoded.indices)
    twice = np.flatnonzero(np.bincount(places)[places] > 1)
    pairs = pair_numbers(table)
    marks = again_marks(zip(pairs[twice].tolist(), places[twice].tolist(), strict=True), "#")
    return with_marks(names, twice, list(marks))


def with_marks(names: Any, places: Any, marks: Sequence[str]) -> Any:
    """Return identifiers with a mark behind those at some places."""
    behind = np.full(len(names), "", object)
    behind[places] = marks
    return compute.binary_join_element_wise(
        names, texts(behind.tolist()), repeated("", len(names)))


def pair_numbers(table: Any) -> Any:
    """Return a number for each row's pair of countries, rising with the name of the pair."""
    one, other = (_country_numbers(table.column(name)) for name in ("source", "target"))
    return (np.minimum(one, other) * 256 + np.maximum(one, other)).astype(np.uint16)


def _country_numbers(column: Any) -> Any:
    array = one_chunk(column)
    place = {code: at for at, code in enumerate(country_list())}
    known = np.array([place[code] for code in array.dictionary.to_pylist()] or [0], np.uint32)
    return known[as_numbers(array.indices)]


def packed(tables: Sequence[Any]) -> tuple[bytes, list[Part]]:
    """Return the rows of an archive in the order of origin and month, and how many are of each."""
    if not (tables := [one for one in tables if len(one)]):
        return b"", []
    table = pa.concat_tables(tables).unify_dictionaries().combine_chunks()
    months = month_numbers(table)
    origins = one_chunk(table.column("origin"))
    # A month's number has five digits: origins come first in the order.
    names = np.array(origins.dictionary.to_pylist())
    rank = np.argsort(np.argsort(names))
    keys = rank[as_numbers(origins.indices)].astype(np.int64) * 100_000 + months
    order = np.argsort(keys, kind="stable")
    found, counts = np.unique(keys, return_counts=True)
    by_rank = np.sort(names)
    parts = [(str(by_rank[key // 100_000]), month_name(int(key % 100_000)), int(count))
             for key, count in zip(found, counts, strict=True)]
    sink = pa.BufferOutputStream()
    with ipc.new_stream(sink, SCHEMA) as stream:
        stream.write_table(table.take(numbers(order, pa.int64())).combine_chunks())
    return sink.getvalue().to_pybytes(), parts


def month_numbers(table: Any) -> Any:
    """Return months counted from the year 0."""
    days = as_numbers(one_chunk(table.column("date"))).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int64) + 1970 * 12


def month_name(number: int) -> str:
    """Return a month's name, such as 1995-03.

    Examples
    --------
    >>> month_name(1995 * 12 + 2)
    '1995-03'
    """
    return f"{number // 12:04}-{number % 12 + 1:02}"


def unpacked(rows: Any) -> Any:
    """Return the rows of an archive out of the bytes that `packed` made; none is copied."""
    return ipc.open_stream(rows).read_all()


def slices(parts: Sequence[Part]) -> Iterator[tuple[tuple[str, str], int, int]]:
    """Yield (origin, month), first row and rows of each part of an archive.

    Examples
    --------
    >>> list(slices([("icews", "1995-03", 2), ("icews", "1995-04", 5)]))
    [(('icews', '1995-03'), 0, 2), (('icews', '1995-04'), 2, 5)]
    """
    at = 0
    for origin, month, count in parts:
        yield (origin, month), at, count
        at += count


assert set(CODED.names) == set(CodedRow.__slots__)
