"""Figures by calendar month: every year's months as a table of colours, and the last twelve."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core import style
from tension.core.language import later, month_names, say
from tension.core.period import PER_YEAR, noun, nouns, spoken
from tension.core.rounding import points
from tension.core.schema import each_row
from tension.models.latent import LatentLevel
from tension.report.marked import stories, text_of
from tension.report.wording import shortened
from tension.series.coverage import UNCOVERED
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROWS, FEWEST = 12, 4
"""Periods shown of the last year at most, and at least where a period is long."""

NUMBERS = {2: later("two"), 3: later("three"), 4: later("four"), 5: later("five"),
           6: later("six"), 7: later("seven"), 8: later("eight"), 9: later("nine"),
           10: later("ten"), 11: later("eleven"), 12: later("twelve")}

ACT_WIDTH = 76
"""Characters of the act that a row of the last months tells."""

EVENTS_AT, ACT_AT = 110.0, 113.0
"""Where a row tells its events and its act, beside the scale of 0 to 100."""


def months_of(series: TensionSeries) -> pd.DataFrame:
    """Return every calendar month of the series' years.

    Parameters
    ----------
    series : TensionSeries
        Any frequency: its events are gathered by month anew.

    Returns
    -------
    DataFrame
        Columns `year`, `month`, `scored` (events), `tension` (missing where none) and `covered`
        (whether the source looked at a day of it).
    """
    events = series.events[series.events["score"].notna()]
    events = events[events["date_precision"] != "year"]
    grouped = events["score"].groupby([events["date"].dt.year, events["date"].dt.month])
    mean, count = grouped.mean(), grouped.size()
    rows = []
    for year in range(series.periods[0].year, series.periods[-1].year + 1):
        for month in range(1, 13):
            first = dt.date(year, month, 1)
            last = dt.date(year, month, calendar.monthrange(year, month)[1])
            key = (year, month)
            rows.append((
                year, month, int(count.get(key, 0)),
                float(series.scale.tension(mean[key])) if key in mean.index else np.nan,
                series.coverage.days(first, last) > 0,
            ))
    return pd.DataFrame(rows, columns=["year", "month", "scored", "tension", "covered"])


def calendar_of(series: TensionSeries, ax: Axes) -> Axes:
    """Draw each month's own tension as a cell of its year, silent and uncovered ones told apart.

    The number in a cell says what its colour says, for whoever sees no colour or a grey print.
    """
    table = months_of(series)
    years = sorted(set(table["year"]))
    value = table.pivot(index="year", columns="month", values="tension").to_numpy()
    colours = style.diverging()
    # Cells drawn as shapes, not as an image: sharp at any size, and nothing embedded in the page.
    ax.pcolormesh(np.arange(13) + 0.5, np.arange(years[0], years[-1] + 2) - 0.5,
                  np.ma.masked_invalid(value), cmap=colours, vmin=0, vmax=100)
    ax.set(xlim=(0.5, 12.5), ylim=(years[-1] + 0.5, years[0] - 0.5))
    size = 7.5 if len(years) <= 45 else 5.0
    for row in each_row(table):
        if not row.covered:
            ax.fill_between((row.month - 0.5, row.month + 0.5), row.year - 0.5, row.year + 0.5,
                            facecolor="none", edgecolor=style.MUTED, hatch="////", linewidth=0,
                            alpha=0.5)
        elif np.isnan(row.tension):
            ax.plot([row.month], [row.year], marker=".", markersize=2, color=style.MUTED)
        else:
            ax.text(row.month, row.year, points(row.tension), ha="center", va="center",
                    fontsize=size, color=style.readable_on(colours(row.tension / 100)[:3]))
    ax.set_xticks(range(1, 13), month_names())
    ax.set_yticks([year for year in years if len(years) <= 45 or year % 5 == 0])
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    _events_a_year(ax, table, years)
    return ax


def _events_a_year(ax: Axes, table: pd.DataFrame, years: list[int]) -> None:
    """Draw the number of scored events of each year beside the calendar."""
    counts = table.groupby("year")["scored"].sum()
    side = ax.inset_axes((1.02, 0.0, 0.12, 1.0), sharey=ax)
    side.barh(years, counts, 0.7, color=style.MUTED, linewidth=0)
    for year in years:
        if counts[year]:
            side.text(counts[year], year, f" {counts[year]:,}", va="center", fontsize=6.5,
                      color=style.INK)
    side.set_xlim(0, max(int(counts.max()), 1) * 1.35)
    side.set_xticks([])
    side.tick_params(axis="y", length=0, labelleft=False)
    side.set_title(say("events"), fontsize=8, loc="left", fontweight="normal")
    side.grid(visible=False)
    for spine in side.spines.values():
        spine.set_visible(False)


def latest(series: TensionSeries, direction: str) -> list[int]:
    """Return the positions of the last year's covered periods, more where periods are long."""
    covered = np.flatnonzero((series.direction(direction)["coverage"] != UNCOVERED).to_numpy())
    return [int(at) for at in covered[-_at_most(series):]]


