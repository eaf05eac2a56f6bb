"""Mirror rows: a visit (042, WEIS 032) and its hosting (043, WEIS 033) as two events or as one."""

from __future__ import annotations

from typing import Literal, get_args

import pandas as pd

from tension.core.errors import UsageError
from tension.core.event_table import Events

Mirrors = Literal["keep", "one_per_visit"]
CHOICES: tuple[Mirrors, ...] = get_args(Mirrors)

VISIT_HOST = {"cameo": ("042", "043"), "weis": ("032", "033")}
TOLERANCE = 1
"""Days by which a host's row may be dated apart from the visitor's and still be the same visit."""


def as_mirrors(text: str) -> Mirrors:
    """Return the choice of that name, or say which exist."""
    if text not in CHOICES:
        raise UsageError(f"there is no mirrors choice {text!r}; use one of {', '.join(CHOICES)}")
    return text


def fold_mirrors(events: Events, choice: Mirrors = "keep") -> Events:
    """Return the events with each visit told once where ``choice`` is ``one_per_visit``.

    Parameters
    ----------
    events : Events
        Any events.
    choice : str
        ``keep`` leaves both rows, as machine coders write them. ``one_per_visit`` takes away a
        host's event when the visitor's is there too, within one day for events known to the day,
        in the same month for others; each visit answers for one hosting.
    """
    if as_mirrors(choice) == "keep":
        return events
    if events.parts:
        return events.each(lambda part: fold_mirrors(part, choice))
    hosts = _matched_hosts(events.table)
    mask = ~events.table["event_id"].isin(hosts)
    return events.keep(mask, "mirrors", "hosting of a visit that is told too")


def _matched_hosts(table: pd.DataFrame) -> set[str]:
    """Identifiers of host events that pair with a visit the other way, nearest day first."""
    matched: set[str] = set()
    for scheme, (visit, host) in VISIT_HOST.items():
        rows = table[table["ontology"] == scheme]
        visits, hostings = rows[rows["code"] == visit], rows[rows["code"] == host]
        pairs = hostings.merge(
            visits, left_on=["source", "target", "date_precision"],
            right_on=["target", "source", "date_precision"], suffixes=("", "_visit"),
        )
        pairs["gap"] = (pairs["date"] - pairs["date_visit"]).dt.days.abs()
        within = pairs["gap"] <= TOLERANCE * (pairs["date_precision"] == "day")
        # Two visits of one year need not be one visit.
        within &= pairs["date_precision"] != "year"
        used: set[str] = set()
        for row in pairs[within].sort_values(["gap", "event_id", "event_id_visit"]).itertuples():
            if row.event_id not in matched and row.event_id_visit not in used:
                matched.add(str(row.event_id))
                used.add(str(row.event_id_visit))
    return matched
