"""Scored events → the series, every period of the grid in all three directions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.coverage import Coverage
from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.event_table import Events
from tension.core.period import (
    PER_YEAR,
    Frequency,
    as_frequency,
    fits,
    labels_of,
    period_grid,
    period_of,
    span_of,
)
from tension.events.dedupe import Rung, as_rung, dedupe, default_rung
from tension.events.filters import keep_dates
from tension.events.mirrors import Mirrors, as_mirrors, fold_mirrors
from tension.scales.scale import Scale
from tension.scales.scoring import default_scale, score_events
from tension.series.coverage import UNCOVERED, coverage_flags, inside, within
from tension.series.frame import TensionSeries, by_period
from tension.series.normalise import add_reports
from tension.series.uncertainty import Spread, mean_error

STAGE = "series"


def build_series(
    events: Events,
    *,
    freq: Frequency = "month",
    scale: str | Scale | None = None,
    dedupe_rung: Rung | None = None,
    mirrors: Mirrors = "keep",
    since: str | dt.date | None = None,
    until: str | dt.date | None = None,
    pool: bool = False,
) -> TensionSeries:
    """Return the dyad's tension series.

    Parameters
    ----------
    events : Events
        Events of one dyad and one source; `Events.apart` gives those of each.
    freq : str
        ``day``, ``week``, ``month``, ``quarter`` or ``year``.
    scale : str, Scale, optional
        By source and scheme when not given.
    dedupe_rung : str, optional
        ``none``, ``exact`` or ``one_a_day``; ``exact`` for events coded by hand and ``one_a_day``
        for archives when not given.
    mirrors : str
        ``keep``, or ``one_per_visit`` to count a visit and its hosting once.
    since, until : str or date, optional
        Ends of the grid, ``1992``, ``1992-01`` or ``1992-01-15``; the source's coverage when not
        given. Periods outside the coverage are uncovered: everything in them is missing. A period
        that an end cuts through is partial.
    pool : bool
        Put events of several sources into one series all the same: levels of different sources are
        not comparable, and a shift may be one source giving way to another.

    Returns
    -------
    TensionSeries
        `.table` with the columns of `core.schema.SERIES`, one row per period and direction.

    Raises
    ------
    UsageError
        If the events are of several sources and are not to be pooled, a choice has no such name,
        the span ends before it begins, the source covers no day, or the scale is of another scheme
        than the codes.

    Notes
    -----
    An event whose date is known less exactly than the period is long does not enter; the ledger
    says how many. Intervals: see `series.uncertainty`.

    References
    ----------
    Goldstein (1992), Journal of Conflict Resolution 36(2), 369–385,
    doi:10.1177/0022002792036002007; Searle, Casella & McCulloch (1992), Variance Components.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> series = build_series(read_events())
    >>> len(series.periods), series.observed
    (414, 259)
    """
    freq = as_frequency(freq)
    origin = events.origin
    events = _of_one_series(events, pool)
    first, last = _ends(events, since, until)
    used = keep_dates(events, first if since else None, last if until else None)
    rung = default_rung(events) if dedupe_rung is None else as_rung(dedupe_rung)
    used = fold_mirrors(dedupe(used, rung), as_mirrors(mirrors))
    chosen = default_scale(events) if scale is None else Scale.of(scale)
    used = score_events(used, chosen)
    used = _placeable(used, freq)
    used = used.keep(inside(used.table, used.coverage), STAGE, "outside the source's coverage",
                     used.coverage.describe())
    periods = period_grid(first, last, freq)
    seen = within(used.coverage, first, last)
    entered = _enter(used.table, periods, freq)
    parts, spread = [], {}
    for direction in events.dyad.directions:
        rows, spread[direction] = _one_direction(entered, direction, periods, seen, chosen, freq)
        parts.append(rows)
    entered["period"] = np.array(labels_of(periods), dtype=object)[entered.pop("position")]
    ends = {"since": since, "until": until}
    provenance = used.provenance.choose(
        dyad=str(events.dyad), freq=freq, dedupe=rung, mirrors=mirrors,
        **{name: str(end) for name, end in ends.items() if end is not None},
    )
    reports = events.reports if len(events.origins) == 1 else None
    table = add_reports(by_period(parts), reports, periods, seen, freq)
    return TensionSeries(
        table.assign(origin=origin), periods, events.dyad, freq, chosen, entered, spread,
        used.coverage, used.ledger, provenance, origin, events.notes, events.rejects, events.files,
    )


def _of_one_series(events: Events, pool: bool) -> Events:
    """Return the events as one table, when they are of one source or are to be pooled."""
    if len(events.origins) <= 1:
        return events
    if not pool:
        raise UsageError(
            f"the events are of {len(events.origins)} sources ({', '.join(events.origins)}), whose "
            "levels are not comparable; build a series of each of events.apart(), or one of all "
            "with pool=True"
        )
    return events.choose(pool=True).pooled()


def _ends(
    events: Events, since: str | dt.date | None, until: str | dt.date | None
) -> tuple[dt.date, dt.date]:
    first = span_of(since, "--since")[0] if isinstance(since, str) else since
    last = span_of(until, "--until")[1] if isinstance(until, str) else until
    first, last = first or events.coverage.first, last or events.coverage.last
    if first is None or last is None:
        raise UsageError("the source covers no day; state what it covers: "
                         "--coverage 1992-01:2010-12")
    if last < first:
        raise UsageError(f"the series would end ({last}) before it begins ({first}); mend --since "
                         "and --until, or --coverage")
    return first, last


def _placeable(events: Events, freq: Frequency) -> Events:
    """Leave out events whose date is coarser than a period."""
    precise = events.table["date_precision"].map(lambda precision: fits(precision, freq))
    return events.keep(precise.astype(bool), STAGE, f"date known less exactly than a {freq}")


def _enter(table: pd.DataFrame, periods: pd.PeriodIndex, freq: Frequency) -> pd.DataFrame:
    """Return the events with their direction and the position of their period in the grid."""
    position = periods.get_indexer(pd.PeriodIndex(period_of(table["date"], freq)))
    direction = table["source"].astype(str) + ">" + table["target"].astype(str)
    # An event whose source knows no direction counts once, in `both` alone.
    directed = table["directed"].astype(bool)
    return table.assign(direction=direction.where(directed, BOTH), position=position)


def _one_direction(
    entered: pd.DataFrame, direction: str, periods: pd.PeriodIndex, seen: Coverage, scale: Scale,
    freq: Frequency,
) -> tuple[pd.DataFrame, Spread]:
    mine = entered if direction == BOTH else entered[entered["direction"] == direction]
    counts = _counts(mine, len(periods))
    scored = mine[mine["score"].notna()]
    error = mean_error(
        scored["position"].to_numpy(), day_clusters(scored),
        scored["score"].to_numpy(dtype=float), len(periods), PER_YEAR[freq],
    )
    rows = counts.assign(event_days=error.days, effective_events=error.effective)
    if direction != BOTH and len(entered) and (entered["direction"] == BOTH).all():
        seen = replace(seen, spans=())  # no event says who acted: the directed series are unknown
    rows["coverage"] = coverage_flags(periods, seen, rows["events"].to_numpy())
    _add_tension(rows, scale, error.standard_error, error.half_width)
    numbers = rows.columns.drop("coverage")
    rows.loc[rows["coverage"] == UNCOVERED, numbers] = np.nan
    return rows.assign(period=labels_of(periods), direction=direction), error.spread


def _counts(mine: pd.DataFrame, length: int) -> pd.DataFrame:
    """Return events, scored events, sums of points and quad counts of each period."""
    at = mine["position"].to_numpy()
    score = mine["score"].to_numpy(dtype=float)
    known = ~np.isnan(score)

    def total(weights: np.ndarray) -> np.ndarray:
        return np.bincount(at, weights, length)

    points = np.where(known, score, 0.0)
    rows = pd.DataFrame({
        "events": total(np.ones(len(at))),
        "scored": total(known.astype(float)),
        "cooperation": total(np.maximum(points, 0.0)),
        "conflict": total(np.maximum(-points, 0.0)),
    })
    for quad in schema.QUAD_CLASSES:
        rows[quad] = total((mine["quad_class"] == quad).to_numpy(dtype=float))
    return rows


def day_clusters(events: pd.DataFrame) -> np.ndarray:
    """Return the number of each event's cluster: its day, or its row where the day is not known."""
    exact = events["date_precision"] == "day"
    day = events["date"].dt.strftime("%Y-%m-%d")
    # With its date: an identifier that a source gives twice must not join two months.
    row = day + "#" + events["file"].astype(str) + "#" + events["origin_id"].astype(str)
    return np.asarray(pd.factorize(day.where(exact, row))[0])


def _add_tension(
    rows: pd.DataFrame, scale: Scale, error: np.ndarray, half_width: np.ndarray
) -> None:
    """Add total, net, share and tension with its interval, missing where nothing is scored."""
    rows["total"] = rows["cooperation"] - rows["conflict"]
    scored = rows["scored"].where(rows["scored"] > 0)
    rows["net"] = rows["total"] / scored
    weight = rows["cooperation"] + rows["conflict"]
    rows["conflict_share"] = rows["conflict"] / weight.where(weight > 0)
    rows["tension"] = scale.tension(rows["net"])
    rows["tension_se"] = scale.per_point * error
    rows["tension_low"] = rows["tension"] - scale.per_point * half_width
    rows["tension_high"] = rows["tension"] + scale.per_point * half_width

