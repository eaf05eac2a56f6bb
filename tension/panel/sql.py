"""The text of the one expression, in the dialect of an engine, to be run where the events lie."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tension.core import schema
from tension.core.errors import UsageError
from tension.events.dedupe import Rung, as_rung
from tension.panel.engine import require_ibis
from tension.panel.expression import PRECISIONS, monthly_cells
from tension.panel.gdelt import COLUMNS, TABLE, as_events, country_codes
from tension.panel.weights import weights_of
from tension.scales.scale import Scale

DIALECTS = ("duckdb", "bigquery", "spark")
LAYOUTS = ("events", "gdelt")
WEIGHTS, CODES = "tension_weights", "tension_countries"
"""Names under which the small tables that travel along stand in the text."""

_TYPES = {schema.TEXT: "string", schema.REAL: "float64", schema.WHOLE: "int64",
          schema.FLAG: "boolean", schema.DATE: "date"}


def panel_sql(
    dialect: str = "duckdb", *, layout: str | None = None, table: str | None = None,
    scale: str | Scale | None = None, dedupe_rung: Rung = "one_a_day", origin: str = "gdelt1",
) -> str:
    """Return the SQL of the monthly cells of every pair.

    Parameters
    ----------
    dialect : str
        ``duckdb``, ``bigquery`` or ``spark``.
    layout : str, optional
        ``events``, a table with the columns of `core.schema.EVENTS`, or ``gdelt``, GDELT's own
        table; ``gdelt`` for BigQuery and ``events`` for the others when not given.
    table : str, optional
        Name of the table; ``events``, or GDELT's public one, when not given.
    scale : str or Scale, optional
        ``goldstein_gdelt`` for GDELT's layout and ``goldstein_cameo`` for the other when not given;
        its weights stand in the text.
    dedupe_rung : str
        ``none``, ``exact`` or ``one_a_day``.
    origin : str
        ``gdelt1`` or ``gdelt2``; of GDELT's layout alone.

    Returns
    -------
    str
        One statement; its columns are those of `panel.tables.SUMS` without `origin`.

    Raises
    ------
    UsageError
        If a choice has no such name, or the extra is missing.

    Notes
    -----
    The text for BigQuery is tested by parsing it, translating it back to DuckDB and running it
    there on rows with GDELT's column names; it was never run on BigQuery itself. Of GDELT's columns
    those that tell exact duplicates apart are not read, so that `exact` there means the same day,
    actors' countries, code and score.

    Examples
    --------
    >>> "DATE_TRUNC" in panel_sql("bigquery")
    True
    """
    ibis = require_ibis()
    layout = layout or ("gdelt" if dialect == "bigquery" else "events")
    for name, value, known in (("dialect", dialect, DIALECTS), ("layout", layout, LAYOUTS)):
        if value not in known:
            raise UsageError(f"there is no {name} {value!r}; use one of {', '.join(known)}")
    small = {WEIGHTS: weights_of(_scale(scale, layout))}
    weights = ibis.table({"ontology": "string", "code": "string", "score": "float64",
                          "quad_class": "string"}, name=WEIGHTS)
    if layout == "gdelt":
        small[CODES] = country_codes()
        small[WEIGHTS] = small[WEIGHTS][small[WEIGHTS]["ontology"] == "cameo"]
        codes = ibis.table({"cameo": "string", "iso3": "string"}, name=CODES)
        events = as_events(ibis.table(COLUMNS, name="events"), codes, weights, origin)
    else:
        events = ibis.table({one.name: _TYPES[one.dtype] for one in schema.EVENTS}, name="events")
    # GDELT dates every event to the day.
    precisions = {"day"} if layout == "gdelt" else set(PRECISIONS)
    cells = monthly_cells(
        events, weights, as_rung(dedupe_rung), _scale(scale, layout).basis, precisions)
    return _text(ibis, cells, small, dialect, table or (TABLE if layout == "gdelt" else "events"))


def _scale(scale: str | Scale | None, layout: str) -> Scale:
    return Scale.of(scale or ("goldstein_gdelt" if layout == "gdelt" else "goldstein_cameo"))


def _text(
    ibis: Any, cells: Any, small: dict[str, pd.DataFrame], dialect: str, table: str
) -> str:
    """Write an expression out: the small tables first, then the large one by its name."""
    import sqlglot
    from sqlglot import exp

    # ibis writes Spark's text only with a session at hand; sqlglot carries DuckDB's over.
    spoken = "bigquery" if dialect == "bigquery" else "duckdb"
    tree = sqlglot.parse_one(str(ibis.to_sql(cells, dialect=spoken)), read=spoken)
    for one in tree.find_all(exp.Table):
        if one.name == "events":
            named = exp.to_table(table, dialect=spoken)
            one.replace(exp.alias_(named, one.alias, table=True) if one.alias else named)
    for call in list(tree.find_all(exp.Anonymous)):
        if call.name.upper() == "IEEE_DIVIDE":  # BigQuery's own; no divisor here is ever 0
            left, right = call.expressions
            call.replace(exp.paren(exp.Div(this=exp.paren(left), expression=exp.paren(right))))
    if dialect == "spark":  # which has no first row of an order, and names the smallest instead
        for first in list(tree.find_all(exp.First)):
            ordered = first.this
            first.replace(exp.ArgMin(this=ordered.this, expression=ordered.expressions[0].this))
    before = [
        exp.CTE(this=_values(frame), alias=exp.TableAlias(this=exp.to_identifier(name)))
        for name, frame in small.items()
    ]
    own = tree.args.get("with_")
    chain = [*before, *(own.expressions if own else [])]
    tree.set("with_", exp.With(expressions=chain))
    return tree.sql(dialect=dialect, pretty=True, identify=True) + "\n"


def _values(frame: pd.DataFrame) -> Any:
    """Return a small table as a select from literals."""
    from sqlglot import exp

    plain = frame.astype(object).where(frame.notna(), None)
    rows = [tuple(row) for row in plain.itertuples(index=False)]
    numbers = set(frame.select_dtypes("float64").columns)
    columns = [
        exp.cast(exp.column(name), "double").as_(name) if name in numbers else exp.column(name)
        for name in frame.columns
    ]
    named = exp.values(rows, alias="rows_of_it", columns=list(frame.columns))
    return exp.select(*columns).from_(named)
