"""One dyad out of a stream of lines: a byte search for the rarer country before any parsing.

A line is looked at only when it holds a text of one country; it is parsed only when it holds one of
the other too. All lines are counted on the way, by the day they show.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np

from tension.core.dyad import Dyad
from tension.core.errors import InputError
from tension.sources.archive import Member, Tick
from tension.sources.rows import LineFormat, LineParser, Needles, RecordFormat, Sample, Scanned
from tension.sources.search import Search, searcher

SAMPLE_BYTES, SAMPLE_LINES = 256 * 1024, 5000
SMALL = 4096
"""Bytes below which `bytes.count` is quick enough."""

RARITY_LINES = 200
"""Lines of the beginning in which the two countries' texts are counted."""

LONGEST_LINE = 16 * 1024 * 1024

ONE_DAY_LINES = 100
"""Lines of the beginning that are asked whether a file is of one day."""

MARK = b"\xef\xbb\xbf"

Format = LineFormat | RecordFormat


def sample_of(member: Member) -> Sample:
    """Return the first lines of a member."""
    head = b""
    for chunk in member.chunks():
        head += chunk
        if len(head) >= SAMPLE_BYTES:
            break
    whole = len(head) < SAMPLE_BYTES
    if not whole and b"\n" not in head:
        raise _endless(member.label)
    lines = head.removeprefix(MARK).split(b"\n")
    lines = lines if whole else lines[:-1]
    kept = [line.rstrip(b"\r") for line in lines if line.strip()]
    return Sample(member.label, kept[:SAMPLE_LINES])


class Piece(NamedTuple):
    """Whole lines of a stream: one that two chunks share, then those within the second chunk."""

    seam: bytes
    block: bytes
    start: int
    stop: int


def _endless(label: str) -> InputError:
    return InputError(label, "a line of it never seems to end", "no event file is like that: "
                      "leave it out")


def pieces(chunks: Iterator[bytes], label: str = "") -> Iterator[Piece]:
    """Yield the stream as whole lines, the last perhaps without its end; no chunk is copied.

    Raises
    ------
    InputError
        If a line is longer than LONGEST_LINE: it would have to be held whole.
    """
    kept: list[bytes] = []
    first = True
    for chunk in chunks:
        stop = chunk.rfind(b"\n") + 1
        if not stop:
            kept.append(chunk)
            if sum(map(len, kept)) > LONGEST_LINE:
                raise _endless(label)
        elif first:
            # What the file begins with, a mark or a header, is never in a seam.
            block = b"".join([*kept, chunk]) if kept else chunk
            stop += len(block) - len(chunk)
            yield Piece(b"", block, 0, stop)
            kept, first = [block[stop:]], False
        else:
            start = chunk.find(b"\n") + 1
            yield Piece(b"".join([*kept, chunk[:start]]), chunk, start, stop)
            kept = [chunk[stop:]]
    if rest := b"".join(kept):
        yield Piece(b"", rest, 0, len(rest))


def blocks(chunks: Iterator[bytes], size: int, label: str = "") -> Iterator[bytes]:
    """Yield the stream as whole lines, in blocks of about so many bytes.

    Raises
    ------
    InputError
        If a line is longer than LONGEST_LINE.
    """
    kept: list[bytes] = []
    held = 0
    for chunk in chunks:
        kept.append(chunk)
        held += len(chunk)
        if held < size:
            continue
        stop = chunk.rfind(b"\n") + 1
        if stop:
            rest = chunk[stop:]
            kept[-1] = chunk[:stop]
            yield b"".join(kept)
            kept, held = [rest], len(rest)
        elif held > size + LONGEST_LINE:
            raise _endless(label)
    if rest := b"".join(kept):
        yield rest


