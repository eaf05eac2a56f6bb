"""One expression, many engines: events → without duplicates → scored → monthly cells of all pairs.

What a single series does in `events.dedupe`, `scales.scoring` and `series.aggregate` is written
here once more as relations, for tables that do not fit in memory or do not lie here; tests hold the
two equal row by row. Sums go by day first: an event's day is the cluster of its interval, and a
table of days is much smaller than one of events.

Month-precision rows are clusters of their own and go a way of their own; in a file whose rows are
all known to the day that branch reads next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tension.core import schema
from tension.events.dedupe import PLACE, Rung
from tension.scales.scale import Basis

if TYPE_CHECKING:
    import ibis.expr.types as ir

NEEDED = ("date", "date_precision", "source", "target", "code", "ontology", "native_score",
          "directed", "origin", "event_id", "origin_id", "file")
"""Columns that every table of events must have; the others only tell rows apart."""

TAG = "tag"
"""Names the cluster of an event that is not known to the day; empty for the others."""

ACTS = ("events", "scored", "cooperation", "conflict", "squares", *schema.QUAD_CLASSES,
        "native_scored", "native_total")
"""What is summed over the events of a cluster."""

EXACT = 1e-12
"""Share of a sum of squares below which a difference of such sums is the rounding of equal scores.
"""

MISSING = -1e300
"""Stands for a missing score while the row to keep is sought, which must be kept all the same."""


def monthly_cells(
    events: ir.Table, weights: ir.Table, rung: Rung, basis: Basis = "code"
) -> ir.Table:
    """Return the monthly cells of every pair, in each direction and both.

    Parameters
    ----------
    events : Table
        Events of one source with the columns `NEEDED`, wherever they lie.
    weights : Table
        `ontology`, `code`, `score`, `quad_class`: every code once; see `panel.weights`.
    rung : str
        ``none``, ``exact`` or ``one_a_day``, as `events.dedupe` means them.
    basis : str
        ``native`` where the file's own scores count; else those of the weights do.

    Returns
    -------
    Table
        `dyad`, `direction`, `period` and the sums of `panel.tables.SUMS`, a row for each month
        with an event.
    """
    placed = events.filter(
        events.source != events.target,  # a missing country compares as unknown and falls out too
        events.date_precision != "year",
    ).mutate(date=events.date.cast("date"))
    known = placed.date_precision == "day"
    days = _days(placed.filter(known), rung)
    months = _months(placed.filter(~known), rung)
    of_days, of_months = (
        _monthly(_clusters(_acts(rows, weights, basis, place), place))
        for rows, place in ((days, ["date"]), (months, ["date", TAG]))
    )
    return _labelled(_cells(of_days.union(of_months)))


def _content(events: ir.Table) -> list[str]:
    """Columns in which exact duplicates are alike."""
    return [name for name in schema.names(schema.EVENTS)
            if name in events.columns and name not in PLACE]


def _days(rows: ir.Table, rung: Rung) -> ir.Table:
    """Rows known to the day, without the duplicates of the rung."""
    import ibis

    if rung == "exact":
        return rows.select(_content(rows)).distinct()
    if rung == "one_a_day":
        alike = ["date", "source", "target", "ontology", "code"]
        counted = rows.filter(rows.code.notnull())
        first = counted.group_by(alike).aggregate(
            directed=counted.directed.argmin(counted.event_id),
            native_score=ibis.coalesce(counted.native_score, MISSING).argmin(counted.event_id),
        )
        first = first.mutate(native_score=first.native_score.nullif(MISSING))
        bare = rows.filter(rows.code.isnull()).select(_content(rows)).distinct()
        columns = [*alike, "directed", "native_score"]
        return first.select(columns).union(bare.select(columns))
    return rows


def _months(rows: ir.Table, rung: Rung) -> ir.Table:
    """Rows known to the month, each with the name of its place in its file."""
    import ibis

    place = ibis.coalesce(rows.file, "") + "#" + ibis.coalesce(rows.origin_id, "")
    if rung == "none":
        return rows.mutate(**{TAG: place})
    return rows.group_by(_content(rows)).aggregate(**{TAG: place.argmin(rows.event_id)})


def _acts(rows: ir.Table, weights: ir.Table, basis: Basis, place: list[str]) -> ir.Table:
    """Score the rows and add them up by direction and cluster: the day, or the day and the tag."""
    import ibis

    joined = rows.left_join(weights, ["ontology", "code"])
    score = joined.native_score if basis == "native" else joined.score
    nothing = ibis.literal(0.0)
    sums = {
        "events": joined.count(),
        "scored": score.count(),
        "cooperation": ibis.ifelse(score > 0, score, nothing).sum(),
        "conflict": ibis.ifelse(score < 0, -score, nothing).sum(),
        "squares": ibis.coalesce((score * score).sum(), nothing),
        # Counting the column, and not the rows, is 0 where no row has a class, on Spark too.
        **{quad: joined.quad_class.count(where=joined.quad_class == quad)
           for quad in schema.QUAD_CLASSES},
        "native_scored": joined.native_score.count(),
        "native_total": ibis.coalesce(joined.native_score.sum(), nothing),
    }
    keys = ["source", "target", "directed", *place]
    return joined.group_by(keys).aggregate(**sums).select(*keys, *ACTS)


def _clusters(acts: ir.Table, place: list[str]) -> ir.Table:
    """Each direction's clusters, and those of both pooled: a day of both sides is one cluster."""
    import ibis

    acts = acts.mutate(
        left=ibis.least(acts.source, acts.target), right=ibis.greatest(acts.source, acts.target),
    )
    columns = ["left", "right", "direction", *place, *ACTS]
    # An event whose source knows no direction counts once, in `both` alone.
    apart = acts.filter(acts.directed).mutate(
        direction=acts.source + ">" + acts.target
    ).select(columns)
    both = acts.group_by(["left", "right", *place]).aggregate(
        **{name: acts[name].sum() for name in ACTS}
    ).mutate(direction=ibis.literal("both")).select(columns)
    return apart.union(both)


