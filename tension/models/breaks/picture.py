"""A picture of the dated breaks of an array."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tension.models.breaks.array import DateBreaks

CHANCE = (0.0, -0.42, 1.0, 0.22)
"""Where the chance of a break stands below its Axes: left, bottom, width, height."""

TOPS = (0.1, 0.2, 0.5, 1.0)
"""Heights that the axis of chances may have: a curve of next to nothing shall look like that."""


def draw(found: DateBreaks, ax: Axes | None = None) -> Axes:
    """Draw values, fitted regimes, each break with its date set, and below the chance of a break.

    Parameters
    ----------
    found : DateBreaks
        What to draw.
    ax : Axes, optional
        Where; a new figure's when not given.
    """
    if ax is None:
        from matplotlib.figure import Figure

        figure = Figure(figsize=(8, 4.2))
        figure.subplots_adjust(top=0.95, bottom=0.36)
        ax = figure.subplots()
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
    strip = ax.inset_axes(CHANCE, sharex=ax)
    draw_chance(strip, found.posterior, np.arange(found.periods + 1) - 0.5)
    strip.set_ylabel("chance\nof a break", fontsize=8)
    strip.set_xlabel("period")
    return ax


def draw_chance(strip: Axes, chance: np.ndarray, bounds: np.ndarray) -> None:
    """Draw the chance of a break between ``bounds``, on an axis from 0 to a round share."""
    strip.stairs(chance, bounds, fill=True, color="black", linewidth=0)
    top = next(one for one in TOPS if one >= min(chance.max(initial=0.0), 1.0))
    strip.set_ylim(0, top)
    strip.set_yticks([0, top], ["0", f"{top:.0%}".replace("%", " %")])