def scan(
    member: Member, format_: Format, dyad: Dyad, sample: Sample, ontology: str | None = None,
    tick: Tick | None = None,
) -> Scanned:
    """Return the rows of a dyad in a member, with the count of all its rows.

    Parameters
    ----------
    member : Member
        What to read.
    format_ : LineFormat or RecordFormat
        Its format.
    dyad : Dyad
        The pair wanted.
    sample : Sample
        The member's beginning.
    ontology : str, optional
        Scheme of the codes, where the user says it.
    tick : callable, optional
        Told the number of packed bytes whenever some have been read.

    Raises
    ------
    InputError
        If the member cannot be read to its end.
    """
    found = Scanned(member.name, member.member, format_.name)
    pair = (dyad.first, dyad.second)
    if isinstance(format_, RecordFormat):
        format_.scan(member.chunks(tick), pair, found)
        return found
    if format_.variant is not None:
        found.format = format_.variant(sample)
    parse = format_.parser(pair, sample, ontology)
    rarer, other = _by_rarity(format_.needles(dyad), sample)
    search, days = searcher(rarer), Days(format_.day, sample)
    line, ends_of = 1, LineEnds()
    for number, (seam, block, start, stop) in enumerate(pieces(member.chunks(tick), member.label)):
        if number == 0:
            start, line = beginning(block, format_.header(sample))
        if seam:
            if _holds(seam, rarer):
                whole = Lines(seam, 0, len(seam), line)
                _enter_matches(whole, search, other, parse, found)
            line += 1
        here = Lines(block, start, stop, line)
        _enter_matches(here, search, other, parse, found)
        ends = ends_of.count(here)
        line += ends
        rows = ends + (0 if here.ended else 1)
        found.read += rows + (1 if seam else 0)
        days.count(seam, here, rows, found.reports)
    return found


class Lines(NamedTuple):
    """Whole lines: the bytes from `start` to `stop` of a block, the first being line `number`."""

    block: bytes
    start: int
    stop: int
    number: int

    @property
    def ended(self) -> bool:
        """Whether the last line has its end, or there is none."""
        return self.start >= self.stop or self.block[self.stop - 1] == 10

    def around(self, at: int) -> tuple[int, int]:
        """Return where the line that holds this position begins and ends."""
        end = self.block.find(b"\n", at, self.stop)
        return self.block.rfind(b"\n", self.start, at) + 1 or self.start, (
            self.stop if end < 0 else end
        )

    def at(self, position: int) -> bytes:
        """Return the line that holds this position."""
        start, end = self.around(position)
        return self.block[start:end]


def _by_rarity(needles: Needles, sample: Sample) -> Needles:
    """The country to search for first: the one that fewer texts of the beginning name."""
    head = b"\n".join(sample.lines[:RARITY_LINES])
    first, second = (sum(head.count(text) for text in texts) for texts in needles)
    return (needles[1], needles[0]) if second < first else needles


def beginning(block: bytes, header: bool) -> tuple[int, int]:
    """Return where the rows begin and the number of their first line.

    A mark of the byte order is passed over, and a header with the blank lines before it.
    """
    at = len(MARK) if block.startswith(MARK) else 0
    if not header:
        return at, 1
    while (end := block.find(b"\n", at)) >= 0 and not block[at:end].strip():
        at = end + 1
    end = len(block) if end < 0 else end + 1
    return end, block.count(b"\n", 0, end) + 1


class LineEnds:
    """Counts line ends four times as fast as `bytes.count`, in room that is used again."""

    def __init__(self) -> None:
        self._room = np.empty(0, bool)

    def count(self, lines: Lines) -> int:
        """Return the number of line ends."""
        size = max(lines.stop - lines.start, 0)
        if size < SMALL:
            return lines.block.count(b"\n", lines.start, lines.stop)
        if size > len(self._room):
            self._room = np.empty(2 * size, bool)
        room = self._room[:size]
        np.equal(np.frombuffer(lines.block, np.uint8, size, lines.start), 10, out=room)
        return int(np.count_nonzero(room))


