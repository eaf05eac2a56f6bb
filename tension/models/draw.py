"""Pieces of figures that show results: the level with its band, breaks with their date sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core import style
from tension.core.language import say
from tension.core.period import labels_of, noun
from tension.core.rounding import how_many
from tension.core.schema import each_row
from tension.models.breaks import picture
from tension.models.breaks.result import Breaks
from tension.models.latent import HALF, LatentLevel
from tension.models.trend import GLS, SEN, WHOLE, Trend
from tension.series.draw import (
    STRIP,
    TOO_MANY,
    draw_counts,
    draw_months,
    draw_scale,
    draw_uncovered,
    edges,
    in_bars,
    middles,
    new_axes,
    set_time,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tension.series.frame import TensionSeries


SIZE_NEEDS = 0.045
"""Share of the time axis that the written size of a break needs."""

CHANCE_STRIP, COUNTS_BELOW = (0.0, -0.32, 1.0, 0.18), (0.0, -0.48, 1.0, 0.10)
"""Where the chance of a break stands under its Axes, and the event counts under that."""


def draw_level(ax: Axes, level: LatentLevel, colour: str = style.INK, linestyle: str = "-") -> None:
    """Draw the smoothed level with its 80 % and 95 % bands, clipped to the scale."""
    if level.reason:
        return
    where, rows = _path(level)
    table = level.table.iloc[rows]
    for share, alpha in ((95, 0.16), (80, 0.20)):
        ax.fill_between(
            where, table[f"level_low{share}"].clip(0, 100).to_numpy(),
            table[f"level_high{share}"].clip(0, 100).to_numpy(), color=colour, alpha=alpha,
            linewidth=0, zorder=2.5, label=say("{share} % band", share=share),
        )
    ax.plot(where, table["level"].to_numpy(), color=colour, linestyle=linestyle, zorder=4,
            label=say("estimated level"))


def _path(level: LatentLevel) -> tuple[np.ndarray, np.ndarray]:
    """Where the level is drawn, and rows of its table: both sides of a step at its one place."""
    # A figure has fewer pixels across than a long daily series has days.
    thinned = np.arange(0, len(level.periods), max(1, -(-len(level.periods) // TOO_MANY)))
    steps = level.periods.get_indexer(pd.PeriodIndex(level.steps, dtype=level.periods.dtype))
    where = np.concatenate([middles(level.periods)[thinned], *2 * [edges(level.periods)[steps]]])
    rows = np.concatenate([thinned, steps - 1, steps])
    order = np.lexsort([rows, where])
    return where[order], rows[order]


def draw_discounted(ax: Axes, level: LatentLevel) -> None:
    """Ring the periods that count less than half of what their events are worth."""
    shares = level.robustness
    far = shares.index[(shares < HALF).to_numpy()]
    if not len(far):
        return
    at = level.periods.get_indexer(far)
    value = level.series.direction(level.direction)["tension"].to_numpy()[at]
    ax.scatter(middles(level.periods)[at], value, s=60, facecolors="none", edgecolors=style.INK,
               linewidths=0.9, zorder=3, label=say("far out, counts less than half"))


def draw_breaks(ax: Axes, breaks: Breaks) -> None:
    """Draw each break as a line at its month with its 95 % date set shaded, and its signed size."""
    bounds = edges(breaks.series.periods)
    place = {str(row.first): int(row.begin) for row in each_row(breaks.regimes)}
    row_of = _rows([place[str(row.period)] for row in each_row(breaks.table)],
                   SIZE_NEEDS * len(breaks.series.periods))
    at = {label: where for where, label in enumerate(labels_of(breaks.series.periods))}
    for row, height in zip(each_row(breaks.table), row_of, strict=True):
        first, last = at[row.first], at[row.last]
        ax.fill_between([bounds[first], bounds[last + 1]], 0, 100, color=style.BAND, alpha=0.12,
                        linewidth=0, zorder=1)
        when = bounds[place[str(row.period)]]
        ax.plot([when, when], [0, 100], color=style.INK, linewidth=1.1, linestyle=(0, (2, 2)),
                zorder=3)
        ax.annotate(
            f"{row.size:+.0f}".replace("-", "−"), (when, 98 - 6 * height), xytext=(3, 0),
            textcoords="offset points", va="top", fontsize=8.5, fontweight="bold", zorder=6,
            bbox={"facecolor": style.PAPER, "edgecolor": "none", "alpha": 0.85, "pad": 0.6},
        )


def _rows(places: list[int], apart: float) -> list[int]:
    """Give each size a row of its own where the one before it is too near."""
    rows: list[int] = []
    for k, place in enumerate(places):
        near = k > 0 and place - places[k - 1] < apart
        rows.append(rows[-1] + 1 if near else 0)
    return rows


def draw_regimes(ax: Axes, breaks: Breaks) -> None:
    """Draw the level of each regime as a step."""
    bounds = edges(breaks.series.periods)
    for row in each_row(breaks.regimes):
        ax.hlines(row.level, bounds[int(row.begin)], bounds[int(row.end) + 1], color=style.INK,
                  linewidth=2.0, zorder=4)


def draw_chance(
    ax: Axes, breaks: Breaks, place: tuple[float, float, float, float] = CHANCE_STRIP
) -> Axes:
    """Draw under the time axis how likely a break is in each period; return the strip's Axes."""
    strip = ax.inset_axes(place, sharex=ax)
    chance, bounds, unit = in_bars(
        breaks.series.periods, breaks.series.freq, breaks.posterior
    )
    picture.draw_chance(strip, np.minimum(chance, 1.0), bounds)
    strip.set_ylabel(say("chance of\na break\nby {period}", period=noun(unit)), rotation=0,
                     ha="right", va="center", fontsize=8)
    strip.yaxis.set_label_coords(-0.045, 0.5)
    strip.tick_params(axis="x", labelbottom=False, length=2)
    return strip


