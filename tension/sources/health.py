"""What a store holds, by source and period, and what is wrong with it: `tension doctor`.

Days are judged by the rows of all countries that the source's files show for them: a day without
any is missing, a day far below its weekday's level was probably cut off.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pandas as pd

from tension.core import schema
from tension.core.coverage import Coverage, Span
from tension.core.dyad import Dyad
from tension.core.errors import UsageError
from tension.core.period import Frequency, label_of, period_of
from tension.core.rounding import counted
from tension.core.schema import each_row
from tension.sources.account import gdelt_overlap, reports_by_source, spans_of
from tension.sources.manifest import held_file, members_of
from tension.sources.regimes import NEVER_PUBLISHED, not_covered
from tension.sources.rows import Scanned
from tension.sources.store import Store, dyads_of

LOW_SHARE, WEEKS, FEWEST_WEEKS, FEWEST_ROWS = 0.6, 6, 4, 20
"""A day is low under this share of the median of its weekday, so many weeks either side, where at
least so many of these hold rows and the median is at least so many rows."""

LISTED = 12
"""Findings of a kind that the summary lists before it says how many more there are."""

Rows = Mapping[dt.date, int]


@dataclass(frozen=True)
class Checkup:
    """What a store holds of a pair, and what is wrong with it.

    Parameters
    ----------
    store : Store
        The store.
    table : DataFrame
        Columns as declared in `core.schema.HEALTH`: a row a source and period.
    missing : list of (source, first day, last day, why)
        Stretches without any row between a source's first and last day.
    low : list of (source, day, rows, usual rows)
        Days far below their weekday's level.
    failed : mapping
        Archive → why it could not be read.
    overlaps : list of str
        Sources or archives that cover the same days, in words.
    short : list of str
        Sources of too few weeks for their days to be judged.
    as_of : str
        Last day the archives reach to.
    archives, rows, rejected : int
        Archives, their rows, and bad rows of the pair.
    """

    store: Store
    table: pd.DataFrame
    missing: list[tuple[str, dt.date, dt.date, str]]
    low: list[tuple[str, dt.date, int, int]]
    failed: Mapping[str, str]
    overlaps: list[str]
    short: list[str]
    as_of: str
    archives: int
    rows: int
    rejected: int

    @property
    def findings(self) -> int:
        """How many things are wrong."""
        return len(self.missing) + len(self.low) + len(self.failed) + len(self.overlaps)

    def summary(self) -> str:
        """Return what is held and what is wrong, in lines."""
        events = int(self.table["events"].sum())
        reach = f", as of {self.as_of}" if self.as_of else ""
        lines = [f"{self.store.dyad.title}{reach}: {counted(self.archives, 'archive')}, "
                 f"{counted(self.rows, 'row')}, {events:,} of the pair, {self.rejected:,} bad"]
        lines += _listed("Days without any row", [
            f"{source}: {_stretch(first, last)}{f' ({why})' if why else ''}"
            for source, first, last, why in self.missing
        ])
        lines += _listed(f"Days under {100 * LOW_SHARE:.0f} % of their weekday's level", [
            f"{source}: {day:%a} {day}, {rows:,} rows where {usual:,} are usual"
            for source, day, rows, usual in self.low
        ])
        lines += _listed("Archives that could not be read", sorted(self.failed.values()))
        lines += _listed("Overlaps", self.overlaps)
        if not self.findings:
            lines.append("Nothing wrong was found.")
        if self.short:
            lines.append(f"Too few weeks to tell low days: {', '.join(self.short)}.")
        return "\n".join(lines)


def checkups(folder: str | Path, dyad: str | Dyad | None = None, *,
             freq: Frequency = "year") -> list[Checkup]:
    """Return the checkup of each pair that a store holds.

    Parameters
    ----------
    folder : str or Path
        The store.
    dyad : str or Dyad, optional
        Only this pair.
    freq : str
        Length of the periods of the table.

    Raises
    ------
    UsageError
        If the store holds nothing, or nothing of the pair.
    """
    place = Path(folder)
    held = dyads_of(place)
    if not held and dyad is None:
        raise UsageError(f"there is no store in {place}; fill one with `tension ingest ARCHIVES`, "
                         "or name it with --store")
    wanted = [Dyad.parse(dyad)] if dyad is not None else [Dyad.parse(one) for one in held]
    return [examine(Store(place, one), freq) for one in wanted]


def examine(store: Store, freq: Frequency = "year") -> Checkup:
    """Return what a store holds of a pair, and what is wrong with it.

    Parameters
    ----------
    store : Store
        The store.
    freq : str
        Length of the periods of the table.

    Raises
    ------
    UsageError
        If it holds nothing of the pair.
    """
    store.require()
    with held_file(store) as held:
        manifest, members = held.manifest, members_of(held.manifest)
        dates = held.rows(["origin", "date"]).to_pandas()
    reports = reports_by_source(members)
    covered = _covered(members)
    missing = [one for source in covered for one in _missing(source, covered[source])]
    low = [one for source in reports for one in _low(source, reports[source], covered[source])]
    return Checkup(
        store, _table(members, reports, missing, low, dates, freq), missing, low,
        manifest["failed"], [*_both_gdelts(members), *_doubled(members)],
        [source for source, days in reports.items() if not _can_be_judged(days)],
        manifest["as_of"], len(manifest["archives"]), sum(one.read for one in members),
        sum(len(one.rejects) for one in members),
    )


def _covered(members: Sequence[Scanned]) -> dict[str, Coverage]:
    spans: dict[str, list[Span]] = {}
    for one in members:
        spans.setdefault(one.format, []).extend(spans_of([one]))
    found = {source: Coverage.of(spans[source], "") for source in sorted(spans)}
    return {
        source: one.minus(not_covered(source, one.last)) if one.last else one
        for source, one in found.items()
    }


def _missing(source: str, covered: Coverage) -> list[tuple[str, dt.date, dt.date, str]]:
    """Stretches between the spans of a source, told apart where some were never published."""
    never = NEVER_PUBLISHED.get(source, frozenset())
    found = []
    for (_, end), (start, _) in zip(covered.spans, covered.spans[1:], strict=False):
        first = end + dt.timedelta(days=1)
        while first < start:
            why = first in never
            last = first
            while last + dt.timedelta(days=1) < start and (
                (last + dt.timedelta(days=1) in never) == why
            ):
                last += dt.timedelta(days=1)
            found.append((source, first, last, "never published" if why else ""))
            first = last + dt.timedelta(days=1)
    return found


def _low(source: str, rows: Rows, covered: Coverage) -> list[tuple[str, dt.date, int, int]]:
    found = []
    for start, end in covered.spans:
        for ahead in range((end - start).days + 1):
            day = start + dt.timedelta(days=ahead)
            near = [rows[other] for week in range(-WEEKS, WEEKS + 1)
                    if week and (other := day + dt.timedelta(weeks=week)) in rows]
            usual = median(near) if len(near) >= FEWEST_WEEKS else 0
            count = rows.get(day, 0)
            if usual >= FEWEST_ROWS and count < LOW_SHARE * usual:
                found.append((source, day, count, round(usual)))
    return found


def _can_be_judged(days: Rows) -> bool:
    """Say whether any day has as many of its weekday near it as a judgement takes."""
    return any(
        sum(day + dt.timedelta(weeks=week) in days for week in range(-WEEKS, WEEKS + 1) if week)
        >= FEWEST_WEEKS for day in days
    )


def _both_gdelts(members: Sequence[Scanned]) -> list[str]:
    days = gdelt_overlap(members)
    if not days:
        return []
    return [f"GDELT 1.0 and 2.0 cover {counted(days, 'day')} both; they are never added together: "
            "choose one with --origin gdelt1 or --origin gdelt2"]


def _doubled(members: Sequence[Scanned]) -> list[str]:
    """Days that several archives of one source hold rows of; GDELT 2.0 makes 96 files a day."""
    holders: dict[tuple[str, dt.date], list[str]] = {}
    for one in members:
        if one.format != "gdelt2":
            for day in one.reports:
                holders.setdefault((one.format, day), []).append(one.label)
    several = {key: names for key, names in sorted(holders.items()) if len(set(names)) > 1}
    found = []
    for source in sorted({source for source, _ in several}):
        days = [(day, names) for (of, day), names in several.items() if of == source]
        first, names = days[0]
        found.append(f"{source}: {counted(len(days), 'day')} in several archives, the first "
                     f"{first} in {names[0]} and {names[1]}; rows told twice count once under "
                     "--dedupe one_a_day, as archives are counted unless told otherwise")
    return found


def _table(
    members: Sequence[Scanned], reports: Mapping[str, Rows],
    missing: Sequence[tuple[str, dt.date, dt.date, str]],
    low: Sequence[tuple[str, dt.date, int, int]], dates: pd.DataFrame, freq: Frequency,
) -> pd.DataFrame:
    """Count everything by source and period."""
    days = [(source, day, "rows", count) for source in reports
            for day, count in reports[source].items()]
    days += [(source, day, "days", 1) for source in reports for day in reports[source]]
    days += [(source, first + dt.timedelta(days=ahead), "missing_days", 1)
             for source, first, last, _ in missing for ahead in range((last - first).days + 1)]
    days += [(source, day, "low_days", 1) for source, day, _, _ in low]
    told = dates.groupby(["origin", "date"]).size().rename("count").reset_index()
    days += [(row.origin, row.date, "events", row[-1]) for row in each_row(told)]
    table = _in_periods(pd.DataFrame(days, columns=["source", "day", "name", "count"]), freq)
    held = pd.DataFrame([(number, one.format, day) for number, one in enumerate(members)
                         for day in one.reports], columns=["member", "source", "day"])
    held["period"] = _labels(held["day"], freq)
    table["members"] = held.groupby(["source", "period"])["member"].nunique()
    names = schema.names(schema.HEALTH)
    table = table.reindex(columns=names[2:]).fillna(0).sort_index().reset_index()
    return schema.conform(table[names], schema.HEALTH)


def _in_periods(days: pd.DataFrame, freq: Frequency) -> pd.DataFrame:
    days["period"] = _labels(days["day"], freq)
    table = days.pivot_table("count", ["source", "period"], "name", aggfunc="sum")
    return pd.DataFrame(table)


def _labels(days: pd.Series, freq: Frequency) -> pd.Series:
    """Return the label of each day's period."""
    periods = period_of(pd.to_datetime(days), freq)
    names = {period: label_of(period) for period in periods.unique()}
    return periods.map(names)


def _stretch(first: dt.date, last: dt.date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def _listed(title: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    more = len(lines) - LISTED
    told = [f"  {line}" for line in lines[:LISTED]]
    return [f"{title}:", *told, *([f"  and {more} more"] if more > 0 else [])]
