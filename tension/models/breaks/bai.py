"""Bai's (1997) intervals for the dates of breaks, for comparison with the date sets.

They rest on shrinking breaks: the estimate's distance from the true date has the distribution of
the place where a two-sided Brownian motion with drift is highest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from tension.core.errors import UsageError
from tension.models.breaks.fit import Fit
from tension.models.breaks.whiten import Rows

KINDS = ("default", "homogeneous", "hc")
"""Regressors and errors may differ between regimes; neither; errors of any variance (HC3)."""

UNLIKE = 1e4
"""Ratio of two regimes' variances beyond which the limit's exponentials lose all digits."""


@dataclass(frozen=True)
class _Regime:
    """A regime's coefficients, mean square of its regressors, and of its scores."""

    coefficients: np.ndarray
    moments: np.ndarray
    scores: np.ndarray


def bai_intervals(fit: Fit, kind: str = "default", level: float = 0.95) -> np.ndarray:
    """Return lower end, break and upper end of every chosen break, in observations.

    Parameters
    ----------
    fit : Fit
        Its chosen partition, on the whitened series.
    kind : str
        One of KINDS.
    level : float
        Coverage.

    Returns
    -------
    int array, (breaks, 3)
        First observation of the new regime, and the ends of its interval, which may lie beyond the
        series.

    Raises
    ------
    UsageError
        If there is no such kind.

    References
    ----------
    Bai (1997), Review of Economics and Statistics 79, 551–563, doi:10.1162/003465397557132.
    MacKinnon & White (1985), Journal of Econometrics 29, 305–325,
    doi:10.1016/0304-4076(85)90158-7.
    """
    if kind not in KINDS:
        raise UsageError(f"there is no interval {kind!r}; use {', '.join(KINDS)}")
    regimes = _regimes(fit, kind)
    tail, rows = (1 - level) / 2, []
    for start, one, two in zip(fit.chosen.starts, regimes[:-1], regimes[1:], strict=True):
        step = two.coefficients - one.coefficients
        moved = [float(step @ each.moments @ step) for each in (one, two)]
        noise = [float(step @ each.scores @ step) for each in (one, two)]
        if min(*moved, *noise) <= 0:  # no step in what one of the regimes has seen
            rows.append((0, start, fit.observed))
            continue
        first, second = (noise[k] / moved[k] for k in (0, 1))
        ratio, spread = _bounded(moved[1] / moved[0]), _bounded(second / first)
        ends = [_quantile(p, ratio, spread) * first / moved[0] for p in (1 - tail, tail)]
        rows.append((start - math.ceil(ends[0]), start, start - math.floor(ends[1])))
    return np.array(rows, dtype=int).reshape(-1, 3)


def argmax_cdf(x: float, ratio: float, spread: float) -> float:
    """Return the distribution function of Bai's limit at ``x``.

    Parameters
    ----------
    x : float
        Place, on the scale of the regime before.
    ratio : float
        ξ: mean square of the step after the break over that before.
    spread : float
        (φ₂/φ₁)²: variance of the errors after over that before.

    Examples
    --------
    >>> round(argmax_cdf(0.0, 1.0, 1.0), 6)
    0.5
    """
    phi, xi, root = ratio * spread, ratio, math.sqrt(abs(x))
    if x < 0:
        part = xi / phi
        size = abs(x)
        return float(
            -root * math.exp(-size / 8) / math.sqrt(2 * math.pi)
            - phi / xi * (phi + 2 * xi) / (phi + xi)
            * math.exp(part * (1 + part) * size / 2 + stats.norm.logcdf(-(0.5 + part) * root))
            + (size / 2 - 2 + (phi + 2 * xi) ** 2 / ((phi + xi) * xi))
            * stats.norm.cdf(-root / 2)
        )
    part = xi**2 / phi
    return float(
        1 + math.sqrt(part) * root * math.exp(-part * x / 8) / math.sqrt(2 * math.pi)
        + xi / phi * (2 * phi + xi) / (phi + xi)
        * math.exp((phi + xi) * x / 2
                   + stats.norm.logcdf(-(phi + xi / 2) / math.sqrt(phi) * root))
        - ((2 * phi + xi) ** 2 / ((phi + xi) * phi) - 2 + part * x / 2)
        * stats.norm.cdf(-math.sqrt(part) * root / 2)
    )


def _bounded(ratio: float) -> float:
    return min(max(ratio, 1 / UNLIKE), UNLIKE)


def _quantile(p: float, ratio: float, spread: float) -> float:
    """Where the limit's distribution function is ``p``."""
    reach = 100.0
    while argmax_cdf(reach, ratio, spread) < p or argmax_cdf(-reach, ratio, spread) > p:
        reach *= 2
    return float(optimize.brentq(
        lambda x: argmax_cdf(x, ratio, spread) - p, -reach, reach, xtol=1e-10))


def _regimes(fit: Fit, kind: str) -> list[_Regime]:
    rows, edges = fit.rows, fit.edges
    least = fit.least / fit.observed  # a regime fitted exactly has no noise to measure
    parts = [_least_squares(rows, *edges[k : k + 2]) for k in range(len(edges) - 1)]
    if kind == "homogeneous":
        every = np.concatenate([x for x, _, _ in parts])
        left = np.concatenate([e for _, _, e in parts])
        moments = every.T @ every / len(every)
        scores = moments * max(float(left @ left) / len(left), least)
        return [_Regime(beta, moments, scores) for _, beta, _ in parts]
    found = []
    for x, beta, left in parts:
        moments = x.T @ x / len(x)
        if kind == "hc":
            hat = np.einsum("ij,jk,ik->i", x, np.linalg.inv(x.T @ x), x)
            # An observation that alone determines a coefficient leaves no residual.
            heavy = x * (left / np.maximum(1 - hat, 1e-8))[:, None]
            scores = heavy.T @ heavy / len(x) + least * moments
        else:
            scores = moments * max(float(left @ left) / len(x), least)
        found.append(_Regime(beta, moments, scores))
    return found


def _least_squares(
    rows: Rows, start: int, stop: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whitened regressors, coefficients and residuals of a regime, its errors beginning afresh."""
    x, y = rows.afresh(start, stop)
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    return x, beta, y - x @ beta
