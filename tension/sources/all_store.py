"""The store of all pairs: ``STORE/all``, Parquet by source and month, which the panel reads.

``all/icews/month=1995-03/part-0.parquet`` holds the rows of a source and month, sorted by pair;
``all/ledger.csv`` and ``all/rejects.csv`` say of every archive what became of its rows;
``all/manifest.json`` is the account that the next ingest goes on from. All of it changes at once: a
new folder is made beside, in ``STORE/.all``, in which months that stay are links to the same files,
and takes the place of the old one.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tension.core import schema
from tension.core.errors import InputError
from tension.sources.account import Record, scanned_of
from tension.sources.all_place import PLACE
from tension.sources.store import held_alone, write_log

LAYOUT = 1
"""Number of the layout: a store of another number was made by another version."""

LEDGER = ("origin", "archive", "file", "account", "reason", "rows")
OTHERS = "not between two different countries"


@dataclass(frozen=True)
class AllStore:
    """The part of a store that holds every pair.

    Parameters
    ----------
    folder : Path
        The store.
    """

    folder: Path

    @property
    def place(self) -> Path:
        """The folder that the panel reads."""
        return self.folder / PLACE

    @property
    def work(self) -> Path:
        """Where an ingest is at work; nothing reads it."""
        return self.folder / ".all"

    @property
    def journal(self) -> Path:
        """What an ingest under way, or one that was stopped, has finished."""
        return self.work / "journal"

    @property
    def fresh(self) -> Path:
        """The folder that is to take the place of the other."""
        return self.work / "new"

    @property
    def _former(self) -> Path:
        return self.work / "old"

    @contextmanager
    def locked(self, waiting: Callable[[], None] | None = None) -> Iterator[None]:
        """Hold the store of all pairs for writing, after what a stopped run left is put right.

        Raises
        ------
        InputError
            If the folder cannot be written to.
        """
        with held_alone(self.work, self.folder, waiting):
            if self._former.exists() and not self.place.exists():
                os.rename(self._former, self.place)
            for left in (self._former, self.fresh):
                shutil.rmtree(left, ignore_errors=True)
            yield

    def log(self, line: str) -> None:
        """Add a line with the time to the log."""
        write_log(self.work, line)

    def manifest(self) -> Record:
        """Return the manifest, an empty one where there is none yet.

        Raises
        ------
        InputError
            If another version wrote it, or a file of it is missing or cut off.
        """
        path = self.place / "manifest.json"
        if not self.place.exists():
            return {}
        try:
            manifest = json.loads(path.read_bytes())
        except (OSError, ValueError):
            manifest = None
        if not isinstance(manifest, dict) or "files" not in manifest:
            raise InputError(str(path), "it is none that `tension ingest --all-dyads` wrote",
                             f"move {self.place} away, or name another --store")
        if manifest.get("layout") != LAYOUT:
            raise InputError(str(path), "another version of tension wrote it",
                             "ingest the archives again into another --store")
        for name, size in manifest["files"].items():
            file = self.place / name
            if not file.is_file() or file.stat().st_size != size:
                what = "its size is another than when it was written" if file.is_file() else (
                    "it is missing")
                raise InputError(str(file), what,
                                 f"delete {self.place} and ingest the archives again")
        return manifest

    def link(self, name: str) -> None:
        """Take a file that stays as it is into the new folder."""
        target = self.fresh / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(self.place / name, target)
        except OSError:  # a file system without links
            shutil.copy2(self.place / name, target)

    def replace(self, manifest: Record) -> None:
        """Write the accounts into the new folder, and put it in the place of the old one."""
        self.fresh.mkdir(exist_ok=True)
        archives = manifest["archives"]
        _write_csv(self.fresh / "ledger.csv", LEDGER, _ledger(archives))
        _write_csv(self.fresh / "rejects.csv", schema.names(schema.REJECTS), _rejects(archives))
        text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
        with (self.fresh / "manifest.json").open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if self.place.exists():
            os.rename(self.place, self._former)
        os.rename(self.fresh, self.place)
        shutil.rmtree(self._former, ignore_errors=True)


def _write_csv(path: Path, columns: Sequence[str], rows: Iterator[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _ledger(archives: Record) -> Iterator[tuple[object, ...]]:
    """Yield what became of the rows of every member: read + several = kept + left_out + bad."""
    for key, record in archives.items():
        for one in map(scanned_of, record["members"]):
            told = [("read", "", one.read)]
            if one.several:
                told.append(("several", "rows more, where one names several countries",
                             one.several))
            told += [("kept", "", one.kept), ("left_out", OTHERS, one.other)]
            told += [("left_out", rule, count) for rule, count in sorted(one.dropped.items())]
            told.append(("bad", "see rejects.csv", len(one.rejects)))
            for account, reason, rows in told:
                yield one.format, key, one.label, account, reason, rows


def _rejects(archives: Record) -> Iterator[tuple[object, ...]]:
    for record in archives.values():
        for one in map(scanned_of, record["members"]):
            for bad in one.rejects:
                yield one.format, one.label, bad.line, bad.reason, bad.text
