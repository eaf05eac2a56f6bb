"""Small multiples: a little picture a pair, all over one time axis and one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.dates import AutoDateFormatter, AutoDateLocator

from tension.core import style
from tension.core.dyad import Dyad
from tension.core.errors import UsageError
from tension.core.language import say
from tension.core.rounding import counted
from tension.panel.build import Panel
from tension.panel.draw import FEW, name_months, named
from tension.panel.heat import Heat, heat_of, origin_of, scored_cells
from tension.panel.levels import PairLevel, pair_levels
from tension.panel.rank import MIN_EVENTS
from tension.series.draw import TOO_MANY, edges, middles

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN, MOST = 12, 24
"""Pairs that stand side by side unless one says otherwise, and at most."""

WIDE = 10.0
"""Inches of the figure."""

ABOVE, BELOW, EACH, BETWEEN = 0.75, 0.95, 1.05, 0.62
"""Inches above and below all, of each picture, and between two of them."""

CROWD = 120
"""Months with events from which dots are drawn smaller and fainter, so that a level is seen."""

LETTER = 0.088
"""Inches that a letter of a title takes."""


def draw_multiples(
    panel: Panel, dyads: Sequence[str | Dyad] = (), *, origin: str | None = None,
    month: str | None = None, pairs: int = SHOWN, min_events: int = MIN_EVENTS,
) -> Figure:
    """Draw a little picture of each of some pairs of a source; return the figure.

    Parameters
    ----------
    panel : Panel
        Every pair; both directions are pooled.
    dyads : sequence of str or Dyad
        Pairs in the order they are to stand in; the tensest of those with most events when none is
        named.
    origin : str, optional
        The source; the one with most events when not given.
    month : str, optional
        Month the pairs are ranked by where none is named; the last year when not given.
    pairs : int
        Pairs where none is named.
    min_events : int
        Scored events from which on a pair is ranked.

    Returns
    -------
    Figure
        Dots are months' means, larger with more events; lines the estimated levels with their
        95 % bands.

    Raises
    ------
    UsageError
        If the panel has no such source, pair or month, or more than 24 pairs are asked for.
    """
    source = origin_of(panel, origin)
    cells = scored_cells(panel, source)
    if dyads:
        shown, head = _asked(dyads, set(cells["dyad"])), ""
    else:
        heat = heat_of(panel, source, month=month, pairs=pairs, min_events=min_events)
        shown = list(heat.dyads)
        head = _order_told(heat)
    if len(shown) > MOST:
        raise UsageError(f"{len(shown)} pairs are too many to tell apart; {MOST} at most stand "
                         "side by side: use --pairs, or name fewer with --dyad")
    levels = pair_levels(panel, source, shown, int(cells["month"].min()),
                         int(cells["month"].max()))
    with style.figure_style():
        figure, axes = grid_of(len(shown))
        draw_pairs(levels, axes)
        figure.text(0.012, 1 - 0.12 / figure.get_size_inches()[1], f"{source}: "
                    f"{counted(len(shown), 'pair')}{head}", va="top", fontsize=11,
                    fontweight="bold", color=style.INK)
    return figure


def _order_told(heat: Heat) -> str:
    """Say in which order the pairs stand."""
    ranked = int(np.isfinite(heat.ranked).sum())
    if ranked < 2:
        return ""
    last = "" if ranked == len(heat.dyads) else (
        f", then those with fewer than {counted(heat.min_events, 'event')} in it")
    return f", the tensest of {heat.by} first{last}"


def _asked(dyads: Sequence[str | Dyad], known: set[str]) -> list[str]:
    """Return the pairs named as the panel writes them, each once."""
    keys = []
    for one in dyads:
        pair = Dyad.parse(one)
        key = "-".join(sorted((pair.first, pair.second)))
        if key not in known:
            raise UsageError(f"--dyad: there is no scored event of {pair.both_names} here; name a "
                             "pair that `tension panel table` lists")
        keys.append(key)
    return list(dict.fromkeys(keys))


def grid_of(count: int) -> tuple[Figure, list[Axes]]:
    """Return a figure with so many small Axes over one time axis and one scale."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDE, grid_height(count)))
    return figure, grid_in(figure, count)


