"""Pictures of many pairs: their months as a heat map, ranks as dots, breaks by date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.dates import date2num

from tension.core import style
from tension.core.language import date_text
from tension.core.rounding import counted, points
from tension.panel.heat import MOST, Heat, heat_of, origin_of
from tension.panel.rank import MIN_EVENTS, title_of
from tension.series.draw import TOO_MANY, edges, middles

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tension.panel.breaks import PanelBreaks
    from tension.panel.build import Panel
    from tension.panel.rank import Ranking

ROW = 0.2
"""Inches of a row."""

LONGEST = 34
"""Characters of a pair's names beyond which its two codes stand for it."""

DOTS, STRIPES = "....", "//////"
"""What a month without an event and one of conflict show beside their colour."""

SILENT = "#9A9A9A"
"""The dots of a month without an event: apart from every colour of tension, in grey too."""


FEW = 12
"""Months that a time axis has room to name."""

COLUMNS = (0.62, 1.1, 1.62)
"""Inches right of the months at which a row's numbers end."""


def named(dyad: str, longest: int = LONGEST) -> str:
    """Return a pair's names where they are short enough, else its codes."""
    full = title_of(dyad)
    return full if len(full) <= longest else dyad.replace("-", "–")


def draw_panel(
    panel: Panel, ax: Axes | None = None, *, origin: str | None = None,
    month: str | None = None, pairs: int = MOST, min_events: int = MIN_EVENTS,
) -> Axes:
    """Draw the months of a source's pairs, the tensest first; return the Axes.

    Parameters
    ----------
    panel : Panel
        Every pair.
    ax : Axes, optional
        Where to draw.
    origin : str, optional
        The source; the one with most events when not given.
    month : str, optional
        Month the pairs are ranked by; the last year when not given.
    pairs : int
        Pairs shown at most: those with most scored events.
    min_events : int
        Scored events in that month or year from which on a pair is ranked; those with fewer stand
        last, under a line.
    """
    heat = heat_of(panel, origin_of(panel, origin), month=month, pairs=pairs,
                   min_events=min_events)
    with style.figure_style():
        if ax is None:
            ax = _new_axes([named(dyad) for dyad in heat.dyads], 1.25, 1.28, right=1.75)
        draw_heat(heat, ax)
    return ax


def _new_axes(names: Sequence[str], top: float, bottom: float, right: float = 0.3) -> Axes:
    """Return the Axes of a new figure with a row a name, and inches around them."""
    import matplotlib.pyplot as plt

    left = 0.45 + 0.068 * max(map(len, names), default=0)
    tall = top + bottom + ROW * max(len(names), 2)
    figure, ax = plt.subplots(figsize=(10.0, tall))
    figure.subplots_adjust(left=left / 10.0, right=1 - right / 10.0, top=1 - top / tall,
                           bottom=bottom / tall)
    return ax


def draw_heat(heat: Heat, ax: Axes) -> Axes:
    """Draw the table of months: colour, stripes where conflict prevails, dots where nothing is."""
    bounds, count = edges(heat.months), len(heat.dyads)
    rows = np.arange(count + 1) - 0.5
    ax.fill_between(bounds[[0, -1]], -0.5, count - 0.5, facecolor=style.PAPER, edgecolor=SILENT,
                    hatch=DOTS, linewidth=0, zorder=0.2)
    ax.pcolormesh(bounds, rows, np.ma.masked_invalid(heat.tension), cmap=style.diverging(), vmin=0,
                  vmax=100, zorder=1, rasterized=heat.tension.size > TOO_MANY)
    for row, values in enumerate(heat.tension):
        _stripe(ax, bounds, row, values > 50)
        if row:
            ax.axhline(row - 0.5, color=style.PAPER, linewidth=1.2, zorder=1.6)
    ax.set(xlim=bounds[[0, -1]], ylim=(count - 0.5, -0.5))
    name_months(ax, heat.months)
    ax.set_yticks(range(count), [named(dyad) for dyad in heat.dyads])
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    _beside(ax, heat)
    _counts_below(ax, heat, bounds)
    _key_above(ax, heat)
    of = (f"{count} of {counted(count + heat.left_out, 'pair')}" if heat.left_out
          else counted(count, "pair"))
    first = f", the tensest of {heat.by} first" if np.isfinite(heat.ranked).sum() > 1 else ""
    _title(ax, f"{heat.origin}: {of}{first}")
    return ax


