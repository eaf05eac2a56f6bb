"""The figure of errors: the level of the answer, and where it lies with each kind of error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tension.core import style
from tension.core.period import labels_of
from tension.core.rounding import share_text
from tension.explain.sensitivity import ERRORS, Sensitivity
from tension.models.latent import estimate_tension
from tension.series.draw import draw_counts, draw_scale, draw_uncovered, middles, new_axes, set_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DASHES = {"thinned": (0, (1, 1.5)), "duplicated": (0, (4, 2)), "flipped": "-"}
COLOURS = {"thinned": style.MUTED, "duplicated": style.COOPERATION, "flipped": style.CONFLICT}


def draw_sensitivity(found: Sensitivity, ax: Axes | None = None) -> Axes:
    """Draw the level, and the ends of the central 90 % of the repetitions of each kind of error."""
    series, way = found.breaks.series, found.breaks.direction
    with style.figure_style():
        ax = ax or new_axes()
        draw_scale(ax)
        draw_uncovered(ax, series)
        where = middles(series.periods)
        for error in ERRORS if not found.reason else ():
            mine = found.bands[found.bands["error"] == error].set_index("period")
            mine = mine.reindex(labels_of(series.periods))
            for end, label in (("low90", f"events {error}, central 90 %"), ("high90", "_")):
                ax.plot(where, np.clip(mine[end].to_numpy(dtype=float), 0, 100), linewidth=1.1,
                        color=COLOURS[error], linestyle=DASHES[error], label=label, zorder=3)
        level = estimate_tension(series, way)
        ax.plot(where, level.table["level"].to_numpy(dtype=float), color=style.INK, zorder=4,
                label="level of the answer")
        set_time(ax, series)
        draw_counts(ax, series, way)
        ax.legend(loc="upper left", ncols=2)
        told = found.reason or (
            f"the level with {share_text(float(found.table['share'].iloc[0]))} of events wrong")
        ax.set_title(f"{series.dyad.title}, {series.dyad.spoken(way)}: {told}", wrap=True)
    return ax
