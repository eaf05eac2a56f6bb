"""The figure of the quiet worlds: how strong their best breaks are, and the series' own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tension.core import schema, style
from tension.core.language import say
from tension.explain.nulls import Nulls
from tension.explain.worlds import KINDS, SIMULATED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEIGHT = 0.36
"""Of the row of one kind of world, where a break has two rows in a height of 1."""


def draw_nulls(nulls: Nulls, ax: Axes | None = None) -> Axes:
    """Draw, for each break, every world's best break as a dot and the break itself as a line.

    Simulated worlds stand above, resampled ones below; the heights of dots within a row carry
    nothing.
    """
    with style.figure_style():
        if ax is None:
            import matplotlib.pyplot as plt

            tall = 1.85 + 0.95 * max(len(nulls.tested), 1)
            figure, ax = plt.subplots(figsize=(10.0, tall))
            figure.subplots_adjust(left=0.2, right=0.97, top=1 - 0.75 / tall, bottom=0.75 / tall)
        title = say("{series}: breaks against quiet worlds",
                    series=nulls.breaks.series.dyad.title)
        if nulls.reason:
            ax.text(0.5, 0.5, nulls.reason, ha="center", va="center", transform=ax.transAxes)
            ax.set_title(title)
            return ax
        rows = nulls.table[nulls.table["break"].isin(nulls.tested)]
        for at, row in enumerate(schema.each_row(rows.rename(columns={"break": "number"}))):
            for kind in KINDS:
                _row(ax, nulls, at, int(row.number), kind)
            ax.plot([row.strength, row.strength], [at - 0.45, at + 0.45], color=style.INK,
                    linewidth=2, zorder=4, label=say("the series itself") if at == 0 else "_")
        names = list(rows["period"])
        if not len(nulls.breaks):
            *first, last = nulls.table["period"]
            lines = [*(say("{period} and", period=one) for one in first), last, say("(rejected)")]
            names = ["\n".join(lines)]
        ax.set_yticks(range(len(names)), names)
        ax.set_ylim(len(names) - 0.4, -0.75)
        ax.set_xlim(0, 1.12 * ax.get_xlim()[1])  # room for the counts at the right
        ax.set_xlabel(say("strength: what the break adds to 2 log likelihood"))
        ax.grid(axis="x")
        ax.legend(loc="lower left", ncols=3, bbox_to_anchor=(0.0, 1.0), borderpad=0.2)
        ax.set_title(title, pad=24)
    return ax


def _row(ax: Axes, nulls: Nulls, at: int, number: int, kind: str) -> None:
    strengths = np.sort(nulls.draws[number, kind])
    above = kind == SIMULATED
    # A low-discrepancy spread keeps dots apart without chance.
    spread = (np.arange(len(strengths)) * 0.6180339887) % 1.0
    middle = at - 0.21 if above else at + 0.21
    ax.scatter(
        strengths, middle + (spread - 0.5) * HEIGHT, s=7, alpha=0.55, linewidths=0,
        color=style.MUTED if above else style.COOPERATION, marker="o" if above else "s",
        label="_" if at else say("simulated worlds") if above else say("shuffled in blocks"),
        rasterized=len(strengths) > 1000,
    )
    row = nulls.table[nulls.table["break"] == number].iloc[0]
    told = say("{count} of {all}", count=int(row[kind]), all=int(row["worlds"]))
    ax.annotate(told, (0.998, middle), fontsize=7.5, xycoords=("axes fraction", "data"),
                ha="right", va="center", zorder=6)