def latest_title(series: TensionSeries) -> str:
    """Return how many periods at most are shown as the last, in words."""
    count = min(_at_most(series), len(series.periods))
    if count == 1:
        return say("The last {period}", period=noun(series.freq))
    return say("The last {number} {periods}", number=say(NUMBERS[count]),
               periods=nouns(series.freq))


def _at_most(series: TensionSeries) -> int:
    return max(min(ROWS, round(PER_YEAR[series.freq])), FEWEST)


def last_periods(series: TensionSeries, level: LatentLevel, ax: Axes) -> Axes:
    """Draw the last year's periods one below another: mean, level, events and weightiest act."""
    rows = series.direction(level.direction)
    shown = latest(series, level.direction)
    acts = {row.at: row for row in each_row(stories(series).drop_duplicates("at"))}
    _scale_across(ax)
    for line, at in enumerate(shown):
        row, its = rows.iloc[at], level.table.iloc[at]
        if pd.notna(its["level"]):
            ax.barh(line, its["level_high95"] - its["level_low95"], 0.55, its["level_low95"],
                    color=style.FAINT, zorder=1)
            ax.plot([its["level"]] * 2, [line - 0.27, line + 0.27], color=style.INK, linewidth=1.6,
                    zorder=2)
        if pd.notna(row["tension"]):
            _own_mean(ax, row, line)
        told = f"{int(row['scored'])}"
        ax.text(EVENTS_AT, line, told, va="center", ha="right", fontsize=8, color=style.INK)
        if at in acts:
            ax.text(ACT_AT, line, shortened(text_of(acts[at]), ACT_WIDTH), va="center",
                    fontsize=7.6, color=style.INK)
        else:
            ax.text(ACT_AT, line, say("no scored event"), va="center", fontsize=7.6,
                    color=style.MUTED)
    ax.set_yticks(range(len(shown)),
                  [spoken(series.periods[at]).removeprefix("the ") for at in shown])
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.text(EVENTS_AT, -0.75, say("events"), ha="right", va="bottom", fontsize=8, color=style.MUTED)
    ax.text(ACT_AT, -0.75, say("weightiest act"), va="bottom", fontsize=8, color=style.MUTED)
    return ax


def _scale_across(ax: Axes) -> None:
    """Draw the scale of tension from left to right, neutral marked."""
    ax.axvline(50, color=style.MUTED, linewidth=0.9, linestyle=(0, (5, 3)), zorder=0.5)
    ax.set_xlim(0, 100)
    ax.set_xticks([0, 25, 50, 75, 100], ["0", "25", say("neutral 50"), "75", "100"])
    ax.set_xlabel(say("cooperation  ←  tension  →  conflict"))
    ax.grid(axis="x")


def _own_mean(ax: Axes, row: pd.Series, line: int) -> None:
    """Draw a period's own mean with its interval, clipped to the scale."""
    conflict = row["tension"] > 50
    colour = style.CONFLICT if conflict else style.COOPERATION
    if pd.notna(row["tension_low"]):
        ends = max(row["tension_low"], 0), min(row["tension_high"], 100)
        ax.plot(ends, [line, line], color=colour, linewidth=1.1, zorder=3)
    ax.plot([row["tension"]], [line], marker="D" if conflict else "o", markersize=5.5,
            color=colour, zorder=4, clip_on=False)
