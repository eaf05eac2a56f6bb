"""The level as it was known at the time: each as-of date's own last level, against today's.

A smoothed level is redrawn by what happens afterwards, and by events that become known late. The
real-time line holds what one would have been told on each day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from tension.core import results, schema
from tension.core.dyad import BOTH, Dyad
from tension.core.errors import UsageError
from tension.core.event_table import Events
from tension.core.language import say
from tension.core.rounding import counted, points
from tension.core.schema import each_row
from tension.core.version import METHODOLOGY
from tension.events.filters import keep_known
from tension.models.latent import LatentLevel, estimate_tension
from tension.report.wording import source_name
from tension.series.aggregate import build_series

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tension.report.vintages import Vintage

_LEVEL = ["level", "level_low95", "level_high95"]

MOST_DAYS = 60
"""As-of dates at most that a line is rebuilt for: each takes an estimate of its own."""

BUILDING = ("freq", "mirrors", "since", "until", "pool")
"""Choices of `build_series` that a series notes under their own names."""


@dataclass(frozen=True)
class RealTime:
    """The level known at each as-of date, and today's.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.results.REAL_TIME`, one row an as-of date and source.
    today : DataFrame
        The latest estimate, every period of it: `origin`, `period`, `level`, `level_low95`,
        `level_high95`.
    dyad : Dyad
        The pair.
    direction : str
        Series the level is of.
    latest : date
        Day as of which today's estimate is; a level of that day is not revised yet.
    remarks : tuple of str
        What was left out, and why.
    missing : str
        Why nothing is known of earlier days; "" when something is.
    """

    table: pd.DataFrame
    today: pd.DataFrame
    dyad: Dyad
    direction: str
    latest: dt.date
    remarks: tuple[str, ...] = ()
    missing: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", schema.conform(self.table, results.REAL_TIME))

    @property
    def reason(self) -> str:
        """Why there is no line; "" when there is one."""
        if self.missing or len(self.table):
            return self.missing
        return say("no as-of date has an estimated level")

    def summary(self) -> str:
        """Return how far the levels told at the time were revised, a source a line."""
        head = f"{self.dyad.title}, {self.dyad.spoken(self.direction)}"
        if self.reason:
            return "\n".join([f"{head}: {self.reason}.", *(f"  {one}" for one in self.remarks)])
        lines = [say("{series}: levels as they were known, against the latest estimate.",
                     series=head)]
        for origin, rows in self.table.groupby("origin"):
            earlier = rows[rows["as_of"] < pd.Timestamp(self.latest)]
            told = earlier.dropna(subset=["today"])
            name = source_name(str(origin))
            if not len(earlier):
                lines.append("  " + say(
                    "{source}: only the latest estimate, which nothing has revised yet",
                    source=name))
                continue
            if not len(told):
                lines.append("  " + say("{source}: the latest estimate has none of their periods",
                                        source=name))
                continue
            most = told.iloc[int(told["revision"].abs().argmax())]
            size = float(told["revision"].abs().mean())
            lines.append("  " + say(
                "{source}: {dates}; revised by {size:.1f} points on average, most of all that of "
                "{period}: {then} as of {day}, {now} now", source=name, size=size,
                dates=counted(len(told), "earlier as-of date"), period=most["period"],
                then=points(most["level"]), day=f"{most['as_of']:%Y-%m-%d}",
                now=points(most["today"]),
            ))
        return "\n".join([*lines, *(f"  {one}" for one in self.remarks)])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the levels known at each date over the latest estimate; return the Axes."""
        from tension.report.vintage_draw import draw_real_time

        return draw_real_time(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>" + str(
            self.table.round(1).to_html(index=False))


def real_time_of_vintages(vintages: Sequence[Vintage], direction: str = BOTH) -> RealTime:
    """Return the last level of each kept vintage, against the latest vintage's.

    Parameters
    ----------
    vintages : sequence of Vintage
        Of one pair. Of several of one day the last kept counts; one by other periods than the
        latest, or by another scale or methodology, is left out and said to be.
    direction : str
        ``IRN>AZE``, ``AZE>IRN`` or ``both``.

    Returns
    -------
    RealTime
        `.table` with the columns of `core.results.REAL_TIME`.

    Raises
    ------
    UsageError
        If there is no vintage, or the pair has no such direction.
    """
    if not vintages:
        raise UsageError("there is no vintage to draw a line of; keep some with `tension report "
                         "--keep`")
    latest = vintages[-1]
    if direction not in latest.dyad.directions:
        raise UsageError(f"{latest.dyad} has no direction {direction!r}; use one of "
                         f"{', '.join(latest.dyad.directions)}")
    by_day = {one.as_of: one for one in vintages}
    rows, unlike = [], 0
    for day, vintage in sorted(by_day.items()):
        for origin in vintage.origins:
            if not _comparable(vintage, latest, origin):
                unlike += 1
            elif (last := vintage.last(origin, direction)) is not None:
                rows.append((day, last.period, origin, last.level, last.level_low95,
                             last.level_high95))
    today = latest.level[latest.level["direction"] == direction]
    return RealTime(_against(rows, today, direction), today.dropna(subset=["level"]),
                    latest.dyad, direction, latest.as_of, _unlike(unlike))


