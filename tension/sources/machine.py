"""Scanned archives → events: the account of every row, what the files cover, what was set aside."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tension.core import schema
from tension.core.coverage import Coverage, Span
from tension.core.dyad import Dyad
from tension.core.errors import InputError
from tension.core.event_table import Events
from tension.core.ledger import Ledger
from tension.core.provenance import InputFile, Provenance
from tension.sources.account import gdelt_overlap, named_rows, require_good, spans_of
from tension.sources.archive import Member
from tension.sources.rows import Scanned

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
    ledger = Ledger()
    for one in members:
        ledger = _account(one, dyad, ledger)
    span = _coverage(members, coverage)
    return Events(
        table, dyad, span, ledger.expand(0), _provenance(members, files, span),
        rejects=_rejects(members),
    )


def _refuse_both_gdelts(scans: Sequence[Scanned]) -> None:
    """Two streams of the same days count the same stories twice."""
    if days := gdelt_overlap(scans):
        raise InputError(
            "GDELT 1.0 and 2.0", f"the files cover {days} of the same days, and adding them "
            "would count stories twice", "read the files of one version only, or choose it: "
            "--origin gdelt1 or --origin gdelt2",
        )


def _account(one: Scanned, dyad: Dyad, ledger: Ledger) -> Ledger:
    ledger = ledger.read(one.label, one.read)
    ledger = ledger.drop("read", f"not between {dyad}", "row", one.other)
    ledger = ledger.reject(len(one.rejects), "see rejects.csv")
    for rule, count in sorted(one.dropped.items()):
        ledger = ledger.drop("read", rule, "row", count)
    # A row that names several countries gives several events of the dyad.
    return ledger.split("read", "one row a pair of countries", one.several)


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


def _coverage(scans: Sequence[Scanned], told: Span | None) -> Coverage:
    if told is not None:
        return Coverage.of([told], "as told by --coverage")
    return Coverage.of(spans_of(scans), COVERED)


def _provenance(
    members: Sequence[Scanned], files: Sequence[InputFile], span: Coverage
) -> Provenance:
    days = [one.last_day for one in members if one.last_day is not None]
    return Provenance(tuple(files), max(days, default=span.last))


def _rejects(scans: Sequence[Scanned]) -> pd.DataFrame:
    rows = [(one.format, one.label, r.line, r.reason, r.text) for one in scans for r in one.rejects]
    frame = pd.DataFrame(rows, columns=schema.names(schema.REJECTS))
    return schema.conform(frame, schema.REJECTS)


def input_file(member: Member, origin: str) -> InputFile:
    """Return the record of a member's file, hashed a stretch at a time."""
    with member.open() as file:
        return InputFile.of_stream(file, member.name, origin)
