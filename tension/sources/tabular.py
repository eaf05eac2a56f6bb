"""Any CSV or TSV of dated events, by a map of its columns.

A file needs a date, a source, a target, and a code or a score. Header names are guessed whatever
their case; `columns` overrides the guess. Hand-coded files are strict: every bad row is named at
once, unless `lenient`, when bad rows are counted as rejected.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from tension.core import schema
from tension.core.coverage import Coverage, Span
from tension.core.dyad import Dyad
from tension.core.errors import InputError, RowFault, RowFaults, UsageError, nearest
from tension.core.event_table import Events
from tension.core.ledger import Ledger
from tension.core.ontology import ONTOLOGIES, OWN, lost_zeros, ontology
from tension.core.period import PRECISIONS
from tension.core.provenance import InputFile, Provenance
from tension.sources import cells
from tension.sources.text import RawTable, read_raw

ORIGIN = "tabular"
FILE_COVERAGE = "first to last month with a row in the file; the file does not say more"

# Other spellings of a column's name, compared without case, spaces, dots, hyphens and underscores.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "date": ("eventdate", "day", "dateofevent", "sqldate"),
    "source": ("sourcecountry", "actor1countrycode", "actor1", "from", "sender", "sourceiso3"),
    "target": ("targetcountry", "actor2countrycode", "actor2", "to", "receiver", "recipient",
               "targetiso3"),
    "code": ("cameocode", "cameo", "eventcode", "weis", "weiscode", "plover"),
    "native_score": ("score", "goldstein", "goldsteinscale", "goldsteinscore", "intensity"),
    "event_id": ("id", "eventid"),
    "summary": ("text", "description", "note", "notes", "eventtext"),
    "url": ("link", "address", "sourceurl"),
    "outlet": ("publisher", "newspaper", "medium"),
}
CODED = ("cameo", "weis", "plover")
NEVER_READ = ("origin", "origin_id", "file", "line", "directed")
READABLE = tuple(name for name in schema.names(schema.EVENTS) if name not in NEVER_READ)


@dataclass(frozen=True)
class Layout:
    """How a file is to be read.

    Parameters
    ----------
    columns : mapping
        Name in the event table → name in the file.
    ontology : str, optional
        Scheme of the codes where no column says it; guessed from the codes when not given.
    date_format : str, optional
        A ``strptime`` format; ISO without one.
    countries : str
        ``any``, or one of ``iso3 iso2 cameo fips gw cow icews``.
    delimiter : str, optional
        One character; guessed from the header when not given.
    lenient : bool
        Whether bad rows are set aside instead of ending the run.
    origin : str
        Name of the format in the event table.
    required : tuple of str
        Columns that must be in the file besides date, source and target.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    ontology: str | None = None
    date_format: str | None = None
    countries: str = "any"
    delimiter: str | None = None
    lenient: bool = False
    origin: str = ORIGIN
    required: tuple[str, ...] = ()


def read_tabular(
    path: str | Path,
    dyad: Dyad,
    layout: Layout | None = None,
    coverage: Span | None = None,
) -> Events:
    """Return the dyad's directed events in a delimited file.

    Parameters
    ----------
    path : str or Path
        The file; ``-`` is standard input.
    dyad : Dyad
        The pair wanted; rows of other pairs are dropped by name.
    layout : Layout, optional
        How to read it.
    coverage : (date, date), optional
        Days the file covers, when its author knows; else the months from its first row to its last.

    Returns
    -------
    Events
        Reciprocal rows are expanded into two directed events.

    Raises
    ------
    InputError
        With every bad row, when the file is not used leniently.
    """
    layout = layout or Layout()
    return events_of(read_raw(path, layout.delimiter), dyad, layout, coverage)


