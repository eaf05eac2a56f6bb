"""Scanned archives → events: the account of every row, what the files cover, what was set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from tension.core import schema
from tension.core.coverage import Coverage, Span
from tension.core.dyad import Dyad
from tension.core.errors import InputError
from tension.core.event_table import Events
from tension.core.ledger import Ledger
from tension.core.provenance import InputFile, Provenance
from tension.sources.account import (
    gdelt_overlap,
    named_rows,
    reports_by_source,
    require_good,
    spans_of,
)
from tension.sources.archive import Member
from tension.sources.regimes import not_covered
from tension.sources.rows import Scanned

ACCOUNTED_EACH = 12
"""Files of a source up to which each has lines of its own in the ledger."""

COVERED = "days that the files hold rows of"


def events_of_scans(
    scans: Sequence[Scanned], files: Sequence[InputFile], dyad: Dyad, *,
    coverage: Span | None = None, strict: bool = False, origins: Sequence[str] = (),
) -> list[Events]:
    """Return a dyad's events from the scans of one or more members, each source's for itself.

    Parameters
    ----------
    scans : sequence of Scanned
        One a member.
    files : sequence of InputFile
        The files they came from.
    dyad : Dyad
        The pair.
    coverage : (date, date), optional
        What the files cover, when the user knows; else the days they hold rows of.
    strict : bool
        Whether one bad row ends the run.
    origins : sequence of str, optional
        Sources wanted; what is wrong with others is no concern then.

    Raises
    ------
    InputError
        If a file has too many bad rows, or GDELT 1.0 and 2.0 cover the same days.
    """
    wanted = [one for one in scans if not origins or one.format in origins]
    for one in wanted:
        require_good(one, strict)
    return events_of_members(
        scans, _table(scans), files, dyad, coverage=coverage, origins=origins
    )


def events_of_members(
    members: Sequence[Scanned], table: pd.DataFrame, files: Sequence[InputFile], dyad: Dyad, *,
    coverage: Span | None = None, origins: Sequence[str] = (),
) -> list[Events]:
    """Return a dyad's events from the account of members and the table of their rows.

    Parameters
    ----------
    members : sequence of Scanned
        Their rows may be missing: they are in the table.
    table : DataFrame
        Columns as declared in `core.schema.EVENTS`.
    files, dyad, coverage, origins
        As for `events_of_scans`.

    Returns
    -------
    list of Events
        One a source, in order of names.

    Raises
    ------
    InputError
        If GDELT 1.0 and 2.0 cover the same days.
    """
    _refuse_both_gdelts([one for one in members if not origins or one.format in origins])
    return [
        _of_one_source([one for one in members if one.format == origin],
                       table[table["origin"] == origin],
                       [file for file in files if file.origin == origin], dyad, coverage)
        for origin in sorted({one.format for one in members})
    ]


def _of_one_source(
    members: Sequence[Scanned], table: pd.DataFrame, files: Sequence[InputFile], dyad: Dyad,
    coverage: Span | None,
) -> Events:
    ledger = _accounts(members, dyad)
    span = coverage_of(members, coverage)
    return Events(
        table, dyad, span, ledger.expand(0), _provenance(members, files, span),
        rejects=_rejects(members), files=_files(members), reports=_reports(members),
    )


def _refuse_both_gdelts(scans: Sequence[Scanned]) -> None:
    """Two streams of the same days count the same stories twice."""
    if days := gdelt_overlap(scans):
        raise InputError(
            "GDELT 1.0 and 2.0", f"the files cover {days} of the same days, and adding them "
            "would count stories twice", "read the files of one version only, or choose it: "
            "--origin gdelt1 or --origin gdelt2",
        )


def _accounts(members: Sequence[Scanned], dyad: Dyad) -> Ledger:
    """Account for each member, or for all in one where they are many: `files.csv` has each."""
    ledger = Ledger()
    if len(members) <= ACCOUNTED_EACH:
        for one in members:
            ledger = _account([one], one.label, dyad, ledger)
        return ledger
    name = f"{len(members):,} files, {members[0].label} to {members[-1].label}"
    return _account(members, name, dyad, ledger)


def _account(members: Sequence[Scanned], name: str, dyad: Dyad, ledger: Ledger) -> Ledger:
    dropped: Counter[str] = Counter()
    for one in members:
        dropped.update(one.dropped)
    ledger = ledger.read(name, sum(one.read for one in members))
    ledger = ledger.drop("read", f"not between {dyad}", "row", sum(one.other for one in members))
    ledger = ledger.reject(sum(len(one.rejects) for one in members), "see rejects.csv")
    for rule, count in sorted(dropped.items()):
        ledger = ledger.drop("read", rule, "row", count)
    # A row that names several countries gives several events of the dyad.
    several = sum(one.several for one in members)
    return ledger.split("read", "one row a pair of countries", several)


def _table(scans: Sequence[Scanned]) -> pd.DataFrame:
    rows = [row for one in scans for row in named_rows(one)]
    if not rows:
        return schema.empty(schema.EVENTS)
    return event_table(pd.DataFrame(rows, dtype=object))


def event_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of members as an event table; names that two members share get a number behind.

    Parameters
    ----------
    rows : DataFrame
        Columns of `core.schema.EVENTS` but those that may be missing; members in their order.
    """
    again = rows.groupby("event_id").cumcount()
    names = rows["event_id"].where(again == 0, rows["event_id"] + "~" + (again + 1).astype(str))
    return schema.conform(rows.assign(event_id=names), schema.EVENTS)


