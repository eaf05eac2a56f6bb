"""Relations as a stock that acts move: a second reading beside the mean.

The mean says what kind of acts a period held, however many; a stock says where all acts so far have
left the relation. It grows with the number of acts, hence with how much a source reports, and it
adds up what was recorded: an account, not an estimate, so that it has no interval.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.signal import lfilter

from tension.core import results, schema
from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.period import PER_YEAR, labels_of, spoken
from tension.core.provenance import Provenance
from tension.core.rounding import MINUS, counted, signed
from tension.events.spans import day_spans
from tension.series.coverage import UNCOVERED
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DECAY, TSINGHUA = "decay", "tsinghua"
END = 9.0
"""Ends of Yan's measure of a relation: −9 to 9."""

HALF_LIFE = 12.0
"""Months after which an act counts half, when nothing else is asked for."""

QUICK = 6.0
"""Memory in events below which a stock follows the last few acts only, and is said to."""

MOST_UNKNOWN = 0.25
"""Share of the stock's memory in periods not covered, above which the stock is not told."""


@dataclass(frozen=True)
class Stock:
    """Where the acts so far have left a relation, period by period.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.results.STOCK`, one row a period.
    how : str
        ``decay`` or ``tsinghua``.
    parameters : mapping
        ``half_life`` (months) of a stock that decays; ``start`` (−9…9), ``weight`` (0…1),
        ``memory`` (events after which half of where it stood is gone) and ``order`` (largest
        difference that the order of a day's acts makes) of Yan's.
    direction : str
        Whose acts.
    reason : str
        Why there is none; "" when there is one.
    provenance : Provenance
        Inputs and parameters.
    series : TensionSeries
        What was added up.
    """

    table: pd.DataFrame
    how: str
    parameters: Mapping[str, float]
    direction: str
    reason: str
    provenance: Provenance
    series: TensionSeries

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", schema.conform(self.table, results.STOCK))
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))

    def _unit(self) -> str:
        """What the stock is measured in, where the name of the rule does not say it."""
        return f" points of {self.series.scale.name}" if self.how == DECAY else ""

    def summary(self) -> str:
        """Return the stock at the end, its extremes, and what it is, in a few lines."""
        head = f"{self.series.dyad.title}, {self.series.dyad.spoken(self.direction)}"
        if self.reason:
            return f"{head}: no stock of acts: {self.reason}."
        told = self.table["stock"].to_numpy()
        names = [spoken(period) for period in self.series.periods]
        last, low, high = (int(at) for at in (
            np.flatnonzero(~np.isnan(told))[-1], np.nanargmin(told), np.nanargmax(told)))
        return "\n".join([
            f"{head}: {self.title}: {signed(told[last])}{self._unit()} at the end of "
            f"{names[last]} (above 0 is cooperation).",
            f"  lowest {signed(told[low])} ({names[low]}), highest {signed(told[high])} "
            f"({names[high]})",
            *self._cautions(),
        ])

    @property
    def title(self) -> str:
        """Name of the rule for readers."""
        if self.how == DECAY:
            life = self.parameters["half_life"]
            return ("stock of acts that never fades" if np.isinf(life) else
                    f"stock of acts, half-life {life:g} {'month' if life == 1 else 'months'}")
        weight = self.parameters["weight"]
        part = "" if weight == 1 else f", acts at {100 * weight:g} % of their score"
        return f"stock of acts by the Tsinghua rule, {MINUS}9 to 9{part}"

    def _cautions(self) -> list[str]:
        both = ("  a second reading beside the mean: it grows with the number of acts recorded and "
                "is an account of them, with no interval")
        if self.how == DECAY:
            return [both]
        start, memory, order = (self.parameters[name] for name in ("start", "memory", "order"))
        quick = "; a smaller weight remembers longer" if memory < QUICK else ""
        half = "no act has moved it" if np.isinf(memory) else (
            f"half of where the stock stands is gone after about "
            f"{counted(max(round(memory), 1), 'event')}{quick}")
        doubt = [f"  the order of a day's acts, which is not known, moves it by {order:.1f} at "
                 "most"] if order >= 0.05 else []
        return [
            f"  started at {signed(start)}; {half}", *doubt,
            "  a second reading beside the mean, from Goldstein-type scores mapped to "
            f"{MINUS}9 to 9: its level is not that of the Tsinghua data, whose events are scored "
            "otherwise; an account of acts, with no interval",
        ]

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the stock, conflict upwards, over the number of events; return the Axes."""
        from tension.models.draw_stock import draw_stock_figure

        return draw_stock_figure(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        shown = self.table.drop(columns=["direction", "origin"]).tail(8).round(2)
        return f"<pre>{escape(self.summary())}</pre>" + str(shown.to_html(index=False))


def accumulate(
    series: TensionSeries, how: str = DECAY, *, direction: str = BOTH, **choices: float
) -> Stock:
    """Return relations as a stock moved by acts, by one of two rules.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.
    how : str
        ``decay`` (`decaying_stock`) or ``tsinghua`` (`tsinghua_stock`).
    direction : str
        ``IRN>AZE``, ``AZE>IRN`` or ``both``.
    **choices
        ``half_life`` of the first, ``start`` and ``weight`` of the second.

    Returns
    -------
    Stock
        `.table` with the columns of `core.results.STOCK`.

    Raises
    ------
    UsageError
        If there is no such rule, it has no such choice, or a choice is out of range.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> series = build_series(read_events())
    >>> accumulate(series, "decay", half_life=6).how
    'decay'
    """
    if how not in _RULES:
        raise UsageError(f"there is no rule {how!r} to add acts up; use {' or '.join(_RULES)}")
    rule, known = _RULES[how]
    if unknown := sorted(set(choices) - set(known)):
        raise UsageError(f"the rule {how} has no choice {unknown[0]!r}; it has "
                         f"{' and '.join(known)}")
    return rule(series, direction, **choices)


def decaying_stock(
    series: TensionSeries, direction: str = BOTH, half_life: float = HALF_LIFE
) -> Stock:
    """Return the sum of all acts' scores, each fading by half with every half-life.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.
    direction : str
        ``IRN>AZE``, ``AZE>IRN`` or ``both``.
    half_life : float
        Months after which an act counts half; infinite for a plain sum.

    Returns
    -------
    Stock
        `.table` with the columns of `core.results.STOCK`; without a scored event in a covered
        period every stock is missing and `.reason` says so.

    Raises
    ------
    UsageError
        If the half-life is not above 0, or the direction is not one of the dyad's.

    Notes
    -----
    Sₜ = k Sₜ₋₁ + total of the period's scores, k = 2^(−1 ÷ half-life in periods); all acts of a
    period count fully at its end. It begins with the first covered period: what came before is no
    part of it. In a silent period it fades, for the source looked and found nothing. What was done
    in a period that is not covered is unknown: the stock is missing there, and after it until no
    more than a quarter of its memory (the weights k⁰, k¹, k² … back to the first covered period)
    lies in such periods; the column `unknown` is that share. A period covered in part counts as
    covered.
    """
    if not half_life > 0:
        raise UsageError(f"half_life: {half_life:g} is no time; give months above 0")
    rows = series.direction(direction)
    covered = (rows["coverage"] != UNCOVERED).to_numpy()
    reason = _nothing(rows, covered)
    keep = 2.0 ** (-1.0 / (half_life / 12.0 * PER_YEAR[series.freq]))
    flow = rows["total"].fillna(0.0).to_numpy(dtype=float)
    begun = np.maximum.accumulate(covered)
    gap = _faded((begun & ~covered).astype(float), keep)
    memory = _faded(begun.astype(float), keep)
    unknown = np.where(begun, gap / np.where(begun, memory, 1.0), 1.0)
    return _result(series, direction, DECAY, {"half_life": float(half_life)}, reason,
                   flow, _faded(flow, keep), unknown)


def tsinghua_stock(
    series: TensionSeries, direction: str = BOTH, start: float = 0.0, weight: float = 1.0
) -> Stock:
    """Return a relation on −9 to 9 by the rule of Yan Xuetong: the nearer an end, the less counts.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.
    direction : str
        ``IRN>AZE``, ``AZE>IRN`` or ``both``.
    start : float
        Where the relation stands before the first act, −9…9; 0 is neither good nor bad.
    weight : float
        Share of its score that an act counts, above 0 to 1; 1 is the rule as published.

    Returns
    -------
    Stock
        `.table` with the columns of `core.results.STOCK`; without a scored event in a covered
        period every stock is missing and `.reason` says so.

    Raises
    ------
    UsageError
        If the start lies beyond −9…9, the weight beyond 0…1, or the direction is not one of the
        dyad's.

    Notes
    -----
    An act that scores I moves a relation at P by (9 − P)/9 × I if I is above 0 and by
    (9 + P)/9 × I if it is below. Scores are those of the series' scale, stretched from its bound
    to 9; the relation then cannot leave −9…9, and an act of the full bound takes it to an end at
    once. Nothing fades: silent periods leave it where it is.

    Acts count one after another, by the last day they can have happened on; the order within a day
    is not known and is taken from the most conflictual to the most cooperative. `.parameters` has
    the largest difference the reverse order makes.

    Each act multiplies what the level owes to its past by 1 − |I|/9: hence the memory in events,
    and the share `unknown` after periods that are not covered, whose acts could have left it
    anywhere. Above a quarter the stock is missing.

    The database it is taken from scores few, great acts by a table of its own. Scores of the
    Goldstein kind are larger and acts more: at a weight of 1 a handful of acts leaves little of
    where the relation stood before, which `weight` mends and `.parameters` tells.

    References
    ----------
    Yan Xuetong & Zhou Fangyin (2004), 国家双边关系的定量衡量 [Quantitative measurement of
    bilateral relations], 中国社会科学 [Social Sciences in China] 2004(6), 90–103.
    Yan Xuetong, Zhou Fangyin, Qi Haixia & Xu Jin (2010), 中外关系鉴览 1950–2005 [China's foreign
    relations in figures, 1950–2005], 高等教育出版社 [Higher Education Press], Beijing.
    """
    if not abs(start) <= END:
        raise UsageError(f"start: {start:g} lies beyond {MINUS}9 to 9")
    if not 0 < weight <= 1:
        raise UsageError(f"weight: {weight:g} is no share; give a number above 0, up to 1")
    rows = series.direction(direction)
    covered = (rows["coverage"] != UNCOVERED).to_numpy()
    reason = _nothing(rows, covered)
    mine = series.events_in(direction).dropna(subset=["score"])
    place = {label: at for at, label in enumerate(labels_of(series.periods))}
    at = mine["period"].map(place).to_numpy(dtype=int)
    last = day_spans(mine)[1].to_numpy()
    impact = weight * END * mine["score"].to_numpy(dtype=float) / series.scale.bound
    ahead, back = (
        _moved(at[order], impact[order], len(rows), start)
        for order in (np.lexsort((sign * impact, last)) for sign in (1.0, -1.0))
    )
    unknown = _forgotten(at, impact, covered)
    told = covered & (unknown <= MOST_UNKNOWN)
    fade = -np.log1p(-np.minimum(np.abs(impact) / END, 1 - 1e-9))
    parameters = {
        "start": float(start), "weight": float(weight),
        "memory": float(np.log(2) / fade.mean()) if fade.sum() else np.inf,
        "order": float(np.abs(ahead - back)[told].max(initial=0.0)),
    }
    flow = np.diff(ahead, prepend=start)
    return _result(series, direction, TSINGHUA, parameters, reason, flow, ahead, unknown)


_RULES: dict[str, tuple[Callable[..., Stock], tuple[str, ...]]] = {
    DECAY: (decaying_stock, ("half_life",)), TSINGHUA: (tsinghua_stock, ("start", "weight")),
}


def _nothing(rows: pd.DataFrame, covered: np.ndarray) -> str:
    """Why there is nothing to add up, or "" when there is."""
    if not covered.any():
        return "no period of it is covered by the source"
    if not (rows["scored"] > 0).any():
        return "no event with a score"
    return ""


def _faded(values: np.ndarray, keep: float) -> np.ndarray:
    """Sums in which what came before counts ``keep`` times as much with every step."""
    return np.asarray(lfilter([1.0], [1.0, -keep], values))


def _moved(at: np.ndarray, impact: np.ndarray, periods: int, start: float) -> np.ndarray:
    """Where the relation stands at the end of each period, acts taken in the order given."""
    ends, level = np.full(periods, np.nan), start
    for place, one in zip(at.tolist(), impact.tolist(), strict=True):
        level += (END - level if one > 0 else END + level) / END * one
        ends[place] = level
    return pd.Series(ends).ffill().fillna(start).to_numpy()


def _forgotten(at: np.ndarray, impact: np.ndarray, covered: np.ndarray) -> np.ndarray:
    """Share of each period's level that rests on where the last uncovered period left it."""
    kept = np.ones(len(covered))
    np.multiply.at(kept, at, 1.0 - np.abs(impact) / END)
    shares, share = np.empty(len(covered)), 0.0
    begun = np.maximum.accumulate(covered)
    for place, one in enumerate(kept.tolist()):
        # Before the first covered period the start is given: it is stated, not unknown.
        share = share * one if covered[place] else 1.0 if begun[place] else 0.0
        shares[place] = share if begun[place] else 1.0
    return shares


def _result(
    series: TensionSeries, direction: str, how: str, parameters: Mapping[str, float], reason: str,
    flow: np.ndarray, stock: np.ndarray, unknown: np.ndarray,
) -> Stock:
    """Put a stock together, missing where too little is known."""
    covered = (series.direction(direction)["coverage"] != UNCOVERED).to_numpy()
    told = covered & (unknown <= MOST_UNKNOWN) & (not reason)
    table = pd.DataFrame({
        "period": labels_of(series.periods), "direction": direction, "origin": series.origin,
        "flow": np.where(covered, flow, np.nan), "stock": np.where(told, stock, np.nan),
        "unknown": unknown,
    })
    noted: dict[str, Any] = {f"stock_{name}": value for name, value in parameters.items()}
    return Stock(table, how, parameters, direction, reason,
                 series.provenance.choose(stock=how, **noted), series)
