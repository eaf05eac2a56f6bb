"""The ladder of duplicates: ``none``, ``exact``, ``one_a_day``; the rung can matter most of all.

``exact`` takes away rows that repeat another in everything but identifier and place in the file.
``one_a_day`` keeps one event of a code from a source to a target a day (KEDS practice: a story told
many times is one event). An event known only to its month, or without a code, is exempt: nothing
shows that two of them are one.

Where a person coded the events, two rows of a day and a code are two acts, and the default rung is
``exact``; a machine codes every telling of a story, and its default is ``one_a_day``.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Literal, get_args

from tension.core.errors import UsageError
from tension.core.event_table import Events

Rung = Literal["none", "exact", "one_a_day"]
RUNGS: tuple[Rung, ...] = get_args(Rung)
STAGE = "dedupe"
HAND_CODED = frozenset({"chronology", "tabular"})
"""Origins whose rows a person told apart."""

PLACE = ("event_id", "origin_id", "file", "line")
"""Columns that say which row it is, not what it says."""


def as_rung(text: str) -> Rung:
    """Return the rung of that name, or say which exist."""
    if text not in RUNGS:
        raise UsageError(f"there is no dedupe rung {text!r}; use one of {', '.join(RUNGS)}")
    return text


def default_rung(events: Events) -> Rung:
    """Return the rung that fits the events' origins."""
    return rung_of(set(events.table["origin"]))


def rung_of(origins: Set[str]) -> Rung:
    """Return the rung that fits events of these origins."""
    return "exact" if origins <= HAND_CODED else "one_a_day"


def dedupe(events: Events, rung: Rung = "one_a_day") -> Events:
    """Return the events without duplicates of that rung and of those below it.

    Parameters
    ----------
    events : Events
        Any events; which of several equals is kept depends on identifiers, not on row order.
    rung : str
        ``none``, ``exact`` or ``one_a_day``.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> events = read_events()
    >>> len(events) - len(dedupe(events, "one_a_day"))
    12
    """
    if as_rung(rung) == "none":
        return events
    if events.parts:
        # Two sources that tell of one act are no duplicate of each other while they are apart.
        return events.each(lambda part: dedupe(part, rung))
    content = [name for name in events.table.columns if name not in PLACE]
    # Two rows are exact duplicates whoever is asked; text and missing cells compare as they stand.
    again = events.table.astype(object).duplicated(content)
    events = events.keep(~again, STAGE, "exact duplicate")
    if rung == "exact":
        return events
    table = events.table
    counted = (table["date_precision"] == "day") & table["code"].notna()
    again = table[counted].duplicated(["date", "source", "target", "ontology", "code"])
    mask = ~again.reindex(table.index, fill_value=False)
    return events.keep(mask, STAGE, "one a day", "same day, source, target and code")
