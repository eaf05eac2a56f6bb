"""Pieces of figures that show a series: periods as dots, their number of events, gaps, the scale.

Each piece draws on Axes it is given; the number of events stands under every time axis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.dates import date2num

from tension.core import style
from tension.core.dyad import BOTH
from tension.core.language import say
from tension.core.period import noun
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STRIP = (0.0, -0.27, 1.0, 0.13)
"""Where the strip of event counts stands below its Axes: left, bottom, width, height."""

MOST_BARS = 700
"""Bars that a figure's width can show apart."""

CROWD = 500
"""Dots from which they are drawn fainter, so that the level stays in sight."""

TOO_MANY = 2500
"""Dots or points from which a picture is made of pixels, or thinned: more cannot be seen apart."""

WORDS_NEED = 0.12
"""Share of the time axis that the words for an uncovered stretch need."""


def new_axes(width: float = 10.0, height: float = 4.8) -> Axes:
    """Return the Axes of a new figure in the project's style, with room for the strip below."""
    import matplotlib.pyplot as plt

    with style.figure_style():
        figure, ax = plt.subplots(figsize=(width, height))
        figure.subplots_adjust(left=0.115, right=0.97, top=0.9, bottom=0.27)
    return ax


def middles(periods: pd.PeriodIndex) -> np.ndarray:
    """Return the middle of each period as matplotlib's days, where its values are drawn."""
    bounds = edges(periods)
    return np.asarray((bounds[1:] + bounds[:-1]) / 2)


def edges(periods: pd.PeriodIndex) -> np.ndarray:
    """Return where each period begins, and where the last ends, as matplotlib's days."""
    days = np.append(periods.start_time.to_numpy(), periods[-1:].end_time.to_numpy())
    return np.asarray(date2num(days), dtype=float)  # type: ignore[no-untyped-call]


def draw_scale(ax: Axes, top: float = 100.0, bottom: float = 0.0) -> None:
    """Draw the axis of tension: neutral line, what up and down mean, 0 to 100."""
    ax.axhline(50, color=style.MUTED, linewidth=0.9, linestyle=(0, (5, 3)), zorder=1)
    ax.set_ylim(bottom, top)
    ax.set_yticks([0, 25, 50, 75, 100], ["0", "25", say("neutral 50"), "75", "100"])
    ax.set_ylabel(say("cooperation  ←  tension  →  conflict"))
    ax.grid(axis="y")


def draw_months(ax: Axes, series: TensionSeries, direction: str = BOTH) -> None:
    """Draw each observed period as a dot whose area says how many events it holds."""
    rows = series.direction(direction)
    seen = (rows["scored"] > 0).to_numpy()
    value = rows["tension"].to_numpy()[seen]
    count = rows["scored"].to_numpy()[seen]
    where = middles(series.periods)[seen]
    conflict = value > 50
    faint = 0.45 if len(value) <= CROWD else 0.2
    for mask, colour, marker, name in (
        (~conflict, style.COOPERATION, "o", say("neutral or cooperative")),
        (conflict, style.CONFLICT, "D", say("conflictual")),
    ):
        ax.scatter(
            where[mask], value[mask], s=_area(count[mask]) * (0.8 if marker == "D" else 1.0),
            color=colour, marker=marker, alpha=faint, linewidths=0, zorder=2,
            rasterized=len(value) > TOO_MANY,
            label=say("a {period}'s mean, {side}; size: events", period=noun(series.freq),
                      side=name),
        )


def _area(count: np.ndarray) -> np.ndarray:
    """Area of a dot in square points: proportional to events, up to a size that hides nothing."""
    return np.minimum(7.0 * count, 160.0)


def draw_intervals(ax: Axes, series: TensionSeries, direction: str = BOTH) -> None:
    """Draw each observed period's 95 % interval as a thin bar, clipped to the scale."""
    rows = series.direction(direction)
    seen = rows["tension_low"].notna().to_numpy()
    low = rows["tension_low"].clip(0, 100).to_numpy()[seen]
    high = rows["tension_high"].clip(0, 100).to_numpy()[seen]
    ax.vlines(middles(series.periods)[seen], low, high, color=style.MUTED, linewidth=0.6,
              alpha=0.5, zorder=1.5)


def draw_uncovered(
    ax: Axes, series: TensionSeries, low: float | None = None, high: float | None = None
) -> None:
    """Hatch the periods the source did not look at, from ``low`` to ``high``: not quiet, not known.

    A stretch wide enough for the words says so.
    """
    flags = (series.direction()["coverage"] == "uncovered").to_numpy()
    bounds = edges(series.periods)
    bottom, top = ax.get_ylim()
    low, high = bottom if low is None else low, top if high is None else high
    changes = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    for begin, end in zip(changes[::2], changes[1::2], strict=True):
        _hatch(ax, (bounds[begin], bounds[end]), (low, high),
               end - begin >= WORDS_NEED * len(flags))


