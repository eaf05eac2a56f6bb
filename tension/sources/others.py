"""Other pairs of a store: what a placebo is taken from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tension.core.dyad import Dyad
from tension.core.event_table import Events
from tension.sources.all_pair import fullest_pairs
from tension.sources.all_place import place_of_all
from tension.sources.store import dyads_of
from tension.sources.stored import stored_parts

MOST = 40
"""Pairs taken at most; those with most events come first."""


def other_pairs(
    folder: str | Path, dyad: str | Dyad, origin: str,
    chosen: Callable[[Events], Events | None] = lambda events: events, most: int = MOST,
) -> list[Events]:
    """Return the events that a store holds of pairs with neither country of a dyad.

    Of a store of all pairs it is those with most rows; else each pair that was ingested by itself.
    A pair that shares a country may share its turns, and shows nothing of the source.

    Parameters
    ----------
    folder : str or Path
        The store.
    dyad : str or Dyad
        The pair that is asked about.
    origin : str
        The source wanted.
    chosen : callable, optional
        Takes the events that enter out of those of a pair; None, and the pair is passed over.
    most : int
        Pairs at most.

    Returns
    -------
    list of Events
        Those with most events first, and by name where they have as many.

    Examples
    --------
    >>> other_pairs("no/such/store", "IRN-AZE", "gdelt2")
    []
    """
    pair = Dyad.parse(dyad)
    if (place := place_of_all(folder)) is not None:
        every = fullest_pairs(place, origin, (pair.first, pair.second), most)
        return [events for one in every if (events := chosen(one))]
    found = []
    for name in dyads_of(Path(folder)):
        other = Dyad.parse(name)
        if {pair.first, pair.second} & {other.first, other.second}:
            continue
        parts = stored_parts(other, folder, origins=(origin,))
        found += [events for one in parts if one.origin == origin and (events := chosen(one))]
    return sorted(found, key=lambda one: (-len(one), str(one.dyad)))[:most]
