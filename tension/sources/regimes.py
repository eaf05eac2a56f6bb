"""Dated changes in the sources themselves: a break near one may be the source's and not the pair's.

Each entry names its ground. Dates of the archives: GDELT's event documentation and file lists, the
ICEWS coded event data's notes; of the chronology: its codebook.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class SourceChange:
    """A day on which a source began to be made in another way.

    Parameters
    ----------
    day : date
        First day of the new way.
    origins : frozenset of str
        Origins of events that it concerns.
    what, ground : str
        What changed, in words; where that is said.
    """

    day: dt.date
    origins: frozenset[str]
    what: str
    ground: str


CHANGES: tuple[SourceChange, ...] = (
    SourceChange(
        dt.date(2013, 4, 1), frozenset({"gdelt1"}),
        "GDELT goes over from files coded back in time to daily files",
        "GDELT 1.0 event file list: daily files begin with 20130401",
    ),
    SourceChange(
        dt.date(2015, 2, 18), frozenset({"gdelt1", "gdelt2"}),
        "GDELT 2.0 begins, with translated news and many more of it",
        "GDELT 2.0 master file list: the first file is 20150218230000",
    ),
    SourceChange(
        dt.date(2018, 1, 1), frozenset({"polecat"}),
        "POLECAT's own coding begins; earlier years were coded back later",
        "POLECAT data set notes",
    ),
    SourceChange(
        dt.date(2020, 1, 1), frozenset({"chronology"}),
        "the chronology's parts before and from here had different first coders",
        "codebook of the chronology",
    ),
    SourceChange(
        dt.date(2023, 4, 11), frozenset({"icews"}),
        "ICEWS ends: what follows is uncovered, not quiet",
        "ICEWS coded event data, last update of 2023-04-11",
    ),
)


def source_changes(
    origins: Collection[str], first: dt.date, last: dt.date
) -> list[SourceChange]:
    """Return the changes of these origins from ``first`` to ``last``, in order of day.

    Examples
    --------
    >>> [c.day.year for c in source_changes({"gdelt2"}, dt.date(2010, 1, 1), dt.date(2020, 1, 1))]
    [2015]
    """
    wanted = set(origins)
    found = [one for one in CHANGES if one.origins & wanted and first <= one.day <= last]
    return sorted(found, key=lambda one: one.day)


NEVER_PUBLISHED: dict[str, frozenset[dt.date]] = {
    "gdelt1": frozenset({
        dt.date(2014, 1, 23), dt.date(2014, 1, 24), dt.date(2014, 1, 25), dt.date(2014, 3, 19),
    }),
}
"""Days that a source has no file for, by GDELT's own list of event files: gaps, not quiet days."""

ENDED: dict[str, dt.date] = {"icews": dt.date(2023, 4, 11)}
"""Last day of a source that is no longer made."""


def not_covered(origin: str, last: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Return the spans up to a day that a source cannot cover, whatever its files seem to.

    Examples
    --------
    >>> [str(day) for span in not_covered("icews", dt.date(2024, 12, 31)) for day in span]
    ['2023-04-12', '2024-12-31']
    """
    spans = [(day, day) for day in sorted(NEVER_PUBLISHED.get(origin, ()))]
    end = ENDED.get(origin)
    if end is not None and end < last:
        spans.append((end + dt.timedelta(days=1), last))
    return spans
