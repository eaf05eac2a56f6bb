"""What a reader of a machine-coded archive makes of a line: a row, or the reason why not.

Nothing here imports pandas: an archive is scanned without it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from tension.core.dyad import Dyad

YEARS = range(1900, 2101)
"""Years that events of archives may be of; others are slips."""

LONGEST_TEXT = 200
"""Characters of a bad line kept in the rejects file."""


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One row between two countries wanted, as the event table's columns; None is missing."""

    line: int
    date: dt.date
    source: str
    target: str
    code: str
    ontology: str
    origin_id: str
    source_actor: str | None = None
    target_actor: str | None = None
    native_score: float | None = None
    directed: bool = True
    root: bool | None = None
    mentions: float | None = None
    added: dt.date | None = None
    published: dt.date | None = None
    url: str | None = None
    outlet: str | None = None
    summary: str | None = None
    multilateral: bool | None = None
    date_precision: str = "day"


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that cannot be used: where it stands, why, and what it says."""

    line: int
    reason: str
    text: str

    @classmethod
    def of(cls, line: int, reason: str, raw: bytes) -> Reject:
        """Return the reject of a raw line, its text cut and made printable."""
        text = raw.decode("utf-8", "backslashreplace").rstrip("\r\n")
        return cls(line, reason, text[:LONGEST_TEXT])


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that was understood and left out by a named rule."""

    line: int
    rule: str


_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?")

Parsed = CodedRow | Reject | Dropped | None
"""What one line gives; None is a line of another pair of countries."""

LineParser = Callable[[int, bytes], "Parsed | list[Parsed]"]
Needles = tuple[tuple[bytes, ...], tuple[bytes, ...]]
Wanted = Collection[str]
"""ISO3 codes of the countries wanted: a row is wanted when it is between two of them."""


