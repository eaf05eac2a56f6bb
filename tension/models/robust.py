"""Heavy-tailed noise: a period far out counts for less, so that one dreadful day bends no year.

A period's noise is Student's t with ν degrees of freedom and variance τ² + σ²/effective events: a
normal variable whose variance is divided by λ, drawn anew each period from a gamma distribution
with mean 1. The period's λ is estimated by variational EM (Tipping & Lawrence 2005,
doi:10.1016/j.neucom.2005.02.016; with the level known it is the EM of Lange, Little & Taylor 1989),
and given the λ the level is a linear smoother as before: what is far from it counts for less.

The whole noise is taken as heavy, not τ² alone: one dreadful day is the luck of few events as much
as a shock that all of a month's events share, and one month does not tell the two apart. Scaling
both leaves periods weighed by their events among those equally far out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from numbers import Real
from typing import Literal

import numpy as np

from tension.core.errors import UsageError
from tension.models.averaging import KEPT, Cells, weigh
from tension.models.steps import Regimes

Freedom = float | Literal["auto"]

FREEDOMS = (20.0, 10.0, 6.0, 4.0, 3.0)
"""Degrees of freedom that are tried, from nearly normal down, while the likelihood rises."""

CLOSE, CLOSER = 2e-2, 1e-3
"""Relative change of the periods' noise at which rounds, and turns within them, have arrived."""

BLOCK = 200
"""Observations that are summed at a time: more do not fit the processor's cache."""

ROUNDS, TURNS = 8, 100
"""Most rounds over τ and √q, and most turns within each."""

_NODES = np.linspace(-11.0, 5.0, 17)
"""Values of log λ that its distribution is summed over, in units of its spread, √(2/ν)."""


@dataclass(frozen=True)
class Tails:
    """Tails of the noise, and what they make of each observed period.

    Parameters
    ----------
    freedom : float
        Degrees of freedom ν; ∞ is normal noise.
    factor : float array, n
        What the variance of each observed period's noise is multiplied by.
    cells : Cells
        Values of τ and √q with their weights.
    """

    freedom: float
    factor: np.ndarray
    cells: Cells

    @property
    def share(self) -> np.ndarray:
        """Weight of each observed period beside that of one right on the level, 0…1."""
        return _narrowing(self.freedom) * _most(self.freedom) / self.factor

    @property
    def lost(self) -> float:
        """What the noise is multiplied by for the band: that λ is estimated costs information.

        A Student-t observation informs (ν + 1)/(ν + 3) as much as a normal one of its scale.
        """
        return 1.0 if math.isinf(self.freedom) else (self.freedom + 3) / (self.freedom + 1)


def check_freedom(freedom: object) -> None:
    """Raise unless degrees of freedom are a number above 2, or "auto".

    Raises
    ------
    UsageError
        Saying what is right.
    """
    if freedom == "auto":
        return
    if not (isinstance(freedom, Real) and float(freedom) > 2):
        raise UsageError(f'freedom is {freedom!r}; give degrees of freedom above 2, or "auto"')


def fit_tails(regimes: Regimes, largest: float, freedom: Freedom) -> Tails:
    """Return tails of the noise, with the weight of each period and of τ and √q.

    Parameters
    ----------
    regimes : Regimes
        What was observed.
    largest : float
        What neither τ nor √q can exceed, in points of tension.
    freedom : float or "auto"
        Degrees of freedom above 2, or the likeliest of ∞ and `FREEDOMS`.
    """
    if freedom != "auto":
        return _fit(regimes, largest, float(freedom))
    best = _fit(regimes, largest, math.inf)
    for fewer in FREEDOMS:
        tried = _fit(regimes, largest, fewer)
        if tried.cells.evidence <= best.cells.evidence:
            break
        best = tried
    return best


