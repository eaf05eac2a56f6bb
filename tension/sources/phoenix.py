"""Real-time Phoenix: tab-separated, no header, no quoting; 26 columns a row.

A country is the actor's entity where that is a country, else the first three letters of the whole
actor string where those are: `IRNGOV` is Iran, `MNCUSA` no country. Codes of countries are ISO's;
CAMEO's own (`ROM`) are taken too. The row's Goldstein value is of a scale that does not fit the
codes (016, 124, 163, 164, 166), so it is kept as the file's number and the code is scored anew. Its
class runs from 0 to 4, with 16 in verbal conflict, and only serves to recognise the format.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from tension.core.dyad import Dyad, countries
from tension.core.ontology import lost_zeros, ontology
from tension.sources.rows import (
    CodedRow,
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

WIDTH = 26
ID, DATE, SOURCE, TARGET = 0, 1, 5, 9
CODE, ROOT, CLASS, SCORE, URLS, OUTLETS = 13, 14, 15, 16, 24, 25

EVENT_ID = re.compile(r"[0-9]+(?:_\S+)?")
CLASSES = ("0", "1", "2", "3", "4")


def recognise(sample: Sample) -> bool:
    """Say whether most lines have 26 columns, an id, a date told twice and a class 0–4."""
    return sample.share(_looks_right) > 0.5


def _looks_right(cells: list[str]) -> bool:
    return (
        len(cells) == WIDTH and EVENT_ID.fullmatch(cells[ID]) is not None
        and len(cells[DATE]) == 8 and cells[DATE].isdigit() and cells[DATE] == _parts(cells)
        and cells[CLASS] in CLASSES
    )


def _parts(cells: list[str]) -> str:
    """Year, month and day as one date."""
    year, month, day_ = cells[DATE + 1 : DATE + 4]
    return year + month.zfill(2) + day_.zfill(2)


@cache
def _codes() -> dict[str, str]:
    """Code of a country in an actor's string → ISO3."""
    everyone = countries().values()
    cameo = {country.cameo: country.iso3 for country in everyone if country.cameo}
    return cameo | {country.iso3: country.iso3 for country in everyone}


def needles(dyad: Dyad) -> Needles:
    """Return how an actor's cell begins for each country: after its tab."""
    first, second = (
        tuple(b"\t" + code.encode() for code, iso3 in _codes().items() if iso3 == wanted)
        for wanted in (dyad.first, dyad.second)
    )
    return first, second


def parser(wanted: Wanted, sample: Sample, _: str | None) -> LineParser:
    """Return the parser of a line for the countries wanted."""
    among = frozenset(wanted)
    seen = [cells[CODE] for cells in sample.cells() if len(cells) == WIDTH]
    doubtful = frozenset(lost_zeros(seen))

    def parse(line: int, raw: bytes) -> Parsed:
        cells = raw.decode("utf-8", "replace").rstrip("\r\n").split("\t")
        if len(cells) != WIDTH:
            return Reject.of(line, f"{len(cells)} columns; Phoenix rows have {WIDTH}", raw)
        source, target = _country(cells, SOURCE), _country(cells, TARGET)
        if source is None or target is None or source == target:
            return None
        if not {source, target} <= among:
            return None
        try:
            _require_good(cells, doubtful)
            return CodedRow(
                line, _date(cells), source, target, cells[CODE], "cameo", cells[ID],
                source_actor=cells[SOURCE] or None, target_actor=cells[TARGET] or None,
                native_score=_score(cells[SCORE]), url=_url(cells[URLS]),
                outlet=cells[OUTLETS] or None, summary=_told(cells),
            )
        except ValueError as error:
            return Reject.of(line, str(error), raw)

    return parse


def _country(cells: list[str], actor: int) -> str | None:
    """ISO3 of an actor: of its entity, in the next column, else of how its string begins."""
    return _codes().get(cells[actor + 1]) or _codes().get(cells[actor][:3])


def _require_good(cells: list[str], doubtful: frozenset[str]) -> None:
    code, root = cells[CODE], cells[ROOT]
    if EVENT_ID.fullmatch(cells[ID]) is None:
        raise ValueError(f"{cells[ID]!r} is not an EventID")
    if code not in ontology("cameo"):
        raise ValueError(f"code {code!r} is not a CAMEO code")
    if code in doubtful:
        raise ValueError(f"code {code!r} may be 0{code} with its leading zero lost")
    if root and root.zfill(2) != code[:2]:
        raise ValueError(f"code {code!r} is not of its root {root!r}")


def _date(cells: list[str]) -> dt.date:
    text = cells[DATE]
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is not a date YYYYMMDD")
    if text != _parts(cells):
        raise ValueError(f"date {text!r} is not the row's year, month and day")
    try:
        return compact_date(text)
    except ValueError:
        raise ValueError(f"there is no day {text!r} (YYYYMMDD)") from None


def _score(text: str) -> float | None:
    try:
        return number(text)
    except ValueError:
        raise ValueError(f"Goldstein {text!r} is not a number") from None


def _url(text: str) -> str | None:
    """The first web address of a list joined by semicolons."""
    found = (one for one in text.split(";") if one.startswith(("http://", "https://")))
    return next(found, None)


def _told(cells: list[str]) -> str:
    """What the row says in words: actors as coded, so that a reader sees who is meant."""
    label = ontology("cameo").label(cells[CODE])
    return f"{cells[SOURCE]} → {cells[TARGET]}: {label}"


def day(raw: bytes) -> dt.date | None:
    """Return the day of a row."""
    cells = raw.decode("utf-8", "replace").rstrip("\r\n").split("\t")
    try:
        return compact_date(cells[DATE]) if len(cells) == WIDTH else None
    except ValueError:
        return None


FORMAT = LineFormat("phoenix", "real-time Phoenix events", recognise, needles, parser, day=day)