def _shape(count: int) -> tuple[int, int]:
    """Rows and columns of so many little pictures."""
    columns = 4 if count > SHOWN else min(max(count, 1), 3)
    return -(-max(count, 1) // columns), columns


def grid_height(count: int) -> float:
    """Return the inches that so many little pictures need from top to bottom."""
    rows = _shape(count)[0]
    return ABOVE + BELOW + rows * EACH + (rows - 1) * BETWEEN


def grid_in(figure: Figure, count: int) -> list[Axes]:
    """Return so many small Axes over one time axis and one scale, put into a figure."""
    (rows, columns), tall = _shape(count), grid_height(count)
    axes = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    figure.subplots_adjust(left=0.085, right=0.985, top=1 - ABOVE / tall, bottom=BELOW / tall,
                           hspace=BETWEEN / EACH, wspace=0.13)
    for empty in axes[count:]:
        empty.set_visible(False)
    return list(axes[:count])


def draw_pairs(levels: Sequence[PairLevel], axes: Sequence[Axes]) -> Sequence[Axes]:
    """Draw one pair a picture, with the axes that they share; return the Axes."""
    many = sum(level.observed for level in levels) > TOO_MANY
    for level, ax in zip(levels, axes, strict=True):
        draw_pair(level, ax, pixels=many)
    first = axes[0]
    bounds = edges(levels[0].months)
    pad = 0.02 * (bounds[-1] - bounds[0])
    first.set_xlim(bounds[0] - pad, bounds[-1] + pad)
    name_months(first, levels[0].months, 4)
    if len(levels[0].months) > 2 * FEW:
        locator = AutoDateLocator(minticks=2, maxticks=6)  # type: ignore[no-untyped-call]
        first.xaxis.set_major_locator(locator)
        first.xaxis.set_major_formatter(AutoDateFormatter(locator))  # type: ignore[no-untyped-call]
    across = sum(one.get_position().y0 > first.get_position().y0 - 1e-6 for one in axes)
    for at, ax in enumerate(axes):
        ax.tick_params(axis="x", labelbottom=at + across >= len(axes), labelsize=7.5)
        ax.tick_params(axis="y", labelsize=7.5)
    return axes


def draw_pair(level: PairLevel, ax: Axes, *, pixels: bool = False) -> Axes:
    """Draw a pair's months as dots whose area says how many events they hold, and its level.

    With ``pixels`` the dots of an SVG are a picture: thousands of shapes would make it large.
    """
    where, seen = middles(level.months), level.scored > 0
    thin = min(CROWD / max(level.observed, 1), 1.0)
    ax.axhline(50, color=style.MUTED, linewidth=0.8, linestyle=(0, (5, 3)), zorder=1)
    if level.posterior is not None:
        low, high = (end[level.known] for end in level.band())
        ax.fill_between(where[level.known], low, high, color=style.BAND, alpha=0.22, linewidth=0,
                        zorder=1.5)
        ax.plot(where[level.known], level.level[level.known], color=style.INK, linewidth=1.3,
                zorder=3)
    for mask, colour, marker in (
        (seen & ~(level.tension > 50), style.COOPERATION, "o"),
        (seen & (level.tension > 50), style.CONFLICT, "D"),
    ):
        area = np.minimum(2.5 * level.scored[mask], 45.0 * thin)
        ax.scatter(where[mask], level.tension[mask], s=area, color=colour, marker=marker,
                   alpha=max(0.5 * thin, 0.25), linewidths=0, zorder=2, clip_on=False,
                   rasterized=pixels)
    ax.set_ylim(0, 100)
    ax.set_yticks([0, 50, 100])
    ax.grid(axis="y")
    told = counted(level.events, "event")
    if level.posterior is None:
        told = say("{events}, {months}: no level", events=told,
                   months=counted(level.observed, "month"))
    room = int(ax.get_position().width * ax.figure.figure.get_size_inches()[0] / LETTER)
    ax.set_title(named(level.dyad, room), fontsize=8.5, pad=14)
    ax.text(0, 1.03, told, transform=ax.transAxes, fontsize=7, color=style.MUTED,
            va="bottom")
    return ax
