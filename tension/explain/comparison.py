"""`Comparison`: what two series have in common, and where they disagree."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from tension.core import schema
from tension.core.provenance import Provenance
from tension.core.results import (
    COMPARED,
    CORRELATION,
    DISAGREEING,
    DISAGREEMENTS,
    MATCHED,
    ROLLING,
)
from tension.explain.sides import Side
from tension.models.averaged import Change

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Seen:
    """Of the periods that both cover: in how many each has a value."""

    both: int
    only_a: int
    only_b: int
    neither: int

    @classmethod
    def of(cls, table: pd.DataFrame) -> Seen:
        """Count the rows of an aligned table."""
        a, b = table["a"].notna(), table["b"].notna()
        return cls(*(int(found.sum()) for found in (a & b, a & ~b, ~a & b, ~a & ~b)))

    @property
    def periods(self) -> int:
        """Periods that both cover."""
        return self.both + self.only_a + self.only_b + self.neither

    @property
    def by_chance(self) -> float:
        """Periods that would be in both if each had its own at random."""
        return (self.both + self.only_a) * (self.both + self.only_b) / self.periods


@dataclass(frozen=True)
class Comparison:
    """Two series side by side; `a` is the first, `b` the second.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.results.COMPARED`, one row a period that both cover.
    correlation : DataFrame
        Columns as declared in `core.results.CORRELATION`: of the periods' own values, of the
        same without their noise, of the levels.
    rolling : DataFrame
        Columns as declared in `core.results.ROLLING`, one row a window.
    breaks : DataFrame
        Columns as declared in `core.results.MATCHED`, one row a break or a matched pair.
    disagreements : DataFrame
        Columns as declared in `core.results.DISAGREEMENTS`, the largest first.
    events : DataFrame
        Columns as declared in `core.results.DISAGREEING`: the acts of both sides there.
    sides : (Side, Side)
        What each was made of.
    periods : PeriodIndex
        Of the rows of `table`.
    seen : Seen
        In how many periods each has a value.
    difference : Change or None
        Mean of b less that of a over the compared periods, in points of tension; None where one is
        a series of one's own.
    chance : float
        How often as many breaks match when those of b are moved round the grid; missing where none
        does.
    tolerance, window : int
        Periods that breaks may lie apart; length of a rolling window.
    reason : str
        Why there is no correlation; "" when there is one.
    provenance : Provenance
        Inputs and parameters.
    """

    table: pd.DataFrame
    correlation: pd.DataFrame
    rolling: pd.DataFrame
    breaks: pd.DataFrame
    disagreements: pd.DataFrame
    events: pd.DataFrame
    sides: tuple[Side, Side]
    periods: pd.PeriodIndex
    seen: Seen
    difference: Change | None
    chance: float
    tolerance: int
    window: int
    reason: str
    provenance: Provenance

    def __post_init__(self) -> None:
        for name, columns in (
            ("table", COMPARED), ("correlation", CORRELATION), ("rolling", ROLLING),
            ("breaks", MATCHED), ("disagreements", DISAGREEMENTS), ("events", DISAGREEING),
        ):
            object.__setattr__(self, name, schema.conform(getattr(self, name), columns))

    @property
    def names(self) -> tuple[str, str]:
        """What the two are called."""
        return self.sides[0].name, self.sides[1].name

    @property
    def freq(self) -> str:
        """Length of a period."""
        return self.sides[0].freq

    def summary(self) -> str:
        """Return what agrees and what does not, in words, and what follows from neither."""
        from tension.explain.comparison_words import told

        return told(self)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw both in standard deviations, their events, and the rolling correlation."""
        from tension.explain.comparison_picture import draw_comparison

        return draw_comparison(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>" + str(
            self.correlation.round(2).to_html(index=False)
        )
