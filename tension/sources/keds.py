"""KEDS and TABARI event files: WEIS or CAMEO codes, actors in blocks of three letters.

Two forms. Tab form, no header, no quoting: `YYMMDD|YYYYMMDD TAB source TAB target TAB code [TAB
(LABEL) [TAB text]]`; only the first four fields are certain, lines may end in blanks, and a year of
two digits is of the 1900s from 45 on, else of the 2000s. CSV form, as R writes it: a header `date,
source,target,code` and ISO or compact dates. A CSV of plain ISO3 codes is not taken for one.

An actor's first three letters are its country by KEDS code (AZR is Azerbaijan), then by CAMEO or
ISO3; the blocks after it are roles and stay in `source_actor` and `target_actor`. In the old WEIS
sets AUS is Austria, SWZ Switzerland, ISL an Islamic group, MLI a militia, and SAF no country.

The scheme is guessed from the codes, since a wrong one is silent (WEIS 193 cuts aid, CAMEO 193
fights): 21x and 22x are only in WEIS, four digits only in CAMEO. Identical lines are all kept.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from tension.core.dyad import Dyad, countries
from tension.core.errors import InputError
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
    decoded,
)

PIVOT = 45
"""Years of two digits: from this one on of the 1900s, before it of the 2000s."""

NAMES = ("date", "source", "target", "code")
OLD_MEANINGS = {"AUS": "AUT", "SWZ": "CHE", "ISL": None, "MLI": None, "SAF": None}
"""Codes of the old WEIS sets that mean something else in ISO and CAMEO."""

_DATE = re.compile(r"[0-9]{6}|[0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ACTOR = re.compile(r"[A-Z]{3}[A-Z]*")
_BLOCKS = re.compile(r"(?:[A-Z]{3})+")
_CODE = re.compile(r"[0-9]{2,4}")


def recognise(sample: Sample) -> bool:
    """Say whether most lines are KEDS rows and, in a CSV, some actor is written as only KEDS does.

    Only KEDS writes a role after the country, AFGPLC, or a country code of its own, AZR.
    """
    delimiter, order = _layout(sample)
    if delimiter == b"\t":
        return sample.share(lambda cells: _looks_right(cells, order), skip=header(sample)) > 0.5
    if not header(sample):
        return False
    rows = [_unquoted(cells) for cells in sample.cells(delimiter, len(sample.lines))[1:]]
    kept = [cells for cells in rows if len(cells) == 4 and _looks_right(cells, order)]
    actors = [cells[at] for cells in kept for at in order[1:3]]
    return (
        len(kept) > 0.5 * len(rows) and any(map(_only_keds, actors))
        and sum(bool(_BLOCKS.fullmatch(actor)) for actor in actors) > 0.5 * len(actors)
    )


def _looks_right(cells: list[str], order: tuple[int, ...]) -> bool:
    if len(cells) < 4:
        return False
    date, source, target, code = (cells[at].strip() for at in order)
    return bool(
        _DATE.fullmatch(date) and _ACTOR.fullmatch(source) and _ACTOR.fullmatch(target)
        and _CODE.match(code)
    )


@cache
def _own_codes() -> frozenset[str]:
    return frozenset(code for country in countries().values() for code in country.keds)


def _only_keds(actor: str) -> bool:
    return actor in _own_codes() or (len(actor) > 3 and bool(_BLOCKS.fullmatch(actor)))


def header(sample: Sample) -> bool:
    """Say whether the first line names the columns."""
    return any(
        {name.strip().lower() for name in _unquoted(cells)} == set(NAMES) and len(cells) == 4
        for delimiter in (b",", b"\t") for cells in sample.cells(delimiter, 1)
    )


def _layout(sample: Sample) -> tuple[bytes, tuple[int, ...]]:
    """Return the delimiter, and where date, source, target and code stand."""
    if not header(sample):
        return b"\t", (0, 1, 2, 3)
    delimiter = b"\t" if b"\t" in sample.lines[0] else b","
    names = [name.strip().lower() for name in _unquoted(sample.cells(delimiter, 1)[0])]
    return delimiter, tuple(names.index(name) for name in NAMES)


def _unquoted(cells: list[str]) -> list[str]:
    """Return cells of the CSV form without their quotation marks; a lone one stays."""
    return [
        cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell for cell in cells
    ]


def _codes_of(iso3: str, weis: bool) -> tuple[str, ...]:
    """Return what the first block of an actor may be when it is of a country."""
    country = countries()[iso3]
    modern = tuple(dict.fromkeys(filter(None, (country.cameo, iso3))))
    if not weis:
        return country.keds + modern
    old = tuple(code for code, meant in OLD_MEANINGS.items() if meant == iso3)
    return country.keds + old + tuple(code for code in modern if code not in OLD_MEANINGS)


def needles(dyad: Dyad) -> Needles:
    """Return the codes of each country in either scheme."""
    first, second = (
        tuple(c.encode() for c in dict.fromkeys(_codes_of(iso3, True) + _codes_of(iso3, False)))
        for iso3 in (dyad.first, dyad.second)
    )
    return first, second


def scheme(sample: Sample, declared: str | None) -> str:
    """Return the scheme of the codes: as declared, unless they contradict it, else guessed.

    Raises
    ------
    InputError
        If the codes contradict the declared scheme, show both, show neither, or lost their zeros.
    """
    if declared not in (None, "weis", "cameo"):
        raise InputError(
            sample.name, f"KEDS codes are of WEIS or CAMEO, not of {declared!r}",
            "use --ontology weis or --ontology cameo, or leave it out",
        )
    codes = _sampled_codes(sample)
    _refuse_lost_zeros(sample.name, codes)
    weis, cameo = ontology("weis"), ontology("cameo")
    of_weis = sorted(c for c in codes if c in weis and c[:2] in ("21", "22"))
    of_cameo = sorted(c for c in codes if c in cameo and len(c) == 4)
    if declared:
        _refuse_contradicted(sample.name, declared, of_weis, of_cameo)
        return declared
    if of_weis and of_cameo:
        raise InputError(
            sample.name, f"its codes are of WEIS ({_some(of_weis)}) and of CAMEO "
            f"({_some(of_cameo)}) at once", "split it, or say --ontology weis or --ontology cameo: "
            "codes of the other scheme are then set aside",
        )
    if not (of_weis or of_cameo):
        of_weis = [code for code in codes if code in weis and code not in cameo]
        of_cameo = [code for code in codes if code in cameo and code not in weis]
    if codes and bool(of_weis) == bool(of_cameo):
        raise InputError(
            sample.name, f"its codes ({_some(sorted(codes))}) may be of WEIS or of CAMEO",
            "say --ontology weis or --ontology cameo",
        )
    return "cameo" if of_cameo else "weis"


def _sampled_codes(sample: Sample) -> set[str]:
    delimiter, order = _layout(sample)
    rows = sample.cells(delimiter, len(sample.lines))[header(sample):]
    if header(sample):
        rows = [_unquoted(cells) for cells in rows]
    return {cells[order[3]].strip() for cells in rows if len(cells) >= 4} - {""}


def _refuse_lost_zeros(name: str, codes: set[str]) -> None:
    """Refuse codes that were numbers once: their 211 may be CAMEO 0211, their 10 be 010."""
    if any(code.startswith("0") for code in codes):
        return
    listed = [ontology(scheme_) for scheme_ in ("weis", "cameo")]
    lost = lost_zeros(codes) | {
        code for code in codes
        if code.isdigit() and any("0" + code in one for one in listed)
        and not any(code in one for one in listed)
    }
    if lost:
        raise InputError(
            name, f"its codes have lost their leading zeros ({_some(sorted(lost))}; none begins "
            "with 0)", "export it again with the codes as text",
        )


def _refuse_contradicted(
    name: str, declared: str, of_weis: list[str], of_cameo: list[str]
) -> None:
    theirs, own, other = of_weis, of_cameo, "weis"
    if declared == "weis":
        theirs, own, other = of_cameo, of_weis, "cameo"
    if len(theirs) > len(own):
        title = ontology(other).title
        raise InputError(
            name, f"it was declared to be {ontology(declared).title}, and its codes "
            f"{_some(theirs)} exist only in {title}", f"use --ontology {other}, or leave it out",
        )


def _some(codes: list[str], most: int = 5) -> str:
    return ", ".join(codes[:most]) + (" …" if len(codes) > most else "")


def parser(wanted: Wanted, sample: Sample, declared: str | None) -> LineParser:
    """Return the parser of a line for the countries wanted.

    Raises
    ------
    InputError
        If the scheme of the codes cannot be told, or is not the declared one.
    """
    name = scheme(sample, declared)
    listed = ontology(name)
    iso = {c: iso3 for iso3 in wanted for c in _codes_of(iso3, name == "weis")}
    delimiter, order = _layout(sample)
    cut, named = delimiter.decode(), header(sample)

    def parse(line: int, raw: bytes) -> Parsed:
        cells = [cell.strip() for cell in decoded(raw).rstrip(" \r\n").split(cut)]
        if len(cells) < 4 or (named and len(cells) > 4):
            least = "has 4" if named else "has at least 4 (date, source, target, code)"
            return Reject.of(line, f"{len(cells)} columns; a KEDS row {least}", raw)
        date, source, target, code = ((_unquoted(cells) if named else cells)[at] for at in order)
        if fault := _misplaced(source, target):
            return Reject.of(line, fault, raw)
        first, second = iso.get(source[:3]), iso.get(target[:3])
        if first is None or second is None or first == second:
            return None
        if code not in listed:
            what = f"code {code!r} is not a {listed.title} code" if code else "no code"
            return Reject.of(line, what, raw)
        try:
            return CodedRow(
                line, _day(date), first, second, code, name, f"{line}", source_actor=source,
                target_actor=target, summary=None if named else _told(source, target, cells[4:]),
            )
        except ValueError as error:
            return Reject.of(line, str(error), raw)

    return parse


def _misplaced(source: str, target: str) -> str | None:
    """What is wrong with an actor that is no actor string: empty, or with a mark left over."""
    for side, actor in (("source", source), ("target", target)):
        if not actor:
            return f"the {side} is empty: a stray delimiter, or a field lost"
        if '"' in actor:
            return f"the {side} {actor!r} has a lone quotation mark"
    return None


def _day(text: str) -> dt.date:
    """Return the day of ``YYMMDD``, ``YYYYMMDD`` or ``YYYY-MM-DD``."""
    if not _DATE.fullmatch(text):
        raise ValueError(f"{text!r} is not a date YYMMDD, YYYYMMDD or YYYY-MM-DD")
    digits = text.replace("-", "")
    if len(digits) == 6:
        digits = ("19" if int(digits[:2]) >= PIVOT else "20") + digits
    try:
        return compact_date(digits)
    except ValueError:
        raise ValueError(f"{text!r} is no day of the calendar") from None


def _told(source: str, target: str, rest: list[str]) -> str | None:
    """What the coder's label and the words it matched say, where the row has them."""
    label, text = (*rest, "", "")[:2]
    label = label.removeprefix("(").removesuffix(")")
    said = ": ".join(part for part in ("" if label == "*null*" else label, text) if part)
    return f"{source} → {target}: {said}" if said else None


def day(raw: bytes) -> dt.date | None:
    """Return the day of a row: of the first of its four fields that is a date."""
    for cell in _unquoted(re.split("[\t,]", decoded(raw).rstrip(" \r\n"))[:4]):
        try:
            return _day(cell.strip())
        except ValueError:
            continue
    return None


FORMAT = LineFormat("keds", "KEDS or TABARI events", recognise, needles, parser, header, day)
