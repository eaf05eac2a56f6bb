"""Some pairs out of a store of all of them, as the events of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow import compute, dataset, parquet

from tension.core import schema
from tension.core.coverage import Span
from tension.core.dyad import Dyad
from tension.core.event_table import Events
from tension.core.language import later
from tension.core.provenance import InputFile
from tension.sources.account import Record
from tension.sources.all_store import AllStore
from tension.sources.machine import event_table, events_of_members
from tension.sources.manifest import members_of

NOTES = {"store": later("Read out of a store of all pairs: bad rows, and rows that a rule left "
                        "out, are counted of every pair together.")}


def pair_parts(
    dyad: str | Dyad, place: Path, *, coverage: Span | None = None, origins: Sequence[str] = (),
) -> list[Events]:
    """Return a pair's events out of a store of all pairs, one `Events` a source.

    Parameters
    ----------
    dyad : str or Dyad
        The pair.
    place : Path
        Where the store keeps all its pairs, as `place_of_all` gives it.
    coverage : (date, date), optional
        What the archives cover, when the user knows.
    origins : sequence of str, optional
        Sources wanted.

    Returns
    -------
    list of Events
        Their tables are those that the archives' own reading for the pair gives.

    Raises
    ------
    InputError
        If the store is not whole, or GDELT 1.0 and 2.0 cover the same days.
    """
    pair = Dyad.parse(dyad)
    manifest = AllStore(place.parent).manifest()
    rows = _rows(place, sorted(manifest["files"]), [pair])
    return _events(pair, place, manifest, rows, coverage, origins)


def fullest_pairs(place: Path, origin: str, without: Sequence[str], most: int) -> list[Events]:
    """Return the pairs of a source with most rows, but for those of some countries.

    Parameters
    ----------
    place : Path
        As `place_of_all` gives it.
    origin : str
        The source.
    without : sequence of str
        ISO3 codes of countries whose pairs are not wanted.
    most : int
        Pairs at most.
    """
    manifest = AllStore(place.parent).manifest()
    files = [name for name in sorted(manifest["files"]) if name.startswith(f"{origin}/")]
    counts = Counter[tuple[str, str]]()
    for name in files:
        # A file at a time: those of all months together may not fit the memory.
        held = parquet.read_table(place / name, columns=["source", "target"], partitioning=None)
        found = held.group_by(["source", "target"]).aggregate([([], "count_all")]).to_pylist()
        for row in found:
            first, second = sorted((str(row["source"]), str(row["target"])))
            if not {first, second} & set(without):
                counts[first, second] += row["count_all"]
    chosen = [Dyad(*pair) for pair, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]
    rows = _rows(place, files, chosen[:most])
    both = pd.Series(map(frozenset, zip(rows["source"], rows["target"], strict=True)),
                     index=rows.index, dtype=object)
    made = []
    for pair in chosen[:most]:
        mine = rows[both == frozenset((pair.first, pair.second))]
        made += [one for one in _events(pair, place, manifest, mine, None, (origin,))
                 if one.origin == origin]
    return made


def _rows(place: Path, files: Sequence[str], pairs: Sequence[Dyad]) -> pd.DataFrame:
    """The rows of some pairs; they stand sorted by pair, so that most of a file is passed over."""
    if not files or not pairs:
        return schema.empty(schema.EVENTS).assign(archive=pd.Series(dtype=str))
    wanted = None
    for one in pairs:
        both = [one.first, one.second]
        mine = compute.field("source").isin(both) & compute.field("target").isin(both)
        wanted = mine if wanted is None else wanted | mine
    held = dataset.dataset([place / name for name in files], format="parquet")
    table = held.to_table(filter=wanted)
    plain = [one.cast(one.type.value_type) if hasattr(one.type, "value_type") else one
             for one in table.columns]
    found: pd.DataFrame = table.from_arrays(plain, names=table.column_names).to_pandas(
        date_as_object=False)
    return found


def _events(
    pair: Dyad, place: Path, manifest: Record, rows: pd.DataFrame, coverage: Span | None,
    origins: Sequence[str],
) -> list[Events]:
    order = {key: at for at, key in enumerate(manifest["archives"])}
    rows = rows.assign(at=rows["archive"].map(order)).sort_values(
        ["at", "file", "line", "event_id"], kind="stable", ignore_index=True)
    members = _members(manifest, rows)
    text = (place / "manifest.json").read_bytes()
    files = [InputFile.of("all/manifest.json", text, origin)
             for origin in sorted({one.format for one in members})]
    known = [name for name in schema.names(schema.EVENTS) if name in rows]
    table = event_table(rows[known]) if len(rows) else schema.empty(schema.EVENTS)
    parts = events_of_members(members, table, files, pair, coverage=coverage, origins=origins)
    return [replace(one, notes={**one.notes, **NOTES}) for one in parts]


def _members(manifest: Record, rows: pd.DataFrame) -> list[Any]:
    """The account of every member, with the number of its rows that are the pair's."""
    kept = rows.groupby(["archive", "file"]).size().to_dict()
    keys = [key for key, archive in manifest["archives"].items() for _ in archive["members"]]
    return [replace(one, kept=int(kept.get((key, one.label), 0)))
            for key, one in zip(keys, members_of(manifest), strict=True)]
