"""A series held against crises and thaws that someone else has dated.

Every measure stands beside what it would be if the labels meant nothing: the labels are moved round
the grid, together and by every number of periods, so that spells keep their lengths and distances.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.period import PER_YEAR, Frequency, period_grid
from tension.core.provenance import Provenance
from tension.core.schema import each_row
from tension.explain.label_scores import LabelScores, Row
from tension.models.latent import LatentLevel
from tension.series.coverage import UNCOVERED
from tension.series.frame import TensionSeries
from tension.sources.labels import CRISIS, KINDS, LabelSet
from tension.sources.own_series import OwnSeries

SHORTEST_LAG = 3
"""Periods before and after the labels that are looked at for the best fit, at least."""

EPISODES, PERIODS, FALSE, AREA, LAG = "episodes hit", "periods hit", "false alarms", "AUC", "lag"


@dataclass(frozen=True)
class Signal:
    """What is held against the labels: a value a period, from the first covered to the last.

    `smoothed` says that a value rests on later periods too.
    """

    name: str
    title: str
    periods: pd.PeriodIndex
    freq: Frequency
    observed: np.ndarray
    covered: np.ndarray
    smoothed: bool
    provenance: Provenance

    @classmethod
    def of(cls, one: TensionSeries | LatentLevel | OwnSeries, direction: str) -> Signal:
        """Return the signal of a series, of an estimated level, or of a series of one's own."""
        if isinstance(one, OwnSeries):
            return cls(one.name, one.name, one.periods, one.freq, one.values,
                       np.ones(len(one), dtype=bool), False, one.provenance)
        series = one.series if isinstance(one, LatentLevel) else one
        way = one.direction if isinstance(one, LatentLevel) else direction
        rows = series.direction(way)
        covered = (rows["coverage"] != UNCOVERED).to_numpy()
        if not covered.any():
            raise UsageError(f"{series.origin} covers no {series.freq} of the series")
        values = one.table["level"] if isinstance(one, LatentLevel) else rows["tension"]
        first, last = np.flatnonzero(covered)[[0, -1]]
        cut = slice(int(first), int(last) + 1)
        smoothed = isinstance(one, LatentLevel)
        what = "level of " if smoothed else ""
        return cls(f"{what}{series.origin}", f"{series.dyad.title}, {series.dyad.spoken(way)}",
                   series.periods[cut], series.freq, values.to_numpy(dtype=float)[cut],
                   covered[cut], smoothed, series.provenance)


def score_against_labels(
    found: TensionSeries | LatentLevel | OwnSeries,
    labels: LabelSet,
    direction: str = BOTH,
    *,
    threshold: float | None = None,
) -> LabelScores:
    r"""Return how well tension tells dated crises, and thaws, from other times.

    Parameters
    ----------
    found : TensionSeries, LatentLevel or OwnSeries
        What is held against the labels.
    labels : LabelSet
        Dated crises and thaws, as `read_labels` gives them; taken as the truth.
    direction : str
        Which series of a `TensionSeries`; a level and a series of one's own have but one.
    threshold : float, optional
        Value from which on a period is an alarm of crisis. Without one, and for thaws always, as
        many periods are alarms as are labelled.

    Returns
    -------
    LabelScores
        `.table` with a row a kind and measure: episodes hit (share with an alarm in them), periods
        hit (share of labelled periods that are alarms), false alarms (share of the others that
        are), AUC (share of pairs of a labelled and another period in which the first is higher, or
        lower for thaws), and lag (periods by which the labels fit best when moved: above 0 the
        series follows them).

    Raises
    ------
    UsageError
        If no label lies in the time covered.

    Notes
    -----
    A label that lies outside the covered time is left out and counted. An episode in which nothing
    was recorded is missed: the source did not see it. Shares of periods and AUC are of observed
    periods alone.

    Baseline: all circular shifts of the labels round the grid, an exact test over the cyclic group:
    the p-value is the share of the shifts, that of 0 with them, that do at least as well. Of the
    lag it is the share whose own best lag is at least as near to 0. There is nothing to seed.

    References
    ----------
    Hanley & McNeil (1982), Radiology 143, 29–36, doi:10.1148/radiology.143.1.7063747.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from tension.series.aggregate import build_series
    >>> from tension.sources.labels import read_labels
    >>> from tension.sources.read import read_events
    >>> place = Path(tempfile.mkdtemp(), "spells.csv")
    >>> _ = place.write_text("start,end,kind,label\n2012-01,2012-03,crisis,Spring 2012\n")
    >>> scores = score_against_labels(build_series(read_events()), read_labels(place))
    >>> scores.measure("crisis", "AUC").value > 0.5
    True
    """
    signal = Signal.of(found, direction)
    places = [_places(row.start, row.end, signal) for row in each_row(labels.table)]
    spells = labels.table.assign(at=pd.Series(places, dtype=object))
    inside = spells["at"].map(len) > 0
    if not inside.any():
        raise UsageError(
            f"{labels.name}: none of its labels lies in the time that {signal.name} covers "
            f"({signal.periods[0].start_time.date()} to {signal.periods[-1].end_time.date()}); "
            "bring labels of that time")
    rows: list[Row] = []
    episodes, levels = [], {}
    for kind in KINDS:
        mine = spells[inside & (spells["kind"] == kind)]
        if len(mine):
            made, alarms, levels[kind] = _score(kind, mine, signal, threshold)
            rows += made
            episodes.append(mine.assign(
                observed=[int(np.isfinite(signal.observed[at]).sum()) for at in mine["at"]],
                alarms=[int(alarms[at].sum()) for at in mine["at"]]))
    return LabelScores.made(rows, pd.concat(episodes), spells[~inside], levels, signal, labels)


