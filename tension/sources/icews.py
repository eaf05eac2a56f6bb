"""ICEWS events: tab-separated with a header, no quoting, `NA` or empty for missing; 20 columns.

Columns are found by the header's names, never by place. Countries are names (`Iran`, `Russian
Federation`) and stand in `Source Country` and `Target Country`. Dates are ISO, in one re-release
M/D/YYYY: the first row decides for the file, and every other row is held to it. An event's id is
not unique (145,312 occur twice); id and day together are. Some rows of 2017 have no code: it is
read off the label in `Event Text`. A label that a root shares with its general code (`Consult`, 04
and 040) means the general code: ICEWS codes no event with a root alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache

from tension.core.dyad import Dyad, countries, fold
from tension.core.errors import InputError
from tension.core.ontology import Ontology, ontology
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
    number,
    possible,
)

ID, DATE, TEXT, CODE = "event id", "event date", "event text", "cameo code"
SOURCE, SOURCE_COUNTRY = "source name", "source country"
TARGET, TARGET_COUNTRY = "target name", "target country"
NEEDED = (ID, DATE, SOURCE, SOURCE_COUNTRY, TEXT, CODE, TARGET, TARGET_COUNTRY)
SCORE, OUTLET = "intensity", "publisher"
MISSING = ("", "NA")

ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
SLASHES = re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})")
FORMS = {"YYYY-MM-DD": ISO, "M/D/YYYY": SLASHES}


def recognise(sample: Sample) -> bool:
    """Say whether the first line names the columns of ICEWS, in any case and any order."""
    # Most texts are told by one word: to fold the cells of each first line takes far longer.
    named = sample.lines and b"cameo" in sample.lines[0].lower()
    return bool(named) and not _lacking(_header(sample))


def _header(sample: Sample) -> list[str]:
    cells = sample.cells(most=1)
    return [fold(cell.replace("_", " ")) for cell in cells[0]] if cells else []


def _lacking(header: list[str]) -> list[str]:
    """The columns that are not there, or twice."""
    return [name for name in NEEDED if header.count(name) != 1]


def needles(dyad: Dyad) -> Needles:
    """Return all names of each country: its column may be the first or the last of a row."""
    first, second = (
        tuple(sorted(_spellings(code)))
        for code in (dyad.first, dyad.second)
    )
    return first, second


def _names(code: str) -> tuple[str, ...]:
    """Names of a country, none of its codes: NA, for one, is Namibia's and means missing here."""
    country = countries()[code]
    return tuple(dict.fromkeys(filter(None, (country.icews, country.name, *country.aliases))))


def _spellings(code: str) -> set[bytes]:
    """Names as bytes, in UTF-8 and in Latin-1 where it can write them."""
    names = _names(code)
    latin = [name for name in names if all(ord(character) < 256 for character in name)]
    return {name.encode() for name in names} | {name.encode("latin-1") for name in latin}


def parser(wanted: Wanted, sample: Sample, _: str | None) -> LineParser:
    """Return the parser of a line for the countries wanted.

    Raises
    ------
    InputError
        If the header lacks a needed column: the user may name the format of any text.
    """
    header = _header(sample)
    if lacking := _lacking(header):
        raise InputError(
            sample.name, f"the first line does not name {', '.join(lacking)} once, as ICEWS does",
            "keep the header ICEWS files come with, or leave out --source-format", line=1,
        )
    places = {name: at for at, name in enumerate(header) if header.count(name) == 1}
    form = _form(sample, places[DATE])
    iso = {name: code for code in wanted for name in _names(code)}

    def parse(line: int, raw: bytes) -> Parsed:
        cells = _text(raw).split("\t")
        if len(cells) != len(header):
            return Reject.of(line, f"{len(cells)} columns; the header names {len(header)}", raw)
        row = {name: None if cells[at] in MISSING else cells[at] for name, at in places.items()}
        source, target = iso.get(row[SOURCE_COUNTRY] or ""), iso.get(row[TARGET_COUNTRY] or "")
        if source is None or target is None or source == target:
            return None
        if names_province(row[SOURCE] or "", source) or names_province(row[TARGET] or "", target):
            return Dropped(line, PROVINCE_RULE)
        try:
            return _row(line, row, source, target, form)
        except ValueError as error:
            return Reject.of(line, str(error), raw)

    return parse


