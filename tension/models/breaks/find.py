"""`find_breaks`: from a series to its dated breaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from tension.core import schema
from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.period import labels_of
from tension.models.breaks.cost import level_of, mean_costs
from tension.models.breaks.inference import LEVEL, date_set, step_at
from tension.models.breaks.noise import candidates, whiten
from tension.models.breaks.number import Candidate, bic, choose
from tension.models.breaks.result import Breaks
from tension.models.breaks.search import Limits, allowed, best_partitions
from tension.models.noise import Observations, observations
from tension.series.frame import TensionSeries

MOST = 12
"""Largest number of breaks tried."""

LONGEST = 3000
"""Observed periods that the exact search takes: its tables grow with their square, 72 MB each."""

ROUNDING = 1e-9
"""Points of tension by which means of equal scores may differ."""


def find_breaks(
    series: TensionSeries,
    direction: str = BOTH,
    *,
    min_segment: int = 12,
    min_observed: int = 6,
    max_breaks: int = MOST,
) -> Breaks:
    """Return the dated breaks in the level of a direction, if there are any.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.
    direction : str
        ``IRN>AZE``, ``AZE>IRN`` or ``both``.
    min_segment : int
        Calendar periods a regime lasts at least.
    min_observed : int
        Observed periods a regime holds at least.
    max_breaks : int
        Largest number of breaks tried.

    Returns
    -------
    Breaks
        `.table` with the columns of `core.schema.BREAKS`, one row a break; none is an answer.

    Raises
    ------
    UsageError
        If a limit is below 1.

    Notes
    -----
    Model: a level that is constant within regimes, with the noise τ² + σ²/effective events of each
    observed period and AR(1) errors across gaps. Dates by exact dynamic programming; the number of
    breaks, τ² and the AR coefficient by BIC with two parameters a break. The date set inverts the
    likelihood ratio, the other breaks held; the size's interval takes dates and noise as known.

    References
    ----------
    Bai & Perron (2003), Journal of Applied Econometrics 18, 1–22, doi:10.1002/jae.659.
    Eo & Morley (2015), Quantitative Economics 6, 463–497, doi:10.3982/QE186.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> breaks = find_breaks(build_series(read_events()))
    >>> bool((breaks.table["first"] <= breaks.table["period"]).all())
    True
    """
    if min_segment < 1 or min_observed < 1 or max_breaks < 0:
        raise UsageError("a regime needs at least 1 period and 1 observed period, and breaks "
                         "are counted from 0")
    limits = Limits(min_segment, min_observed)
    seen = observations(series, direction)
    reason = _too_little(seen, limits, series.freq)
    if reason:
        return Breaks.nothing(series, direction, limits, reason)
    fit = _fit(seen, limits, max_breaks)
    return Breaks(
        _break_table(fit, seen, series, direction), _regime_table(fit, seen, series),
        _number_table(fit), fit.chosen.noise, series, direction, limits, "",
        series.provenance.choose(min_segment=min_segment, min_observed=min_observed,
                                 max_breaks=max_breaks),
    )


@dataclass(frozen=True)
class _Fit:
    """The chosen partition and what inference needs of it."""

    by_count: dict[int, Candidate]
    chosen: Candidate
    permitted: np.ndarray
    observed: int

    @property
    def freedom(self) -> float:
        return max(self.observed - self.chosen.count - 1, 1)

    @property
    def edges(self) -> tuple[int, ...]:
        return (0, *self.chosen.starts, self.observed)


def _too_little(seen: Observations, limits: Limits, unit: str) -> str:
    """Why no break can be dated, or "" when one can."""
    covered = seen.covered[1] - seen.covered[0]
    events = int(seen.events.sum())
    counted = (
        f"{events} scored event{'' if events == 1 else 's'} in {len(seen)} "
        f"{unit}{'' if len(seen) == 1 else 's'}"
    )
    if len(seen) < 2 * limits.observed:
        return (f"{counted}: too little to date a break; {2 * limits.observed} {unit}s with events "
                "are needed")
    if covered < 2 * limits.periods:
        return (f"{covered} {unit}s are covered: too short to date a break; {2 * limits.periods} "
                "are needed")
    if len(seen) > LONGEST:
        return (f"{len(seen):,} {unit}s with events are more than the exact search takes "
                f"({LONGEST:,}); use longer periods")
    if float(np.ptp(seen.tension)) <= ROUNDING:
        return f"{counted}, all with the same score: nothing that could break"
    return ""


def _fit(seen: Observations, limits: Limits, most: int) -> _Fit:
    """Find, for each number of breaks, the best dates and noise; choose the number."""
    permitted = allowed(seen.position, seen.covered, limits)
    by_count: dict[int, Candidate] = {}
    for noise in candidates(seen.tension, seen.sampling):
        cost = mean_costs(whiten(seen.tension, seen.position, seen.sampling, noise))
        for count, (fit, starts) in enumerate(best_partitions(cost, permitted, most)):
            if count not in by_count or fit < by_count[count].fit:
                value = bic(fit, count, len(seen))
                by_count[count] = Candidate(count, fit, value, tuple(starts), noise)
    return _Fit(by_count, choose(by_count), permitted, len(seen))


def _break_table(
    fit: _Fit, seen: Observations, series: TensionSeries, direction: str
) -> pd.DataFrame:
    labels = labels_of(series.periods)
    white = whiten(seen.tension, seen.position, seen.sampling, fit.chosen.noise)
    cost = mean_costs(white)
    rows = []
    for which, start in enumerate(fit.chosen.starts):
        left, _, right = fit.edges[which : which + 3]
        step = step_at(white, (left, start, right), fit.freedom)
        first, last = date_set(cost, fit.permitted, fit.chosen.starts, which)
        rows.append((
            direction, which + 1, labels[seen.position[start]],
            # Silent periods before the first possible observation may hold the change too.
            labels[seen.position[first - 1] + 1], labels[seen.position[last]],
            step.before, step.after, step.size, step.low, step.high,
            seen.events[left:start].sum(), seen.events[start:right].sum(),
        ))
    frame = pd.DataFrame(rows, columns=schema.names(schema.BREAKS))
    return schema.conform(frame, schema.BREAKS) if rows else schema.empty(schema.BREAKS)


def _regime_table(fit: _Fit, seen: Observations, series: TensionSeries) -> pd.DataFrame:
    """Return regimes: number, first and last position and label, level, interval, events."""
    white = whiten(seen.tension, seen.position, seen.sampling, fit.chosen.noise)
    labels = labels_of(series.periods)
    begins = [seen.covered[0], *(int(seen.position[s]) for s in fit.chosen.starts)]
    ends = [*(begin - 1 for begin in begins[1:]), seen.covered[1] - 1]
    reach = float(stats.t.ppf(0.5 + LEVEL / 2, fit.freedom))
    rows = []
    for number, (left, right) in enumerate(zip(fit.edges[:-1], fit.edges[1:], strict=True)):
        level, variance = level_of(white, left, right)
        half = reach * variance**0.5
        rows.append((
            number + 1, begins[number], ends[number], labels[begins[number]], labels[ends[number]],
            level, level - half, level + half, seen.events[left:right].sum(), right - left,
        ))
    return pd.DataFrame(rows, columns=[
        "regime", "begin", "end", "first", "last", "level", "level_low", "level_high", "events",
        "observed",
    ])


def _number_table(fit: _Fit) -> pd.DataFrame:
    """Return one row per number of breaks: −2 log likelihood, BIC, noise, whether chosen."""
    rows = [
        (one.count, one.fit, one.bic, one.noise.phi, one.noise.tau2**0.5,
         one.count == fit.chosen.count)
        for one in fit.by_count.values()
    ]
    return pd.DataFrame(rows, columns=["breaks", "minus_two_log_likelihood", "bic", "phi", "tau",
                                       "chosen"])
