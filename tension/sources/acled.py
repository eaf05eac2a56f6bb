"""ACLED exports: quoted CSV with a header, whose notes may run over several lines.

Columns are found by name in any case: the export tool's (`event_id_cnty, event_date, …, timestamp`)
and older files' (`data_id, iso, …, iso3`); commas, in regional spreadsheets semicolons. Dates are
`2022-06-30` or `16 May 2025`. Text is UTF-8; a byte that is not is read as Latin-1.

An actor's country is read from its name, `Military Forces of X (2003-)`, `Police Forces of X`,
`Government of X`, `Civilians (X)`, `Protesters (X)`, `Rioters (X)`; associated actors are not used,
and the country where an event happened says nothing of who took part. ACLED knows no direction:
actor1 and actor2 do not say who attacked, so `directed` is false and an event counts once. It has
no intensity either; the deaths reported go into the summary. The code is the sub-event type's text.

A quotation mark that is never closed would swallow the rows after it: a record that holds a line
which is a whole row by itself is rejected, and reading goes on with that line.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from tension.core.dyad import countries, find_country, fold
from tension.core.errors import InputError
from tension.sources.rows import (
    CodedRow,
    Parsed,
    RecordFormat,
    Reject,
    Sample,
    Scanned,
    Wanted,
    possible,
)

NEEDED = ("event_date", "event_type", "actor1", "actor2")
ALSO = ("event_id_cnty", "data_id", "sub_event_type", "interaction")
"""Columns of which an ACLED file has at least one besides those it needs."""

DELIMITERS = (",", ";")
UNCLOSED = "a quotation mark is never closed"

_FORCES = re.compile(
    r"(?:Military Forces|Police Forces|Government) of (?:the )?(.+?)"
    r"(?: \([0-9]{4}-[0-9]{0,4}\).*)?",
    re.DOTALL,
)
_PEOPLE = re.compile(r"(?:Civilians|Protesters|Rioters) \((.+)\)")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WRITTEN = re.compile(r"([0-9]{1,2}) ([A-Za-z]+) ([0-9]{4})")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")

Columns = dict[str, int]


@dataclass(frozen=True, slots=True)
class _Record:
    """One record: the line it begins on, its cells, its text, and why it is none."""

    line: int
    cells: list[str]
    text: str
    fault: str | None = None

    def reject(self, reason: str) -> Reject:
        return Reject.of(self.line, reason, self.text.encode())


@dataclass
class _Lines:
    """Lines of a stream, which can be given back; those taken since the last record are kept."""

    stream: Iterator[str]
    given_back: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.given_back.pop() if self.given_back else next(self.stream)
        self.taken.append(line)
        return line


def recognise(sample: Sample) -> bool:
    """Say whether the first line names ACLED's columns."""
    first = sample.lines[0].decode("utf-8", "replace") if sample.lines else ""
    columns = _columns(_alone(first, _delimiter(first)))
    return all(name in columns for name in NEEDED) and any(name in columns for name in ALSO)


def _delimiter(first: str) -> str:
    return max(DELIMITERS, key=first.count)


