"""`LabelScores`: what a series was worth as a sign of someone else's crises and thaws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tension.core import results, schema
from tension.core.period import spoken
from tension.core.provenance import Provenance
from tension.core.rounding import MINUS, counted, p_text
from tension.core.schema import each_row
from tension.sources.labels import KINDS, LabelSet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tension.explain.external_labels import Signal

PLURAL = {"crisis": "crises", "thaw": "thaws"}


@dataclass(frozen=True)
class Row:
    """One measure with its baseline."""

    kind: str
    measure: str
    value: float
    baseline: float
    baseline_low: float
    baseline_high: float
    p_value: float
    number: int

    @classmethod
    def of(cls, kind: str, measure: str, moved: np.ndarray, better: int, number: int) -> Row:
        """Return the measure at the labels' own place among those at every other.

        ``better`` is 1 where more is better, −1 where less is, 0 where nearer to 0 is.
        """
        known = moved[np.isfinite(moved)]
        value = float(moved[0])
        if np.isnan(value):
            return cls(kind, measure, *(float("nan"),) * 5, number)
        rated = -np.abs(known) if better == 0 else better * known
        own = -abs(value) if better == 0 else better * value
        low, high = np.quantile(known, [0.025, 0.975])
        return cls(kind, measure, value, float(known.mean()), float(low), float(high),
                   float((rated >= own - 1e-9).mean()), number)


@dataclass(frozen=True)
class LabelScores:
    """A series held against dated crises and thaws.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.results.LABEL_SCORES`, one row a kind and measure.
    episodes : DataFrame
        Columns as declared in `core.results.LABEL_EPISODES`, one row a label in the time covered.
    outside : DataFrame
        Labels that lie outside it: `start`, `end`, `kind`, `label`.
    limits : mapping
        Kind → value from which on (for thaws, down from which) a period is an alarm.
    signal : Signal
        What was held against them.
    labels : LabelSet
        The labels.
    provenance : Provenance
        Inputs.
    """

    table: pd.DataFrame
    episodes: pd.DataFrame
    outside: pd.DataFrame
    limits: Mapping[str, float]
    signal: Signal
    labels: LabelSet
    provenance: Provenance

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", schema.conform(self.table, results.LABEL_SCORES))
        object.__setattr__(self, "episodes", schema.conform(self.episodes, results.LABEL_EPISODES))
        object.__setattr__(self, "limits", MappingProxyType(dict(self.limits)))

    @classmethod
    def made(
        cls, rows: Sequence[Row], episodes: pd.DataFrame, outside: pd.DataFrame,
        limits: Mapping[str, float], signal: Signal, labels: LabelSet,
    ) -> LabelScores:
        """Return the scores of these measures and labels."""
        told = episodes.assign(
            start=episodes["start"].astype(str), end=episodes["end"].astype(str),
            hit=episodes["alarms"] > 0,
        )
        return cls(
            pd.DataFrame([vars(row) for row in rows]), told[schema.names(results.LABEL_EPISODES)],
            outside.drop(columns="at").reset_index(drop=True), limits, signal, labels,
            signal.provenance.join(Provenance((labels.source,))),
        )

    def measure(self, kind: str, measure: str) -> Any:
        """Return the row of one kind and measure; None where there is none."""
        rows = self.table[(self.table["kind"] == kind) & (self.table["measure"] == measure)]
        return next(each_row(rows), None)

    def summary(self) -> str:
        """Return what the series is worth as a sign of the labels, in words."""
        signal = self.signal
        kinds = [kind for kind in KINDS if kind in self.limits]
        counts = " and ".join(
            counted(int((self.episodes["kind"] == kind).sum()), kind, PLURAL[kind])
            for kind in kinds)
        head = signal.title if signal.title == signal.name else f"{signal.title}: {signal.name}"
        lines = [f"{head}, by {signal.freq}, against {self.labels.name}: {counts} between "
                 f"{spoken(signal.periods[0])} and {spoken(signal.periods[-1])}."]
        if len(self.outside):
            named = ", ".join(f"{row.label or row.kind} ({row.start} to {row.end})"
                              for row in each_row(self.outside))
            lines.append(f"  Left out, being outside the time covered: {named}.")
        for kind in kinds:
            lines += self._of_kind(kind)
        if signal.smoothed:
            lines.append("  A level is smoothed over later periods too, so that it can seem to "
                         "foresee what the series itself did not.")
        return "\n".join(lines)

    def _of_kind(self, kind: str) -> list[str]:
        freq, name = self.signal.freq, PLURAL[kind]
        hit, area = self.measure(kind, "episodes hit"), self.measure(kind, "AUC")
        if np.isnan(area.value):
            return [f"  {name.capitalize()}: no {freq} in them has a value, or every one that has "
                    "lies in them: nothing to tell apart."]
        share, false = self.measure(kind, "periods hit"), self.measure(kind, "false alarms")
        lag = self.measure(kind, "lag")
        side, way = ("or more", "tenser") if kind == "crisis" else ("or less", "calmer")
        number = round(hit.value * hit.number)
        lines = [
            f"  {name.capitalize()}: an alarm is a {freq} of {_number(self.limits[kind])} {side}. "
            f"{number} of {hit.number} hit ({hit.baseline * hit.number:.1f} by chance, "
            f"{p_text(hit.p_value)}); alarms in {share.value:.0%} of {counted(share.number, freq)} "
            f"labelled and in {false.value:.0%} of {counted(false.number, freq)} not "
            f"({share.baseline:.0%} of either by chance, {p_text(share.p_value)}).",
            f"    A labelled {freq} is {way} than another in {area.value:.0%} of pairs (AUC; 50 % "
            f"says nothing; by chance {area.baseline_low:.0%} to {area.baseline_high:.0%}, "
            f"{p_text(area.p_value)}).",
        ]
        if lag.value == 0:
            fit = "The labels fit best where they stand"
        else:
            after = "after" if lag.value > 0 else "before"
            fit = (f"The series fits best {counted(abs(lag.value), freq)} {after} the labels")
        lines.append(f"    {fit} (so near by chance: {p_text(lag.p_value)}).")
        missed = self.episodes[(self.episodes["kind"] == kind) & ~self.episodes["hit"].astype(bool)]
        if len(missed):
            told = ", ".join(
                (row.label or row.start) + ("" if row.observed else " (nothing recorded in it)")
                for row in each_row(missed))
            lines.append(f"    Missed: {told}.")
        return [line.replace("%", " %").replace("  %", " %") for line in lines]

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the series with the labelled spells shaded and its alarms ringed."""
        from tension.explain.label_picture import draw_labels

        return draw_labels(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>" + str(
            self.table.round(3).to_html(index=False)
        )


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", MINUS)
