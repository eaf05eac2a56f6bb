"""Scanned archives → events: the account of every row, what the files cover, what was set aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd

from tension.core import schema
from tension.core.coverage import Coverage, Span
from tension.core.dyad import Dyad
from tension.core.errors import InputError, RowFault, RowFaults
from tension.core.event_table import Events
from tension.core.ledger import Ledger
from tension.core.provenance import InputFile, Provenance
from tension.sources.archive import Member
from tension.sources.rows import Scanned

BAD_SHARE, BAD_FROM = 0.2, 20
"""Share of a file's rows of the dyad that may be bad, and the number of rows it is judged from."""

COVERED = "days that the files hold rows of"


def events_of_scans(
    scans: Sequence[Scanned], files: Sequence[InputFile], dyad: Dyad, *,
    coverage: Span | None = None, strict: bool = False,
) -> Events:
    """Return a dyad's events from the scans of one or more members.

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

    Raises
    ------
    InputError
        If a file has too many bad rows, or GDELT 1.0 and 2.0 cover the same days.
    """
    for one in scans:
        _require_good(one, strict)
    _refuse_both_gdelts(scans)
    ledger = Ledger()
    for one in scans:
        ledger = _account(one, dyad, ledger)
    table = _table(scans)
    span = _coverage(scans, coverage)
    return Events(
        table, dyad, span, ledger.expand(0), _provenance(table, files, span),
        rejects=_rejects(scans),
    )


def _require_good(one: Scanned, strict: bool) -> None:
    bad = len(one.rejects)
    looked_at = bad + len(one.rows) + sum(one.dropped.values())
    if strict and bad:
        raise RowFaults(one.label, [
            RowFault(r.line, "", r.reason, "mend it, or run without --strict") for r in one.rejects
        ])
    if looked_at >= BAD_FROM and bad > BAD_SHARE * looked_at:
        first = one.rejects[0]
        raise InputError(
            one.label, f"{bad} of the {looked_at} rows of the dyad are bad, the first because "
            f"{first.reason}", "the format is probably another: name it with --source-format",
            line=first.line,
        )


def _refuse_both_gdelts(scans: Sequence[Scanned]) -> None:
    """Two streams of the same days count the same stories twice."""
    first = _spans([one for one in scans if one.format == "gdelt1"])
    second = _spans([one for one in scans if one.format == "gdelt2"])
    if not first or not second:
        return
    for start, end in Coverage.of(first, "").spans:
        days = Coverage.of(second, "").days(start, end)
        if days:
            raise InputError(
                "GDELT 1.0 and 2.0", f"the files cover {days} of the same days, and adding them "
                "would count stories twice", "read the files of one version only",
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
    rows = []
    for one in scans:
        seen: dict[str, int] = {}
        for row in one.rows:
            cells = asdict(row)
            name = f"{one.stem}:{row.origin_id}"
            seen[name] = seen.get(name, 0) + 1
            again = f"#{seen[name]}" if seen[name] > 1 else ""
            rows.append(cells | {
                "event_id": name + again, "origin": one.format, "file": one.label,
            })
    if not rows:
        return schema.empty(schema.EVENTS)
    return schema.conform(pd.DataFrame(rows, dtype=object), schema.EVENTS)


def _spans(scans: Sequence[Scanned]) -> list[Span]:
    found = []
    for one in scans:
        days = [day for day in (one.first_day, one.last_day) if day is not None]
        # A format whose lines show no day covers at least the days of its rows of the dyad.
        days = days or [row.date for row in one.rows]
        if days:
            found.append((min(days), max(days)))
    return found


def _coverage(scans: Sequence[Scanned], told: Span | None) -> Coverage:
    if told is not None:
        return Coverage.of([told], "as told by --coverage")
    return Coverage.of(_spans(scans), COVERED)


def _provenance(table: pd.DataFrame, files: Sequence[InputFile], span: Coverage) -> Provenance:
    added = table["added"].dropna()
    as_of: dt.date | None = added.max().date() if len(added) else span.last
    return Provenance(tuple(files), as_of)


def _rejects(scans: Sequence[Scanned]) -> pd.DataFrame:
    rows = [(one.label, r.line, r.reason, r.text) for one in scans for r in one.rejects]
    frame = pd.DataFrame(rows, columns=schema.names(schema.REJECTS))
    return schema.conform(frame, schema.REJECTS)


def input_file(member: Member, origin: str) -> InputFile:
    """Return the record of a member's file, hashed a stretch at a time."""
    with member.open() as file:
        return InputFile.of_stream(file, member.name, origin)
