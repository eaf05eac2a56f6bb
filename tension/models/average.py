"""The mean of values that stand in order of time and may resemble their neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import fft, stats


@dataclass(frozen=True)
class Average:
    """A mean with its 95 % interval, and the p-value of a mean of 0."""

    mean: float
    low: float
    high: float
    p_value: float


def average(values: np.ndarray, overlap: int = 1) -> Average:
    """Return the mean of a series of values with an interval that counts their memory.

    Parameters
    ----------
    values : float array, n
        In order of time, three or more.
    overlap : int
        How many neighbours share what they are made of, from 1: forecasts a year ahead, made every
        month, overlap by 12.

    Notes
    -----
    The long-run variance is the mean of the squares of the first B = 0.4 n^(2/3) cosine
    coefficients, at most one for two spans of overlap, and the mean over its error is Student's t
    with B degrees of freedom. That counts overlap and slow memory alike; the usual sum of a few
    autocovariances rejects twice too often. Equal values have an interval of no
    width.

    References
    ----------
    Lazarus, Lewis, Stock & Watson (2018), Journal of Business & Economic Statistics 36, 541–559,
    doi:10.1080/07350015.2018.1506926.
    Coroneo & Iacone (2020), Journal of Applied Econometrics 35, 391–409, doi:10.1002/jae.2756.

    Examples
    --------
    >>> average(np.array([1.0, 3.0, 2.0, 4.0])).mean
    2.5
    """
    mean = float(values.mean())
    count = len(values)
    waves = max(2, min(round(0.4 * count ** (2 / 3)), count // (2 * overlap)))
    error = standard_error(values, waves)
    if error == 0:
        return Average(mean, mean, mean, 1.0 if mean == 0 else 0.0)
    half = float(stats.t.ppf(0.975, waves)) * error
    return Average(mean, mean - half, mean + half, 2 * float(stats.t.sf(abs(mean) / error, waves)))


def standard_error(values: np.ndarray, waves: int) -> float:
    """Return the standard error of a mean from so many cosine coefficients, under n of them."""
    if np.ptp(values) == 0:
        return 0.0
    size = fft.dct(values - values.mean(), norm="ortho")[1 : waves + 1]
    return float(((size**2).mean() / len(values)) ** 0.5)