def _text(raw: bytes) -> str:
    """The line as text: UTF-8, or Latin-1 where it is not that."""
    try:
        return raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        return raw.decode("latin-1").rstrip("\r\n")


def _form(sample: Sample, at: int) -> str:
    """Which form the dates have: that of the first row whose date has one."""
    for cells in sample.cells()[1:]:
        for name, pattern in FORMS.items():
            if at < len(cells) and pattern.fullmatch(cells[at]):
                return name
    return "YYYY-MM-DD"


def _row(
    line: int, row: Mapping[str, str | None], source: str, target: str, form: str
) -> CodedRow:
    code = _code(row[CODE], row[TEXT])
    date = _date(row[DATE] or "", form)
    told = row[TEXT] or ontology("cameo").label(code)
    names = row[SOURCE] or row[SOURCE_COUNTRY], row[TARGET] or row[TARGET_COUNTRY]
    return CodedRow(
        line, date, source, target, code, "cameo", f"{_id(row[ID])}@{date}",
        source_actor=row[SOURCE], target_actor=row[TARGET], native_score=_score(row.get(SCORE)),
        outlet=row.get(OUTLET), summary=f"{names[0]} → {names[1]}: {told}",
    )


def _id(text: str | None) -> str:
    if text is None or not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text or ''!r} is not an Event ID")
    return text


def _date(text: str, form: str) -> dt.date:
    match = FORMS[form].fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date {form}, the form of this file's first row")
    try:
        day = dt.date(*(int(match[part]) for part in ("year", "month", "day")))
    except ValueError:
        raise ValueError(f"there is no day {text!r} ({form})") from None
    return possible(day)


def _score(text: str | None) -> float | None:
    try:
        return number(text or "")
    except ValueError:
        raise ValueError(f"Intensity {text!r} is not a number") from None


def _code(code: str | None, label: str | None) -> str:
    """The row's CAMEO code, from its label where it has none; a damaged one is not mended."""
    listed = ontology("cameo")
    if code is None:
        return _code_of_label(label, listed)
    if code not in listed:
        raise ValueError(f"code {code!r} is not a CAMEO code")
    # 10 is the root Demand, or 010 with its zero lost: only the label can tell.
    if len(code) == 2 and "0" + code in listed and _plain(listed.label(code)) != _plain(label):
        raise ValueError(f"code {code!r} may be 0{code} with its leading zero lost")
    return code


def _code_of_label(label: str | None, listed: Ontology) -> str:
    if label is None:
        raise ValueError("no CAMEO code and no Event Text to read it off")
    found = _by_label(tuple(listed.labels.items())).get(_plain(label), ())
    if not found:
        raise ValueError(f"no CAMEO code, and Event Text {label!r} is the label of none")
    if len(found) > 1:
        raise ValueError(
            f"no CAMEO code, and Event Text {label!r} is the label of {' and '.join(found)}"
        )
    return found[0]


@cache
def _by_label(labels: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    """Label → its codes; of a root and its general code only the latter, as in every real row."""
    table: dict[str, tuple[str, ...]] = {}
    for code, label in labels:
        if label:
            table[_plain(label)] = (*table.get(_plain(label), ()), code)
    return {
        label: tuple(code for code in codes if code + "0" not in codes)
        for label, codes in table.items()
    }


def _plain(label: str | None) -> str:
    """A label without case, hyphens and doubled spaces, in which copies of it differ."""
    return " ".join((label or "").replace("-", " ").casefold().split())


def day(raw: bytes) -> dt.date | None:
    """Return the day of a row: of its one cell that is a date."""
    for cell in _text(raw).split("\t"):
        for form, pattern in FORMS.items():
            if pattern.fullmatch(cell):
                try:
                    return _date(cell, form)
                except ValueError:
                    return None
    return None


FORMAT = LineFormat("icews", "ICEWS events", recognise, needles, parser, recognise, day)
