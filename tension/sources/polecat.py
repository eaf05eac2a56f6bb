"""POLECAT event files: tab-separated with a header of 40 names, PLOVER event types, by name.

Columns are found by name in any case, since releases differ (`Event Intensity` for `Intensity`);
trailing tabs make unnamed columns, which are ignored. Text is UTF-8, in some files Latin-1. Cells
may stand in `"`, single quotes are text. `None` and `NA` written out are missing.

A cell may name several countries, `IRN; RUS`: such a row gives one event for each ordered pair of
the two countries, each counted in full, and is marked multilateral. The code is `TYPE/mode` where
PLOVER's list knows the pair, else the type alone; `Intensity` is the score of type and mode.
"""

from __future__ import annotations

import csv
import datetime as dt
import re

from tension.core.dyad import Dyad
from tension.core.ontology import ontology
from tension.sources.provinces import PROVINCE_RULE, names_province
from tension.sources.rows import (
    CodedRow,
    Dropped,
    LineFormat,
    LineParser,
    Needles,
    Parsed,
    Reject,
    Sample,
    Wanted,
    decoded,
    number,
    possible,
)

NEEDED = ("event id", "event date", "event type", "event mode", "actor country",
          "recipient country")
WORDS_FOR_MISSING = frozenset({"", "None", "NA"})

_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T].*)?")

Columns = dict[str, int]


def recognise(sample: Sample) -> bool:
    """Say whether the first line names POLECAT's columns."""
    return all(name in _columns(sample) for name in NEEDED)


def _columns(sample: Sample) -> Columns:
    """Return name → place of the named columns, names in lower case."""
    if not sample.lines:
        return {}
    cells = _cells(decoded(sample.lines[0]))
    found = {name.strip().lower(): at for at, name in enumerate(cells) if name.strip()}
    if "event intensity" in found:
        found.setdefault("intensity", found["event intensity"])
    return found


def _cells(text: str, width: int | None = None) -> list[str]:
    """Cut a line at its tabs; only at those outside quotation marks where that gives the width.

    Marks around a cell are taken off; a lone one is text and swallows nothing.
    """
    cells = text.split("\t")
    if width is not None and '"' in text and len(cells) > width:
        try:
            quoted = next(csv.reader([text], delimiter="\t"), [])
        except csv.Error:
            quoted = []
        if len(quoted) >= width and not _overfull(quoted, width):
            return quoted
    return [
        cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
        for cell in cells
    ]


def _overfull(cells: list[str], width: int) -> bool:
    return any(cell.strip() for cell in cells[width:])


def needles(dyad: Dyad) -> Needles:
    """Return each country's ISO3 code, which may stand anywhere in its cell."""
    return (dyad.first.encode(),), (dyad.second.encode(),)


def parser(wanted: Wanted, sample: Sample, _: str | None) -> LineParser:
    """Return the parser of a line for the countries wanted."""
    columns = _columns(sample)
    width = max(columns.values(), default=-1) + 1
    among = frozenset(wanted)

    def parse(line: int, raw: bytes) -> Parsed | list[Parsed]:
        cells = _cells(decoded(raw).rstrip("\r\n"), width)
        if len(cells) < width or _overfull(cells, width):
            return Reject.of(line, f"{len(cells)} columns; the header names {width}", raw)
        row = {name: _present(cells[at]) for name, at in columns.items()}
        actors, recipients = _countries(row, "actor country"), _countries(row, "recipient country")
        pairs = [(a, b) for a in actors for b in recipients if a != b and {a, b} <= among]
        if not pairs:
            return None
        if _of_province(row, "actor name", actors) or _of_province(
            row, "recipient name", recipients
        ):
            return Dropped(line, PROVINCE_RULE)
        try:
            several = len(actors) > 1 or len(recipients) > 1
            return [_coded(line, row, source, target, several) for source, target in pairs]
        except ValueError as error:
            return Reject.of(line, str(error), raw)

    return parse


def _present(cell: str) -> str:
    text = cell.strip()
    return "" if text in WORDS_FOR_MISSING else text


def _countries(row: dict[str, str], column: str) -> list[str]:
    """Return the different countries a cell names."""
    named = (name.strip() for name in row.get(column, "").split(";"))
    return list(dict.fromkeys(name for name in named if name not in WORDS_FOR_MISSING))


def _of_province(row: dict[str, str], column: str, coded: list[str]) -> bool:
    """Say whether every name in a cell is of a province coded as its one country."""
    names = list(filter(None, map(str.strip, row.get(column, "").split(";"))))
    return len(coded) == 1 and bool(names) and all(names_province(n, coded[0]) for n in names)


def _coded(
    line: int, row: dict[str, str], source: str, target: str, several: bool
) -> CodedRow:
    code = _code(row["event type"], row["event mode"])
    published = row.get("publication date", "")
    return CodedRow(
        line, _day(row["event date"]), source, target, code, "plover",
        row["event id"] or f"{line}",
        source_actor=row.get("actor name") or None,
        target_actor=row.get("recipient name") or None,
        native_score=number(row.get("intensity", "")),
        published=_day(published) if published else None,
        outlet=row.get("source") or None,
        summary=_told(row, source, target, code),
        multilateral=several,
    )


def _code(type_: str, mode: str) -> str:
    """Return ``TYPE/mode`` where the list knows it, else the type.

    Raises
    ------
    ValueError
        If the type is missing or not one of PLOVER's.
    """
    listed = ontology("plover")
    root = type_.upper()
    if not root:
        raise ValueError("no event type")
    if "/" in root or root not in listed:
        raise ValueError(f"event type {type_!r} is not a PLOVER type")
    whole = f"{root}/{re.sub(r'[ _]+', '-', mode.lower())}"
    return whole if whole in listed else root


def _day(text: str) -> dt.date:
    if not (found := _DAY.fullmatch(text)):
        raise ValueError(f"{text!r} is not a date YYYY-MM-DD" if text else "no date")
    try:
        day = dt.date.fromisoformat(found[1])
    except ValueError:
        raise ValueError(f"{text!r} is no day of the calendar") from None
    return possible(day)


def _told(row: dict[str, str], source: str, target: str, code: str) -> str:
    """What the row says in words: names as coded, so that a reader sees who is meant."""
    actor, recipient = row.get("actor name") or source, row.get("recipient name") or target
    return f"{actor} → {recipient}: {ontology('plover').label(code)}"


def day(raw: bytes) -> dt.date | None:
    """Return the day a row shows its file to cover: of publication, its last cell with a date.

    The event's own date, the other one, may lie years off.
    """
    for cell in reversed(_cells(decoded(raw).rstrip("\r\n"))):
        try:
            return _day(cell.strip())
        except ValueError:
            continue
    return None


FORMAT = LineFormat(
    "polecat", "POLECAT events", recognise, needles, parser, header=lambda _: True, day=day
)
