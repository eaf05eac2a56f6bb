"""Pieces of figures that show results: the level with its band, breaks with their date sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tension.core import style
from tension.models.breaks.result import Breaks
from tension.models.latent import LatentLevel
from tension.series.draw import (
    draw_counts,
    draw_months,
    draw_scale,
    draw_uncovered,
    edges,
    middles,
    new_axes,
    set_time,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_level(ax: Axes, level: LatentLevel, colour: str = style.INK, linestyle: str = "-") -> None:
    """Draw the smoothed level with its 80 % and 95 % bands, clipped to the scale."""
    if level.reason:
        return
    where = middles(level.periods)
    table = level.table
    for share, alpha in ((95, 0.16), (80, 0.20)):
        ax.fill_between(
            where, table[f"level_low{share}"].clip(0, 100).to_numpy(),
            table[f"level_high{share}"].clip(0, 100).to_numpy(), color=colour, alpha=alpha,
            linewidth=0, zorder=2.5, label=f"{share} % band",
        )
    ax.plot(where, table["level"].to_numpy(), color=colour, linestyle=linestyle, zorder=4,
            label="estimated level")


def draw_breaks(ax: Axes, breaks: Breaks) -> None:
    """Draw each break as a line at its month with its 95 % date set shaded, and its signed size."""
    bounds = edges(breaks.series.periods)
    place = {str(row.first): int(row.begin) for row in breaks.regimes.itertuples()}
    for row in breaks.table.itertuples():
        first, last = (breaks.series.periods.get_loc(breaks.period(str(label)))
                       for label in (row.first, row.last))
        ax.axvspan(bounds[first], bounds[last + 1], color=style.BAND, alpha=0.12, linewidth=0,
                   zorder=1)
        when = bounds[place[str(row.period)]]
        ax.axvline(when, color=style.INK, linewidth=1.1, linestyle=(0, (2, 2)), zorder=3)
        ax.annotate(
            f"{row.size:+.0f}".replace("-", "−"), (when, 97), xytext=(3, 0),
            textcoords="offset points", va="top", fontsize=8.5, fontweight="bold", zorder=6,
        )


def draw_regimes(ax: Axes, breaks: Breaks) -> None:
    """Draw the level of each regime as a step."""
    bounds = edges(breaks.series.periods)
    for row in breaks.regimes.itertuples():
        ax.hlines(row.level, bounds[int(row.begin)], bounds[int(row.end) + 1], color=style.INK,
                  linewidth=2.0, zorder=4)


def draw_level_figure(level: LatentLevel, ax: Axes | None = None) -> Axes:
    """Draw the level over the periods' own tension; return the Axes."""
    series = level.series
    with style.figure_style():
        ax = ax or new_axes()
        draw_scale(ax)
        draw_uncovered(ax, series)
        draw_months(ax, series, level.direction)
        draw_level(ax, level)
        set_time(ax, series)
        draw_counts(ax, series, level.direction)
        ax.set_title(f"{series.dyad.title}, {series.dyad.spoken(level.direction)}: estimated level")
        _legend(ax)
    return ax


def draw_breaks_figure(breaks: Breaks, ax: Axes | None = None) -> Axes:
    """Draw the regimes and their breaks over the periods' own tension; return the Axes."""
    series = breaks.series
    with style.figure_style():
        ax = ax or new_axes()
        draw_scale(ax)
        draw_uncovered(ax, series)
        draw_months(ax, series, breaks.direction)
        draw_regimes(ax, breaks)
        draw_breaks(ax, breaks)
        set_time(ax, series)
        draw_counts(ax, series, breaks.direction)
        count = len(breaks)
        found = breaks.reason or f"{count or 'no'} break{'' if count == 1 else 's'}"
        ax.set_title(f"{series.dyad.title}, {series.dyad.spoken(breaks.direction)}: {found}",
                     wrap=True)
    return ax


def _legend(ax: Axes) -> None:
    """Name what is drawn, the estimate first."""
    handles, labels = ax.get_legend_handles_labels()
    rank = {"estimated level": 0, "80 % band": 1, "95 % band": 2}
    order = np.argsort([rank.get(label, 3) for label in labels], kind="stable")
    ax.legend([handles[k] for k in order], [labels[k] for k in order], loc="upper left", ncols=2)
