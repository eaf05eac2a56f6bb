"""The figure of learned weights against those of the scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tension.core import style
from tension.core.schema import each_row
from tension.models.measurement import Measurement, named
from tension.series.draw import new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_measurement_figure(found: Measurement, ax: Axes | None = None) -> Axes:
    """Draw each kind's loading with its interval, the scale's weight beside; return the Axes."""
    series, table = found.series, found.table
    title = f"{series.dyad.title}, {series.dyad.spoken(found.direction)}"
    with style.figure_style():
        ax = ax or new_axes(10.0, 1.6 + 0.32 * max(len(table), 6))
        ax.set_title(f"{title}: {found.reason or 'weights of acts learned from counts'}", wrap=True)
        if found.reason:
            ax.set_axis_off()
            return ax
        at = np.arange(len(table))
        low, high = table["loading_low"].to_numpy(), table["loading_high"].to_numpy()
        ax.axvline(0, color=style.MUTED, linewidth=0.9, linestyle=(0, (5, 3)), zorder=1)
        ax.hlines(at, low, high, color=style.INK, linewidth=1.4, zorder=2)
        ax.scatter(table["loading"], at, s=np.clip(1.2 * table["events"], 14, 160),
                   color=style.INK, zorder=3, label="learned weight, 95 % interval; size: events")
        # The scale's weights on the same footing: mean 0 and variance 1 over the events.
        events = table["events"].where(table["weight"].notna(), 0)
        centre = float(np.average(table["weight"].fillna(0), weights=events))
        spread = float(np.average((table["weight"].fillna(0) - centre) ** 2, weights=events)) ** 0.5
        ax.scatter((table["weight"] - centre) / spread, at, marker="D", s=26, facecolor="none",
                   edgecolor=style.CONFLICT, linewidth=1.2, zorder=4,
                   label=f"{series.scale.name}, at the same mean and spread")
        names = [named(row.kind, row.label) for row in each_row(table)]
        ax.set_yticks(at, [name if len(name) <= 38 else name[:37] + "…" for name in names])
        ax.set_xlabel("conflict  ←  weight of the act  →  cooperation")
        ax.grid(axis="x")
        figure = ax.figure
        figure.subplots_adjust(left=0.31, bottom=0.2)
        ax.legend(loc="upper left", bbox_to_anchor=(-0.42, -0.1), ncols=1)
    return ax
