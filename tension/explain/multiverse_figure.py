"""Figures of the multiverse: the curve of its combinations, and the reach of the level."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tension.core import schema, style
from tension.core.language import say
from tension.core.rounding import counted, share_of_all
from tension.explain.cells import Cell
from tension.explain.grid import DIMENSIONS
from tension.explain.multiverse import Multiverse
from tension.explain.refit import NEAR_MONTHS
from tension.series.draw import draw_counts, draw_scale, draw_uncovered, middles, new_axes, set_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MATRIX = (0.0, -1.26, 1.0, 1.15)
"""Where the matrix of choices lies below the dates: left, bottom, width, height in their Axes."""

SIZE = (10.0, 7.4)

FEW = 400
"""Combinations up to which each is drawn sharp."""


def draw_curve(found: Multiverse, ax: Axes | None = None) -> Axes:
    """Draw the breaks of every combination as dots in time, over the choices that make it.

    Combinations are sorted by their number of breaks, then by the breaks' dates; grey bands are the
    reach of the breaks that are listed, with the share of combinations that have them.
    """
    series = found.breaks.series
    with style.figure_style():
        if ax is None:
            ax = new_axes(*SIZE)
            ax.figure.subplots_adjust(left=0.16, right=0.84, top=0.93, bottom=0.545)
        looked = sorted((cell for cell in found.cells if not cell.reason), key=_rank)
        _draw_reach(ax, found)
        _draw_dates(ax, looked)
        first, last = series.periods[0].year, series.periods[-1].year
        ax.set_ylim(first, last + 1)
        ax.set_ylabel(say("new regime from"))
        ax.set_xlim(0, max(len(looked), 1))
        ax.set_xticks([])
        ax.grid(axis="y")
        none = sum(not cell.dates for cell in looked)
        ax.set_title(
            f"{series.dyad.title}: breaks in {counted(len(looked), 'combination')} of choices, "
            f"{counted(none, 'of them', 'of them')} without any", wrap=True)
        _draw_choices(ax, found, looked)
        if any(cell.dates for cell in looked):
            ax.legend(loc="lower left", ncols=2, bbox_to_anchor=(0, -0.09), borderpad=0)
    return ax


def _rank(cell: Cell) -> tuple[object, ...]:
    return (len(cell.dates), tuple((one.begin, one.up) for one in cell.dates), cell.choices)


def _draw_dates(ax: Axes, looked: list[Cell]) -> None:
    for up, colour, marker, name in (
        (True, style.CONFLICT, "^", say("closer to conflict")),
        (False, style.COOPERATION, "v", say("further from conflict")),
    ):
        dots = [(at + 0.5, (one.begin + one.end) / 24)
                for at, cell in enumerate(looked) for one in cell.dates if one.up == up]
        if dots:
            x, y = np.array(dots).T
            ax.scatter(x, y - 0.5 / 12, s=14, color=colour, marker=marker, linewidths=0, alpha=0.7,
                       rasterized=len(dots) > FEW, label=name, zorder=3)


def _draw_reach(ax: Axes, found: Multiverse) -> None:
    """The reach of each listed break, its share at the right where there is room."""
    heights = []
    for row in schema.each_row(found.survival):
        period = found.breaks.period(str(row.period))
        when = period.year + (period.month - 1 if hasattr(period, "month") else 0) / 12
        reach = NEAR_MONTHS / 12
        ax.axhspan(when - reach, when + reach, color=style.BAND, alpha=0.22 if row.main else 0.1,
                   linewidth=0, zorder=1)
        if row.main:
            ax.axhline(when, color=style.INK, linewidth=0.9, linestyle=(0, (2, 2)), zorder=2)
        heights.append((when, f"{row.period} {say(row.way)}: {share_of_all(row.survival)}",
                        row.main))
    span = ax.get_ylim()
    room = 1.7
    placed: list[float] = []
    for when, text, main in sorted(heights):
        at = max(when, placed[-1] + room) if placed else when
        placed.append(at)
        ax.annotate(text, (1.005, at), xycoords=("axes fraction", "data"), va="center",
                    fontsize=7.5, fontweight="bold" if main else "normal", annotation_clip=False)
    ax.set_ylim(span)


def _draw_choices(ax: Axes, found: Multiverse, looked: list[Cell]) -> None:
    """A row for each value of each choice; dark where a combination has it."""
    rows = [(name, value) for name in DIMENSIONS if len(found.grid.options[name]) > 1
            for value in found.grid.options[name]]
    if not rows or not looked:
        return
    below = ax.inset_axes(MATRIX)
    place = {name: at for at, name in enumerate(DIMENSIONS)}
    has = np.array([[cell.choices[place[name]] == value for cell in looked]
                    for name, value in rows], dtype=float)
    # Many columns are mixed to grey where they share a pixel; tall rows keep their edges sharp.
    below.imshow(np.repeat(has, 20, axis=0), aspect="auto", cmap="Greys", vmin=0, vmax=1.25,
                 interpolation="nearest" if len(looked) <= FEW else "antialiased",
                 extent=(0, len(looked), len(rows), 0))
    below.set_yticks(np.arange(len(rows)) + 0.5, [value for _, value in rows], fontsize=7)
    below.tick_params(length=0)
    below.set_xticks([])
    for at, ((name, _), (after, _)) in enumerate(pairwise(rows), 1):
        if name != after:
            below.axhline(at, color=style.INK, linewidth=0.7)
    for name in dict(rows):
        own = [k for k, (one, _) in enumerate(rows) if one == name]
        below.annotate(name, (1.005, np.mean(own) + 0.5), xycoords=("axes fraction", "data"),
                       va="center", fontsize=7.5, annotation_clip=False)
    below.set_xlabel(say("combinations, sorted by number and dates of their breaks"))


def draw_envelope(found: Multiverse, ax: Axes | None = None) -> Axes:
    """Draw the level of the main answer within those of all combinations that measure a mean."""
    series, table = found.breaks.series, found.envelope
    with style.figure_style():
        ax = ax or new_axes()
        draw_scale(ax)
        draw_uncovered(ax, series)
        where = middles(series.periods)
        for low, high, alpha, name in (
            ("lowest", "highest", 0.13, say("all combinations")),
            ("low90", "high90", 0.25, say("central 90 %")),
        ):
            ax.fill_between(where, table[low].clip(0, 100).to_numpy(),
                            table[high].clip(0, 100).to_numpy(), color=style.INK, alpha=alpha,
                            linewidth=0, label=name, zorder=2)
        ax.plot(where, table["main"].to_numpy(), color=style.INK, zorder=4,
                label=say("level of the main answer"))
        set_time(ax, series)
        draw_counts(ax, series, found.breaks.direction)
        ax.legend(loc="upper left", ncols=3)
        most = int(table["series"].max()) if len(table) else 0
        ax.set_title(f"{series.dyad.title}, {series.dyad.spoken(found.breaks.direction)}: the "
                     f"level under {most} combinations of choices", wrap=True)
    return ax
