"""`Breaks`: the dated breaks of one direction, and what was not found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.language import say
from tension.core.period import labels_of, noun, spoken
from tension.core.provenance import Provenance
from tension.core.rounding import change_band, how_many, p_text, points
from tension.models.breaks.criteria import Verdict
from tension.models.breaks.noise import PHIS, Noise
from tension.models.breaks.posterior import posterior_by_period
from tension.models.breaks.search import Limits
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Breaks:
    """Dated breaks in the level of one direction.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.schema.BREAKS`; empty when there is none.
    regimes : DataFrame
        One row a regime: `regime`, `begin`, `end` (positions), `first`, `last` (labels), `level`,
        `level_low`, `level_high`, `events`, `observed`.
    numbers : DataFrame
        One row per number of breaks tried: `breaks`, `minus_two_log_likelihood`, `bic`, `phi`,
        `sigma`, `chosen`.
    noise : Noise or None
        σ², φ and exponent of the chosen law.
    series : TensionSeries
        What the breaks were dated in.
    direction : str
        Which series.
    limits : Limits
        What a regime needs.
    reason : str
        Why no break could be looked for; "" when one could.
    provenance : Provenance
        Inputs and parameters.
    verdict : Verdict or None
        Candidates, the number chosen and why; None when no break could be looked for.
    """

    table: pd.DataFrame
    regimes: pd.DataFrame
    numbers: pd.DataFrame
    noise: Noise | None
    series: TensionSeries
    direction: str
    limits: Limits
    reason: str
    provenance: Provenance
    verdict: Verdict | None = None

    @classmethod
    def nothing(
        cls, series: TensionSeries, direction: str, limits: Limits, reason: str
    ) -> Breaks:
        """Return the answer that no break could be looked for, and why."""
        empty = schema.empty(schema.BREAKS)
        return cls(empty, pd.DataFrame(), pd.DataFrame(), None, series, direction, limits, reason,
                   series.provenance)

    def __len__(self) -> int:
        return len(self.table)

    def __bool__(self) -> bool:
        return True

    @property
    def rival(self) -> tuple[int, float] | None:
        """Number of breaks of the next best answer, and how much higher its BIC is.

        0 higher where breaks were refused for want of strong evidence.
        """
        if not len(self.numbers) or self.numbers["chosen"].all():
            return None
        ordered = self.numbers.sort_values("bic", kind="stable")
        best, others = ordered[ordered["chosen"]].iloc[0], ordered[~ordered["chosen"]]
        apart = float(others["bic"].iloc[0] - best["bic"])
        return int(others["breaks"].iloc[0]), max(apart, 0.0)

    @cached_property
    def p_values(self) -> np.ndarray:
        """P-value of each break, its neighbours given: that its regime and the last are one."""
        return self.table["p_value"].to_numpy(dtype=float)

    @cached_property
    def posterior(self) -> np.ndarray:
        """Probability that a new regime begins at each period of the grid; 0 in silent ones."""
        periods = len(self.series.periods)
        if self.verdict is None:
            return np.zeros(periods)
        return posterior_by_period(self.verdict.fit, periods)

    @property
    def levels(self) -> np.ndarray:
        """Level of the regime of each period of the grid; missing where none was fitted."""
        levels = np.full(len(self.series.periods), np.nan)
        for begin, end, level in zip(*(self.regimes.get(name, []) for name in
                                       ("begin", "end", "level")), strict=True):
            levels[begin : end + 1] = level
        return levels

    def period(self, label: str) -> pd.Period:
        """Return the period of a label of this series."""
        return self.series.periods[labels_of(self.series.periods).index(label)]

    def summary(self) -> str:
        """Return the breaks in words, and what a further one would have taken."""
        head = f"{self.series.dyad.title}, {self.series.dyad.spoken(self.direction)}"
        if self.reason:
            return f"{head}: {self.reason}."
        lines = [f"{head}: {how_many(len(self), 'break')}."]
        lines += [self._sentence(row) for row in self.table.itertuples()]
        lines.append(self._criterion())
        return "\n".join(lines)

    def _sentence(self, row: object) -> str:
        found = {name: getattr(row, name) for name in schema.names(schema.BREAKS)
                 if name not in ("break", "direction", "origin")}
        return "  " + say(
            "{period} (95 % date set {first} to {last}): {way} by {size} points (95 % {band}), "
            "from {before} to {after}; {p}", period=spoken(self.period(found["period"])),
            first=found["first"], last=found["last"],
            way=say("up") if found["size"] > 0 else say("down"), size=points(abs(found["size"])),
            band=change_band(found["size_low"], found["size_high"]),
            before=points(found["level_before"]), after=points(found["level_after"]),
            p=p_text(found["p_value"]),
        )

    def _criterion(self) -> str:
        assert self.noise is not None
        assert self.verdict is not None
        noise = say("noise with autocorrelation {phi:.2f} from one {period} to the next",
                    phi=self.noise.phi, period=noun(self.series.freq))
        text = f"  {self.verdict.words}; {noise}"
        if self.noise.phi >= PHIS[-1]:
            text += say(", the most that is tried: longer periods are safer")
        plain = self.verdict.number == "bic" and not self.verdict.refused
        if self.rival is not None and plain:
            count, apart = self.rival
            text += say("; the nearest rival has {breaks} and a BIC {apart:.1f} higher",
                        breaks=how_many(count, "break"), apart=apart)
        return "; ".join([text, *self.verdict.remarks])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the periods' tension, the regimes' levels, and each break with its date set."""
        from tension.models.draw import draw_breaks_figure

        return draw_breaks_figure(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>" + str(
            self.table.round(1).to_html(index=False)
        )
