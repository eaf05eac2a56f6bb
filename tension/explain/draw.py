"""The picture of a decomposition: steps from the reference to the number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tension.core import style
from tension.core.language import numeral, say
from tension.core.rounding import signed
from tension.core.schema import each_row
from tension.explain.decomposition import Decomposition
from tension.explain.groups import group_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 10
"""Groups that have a bar of their own; the others share one."""

LONGEST = 34
"""Characters of a group's name beside its bar."""


def draw_waterfall(found: Decomposition, ax: Axes | None, by: str) -> Axes:
    """Draw the way from the reference to the number; return the Axes.

    Parameters
    ----------
    found : Decomposition
        What to draw.
    ax : Axes, optional
        Where; a new figure when not given.
    by : str
        What the bars are.
    """
    import matplotlib.pyplot as plt

    with style.figure_style():
        beside = 0.0  # the title begins above the names where the figure is our own
        if ax is None:
            beside = -0.45
            figure, ax = plt.subplots(figsize=(9.0, 4.8))
            figure.subplots_adjust(left=0.34, right=0.97, top=0.86, bottom=0.13)
        if found.reason or found.after is None:
            ax.text(0.5, 0.5, found.reason, ha="center", va="center", transform=ax.transAxes,
                    wrap=True)
            return ax
        names, sizes = _bars(found, by)
        start = found.reference if found.before is None else found.before.estimate.value
        ends = start + np.cumsum(sizes)
        rows = np.arange(1, len(sizes) + 1)
        for row, size, end in zip(rows, sizes, ends, strict=True):
            conflict = size > 0
            ax.barh(row, size, left=end - size, height=0.66,
                    color=style.CONFLICT if conflict else style.COOPERATION,
                    hatch="" if conflict else "////", edgecolor=style.PAPER, linewidth=0)
            ax.annotate(signed(size), (end, row), xytext=(3 if conflict else -3, 0),
                        textcoords="offset points", va="center", fontsize=8,
                        ha="left" if conflict else "right")
            ax.plot([end, end], [row, row + 1], color=style.MUTED, linewidth=0.7)
        ax.plot([start, start], [0, 1], color=style.MUTED, linewidth=0.7)
        ax.plot([start, ends[-1]], [0, len(sizes) + 1], "o", color=style.INK, markersize=5)
        beginning = say("neutral") if found.before is None else found.before.name
        ax.set_yticks(np.arange(len(sizes) + 2), [
            f"{_shortened(beginning)}  {numeral(f'{start:.1f}')}", *names,
            f"{_shortened(found.after.name)}  {numeral(f'{ends[-1]:.1f}')}",
        ])
        ax.invert_yaxis()
        reach = [start, *ends]
        room = 0.1 * (max(reach) - min(reach) or 1.0)
        ax.set_xlim(min(reach) - room, max(reach) + room)
        ax.set_xlabel(say("cooperation  ←  tension  →  conflict"))
        ax.grid(axis="x")
        ax.set_title(f"{found.series.dyad.title}, {found.measure}: what adds to it, by {by}",
                     x=beside, fontsize=10)
    return ax


def _bars(found: Decomposition, by: str) -> tuple[list[str], np.ndarray]:
    """Names and sizes: the groups that add most, the rest as one, what is no event's."""
    groups = found.by(by)
    head, rest = groups.head(MOST), groups.iloc[MOST:]
    names = [_shortened(group_name(row)) for row in each_row(head)]
    sizes = head["contribution"].tolist()
    if len(rest):
        names.append(say("{number} others", number=len(rest)))
        sizes.append(float(rest["contribution"].sum()))
    if found.beside:
        names.append(say("yearly cycle, taken out"))
        sizes.append(found.beside)
    return names, np.array(sizes)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
