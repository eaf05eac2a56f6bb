"""The figure of a stock of acts, conflict upwards as in every figure of tension."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tension.core import style
from tension.models.stock import END, TSINGHUA, Stock
from tension.series.draw import draw_counts, draw_uncovered, middles, new_axes, set_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_stock_figure(stock: Stock, ax: Axes | None = None) -> Axes:
    """Draw the stock over the number of events; return the Axes."""
    series = stock.series
    with style.figure_style():
        ax = ax or new_axes()
        value = stock.table["stock"].to_numpy()
        reach = END if stock.how == TSINGHUA else 1.08 * float(np.nanmax(np.abs(
            np.append(value, 1.0))))
        ax.set_ylim(reach, -reach)
        ax.axhline(0, color=style.MUTED, linewidth=0.9, linestyle=(0, (5, 3)), zorder=1)
        where = middles(series.periods)
        for colour, part, hatch in (
            (style.CONFLICT, np.minimum(value, 0.0), "////"),
            (style.COOPERATION, np.maximum(value, 0.0), ""),
        ):
            ax.fill_between(where, 0, part, facecolor=colour, edgecolor=colour, alpha=0.28,
                            hatch=hatch, linewidth=0, zorder=2)
        ax.plot(where, value, color=style.INK, linewidth=1.2, zorder=3)
        draw_uncovered(ax, series)
        ax.set_ylabel("cooperation  ←  stock  →  conflict")
        ax.grid(axis="y")
        set_time(ax, series)
        draw_counts(ax, series, stock.direction)
        told = f"{series.dyad.title}, {series.dyad.spoken(stock.direction)}"
        ax.set_title(f"{told}: {stock.reason or stock.title}", wrap=True)
    return ax
