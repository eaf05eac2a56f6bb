"""The picture of a comparison: both series, their events, and the rolling correlation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tension.core import style
from tension.core.period import labels_of
from tension.explain.comparison import Comparison
from tension.series.draw import CROWD, STRIP, TOO_MANY, edges, in_bars, middles

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BELOW = (0.0, -0.74, 1.0, 0.34)
"""Where the rolling correlation stands below the series: left, bottom, width, height."""

LOOKS: tuple[tuple[str, str, str, Any], ...] = (
    ("a", style.COOPERATION, "o", "-"), ("b", style.CONFLICT, "D", (0, (5, 2))),
)
"""Letter, hue, marker and line style of each side."""


def draw_comparison(found: Comparison, ax: Axes | None = None) -> Axes:
    """Draw both series in standard deviations over one axis; return the Axes."""
    # Periods that one of the two did not look at are gaps on the time axis.
    grid = pd.period_range(found.periods[0], found.periods[-1], name="period")
    table = found.table.set_index(found.periods).reindex(grid)
    with style.figure_style():
        ax = ax or _new_axes()
        ax.axhline(0, color=style.MUTED, linewidth=0.9, linestyle=(0, (5, 3)), zorder=1)
        for look, name in zip(LOOKS, found.names, strict=True):
            _draw_side(ax, table, name, *look)
        _mark_disagreements(ax, found)
        ax.set_ylabel("cooperation  ←  standard deviations  →  conflict")
        ax.grid(axis="y")
        if found.seen.both < found.seen.periods:
            ax.scatter([], [], s=20, facecolors="none", edgecolors=style.MUTED,
                       label="in one of the two only")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=5, borderaxespad=0.2)
        bounds = edges(grid)
        ax.xaxis_date()
        pad = 0.006 * (bounds[-1] - bounds[0])
        ax.set_xlim(bounds[0] - pad, bounds[-1] + pad)
        _draw_counts(ax, table, found.freq)
        _draw_rolling(ax, found)
        ax.set_title(f"{found.names[0]} and {found.names[1]}, each by its own standard", pad=26)
    return ax


def _new_axes() -> Axes:
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(10.0, 6.2))
    figure.subplots_adjust(left=0.115, right=0.985, top=0.88, bottom=0.44)
    return ax


def _draw_side(
    ax: Axes, table: pd.DataFrame, name: str, letter: str, hue: str, marker: str, dashes: Any
) -> None:
    """Draw one side's values, hollow where the other has none, and its level."""
    both = table["compared"].fillna(value=False).to_numpy(dtype=bool)
    own = table[letter].to_numpy()
    mean, spread = (own[both].mean(), own[both].std(ddof=1)) if both.sum() > 1 else (0.0, 1.0)
    where, scale = middles(pd.PeriodIndex(table.index)), spread if spread > 0 else 1.0
    known = np.isfinite(own)
    for mask, face, label in ((known & both, hue, name), (known & ~both, "none", None)):
        ax.scatter(where[mask], (own[mask] - mean) / scale, s=20, marker=marker, facecolors=face,
                   edgecolors=hue, linewidths=0.8, alpha=0.6 if len(own) <= CROWD else 0.25,
                   zorder=3, label=label, rasterized=len(own) > TOO_MANY)
    level = table[f"{letter}_level"].to_numpy()
    if np.isfinite(level).any():
        step = max(1, -(-len(level) // TOO_MANY))
        ax.plot(where[::step], (level[::step] - mean) / scale, color=hue, linestyle=dashes,
                zorder=4, label=f"{name}, level")


def _mark_disagreements(ax: Axes, found: Comparison) -> None:
    """Join the two values of each period in which they disagree most."""
    where = _places(found)
    for period, first, second in zip(
        found.disagreements["period"], found.disagreements["a_standard"],
        found.disagreements["b_standard"], strict=True,
    ):
        ax.plot([where[period]] * 2, [first, second], color=style.INK, linewidth=1.0, zorder=2)


def _places(found: Comparison) -> dict[str, float]:
    """Middle of each period of the time that both cover, gaps with it, by its label."""
    grid = pd.period_range(found.periods[0], found.periods[-1])
    return dict(zip(labels_of(grid), middles(grid).tolist(), strict=True))


def _draw_counts(ax: Axes, table: pd.DataFrame, freq: str) -> None:
    """Draw the events of the first upwards and of the second downwards, under the time axis."""
    counts = [table[f"{letter}_events"].fillna(0).to_numpy() for letter, *_ in LOOKS]
    if not any(one.any() for one in counts):
        return
    strip = ax.inset_axes(STRIP, sharex=ax)
    tops, unit = [], freq
    for sign, one, (_, hue, *_) in zip((1, -1), counts, LOOKS, strict=True):
        events, bounds, unit = in_bars(pd.PeriodIndex(table.index), freq, one)
        tops.append(max(float(events.max(initial=0)), 1.0))
        strip.stairs(sign * events / tops[-1], bounds, fill=True, color=hue, alpha=0.7, linewidth=0)
    strip.axhline(0, color=style.MUTED, linewidth=0.6)
    strip.set_ylim(-1, 1)
    strip.set_yticks([1, -1], [f"{top:.0f}" for top in tops])
    strip.set_ylabel("events" if unit == freq else f"events\na {unit}", rotation=0, ha="right",
                     va="center", fontsize=8, labelpad=14)
    strip.spines["left"].set_visible(False)
    strip.tick_params(axis="y", length=0, labelsize=7)
    strip.tick_params(axis="x", labelbottom=False, length=2)
    ax.tick_params(axis="x", labelbottom=True)


def _draw_rolling(ax: Axes, found: Comparison) -> None:
    """Draw the rolling correlation at the end of each window, with its 95 % interval."""
    panel = ax.inset_axes(BELOW, sharex=ax)
    rolling = found.rolling
    panel.set_ylim(-1.05, 1.05)
    panel.set_yticks([-1, 0, 1], ["−1", "0", "1"])
    panel.axhline(0, color=style.MUTED, linewidth=0.9, linestyle=(0, (5, 3)))
    panel.set_ylabel("correlation")
    told = f"in windows of {found.window} {found.freq}s, at their last one; 95 % interval"
    if rolling["correlation"].notna().any():
        at = rolling["last"].map(_places(found)).to_numpy(dtype=float)
        panel.fill_between(at, rolling["low"].to_numpy(), rolling["high"].to_numpy(),
                           color=style.INK, alpha=0.16, linewidth=0)
        panel.plot(at, rolling["correlation"].to_numpy(), color=style.INK)
    else:
        told = f"no window of {found.window} {found.freq}s holds enough compared ones"
    panel.text(0.005, 0.04, told, transform=panel.transAxes, fontsize=8, va="bottom",
               color=style.INK)
