"""The event store: the rows of one dyad out of any number of archives, kept as Parquet.

``STORE/IRN-AZE/events.parquet`` holds the rows and, in its metadata, the manifest of every archive;
``manifest.json`` beside is the same manifest to be read by people; ``ingest.log`` holds the times.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from tension.core.dyad import Dyad
from tension.core.errors import InputError, UsageError, reason_of
from tension.sources.account import Record

VARIABLE, DEFAULT = "TENSION_STORE", Path("data/processed")


def store_folder(told: str | Path | None = None) -> Path:
    """Return the folder of the store: as told, else of `$TENSION_STORE`, else `data/processed`."""
    return Path(told or os.environ.get(VARIABLE) or DEFAULT)


@dataclass(frozen=True)
class Store:
    """The part of a store that holds one dyad.

    Parameters
    ----------
    folder : Path
        The store.
    dyad : Dyad
        The pair.
    """

    folder: Path
    dyad: Dyad

    @property
    def place(self) -> Path:
        """The dyad's folder: the one there is, whichever of the two was named first."""
        first, second = self.dyad.first, self.dyad.second
        given, reverse = self.folder / f"{first}-{second}", self.folder / f"{second}-{first}"
        return reverse if reverse.is_dir() and not given.is_dir() else given

    @property
    def events(self) -> Path:
        """The Parquet file."""
        return self.place / "events.parquet"

    @property
    def manifest(self) -> Path:
        """The manifest to be read by people."""
        return self.place / "manifest.json"

    @property
    def journal(self) -> Path:
        """What an ingest under way, or one that was stopped, has finished."""
        return self.place / "journal"

    @contextmanager
    def locked(self, waiting: Callable[[], None] | None = None) -> Iterator[None]:
        """Hold the dyad's folder for writing; ``waiting()`` is called when another holds it.

        Raises
        ------
        InputError
            If the folder cannot be written to.
        """
        with held_alone(self.place, self.folder, waiting):
            yield

    def write_manifest(self, manifest: Record) -> None:
        """Write the manifest to be read by people, unless it is there as it should be."""
        text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
        if self.manifest.exists() and self.manifest.read_bytes() == text.encode():
            return
        beside = self.manifest.with_name(".manifest.json.part")
        try:
            beside.write_text(text, encoding="utf-8")
            os.replace(beside, self.manifest)
        finally:
            beside.unlink(missing_ok=True)

    def log(self, line: str) -> None:
        """Add a line with the time to the log."""
        write_log(self.place, line)

    def require(self) -> None:
        """Refuse to read what is not there.

        Raises
        ------
        UsageError
            Naming what the store holds.
        """
        if self.events.exists():
            return
        if (self.folder / self.events.name).exists():
            raise UsageError(f"{self.folder} is the folder of one pair; name the store that holds "
                             f"it: --store {self.folder.parent}")
        held = dyads_of(self.folder)
        if not held:
            raise UsageError(f"there is no store in {self.folder}; fill one with `tension ingest "
                             f"ARCHIVES --dyad {self.dyad} --store {self.folder}`")
        raise UsageError(
            f"the store {self.folder} holds nothing of {self.place.name}, only {', '.join(held)}; "
            f"fill it with `tension ingest ARCHIVES --dyad {self.dyad} --store {self.folder}`"
        )


@contextmanager
def held_alone(
    place: Path, folder: Path, waiting: Callable[[], None] | None = None
) -> Iterator[None]:
    """Hold a folder of the store `folder` for writing; ``waiting()`` says that another holds it.

    Raises
    ------
    InputError
        If the folder cannot be written to.
    """
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(str(folder), f"cannot be made ({reason_of(error)})",
                         "name another folder with --store") from None
    lock = FileLock(place / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if waiting is not None:
            waiting()
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def write_log(place: Path, line: str) -> None:
    """Add a line with the time to the log of a folder."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    with (place / "ingest.log").open("a", encoding="utf-8") as file:
        file.write(f"{now} {line}\n")


def dyads_of(folder: Path) -> list[str]:
    """Return the dyads that a store holds."""
    return sorted(path.parent.name for path in folder.glob("*-*/events.parquet"))
