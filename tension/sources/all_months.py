"""The months of the store of all pairs: a Parquet file of each, a function of the archives held.

Rows stand in the order of pairs, within a pair in that of archives and lines: the bytes depend on
what is held, never on how it came there. Only months that an archive has come to, or gone from, are
written; the others stay.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute, parquet

from tension.core.errors import InputError
from tension.sources.account import Record, again_marks, scanned_of
from tension.sources.all_rows import (
    SCHEMA,
    pair_numbers,
    slices,
    unpacked,
    with_marks,
)
from tension.sources.all_store import AllStore
from tension.sources.archives import order_of
from tension.sources.arrow_arrays import (
    ONCE,
    as_numbers,
    flags,
    is_known,
    numbers,
    one_chunk,
    recurring,
    texts,
)
from tension.sources.journal import Entry, Journal

GROUP = 1 << 17
"""Rows in a row group."""

AT_ONCE = 1 << 17
"""Rows that lie in memory at a time; those of one pair and month always do."""

PAIR = ("source", "target")

RECURRING = [one.name for one in SCHEMA if one.type == ONCE]
COUNTED = ["date", "source", "target", "code"]
"""Columns whose smallest and largest values are written, so that a reader can pass groups over."""

Month = tuple[str, str]
"""Origin and month."""


def write_months(
    store: AllStore, manifest: Record, earlier: Record, journal: Journal,
    entries: Mapping[str, Entry],
) -> dict[str, int]:
    """Write the months that change into the new folder, and take the others into it.

    Parameters
    ----------
    store : AllStore
        The store, held for writing.
    manifest, earlier : dict
        What it is to hold, and what it holds.
    journal : Journal
        Rows of archives that are new or changed.
    entries : mapping
        Key → entry of the journal, for these.

    Returns
    -------
    dict
        File → bytes.
    """
    archives = manifest["archives"]
    before = earlier.get("archives", {})
    gone = {key for key in before if key not in archives} | (before.keys() & entries.keys())
    touched = {month for key in gone for month, _, _ in slices(before[key]["parts"])}
    touched |= {month for key in entries if key in archives
                for month, _, _ in slices(entries[key].record["parts"])}
    months = {month for record in archives.values() for month, _, _ in slices(record["parts"])}
    files: dict[str, int] = {}
    gathered = _Gathered(store, archives, journal,
                         {key: entry for key, entry in entries.items() if key in archives})
    for month in sorted(months):
        name = file_of(month)
        if month in touched:
            _write(store.fresh / name, gathered.rows(month))
        else:
            store.link(name)
        files[name] = (store.fresh / name).stat().st_size
    return files


def file_of(month: Month) -> str:
    """Return the name of a month's file in the store.

    Examples
    --------
    >>> file_of(("icews", "1995-03"))
    'icews/month=1995-03/part-0.parquet'
    """
    return f"{month[0]}/month={month[1]}/part-0.parquet"


def stretches(counts: Any, most: int) -> Iterator[tuple[int, int]]:
    """Cut a row of counts into stretches that each come to about so many.

    Examples
    --------
    >>> list(stretches(np.array([2, 2, 9, 1, 0]), 4))
    [(0, 2), (2, 3), (3, 5)]
    """
    low = 0
    while low < len(counts):
        rest = np.cumsum(counts[low:])
        high = low + max(int(np.searchsorted(rest, most, side="right")), 1)
        if rest[-1]:
            yield low, high
        low = high


@dataclass
class _Gathered:
    """Where the rows of a month lie: in its earlier file, and in the journal."""

    store: AllStore
    archives: Record
    journal: Journal
    entries: Mapping[str, Entry]

    def __post_init__(self) -> None:
        self.places: dict[Month, list[tuple[str, int, int]]] = defaultdict(list)
        for key in sorted(self.entries, key=order_of):
            for month, at, count in slices(self.entries[key].record["parts"]):
                self.places[month].append((key, at, count))
        self.rank = {key: at for at, key in enumerate(sorted(self.archives, key=order_of))}
        self.held = dict.fromkeys(self.archives.keys() - self.entries.keys(), 1)

    def rows(self, month: Month) -> Iterator[Any]:
        """Yield the rows of a month in their order, in groups; so many pairs at a time as fit."""
        counts = np.zeros(1 << 16, np.int64)
        for piece in self._pieces(month, PAIR):
            counts += np.bincount(pair_numbers(piece), minlength=len(counts))
        for low, high in stretches(counts, AT_ONCE):
            parts = []
            for piece in self._pieces(month, SCHEMA.names):
                pairs = pair_numbers(piece)
                wanted = np.flatnonzero((pairs >= low) & (pairs < high))
                # A copy of the rows wanted: the journal itself is let go of.
                parts.append(_compact(piece.take(numbers(wanted, pa.int64()))))
            yield from self._in_order(parts, month)

    def _in_order(self, parts: Sequence[Any], month: Month) -> Iterator[Any]:
        table = pa.concat_tables(parts).unify_dictionaries().combine_chunks()
        ranks = self._by_archive(table, self.rank)
        order = np.argsort(ranks, kind="stable")
        order = order[np.argsort(pair_numbers(table)[order], kind="stable")]
        if names := self._shared_names(table, order, month):
            table = table.set_column(0, "event_id", names[0])
        for at in range(0, len(order), GROUP):
            yield _compact(table.take(numbers(order[at : at + GROUP], pa.int64())))

    def _pieces(self, month: Month, columns: Sequence[str]) -> Iterator[Any]:
        """Yield some columns of the rows of a month, as they lie."""
        yield from self._earlier(month, columns)
        for key, at, count in self.places[month]:
            entry = self.entries[key]
            with pa.memory_map(str(self.journal.path)) as file:
                file.seek(entry.at)
                rows = unpacked(file.read_buffer(entry.size))
            yield rows.select(columns).slice(at, count)

    def _earlier(self, month: Month, columns: Sequence[str]) -> Iterator[Any]:
        path = self.store.place / file_of(month)
        if not path.exists():
            return
        asked = list(dict.fromkeys([*columns, "archive"]))
        try:
            with parquet.ParquetFile(path, read_dictionary=RECURRING) as file:
                for group in range(file.num_row_groups):
                    table = file.read_row_group(group, asked).select(asked)
                    table = table.cast(pa.schema([SCHEMA.field(name) for name in asked]))
                    kept = self._by_archive(table, self.held) == 1
                    yield table.filter(flags(kept)).select(columns)
        except (pa.ArrowException, OSError):
            raise InputError(str(path), "the file is damaged",
                             f"delete {self.store.place} and ingest the archives again") from None

    def _by_archive(self, table: Any, values: Mapping[str, int]) -> Any:
        """Return a number for each row by its archive, -1 where there is none."""
        keys = one_chunk(table.column("archive"))
        known = [values.get(key, -1) for key in keys.dictionary.to_pylist()]
        return np.array([*known, -1], np.int64)[as_numbers(keys.indices)]

    def _shared_names(self, table: Any, order: Any, month: Month) -> list[Any]:
        """Return identifiers anew where members of one name have rows here; [] where none have.

        The second row of a pair that has a name gets a number behind, as when one pair is read.
        """
        present = set(one_chunk(table.column("archive")).dictionary.to_pylist())
        members = [(key, scanned_of(record)) for key in sorted(present & self.archives.keys())
                   for record in self.archives[key]["members"]]
        stems = {(key, one.label): one.stem for key, one in members if one.format == month[0]}
        counted = Counter(one.stem for _, one in members if one.format == month[0])
        if max(counted.values(), default=0) < 2:
            return []
        names = table.column("event_id").to_pylist()
        bases = [own + name[len(own):].partition("~")[0]
                 for name, own in zip(names, self._own_names(table, stems), strict=True)]
        pairs = pair_numbers(table).tolist()
        marks = again_marks(((pairs[at], bases[at]) for at in order.tolist()), "~")
        return [with_marks(texts(bases), order, list(marks))]

    @staticmethod
    def _own_names(table: Any, stems: Mapping[tuple[str, str], str]) -> Iterator[str]:
        """Yield what each row's identifier begins with: the names of its member and of itself."""
        columns = (table.column(name).to_pylist() for name in ("archive", "file", "origin_id"))
        for key, label, identifier in zip(*columns, strict=True):
            yield f"{stems[key, label]}:{identifier}"


def _compact(table: Any) -> Any:
    """Keep of the texts that recur only those that do so here, in the order of the alphabet."""
    columns = []
    for name in SCHEMA.names:
        array = one_chunk(table.column(name))
        if name in RECURRING:
            places = array.indices
            used = places.unique().drop_null()
            known = array.dictionary.take(used)
            order = compute.array_sort_indices(known)
            anew = np.zeros(len(array.dictionary) + 1, np.int32)
            # The sort's places are of 64 bits without a sign, of which none is that large.
            anew[as_numbers(used)[as_numbers(order.cast(pa.int64()))]] = np.arange(len(order))
            array = recurring(anew[as_numbers(places, len(array.dictionary))], known.take(order),
                              ~is_known(places))
        columns.append(array)
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def _write(path: Path, groups: Iterator[Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with parquet.ParquetWriter(
        path, SCHEMA, compression="zstd", compression_level=1, use_dictionary=RECURRING,
        write_statistics=COUNTED, store_schema=False,
    ) as writer:
        for group in groups:
            writer.write_table(group, row_group_size=GROUP)
    with path.open("rb") as file:
        os.fsync(file.fileno())