def _monthly(clusters: ir.Table) -> ir.Table:
    """Add the clusters up by month."""
    import ibis

    size = clusters.scored.cast("float64")
    points = clusters.cooperation - clusters.conflict
    # A day without a scored event has no mean, and adds nothing.
    level = points * points / size.nullif(0.0)
    inner = clusters.squares - level
    return clusters.group_by(
        clusters.left, clusters.right, clusters.direction, month=clusters.date.truncate("M"),
    ).aggregate(
        **{name: clusters[name].sum() for name in ACTS if name != "squares"},
        event_days=clusters.count(where=clusters.scored > 0),
        day_sizes=(size * size).sum(),
        levels=ibis.coalesce(level.sum(), 0.0),
        within_days=ibis.coalesce(
            ibis.ifelse(inner > EXACT * clusters.squares, inner, 0.0).sum(), 0.0),
    )


def _cells(months: ir.Table) -> ir.Table:
    """Put the months of both kinds of rows together, and add what follows from their sums."""
    import ibis

    keys = ["left", "right", "direction", "month"]
    cells = months.group_by(keys).aggregate(
        **{name: months[name].sum() for name in months.columns if name not in keys})
    cells = cells.mutate(total=cells.cooperation - cells.conflict)
    cells = cells.mutate(net=cells.total / cells.scored.cast("float64").nullif(0.0))
    between = cells.levels - ibis.coalesce(cells.total * cells.net, 0.0)
    return cells.mutate(
        between_days=ibis.ifelse(between > EXACT * cells.levels, between, 0.0))


def _labelled(cells: ir.Table) -> ir.Table:
    """Name pair and period, and order the rows."""
    from tension.panel.tables import SUMS

    cells = cells.mutate(dyad=cells.left + "-" + cells.right, period=cells.month.strftime("%Y-%m"))
    columns = [name for name in schema.names(SUMS) if name != "origin"]
    return cells.select(columns).order_by(["dyad", "period", "direction"])
