"""A picture of the dated breaks of an array."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tension.models.breaks.array import DateBreaks


def draw(found: DateBreaks, ax: Axes | None = None) -> Axes:
    """Draw values, fitted regimes, and each break with its date set.

    Parameters
    ----------
    found : DateBreaks
        What to draw.
    ax : Axes, optional
        Where; a new figure's when not given.
    """
    if ax is None:
        from matplotlib.figure import Figure

        ax = Figure(figsize=(8, 3.2)).subplots()
    if found.fit is None:
        ax.text(0.5, 0.5, found.reason, ha="center", va="center", transform=ax.transAxes)
        return ax
    seen = found.fit.seen
    ax.plot(seen.position, found.fit.values, ".", ms=3, color="0.55")
    edges = found.fit.edges
    for start, stop in pairwise(edges):
        here = seen.position[np.arange(start, stop)]
        ax.plot(here, found.fitted[here], color="black", lw=1.5)
    for at, (first, last) in zip(found.breaks, found.date_sets, strict=True):
        ax.axvspan(first - 0.5, last + 0.5, color="0.85", zorder=0)
        ax.axvline(at, color="0.3", lw=0.8)
    ax.set_xlabel("period")
    return ax
