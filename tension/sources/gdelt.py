"""GDELT 1.0 and 2.0 event files: tab-separated, no header, no quoting; 57, 58 or 61 columns a row.

The width alone tells the versions apart, row by row: yearly and monthly files of 1.0 have 57, its
daily files 58 (with the address), 2.0 has 61 (three more places, and the time added). Countries are
taken from `Actor1CountryCode` and `Actor2CountryCode` by exact equality; the ethnic code AZE is
another column and never counts.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from tension.core.dyad import Dyad, countries
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
    compact_date,
    number,
)

# Width → (columns of DATEADDED and SOURCEURL, None where there is none), counted from 0.
WIDTHS: dict[int, tuple[int, int | None]] = {57: (56, None), 58: (56, 57), 61: (59, 60)}
ECHO_DAYS = 300
ECHO_RULE = f"dated more than {ECHO_DAYS} days before the file (an echo such as 'a year ago')"

ID, DATE, ACTOR1, ACTOR2 = 0, 1, 5, 15
ROOT, CODE, SCORE, MENTIONS = 25, 26, 30, 31


def recognise(sample: Sample) -> bool:
    """Say whether most lines have a GDELT width, an id, a date and a CAMEO code in their places."""
    return sample.share(_looks_right) > 0.5


def _looks_right(cells: list[str]) -> bool:
    return (
        len(cells) in WIDTHS and cells[ID].isdigit() and len(cells[DATE]) == 8
        and cells[DATE].isdigit() and cells[CODE][:2] == cells[CODE + 2]
    )


def variant(sample: Sample) -> str:
    """Return ``gdelt2`` where most rows have its 61 columns, else ``gdelt1``."""
    return "gdelt2" if sample.share(lambda cells: len(cells) == 61) > 0.5 else "gdelt1"


def needles(dyad: Dyad) -> Needles:
    """Return the country column's text of each country, between its tabs."""
    first, second = (
        (b"\t" + countries()[code].cameo.encode() + b"\t",) for code in (dyad.first, dyad.second)
    )
    return first, second


def country_codes(wanted: Wanted) -> dict[str, str]:
    """Return CAMEO code → ISO3 of the countries wanted; some have none in CAMEO."""
    return {cameo: code for code in wanted if (cameo := countries()[code].cameo)}


def parser(wanted: Wanted, _: Sample, __: str | None) -> LineParser:
    """Return the parser of a line for the countries wanted."""
    iso = country_codes(wanted)
    listed = ontology("cameo")

    coded = {code.encode() for code in iso}

    def parse(line: int, raw: bytes) -> Parsed:
        # Most lines that name both are of other pairs: these are told by two cells of bytes.
        if raw.count(b"\t") + 1 in WIDTHS:
            head = raw.split(b"\t", ACTOR2 + 3)
            if head[ACTOR1 + 2] not in coded or head[ACTOR2 + 2] not in coded:
                return None
        cells = raw.decode("utf-8", "replace").rstrip("\r\n").split("\t")
        if len(cells) not in WIDTHS:
            return Reject.of(line, f"{len(cells)} columns; GDELT rows have 57, 58 or 61", raw)
        source, target = iso.get(cells[ACTOR1 + 2]), iso.get(cells[ACTOR2 + 2])
        if source is None or target is None or source == target:
            return None
        if names_province(cells[ACTOR1 + 1], source) or names_province(cells[ACTOR2 + 1], target):
            return Dropped(line, PROVINCE_RULE)
        added, url = WIDTHS[len(cells)]
        if _is_echo(cells, added, url):
            return Dropped(line, ECHO_RULE)
        if cells[CODE] not in listed:
            return Reject.of(line, f"code {cells[CODE]!r} is not a CAMEO code", raw)
        try:
            return CodedRow(
                line, compact_date(cells[DATE]), source, target, cells[CODE], "cameo", cells[ID],
                source_actor=cells[ACTOR1] or None, target_actor=cells[ACTOR2] or None,
                native_score=number(cells[SCORE]), root=cells[ROOT] == "1",
                mentions=number(cells[MENTIONS]), added=compact_date(cells[added]),
                url=(cells[url] or None) if url is not None else None,
                summary=_told(cells),
            )
        except ValueError as error:
            return Reject.of(line, str(error), raw)

    return parse


def _is_echo(cells: list[str], added: int, url: int | None) -> bool:
    """Say whether a daily file dates the event long before the day it was added."""
    if url is None:
        return False  # the backfiles of 1.0 were all added in 2013
    try:
        late = compact_date(cells[added]) - compact_date(cells[DATE])
    except ValueError:
        return False
    return late.days > ECHO_DAYS


def day(raw: bytes) -> dt.date | None:
    """Return the day a row shows its file to cover: the day added, in the backfiles the event's."""
    # The cells wanted are the second or near the end: the others are not cut apart.
    width = raw.count(b"\t") + 1
    if width not in WIDTHS:
        return None
    text = raw.split(b"\t", 2)[DATE] if WIDTHS[width][1] is None else raw.rsplit(b"\t", 2)[1]
    return _known_day(text.rstrip(b"\r\n"))


@lru_cache(maxsize=4096)
def _known_day(text: bytes) -> dt.date | None:
    try:
        return compact_date(text.decode("ascii"))
    except ValueError:
        return None


def _told(cells: list[str]) -> str:
    """What the row says in words: names as coded, so that a reader sees who is meant."""
    label = ontology("cameo").label(cells[CODE])
    return f"{cells[ACTOR1 + 1]} → {cells[ACTOR2 + 1]}: {label}"


FORMAT = LineFormat("gdelt", "GDELT 1.0 or 2.0 events", recognise, needles, parser, day=day,
                    variant=variant)
