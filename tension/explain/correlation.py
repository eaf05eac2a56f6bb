"""The correlation of two series with memory, with an interval that allows for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tension.explain.block_bootstrap import block_length, draws_for, resampled

LEAST = 8
"""Pairs below which no correlation is told."""

LEAST_EFFECTIVE = 5.0
"""Independent pairs that the pairs must be worth for an interval: of fewer it would be all."""

LEAST_RELIABLE = 0.2
"""Share of a series' variance that must not be noise for the noise to be allowed for."""

CERTAIN = 1 - 1e-12
"""Correlation that stands for 1, whose transform is infinite."""


@dataclass(frozen=True)
class Correlation:
    """A correlation with its 95 % interval.

    Parameters
    ----------
    value, low, high : float
        −1…1; missing where there is none.
    pairs : int
        Periods it rests on.
    effective : float
        Independent pairs they are worth.
    block : float
        Mean length of the bootstrap's blocks.
    error : float
        Standard error of its transform by Fisher; missing without an interval.
    reason : str
        Why there is no interval, or nothing at all; "" when there is one.
    """

    value: float
    low: float
    high: float
    pairs: int
    effective: float
    block: float
    error: float
    reason: str = ""


def correlate(x: np.ndarray, y: np.ndarray, seed: int = 0) -> Correlation:
    """Return the correlation of two series of pairs in order of time, none missing.

    Notes
    -----
    Pearson's, in equal weights: each pair is one period. The interval is Student's about Fisher's
    transform, with as many degrees of freedom as the pairs are worth independent ones less two. Its
    standard error is the larger of two: that of a stationary bootstrap of the pairs, whose block
    length suits the series of each pair's influence on the correlation and is at least n^(1/3); and
    1/√(m − 3), with m = n (1 − φψ)/(1 + φψ) the independent pairs that n are worth where the two
    have the autocorrelations φ and ψ at lag one, corrected for their bias. The bootstrap alone
    holds the truth in 80 % of cases where memory is long, for its blocks cut it; the second alone
    does not see that spreads differ between periods.

    References
    ----------
    Politis & Romano (1994), as `block_bootstrap.resampled`.
    Quenouille (1952), Associated Measurements, Butterworths, section 10.
    Ólafsdóttir & Mudelsee (2014), Mathematical Geosciences 46, 411–427,
    doi:10.1007/s11004-014-9523-4.
    """
    count, nothing = len(x), float("nan")
    if count < LEAST:
        return Correlation(nothing, nothing, nothing, count, nothing, nothing, nothing,
                           f"at least {LEAST} are needed")
    if min(np.ptp(x), np.ptp(y)) <= 1e-9 * max(float(np.abs([x, y]).max()), 1.0):
        return Correlation(nothing, nothing, nothing, count, nothing, nothing, nothing,
                           "one of the two never moves")
    value = float(pearson(x, y))
    effective = worth(x, y)
    block = max(block_length(influence(x, y)), count ** (1 / 3))
    if effective < LEAST_EFFECTIVE:
        return Correlation(value, nothing, nothing, count, effective, block, nothing,
                           "too slow for an interval")
    made = resampled(
        count, block, draws_for(count), seed, lambda at: pearson(x[at], y[at]))
    spread = float(np.std(_transform(made[np.isfinite(made)]), ddof=1))
    error = max(spread, (effective - 3) ** -0.5) if abs(value) < CERTAIN else spread
    low, high = interval(value, error, effective)
    return Correlation(value, low, high, count, effective, block, error)


def interval(value: float, error: float, effective: float) -> tuple[float, float]:
    """Return the 95 % interval of a correlation by the standard error of its transform."""
    reach = float(stats.t.ppf(0.975, max(effective - 2, 1.0))) * error
    centre = float(_transform(value))
    return float(np.tanh(centre - reach)), float(np.tanh(centre + reach))


def pearson(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return Pearson's correlation along the last axis; missing where one side has no spread."""
    x, y = x - x.mean(-1, keepdims=True), y - y.mean(-1, keepdims=True)
    spread = np.sqrt((x * x).sum(-1) * (y * y).sum(-1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(spread > 0, (x * y).sum(-1) / spread, np.nan))


def influence(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return how much each pair pulls the correlation (its influence function)."""
    x, y = (x - x.mean()) / x.std(), (y - y.mean()) / y.std()
    return np.asarray(x * y - (x @ y / len(x)) * (x**2 + y**2) / 2)


def worth(x: np.ndarray, y: np.ndarray) -> float:
    """Return how many independent pairs the pairs are worth, by the memory of both."""
    together = memory(x) * memory(y)
    return float(len(x) * (1 - together) / (1 + together))


def memory(x: np.ndarray) -> float:
    """Return the autocorrelation at lag one, corrected for its bias, 0 to .99.

    References
    ----------
    Kendall (1954), Biometrika 41, 403–404, doi:10.1093/biomet/41.3-4.403.
    """
    centred = x - x.mean()
    found = float(centred[1:] @ centred[:-1] / (centred @ centred))
    return min(max(found + (1 + 3 * found) / len(x), 0.0), 0.99)


def reliability(values: np.ndarray, errors: np.ndarray) -> float:
    """Return the share of the values' variance that is not noise; missing if noise is unknown."""
    return float(1 - np.mean(errors**2) / np.var(values, ddof=1))


def without_noise(found: Correlation, reliabilities: tuple[float, float]) -> Correlation:
    """Return the correlation that two series would have without the noise of their periods.

    Notes
    -----
    Noise that is independent between the two lowers a correlation by the square root of the
    product of their reliabilities; both the correlation and the ends of its interval are divided by
    it, and end at ±1. The reliabilities are taken as known.

    References
    ----------
    Spearman (1904), American Journal of Psychology 15, 72–101, doi:10.2307/1412159.
    """
    nothing = float("nan")
    if not np.isfinite(reliabilities).all() or min(reliabilities) < LEAST_RELIABLE:
        return Correlation(nothing, nothing, nothing, found.pairs, found.effective, found.block,
                           nothing, _unreliable(reliabilities))
    share = float(np.sqrt(np.prod(reliabilities)))
    value, low, high = np.clip(np.array([found.value, found.low, found.high]) / share, -1, 1)
    return Correlation(float(value), float(low), float(high), found.pairs, found.effective,
                       found.block, nothing, found.reason)


def _unreliable(reliabilities: tuple[float, float]) -> str:
    """Why noise cannot be allowed for."""
    if not np.isfinite(reliabilities).all():
        return "the noise is not known"
    names = [name for name, share in zip(("the first", "the second"), reliabilities, strict=True)
             if share < LEAST_RELIABLE]
    return f"nearly all the variance of {' and '.join(names)} is noise"


def mean_error(values: np.ndarray, seed: int = 0) -> tuple[float, float]:
    """Return the standard error of a mean with memory, and how many independent values it is of.

    Notes
    -----
    The larger of that of a stationary bootstrap and that of an AR(1), as in `correlate`.
    """
    count, phi = len(values), memory(values) if np.ptp(values) > 0 else 0.0
    effective = count * (1 - phi) / (1 + phi)
    block = max(block_length(values), count ** (1 / 3))
    made = resampled(
        count, block, draws_for(count), seed, lambda at: values[at].mean(axis=1))
    plain = float(np.std(values, ddof=1)) / max(effective, 1.0) ** 0.5
    return max(float(np.std(made, ddof=1)), plain), effective


def _transform(value: np.ndarray | float) -> np.ndarray:
    return np.asarray(np.arctanh(np.clip(value, -CERTAIN, CERTAIN)))
