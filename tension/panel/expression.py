"""One expression, many engines: events → without duplicates → scored → monthly cells of all pairs.

What a single series does in `events.dedupe`, `scales.scoring` and `series.aggregate` is written
here once more as relations, for tables that do not fit in memory or do not lie here; tests hold the
two equal row by row. Sums go by day first: an event's day is the cluster of its interval, and a
table of days is much smaller than one of events.

Month-precision rows are clusters of their own and go a way of their own; a table whose rows are
all known to the day needs only the other.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from tension.core import schema
from tension.events.dedupe import PLACE, Rung
from tension.scales.scale import Basis

if TYPE_CHECKING:
    import ibis.expr.types as ir

NEEDED = ("date", "date_precision", "source", "target", "code", "ontology", "native_score",
          "directed", "origin", "event_id", "origin_id", "file")
"""Columns that every table of events must have; the others only tell rows apart."""

PRECISIONS = ("day", "month")
"""What a date may be known to for its event to count in a month."""

TAG = "tag"
"""Names the cluster of an event that is not known to the day; empty for the others."""

OF_SCORE = ("cooperation", "conflict", "squares")
"""What a score adds to."""

ACTS = ("events", "scored", *OF_SCORE, *schema.QUAD_CLASSES, "native_scored", "native_total")
"""What is summed over the events of a cluster."""

EXACT = 1e-12
"""Share of a sum of squares below which a difference of such sums is the rounding of equal scores.
"""


def monthly_cells(
    events: ir.Table, weights: ir.Table, rung: Rung, basis: Basis = "code",
    precisions: Collection[str] = PRECISIONS,
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
    precisions : collection of str
        What dates are known to in these events; rows known to something else are left out.

    Returns
    -------
    Table
        `dyad`, `direction`, `period` and the sums of `panel.tables.SUMS`, a row for each month
        with an event; ordered by month, pair and direction.
    """
    placed = events.filter(
        events.source != events.target,  # a missing country compares as unknown and falls out too
    ).mutate(date=events.date.cast("date"))
    ways = {"day": (_days, ["date"]), "month": (_months, ["date", TAG])}
    months = []
    for known in sorted(precisions):
        single, place = ways[known]
        rows = single(placed.filter(placed.date_precision == known), rung)
        months.append(_monthly(_clusters(_acts(rows, weights, basis, place), place)))
    return _labelled(_cells(months[0] if len(months) == 1 else _together(*months)))


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
        # Both of one row: an engine that seeks a missing value's row may pass it over.
        kept = ibis.struct({name: counted[name] for name in ("directed", "native_score")})
        first = counted.group_by(alike).aggregate(kept=kept.argmin(counted.event_id))
        first = first.mutate(directed=first.kept["directed"],
                             native_score=first.kept["native_score"])
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

    joined = rows.left_join(_worth(weights), ["ontology", "code"])
    native = basis == "native"
    score = joined.native_score if native else joined.score
    own = _parts(score) if native else {name: joined[name] for name in OF_SCORE}
    own |= {quad: joined[quad] for quad in schema.QUAD_CLASSES}
    own["native_total"] = joined.native_score
    keys = ["source", "target", "directed", *place]
    return joined.group_by(keys).aggregate(
        events=joined.count(), scored=score.count(), native_scored=joined.native_score.count(),
        **{name: ibis.coalesce(part.sum(), 0.0) for name, part in own.items()},
    ).select(*keys, *ACTS)


def _worth(weights: ir.Table) -> ir.Table:
    """What an event of each code adds to the sums: worked out once a code, not once an event."""
    import ibis

    return weights.select(
        "ontology", "code", "score", **_parts(weights.score),
        # A literal 1.0 is a decimal to DuckDB, which it adds up more slowly.
        **{quad: ibis.ifelse(weights.quad_class == quad, 1, 0).cast("float64")
           for quad in schema.QUAD_CLASSES},
    )


def _parts(score: ir.FloatingColumn) -> dict[str, ir.FloatingValue]:
    """What a score adds to the sums of scores."""
    import ibis

    return {"cooperation": ibis.ifelse(score > 0, score, 0.0),
            "conflict": ibis.ifelse(score < 0, -score, 0.0), "squares": score * score}


def _clusters(acts: ir.Table, place: list[str]) -> ir.Table:
    """Each direction's clusters, and those of both pooled: a day of both sides is one cluster."""
    import ibis

    columns = ["source", "target", "pooled", *place, *ACTS]
    # An event whose source knows no direction counts once, in `both` alone.
    apart = acts.filter(acts.directed).mutate(pooled=ibis.literal(False)).select(columns)
    sided = acts.mutate(
        source=ibis.least(acts.source, acts.target), target=ibis.greatest(acts.source, acts.target),
    )
    both = sided.group_by(["source", "target", *place]).aggregate(
        **{name: sided[name].sum() for name in ACTS}
    ).mutate(pooled=ibis.literal(True)).select(columns)
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
        clusters.source, clusters.target, clusters.pooled, month=clusters.date.truncate("M"),
    ).aggregate(
        **{name: clusters[name].sum() for name in ACTS if name != "squares"},
        event_days=clusters.count(where=clusters.scored > 0),
        day_sizes=(size * size).sum(),
        levels=ibis.coalesce(level.sum(), 0.0),
        within_days=ibis.coalesce(
            ibis.ifelse(inner > EXACT * clusters.squares, inner, 0.0).sum(), 0.0),
    )


def _together(days: ir.Table, months: ir.Table) -> ir.Table:
    """Add up the months of both kinds of rows."""
    both = days.union(months)
    keys = ["source", "target", "pooled", "month"]
    return both.group_by(keys).aggregate(
        **{name: both[name].sum() for name in both.columns if name not in keys})


def _cells(cells: ir.Table) -> ir.Table:
    """Add what follows from the sums of a month."""
    import ibis

    cells = cells.mutate(total=cells.cooperation - cells.conflict)
    cells = cells.mutate(net=cells.total / cells.scored.cast("float64").nullif(0.0))
    between = cells.levels - ibis.coalesce(cells.total * cells.net, 0.0)
    return cells.mutate(
        between_days=ibis.ifelse(between > EXACT * cells.levels, between, 0.0))


def _labelled(cells: ir.Table) -> ir.Table:
    """Name pair, direction and period, and order the rows."""
    import ibis

    from tension.panel.tables import SUMS

    first, second = (end(cells.source, cells.target) for end in (ibis.least, ibis.greatest))
    way = ibis.ifelse(cells.pooled, "both", cells.source + ">" + cells.target)
    cells = cells.mutate(
        dyad=first + "-" + second, direction=way, period=cells.month.strftime("%Y-%m"))
    sums = {one.name: cells[one.name].cast("float64") if one.dtype == schema.REAL
            else cells[one.name] for one in SUMS if one.name != "origin"}
    return cells.select(**sums).order_by(["period", "dyad", "direction"])
