"""The report's figures: one function each, Axes in, Axes out."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from tension.core import style
from tension.core.language import say
from tension.core.period import noun
from tension.core.rounding import counted
from tension.core.schema import QUAD_CLASSES, each_row
from tension.models.breaks.result import Breaks
from tension.models.draw import draw_breaks, draw_dated, draw_level
from tension.models.latent import LatentLevel
from tension.report.labels import spread_out
from tension.report.marked import text_of
from tension.report.wording import QUADS, dated
from tension.series.draw import (
    draw_beyond,
    draw_counts,
    draw_months,
    draw_scale,
    draw_source_changes,
    draw_uncovered,
    edges,
    in_bars,
    middles,
    set_time,
)
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

LABEL_WIDTH, LABEL_LINES, LABEL_SIZE = 20, 5, 7.2
"""Characters a line, lines, and points, of what an event's label tells."""

YEARS_NAMED = 14
"""Years that an axis has room to name."""

TOP_ROW, BOTTOM_ROW = 109.0, -9.0
"""Where the rows of labels begin, in points of tension, above and below the scale."""


def new_figure(width: float, height: float, rows: int = 1) -> tuple[Figure, list[Axes]]:
    """Return a figure with ``rows`` Axes over one time axis; call it inside the style."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    axes = figure.subplots(rows, 1, sharex=True, squeeze=False)[:, 0]
    figure.subplots_adjust(left=0.105, right=0.97, top=0.93, bottom=0.12, hspace=0.28)
    return figure, list(axes)


def headline(
    series: TensionSeries, level: LatentLevel, breaks: Breaks, marked: pd.DataFrame, ax: Axes
) -> Axes:
    """Draw level and band, periods' means, breaks with date sets, named events, event counts."""
    draw_scale(ax, top=141.0, bottom=-41.0)
    ax.spines["left"].set_bounds(0, 100)
    ax.grid(visible=False, axis="y")
    for height in (0, 25, 75, 100):
        ax.axhline(height, color=style.FAINT, linewidth=0.7, zorder=0.4)
    draw_uncovered(ax, series, 0, 100)
    draw_source_changes(ax, series)
    draw_months(ax, series, level.direction)
    draw_level(ax, level)
    draw_breaks(ax, breaks)
    set_time(ax, series)
    draw_counts(ax, series, level.direction, (0.0, -0.145, 1.0, 0.085))
    for side, row, va in (("conflict", TOP_ROW, "bottom"), ("cooperation", BOTTOM_ROW, "top")):
        _name_events(ax, series, marked[marked["side"] == side], row, va)
    return ax


def _name_events(
    ax: Axes, series: TensionSeries, named: pd.DataFrame, row: float, va: str
) -> None:
    """Put a row of labels above or below the scale, each joined to its act's ring."""
    colour = style.CONFLICT if va == "bottom" else style.COOPERATION
    where = middles(series.periods)
    texts = [
        ax.text(where[event.at], row, label_text(event), ha="center", va=va, linespacing=1.25,
                fontsize=LABEL_SIZE, color=style.INK, zorder=7, gid=f"label-{event.event_id}")
        for event in each_row(named)
    ]
    centres = _places(ax, texts)
    for text, centre, event in zip(texts, centres, each_row(named), strict=True):
        text.set_x(centre)
        near = row - 2 if va == "bottom" else row + 2
        ax.plot([centre, where[event.at]], [near, event.act], color=colour, linewidth=0.7,
                alpha=0.8, zorder=1.8, solid_capstyle="butt")
        # The ring stands at the act's own weight, not at its period's mean.
        ax.plot([where[event.at]], [event.act], marker="o", markersize=4, color=colour,
                markerfacecolor=style.PAPER, markeredgewidth=1.2, zorder=5, clip_on=False)


def label_text(event: Any) -> str:
    """Return an event's label: its date, then what happened, cut to LABEL_LINES lines."""
    lines = textwrap.wrap(text_of(event), LABEL_WIDTH, max_lines=LABEL_LINES, placeholder="…")
    return "\n".join([dated(event.date, event.date_precision), *lines])


def _places(ax: Axes, texts: list[Text]) -> np.ndarray:
    """Centres of a row of labels in data units, measured with the figure's own renderer."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(ax.figure.figure)
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    to_data = ax.transData.inverted()
    spans = [to_data.transform(text.get_window_extent(renderer)) for text in texts]
    widths = [float(span[1, 0] - span[0, 0]) for span in spans]
    left, right = ax.get_xlim()
    wanted = [float(text.get_position()[0]) for text in texts]
    return spread_out(wanted, widths, left - 0.04 * (right - left), right, 0.014 * (right - left))


def dated_breaks(breaks: Breaks, ax: Axes) -> Axes:
    """Draw regimes and breaks over the periods' means, and the chance of a break in each."""
    draw_dated(ax, breaks)
    draw_source_changes(ax, breaks.series)
    return ax


