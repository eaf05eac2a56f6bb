"""The rival of breaks: a level that wanders slowly, and breaks nowhere.

A slow random walk beneath an AR(1) looks like regimes to every search for breaks. Its likelihood is
that of a state-space model with two states, the AR(1) and the walk, by one Kalman filter for many
parameters at once (Harvey 1989, chapter 3).
"""

from __future__ import annotations

import numpy as np

from tension.models.breaks.noise import minus_two_log
from tension.models.breaks.whiten import relative_precision
from tension.models.noise import Observations

PHIS = (0.0, 0.2, 0.4, 0.6, 0.8)
"""Autocorrelations tried. Memory beyond the last is the walk's part."""

STEPS = (0.0003, 0.001, 0.003, 0.01)
"""Variances of a step a period tried, as shares of the noise's; .05 SD a month is .0025. A walk at
the last moves by one standard deviation in a hundred periods. A faster one is no slow change: it
follows breaks so closely that it would speak against true ones."""

TERMS = 3
"""Terms of the noise: its scale, its memory, and the walk's step."""


def walk_fit(seen: Observations, regressors: np.ndarray, exponents: tuple[float, ...]) -> float:
    """Return −2 log likelihood of a wandering level without breaks, at its best parameters.

    Parameters
    ----------
    seen : Observations
        n observed periods.
    regressors : float array, (n, q)
        Of the one regime; their coefficients are concentrated out, as is the scale.
    exponents : tuple of float
        Values of g tried.

    Notes
    -----
    Assumes Gaussian AR(1) errors with variances ∝ events^(−g), and steps of the level independent
    of them. The least over a grid, so never below the true minimum.

    References
    ----------
    Harvey (1989), Forecasting, structural time series models and the Kalman filter, Cambridge
    University Press, doi:10.1017/CBO9781107049994.
    """
    cells = np.array([(phi, step, g) for g in exponents for phi in PHIS for step in STEPS])
    squares, logs = _filter(seen, regressors, cells)
    width = regressors.shape[1]
    xx, xy = squares[:, :width, :width], squares[:, :width, width]
    solved = np.linalg.solve(xx, xy[:, :, None])[:, :, 0]
    rss = squares[:, width, width] - (xy * solved).sum(axis=1)
    tiny = float(np.finfo(float).tiny)
    return min(minus_two_log(max(float(left), tiny), len(seen), float(log))
               for left, log in zip(rss, logs, strict=True))


def _filter(
    seen: Observations, regressors: np.ndarray, cells: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Products of what the filter leaves of regressors and values, (K, q+1, q+1), and log terms."""
    phi, step, exponent = cells.T
    loading = relative_precision(seen)[:, None] ** (-exponent / 2)
    series = np.column_stack([regressors, seen.tension])
    gap = np.diff(seen.position, prepend=seen.position[0])
    count, size = len(cells), series.shape[1]
    error, level = np.zeros((size, count)), np.zeros((size, count))
    var_error, both, var_level = np.ones(count), np.zeros(count), np.zeros(count)
    squares, logs = np.zeros((size, size, count)), np.zeros(count)
    for at, here in enumerate(series):
        if at:
            memory = phi ** gap[at]
            error *= memory
            var_error = 1.0 - memory**2 * (1.0 - var_error)
            both = both * memory
            var_level = var_level + step * gap[at]
        with_error = var_error * loading[at] + both
        with_level = both * loading[at] + var_level
        spread = loading[at] * with_error + with_level
        left = here[:, None] - loading[at] * error - level
        logs += np.log(spread)
        squares += left[:, None, :] * (left / spread)[None, :, :]
        error += with_error / spread * left
        level += with_level / spread * left
        var_error = var_error - with_error**2 / spread
        both = both - with_error * with_level / spread
        var_level = var_level - with_level**2 / spread
    return np.moveaxis(squares, 2, 0), logs