def _months_figure(series: TensionSeries, direction: str, ax: Axes | None) -> Axes:
    """Draw what both figures stand on: the scale, the periods' own tension, their events."""
    ax = ax or new_axes()
    draw_scale(ax)
    draw_uncovered(ax, series)
    draw_months(ax, series, direction)
    set_time(ax, series)
    draw_counts(ax, series, direction)
    return ax


def draw_level_figure(level: LatentLevel, ax: Axes | None = None) -> Axes:
    """Draw the level over the periods' own tension; return the Axes."""
    dyad = level.series.dyad
    with style.figure_style():
        ax = _months_figure(level.series, level.direction, ax)
        draw_level(ax, level)
        draw_discounted(ax, level)
        ax.set_title(f"{dyad.title}, {dyad.spoken(level.direction)}: {say('estimated level')}")
        _legend(ax)
    return ax


def draw_dated(ax: Axes, breaks: Breaks) -> None:
    """Draw periods, regimes, breaks with their date sets, and below the chance of a break."""
    draw_scale(ax)
    draw_uncovered(ax, breaks.series)
    draw_months(ax, breaks.series, breaks.direction)
    draw_regimes(ax, breaks)
    draw_breaks(ax, breaks)
    set_time(ax, breaks.series)
    if breaks.reason:
        draw_counts(ax, breaks.series, breaks.direction)
        return
    draw_chance(ax, breaks)
    draw_counts(ax, breaks.series, breaks.direction, COUNTS_BELOW)


def draw_breaks_figure(breaks: Breaks, ax: Axes | None = None) -> Axes:
    """Draw the breaks over the periods' own tension, the chance of one below; return the Axes."""
    dyad = breaks.series.dyad
    with style.figure_style():
        if ax is None:
            ax = new_axes(height=4.8 if breaks.reason else 5.6)
            ax.figure.subplots_adjust(bottom=0.27 if breaks.reason else 0.33)
        draw_dated(ax, breaks)
        found = breaks.reason or how_many(len(breaks), "break")
        ax.set_title(f"{dyad.title}, {dyad.spoken(breaks.direction)}: {found}", wrap=True)
    return ax


def draw_trend_figure(trend: Trend, ax: Axes | None = None) -> Axes:
    """Draw the fitted lines over the periods' own tension; return the Axes."""
    dyad, where = trend.series.dyad, middles(trend.series.periods)
    with style.figure_style():
        ax = _months_figure(trend.series, trend.direction, ax)
        for row in each_row(trend.lines):
            kind, dashes = _kind(row.method, row.span)
            # A silence at the end is crossed, not left out; a year before the grid is cut off.
            begin = max(float(row.begin), 0.0)
            start = float(np.interp(begin, [row.begin, row.end], [row.start, row.stop]))
            named = kind not in ax.get_legend_handles_labels()[1]
            ax.plot(
                np.interp([begin, float(row.end)], np.arange(len(where)), where),
                [start, row.stop], color=style.INK, linestyle=dashes, zorder=4,
                label=kind if named else "_",
            )
        found = trend.reason or "trend"
        ax.set_title(f"{dyad.title}, {dyad.spoken(trend.direction)}: {found}", wrap=True)
        if not trend.reason:
            # Under the events: above, it would lie over the months it names.
            ax.legend(loc="upper left", ncols=3, bbox_to_anchor=(0.0, STRIP[1] - 0.01))
    return ax


def _kind(method: str, span: str) -> tuple[str, str]:
    """Name and dashes of a line."""
    if method == SEN:
        return "Sen's slope", "--"
    if method == GLS:
        return ("line", "-") if span == WHOLE else ("line within a regime", "-.")
    return "local trend at the end", ":"


def _legend(ax: Axes) -> None:
    """Name what is drawn, the estimate first."""
    handles, labels = ax.get_legend_handles_labels()
    rank = {say("estimated level"): 0, say("{share} % band", share=80): 1,
            say("{share} % band", share=95): 2}
    order = np.argsort([rank.get(label, 3) for label in labels], kind="stable")
    ax.legend([handles[k] for k in order], [labels[k] for k in order], loc="upper left", ncols=2)
