"""Files and what is in them: plain text, .gz, .zip, a folder, a pattern, standard input.

Archives are inflated as a stream, never unpacked to disk; isal does it where it is installed, else
zlib. What a compressed file claims is checked: sums, sizes, names.
"""

from __future__ import annotations

import glob
import io
import os
import struct
import sys
import zipfile
import zlib as slow_zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from lzma import LZMAError
from pathlib import Path
from typing import Any, BinaryIO

from tension.core.errors import InputError, reason_of

zlib: Any = slow_zlib
INFLATE = "zlib"
if os.environ.get("TENSION_INFLATE") != "zlib":  # for measuring the two side by side
    with suppress(ImportError):
        zlib = import_module("isal.isal_zlib")
        INFLATE = "isal"

STEP = 128 * 1024
MOST_RATIO, RATIO_FROM = 250, 64 * 1024 * 1024
"""Times its size that a member may inflate to, and the size from which that is looked at."""

LARGEST = 64 * 1024**3
"""Bytes that one member may inflate to."""

Tick = Callable[[int], None]

BROKEN = (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, struct.error)
"""What the standard library raises for a zip that is cut off or damaged."""

WAIT = "it is cut off or still being written; wait until it is whole, or fetch it again"


@dataclass(frozen=True)
class Member:
    """One text in a file: the file itself, or a member of a zip.

    Parameters
    ----------
    path : Path or None
        The file; None is standard input, whose bytes are `held`.
    name : str
        File's name, for messages.
    member : str
        Name in the zip, or "".
    kind : str
        ``plain``, ``gzip`` or ``zip``.
    held : bytes
        Standard input, which can be read once only.
    crc : int or None
        CRC-32 of the content where a zip states it.
    share : int or None
        Bytes of the file that the member takes, where it is one of a zip's.
    place : int
        Where it stands in the zip's directory: two members may have one name.
    """

    path: Path | None
    name: str
    member: str
    kind: str
    held: bytes = b""
    crc: int | None = None
    share: int | None = None
    place: int = 0

    @property
    def label(self) -> str:
        """File and member, for messages and the ledger."""
        return f"{self.name}:{self.member}" if self.member else self.name

    def chunks(self, tick: Tick | None = None) -> Iterator[bytes]:
        """Yield the text as bytes, a stretch at a time.

        Parameters
        ----------
        tick : callable, optional
            Told the number of packed bytes whenever some have been read.

        Raises
        ------
        InputError
            If it is cut off, damaged, or inflates beyond reason.
        """
        with self.open() as file:
            if self.kind == "gzip":
                yield from _gunzip(_read(file, tick), self.label, self.size)
            elif self.kind == "zip":
                yield from _unzip(file, self, tick)
            else:
                yield from _read(file, tick)

    def open(self) -> BinaryIO:
        """Return the file, packed as it is."""
        return io.BytesIO(self.held) if self.path is None else self.path.open("rb")

    @property
    def packed(self) -> int:
        """Bytes that are read for it, packed as they are."""
        return self.size if self.share is None else self.share

    @property
    def size(self) -> int:
        """Bytes of the file, packed as it is."""
        return len(self.held) if self.path is None else self.path.stat().st_size


def members(paths: list[str | Path]) -> list[Member]:
    """Return every text that the paths name, in order of name within folders and patterns.

    Raises
    ------
    InputError
        If a path names nothing, or a zip cannot be opened.
    """
    found: list[Member] = []
    for path in paths:
        for file in files(path):
            found += _members_of(file)
    return found


def files(path: str | Path) -> list[Path | None]:
    """Return the files that a path names: itself, those of a folder or a pattern; None for ``-``.

    Raises
    ------
    InputError
        If it names none.
    """
    text = str(path)
    if text == "-":
        return [None]
    if os.path.isdir(text):
        inside = sorted(p for p in _walk(Path(text)) if not _hidden(p, text))
        if not inside:
            raise InputError(text, "the folder holds no file", "name another")
        return list(inside)
    if os.path.exists(text):
        return [Path(text)]
    matched = sorted(Path(p) for p in glob.glob(text, recursive=True) if os.path.isfile(p))
    if not matched:
        raise InputError(text, "no such file", "check the name and the folder")
    return list(matched)


def _walk(root: Path) -> Iterator[Path]:
    """Yield the files of a folder and of those linked into it, each folder once; and dead links."""
    entered: set[str] = set()
    for folder, below, names in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        if real in entered:
            below.clear()
            continue
        entered.add(real)
        for name in names:
            path = Path(folder, name)
            if path.is_file() or (path.is_symlink() and not path.exists()):
                yield path


def shown(name: str) -> str:
    r"""Return a file's name as it can be printed and kept: other signs as their escapes.

    Examples
    --------
    >>> print(shown("a\nb.zip"))
    a\nb.zip
    """
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in name
    )


def _hidden(path: Path, root: str) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def _members_of(path: Path | None) -> list[Member]:
    held = sys.stdin.buffer.read() if path is None else b""
    whole = Member(path, shown(path.name) if path else "standard input", "", "plain", held)
    try:
        with whole.open() as file:
            head = file.read(4)
    except OSError as error:
        raise InputError(shown(str(path)), reason_of(error), "check its permissions") from None
    if head[:2] == b"\x1f\x8b":
        return [replace(whole, kind="gzip")]
    if head in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip_members(whole)
    return [whole]