def _holds(raw: bytes, texts: tuple[bytes, ...]) -> bool:
    """Say whether one of the texts is in a line."""
    for text in texts:  # noqa: SIM110 - a third of the time that `any` takes
        if text in raw:
            return True
    return False


def _enter_matches(
    lines: Lines, search: Search, other: tuple[bytes, ...], parse: LineParser, found: Scanned
) -> None:
    """Parse each line that holds a text of both countries."""
    block, counted, number = lines.block, lines.start, lines.number
    hit = search(block, lines.start)
    while 0 <= hit < lines.stop:
        start, end = lines.around(hit)
        raw = block[start:end]
        # Most such lines are of other pairs: only for the others is it worth counting lines.
        if _holds(raw, other) and parse(number, raw) is not None:
            number += block.count(b"\n", counted, start)
            counted = start
            found.enter(parse(number, raw))
        hit = search(block, end)


class Days:
    """Rows by the day they show: the source's reports, which the dyad's can be measured against.

    Parameters
    ----------
    day : callable
        Line → its day, or None.
    sample : Sample
        The beginning of the member, from which the column of the day is learnt.
    """

    def __init__(self, day: Callable[[bytes], dt.date | None], sample: Sample) -> None:
        self.day, self.sample = day, sample
        self.known: dict[bytes, dt.date] = {}
        self.last: dt.date | None = None
        self.early = 0

    @cached_property
    def of_one_day(self) -> bool:
        """Whether the beginning is of one day throughout, as that of a daily file is.

        Only then can a few lines speak for the many between them; a file of many days is counted
        line by line, in whatever order they stand.
        """
        days = {self.day(line) for line in self.sample.lines[:ONE_DAY_LINES]}
        return len(days - {None}) == 1

    @cached_property
    def column(self) -> int | None:
        """The tab-separated column that alone says the day, when one does."""
        lines = self.sample.lines[:50]
        for at in range(max((line.count(b"\t") for line in lines), default=0) + 1):
            cells = [line.split(b"\t") for line in lines]
            says = [len(c) > at and self.day(c[at]) == self.day(b"\t".join(c)) is not None
                    for c in cells]
            if 2 * sum(says) > len(says):
                return at
        return None

    def count(
        self, seam: bytes, lines: Lines, rows: int, reports: dict[dt.date, int]
    ) -> None:
        """Add a seam and so many rows to the reports of their days.

        In a file of one day, when the last line before (else the first), the middle and the last
        line show one day, all between them do. A row without a day is of the day of the row before.
        """
        if rows and self.of_one_day:
            before = self.last or self.day(lines.at(lines.start))
            middle = self.day(lines.at((lines.start + lines.stop) // 2))
            if before is not None and before == middle == self.day(lines.at(lines.stop - 1)):
                self._add(before, rows + (1 if seam else 0), reports)
                return
        for line in (seam, *lines.block[lines.start : lines.stop].split(b"\n")):
            if line:
                self._add(self.of(line), 1, reports)

    def enter(
        self, counts: Mapping[dt.date, int], last: dt.date, reports: dict[dt.date, int]
    ) -> None:
        """Add rows that have been counted by their days, the last of them being of day `last`."""
        for day, rows in counts.items():
            self._add(day, rows, reports)
        self.last = last

    def _add(self, day: dt.date | None, rows: int, reports: dict[dt.date, int]) -> None:
        """Add rows of a day; before the first day is known they wait for it."""
        self.last = day or self.last
        if self.last is None:
            self.early += rows
            return
        reports[self.last] = reports.get(self.last, 0) + rows + self.early
        self.early = 0

    def of(self, line: bytes) -> dt.date | None:
        """Return the day of a line, looked up when its text has been seen."""
        if self.column is None:
            return self.day(line)
        cells = line.split(b"\t", self.column + 1)
        text = cells[self.column] if len(cells) > self.column else b""
        if text in self.known:
            return self.known[text]
        if (day := self.day(text)) is not None:
            self.known[text] = day
            return day
        return self.day(line)

