"""Where a store keeps all its pairs; nothing is loaded to tell."""

from __future__ import annotations

from pathlib import Path

PLACE = "all"
"""Folder of a store that holds every pair."""


def place_of_all(folder: str | Path) -> Path | None:
    """Return where a store keeps all its pairs, be it named itself or by its store; None if not.

    Examples
    --------
    >>> place_of_all("no/such/store") is None
    True
    """
    for place in (Path(folder), Path(folder) / PLACE):
        if place.name == PLACE and (place / "manifest.json").is_file():
            return place
    return None