def draw_beyond(
    ax: Axes, series: TensionSeries, first: float, last: float, low: float, high: float
) -> None:
    """Hatch what an axis from ``first`` to ``last`` shows before and after the series' grid."""
    bounds = edges(series.periods)
    for begin, end in ((first, bounds[0]), (bounds[-1], last)):
        if end > begin:
            _hatch(ax, (begin, end), (low, high), end - begin >= WORDS_NEED * (last - first))


def _hatch(
    ax: Axes, across: tuple[float, float], up: tuple[float, float], words: bool
) -> None:
    """Hatch a stretch that is not covered, and say so where there is room for the words."""
    ax.fill_between(across, *up, facecolor="none", edgecolor=style.MUTED, hatch="///", alpha=0.5,
                    linewidth=0, zorder=0.5)
    if words:
        ax.text(across[0] + (across[1] - across[0]) / 2, up[0] + (up[1] - up[0]) * 0.5,
                say("not covered\nby the source"), ha="center", va="center", fontsize=8,
                color=style.INK, zorder=6,
                bbox={"facecolor": style.PAPER, "edgecolor": "none", "alpha": 0.9})


def draw_source_changes(ax: Axes, series: TensionSeries, low: float = 0.0) -> None:
    """Mark the days on which a source began to be made in another way, with thin ticks."""
    for change in series.source_changes:
        day = float(date2num(np.datetime64(change.day)))  # type: ignore[no-untyped-call]
        ax.plot([day, day], [low, 100], color=style.MUTED, linewidth=0.6, linestyle=(0, (1, 3)),
                zorder=0.9)
        ax.annotate(say("source changes"), (day, low), xytext=(-2, 3),
                    textcoords="offset points", fontsize=6.5, color=style.MUTED, rotation=90,
                    ha="right", va="bottom", zorder=0.9)


def in_bars(
    periods: pd.PeriodIndex, freq: str, values: np.ndarray
) -> tuple[np.ndarray, np.ndarray, str]:
    """Return sums that can be seen as bars, their bounds, and what one bar is.

    A long daily or weekly series is summed by month: bars thinner than a pixel are no picture.
    """
    if len(values) <= MOST_BARS:
        return values, edges(periods), freq
    months = periods.asfreq("D", how="START").asfreq("M")
    summed = pd.Series(values).groupby(months).sum()
    grid = pd.period_range(months[0], months[-1], freq="M")
    return summed.reindex(grid, fill_value=0.0).to_numpy(), edges(grid), "month"


def draw_counts(
    ax: Axes, series: TensionSeries, direction: str = BOTH,
    place: tuple[float, float, float, float] = STRIP,
) -> Axes:
    """Draw the number of events under the time axis of ``ax``; return the strip's Axes."""
    strip = ax.inset_axes(place, sharex=ax)
    events, bounds, unit = in_bars(
        series.periods, series.freq, series.direction(direction)["events"].fillna(0).to_numpy()
    )
    strip.stairs(events, bounds, fill=True, color=style.MUTED, linewidth=0)
    name = say("events")
    if unit != series.freq:
        name += "\n" + say("a {period}", period=noun(unit))
    strip.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=8)
    top = max(float(events.max(initial=0)), 1.0)
    strip.set_ylim(0, top)
    strip.set_yticks([top], [f"{top:.0f}"])
    strip.spines["left"].set_visible(False)
    strip.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", labelbottom=True)
    strip.tick_params(axis="x", labelbottom=False, length=2)
    return strip


def set_time(ax: Axes, series: TensionSeries) -> None:
    """Let the time axis run over the whole grid."""
    bounds = edges(series.periods)
    ax.xaxis_date()
    pad = 0.006 * (bounds[-1] - bounds[0])
    ax.set_xlim(bounds[0] - pad, bounds[-1] + pad)


def draw_series(series: TensionSeries, ax: Axes | None = None, direction: str = BOTH) -> Axes:
    """Draw each period's tension with its interval and the number of events; return the Axes."""
    with style.figure_style():
        ax = ax or new_axes()
        draw_scale(ax)
        draw_uncovered(ax, series)
        draw_intervals(ax, series, direction)
        draw_months(ax, series, direction)
        set_time(ax, series)
        draw_counts(ax, series, direction)
        ax.set_title(say("{pair}, {direction}: tension by {period}, with 95 % intervals",
                         pair=series.dyad.title, direction=series.dyad.spoken(direction),
                         period=noun(series.freq)))
    return ax
