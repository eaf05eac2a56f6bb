"""The list of the vintages that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from tension.core.errors import InputError
from tension.report.vintages import Vintage, names_of, read_vintage, vintages_folder


def listing(dyads: Sequence[str], store: str | Path | None) -> pd.DataFrame:
    """Return the vintages of some pairs, one row a vintage and source.

    Returns
    -------
    DataFrame
        Columns `dyad`, `vintage`, `origin`, `freq`, `first`, `last` (periods), `events`, `level`
        (of the last period), `methodology`, `version`, `note` (why it cannot be read).
    """
    rows: list[dict[str, Any]] = []
    for dyad in dyads:
        for name in names_of(vintages_folder(store, dyad)):
            try:
                found = read_vintage(name, dyad, store)
            except InputError as error:
                rows.append({"dyad": dyad, "vintage": name, "note": str(error)})
            else:
                rows += [{"dyad": str(found.dyad), "vintage": name} | one for one in _rows(found)]
    columns = ["dyad", "vintage", "origin", "freq", "first", "last", "events", "level",
               "methodology", "version", "note"]
    return pd.DataFrame(rows, columns=columns).dropna(axis="columns", how="all")


def _rows(vintage: Vintage) -> list[dict[str, Any]]:
    made = []
    for origin in vintage.origins:
        facts, last = vintage.facts(origin), vintage.last(origin)
        made.append({
            "origin": origin, "freq": vintage.freq, "first": facts.get("first_period"),
            "last": facts.get("last_period"),
            "events": int((vintage.events["origin"] == origin).sum()),
            "level": None if last is None else last.level, "methodology": vintage.methodology,
            "version": str(vintage.run["versions"]["tension"]),
        })
    return made
