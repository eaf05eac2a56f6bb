"""What a store of all pairs covers, for the panel that is built of it."""

from __future__ import annotations

from pathlib import Path

from tension.core.coverage import Coverage
from tension.sources.all_store import AllStore
from tension.sources.machine import coverage_of
from tension.sources.manifest import members_of


def place_of_all(folder: str | Path) -> Path | None:
    """Return where a store keeps all its pairs, be it named itself or by its store; None if not.

    Examples
    --------
    >>> place_of_all("no/such/store") is None
    True
    """
    for place in (Path(folder), AllStore(Path(folder)).place):
        if place.name == "all" and (place / "manifest.json").is_file():
            return place
    return None


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
