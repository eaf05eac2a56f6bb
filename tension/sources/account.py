"""What the scan of a member came to, as a record that can be kept, and when it is not believed.

Nothing here imports pandas: an archive is ingested without it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from tension.core.coverage import Coverage, Span
from tension.core.errors import InputError, RowFault, RowFaults
from tension.sources.rows import CodedRow, Reject, Scanned

BAD_SHARE, BAD_FROM = 0.2, 20
"""Share of a file's rows of the dyad that may be bad, and the number of rows it is judged from."""

Record = dict[str, Any]


def require_good(one: Scanned, strict: bool = False, whose: str = "of the dyad") -> None:
    """Refuse a member too many of whose rows are bad, or any of whose rows when strict.

    Parameters
    ----------
    one : Scanned
        The account of the member.
    strict : bool
        Whether one bad row is too many.
    whose : str
        Which rows it was read for, in words.

    Raises
    ------
    InputError
        Naming the file, the first bad line, and the probable reason.
    """
    bad = len(one.rejects)
    looked_at = bad + one.kept + sum(one.dropped.values())
    if strict and bad:
        raise RowFaults(one.label, [
            RowFault(r.line, "", r.reason, "mend it, or run without --strict") for r in one.rejects
        ])
    if looked_at >= BAD_FROM and bad > BAD_SHARE * looked_at:
        first = one.rejects[0]
        raise InputError(
            one.label, f"{bad} of the {looked_at} rows {whose} are bad, the first because "
            f"{first.reason}", "the format is probably another: name it with --source-format",
            line=first.line,
        )


STRAY_SHARE = 0.01
"""Share of a file's rows below which a stretch apart from the others is one of wrong dates."""

LONGEST_GAP, GAPS = 31, 20
"""Days without any row, and times a file's usual gap, beyond which it did not look in between."""


def spans_of(members: Iterable[Scanned]) -> list[Span]:
    """Return the stretches of days that each member covers, as far as its rows show.

    A file runs from the first day of its rows to the last; a gap far longer than it usually has,
    and than a month, is no silence of the world: the file does not cover it. Nor does it cover a
    stretch that hardly any of its rows are of: a few wrong dates lie there.
    """
    found: list[Span] = []
    for one in members:
        # A format whose lines show no day covers at least the days of its rows of the dyad.
        rows = one.reports or Counter(row.date for row in one.rows)
        stretches = _stretches(sorted(rows))
        if len(stretches) > 1:
            enough = STRAY_SHARE * sum(rows.values())
            stretches = [days for days in stretches if sum(rows[day] for day in days) >= enough]
        found += [(days[0], days[-1]) for days in stretches]
    return found


def _stretches(days: list[dt.date]) -> list[list[dt.date]]:
    """Cut days in order where a gap is far longer than usual."""
    if not days:
        return []
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    longest = max(LONGEST_GAP, GAPS * median(gaps)) if gaps else 0
    made = [[days[0]]]
    for day, gap in zip(days[1:], gaps, strict=True):
        if gap > longest:
            made.append([])
        made[-1].append(day)
    return made


def gdelt_overlap(members: Sequence[Scanned]) -> int:
    """Return how many days GDELT 1.0 and 2.0 cover both."""
    first, second = (
        Coverage.of(spans_of([one for one in members if one.format == version]), "")
        for version in ("gdelt1", "gdelt2")
    )
    return sum(second.days(start, end) for start, end in first.spans)


def reports_by_source(members: Iterable[Scanned]) -> dict[str, Counter[dt.date]]:
    """Return the rows of each source by the day they show."""
    found: dict[str, Counter[dt.date]] = {}
    for one in members:
        found.setdefault(one.format, Counter()).update(one.reports)
    return dict(sorted(found.items()))


def named_rows(one: Scanned) -> Iterator[dict[str, Any]]:
    """Yield the rows of a scanned member as columns of the event table, identifier and origin too.

    An identifier that stands twice in the member gets a number behind it.
    """
    names = [f"{one.stem}:{row.origin_id}" for row in one.rows]
    for row, name, again in zip(one.rows, names, again_marks(names, "#"), strict=True):
        cells = {column: getattr(row, column) for column in CodedRow.__slots__}
        yield cells | {"event_id": name + again, "origin": one.format, "file": one.label}


def again_marks(names: Iterable[Hashable], sign: str) -> Iterator[str]:
    """Yield what is put behind each name: nothing the first time, then the sign and a number.

    Examples
    --------
    >>> list(again_marks(["a", "b", "a", "a"], "#"))
    ['', '', '#2', '#3']
    """
    seen: Counter[Hashable] = Counter()
    for name in names:
        seen[name] += 1
        yield f"{sign}{seen[name]}" if seen[name] > 1 else ""


def record_of(one: Scanned) -> Record:
    """Return the account of a member as a record of plain values; its rows are kept elsewhere."""
    return {
        "file": one.file, "member": one.member, "format": one.format, "read": one.read,
        "matched": one.kept, "several": one.several, "dropped": dict(sorted(one.dropped.items())),
        "rejects": [[r.line, r.reason, r.text] for r in one.rejects],
        "reports": [[day.isoformat(), count] for day, count in sorted(one.reports.items())],
    }


def scanned_of(record: Record) -> Scanned:
    """Return the account that a record holds, without its rows."""
    return Scanned(
        record["file"], record["member"], record["format"], kept=record["matched"],
        rejects=[Reject(*parts) for parts in record["rejects"]], dropped=record["dropped"],
        read=record["read"], several=record["several"],
        reports={dt.date.fromisoformat(day): count for day, count in record["reports"]},
    )
