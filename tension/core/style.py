"""Colours and the figure style: one file of settings, two hues safe for colour-blind readers.

Conflict is vermilion and cooperation blue (Okabe & Ito); every use has a second cue beside the hue:
position above or below a line, hatching, marker or line style.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from typing import Any

CONFLICT = "#D55E00"
COOPERATION = "#0072B2"
INK = "#222222"
MUTED = "#767676"
FAINT = "#E6E6E6"
BAND = "#4D4D4D"
PAPER = "#FFFFFF"

QUAD_COLOURS = {
    "verbal_cooperation": "#7FB8D8",
    "material_cooperation": COOPERATION,
    "verbal_conflict": "#F0AE7C",
    "material_conflict": CONFLICT,
}
QUAD_HATCHES = {
    "verbal_cooperation": "",
    "material_cooperation": "////",
    "verbal_conflict": "",
    "material_conflict": "\\\\\\\\",
}


def diverging() -> Any:
    """Return the colours from full cooperation over neutral to full conflict."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("tension", [COOPERATION, "#F4F4F4", CONFLICT])


def figure_style() -> AbstractContextManager[Any]:
    """Return a context in which figures are drawn in the project's style."""
    import matplotlib.style

    with as_file(files("tension.core") / "tension.mplstyle") as path:
        return matplotlib.style.context(str(path))
