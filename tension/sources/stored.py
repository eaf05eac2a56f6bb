"""A dyad's events out of the store: the same table that reading the archives gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path

import pandas as pd

from tension.core import schema
from tension.core.coverage import Span
from tension.core.dyad import Dyad
from tension.core.errors import UsageError
from tension.core.event_table import Events
from tension.core.provenance import InputFile
from tension.sources.account import Record
from tension.sources.all_pair import pair_parts
from tension.sources.all_place import place_of_all
from tension.sources.all_store import AllStore
from tension.sources.machine import event_table, events_of_members
from tension.sources.manifest import held_file, members_of
from tension.sources.store import Store

FAILED = "archives that could not be read when last ingested; `tension doctor` says why"
FAILED_NAMED = 5


def read_store(
    dyad: str | Dyad, folder: str | Path, *, coverage: Span | None = None,
    origins: Sequence[str] = (),
) -> Events:
    """Return a dyad's events as a store holds them, each source's kept apart.

    Parameters
    ----------
    dyad : str or Dyad
        The pair.
    folder : str or Path
        The store, as `tension ingest` filled it; a pair that it does not hold by itself is taken
        out of all its pairs, where it holds them.
    coverage : (date, date), optional
        What the archives cover, when the user knows; else the days they hold rows of.
    origins : sequence of str, optional
        Sources wanted; the others may then overlap with them.

    Returns
    -------
    Events
        `.table` has the columns of `core.schema.EVENTS`; the as-of date is that of the archives.

    Raises
    ------
    UsageError
        If the store holds nothing of the pair.
    InputError
        If the file is none that an ingest wrote, or GDELT 1.0 and 2.0 cover the same days.
    """
    return reduce(Events.join, stored_parts(dyad, folder, coverage=coverage, origins=origins))


def stored_parts(
    dyad: str | Dyad, folder: str | Path, *, coverage: Span | None = None,
    origins: Sequence[str] = (),
) -> list[Events]:
    """Return what `read_store` does, one `Events` a source."""
    pair = Dyad.parse(dyad)
    store = Store(Path(folder), pair)
    if not store.events.exists() and (place := place_of_all(folder)) is not None:
        parts = pair_parts(pair, place, coverage=coverage, origins=origins)
        every = AllStore(place.parent).manifest()
        return [_with_failed(part, every) for part in parts]
    store.require()
    with held_file(store) as held:
        manifest, members = held.manifest, members_of(held.manifest)
        if not members:
            raise UsageError(f"no archive of the store {store.place} could be read; `tension "
                             "doctor` says why")
        rows = held.rows().to_pandas(date_as_object=False)
        held.file.seek(0)
        kept = InputFile.of_stream(held.file, held.name, "")
    files = [replace(kept, origin=origin) for origin in sorted({one.format for one in members})]
    parts = events_of_members(
        members, _table(rows), files, pair, coverage=coverage, origins=origins
    )
    return [_with_failed(part, manifest) for part in parts]


def _with_failed(part: Events, manifest: Record) -> Events:
    """Say in the account which archives could not be read when they were last ingested."""
    mine = {key for key, record in manifest["archives"].items()
            if any(member["format"] == part.origin for member in record["members"])}
    # What was never read is of no known source: each says it.
    failed = [key for key in manifest["failed"] if key in mine or key not in manifest["archives"]]
    detail = ", ".join(failed[:FAILED_NAMED])
    if len(failed) > FAILED_NAMED:
        detail += f" and {len(failed) - FAILED_NAMED} more"
    return replace(part, ledger=part.ledger.remark("read", FAILED, len(failed), detail))


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    known = [name for name in schema.names(schema.EVENTS) if name in rows]
    return event_table(rows[known]) if len(rows) else schema.empty(schema.EVENTS)