def cooperation_conflict(series: TensionSeries, ax: Axes) -> Axes:
    """Draw the points of conflict upward and of cooperation downward, as mirrored bars."""
    rows = series.direction()
    conflict, bounds, unit = in_bars(
        series.periods, series.freq, rows["conflict"].fillna(0).to_numpy())
    cooperation, _, _ = in_bars(
        series.periods, series.freq, rows["cooperation"].fillna(0).to_numpy())
    ax.stairs(conflict, bounds, fill=True, color=style.CONFLICT, linewidth=0,
              label=say("conflict"))
    ax.stairs(-cooperation, bounds, fill=True, facecolor=style.COOPERATION, hatch="////",
              edgecolor=style.PAPER, linewidth=0, label=say("cooperation"))
    ax.axhline(0, color=style.INK, linewidth=0.8)
    reach = max(float(conflict.max(initial=0)), float(cooperation.max(initial=0)), 5.0) * 1.05
    ax.set_ylim(-reach, reach)
    _unsigned(ax)
    ax.set_ylabel("\n".join([say("points a {period}", period=noun(unit)),
                             say("← cooperation   conflict →")]))
    _legend_above(ax, 2)
    draw_uncovered(ax, series)
    set_time(ax, series)
    draw_counts(ax, series)
    return ax


def _unsigned(ax: Axes) -> None:
    """Label both sides of a mirrored axis with whole numbers above 0."""
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")


def direction_panel(series: TensionSeries, level: LatentLevel, ax: Axes) -> Axes:
    """Draw one direction: its periods' means and its level with the band."""
    draw_scale(ax)
    draw_uncovered(ax, series)
    draw_months(ax, series, level.direction)
    draw_level(ax, level)
    set_time(ax, series)
    draw_counts(ax, series, level.direction)
    note = f": {level.reason}" if level.reason else ""
    ax.set_title(series.dyad.spoken(level.direction) + note)
    return ax


def source_panels(
    sources: Sequence[tuple[str, TensionSeries, LatentLevel, Breaks]], axes: Sequence[Axes]
) -> Sequence[Axes]:
    """Draw one panel a source: level with bands, breaks, number of events, over one time axis.

    Parameters
    ----------
    sources : sequence of (str, TensionSeries, LatentLevel, Breaks), n
        Name for readers, and what was found.
    axes : sequence of Axes, n
        Over one time axis, which comes to hold the grids of all.
    """
    bounds = [edges(series.periods) for _, series, _, _ in sources]
    first, last = min(one[0] for one in bounds), max(one[-1] for one in bounds)
    for (name, series, level, breaks), ax in zip(sources, axes, strict=True):
        draw_scale(ax)
        draw_uncovered(ax, series)
        draw_beyond(ax, series, first, last, 0, 100)
        draw_source_changes(ax, series)
        draw_months(ax, series, level.direction)
        draw_level(ax, level)
        draw_breaks(ax, breaks)
        set_time(ax, series)
        draw_counts(ax, series, level.direction)
        told = say("{source}, {events}", source=name, events=counted(len(series.events), "event"))
        note = f": {level.reason}" if level.reason else ""
        ax.set_title(f"{told}{note}" if len(series.events) else
                     say("{source}: no event", source=name))
    pad = 0.006 * (last - first)
    axes[0].set_xlim(first - pad, last + pad)
    return axes


def kinds_of_acts(series: TensionSeries, ax: Axes) -> Axes:
    """Draw the events of each quad class a year, conflict upward, cooperation downward."""
    rows = series.direction()
    yearly = rows[list(QUAD_CLASSES)].fillna(0).groupby(series.periods.year).sum()
    years = yearly.index.to_numpy(dtype=float)
    for classes, sign in (
        (("verbal_conflict", "material_conflict"), 1),
        (("verbal_cooperation", "material_cooperation"), -1),
    ):
        base = np.zeros(len(yearly))
        for name in classes:
            height = sign * yearly[name].to_numpy()
            ax.bar(years, height, 0.82, bottom=base, color=style.QUAD_COLOURS[name],
                   hatch=style.QUAD_HATCHES[name], edgecolor=style.PAPER, linewidth=0.4,
                   label=say(QUADS[name]))
            base = base + height
    ax.axhline(0, color=style.INK, linewidth=0.8)
    _unsigned(ax)
    ax.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    ax.set_xticks(_some_of(yearly.index.to_numpy()))
    ax.set_ylabel("\n".join([say("events a year"), say("← cooperation   conflict →")]))
    _legend_above(ax, 4)
    ax.grid(axis="y")
    return ax


def _some_of(years: np.ndarray) -> np.ndarray:
    """Return the years that an axis names: all where there is room, else round ones."""
    step = next(step for step in (1, 2, 5, 10, 20, 50) if len(years) <= YEARS_NAMED * step)
    named: np.ndarray = years[years % step == 0]
    return named


def _legend_above(ax: Axes, columns: int) -> None:
    """Name what is drawn above the Axes: inside, it would lie over the bars it names."""
    ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=columns, borderaxespad=0.2,
              borderpad=0.2)
