"""Archives as a store knows them: a key, a size, and the sums of what is in them.

The sums are the CRC-32 that a zip states for each member, so that a second look at a thousand
archives inflates none; of a gzip or of plain text the sum of the file has to be made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tension.core.errors import UsageError
from tension.sources import archive
from tension.sources.archive import Member


@dataclass(frozen=True)
class Archive:
    """One file to be ingested.

    Parameters
    ----------
    key : str
        Its name below the folder that was named, by which the store knows it again.
    path : Path
        Where it lies.
    """

    key: str
    path: Path

    @property
    def order(self) -> tuple[str, ...]:
        """Where the archive stands among others: folder by folder."""
        return order_of(self.key)

    def members(self) -> list[Member]:
        """Return the texts in it.

        Raises
        ------
        InputError
            If it cannot be opened.
        """
        return archive.members([self.path])


def order_of(key: str) -> tuple[str, ...]:
    """Return where a key stands among others: folder by folder."""
    return PurePosixPath(key).parts


def archives_of(paths: Sequence[str | Path]) -> list[Archive]:
    """Return the files that the paths name, each once, in order of key.

    Raises
    ------
    UsageError
        If standard input is named, or two files would have one key.
    InputError
        If a path names nothing.
    """
    found: dict[str, Archive] = {}
    for path in paths:
        if str(path) == "-":
            raise UsageError("standard input cannot be ingested, since a store knows an archive by "
                             "its name; name a file or a folder")
        for one in _below(Path(path)):
            same = found.setdefault(one.key, one)
            if same.path.resolve() != one.path.resolve():
                raise UsageError(
                    f"two files are named {one.key}, and a store could not tell them apart; name "
                    "the folder that holds both"
                )
    return sorted(found.values(), key=lambda one: one.order)


def _below(path: Path) -> Iterator[Archive]:
    for file in archive.files(path):
        assert file is not None  # standard input has been refused
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        yield Archive(archive.shown(name), file)


def sum_of(member: Member) -> int:
    """Return the CRC-32 of a member's content as its zip states it, else of the file as it lies.

    A gzip states one too, but of its last part only.
    """
    if member.crc is not None:
        return member.crc
    with member.open() as file:
        total = 0
        while chunk := file.read(1 << 20):
            total = archive.zlib.crc32(chunk, total)
        return total


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as it lies."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
