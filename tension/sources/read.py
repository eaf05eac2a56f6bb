"""The one door for reading events: the bundled chronology, a table coded by hand, an archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path

import pandas as pd

from tension.core.coverage import Span
from tension.core.dyad import Dyad
from tension.core.errors import InputError, RowFault, UsageError
from tension.core.event_table import Events
from tension.core.period import span_of
from tension.core.provenance import InputFile, Parameter
from tension.sources.archive import Member, members
from tension.sources.chronology import (
    BUNDLED_DYAD,
    is_sheet,
    read_bundled,
    read_sheet,
    sheet_layout,
)
from tension.sources.detect import FORMATS, recognised
from tension.sources.machine import events_of_scans, input_file
from tension.sources.rows import Scanned
from tension.sources.scan import sample_of, scan
from tension.sources.stored import stored_parts
from tension.sources.tabular import Layout, events_of, parse_rows
from tension.sources.text import RawTable, parse_raw, read_raw
from tension.sources.workers import Watcher, in_order

VERSIONS = {"keds/tabari": ("keds",)}
"""Names that people use of sources, and what the column `origin` calls them."""

SOURCES = frozenset({*FORMATS, "gdelt1", "gdelt2"}) - {"gdelt"}
"""Names that the column `origin` of an export holds."""


def read_events(
    path: str | Path | Sequence[str | Path] | None = None,
    dyad: str | Dyad = BUNDLED_DYAD,
    *,
    columns: Mapping[str, str] | None = None,
    ontology: str | None = None,
    date_format: str | None = None,
    countries: str = "any",
    delimiter: str | None = None,
    coverage: str | Span | None = None,
    source_format: str | None = None,
    lenient: bool = False,
    strict: bool = False,
    with_bundled: bool = False,
    store: str | Path | None = None,
    origins: Sequence[str] = (),
    watcher: Watcher | None = None,
) -> Events:
    """Return a dyad's directed events: the bundled chronology's, or those of a file of your own.

    Events of several sources are kept apart: `Events.apart` returns those of each.

    Parameters
    ----------
    path : str, Path or sequence of them, optional
        A file, a folder, a pattern, or ``-`` for standard input, plain, .gz or .zip; several are
        taken together. Without one, the bundled chronology. The format of each text is told from
        its content.
    dyad : str or Dyad
        ``IRN-AZE``, ``Iran,Azerbaijan``, ``iran azerbaijan`` ….
    columns : mapping, optional
        Event-table column → your column, where the header's names are not guessed.
    ontology : str, optional
        ``cameo``, ``weis``, ``plover`` or ``quad``, where it cannot be told from the codes.
    date_format : str, optional
        A ``strptime`` format; without one dates are ISO.
    countries : str
        ``any`` (ISO, CAMEO, names) or one scheme: ``fips gw cow cameo icews iso2 iso3``.
    delimiter : str, optional
        One character; taken from the header when not given.
    coverage : str or (date, date), optional
        What the file covers, ``1992-01:2010-12``; else the months from its first row to its last.
    source_format : str, optional
        ``chronology``, ``tabular``, ``gdelt``, ``icews``, ``polecat``, ``keds``, ``phoenix`` or
        ``acled``; told from the content when not given.
    lenient : bool
        Set bad rows of hand-coded files aside, counted in the ledger, instead of refusing them.
    strict : bool
        Refuse an archive for one bad row; else bad rows are set aside in `Events.rejects`.
    with_bundled : bool
        Add the bundled chronology to the file.
    store : str or Path, optional
        An event store, as `tension ingest` fills it, to read instead of files or beside them.
    origins : sequence of str, optional
        Only these sources, as the column `origin` names them; all that are read when not given.
    watcher : Watcher, optional
        Told how far the reading of files has come.

    Returns
    -------
    Events
        `.table` has the columns of `core.schema.EVENTS`, one row a directed event.

    Raises
    ------
    InputError
        Naming file, line, column and remedy of every bad row.
    UsageError
        If nothing was read of a source that is asked for.

    Examples
    --------
    >>> read_events().dyad
    Dyad('IRN-AZE')
    """
    pair, origins = Dyad.parse(dyad), _as_named(origins)
    if path is None:
        _refuse_idle(columns=columns, ontology=ontology, date_format=date_format,
                     countries=countries if countries != "any" else None, delimiter=delimiter,
                     coverage=coverage if store is None else None, source_format=source_format,
                     lenient=lenient, strict=strict)
        if store is None:
            return _only(read_bundled(pair), origins)
    layout = Layout(dict(columns or {}), ontology, date_format, countries, delimiter, lenient)
    paths = [path] if isinstance(path, str | Path) else list(path or ())
    parts = _read_all(paths, pair, layout, span_covered(coverage), source_format, strict, origins,
                      watcher)
    if store is not None:
        parts += stored_parts(pair, store, coverage=span_covered(coverage), origins=origins)
    if with_bundled:
        if {pair.first, pair.second} != {BUNDLED_DYAD.first, BUNDLED_DYAD.second}:
            raise UsageError(f"the bundled chronology is of {BUNDLED_DYAD.title}, not of "
                             f"{pair.title}; leave out --with-bundled")
        parts.insert(0, read_bundled(pair))
    events = _only(reduce(_join, parts), origins)
    told = {"ontology": ontology, "date_format": date_format, "countries": countries,
            "delimiter": delimiter, "coverage": coverage, "source_format": source_format}
    chosen: dict[str, Parameter] = {
        name: value for name, value in told.items() if isinstance(value, str)
    }
    if paths:
        chosen["paths"] = tuple(_told(one) for one in paths)
    if store is not None:
        chosen["store"] = _told(store)
    if columns:
        chosen["column"] = tuple(f"{name}={yours}" for name, yours in columns.items())
    flags = {"lenient": lenient, "strict": strict, "with_bundled": with_bundled}
    chosen |= {name: on for name, on in flags.items() if on}
    return events.choose(**chosen)


def _only(events: Events, origins: Sequence[str]) -> Events:
    """Return the events of the sources asked for, and note which."""
    if not origins:
        return events
    for name in origins:
        if name not in events.origins:
            raise UsageError(f"--origin: nothing was read of a source {name!r}; use "
                             f"{' or '.join(events.origins)}")
    chosen = [part for part in events.apart() if part.origin in origins]
    return reduce(Events.join, chosen).choose(origin=tuple(sorted(set(origins))))


def _as_named(origins: Sequence[str]) -> tuple[str, ...]:
    """Return sources in the words of the column `origin`, in whatever case they are given."""
    folded = [name.casefold() for name in origins]
    return tuple(one for name in folded for one in VERSIONS.get(name, (name,)))


def _refuse_idle(**options: object) -> None:
    """Refuse options about a file where none is named: they would do nothing without a word."""
    idle = [name for name, value in options.items() if value]
    if idle:
        option = "--" + {"columns": "column"}.get(idle[0], idle[0]).replace("_", "-")
        raise UsageError(f"{option} is about a file of your own; name the file, or leave it out")


def _told(path: str | Path) -> str:
    """How a path is noted: as given, but never with the folders of a machine."""
    return Path(path).name if Path(path).is_absolute() else str(path)


def _read_all(
    paths: list[str | Path], pair: Dyad, layout: Layout, coverage: Span | None,
    source_format: str | None, strict: bool, origins: Sequence[str], watcher: Watcher | None,
) -> list[Events]:
    """Read every text of the paths: archives in one go, hand-coded tables each for itself."""
    scans: list[Scanned] = []
    files: dict[tuple[str, str], InputFile] = {}
    parts: list[Events] = []

    def scanned(member: Member) -> Scanned | None:
        sample = sample_of(member)
        format_ = recognised(sample, source_format)
        tick = watcher.tick if watcher else None
        one = None
        if format_ is not None:
            one = scan(member, format_, pair, sample, layout.ontology, tick)
        if watcher:
            watcher.file_done()
        return one

    found = members(paths)
    if watcher:
        watcher.begin(len(found), sum(member.packed for member in found))
    for member, one in zip(found, in_order(scanned, found), strict=True):
        if one is None:
            try:
                parts += _by_hand(member, pair, layout, coverage, source_format)
            except InputError as error:
                if member.path is None or str(member.path) in map(str, paths):
                    raise
                raise InputError(
                    member.label, "the folder or pattern takes it in, and it cannot be read as "
                    f"events ({error.faults[0].problem})", "move it out, or name the files meant",
                ) from None
        else:
            scans.append(one)
            of = (member.name, one.format)
            if of not in files:
                files[of] = input_file(member, one.format)
    if scans:
        parts += events_of_scans(
            scans, list(files.values()), pair, coverage=coverage, strict=strict, origins=origins
        )
    return parts


def _by_hand(
    member: Member, pair: Dyad, layout: Layout, coverage: Span | None, source_format: str | None
) -> list[Events]:
    raw = parse_raw(member.label, b"".join(member.chunks()), layout.delimiter)
    if reads_as_sheet(raw, source_format):
        return [read_sheet(raw, pair, layout, coverage)]
    return [events_of(*one, coverage) for one in _by_origin(raw, pair, layout)]


def _by_origin(
    raw: RawTable, pair: Dyad, layout: Layout
) -> list[tuple[RawTable, Dyad, Layout]]:
    """Take an export of several sources apart again: reading it back must not pool them."""
    named = raw.column("origin") if "origin" in raw.header else []
    if len(set(named)) < 2 or not set(named) <= SOURCES:
        return [(raw, pair, layout)]
    found: list[tuple[RawTable, Dyad, Layout]] = []
    for origin in sorted(set(named)):
        at = [k for k, name in enumerate(named) if name == origin]
        part = replace(
            raw, rows=[raw.rows[k] for k in at], lines=[raw.lines[k] for k in at],
            faults=[] if found else raw.faults,
        )
        found.append((part, pair, replace(layout, origin=origin)))
    return found


def reads_as_sheet(raw: RawTable, source_format: str | None) -> bool:
    """Say whether a table is a coding sheet: as told, else by its header."""
    return is_sheet(raw) if source_format is None else source_format == "chronology"


def check_file(
    path: str | Path, layout: Layout, source_format: str | None = None
) -> list[RowFault]:
    """Return everything wrong with a file, row by row, in the order of its lines.

    Raises
    ------
    InputError
        If the file as a whole cannot be read.
    """
    raw = read_raw(path, layout.delimiter)
    sheet = reads_as_sheet(raw, source_format)
    rows, faults = parse_rows(raw, sheet_layout(layout) if sheet else layout)
    return sorted([*faults, *_odd_rows(rows)])


def _odd_rows(rows: pd.DataFrame) -> list[RowFault]:
    """Rows that can be read but that a coder did not mean: one country twice, one act twice."""
    odd = [
        RowFault(int(line), "target", "source and target are one country",
                 "name the other side, or leave the row out")
        for line in rows.loc[rows["source"].notna() & (rows["source"] == rows["target"]), "line"]
    ]
    early = rows[rows["date"].notna() & rows["published"].notna()]
    early = early[early["date"] > early["published"]]
    odd += [
        RowFault(int(line), "date", f"the act ({date}) lies after the page ({published})",
                 "mend one of the two")
        for line, date, published in zip(
            early["line"], early["date"], early["published"], strict=True
        )
    ]
    key = ["date", "date_precision", "source", "target", "code", "summary"]
    whole = rows[rows["date"].notna() & rows["code"].notna()]
    first = whole.groupby(key, dropna=False)["line"].transform("first")
    again = whole.duplicated(key)
    odd += [
        RowFault(int(line), "", f"the row repeats line {int(earlier)}", "leave one of them")
        for line, earlier in zip(whole.loc[again, "line"], first[again], strict=True)
    ]
    return odd


def span_covered(coverage: str | Span | None) -> Span | None:
    """Return the first and last day of a coverage that a user states: ``1992-01:2010-12``."""
    if coverage is None or isinstance(coverage, tuple):
        return coverage
    first, mark, last = coverage.partition(":")
    if not mark:
        raise UsageError(f"--coverage: {coverage!r} is not a span; write 1992-01:2010-12")
    return span_of(first, "--coverage")[0], span_of(last, "--coverage")[1]


def _join(earlier: Events, own: Events) -> Events:
    clash = set(earlier.table["event_id"]) & set(own.table["event_id"])
    if clash:
        rows = [one.table.set_index("event_id").loc[min(clash)] for one in (earlier, own)]
        if rows[0]["file"] == rows[1]["file"]:
            raise InputError(str(rows[1]["file"]), "the file is read twice, or from the store too",
                             "name it once")
        raise InputError(
            str(rows[1]["file"]), f"event_id {min(clash)!r} is in {rows[0]['file']} too",
            "give the rows identifiers of their own, or read one of the two",
            line=int(rows[1]["line"]), column="event_id",
        )
    return earlier.join(own)
