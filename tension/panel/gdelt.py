"""GDELT's own table of events, read as an event table where it lies.

The rules are those of `sources.gdelt`: countries by exact equality of their CAMEO codes, no Iranian
province taken for Azerbaijan, no event dated long before the row was added, no code outside CAMEO.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tension.core.dyad import countries
from tension.sources.gdelt import ECHO_DAYS
from tension.sources.provinces import OF_IRAN

if TYPE_CHECKING:
    import ibis.expr.types as ir

TABLE = "gdelt-bq.full.events"
"""GDELT 1.0 on BigQuery; 2.0 is `gdelt-bq.gdeltv2.events`, with the same names of columns."""

COLUMNS = {
    "GLOBALEVENTID": "int64", "SQLDATE": "int64", "Actor1Name": "string",
    "Actor1CountryCode": "string", "Actor2Name": "string", "Actor2CountryCode": "string",
    "EventCode": "string", "GoldsteinScale": "float64", "DATEADDED": "int64",
    "SOURCEURL": "string",
}
"""Columns of the table that are read, and their types."""


def country_codes() -> pd.DataFrame:
    """Return the countries by CAMEO code; columns `cameo`, `iso3`."""
    rows = [(one.cameo, one.iso3) for one in countries().values() if one.cameo]
    return pd.DataFrame(rows, columns=["cameo", "iso3"]).sort_values("cameo", ignore_index=True)


def as_events(rows: ir.Table, codes: ir.Table, weights: ir.Table, origin: str) -> ir.Table:
    """Return GDELT's rows as an event table.

    Parameters
    ----------
    rows : Table
        With the columns `COLUMNS`.
    codes : Table
        As `country_codes` gives it.
    weights : Table
        As `panel.weights` gives it; its CAMEO codes are the ones that exist.
    origin : str
        ``gdelt1`` or ``gdelt2``.
    """
    import ibis

    listed = weights.filter(weights.ontology == "cameo").select("code")
    one, two = (codes.rename({f"cameo_{side}": "cameo", side: "iso3"})
                for side in ("source", "target"))
    joined = rows.semi_join(listed, rows.EventCode == listed.code)
    joined = joined.inner_join(one, joined.Actor1CountryCode == one.cameo_source)
    joined = joined.inner_join(two, joined.Actor2CountryCode == two.cameo_target)
    day = joined.SQLDATE.cast("string").as_date("%Y%m%d")
    added = joined.DATEADDED.cast("string").left(8).as_date("%Y%m%d")
    # Rows without an address are of the backfiles, which were all added in 2013.
    echo = joined.SOURCEURL.notnull() & (added.delta(day, unit="day") > ECHO_DAYS)
    told = joined.filter(
        ~echo, ~_province(joined.Actor1Name, joined.source),
        ~_province(joined.Actor2Name, joined.target),
    )
    number = told.GLOBALEVENTID.cast("string")
    return told.select(
        event_id=number, date=told.SQLDATE.cast("string").as_date("%Y%m%d"),
        date_precision=ibis.literal("day"), source=told.source, target=told.target,
        code=told.EventCode, ontology=ibis.literal("cameo"), native_score=told.GoldsteinScale,
        directed=ibis.literal(True), origin=ibis.literal(origin), origin_id=number,
        file=ibis.literal("gdelt"),
    )


def _province(name: ir.StringColumn, coded: ir.StringColumn) -> ir.BooleanValue:
    """Say whether an actor is an Iranian province coded as Azerbaijan."""
    import ibis

    return (coded == "AZE") & ibis.coalesce(name, "").re_search(f"(?i){OF_IRAN.pattern}")
