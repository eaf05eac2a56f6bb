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
    "verbal_conflict": "#F3B98C",
    "material_conflict": CONFLICT,
}
QUAD_HATCHES = {
    "verbal_cooperation": "",
    "material_cooperation": "////",
    "verbal_conflict": "",
    "material_conflict": "\\\\\\\\",
}


EQUAL_CONTRAST = (1.05 * 0.05) ** 0.5 - 0.05
"""Luminance on which black and white stand out alike."""


def diverging() -> Any:
    """Return the colours from full cooperation over neutral to full conflict."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("tension", [COOPERATION, "#F4F4F4", CONFLICT])


def readable_on(colour: tuple[float, float, float]) -> str:
    """Return black or white, whichever stands out more from a colour; at least 4.5 to 1.

    Parameters
    ----------
    colour : (float, float, float)
        Red, green and blue, 0 to 1.

    References
    ----------
    Web Content Accessibility Guidelines 2.2, relative luminance and contrast ratio.

    Examples
    --------
    >>> readable_on((0.9, 0.9, 0.9)), readable_on((0.0, 0.2, 0.5))
    ('#000000', '#FFFFFF')
    """
    return "#000000" if luminance(colour) > EQUAL_CONTRAST else PAPER


def luminance(colour: tuple[float, float, float]) -> float:
    """Return how light a colour is, 0 to 1, as the eye weighs red, green and blue."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
              for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def figure_style() -> AbstractContextManager[Any]:
    """Return a context in which figures are drawn in the project's style."""
    import matplotlib.style

    with as_file(files("tension.core") / "tension.mplstyle") as path:
        return matplotlib.style.context(str(path))