def _alone(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line read by itself."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _columns(cells: list[str]) -> Columns:
    return {name.strip().lower(): at for at, name in enumerate(cells) if name.strip()}


def scan(chunks: Iterator[bytes], wanted: Wanted, found: Scanned) -> None:
    """Fill the result with the rows between two countries wanted.

    Raises
    ------
    InputError
        If the header does not name the columns needed.
    """
    lines = _Lines(_lines(chunks))
    first = next(lines, "")
    if not first.strip():
        return
    delimiter = _delimiter(first)
    header = _alone(first, delimiter)
    columns, width = _columns(header), len(header)
    if missing := [name for name in NEEDED if name not in columns]:
        label = f"{found.file}:{found.member}" if found.member else found.file
        raise InputError(label, f"the header names no column {', '.join(missing)}",
                         "export it again from ACLED with all columns", line=1)
    spellings = _spellings(wanted)
    for record in _records(lines, delimiter, width):
        found.read += 1
        if not record.fault:
            found.report(_day_if_any(record.cells[columns["event_date"]].strip()))
        found.enter(_parsed(record, columns, wanted, spellings))


def _lines(chunks: Iterator[bytes]) -> Iterator[str]:
    """Yield the text's lines with their ends, wherever the chunks were cut."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")(_BYTES_AS_LATIN_1)
    rest = ""
    for chunk in chunks:
        *whole, rest = (rest + decoder.decode(chunk)).split("\n")
        for line in whole:
            yield line + "\n"
    if rest := rest + decoder.decode(b"", True):
        yield rest


_BYTES_AS_LATIN_1 = "tension.latin1"


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):  # pragma: no cover - text is only read
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error(_BYTES_AS_LATIN_1, _as_latin_1)


def _records(lines: _Lines, delimiter: str, width: int) -> Iterator[_Record]:
    """Yield every record but blank lines, those of another width or never closed with the fault."""
    at = 1
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        at += len(lines.taken)
        lines.taken.clear()
        fault = None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells, fault = [], str(error)
        whole = (_alone(line, delimiter) for line in lines.taken[1:])
        swallowed = next((n for n, one in enumerate(whole, 1) if len(one) == width), None)
        if swallowed is not None:
            lines.given_back += reversed(lines.taken[swallowed:])
            del lines.taken[swallowed:]
            # A new reader: the old one may stand within the quotation marks.
            reader = csv.reader(lines, delimiter=delimiter)
            fault = UNCLOSED
        elif cells and len(cells) != width:
            fault = f"{len(cells)} columns; the header names {width}"
        if cells or fault:
            yield _Record(at, cells, "".join(lines.taken), fault)


def _spellings(wanted: Wanted) -> list[list[str]]:
    """Return how each country may be named in a record that cannot be cut into its cells."""
    everyone = (countries()[code] for code in wanted)
    return [
        [fold(name) for name in (c.name, c.icews, *c.aliases) if len(name) > 3] for c in everyone
    ]


def _parsed(
    record: _Record, columns: Columns, wanted: Wanted, spellings: list[list[str]]
) -> Parsed:
    if record.fault:
        text = fold(record.text)
        named = sum(any(name in text for name in names) for names in spellings)
        return record.reject(record.fault) if named > 1 else None
    row = {name: record.cells[at].strip() for name, at in columns.items()}
    source, target = country_of(row["actor1"]), country_of(row["actor2"])
    if source is None or target is None or source == target:
        return None
    if not {source, target} <= set(wanted):
        return None
    code = row.get("sub_event_type") or row["event_type"]
    if not code:
        return record.reject("no event type")
    try:
        return CodedRow(
            record.line, _day(row["event_date"]), source, target, code, "acled",
            row.get("event_id_cnty") or row.get("data_id") or f"{record.line}",
            source_actor=row["actor1"], target_actor=row["actor2"], directed=False,
            added=_added(row.get("timestamp", "")), outlet=row.get("source") or None,
            summary=_told(row, code), date_precision=_precision(row.get("time_precision", "")),
        )
    except ValueError as error:
        return record.reject(str(error))


def _precision(text: str) -> str:
    """ACLED's 1 is a day; 2, a week, and 3, a month, are no more exact than a month here."""
    return "month" if text in ("2", "3") else "day"


@lru_cache(maxsize=65536)
def country_of(actor: str) -> str | None:
    """Return the ISO3 code of the country an actor's name gives it, or None.

    Examples
    --------
    >>> country_of("Military Forces of Azerbaijan (2003-) State Border Service")
    'AZE'
    >>> country_of("Protesters (Iran)"), country_of("Military Forces of Artsakh (2007-2023)")
    ('IRN', None)
    """
    named = _FORCES.fullmatch(actor) or _PEOPLE.fullmatch(actor)
    return find_country(named[1]) if named else None


def _day(text: str) -> dt.date:
    """Return the day of ``2022-06-30`` or ``16 May 2025``, months in English."""
    try:
        if _ISO.fullmatch(text):
            return possible(dt.date.fromisoformat(text))
        if (found := _WRITTEN.fullmatch(text)) and found[2].lower() in _MONTHS:
            month = _MONTHS.index(found[2].lower()) + 1
            return possible(dt.date(int(found[3]), month, int(found[1])))
    except ValueError:
        raise ValueError(f"{text!r} is no day of the calendar") from None
    raise ValueError(
        f"{text!r} is not a date such as 2022-06-30 or 16 May 2025" if text else "no date"
    )


@lru_cache(maxsize=65536)
def _day_if_any(text: str) -> dt.date | None:
    try:
        return _day(text)
    except ValueError:
        return None


def _added(text: str) -> dt.date | None:
    """Return the day, in UTC, of seconds since 1970."""
    if not text:
        return None
    try:
        return dt.datetime.fromtimestamp(int(text), dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"timestamp {text!r} is not a number of seconds since 1970") from None


def _told(row: dict[str, str], code: str) -> str:
    """What the row says in words, without ACLED's notes, which may not be passed on."""
    place = f", {row['location']}" if row.get("location") else ""
    return f"{row['actor1']} – {row['actor2']}: {code}{place}{_deaths(row.get('fatalities', ''))}"


def _deaths(text: str) -> str:
    if not text:
        return ""
    if not re.fullmatch("[0-9]{1,9}", text):
        raise ValueError(f"fatalities {text!r} is not a whole number")
    count = int(text)
    return f"; {count} {'fatality' if count == 1 else 'fatalities'} reported"


FORMAT = RecordFormat("acled", "ACLED events", recognise, scan)
