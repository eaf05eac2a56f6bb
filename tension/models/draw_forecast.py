"""Figures of what lies ahead, of what was said at the time, and of how forecasts did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core import style
from tension.core.period import labels_of
from tension.models.backtest import Backtest
from tension.models.draw import draw_level
from tension.models.forecast import Forecast
from tension.models.revisions import Revisions
from tension.series.draw import (
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

BEHIND = 5
"""Periods shown before a forecast, for each that is ahead: a fan of a year needs some past."""


def draw_forecast_figure(ahead: Forecast, ax: Axes | None = None) -> Axes:
    """Draw the last periods, the level, and the fan of its forecast; return the Axes."""
    series, level = ahead.series, ahead.level
    with style.figure_style():
        ax = ax or new_axes()
        draw_scale(ax)
        draw_uncovered(ax, series)
        draw_months(ax, series, level.direction)
        draw_level(ax, level)
        set_time(ax, series)
        strip = draw_counts(ax, series, level.direction)
        told = f"no forecast: {ahead.reason}" if ahead.reason else (
            f"level, and how far it may drift in {len(ahead.periods)} {series.freq}"
            f"{'' if len(ahead.periods) == 1 else 's'}")
        ax.set_title(f"{series.dyad.title}, {series.dyad.spoken(level.direction)}: {told}",
                     wrap=True)
        if not ahead.reason:
            _fan(ax, ahead)
            _fit_counts(strip, series, level.direction, ax.get_xlim()[0])
            ax.legend(loc="upper left", ncols=2)
    return ax


def _fit_counts(strip: Axes, series: TensionSeries, direction: str, first: float) -> None:
    """Let the strip of events reach as high as what is shown of it, from a day on."""
    events, bounds, _ = in_bars(
        series.periods, series.freq, series.direction(direction)["events"].fillna(0).to_numpy()
    )
    top = max(float(events[bounds[1:] > first].max(initial=0)), 1.0)
    strip.set_ylim(0, top)
    strip.set_yticks([top], [f"{top:.0f}"])


def _fan(ax: Axes, ahead: Forecast) -> None:
    """Draw the bands of level and own tension from the last covered period on, clipped."""
    start = ahead.periods[0] - 1
    now = ahead.level.at(start)
    place = int(ahead.level.periods.get_indexer(pd.PeriodIndex([start]))[0])
    where = np.append(middles(ahead.level.periods)[place], middles(ahead.periods))
    table = ahead.table
    for share, alpha in ((95, 0.22), (80, 0.28)):
        low, high = (
            np.append(now[f"level_{end}{share}"], table[f"level_{end}{share}"]).clip(0, 100)
            for end in ("low", "high")
        )
        ax.fill_between(where, low, high, color=style.COOPERATION, alpha=alpha, linewidth=0,
                        zorder=2.6, label=f"forecast, {share} %")
    ax.plot(where, np.append(now["level"], table["level"]), color=style.INK, linestyle="--",
            zorder=4, label="forecast of the level")
    for end in ("low", "high"):
        ax.plot(where[1:], table[f"tension_{end}95"].clip(0, 100), color=style.MUTED,
                linestyle=":", zorder=3, linewidth=1.0,
                label=f"a {ahead.series.freq}'s own tension, 95 %" if end == "low" else "_")
    ax.axvline(edges(ahead.periods)[0], color=style.INK, linewidth=0.7, zorder=3)
    last = float(edges(ahead.periods)[-1])
    count = BEHIND * len(ahead.periods)
    first = float(edges(ahead.level.periods)[max(0, place - count)])
    ax.set_xlim(first, last + 0.01 * (last - first))


def draw_revisions_figure(revisions: Revisions, ax: Axes | None = None) -> Axes:
    """Draw what was said at the time beside the level as it is said now; return the Axes."""
    series, level = revisions.series, revisions.level
    with style.figure_style():
        ax = ax or new_axes()
        draw_scale(ax)
        draw_uncovered(ax, series)
        draw_level(ax, level)
        set_time(ax, series)
        strip = draw_counts(ax, series, level.direction)
        told = "the level as said at the time, and now" if len(revisions.table) else (
            f"no revisions: {revisions.reason}")
        ax.set_title(f"{series.dyad.title}, {series.dyad.spoken(level.direction)}: {told}",
                     wrap=True)
        if len(revisions.table):
            place = {label: at for at, label in enumerate(labels_of(series.periods))}
            at = [place[label] for label in revisions.table["period"]]
            where = middles(series.periods)[at]
            ax.vlines(where, revisions.table["first_low95"].clip(0, 100),
                      revisions.table["first_high95"].clip(0, 100), color=style.MUTED,
                      alpha=0.6, linewidth=0.8, zorder=4.5)
            ax.plot(where, revisions.table["first"], color=style.INK, linestyle="none",
                    marker="o", markersize=3.5, markerfacecolor=style.PAPER, zorder=5,
                    label="said at the time, with its 95 % band")
            ax.legend(loc="upper left", ncols=2)
            bounds = edges(series.periods)
            ax.set_xlim(bounds[at[0]], bounds[at[-1] + 1])
            _fit_counts(strip, series, level.direction, bounds[at[0]])
    return ax


def draw_backtest_figure(made: Backtest, ax: Axes | None = None) -> Axes:
    """Draw the skill against each rival by horizon, with its interval; return the Axes."""
    series = made.series
    with style.figure_style():
        ax = ax or new_axes()
        ax.axhline(0, color=style.MUTED, linewidth=0.9, linestyle=(0, (5, 3)))
        horizons = made.table["ahead"].drop_duplicates().tolist()
        marks = (("o", style.INK, -0.08), ("s", style.COOPERATION, 0.08))
        for (rival, rows), (marker, colour, aside) in zip(
            made.table.groupby("rival", sort=False), marks, strict=False
        ):
            where = np.arange(len(rows)) + aside
            skill = 100 * rows[["skill_low", "skill", "skill_high"]].to_numpy()
            ax.vlines(where, skill[:, 0], skill[:, 2], color=colour, linewidth=1.4)
            ax.plot(where, skill[:, 1], marker=marker, linestyle="none", color=colour,
                    label=f"against {rival}")
        ax.set_xticks(range(len(horizons)), [str(ahead) for ahead in horizons])
        ax.set_xlabel(f"{series.freq}s ahead")
        ax.set_ylabel("skill, %, with 95 % interval\nworse  ←  →  better")
        told = made.reason or "does the level forecast better than simple rivals?"
        ax.set_title(f"{series.dyad.title}, {series.dyad.spoken(made.direction)}: {told}",
                     wrap=True)
        if horizons:
            ax.set_xlim(-0.5, len(horizons) - 0.5)
            # Room for the legend above the highest interval.
            bottom, top = ax.get_ylim()
            ax.set_ylim(bottom, top + 0.25 * (top - bottom))
            ax.legend(loc="upper left", ncols=2)
    return ax