@dataclass(frozen=True)
class Sample:
    """The beginning of a member, for recognising its format.

    Parameters
    ----------
    name : str
        File and member, for messages only: a format is never told from a name.
    lines : list of bytes
        First lines without their ends, the last one left out when it may be cut.
    """

    name: str
    lines: list[bytes]
    _cut: dict[tuple[bytes, int], list[list[str]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def share(
        self, looks_right: Callable[[list[str]], bool], delimiter: bytes = b"\t", skip: int = 0
    ) -> float:
        """Return the share of lines, the first ``skip`` left out, whose cells look right."""
        seen = self.cells(delimiter)[skip:]
        return sum(map(looks_right, seen)) / len(seen) if seen else 0.0

    def cells(self, delimiter: bytes = b"\t", most: int = 60) -> list[list[str]]:
        """Return up to ``most`` lines cut at a delimiter, as text."""
        made = self._cut.get((delimiter, most))
        if made is None:
            # Every format asks for the same cells.
            made = self._cut[delimiter, most] = [
                line.decode("utf-8", "replace").split(delimiter.decode())
                for line in self.lines[:most]
            ]
        return made


@dataclass(frozen=True)
class LineFormat:
    """A machine-coded format whose rows are lines.

    Parameters
    ----------
    name : str
        Name of the format: ``gdelt``, ``icews`` ….
    title : str
        Name for readers.
    recognise : callable
        Sample → whether the content is of this format.
    needles : callable
        Dyad → for each country, the byte texts of which a row of it holds at least one.
    parser : callable
        (countries wanted, sample, declared ontology or None) → parser of (line number, raw line).
    header : callable
        Sample → whether the first line names the columns.
    day : callable
        Line → the day it shows the file to cover, or None.
    variant : callable
        Sample → name of the variant, for formats that have several; the format's name without.
    """

    name: str
    title: str
    recognise: Callable[[Sample], bool]
    needles: Callable[[Dyad], Needles]
    parser: Callable[[Wanted, Sample, str | None], LineParser]
    header: Callable[[Sample], bool] = lambda _: False
    day: Callable[[bytes], dt.date | None] = lambda _: None
    variant: Callable[[Sample], str] | None = None


@dataclass(frozen=True)
class RecordFormat:
    """A machine-coded format whose rows may run over several lines, and so are not searched for.

    Parameters
    ----------
    name, title : str
        As for `LineFormat`.
    recognise : callable
        Sample → whether the content is of this format.
    scan : callable
        (chunks of bytes, countries wanted, result to fill) → None.
    """

    name: str
    title: str
    recognise: Callable[[Sample], bool]
    scan: Callable[[Iterator[bytes], Wanted, Scanned], None]


@dataclass
class Scanned:
    """What the scan of one member gave.

    Parameters
    ----------
    file, member : str
        Names, for the ledger and the rejects.
    rows : list of CodedRow
        Rows between two countries wanted.
    kept : int
        Their number, where the rows themselves are kept elsewhere too.
    rejects : list of Reject
        Bad lines among those that name both countries.
    dropped : dict
        Rule → number of rows it left out.
    read : int
        All rows of the member, the header left out: the denominator.
    several : int
        Rows more than lines, where a line names several countries.
    reports : dict
        Day → rows that show it, of whatever countries: what a count of the dyad can be set against.
    """

    file: str
    member: str
    format: str = ""
    rows: list[CodedRow] = field(default_factory=list)
    kept: int = 0
    rejects: list[Reject] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)
    read: int = 0
    several: int = 0
    reports: dict[dt.date, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """File and member, for the ledger."""
        return f"{self.file}:{self.member}" if self.member else self.file

    @property
    def stem(self) -> str:
        """Short name of the member, for identifiers."""
        return (self.member or self.file).rsplit("/", 1)[-1].split(".")[0]

    @property
    def first_day(self) -> dt.date | None:
        """First day the member covers, as far as its rows show."""
        return min(self.reports, default=None)

    @property
    def last_day(self) -> dt.date | None:
        """Last day the member covers, as far as its rows show."""
        return max(self.reports, default=None)

    def report(self, day: dt.date | None) -> None:
        """Count a row that shows this day."""
        if day is not None:
            self.reports[day] = self.reports.get(day, 0) + 1

    def enter(self, parsed: Parsed | list[Parsed]) -> None:
        """Enter what one line gave; a line may give several rows, or none."""
        several = parsed if isinstance(parsed, list) else [parsed]
        self.several += max(len(several) - 1, 0)
        for one in several:
            if isinstance(one, CodedRow):
                self.rows.append(one)
                self.kept += 1
            elif isinstance(one, Reject):
                self.rejects.append(one)
            elif isinstance(one, Dropped):
                self.dropped[one.rule] = self.dropped.get(one.rule, 0) + 1

    @property
    def other(self) -> int:
        """Rows of other pairs of countries, never parsed."""
        known = self.kept + len(self.rejects) + sum(self.dropped.values())
        return self.read + self.several - known


def number(text: str) -> float | None:
    """Return a finite number, or None for an empty cell.

    Raises
    ------
    ValueError
        If the text is neither.
    """
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is not a number")
    return float(text)


def decoded(raw: bytes) -> str:
    """Return a line as text: UTF-8, else Latin-1, which every byte is."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def compact_date(text: str) -> dt.date:
    """Return the day of ``YYYYMMDD``, more digits (a time of day) being left out.

    Raises
    ------
    ValueError
        If there is no such day.
    """
    if len(text) < 8 or not text.isdigit():
        raise ValueError(f"{text!r} is not a date YYYYMMDD")
    return possible(dt.date(int(text[:4]), int(text[4:6]), int(text[6:8])))


def possible(day: dt.date) -> dt.date:
    """Return a day of an event, or refuse one that no archive reaches.

    Raises
    ------
    ValueError
        If its year is not one of YEARS.
    """
    if day.year not in YEARS:
        raise ValueError(f"the year of {day} is not from {YEARS[0]} to {YEARS[-1]}")
    return day