def coverage_of(members: Sequence[Scanned], told: Span | None = None) -> Coverage:
    """Return the days that the members of one source cover, as told or as their rows show.

    Parameters
    ----------
    members : sequence of Scanned
        Of one source, one or more.
    told : (date, date), optional
        What they cover, when the user knows; days the source never published are left out of it.
    """
    span = (Coverage.of(spans_of(members), COVERED) if told is None
            else Coverage.of([told], "as told by --coverage"))
    if span.last is None:
        return span
    return span.minus(not_covered(members[0].format, span.last))


def _provenance(
    members: Sequence[Scanned], files: Sequence[InputFile], span: Coverage
) -> Provenance:
    ends = [last for _, last in spans_of(members)]
    return Provenance(tuple(files), max(ends, default=span.last))


def _rejects(scans: Sequence[Scanned]) -> pd.DataFrame:
    rows = [(one.format, one.label, r.line, r.reason, r.text) for one in scans for r in one.rejects]
    frame = pd.DataFrame(rows, columns=schema.names(schema.REJECTS))
    return schema.conform(frame, schema.REJECTS)


def _files(members: Sequence[Scanned]) -> pd.DataFrame:
    rows = [
        (one.format, one.label, one.read, one.kept, len(one.rejects), sum(one.dropped.values()),
         one.other, one.several, one.first_day, one.last_day) for one in members
    ]
    frame = pd.DataFrame(rows, columns=schema.names(schema.FILES), dtype=object)
    return schema.conform(frame, schema.FILES)


def _reports(members: Sequence[Scanned]) -> pd.DataFrame | None:
    """Return the rows by day; None where a file's rows show none, since the sum would be short."""
    if any(one.read and not one.reports for one in members):
        return None
    rows = [
        (origin, day, count) for origin, days in reports_by_source(members).items()
        for day, count in sorted(days.items())
    ]
    frame = pd.DataFrame(rows, columns=schema.names(schema.REPORTS), dtype=object)
    return schema.conform(frame, schema.REPORTS)


def input_file(member: Member, origin: str) -> InputFile:
    """Return the record of a member's file, hashed a stretch at a time."""
    with member.open() as file:
        return InputFile.of_stream(file, member.name, origin)
