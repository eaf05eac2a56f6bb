"""A dyad's events out of the store: the same table that reading the archives gives."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from pyarrow import parquet

from tension.core import schema
from tension.core.coverage import Span
from tension.core.dyad import Dyad
from tension.core.event_table import Events
from tension.core.provenance import InputFile
from tension.sources.machine import event_table, events_of_members
from tension.sources.manifest import manifest_of, members_of
from tension.sources.store import Store

ORIGIN = "event store"


def read_store(
    dyad: str | Dyad, folder: str | Path, *, coverage: Span | None = None
) -> Events:
    """Return a dyad's events as a store holds them.

    Parameters
    ----------
    dyad : str or Dyad
        The pair.
    folder : str or Path
        The store, as `tension ingest` filled it.
    coverage : (date, date), optional
        What the archives cover, when the user knows; else the days they hold rows of.

    Returns
    -------
    Events
        `.table` has the columns of `core.schema.EVENTS`; the as-of date is the manifest's.

    Raises
    ------
    UsageError
        If the store holds nothing of the pair.
    InputError
        If the file is none that an ingest wrote, or GDELT 1.0 and 2.0 cover the same days.
    """
    pair = Dyad.parse(dyad)
    store = Store(Path(folder), pair)
    store.require()
    members = members_of(manifest_of(store))
    rows = parquet.read_table(store.events).to_pandas(date_as_object=False)
    with store.events.open("rb") as file:
        kept = InputFile.of_stream(file, f"{store.place.name}/{store.events.name}", ORIGIN)
    return events_of_members(members, _table(rows), [kept], pair, coverage=coverage)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    known = [name for name in schema.names(schema.EVENTS) if name in rows]
    if not len(rows):
        return schema.empty(schema.EVENTS)
    return event_table(rows[known])