def real_time_of_events(
    events: Events, days: Sequence[dt.date], direction: str = BOTH, **choices: Any
) -> RealTime:
    """Return the level that could be estimated on each day, rebuilt from when events were added.

    Parameters
    ----------
    events : Events
        Of one source that says when it added each event.
    days : sequence of date
        As-of dates; those before the first event are left out and said to be.
    direction : str
        ``IRN>AZE``, ``AZE>IRN`` or ``both``.
    **choices
        Those of `build_series`.

    Returns
    -------
    RealTime
        `.table` with the columns of `core.results.REAL_TIME`.

    Raises
    ------
    UsageError
        If the source does not say when it added an event, or the pair has no such direction.

    Notes
    -----
    Each day's level is estimated anew from what was known, parameters included. An event is taken
    as it reads now (`events.filters.keep_known`).
    """
    today = estimate_tension(build_series(events, **choices), direction).table
    added = keep_known(events, max(days)).table["added"] if days else events.table["added"]
    known = [day for day in sorted(set(days)) if len(added) and day >= added.min().date()]
    rows, without = [], len(set(days)) - len(known)
    for day in known:
        level = estimate_tension(build_series(keep_known(events, day), **choices), direction)
        if level.reason:
            without += 1
            continue
        last = level.last
        rows.append((day, last["period"], last["origin"], *(last[name] for name in _LEVEL)))
    remarks = (say("{dates} left out: too little was known to estimate a level",
                   dates=counted(without, "as-of date")),) if without else ()
    return RealTime(_against(rows, today, direction), today.dropna(subset=["level"]),
                    events.dyad, direction, _known_on(events), remarks)


def real_time_of_series(
    events: Events, level: LatentLevel, vintages: Sequence[Vintage] = ()
) -> RealTime:
    """Return what was known at earlier dates of the level of a series, by whatever tells it.

    Parameters
    ----------
    events : Events
        What the series was built of.
    level : LatentLevel
        Today's estimate, of both directions.
    vintages : sequence of Vintage
        Reports of the pair that were kept; they are asked where the source does not say when it
        added an event.

    Returns
    -------
    RealTime
        Rebuilt for up to `MOST_DAYS` ends of months where the source says when it added each event,
        else of the vintages; empty, with the reason, where there are none.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> events = read_events()
    >>> line = real_time_of_series(events, estimate_tension(build_series(events)))
    >>> line.reason.startswith("the source does not say when it published")
    True
    """
    series = level.series
    if level.reason:
        return _nothing(level, level.reason)
    if len(events) and events.table["added"].notna().all():
        asked = series.provenance.parameters
        choices = {name: asked[name] for name in BUILDING if name in asked}
        return real_time_of_events(events, month_ends(events), level.direction,
                                   dedupe_rung=asked["dedupe"], scale=series.scale, **choices)
    mine = [one for one in vintages if series.origin in one.origins]
    if not mine:
        return _nothing(level, say(
            "the source does not say when it published each event, and no report of its events "
            "has been kept; `tension report --keep` keeps one"))
    return _of_kept(mine, level)


def month_ends(events: Events) -> list[dt.date]:
    """Return ends of months on which an event was known, the last first known day among them.

    Evenly spaced where there are more than `MOST_DAYS`, counted back from the last.
    """
    added = events.table["added"]
    ends = pd.period_range(added.min(), added.max(), freq="M")
    every = -(-len(ends) // MOST_DAYS)
    taken = ends[::-1][::every][::-1]
    return [min(one.end_time, added.max()).date() for one in taken]


def _of_kept(vintages: Sequence[Vintage], level: LatentLevel) -> RealTime:
    """Set the last level of each vintage against an estimate that may not have been kept."""
    series, way = level.series, level.direction
    facts = (series.freq, METHODOLOGY, series.scale.name)
    by_day = {one.as_of: one for one in vintages}
    rows, unlike = [], 0
    for day, vintage in sorted(by_day.items()):
        kept = vintage.freq, vintage.methodology, vintage.facts(series.origin)["scale"]
        if kept != facts:
            unlike += 1
        elif (last := vintage.last(series.origin, way)) is not None:
            rows.append((day, last.period, series.origin, last.level, last.level_low95,
                         last.level_high95))
    today = level.table
    return RealTime(_against(rows, today, way), today.dropna(subset=["level"]), series.dyad, way,
                    series.provenance.as_of or max(by_day), _unlike(unlike))


def _nothing(level: LatentLevel, why: str) -> RealTime:
    return RealTime(schema.empty(results.REAL_TIME), level.table.dropna(subset=["level"]),
                    level.series.dyad, level.direction,
                    level.series.provenance.as_of or dt.date.max, (), why)


def _unlike(count: int) -> tuple[str, ...]:
    return (say("{levels} left out: of other periods, another scale or another methodology than "
                "the latest", levels=counted(count, "level")),) if count else ()


def _known_on(events: Events) -> dt.date:
    """The day on which the last event was added, after which nothing is known anew."""
    last: pd.Timestamp = events.table["added"].max()
    return last.date() if pd.notna(last) else dt.date.max


def _comparable(vintage: Vintage, latest: Vintage, origin: str) -> bool:
    if origin not in latest.origins:
        return False
    return (vintage.freq, vintage.methodology, vintage.facts(origin)["scale"]) == (
        latest.freq, latest.methodology, latest.facts(origin)["scale"])


def _against(rows: Sequence[tuple[Any, ...]], today: pd.DataFrame, direction: str) -> pd.DataFrame:
    """Set each level known then beside today's of the same period."""
    known = {(row.origin, row.period): row.level for row in each_row(today)}
    made = [
        (pd.Timestamp(day), period, direction, origin, *level,
         now := known.get((origin, period)), None if now is None else now - level[0])
        for day, period, origin, *level in rows
    ]
    return pd.DataFrame(made, columns=schema.names(results.REAL_TIME))