def name_months(ax: Axes, months: pd.PeriodIndex, most: int = FEW) -> None:
    """Name the time axis: by years, or where there are few months by months with their year."""
    ax.xaxis_date()
    if len(months) <= 2 * FEW:
        every = -(-len(months) // most)
        ax.set_xticks(middles(months)[::every],
                      [date_text(one.start_time, "month", short=True).replace(" ", "\n", 1)
                       for one in months[::every]])


def _stripe(ax: Axes, bounds: np.ndarray, row: int, conflict: np.ndarray) -> None:
    """Hatch the months of a row that lie on the conflict side, a run at a time."""
    turns = np.flatnonzero(np.diff(np.concatenate([[0], conflict.astype(int), [0]])))
    runs = [(bounds[begin], bounds[end] - bounds[begin])
            for begin, end in zip(turns[::2], turns[1::2], strict=True)]
    if runs:
        ax.broken_barh(runs, (row - 0.5, 1.0), facecolor="none", edgecolor=style.PAPER,
                       hatch=STRIPES, linewidth=0, zorder=1.4)


def _inches(ax: Axes) -> tuple[float, float]:
    """Width and height of the Axes."""
    across, up = ax.figure.get_size_inches()  # type: ignore[union-attr]
    place = ax.get_position()
    return float(place.width * across), float(place.height * up)


def _title(ax: Axes, text: str) -> None:
    """Put a title above what stands above the Axes."""
    ax.set_title(text, loc="left", y=1 + 0.78 / _inches(ax)[1], pad=0)


def _beside(ax: Axes, heat: Heat) -> None:
    """Say at the right of each row what it is ranked by, and how many events it has."""
    wide, tall = _inches(ax)
    every = heat.events.sum(axis=1)
    for row, value in enumerate(heat.ranked):
        told = "–" if np.isnan(value) else points(value)
        for place, text in zip(COLUMNS, (told, f"{heat.lately[row]:,.0f}", f"{every[row]:,.0f}"),
                               strict=True):
            ax.text(1 + place / wide, row, text, transform=ax.get_yaxis_transform(), ha="right",
                    va="center", fontsize=7.5, color=style.INK)
    for place, text in zip(COLUMNS, (heat.heading, "events\nthen", "all\nevents"), strict=True):
        ax.text(1 + place / wide, 1 + 0.05 / tall, text, transform=ax.transAxes, ha="right",
                va="bottom", fontsize=7.5, color=style.MUTED, linespacing=1.1)
    ranked = int(np.isfinite(heat.ranked).sum())
    if ranked < len(heat.dyads):
        ax.plot([0, 1 + COLUMNS[-1] / wide], [ranked - 0.5] * 2, color=style.INK, linewidth=0.9,
                transform=ax.get_yaxis_transform(), clip_on=False, zorder=3)


def _counts_below(ax: Axes, heat: Heat, bounds: np.ndarray) -> None:
    """Draw the number of events of the rows together under the time axis."""
    tall = _inches(ax)[1]
    strip = ax.inset_axes((0.0, -0.86 / tall, 1.0, 0.4 / tall), sharex=ax)
    events = heat.events.sum(axis=0)
    strip.stairs(events, bounds, fill=True, color=style.MUTED, linewidth=0)
    strip.set_ylabel("events", rotation=0, ha="right", va="center", fontsize=8)
    top = max(float(events.max(initial=0)), 1.0)
    strip.set_ylim(0, top)
    strip.set_yticks([top], [f"{top:,.0f}"])
    strip.spines["left"].set_visible(False)
    strip.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", labelbottom=True)
    strip.tick_params(axis="x", labelbottom=False, length=2)


def _key_above(ax: Axes, heat: Heat) -> None:
    """Say above the table what its colours, stripes and dots mean."""
    wide, tall = _inches(ax)
    key = ax.inset_axes((0.0, 1 + 0.42 / tall, 2.6 / wide, 0.16 / tall))
    shades = np.linspace(0, 100, 51)
    key.pcolormesh(shades, [0, 1], (shades[None, 1:] + shades[None, :-1]) / 2,
                   cmap=style.diverging(), vmin=0, vmax=100)
    key.broken_barh([(50, 50)], (0, 1), facecolor="none", edgecolor=style.PAPER, hatch=STRIPES,
                    linewidth=0)
    key.set(xlim=(0, 100), yticks=[])
    key.set_xticks([0, 50, 100], ["0 cooperation", "neutral 50", "conflict 100"], fontsize=7)
    low, _, high = key.get_xticklabels()
    low.set_horizontalalignment("left")
    high.set_horizontalalignment("right")
    key.tick_params(length=0, pad=2)
    key.grid(visible=False)
    silent = ax.inset_axes((3.0 / wide, 1 + 0.42 / tall, 0.3 / wide, 0.16 / tall))
    silent.fill_between([0, 1], 0, 1, facecolor=style.PAPER, edgecolor=SILENT, hatch=DOTS,
                        linewidth=0)
    silent.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    few = ("" if np.isfinite(heat.ranked).all() else
           f"; under the line: fewer than {counted(heat.min_events, 'event')} then, not ranked")
    silent.text(1.25, 0.5, f"no scored event, not neutral{few}", va="center", fontsize=7)
    for one in (key, silent):
        for spine in one.spines.values():
            spine.set(color=style.MUTED, linewidth=0.5, visible=True)


def draw_ranking(ranking: Ranking, ax: Axes | None = None) -> Axes:
    """Draw the ranked pairs of each source as dots with their intervals; return the Axes.

    Of more than `MOST` pairs of a source the tensest are drawn, and the title says so.
    """
    sizes = ranking.table.groupby("origin").size()
    table = ranking.table.groupby("origin").head(MOST).reset_index(drop=True)
    names = [named(str(dyad)) for dyad in table["dyad"]]
    with style.figure_style():
        ax = ax or _new_axes(names, 0.75, 0.6, right=0.9)
        ax.axvline(50, color=style.MUTED, linewidth=0.9, linestyle=(0, (5, 3)), zorder=1)
        _draw_ranked(ax, table)
        _rows_of(ax, names)
        ax.set_xlim(0, 100)
        ax.set_xticks([0, 25, 50, 75, 100], ["0", "25", "neutral 50", "75", "100"])
        ax.set_xlabel("cooperation  ←  tension, with its 95 % interval  →  conflict")
        ax.grid(axis="x")
        for end in np.minimum(sizes, MOST).cumsum()[:-1]:
            ax.axhline(end - 0.5, color=style.MUTED, linewidth=0.8)
        told = "; ".join(
            f"{origin}, " + (f"the {MOST} tensest of {counted(count, 'pair')}" if count > MOST
                             else counted(count, "pair")) for origin, count in sizes.items())
        ax.set_title(f"{ranking.month}: {told or ranking.reason.split(';')[0]}", loc="left")
    return ax


def _draw_ranked(ax: Axes, table: pd.DataFrame) -> None:
    """Draw each pair's tension as a dot with its interval, and write its events beside."""
    at, value = np.arange(len(table)), table["tension"].to_numpy()
    low, high = (table[name].clip(0, 100) for name in ("tension_low", "tension_high"))
    ax.hlines(at, low, high, color=style.MUTED, linewidth=1.4, zorder=2)
    for mask, colour, marker in ((value <= 50, style.COOPERATION, "o"),
                                 (value > 50, style.CONFLICT, "D")):
        ax.plot(value[mask], at[mask], linestyle="none", marker=marker, markersize=5,
                color=colour, zorder=3, clip_on=False)
    if len(table):
        ax.text(1.07, 1.0, "events", transform=ax.transAxes, ha="right", va="bottom",
                fontsize=7.5, color=style.MUTED)
    for row, events in enumerate(table["events"]):
        ax.text(1.07, row, f"{events:,.0f}", transform=ax.get_yaxis_transform(), ha="right",
                va="center", fontsize=7.5, color=style.INK)


def _rows_of(ax: Axes, names: Sequence[str]) -> None:
    """Name a row each, the first on top."""
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(max(len(names), 1) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)


def draw_pair_breaks(breaks: PanelBreaks, ax: Axes | None = None) -> Axes:
    """Draw the breaks of each pair by date, those that most of its source share hollow.

    Of more than `MOST` pairs those with the surest breaks are drawn, and the title says so.
    """
    found = breaks.found
    keys = list(dict.fromkeys(zip(found["origin"], found["dyad"], strict=True)))
    shown = keys[:MOST]
    several = len({origin for origin, _ in keys}) > 1
    names = [named(dyad) + (f" ({origin})" if several else "") for origin, dyad in shown]
    place = {key: row for row, key in enumerate(shown)}
    with style.figure_style():
        ax = ax or _new_axes(names, 0.95, 0.5)
        for row in found.itertuples():
            if (row.origin, row.dyad) in place:
                _draw_break(ax, place[row.origin, row.dyad], row)
        _rows_of(ax, names)
        ax.grid(axis="y")
        if shown:
            ax.xaxis_date()
            ax.margins(x=0.03)
        else:
            ax.set_xticks([])
        some = f", the {len(shown)} surest shown" if len(keys) > len(shown) else ""
        ax.set_title(f"Breaks of {counted(len(keys), 'pair')}{some}" if shown else
                     "No pair has a break", loc="left", y=1 + 0.36 / _inches(ax)[1], pad=0)
        _key_of_breaks(ax)
    return ax


def _draw_break(ax: Axes, row: int, found: object) -> None:
    """Draw one break: its date set as a line, its sign as a mark, hollow where most share it."""
    first, last, when = (_day(str(getattr(found, name))) for name in ("first", "last", "period"))
    up = getattr(found, "size") > 0  # noqa: B009 - the row of a table
    colour = style.CONFLICT if up else style.COOPERATION
    ax.plot([first, last], [row, row], color=style.MUTED, linewidth=1.6, zorder=2,
            solid_capstyle="butt")
    hollow = bool(getattr(found, "source_artefact"))  # noqa: B009
    ax.plot([when], [row], marker="^" if up else "v", markersize=7, color=colour, zorder=3,
            markerfacecolor=style.PAPER if hollow else colour, markeredgewidth=1.3)


def _day(label: str) -> float:
    """Middle of a month as matplotlib's day."""
    start = np.datetime64(f"{label}-15")
    return float(date2num(start))  # type: ignore[no-untyped-call]


def _key_of_breaks(ax: Axes) -> None:
    """Say above the Axes what the marks mean."""
    from matplotlib.lines import Line2D

    marks = [Line2D([], [], linestyle="none", marker=marker, color=colour, markersize=7, label=told,
                    markerfacecolor=face)
             for marker, colour, face, told in (
                 ("^", style.CONFLICT, style.CONFLICT, "closer to conflict"),
                 ("v", style.COOPERATION, style.COOPERATION, "further from it"),
                 ("^", style.INK, style.PAPER, "hollow: shared by most pairs of the source"))]
    line = Line2D([], [], color=style.MUTED, linewidth=1.6, label="dates not ruled out (95 %)")
    ax.legend(handles=[*marks, line], loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=4,
              borderaxespad=0.3, fontsize=7.5, handletextpad=0.4, columnspacing=1.4)
