"""The picture of a series held against labels: spells shaded, values, alarms ringed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tension.core import style
from tension.explain.label_scores import LabelScores
from tension.series.draw import edges, middles, new_axes
from tension.sources.labels import CRISIS, KINDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HUES = {CRISIS: style.CONFLICT, "thaw": style.COOPERATION}
HATCHES = {CRISIS: "", "thaw": "///"}


def draw_labels(scores: LabelScores, ax: Axes | None = None) -> Axes:
    """Draw the values, the labelled spells and the alarms; return the Axes."""
    from matplotlib.dates import date2num

    signal = scores.signal
    where, seen = middles(signal.periods), np.isfinite(signal.observed)
    with style.figure_style():
        ax = ax or new_axes()
        for kind in KINDS:
            mine = scores.labels.table[scores.labels.table["kind"] == kind]
            for at, (start, end) in enumerate(zip(mine["start"], mine["end"], strict=True)):
                days = date2num(np.array([start, end], dtype="datetime64[D]"))  # type: ignore[no-untyped-call]
                ax.axvspan(days[0], days[1] + 1, facecolor=HUES[kind], alpha=0.22,
                           hatch=HATCHES[kind], linewidth=0, zorder=0.5,
                           label=f"labelled {kind}" if at == 0 else None)
        ax.scatter(where[seen], signal.observed[seen], s=14, color=style.INK, alpha=0.55,
                   linewidths=0, zorder=2, label=f"a {signal.freq}")
        for kind, limit in scores.limits.items():
            sign = 1 if kind == CRISIS else -1
            alarm = seen & (sign * signal.observed >= sign * limit)
            ax.scatter(where[alarm], signal.observed[alarm], s=52, facecolors="none",
                       edgecolors=HUES[kind], marker="o" if kind == CRISIS else "s",
                       linewidths=1.3, zorder=3, label=f"alarm of {kind}")
        bounds = edges(signal.periods)
        ax.xaxis_date()
        ax.set_xlim(bounds[0], bounds[-1])
        ax.set_ylabel("cooperation  ←  tension  →  conflict")
        ax.grid(axis="y")
        ax.legend(loc="upper left", bbox_to_anchor=(0, -0.1), ncols=5)
        ax.set_title(f"{signal.title}, against {scores.labels.name}")
    return ax
