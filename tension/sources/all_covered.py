"""What a store of all pairs covers, for the panel that is built of it."""

from __future__ import annotations

from pathlib import Path

from tension.core.coverage import Coverage
from tension.sources.all_store import AllStore
from tension.sources.machine import coverage_of
from tension.sources.manifest import members_of


def days_covered(place: Path) -> dict[str, Coverage]:
    """Return the days that each source of a store of all pairs covers, as for a pair of them.

    Parameters
    ----------
    place : Path
        As `place_of_all` gives it.

    Raises
    ------
    InputError
        If another version wrote it, or a file of it is missing or cut off.
    """
    members = members_of(AllStore(place.parent).manifest())
    return {origin: coverage_of([one for one in members if one.format == origin])
            for origin in sorted({one.format for one in members})}
