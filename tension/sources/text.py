"""Bytes of a delimited text file into records with line numbers, without losing a row.

Encoding is UTF-8 with or without a byte-order mark; the delimiter is comma, semicolon, tab or bar,
taken from the header; quoting is CSV's.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tension.core.errors import InputError, RowFault, UsageError, reason_of

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
GUARDED = ("=", "+", "-", "@", "\t", "\r")
"""First characters that a spreadsheet may run as a formula; exports put an apostrophe before."""


@dataclass(frozen=True)
class RawTable:
    """A delimited file as text cells.

    Parameters
    ----------
    file : str
        Name for messages.
    content : bytes
        The file's bytes, for hashing.
    header : list of str
        Column names as written, stripped.
    rows : list of list of str
        Cells; every row as long as the header.
    lines : list of int
        Line on which each row begins, counted from 1.
    faults : list of RowFault
        Rows of the wrong width, which are not in `rows`.
    delimiter : str
        One character.
    header_line : int
        Line on which the header begins, counted from 1.
    """

    file: str
    content: bytes
    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    faults: list[RowFault]
    delimiter: str
    header_line: int = 1

    def column(self, name: str) -> list[str]:
        """Return the cells of one column."""
        at = self.header.index(name)
        return [row[at] for row in self.rows]


def read_bytes(path: str | Path) -> tuple[str, bytes]:
    """Return the file's name and bytes; ``-`` is standard input.

    Raises
    ------
    InputError
        If it does not exist, is a folder, or cannot be read.
    """
    name = "standard input" if str(path) == "-" else Path(path).name
    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else Path(path).read_bytes()
    except FileNotFoundError:
        raise InputError(str(path), "no such file", "check the name and the folder") from None
    except IsADirectoryError:
        raise InputError(str(path), "is a folder", "name one file in it") from None
    except OSError as error:
        raise InputError(str(path), reason_of(error), "check its permissions") from None
    return name, content


def decode(file: str, content: bytes) -> str:
    """Return the text of UTF-8 bytes, with or without a byte-order mark.

    Raises
    ------
    InputError
        If the bytes are not UTF-8; the first bad line is named.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            file, f"byte 0x{content[error.start]:02x} is not UTF-8",
            "save the file as 'CSV UTF-8'", line=line,
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InputError(
            file, "there is a NUL byte: this is no text file", "save it as 'CSV UTF-8'", line=line
        )
    return text


def guess_delimiter(header: str) -> str:
    """Return the delimiter that cuts the header line into most cells; comma when none does."""
    counts = {mark: _width(header, mark) for mark in DELIMITERS}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] > 1 else ","


def _width(header: str, mark: str) -> int:
    try:
        return len(next(csv.reader([header], delimiter=mark), []))
    except csv.Error:  # a cell beyond the reader's limit: no header is written like this
        return 0


def read_raw(path: str | Path, delimiter: str | None = None) -> RawTable:
    """Return a delimited file as text cells with line numbers.

    Parameters
    ----------
    path : str or Path
        The file; ``-`` is standard input.
    delimiter : str, optional
        One character; guessed from the header when not given.

    Raises
    ------
    InputError
        If the file is missing, empty, not UTF-8, holds a header only, or names a column twice.
    UsageError
        If the delimiter is not one character.
    """
    file, content = read_bytes(path)
    return parse_raw(file, content, delimiter)


def parse_raw(file: str, content: bytes, delimiter: str | None = None) -> RawTable:
    """Return bytes as text cells with line numbers; see `read_raw`."""
    if delimiter and (len(delimiter) > 1 or delimiter in '"\r\n'):
        raise UsageError(f"--delimiter: {delimiter!r} is not one mark; write for example ';'")
    text = decode(file, content)
    delimiter = delimiter or guess_delimiter(next(iter(text.lstrip("\r\n").splitlines()), ""))
    records, lines = _records(file, text, delimiter)
    if not records:
        raise InputError(file, "the file is empty", "`tension template` writes a sheet to fill in")
    header = [cell.strip() for cell in records[0]]
    while header and not header[-1]:
        header.pop()
    if len(records) == 1:
        raise InputError(file, "there is a header but no row", "add one row an event")
    # Case does not tell columns apart: readers find them by name in any case.
    folded = [name.casefold() for name in header]
    doubled = [name for name in header if name and folded.count(name.casefold()) > 1]
    if doubled:
        raise InputError(
            file, f"the header names {doubled[0]!r} twice", "rename one of them", line=lines[0]
        )
    rows, kept, faults = _fit_width(records[1:], lines[1:], len(header))
    return RawTable(file, content, header, rows, kept, faults, delimiter, lines[0])


def _records(file: str, text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records, lines, last = [], [], 0
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                records.append(record)
                lines.append(last + 1)
            last = reader.line_num
    except csv.Error as error:
        raise InputError(
            file, f"the quoting is broken ({error})", 'close every " or double it inside a cell',
            line=last + 1,
        ) from None
    return records, lines


def _fit_width(
    records: Sequence[list[str]], lines: Sequence[int], width: int
) -> tuple[list[list[str]], list[int], list[RowFault]]:
    rows, kept, faults = [], [], []
    for record, line in zip(records, lines, strict=True):
        extra = record[width:]
        if len(record) < width or any(cell.strip() for cell in extra):
            remedy = (
                "leave the cell of what is not known empty, but keep its delimiter"
                if len(record) < width
                else "put text that contains the delimiter in double quotes"
            )
            faults.append(
                RowFault(
                    line, "", f"the row has {len(record)} cells and the header {width}", remedy
                )
            )
            continue
        rows.append([unguard(cell.strip()) for cell in record[:width]])
        kept.append(line)
    return rows, kept, faults


def unguard(cell: str) -> str:
    """Undo the one apostrophe that exports put before a cell a spreadsheet might run."""
    guarded = cell.startswith("'") and cell.lstrip("'").startswith(GUARDED)
    return cell[1:] if guarded else cell