def _zip_members(whole: Member) -> list[Member]:
    try:
        with whole.open() as file, zipfile.ZipFile(file) as archive:
            infos = [
                (place, info) for place, info in enumerate(archive.infolist()) if not info.is_dir()
            ]
    except BROKEN:
        raise InputError(whole.name, "the zip cannot be opened", WAIT) from None
    if not infos:
        raise InputError(whole.name, "the zip holds no file", "name another")
    for _, info in infos:
        parts = info.filename.replace("\\", "/").split("/")
        if ".." in parts or info.filename.startswith(("/", "\\")) or ":" in parts[0]:
            raise InputError(
                whole.name, f"the zip names a member {info.filename!r}, which points outside it",
                "make the zip again from files you trust",
            )
        if info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * max(info.compress_size, 1):
            raise _bomb(whole.name, info.file_size, info.compress_size)
    return [
        replace(whole, member=shown(info.filename), kind="zip", crc=info.CRC,
                share=info.compress_size, place=place) for place, info in infos
    ]


def _bomb(name: str, inflated: int, packed: int) -> InputError:
    return InputError(
        name, f"{packed:,} bytes inflate to {inflated:,} or more", "no event file is packed so "
        f"tightly (at most {MOST_RATIO} times): fetch it again from its publisher"
    )


def _read(file: BinaryIO, tick: Tick | None) -> Iterator[bytes]:
    while chunk := file.read(STEP):
        if tick is not None:
            tick(len(chunk))
        yield chunk


def _inflate(
    pieces: Iterator[bytes], engine: Any, label: str, packed: int
) -> Iterator[bytes]:
    """Inflate with bounded output a step, so that no step can fill the memory."""
    total = 0
    for piece in pieces:
        data = piece
        while data and not engine.eof:
            out = _step(engine, data, label)
            total += len(out)
            _require_bounded(total, packed, label)
            if out:
                yield out
            data = engine.unconsumed_tail
        if engine.eof:
            return
    # A bounded step can take in the last of the packed bytes and still hold back what they give.
    while not engine.eof and (out := _step(engine, b"", label)):
        total += len(out)
        _require_bounded(total, packed, label)
        yield out


def _step(engine: Any, data: bytes, label: str) -> bytes:
    try:
        return bytes(engine.decompress(data, 4 * STEP))
    except (slow_zlib.error, zlib.error) as error:
        raise InputError(label, f"the packing is damaged ({error})", "fetch it again") from None


def _require_bounded(total: int, packed: int, label: str) -> None:
    if total > LARGEST or (total > RATIO_FROM and total > MOST_RATIO * max(packed, 1)):
        raise _bomb(label, total, packed)


def _gunzip(pieces: Iterator[bytes], label: str, size: int) -> Iterator[bytes]:
    """Inflate a gzip of one or several parts, whose sums the engine checks."""
    rest = b""
    first = next(pieces, b"")
    while first or rest:
        engine = zlib.decompressobj(31)
        yield from _inflate(_before(rest or first, pieces), engine, label, size)
        if not engine.eof:
            raise InputError(label, "the file ends in the middle", WAIT)
        rest = engine.unused_data
        first = next(pieces, b"") if not rest else b""
        if rest and not rest.strip(b"\0"):
            return


def _before(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _unzip(file: BinaryIO, member: Member, tick: Tick | None) -> Iterator[bytes]:
    """Inflate a member of a zip from where its data lie; check its sum and size at the end."""
    try:
        with zipfile.ZipFile(file) as archive:
            info = archive.infolist()[member.place]
            if info.flag_bits & 1:
                raise InputError(member.label, "the member is encrypted", "unpack it yourself")
            if info.compress_type not in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
                yield from _slowly(archive, info, member.label)
                return
            offset = _data_offset(file, info)
    except (*BROKEN, IndexError):
        raise InputError(member.label, "the zip cannot be opened", WAIT) from None
    with member.open() as raw:
        raw.seek(offset)
        pieces = _span(raw, info.compress_size, tick)
        if info.compress_type == zipfile.ZIP_STORED:
            inflated = pieces
        else:
            inflated = _inflate(pieces, zlib.decompressobj(-15), member.label, info.compress_size)
        total, sum_ = 0, 0
        for chunk in inflated:
            total += len(chunk)
            sum_ = zlib.crc32(chunk, sum_)
            yield chunk
        if total != info.file_size or sum_ != info.CRC:
            raise InputError(member.label, "the member ends early or its sum is wrong", WAIT)


def _slowly(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str) -> Iterator[bytes]:
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(STEP):
                yield chunk
    except (*BROKEN, EOFError, LZMAError, slow_zlib.error) as error:
        raise InputError(label, f"the member cannot be read ({error})", WAIT) from None


def _data_offset(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    """Return where a member's data begin: its local header may be longer than the directory's."""
    if info.header_offset < 0:
        raise zipfile.BadZipFile
    file.seek(info.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile
    name, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
    return info.header_offset + 30 + name + extra


def _span(file: BinaryIO, size: int, tick: Tick | None) -> Iterator[bytes]:
    while size > 0 and (chunk := file.read(min(STEP, size))):
        size -= len(chunk)
        if tick is not None:
            tick(len(chunk))
        yield chunk
