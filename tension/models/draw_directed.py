"""The figure of both directions' levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tension.core import style
from tension.models.directed import DirectedLevels
from tension.series.draw import (
    TOO_MANY,
    draw_counts,
    draw_scale,
    draw_uncovered,
    middles,
    new_axes,
    set_time,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINES = ((style.INK, "-", ""), (style.COOPERATION, "--", "//////"))
"""Colour, dashes and hatching of the two directions: hue is never the only cue."""


def draw_directed_figure(levels: DirectedLevels, ax: Axes | None = None) -> Axes:
    """Draw both levels with their 95 % bands over the number of events; return the Axes."""
    series = levels.series
    with style.figure_style():
        ax = ax or new_axes()
        draw_scale(ax)
        draw_uncovered(ax, series)
        set_time(ax, series)
        draw_counts(ax, series)
        thin = max(1, -(-len(levels.periods) // TOO_MANY))
        where = middles(levels.periods)[::thin]
        for way, (colour, dashes, hatch) in zip(levels.directions, LINES, strict=True):
            if levels.reason:
                break
            rows = levels.level(way).iloc[::thin]
            ax.fill_between(
                where, rows["level_low95"].clip(0, 100).to_numpy(),
                rows["level_high95"].clip(0, 100).to_numpy(), facecolor=colour, alpha=0.15,
                hatch=hatch, linewidth=0, zorder=2,
            )
            ax.plot(where, rows["level"].to_numpy(), color=colour, linestyle=dashes, zorder=4,
                    label=f"{series.dyad.spoken(way)}, level and 95 % band")
        told = levels.reason or "both levels, estimated together"
        ax.set_title(f"{series.dyad.title}: {told}", wrap=True)
        if not levels.reason:
            ax.legend(loc="upper left", ncols=2)
    return ax
