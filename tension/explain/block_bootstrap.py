"""The stationary bootstrap: resamples of a series in stretches, so that its memory is kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

AT_ONCE = 2_000_000
"""Cells of a table of resamples that are held at one time."""

DRAWS, FEWEST, CELLS = 999, 199, 4_000_000
"""Resamples, the fewest of a long series, and the values they hold in all where it is long."""


def draws_for(count: int) -> int:
    """Return how many resamples of a series of that length are drawn.

    Examples
    --------
    >>> draws_for(400), draws_for(17_000)
    (999, 235)
    """
    return max(min(DRAWS, CELLS // count), FEWEST)


def block_length(values: np.ndarray) -> float:
    """Return the mean length of blocks that suits the memory of a series.

    Parameters
    ----------
    values : float array, n
        No missing ones.

    Returns
    -------
    float
        1 to about 3√n, for the stationary bootstrap of a mean.

    Notes
    -----
    Rule of Politis and White with the correction of Patton, Politis and White: autocovariances up
    to twice the lag from which on they are within chance, tapered; the length that has the least
    mean squared error for the variance of a mean.

    References
    ----------
    Politis & White (2004), Econometric Reviews 23, 53–70, doi:10.1081/ETC-120028836.
    Patton, Politis & White (2009), Econometric Reviews 28, 372–375,
    doi:10.1080/07474930802459016.
    """
    count = len(values)
    run = max(5, int(np.log10(count))) if count else 5
    most = int(np.ceil(np.sqrt(count))) + run
    centred = values - values.mean() if count else values
    if count <= most + 1 or not centred.any():
        return max(float(np.cbrt(count)), 1.0)
    products = np.array([(centred[k:] * centred[: count - k]).sum() for k in range(most + 1)])
    covariance = products / count
    quiet = np.abs(products) < 2 * np.sqrt(np.log10(count) / count) * _spreads(centred, most)
    first = next((k for k in range(most + 1 - run) if quiet[k : k + run].all()), None)
    last = most if first is None else min(2 * max(first, 1), most)
    lags = np.arange(1, last + 1)
    taper = 2 * np.minimum(1.0, 2 * (1 - lags / last)) * covariance[1 : last + 1]
    slope, whole = float(taper @ lags), covariance[0] + float(taper.sum())
    if whole == 0:
        return 1.0
    longest = np.ceil(min(3 * np.sqrt(count), count / 3))
    return float(np.clip((slope**2 / whole**2 * count) ** (1 / 3), 1.0, longest))


def _spreads(centred: np.ndarray, most: int) -> np.ndarray:
    """What the rule divides a product at each lag by: the spread of the two stretches it is of."""
    squares = np.concatenate([[0.0], np.cumsum(centred**2)])
    cut = np.arange(1, most + 2)
    return np.asarray(np.sqrt((squares[-1] - squares[cut]) * squares[len(centred) - cut]))


def block_length_of_ar(phi: float, count: int) -> float:
    """Return the mean length of a block that suits an AR(1), in observations.

    Parameters
    ----------
    phi : float
        Autocorrelation, 0 to below 1.
    count : int
        Observations.

    Notes
    -----
    (2φ ÷ (1 − φ²))^⅔ n^⅓, which minimises the error of the long-run variance; at least n^⅓, since
    the memory may be of another shape, and at most a quarter of the series. For residuals that
    hold a step: `block_length` would take the step for memory, and keep it whole in the blocks.

    References
    ----------
    Politis & White (2004), Econometric Reviews 23, 53–70, doi:10.1081/ETC-120028836; corrected by
    Patton, Politis & White (2009), Econometric Reviews 28, 372–375, doi:10.1080/07474930802459016.

    Examples
    --------
    >>> round(block_length_of_ar(0.5, 216), 2), round(block_length_of_ar(0.0, 216), 2)
    (7.27, 6.0)
    """
    root = count ** (1 / 3)
    best = (2 * phi / (1 - phi**2)) ** (2 / 3) * root
    return float(max(min(max(best, root), count / 4), 1.0))


def block_places(count: int, block: float, rows: int, rng: np.random.Generator) -> np.ndarray:
    """Return the positions of resamples, (rows, count).

    Parameters
    ----------
    count : int
        Length of the series.
    block : float
        Mean length of a block, 1 or more.
    rows : int
        Number of resamples.
    rng : Generator
        Source of chance.

    Notes
    -----
    Blocks begin anywhere and have geometric lengths; the series is closed to a ring.

    References
    ----------
    Politis & Romano (1994), Journal of the American Statistical Association 89, 1303–1313,
    doi:10.1080/01621459.1994.10476870.
    """
    place = np.arange(count)
    begins = rng.random((rows, count)) < 1 / block
    begins[:, 0] = True
    starts = rng.integers(0, count, (rows, count))
    latest = np.maximum.accumulate(np.where(begins, place, 0), axis=1)
    return np.asarray((np.take_along_axis(starts, latest, axis=1) + place - latest) % count)


def resampled(
    count: int, block: float, draws: int, seed: int, statistic: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """Return a statistic of each resample.

    Parameters
    ----------
    count : int
        Length of the series.
    block : float
        Mean length of a block, 1 or more.
    draws : int
        Number of resamples.
    seed : int
        Same seed, same resamples.
    statistic : callable
        Positions, one row a resample → one value a row.
    """
    rng, parts, left = np.random.default_rng(seed), [], draws
    while left > 0:
        rows = min(left, max(AT_ONCE // count, 1))
        parts.append(statistic(block_places(count, block, rows, rng)))
        left -= rows
    return np.concatenate(parts)
