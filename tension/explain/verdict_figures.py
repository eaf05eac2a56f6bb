"""Figures of the verdicts on breaks: how solid, by how few events carried, how near given dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tension.core import schema, style
from tension.core.rounding import counted, points
from tension.explain.coincidence import Coincidence
from tension.explain.removals import Removals
from tension.explain.solidity import FAILS, SURVIVES, Solidity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROOM = 1.42
"""How far to the right the axis of a share goes on, for the words beside it."""


def draw_verdicts(found: Solidity, ax: Axes | None = None) -> Axes:
    """Draw how many combinations of choices have each break, and the verdict beside it."""
    title = f"{found.breaks.series.dyad.title}: how solid each break is"
    with style.figure_style():
        ax = ax or _new_axes(len(found.table))
        if not len(found.table):
            return _without(ax, title, found.breaks.reason or "no break to judge")
        ax.axvspan(SURVIVES, 1, color=style.INK, alpha=0.10, linewidth=0)
        ax.axvspan(0, FAILS, color=style.CONFLICT, alpha=0.10, linewidth=0)
        for at, row in enumerate(schema.each_row(found.table)):
            ax.plot([0, row.survival], [at, at], color=style.MUTED, linewidth=1)
            ax.plot(row.survival, at, marker="o", markersize=8, color=style.INK)
            ax.text(1.02, at, f"{row.verdict}; {row.simulated} simulated and {row.resampled} "
                    f"shuffled\nof {row.worlds:,} quiet worlds as strong", va="center", fontsize=8)
        _rows(ax, [f"{row.period} ({points(row.size, signed=True)})"
                   for row in schema.each_row(found.table)])
        ax.set_xlim(0, ROOM)
        ax.set_xticks([0, FAILS, SURVIVES, 1], ["0", "⅓", "⅔", "1"])
        ax.set_xlabel("share of the combinations of choices with the break", loc="left")
        ax.set_title(title)
    return ax


def draw_removals(found: Removals, ax: Axes | None = None) -> Axes:
    """Draw how many events each break is gone without, the scores of those removed as marks."""
    title = f"{found.breaks.series.dyad.title}: the events that carry each break"
    with style.figure_style():
        ax = ax or _new_axes(len(found.breaks))
        if not len(found.breaks):
            return _without(ax, title, found.breaks.reason or "no break")
        for at, number in enumerate(found.breaks.table["break"]):
            mine = found.table[found.table["break"] == number]
            for kind, chosen, marker, colour in (
                ("cooperation", mine["score"] >= 0, "o", style.COOPERATION),
                ("conflict", mine["score"] < 0, "D", style.CONFLICT),
            ):
                ax.plot(mine["order"][chosen], np.full(int(chosen.sum()), at), linestyle="",
                        marker=marker, color=colour, markersize=5,
                        label=f"act of {kind}, removed" if at == 0 else "_")
            needed = found.needed(int(number))
            told = (f"gone without {counted(needed, 'event')}" if needed is not None
                    else f"still there without {counted(len(mine), 'event')}")
            ax.text(len(mine) + 0.7, at, told, va="center", fontsize=8)
        _rows(ax, [str(period) for period in found.breaks.table["period"]])
        ax.set_xlim(0, max(10, 1.5 * found.table["order"].max()) if len(found.table) else 10)
        ax.set_xlabel("events removed, in the order of their removal", loc="left")
        ax.legend(loc="lower left", ncols=2, bbox_to_anchor=(0.0, 1.0), borderpad=0.2)
        ax.set_title(title, pad=24)
    return ax


def draw_coincidence(found: Coincidence, ax: Axes | None = None) -> Axes:
    """Draw how far each break lies from the nearest date given, and what counts as near."""
    with style.figure_style():
        ax = ax or _new_axes(len(found.table))
        if found.reason:
            return _without(ax, "Breaks and the dates given", found.reason)
        ax.axvspan(-found.reach, found.reach, color=style.INK, alpha=0.10, linewidth=0)
        ax.axvline(0, color=style.INK, linewidth=0.8)
        for at, row in enumerate(schema.each_row(found.table)):
            ax.plot([0, row.apart], [at, at], color=style.MUTED, linewidth=1)
            ax.plot(row.apart, at, marker="o", markersize=8, color=style.INK,
                    fillstyle="full" if row.near else "none")
        _rows(ax, [f"{row.period}\nto {row.nearest}" for row in schema.each_row(found.table)])
        far = max(2.0 * found.reach, 1.1 * float(found.table["apart"].abs().max()), 1.0)
        ax.set_xlim(-far, far)
        ax.set_xlabel(f"{found.unit}s from the nearest date given to the break; shaded: near")
        ax.set_title("Breaks and the dates given")
    return ax


def _new_axes(rows: int) -> Axes:
    import matplotlib.pyplot as plt

    tall = 1.75 + 0.6 * max(rows, 1)
    figure, ax = plt.subplots(figsize=(10.0, tall))
    figure.subplots_adjust(left=0.2, right=0.97, top=1 - 0.75 / tall, bottom=0.75 / tall)
    return ax


def _rows(ax: Axes, names: list[str]) -> None:
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.grid(axis="x")


def _without(ax: Axes, title: str, why: str) -> Axes:
    ax.text(0.5, 0.5, why, ha="center", va="center", transform=ax.transAxes)
    ax.set_title(title)
    return ax
