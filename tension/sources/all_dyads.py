"""Every pair out of a stream of lines: each line is parsed once, and all are accounted for.

Who acts on whom, and what is wrong with a row, the readers of the formats say, as for one pair.
GDELT's lines are read column by column, those of the others one by one.
"""

from __future__ import annotations

from typing import Any

from tension.sources.all_rows import coded_table, country_list, member_table, no_rows
from tension.sources.archive import Member, Tick
from tension.sources.gdelt_columns import GdeltColumns
from tension.sources.rows import LineFormat, LineParser, RecordFormat, Sample, Scanned
from tension.sources.scan import Days, Format, Lines, beginning, blocks

BLOCK = 1 << 23
"""Bytes of a block that is read column by column."""

AT_ONCE = 1 << 21
"""Bytes of a block whose lines are read one by one: more rows of it lie in memory as objects."""


def scan_all(
    member: Member, format_: Format, sample: Sample, archive: str, ontology: str | None = None,
    tick: Tick | None = None,
) -> tuple[Scanned, Any]:
    """Return the account of a member and its rows between two different countries.

    Parameters
    ----------
    member : Member
        What to read.
    format_ : LineFormat or RecordFormat
        Its format.
    sample : Sample
        The member's beginning.
    archive : str
        Key of the archive that the member is in.
    ontology : str, optional
        Scheme of the codes, where the user says it.
    tick : callable, optional
        Told the number of packed bytes whenever some have been read.

    Returns
    -------
    Scanned
        Without its rows.
    Table
        The rows, with the columns of `all_rows.SCHEMA`.

    Raises
    ------
    InputError
        If the member cannot be read to its end.
    """
    found = Scanned(member.name, member.member, format_.name)
    if isinstance(format_, RecordFormat):
        format_.scan(member.chunks(tick), country_list(), found)
        parts = [_drained(found)]
    else:
        if format_.variant is not None:
            found.format = format_.variant(sample)
        parts = _scan_lines(member, format_, sample, ontology, tick, found)
    return found, member_table(found, [no_rows(), *parts], archive)


def _scan_lines(
    member: Member, format_: LineFormat, sample: Sample, ontology: str | None,
    tick: Tick | None, found: Scanned,
) -> list[Any]:
    """Read the lines of a member, a block at a time."""
    parse = format_.parser(country_list(), sample, ontology)
    days = Days(format_.day, sample)
    columns = GdeltColumns(sample, days) if format_.name == "gdelt" else None
    parts, line = [], 1
    size = AT_ONCE if columns is None else BLOCK
    for number, block in enumerate(blocks(member.chunks(tick), size, member.label)):
        start = 0
        if number == 0:
            start, line = beginning(block, format_.header(sample))
        lines = Lines(block, start, len(block), line)
        before = found.read
        if columns is not None:
            parts.append(columns.read(lines, found))
        else:
            _read_lines(lines, parse, days, found)
        line += found.read - before
        if found.rows:
            parts.append(_drained(found))
    return parts


def _read_lines(lines: Lines, parse: LineParser, days: Days, found: Scanned) -> None:
    raw = lines.block[lines.start : lines.stop].removesuffix(b"\n").split(b"\n")
    if lines.start >= lines.stop:
        return
    for number, one in enumerate(raw, lines.number):
        if one.strip():
            found.enter(parse(number, one))
    found.read += len(raw)
    days.count(b"", lines, len(raw), found.reports)


def _drained(found: Scanned) -> Any:
    """Return the rows entered since the last time as a table, and let them go."""
    table = coded_table(found.rows)
    found.rows.clear()
    return table
