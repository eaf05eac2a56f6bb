"""The manifest: every archive of a store by its key, its sums, and what each member came to.

It travels in the metadata of the Parquet file, so that rows and account never disagree.
"""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from tension.core.errors import InputError
from tension.sources.account import Record, scanned_of
from tension.sources.rows import Scanned
from tension.sources.store import Store

KEY = b"tension"
LAYOUT = 1
"""Number of the layout of a store: one of another number was made by another version."""


def manifest_of(store: Store) -> Record:
    """Return the manifest of a store, an empty one where there is none yet.

    Raises
    ------
    InputError
        If the Parquet file is none that an ingest wrote, or another version did.
    """
    if not store.events.exists():
        return {}
    name = f"{store.place.name}/{store.events.name}"
    try:
        manifest: Any = json.loads((parquet.read_metadata(store.events).metadata or {})[KEY])
    except (pa.ArrowException, KeyError, ValueError):
        raise InputError(name, "it is no file that `tension ingest` wrote",
                         "move it away, or name another --store") from None
    if not isinstance(manifest, dict) or manifest.get("layout") != LAYOUT:
        raise InputError(name, "another version of tension wrote it",
                         "ingest the archives again into another --store")
    return manifest


def as_json(manifest: Record) -> str:
    """Return a manifest as text: the same for the same content."""
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def members_of(manifest: Record) -> list[Scanned]:
    """Return the account of every member, in the order of the archives; rows are kept elsewhere."""
    return [
        scanned_of(record) for archive in manifest.get("archives", {}).values()
        for record in archive["members"]
    ]
