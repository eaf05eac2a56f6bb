"""Pictures of a panel that travel alone: with what is to be read in them, and what made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tension.core import style
from tension.core.version import METHODOLOGY, VERSION
from tension.panel.build import Panel
from tension.panel.draw import draw_panel
from tension.panel.heat import origin_of
from tension.panel.multiples import draw_multiples

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEAT = ("Each row is a pair, each cell a month's mean tension: blue towards cooperation, orange "
        "and striped towards conflict, pale near neutral, dotted where no event has a score. "
        "Beside it the numbers that rank the pairs.")
MULTIPLES = ("Dots: months' means, larger with more events; blue circles neutral or cooperative, "
             "orange diamonds conflictual. Line: estimated level with its 95 % band. 0 full "
             "cooperation, 50 neutral, 100 full conflict.")


@dataclass(frozen=True)
class Picture:
    """A figure with the source it is of, its title, and what is to be read in it."""

    figure: Figure
    origin: str
    title: str
    caption: str


def heat_picture(panel: Panel, *, origin: str | None = None, **choices: Any) -> Picture:
    """Return the heat map of a source's pairs; the choices are those of `draw_panel`."""
    source = origin_of(panel, origin)
    ax = draw_panel(panel, origin=source, **choices)
    figure = ax.figure.figure
    return _signed(panel, figure, source, ax.get_title(loc="left"), HEAT, "")


def multiples_picture(
    panel: Panel, dyads: Sequence[str] = (), *, origin: str | None = None, **choices: Any
) -> Picture:
    """Return small multiples of a source's pairs; the choices are those of `draw_multiples`."""
    source = origin_of(panel, origin)
    figure = draw_multiples(panel, dyads, origin=source, **choices)
    first, second = MULTIPLES.split(". Line", 1)
    return _signed(panel, figure, source, figure.texts[0].get_text(), MULTIPLES,
                   f"{first}.\nLine{second}\n")


def _signed(
    panel: Panel, figure: Figure, origin: str, title: str, caption: str, key: str
) -> Picture:
    """Write under a figure how it is read and what made it."""
    cells = panel.pooled
    period = cells.loc[cells["origin"] == origin, "period"]
    stamp = (f"tension {VERSION}, methodology {METHODOLOGY} · {origin}, scale "
             f"{panel.scales[origin].name} · {period.min()} to {period.max()}")
    with style.figure_style():
        figure.text(0.012, 0.08 / figure.get_size_inches()[1], key + stamp, fontsize=6.8,
                    color=style.MUTED, va="bottom", linespacing=1.3)
    return Picture(figure, origin, title, caption)