def events_of(
    raw: RawTable, dyad: Dyad, layout: Layout, coverage: Span | None = None
) -> Events:
    """Return the dyad's directed events in an already opened table; see `read_tabular`."""
    rows, faults = parse_rows(raw, layout)
    bad = {fault.line for fault in faults}
    if faults and not layout.lenient:
        raise RowFaults(raw.file, faults)
    good = rows[~rows["line"].isin(bad)]
    if good.empty:
        raise RowFaults(raw.file, faults)
    ledger = Ledger().read(raw.file, len(raw.rows) + len(raw.faults))
    ledger = ledger.reject(len(bad), "lines " + _few(sorted(bad)))
    span = _coverage(good, coverage)
    kept, ledger = _keep_dyad(good, dyad, ledger)
    if any(_plain(name) == "originid" for name in raw.header):
        # An export holds directed events already; a filter may have left one half of a pair.
        events, ledger = kept, ledger.expand(0)
    else:
        events, ledger = expand(kept, ledger)
    return Events(events, dyad, span, ledger, _provenance(raw, layout, good, span))


def parse_rows(raw: RawTable, layout: Layout) -> tuple[pd.DataFrame, list[RowFault]]:
    """Return the rows as the event table's columns, and everything wrong with them.

    Returns
    -------
    (DataFrame, list of RowFault)
        One row of the frame for each row of the right width, bad cells missing.
    """
    columns = map_columns(raw, layout)
    if "code" in columns and "native_score" in columns and not any(raw.column(columns["code"])):
        del columns["code"]  # an export of events that have scores only
    values: dict[str, list[Any]] = {}
    faults = list(raw.faults)
    parsers, required = _parsers(raw, columns, layout)
    for name, parser in parsers.items():
        parsed, wrong = cells.parse_column(
            raw.column(columns[name]), raw.lines, columns[name], parser, name in required
        )
        values[name] = parsed
        faults += wrong
    frame = _complete(values, raw, columns, layout)
    faults += _cross_faults(frame, columns)
    return frame, faults


def map_columns(raw: RawTable, layout: Layout) -> dict[str, str]:
    """Return event-table column → file column: as told, else as guessed from the header.

    Raises
    ------
    InputError, UsageError
        If a needed column is not there, or a told one does not exist.
    """
    plain = {_plain(name): name for name in reversed(raw.header)}
    found: dict[str, str] = {}
    for name in READABLE:
        for guess in (_plain(name), *SYNONYMS.get(name, ())):
            if guess in plain and plain[guess] not in found.values():
                found[name] = plain[guess]
                break
    for name, column in layout.columns.items():
        if name not in READABLE:
            raise UsageError(
                f"--column: there is no column {name!r}; use one of {', '.join(READABLE)}"
            )
        match = [head for head in raw.header if head.casefold() == column.casefold()]
        if not match:
            close = nearest(column, raw.header) or raw.header
            raise InputError(
                raw.file, f"there is no column {column!r}", f"the header has {_few(close)}",
                line=raw.header_line,
            )
        found[name] = match[0]
    _require(raw, found, layout)
    return found


def expand(rows: pd.DataFrame, ledger: Ledger) -> tuple[pd.DataFrame, Ledger]:
    """Return directed events: a reciprocal row gives a second event with the sides exchanged.

    A row whose other half is in the table already (an export read back) is left as it is.
    """
    ids = set(rows["event_id"])
    halved = rows["event_id"].str.endswith("/r") | (rows["event_id"] + "/r").isin(ids)
    both = rows[rows["reciprocal"].eq(other=True) & ~halved]  # missing is not true
    mirrored = both.rename(
        columns={"source": "target", "target": "source", "source_actor": "target_actor",
                 "target_actor": "source_actor"}
    )
    mirrored = mirrored.assign(event_id=mirrored["event_id"] + "/r")
    events = pd.concat([rows, mirrored], ignore_index=True) if len(both) else rows
    return events, ledger.expand(len(both))


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c not in " ._-")


def _few(items: Sequence[object], most: int = 12) -> str:
    shown = ", ".join(map(str, items[:most]))
    return shown + (f" and {len(items) - most} more" if len(items) > most else "")


