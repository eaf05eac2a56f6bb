"""The manifest: every archive of a store by its key, its sums, and what each member came to.

It travels in the metadata of the Parquet file, so that rows and account never disagree.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import parquet

from tension.core.errors import InputError
from tension.sources.account import Record, scanned_of
from tension.sources.rows import Scanned
from tension.sources.store import Store

KEY = b"tension"
LAYOUT = 1
"""Number of the layout of a store: one of another number was made by another version."""


@dataclass(frozen=True)
class HeldFile:
    """The Parquet file of a store, opened once: its rows and its manifest are of one moment."""

    name: str
    file: BinaryIO
    parquet: Any
    manifest: Record

    def rows(self, columns: list[str] | None = None) -> Any:
        """Return its rows as an Arrow table.

        Raises
        ------
        InputError
            If the file is damaged.
        """
        try:
            return self.parquet.read(columns)
        except (pa.ArrowException, OSError):
            raise damaged(self.name) from None


def damaged(name: str) -> InputError:
    """Return the error of a Parquet file that cannot be read."""
    return InputError(name, "the file is damaged", "move it away and ingest the archives again")


def name_of(store: Store) -> str:
    """Return the name of a store's Parquet file, for messages and for the record of inputs."""
    return f"{store.place.name}/{store.events.name}"


@contextmanager
def held_file(store: Store) -> Iterator[HeldFile]:
    """Open the Parquet file of a store.

    Raises
    ------
    InputError
        If it is none that an ingest wrote, or another version did.
    """
    name = name_of(store)
    with store.events.open("rb") as file:
        try:
            opened: Any = parquet.ParquetFile(file)
            manifest: Any = json.loads((opened.metadata.metadata or {})[KEY])
        except (pa.ArrowException, OSError, KeyError, ValueError):
            raise InputError(name, "it is no file that `tension ingest` wrote",
                             "move it away, or name another --store") from None
        if not isinstance(manifest, dict) or manifest.get("layout") != LAYOUT:
            raise InputError(name, "another version of tension wrote it",
                             "ingest the archives again into another --store")
        yield HeldFile(name, file, opened, manifest)


def manifest_of(store: Store) -> Record:
    """Return the manifest of a store, an empty one where there is none yet.

    Raises
    ------
    InputError
        As for `held_file`.
    """
    if not store.events.exists():
        return {}
    with held_file(store) as held:
        return held.manifest


def as_json(manifest: Record) -> str:
    """Return a manifest as text: the same for the same content."""
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def members_of(manifest: Record) -> list[Scanned]:
    """Return the account of every member, in the order of the archives; rows are kept elsewhere."""
    return [
        scanned_of(record) for archive in manifest.get("archives", {}).values()
        for record in archive["members"]
    ]
