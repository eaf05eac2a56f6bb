"""Figures of vintages: what two differ by, and the level as it was known at the time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.dates import date2num

from tension.core import style
from tension.core.dyad import BOTH
from tension.core.language import say
from tension.core.period import span_of
from tension.report.vintage_diff import CAUSES, METHODOLOGY, NAMES, VintageDiff
from tension.report.wording import source_name
from tension.series.draw import draw_scale, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tension.report.real_time import RealTime

COLOURS = ("#009E73", "#CC79A7", "#F0E442", "#56B4E9", "#E69F00", style.MUTED, style.INK)
HATCHES = ("", "////", "\\\\\\\\", "....", "xxxx", "----", "")
"""Beside the hue, what tells the causes apart."""

JOINED = 200.0
"""Days between two as-of dates up to which a line joins them."""


def draw_diff(diff: VintageDiff, ax: Axes | None = None) -> Axes:
    """Draw what each period moved by in both directions, split by cause; return the Axes."""
    rows = diff.table[(diff.table["direction"] == BOTH) & diff.table["change"].notna()]
    with style.figure_style():
        ax = ax or new_axes()
        dyad = diff.second.dyad
        ax.set_title(f"{dyad.title}: vintage {diff.second.name} against {diff.first.name}")
        ax.axhline(0, color=style.INK, linewidth=0.8)
        ax.set_ylabel("← cooperation  change of tension  conflict →")
        if not len(rows):
            ax.text(0.5, 0.6, "no period has moved", transform=ax.transAxes, ha="center")
            return ax
        where = np.array([_middle(label) for label in rows["period"]])
        span = [_middle(label) for one in (diff.first, diff.second) for label in
                one.series["period"].iloc[[0, -1]]]
        first, last = min(span), max(span)
        width = max(0.7 * _length(rows["period"].iloc[0]), 0.004 * (last - first))
        above, below = np.zeros(len(rows)), np.zeros(len(rows))
        for cause, colour, hatch in zip((*CAUSES, METHODOLOGY), COLOURS, HATCHES, strict=True):
            part = rows[cause].to_numpy()
            if not np.any(part):
                continue
            base = np.where(part > 0, above, below)
            ax.bar(where, part, width, bottom=base, color=colour, hatch=hatch,
                   edgecolor=style.PAPER, linewidth=0.3, label=NAMES[cause])
            above, below = above + np.maximum(part, 0), below + np.minimum(part, 0)
        ax.plot(where, rows["change"], linestyle="", marker=".", color=style.INK, markersize=4,
                label="change in all")
        ax.xaxis_date()
        pad = 0.01 * (last - first) + width
        ax.set_xlim(first - pad, last + pad)
        ax.grid(axis="y")
        ax.legend(loc="upper left", bbox_to_anchor=(0, -0.1), ncols=2)
    return ax


def draw_real_time(line: RealTime, ax: Axes | None = None) -> Axes:
    """Draw the levels known at each as-of date over the latest estimate; return the Axes."""
    with style.figure_style():
        ax = ax or new_axes()
        draw_scale(ax)
        several = len(set(line.today["origin"])) > 1
        for (origin, level), dashes in zip(line.today.groupby("origin"), _DASHES, strict=False):
            name = f", {source_name(str(origin))}" if several else ""
            where = np.array([_middle(label) for label in level["period"]])
            ax.fill_between(where, level["level_low95"].clip(0, 100),
                            level["level_high95"].clip(0, 100), color=style.INK, alpha=0.12,
                            linewidth=0, zorder=2)
            ax.plot(where, level["level"], color=style.INK, linestyle=dashes, zorder=3,
                    label=say("latest estimate, 95 % band{source}", source=name))
            told = line.table[line.table["origin"] == origin]
            days = np.asarray(date2num(told["as_of"].to_numpy()))  # type: ignore[no-untyped-call]
            ax.vlines(days, told["level_low95"].clip(0, 100), told["level_high95"].clip(0, 100),
                      color=style.CONFLICT, linewidth=0.9, alpha=0.55, zorder=3.5)
            known = told["level"].to_numpy()
            # Days far apart are not joined: nobody knows what would have been told between them.
            runs = np.split(np.arange(len(days)), np.flatnonzero(np.diff(days) > JOINED) + 1)
            for number, run in enumerate(runs):
                ax.plot(days[run], known[run], color=style.CONFLICT, linestyle=dashes, marker="o",
                        markersize=3.5, linewidth=1.0, zorder=4,
                        label="_" if number else
                        say("level as known on that day, 95 % band{source}", source=name))
        ax.xaxis_date()
        dyad = line.dyad
        ax.set_title(f"{dyad.title}, {dyad.spoken(line.direction)}: "
                     f"{line.reason or say('the level as it was known')}")
        if not line.reason:
            ax.legend(loc="upper left", bbox_to_anchor=(0, -0.1), ncols=2)
    return ax


_DASHES = ("-", "--", "-.", ":")


def _ends(label: str) -> tuple[dt.date, dt.date]:
    """First and last day of a period by its label."""
    year, _, rest = label.partition("-")
    if rest.startswith("W"):
        first = dt.date.fromisocalendar(int(year), int(rest[1:]), 1)
        return first, first + dt.timedelta(days=6)
    if rest.startswith("Q"):
        quarter = pd.Period(f"{year}{rest}", freq="Q-DEC")
        return quarter.start_time.date(), quarter.end_time.date()
    return span_of(label)


def _middle(label: str) -> float:
    first, last = _ends(label)
    return first.toordinal() - _EPOCH + ((last - first).days + 1) / 2


def _length(label: str) -> int:
    first, last = _ends(label)
    return (last - first).days + 1


_EPOCH = dt.date(1970, 1, 1).toordinal()
