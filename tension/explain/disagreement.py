"""Where two series differ most, and the events that each has there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.ontology import ONTOLOGIES, ontology
from tension.core.results import DISAGREEING, DISAGREEMENTS
from tension.core.schema import each_row
from tension.explain.sides import Side

EVENTS = 3
"""Events named of each side in a period."""


def disagreements(table: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the periods in which two series differ most.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.results.COMPARED`.
    most : int
        How many at most.

    Returns
    -------
    DataFrame
        Columns as declared in `core.results.DISAGREEMENTS`, the largest first: by the
        difference in its standard errors, and by its size alone where these are not known of every
        period.
    """
    seen = table[table["compared"].astype(bool)].copy()
    seen["ratio"] = seen["difference"] / seen["difference_se"]
    known = bool(np.isfinite(seen["ratio"]).all())
    order = seen["ratio" if known else "difference"].abs().round(9)
    ranked = seen.assign(order=order).sort_values(
        ["order", "period"], ascending=[False, True], kind="stable")
    return schema.conform(ranked[schema.names(DISAGREEMENTS)].head(most), DISAGREEMENTS)


def disagreeing_events(found: pd.DataFrame, a: Side, b: Side) -> pd.DataFrame:
    """Return the events on both sides of each disagreement, as far as there are any.

    The side that shows more tension is explained by its most conflictual acts, the other by its
    most cooperative ones; an act that stands in several rows is named once.
    """
    parts = []
    for row in each_row(found):
        for letter, side, higher in (("a", a, row.difference > 0), ("b", b, row.difference < 0)):
            if side.events is None:
                continue
            mine = side.events[side.events["period"] == row.period]
            mine = mine.sort_values(["score", "date", "event_id"], ascending=[higher, True, True])
            told = mine.drop_duplicates(["date", "code"]).drop_duplicates("origin_id").head(EVENTS)
            parts.append(told.assign(period=row.period, side=letter, name=side.name,
                                     date=_as_known(told), act=_acts(told)))
    if not parts:
        return schema.empty(DISAGREEING)
    return schema.conform(pd.concat(parts)[schema.names(DISAGREEING)], DISAGREEING)


def _as_known(events: pd.DataFrame) -> pd.Series:
    """Dates as exactly as they are known."""
    forms = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
    told = [f"{date:{forms[precision]}}" for date, precision in
            zip(events["date"], events["date_precision"], strict=True)]
    return pd.Series(told, index=events.index, dtype="str")


def _acts(events: pd.DataFrame) -> pd.Series:
    """What each code means in its scheme, or else the code one level up."""
    told = []
    for code, scheme in zip(events["code"], events["ontology"], strict=True):
        labels = ontology(scheme).labels if scheme in ONTOLOGIES else {}
        told.append(labels.get(code) or labels.get(str(code)[:-1]) or "no description")
    return pd.Series(told, index=events.index, dtype="str")