def _require(raw: RawTable, found: Mapping[str, str], layout: Layout) -> None:
    absent = [name for name in ("date", "source", "target", *layout.required) if name not in found]
    if "code" not in found and "native_score" not in found and "code" not in absent:
        absent.append("code (or score)")
    if not absent:
        return
    if len(raw.header) == 1:
        raise InputError(
            raw.file, f"the whole header is one column, {raw.header[0][:60]!r}",
            "separate columns by comma, semicolon or tab, or name the mark with --delimiter",
            line=raw.header_line,
        )
    raise InputError(
        raw.file,
        f"no column for {', '.join(absent)} in the header ({_few(raw.header)})",
        f"name it: --column {absent[0].split()[0]}=YOUR_COLUMN",
        line=raw.header_line,
    )


def _parsers(
    raw: RawTable, columns: Mapping[str, str], layout: Layout
) -> tuple[dict[str, cells.Parser], set[str]]:
    country = cells.country_parser(layout.countries)
    special: dict[str, cells.Parser] = {
        "date": cells.date_parser(layout.date_format),
        "date_precision": cells.choice_parser("day", "month", "year"),
        "source": country,
        "target": country,
        "native_score": cells.number_parser(decimal_comma=raw.delimiter == ";"),
        "mentions": cells.number_parser(decimal_comma=raw.delimiter == ";"),
        "evidence": cells.choice_parser("contemporary", "retrospective"),
        "ontology": cells.choice_parser(*ONTOLOGIES, OWN),
        "added": cells.day,
        "published": cells.day,
        "url": cells.address,
    }
    flags = dict.fromkeys(("reciprocal", "root", "disputed", "multilateral", "derived"), cells.flag)
    required = {"date", "source", "target", *layout.required}
    required |= {"code"} if "code" in columns else {"native_score"}
    if "code" in columns and not layout.ontology:
        required.add("ontology")  # a code means nothing without its scheme
    known = {**special, **flags}
    return {name: known.get(name, cells.verbatim) for name in columns}, required


def _scheme(raw: RawTable, column: str, layout: Layout) -> str:
    """The scheme of the codes: as told, as the column is called, or the one that lists them all."""
    if layout.ontology:
        return layout.ontology
    for name in CODED:
        if name in column.casefold():
            return name
    codes = set(raw.column(column)) - {""}
    # A file with some bad codes fits no list; the one that holds most of them is meant.
    held = {name: len(codes & set(ontology(name).labels)) for name in ONTOLOGIES}
    most = max(held.values())
    best = [name for name in ONTOLOGIES if held[name] == most]
    if most and "cameo" in best and "weis" in best:
        raise InputError(
            raw.file, "the codes could be CAMEO or WEIS, in which they mean different acts",
            "say which: --ontology cameo or --ontology weis", column=column,
        )
    return best[0]


def _complete(
    values: dict[str, list[Any]], raw: RawTable, columns: Mapping[str, str], layout: Layout
) -> pd.DataFrame:
    """Fill in what follows from the rest: precision, scheme, identifiers, origin."""
    count = len(raw.rows)
    dates = [value or (None, "day") for value in values["date"]]
    told = values.get("date_precision") or [None] * count
    # The coarser of what the row claims and what the date shows: 2012-03 is no day.
    precision = [
        max(own or written, written, key=PRECISIONS.index)
        for own, (_, written) in zip(told, dates, strict=True)
    ]
    firsts = [_first(day, how) for (day, _), how in zip(dates, precision, strict=True)]
    given = values.get("event_id") or [None] * count
    stem = Path(raw.file).stem
    ids = [own or f"{stem}:{line}" for own, line in zip(given, raw.lines, strict=True)]
    values |= {
        "date": firsts, "date_precision": precision, "event_id": ids,
        # Both halves of a reciprocal row share the row they came from, also when read back.
        "origin_id": [name.removesuffix("/r") for name in ids],
        "file": [raw.file] * count, "line": list(raw.lines), "origin": [layout.origin] * count,
        "directed": [True] * count,
    }
    if "code" in columns and "ontology" not in columns:
        values["ontology"] = [_scheme(raw, columns["code"], layout)] * count
    elif "code" in columns:
        values["ontology"] = [scheme or layout.ontology for scheme in values["ontology"]]
    return pd.DataFrame(
        {c.name: pd.Series(values.get(c.name) or [None] * count, dtype=object)
         for c in schema.EVENTS}
    )