def _places(start: dt.date, end: dt.date, signal: Signal) -> np.ndarray:
    """Positions of a spell's covered periods."""
    grid = signal.periods
    first, last = grid[0].start_time.date(), grid[-1].end_time.date()
    if end < first or start > last:
        return np.empty(0, dtype=int)
    spell = period_grid(max(start, first), min(end, last), signal.freq)
    at = grid.get_indexer(spell)
    return np.asarray(at[signal.covered[at]])


def _score(
    kind: str, mine: pd.DataFrame, signal: Signal, threshold: float | None
) -> tuple[list[Row], np.ndarray, float]:
    """Return the measures of one kind, which periods are alarms, and from which value on."""
    sign = 1.0 if kind == CRISIS else -1.0
    value = sign * signal.observed
    seen = np.isfinite(value)
    labelled = np.zeros(len(value), dtype=bool)
    labelled[np.concatenate(list(mine["at"]))] = True
    told = threshold if kind == CRISIS else None
    limit = _limit(value, labelled & seen) if told is None else told
    alarms = seen & (np.nan_to_num(value, nan=-np.inf) >= limit)
    hits = np.sum([_moved(alarms, _mask(at, len(value))) > 0.5 for at in mine["at"]], axis=0)
    count, caught = _moved(seen, labelled), _moved(alarms, labelled)
    with np.errstate(invalid="ignore", divide="ignore"):
        others = seen.sum() - count
        share = np.where(count > 0, caught / count, np.nan)
        false = np.where(others > 0, (alarms.sum() - caught) / others, np.nan)
    area = _areas(value, seen, labelled)
    reach = min(max(round(PER_YEAR[signal.freq]), SHORTEST_LAG), (len(value) - 1) // 2)
    lags = _best_lags(area, reach)
    rows = [
        Row.of(kind, EPISODES, hits / len(mine), 1, len(mine)),
        Row.of(kind, PERIODS, share, 1, int((labelled & seen).sum())),
        Row.of(kind, FALSE, false, -1, int((seen & ~labelled).sum())),
        Row.of(kind, AREA, area, 1, int(seen.sum())),
        Row.of(kind, LAG, lags, 0, int(seen.sum())),
    ]
    return rows, alarms, float(sign * limit)


def _limit(value: np.ndarray, labelled: np.ndarray) -> float:
    """Value from which on as many periods are alarms as are labelled."""
    ranked = np.sort(value[np.isfinite(value)])[::-1]
    return float(ranked[labelled.sum() - 1]) if labelled.any() else float("inf")


def _mask(at: np.ndarray, length: int) -> np.ndarray:
    found = np.zeros(length)
    found[at] = 1.0
    return found


def _moved(weights: np.ndarray, labelled: np.ndarray) -> np.ndarray:
    """Return, for labels moved later by 0, 1, … periods, the sum of the weights under them."""
    spectrum = np.fft.rfft(weights.astype(float)) * np.conj(np.fft.rfft(labelled.astype(float)))
    # Weights are whole or half numbers, and so are their sums.
    return np.asarray((2 * np.fft.irfft(spectrum, len(weights))).round() / 2 + 0.0)


def _areas(value: np.ndarray, seen: np.ndarray, labelled: np.ndarray) -> np.ndarray:
    """Return the area under the curve for labels moved by every number of periods."""
    ranks = np.zeros(len(value))
    ranks[seen] = rankdata(value[seen])
    count = _moved(seen, labelled)
    others = seen.sum() - count
    with np.errstate(invalid="ignore", divide="ignore"):
        won = _moved(ranks, labelled) - count * (count + 1) / 2
        return np.asarray(np.where((count > 0) & (others > 0), won / (count * others), np.nan))


def _best_lags(area: np.ndarray, reach: int) -> np.ndarray:
    """Return, for labels at every place of the grid, the move within reach that fits best.

    Of equal ones the shortest.
    """
    moves = np.array(sorted(range(-reach, reach + 1), key=lambda k: (abs(k), k)))
    every = np.stack([np.roll(area, -move) for move in moves])
    best = np.where(np.isnan(every), -np.inf, every).round(9).argmax(axis=0)
    return np.where(np.isnan(area), np.nan, moves[best])
