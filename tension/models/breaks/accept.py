"""What `date_breaks` accepts, checked: arrays in, observations or a named error out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tension.core.errors import UsageError
from tension.core.rounding import counted
from tension.models.breaks.cycle import SHORTEST_CYCLE
from tension.models.breaks.model import Model
from tension.models.breaks.search import Limits
from tension.models.noise import Observations

MOST = 12
"""Largest number of breaks tried unless another is asked for."""

EQUAL = 1e-12
"""Of the largest value, what values may differ by and count as equal."""

LARGEST, SMALLEST = 1e100, 1e-100
"""Beyond the one squares overflow; differences below the other vanish when squared."""


def observed(y: Any, events: Any) -> Observations:
    """Return the observed periods of an array.

    Parameters
    ----------
    y : array-like, n
        Missing where silent.
    events : array-like, n, or None
        (Effective) events of each period; any number where silent.

    Raises
    ------
    UsageError
        If the arrays are not numbers in one dimension and of one length, or hold infinite values,
        or an index skips or repeats periods.
    """
    values = _numbers("y", y)
    seen = np.flatnonzero(~np.isnan(values))
    if events is None:
        counts, sampling = np.ones(len(seen)), np.zeros(len(seen))
    else:
        counts = _counts(events, values, seen)
        sampling = 1.0 / counts
    return Observations(seen, values[seen], sampling, counts, 0.0, (0, len(values)))


def _numbers(name: str, given: Any) -> np.ndarray:
    if isinstance(given, pd.Series | pd.DataFrame):
        _check_index(name, given.index)
    raw = np.asarray(given)
    text = raw.dtype.kind in "US" or (
        raw.dtype.kind == "O" and any(isinstance(one, str) for one in raw.flat))
    if text or raw.dtype.kind in "cmM":
        what = "text" if text else f"{raw.dtype} values"
        raise UsageError(f"{name} holds {what}; give floats, missing (NaN) where silent")
    try:
        # pandas knows every way of writing a missing value.
        flat = pd.to_numeric(pd.Series(raw.ravel())).to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError) as fault:
        raise UsageError(f"{name} holds something that is no number ({fault}); give floats, "
                         "missing (NaN) where silent") from None
    values = np.asarray(flat.reshape(raw.shape))
    if values.ndim != 1:
        raise UsageError(f"{name} has {values.ndim} dimensions; give one value a period")
    infinite = np.flatnonzero(np.isinf(values))
    if len(infinite):
        raise UsageError(f"{name} is infinite at position {infinite[0]}; a silent period is "
                         "missing (NaN)")
    large = np.flatnonzero(np.abs(values) > LARGEST)
    if len(large):
        raise UsageError(f"{name} is {values[large[0]]:g} at position {large[0]}, too large to be "
                         "squared; use another unit")
    return values


def _check_index(name: str, index: pd.Index) -> None:
    if index.has_duplicates:
        twice = index[index.duplicated()][0]
        raise UsageError(f"{name} has {twice} twice in its index; one value a period is needed")
    if not index.is_monotonic_increasing:
        raise UsageError(f"the index of {name} is out of order; sort it")
    if isinstance(index, pd.PeriodIndex) and len(index):
        whole = pd.period_range(index[0], index[-1], freq=index.freq)
        if len(whole) > len(index):
            raise UsageError(f"the index of {name} skips {whole.difference(index)[0]}; a silent "
                             "period has a row of its own, missing (NaN)")


def _counts(events: Any, values: np.ndarray, seen: np.ndarray) -> np.ndarray:
    counts = _numbers("events", events)
    if len(counts) != len(values):
        raise UsageError(f"events has {len(counts)} periods and y {len(values)}; give as many")
    wrong = seen[~(counts[seen] > 0)]
    if len(wrong):
        raise UsageError(f"y is observed at position {wrong[0]} and events is "
                         f"{counts[wrong[0]]:g} there; an observed period has events above 0")
    return np.asarray(counts[seen])


def model_of(
    cost: str, ar: str | float, weight: str | float, cycle: float | None
) -> Model:
    """Return the model that the options name.

    Raises
    ------
    UsageError
        If an option is not one of its values.
    """
    if cost not in ("mean", "trend"):
        raise UsageError(f"there is no cost {cost!r}; use mean or trend")
    phi = None if ar == "auto" else _share("ar", ar)
    if phi is not None and not 0 <= phi < 1:
        raise UsageError(f"ar is {phi:g}; the autocorrelation is 'auto' or from 0 to below 1")
    exponent = None if weight == "auto" else _share("weight", weight)
    if exponent is not None and not 0 <= exponent <= 1:
        raise UsageError(f"weight is {exponent:g}; it is 'auto', 0 (all periods alike) or 1 (by "
                         "their events)")
    if cycle is not None and not SHORTEST_CYCLE < cycle < np.inf:
        raise UsageError(f"cycle is {cycle:g}; it is the periods of a year, more than 2, or None")
    return Model(cost, phi, exponent, cycle)


def _share(name: str, given: Any) -> float:
    if isinstance(given, str) or not np.isfinite(given):
        raise UsageError(f"{name} is {given!r}; use 'auto' or a number")
    return float(given)


def check_limits(limits: Limits, most: int | None, level: float = 0.95) -> None:
    """Raise UsageError if limits, number or level make no sense."""
    if limits.periods < 1 or limits.observed < 1 or (most is not None and most < 0):
        raise UsageError("a regime needs at least 1 period and 1 observed period, and breaks are "
                         "counted from 0")
    if not 0 < level < 1:
        raise UsageError(f"level is {level:g}; a coverage lies between 0 and 1, such as 0.95")


def too_little(seen: Observations, limits: Limits) -> str:
    """Return why no break can be dated, or "" when one can."""
    count, covered = len(seen), seen.covered[1] - seen.covered[0]
    if not count:
        return "no period is observed"
    if covered < 2 * limits.periods:
        return (f"too short to date a break: {counted(covered, 'period')}, "
                f"{2 * limits.periods} needed")
    if count < 2 * limits.observed:
        return (f"too little to date a break: {counted(count, 'observed period')} in {covered:,}, "
                f"{2 * limits.observed} needed")
    apart = float(np.ptp(seen.tension))
    if apart <= max(EQUAL * float(np.abs(seen.tension).max()), SMALLEST):
        return "all observed values are equal: nothing that could break"
    return ""
