"""Pictures of a context: a pair's level over the band of its neighbours', and each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tension.core import style
from tension.core.language import later, numeral, say, say_n
from tension.panel.context import Context
from tension.panel.draw import named
from tension.panel.levels import PairLevel
from tension.panel.multiples import SHOWN, draw_pairs, grid_of
from tension.series.draw import draw_scale, edges, middles, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OTHERS = "#D9D9D9"
"""The band of the neighbours, darker than the grid."""

MEDIAN, MIDDLE, OWN_BAND = (
    later("median of the others"), later("their middle 80 %"), later("(dashed: 95 % band)"))
"""What the lines and the band are called at their right ends."""

SHORT = 20
"""Letters of the pair's own title in a little picture, which says too that it is the pair."""

NAMED = ("level", "others_median", "others_low10", "others_high90")
"""Columns of a context whose ends are named beside the Axes."""

LABEL = 10.0
"""Points of tension that a label of two lines needs."""


def draw_context(context: Context, ax: Axes | None = None) -> Axes:
    """Draw the pair's level with its 95 % band over the middle 80 % of its neighbours'."""
    with style.figure_style():
        if ax is None:
            ax = new_axes(height=5.2)
            ax.figure.subplots_adjust(right=right_of(context), bottom=0.3)
        draw_scale(ax)
        told = say("{pair} among the other pairs of either country", pair=context.dyad.title)
        if context.own is None:
            ax.text(0.5, 0.4, say("no other pair to draw"), transform=ax.transAxes, ha="center",
                    color=style.INK)
            ax.set_xticks([])
        else:
            _draw_others(ax, context)
            _draw_own(ax, context)
            _draw_counts(ax, context)
        ax.set_title(told, loc="left")
    return ax


def right_of(context: Context) -> float:
    """Return where the Axes of a figure ten inches wide end, so that the names fit beside."""
    longest = max(map(len, (named(str(context.dyad)), say(MEDIAN), say(MIDDLE), say(OWN_BAND))))
    return 1 - (0.25 + 0.07 * longest) / 10


def _draw_others(ax: Axes, context: Context) -> None:
    """Draw the band of the neighbours and their median, named where they end."""
    assert context.own is not None
    where = middles(context.own.months)
    low, median, high = (context.table[name].to_numpy()
                         for name in ("others_low10", "others_median", "others_high90"))
    ax.fill_between(where, low, high, color=OTHERS, linewidth=0, zorder=0.8)
    ax.plot(where, median, color=style.BAND, linewidth=1.2, linestyle=(0, (1, 1.5)), zorder=1.5)
    # A single month between two without a band has no width: a bar shows that it is there.
    ax.vlines(where, low, high, color=OTHERS, linewidth=0.8, zorder=0.7)


def _draw_own(ax: Axes, context: Context) -> None:
    """Draw the pair's own level with its band."""
    own = context.own
    assert own is not None
    where, known = middles(own.months), own.known
    low, high = (end[known] for end in own.band())
    # A second grey band would be lost in that of the others: this one has edges and no area.
    for end in (low, high):
        ax.plot(where[known], end, color=style.INK, linewidth=0.8, linestyle=(0, (4, 1.5)),
                zorder=3)
    ax.plot(where[known], own.level[known], color=style.INK, linewidth=2.0, zorder=4)
    bounds = edges(own.months)
    pad = 0.006 * (bounds[-1] - bounds[0])
    ax.xaxis_date()
    ax.set_xlim(bounds[0] - pad, bounds[-1] + pad)
    _name_lines(ax, context)


def _name_lines(ax: Axes, context: Context) -> None:
    """Name the line and the band at the right of the Axes, apart from one another."""
    last = {name: float(column.dropna().iloc[-1]) for name, column in context.table.items()
            if name in NAMED and column.notna().any()}
    ends: list[tuple[str, float, dict[str, Any]]] = [
        (f"{named(str(context.dyad))}\n{say(OWN_BAND)}", last["level"], {"fontweight": "bold"})]
    if "others_median" in last:
        # At the end away from the pair's own lines, and on its own grey: it is none of them.
        far = max(("others_low10", "others_high90"), key=lambda end: abs(last[end] - last["level"]))
        box = {"facecolor": OTHERS, "linewidth": 0, "pad": 2.0}
        ends += [(say(MEDIAN), last["others_median"], {}), (say(MIDDLE), last[far], {"bbox": box})]
    heights = _apart([height for _, height, _ in ends], LABEL)
    for (text, _, looks), height in zip(ends, heights, strict=True):
        ax.text(1.012, height, text, transform=ax.get_yaxis_transform(), fontsize=8,
                va="center", color=style.INK, linespacing=1.15, **looks)


def _apart(heights: list[float], gap: float) -> np.ndarray:
    """Return heights with a gap between any two, within the scale."""
    order = np.argsort(heights, kind="stable")
    placed = np.clip(np.array(heights, dtype=float)[order], gap / 2, 100 - gap / 2)
    for k in range(1, len(placed)):
        placed[k] = max(placed[k], placed[k - 1] + gap)
    for k in range(len(placed) - 1, -1, -1):
        above = placed[k + 1] if k + 1 < len(placed) else 100 + gap / 2
        placed[k] = min(placed[k], above - gap)
    back = np.empty(len(placed))
    back[order] = placed
    return back


def _draw_counts(ax: Axes, context: Context) -> None:
    """Draw under the time axis the pair's events, and how many neighbours count."""
    own = context.own
    assert own is not None
    bounds = edges(own.months)
    for name, values, bottom in (
        (say("events"), own.scored, -0.27),
        (say("other\npairs"), context.table["pairs"].to_numpy(), -0.46),
    ):
        strip = ax.inset_axes((0.0, bottom, 1.0, 0.13), sharex=ax)
        strip.stairs(values, bounds, fill=True, color=style.MUTED, linewidth=0)
        top = max(float(values.max(initial=0)), 1.0)
        strip.set_ylim(0, top)
        strip.set_yticks([top], [numeral(f"{top:,.0f}")])
        strip.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=8)
        strip.spines["left"].set_visible(False)
        strip.tick_params(axis="y", length=0)
        strip.tick_params(axis="x", labelbottom=False, length=2)
    ax.tick_params(axis="x", labelbottom=True)


def draw_neighbours(context: Context) -> Figure:
    """Draw the pair and its neighbours with most events, a little picture each."""
    shown = shown_pairs(context)
    with style.figure_style():
        figure, axes = grid_of(len(shown))
        draw_shown(context, axes)
        rest = len(context.others) + 1 - len(shown)
        told = say_n("; {count} pair with fewer events not shown",
                     "; {count} pairs with fewer events not shown", rest) if rest > 0 else ""
        title = (say("{pair} and its neighbours with most events{rest}", pair=context.dyad.title,
                     rest=told) if shown else say("No other pair to draw"))
        figure.text(0.012, 1 - 0.12 / figure.get_size_inches()[1], title, va="top", fontsize=11,
                    fontweight="bold", color=style.INK)
    return figure


def shown_pairs(context: Context) -> list[PairLevel]:
    """Return the pair and its neighbours with most events, as many as stand side by side."""
    return [] if context.own is None else [context.own, *context.others][:SHOWN]


def draw_shown(context: Context, axes: Sequence[Axes]) -> None:
    """Draw the pair and its neighbours on Axes of a grid, and say which is the pair."""
    shown = shown_pairs(context)
    if shown:
        draw_pairs(shown, axes)
        axes[0].set_title(say("{pair} (this pair)", pair=named(str(context.dyad), SHORT)),
                          fontsize=8.5, pad=14)