def _first(day: dt.date | None, precision: str) -> dt.date | None:
    if day is None or precision == "day":
        return day
    return day.replace(day=1) if precision == "month" else day.replace(month=1, day=1)


def _cross_faults(frame: pd.DataFrame, columns: Mapping[str, str]) -> list[RowFault]:
    """Faults that only the rows together show: ids twice, codes that may have lost their zeros."""
    faults = []
    if "event_id" in columns:
        again = frame["event_id"].duplicated()
        faults += [
            RowFault(int(line), columns["event_id"], f"{name!r} stands in an earlier row too",
                     "give each row its own")
            for name, line in zip(frame.loc[again, "event_id"], frame.loc[again, "line"],
                                  strict=True)
        ]
    if "code" in columns:
        faults += _code_faults(frame, columns["code"])
        cameo = frame[(frame["ontology"] == "cameo") & frame["code"].notna()]
        doubtful = cameo[cameo["code"].isin(lost_zeros(cameo["code"]))]
        faults += [
            RowFault(int(line), columns["code"],
                     f"{code!r} may be root {code} or 0{code} with its zero lost, and no code in "
                     "the file keeps one", "store codes as text: 010, 042")
            for code, line in zip(doubtful["code"], doubtful["line"], strict=True)
        ]
    return faults


def _code_faults(frame: pd.DataFrame, column: str) -> list[RowFault]:
    coded = frame[frame["code"].notna() & frame["ontology"].notna()]
    wrong = {
        (scheme, code): fault
        for scheme, code in sorted(set(zip(coded["ontology"], coded["code"], strict=True)))
        if (fault := ontology(scheme).fault(code))
    }
    return [
        RowFault(int(line), column, *wrong[scheme, code])
        for scheme, code, line in zip(coded["ontology"], coded["code"], coded["line"], strict=True)
        if (scheme, code) in wrong
    ]


def _coverage(rows: pd.DataFrame, told: Span | None) -> Coverage:
    if told is not None:
        return Coverage.of([told], "as told by --coverage")
    days = pd.to_datetime(rows["date"])
    last = days.max().to_period("M")
    years = rows["date_precision"] == "year"
    if years.any():
        last = max(last, pd.Period(days[years].max(), freq="Y-DEC").asfreq("M", how="end"))
    first = days.min().to_period("M")
    return Coverage.of([(first.start_time.date(), last.end_time.date())], FILE_COVERAGE)


def _keep_dyad(rows: pd.DataFrame, dyad: Dyad, ledger: Ledger) -> tuple[pd.DataFrame, Ledger]:
    same = rows["source"] == rows["target"]
    ledger = ledger.drop("read", "source and target are one country", "row", int(same.sum()))
    rows = rows[~same]
    pair = {dyad.first, dyad.second}
    inside = rows["source"].isin(pair) & rows["target"].isin(pair)
    detail = ""
    if len(rows) and not inside.any():
        seen = (rows["source"] + "-" + rows["target"]).value_counts().index[:3]
        detail = f"the file holds {', '.join(seen)}"
    ledger = ledger.drop("read", f"not between {dyad}", "row", int((~inside).sum()), detail)
    return rows[inside], ledger


def _provenance(
    raw: RawTable, layout: Layout, rows: pd.DataFrame, span: Coverage
) -> Provenance:
    added = rows["added"].dropna()
    as_of = max(added) if len(added) else span.last
    return Provenance((InputFile.of(raw.file, raw.content, layout.origin),), as_of)
