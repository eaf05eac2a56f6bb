"""The journal of an ingest: what each finished archive came to, safe against a kill at any moment.

An archive is entered in one go: a line of JSON that states length and CRC-32 of the rows after it,
then the rows, one JSON object a line. An entry cut off or damaged at the end is as good as never
begun: it is taken off, and its archive scanned again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from zlib import crc32

from tension.sources.account import Record

LONGEST_HEAD = 1 << 28


@dataclass(frozen=True)
class Entry:
    """What the journal says of one archive: its record, and where its rows lie in the journal."""

    key: str
    record: Record
    at: int
    size: int


class Journal:
    """An append-only file of finished archives.

    Parameters
    ----------
    path : Path
        The file; made when the first archive is entered.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: BinaryIO | None = None

    def recover(self) -> list[Entry]:
        """Return the whole entries, and cut off what follows the last of them."""
        if not self.path.exists():
            return []
        with self.path.open("r+b") as file:
            found, end = _whole(file)
            file.truncate(end)
        return found

    def enter(self, key: str, record: Record, rows: bytes) -> Entry:
        """Enter a finished archive; when the disk is full, leave the journal as it was.

        Returns
        -------
        Entry
            Where it stands.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        if self._file is None:
            self._file = self.path.open("ab")
        before = self._file.tell()
        head = {"key": key, "size": len(rows), "crc32": crc32(rows), "record": record}
        try:
            self._file.write(json.dumps(head, separators=(",", ":")).encode() + b"\n" + rows)
            self._file.flush()
        except OSError:
            # What could not be written stays in the buffer of the file, which is let go with it.
            self._abandon()
            with self.path.open("r+b") as file:
                file.truncate(before)
            raise
        return Entry(key, record, self._file.tell() - len(rows), len(rows))

    def _abandon(self) -> None:
        file, self._file = self._file, None
        try:
            if file is not None:
                file.close()
        except OSError:
            pass

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def rows(self, entry: Entry) -> bytes:
        """Return the rows of an archive."""
        with self.path.open("rb") as file:
            file.seek(entry.at)
            return file.read(entry.size)

    def remove(self) -> None:
        """Remove the journal: all in it has been put in its place."""
        self.close()
        self.path.unlink(missing_ok=True)


def _whole(file: BinaryIO) -> tuple[list[Entry], int]:
    """Return the whole entries of a journal and where the last of them ends."""
    found: list[Entry] = []
    end = 0
    for head, at in _heads(file):
        rows = file.read(head["size"])
        if len(rows) < head["size"] or crc32(rows) != head["crc32"]:
            break
        end = at + head["size"]
        found.append(Entry(head["key"], head["record"], at, head["size"]))
    return found, end


def _heads(file: BinaryIO) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield each readable head and where its rows begin; the caller reads on past them."""
    while line := file.readline(LONGEST_HEAD):
        try:
            head = json.loads(line)
        except (ValueError, RecursionError):
            return
        if not line.endswith(b"\n") or not _is_head(head):
            return
        yield head, file.tell()


def _is_head(head: object) -> bool:
    """Say whether a line is a head that `Journal.enter` wrote."""
    return (
        isinstance(head, dict) and {"key", "size", "crc32", "record"} <= set(head)
        and isinstance(head["size"], int) and head["size"] >= 0
        and isinstance(head["record"], dict)
        and {"size", "crc32", "told", "members"} <= set(head["record"])
    )