def _fit(regimes: Regimes, largest: float, freedom: float) -> Tails:
    """Weigh τ and √q and the periods in turn, until neither moves."""
    factor = np.full(len(regimes.tension), _narrowing(freedom))
    if math.isinf(freedom):
        return Tails(freedom, factor, weigh(partial(regimes.log_likelihood, factor), largest))
    for _ in range(ROUNDS):
        cells = weigh(partial(log_likelihood, regimes, freedom, factor), largest)
        before, factor = factor, _reweigh(regimes, freedom, factor, cells)
        if _moved(before, factor) < CLOSE:
            break
    return Tails(freedom, factor, cells)


def _reweigh(
    regimes: Regimes, freedom: float, factor: np.ndarray, cells: Cells
) -> np.ndarray:
    """Weigh the periods by how far they lie from the level they give, τ and √q being given."""
    tau, step, weight = cells.most(KEPT)
    scale = _narrowing(freedom) * regimes.noise(tau)
    for _ in range(TURNS):
        _, level, variance = regimes.smooth_observed(factor, tau, step)
        off = (((regimes.tension[:, None] - level) ** 2 + variance) / scale) @ weight
        before, factor = factor, _narrowing(freedom) * (freedom + off) / (freedom + 1)
        if _moved(before, factor) < CLOSER:
            break
    return factor


def log_likelihood(
    regimes: Regimes, freedom: float, factor: np.ndarray, tau: np.ndarray, step: np.ndarray
) -> np.ndarray:
    """Return the log likelihood under Student-t noise, nearly exact, for K pairs τ and √q.

    The likelihood of the normal model with the periods' weights, times what each period's own
    density, given what the others say of its level, is under Student-t noise beside under that
    model's. Exact where one observation is not normal; the tests hold it to a numerical filter.
    """
    fit, level, variance = regimes.smooth_observed(factor, tau, step)
    own, left = regimes.noise(tau), regimes.tension[:, None] - level
    for begin in range(0, len(own), BLOCK):
        at = slice(begin, begin + BLOCK)
        fit = fit + _gained(freedom, left[at], variance[at], own[at], own[at] * factor[at, None])
    return fit


def _gained(
    freedom: float, left: np.ndarray, variance: np.ndarray, own: np.ndarray, taken: np.ndarray
) -> np.ndarray:
    """Log likelihood that observations gain by noise not normal with the variance taken, K.

    Arrays are (observations, K): what is left of each observation, variance of its level, variance
    of its noise, and what the normal model takes that for.
    """
    # What the others say of the level: precision, and squared distance times precision.
    others = np.maximum(1 / variance - 1 / taken, 1e-12 / taken)
    off = (left / variance) ** 2 / others
    total, scale = np.zeros_like(own), _narrowing(freedom) * others * own
    scaled, shares = _lambdas(freedom)
    # The smallest λ makes the largest term: taken out, no sum is nothing however far a period is.
    least = off / (1 + scale / scaled[0])
    for one, share in zip(scaled, shares, strict=True):
        wider = 1 + scale / one
        total += share * np.exp(0.5 * (least - off / wider)) / np.sqrt(wider)
    width = 1 + others * taken
    gained = np.log(total) + 0.5 * (off / width - least + np.log(width))
    return np.asarray(gained.sum(axis=0))


def _lambdas(freedom: float) -> tuple[np.ndarray, np.ndarray]:
    """Values of λ even in the logarithm, and their shares of its gamma distribution."""
    half = freedom / 2
    nodes = _NODES / half**0.5
    shares = np.exp(half * (1 + nodes - np.exp(nodes)))
    return np.exp(nodes), shares / shares.sum()


def _narrowing(freedom: float) -> float:
    """Squared scale of a Student-t variable of variance 1."""
    return 1.0 if math.isinf(freedom) else (freedom - 2) / freedom


def _most(freedom: float) -> float:
    """Inverse of the largest λ there can be: that of a period right on the level."""
    return 1.0 if math.isinf(freedom) else freedom / (freedom + 1)


def _moved(before: np.ndarray, after: np.ndarray) -> float:
    return float(np.abs(np.log(after / before)).max())
