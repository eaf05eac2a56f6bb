"""Which of a publisher's files a span of days needs, and for which of its days there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tension.core.errors import UsageError
from tension.sources.publishers import DAY, GDELT1, QUARTER, Catalogue, Listed, Publisher
from tension.sources.regimes import NEVER_PUBLISHED


@dataclass(frozen=True)
class Plan:
    """Which files a span needs, and which of its days have none.

    Parameters
    ----------
    publisher : Publisher
        Whose files they are.
    since, until : date
        First and last day of the span.
    files : tuple of Listed
        What the span needs, in order of time.
    never, unlisted : tuple of date
        Days without a file: never published; not in the list.
    thin : tuple of date
        Days of which some files are not in the list.
    holes : int
        How many those files are.
    last : date
        Last day of the list.
    odd : int
        Lines of the list that could not be read.
    """

    publisher: Publisher
    since: dt.date
    until: dt.date
    files: tuple[Listed, ...]
    never: tuple[dt.date, ...]
    unlisted: tuple[dt.date, ...]
    thin: tuple[dt.date, ...]
    holes: int
    last: dt.date
    odd: int

    @property
    def title(self) -> str:
        """Publisher and span, in words."""
        return f"{self.publisher.title}, {self.since} to {self.until}"

    @property
    def unsummed(self) -> tuple[str, ...]:
        """Names of files whose sum the publisher does not give."""
        return tuple(one.name for one in self.files if not one.md5)

    def notes(self) -> list[str]:
        """Return a line for each thing to know about the span's days and the list."""
        told = []
        if self.never:
            told.append(f"never published: {spoken_days(self.never)}: a gap in coverage, not "
                        "days without events")
        if self.unlisted:
            told.append(f"not in the publisher's list: {spoken_days(self.unlisted)}: a gap in "
                        "coverage as long as it lists no file")
        if self.thin:
            told.append(f"{self.holes:,} of the 15-minute files of {spoken_days(self.thin)} "
                        f"{'is' if self.holes == 1 else 'are'} not in the publisher's list")
        if self.last < self.until:
            told.append(f"the publisher's list ends on {self.last}: it has nothing later yet")
        if self.unsummed:
            told.append("only the size is checked, since the publisher gives no sum: "
                        + ", ".join(self.unsummed))
        if self.odd:
            told.append("lines of the publisher's list that could not be read and were passed "
                        f"over: {self.odd:,}")
        return told


def require_span(publisher: Publisher, since: dt.date, until: dt.date) -> None:
    """Require that a span can hold files of a publisher.

    Raises
    ------
    UsageError
        If it ends before it begins, or before the publisher's first file.
    """
    if until < since:
        raise UsageError(f"--until ({until}) lies before --since ({since}); exchange them")
    begins = publisher.begins.date()
    if until < begins:
        raise UsageError(
            f"{publisher.title} begins on {begins}, after --until ({until}); "
            + ("ask for later days" if publisher == GDELT1 else "use gdelt for earlier days")
        )


def plan_of(publisher: Publisher, catalogue: Catalogue, since: dt.date, until: dt.date) -> Plan:
    """Return which files of a catalogue the days from ``since`` to ``until`` need."""
    start, end = _midnight(since), _midnight(until) + DAY
    files = tuple(one for one in catalogue.files if one.first < end and one.end > start)
    closes = max(one.end for one in catalogue.files)
    held = {unit for one in files for unit in _units(one, publisher.step)}
    bare, thin, holes = [], [], 0
    for unit in _steps(max(start, _midnight(publisher.begins.date())), min(end, closes), DAY):
        wanted = list(_steps(max(unit, publisher.begins), min(unit + DAY, closes), publisher.step))
        missing = sum(one not in held for one in wanted)
        if missing == len(wanted):
            bare.append(unit.date())
        elif missing:
            thin.append(unit.date())
            holes += missing
    never = NEVER_PUBLISHED["gdelt1"] if publisher == GDELT1 else frozenset()
    return Plan(
        publisher, since, until, files, tuple(day for day in bare if day in never),
        tuple(day for day in bare if day not in never), tuple(thin), holes,
        (closes - QUARTER).date(), catalogue.odd,
    )


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day)


def _units(one: Listed, step: dt.timedelta) -> Iterator[dt.datetime]:
    """Yield the days or quarters of an hour that a file holds, whole ones."""
    midnight = _midnight(one.first.date())
    late = (one.first - midnight) % step
    return _steps(one.first - late, one.end - late, step)


def _steps(first: dt.datetime, end: dt.datetime, step: dt.timedelta) -> Iterator[dt.datetime]:
    while first < end:
        yield first
        first += step


def spoken_days(days: Iterable[dt.date]) -> str:
    """Return days in order as text, neighbours as a range, with their number.

    Examples
    --------
    >>> spoken_days([dt.date(2014, 1, 23), dt.date(2014, 1, 24), dt.date(2014, 3, 19)])
    '2014-01-23 to 2014-01-24, 2014-03-19 (3 days)'
    """
    runs: list[list[dt.date]] = []
    count = 0
    for day in days:
        count += 1
        if runs and day - runs[-1][-1] == DAY:
            runs[-1][1:] = [day]
        else:
            runs.append([day])
    told = ", ".join(" to ".join(str(day) for day in run) for run in runs)
    return told if count == 1 else f"{told} ({count:,} days)"
