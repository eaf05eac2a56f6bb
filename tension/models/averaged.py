"""The level averaged over τ and √q: its table, what a change needs, its observations' weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tension.models.averaging import KEPT
from tension.models.local_level import Smoothed
from tension.models.noise import Observations
from tension.models.robust import Freedom, Tails, fit_tails
from tension.models.steps import Regimes

QUANTILE = {80: 1.2815515655446004, 95: 1.959963984540054}


FURTHEST = 2.0
"""Largest τ and √q, as a share of the observed tension's standard deviation."""


@dataclass(frozen=True)
class Change:
    """A difference of two levels, in points of tension, with its 95 % interval."""

    points: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves 0 out as it is shown, rounded outwards."""
        return math.floor(self.low) > 0 or math.ceil(self.high) < 0


@dataclass(frozen=True)
class Posterior:
    """The smoothed level for each kept point of the grid; arrays with one row a point.

    `tau` and `step` are the points: τ and √q, in points of tension. `gain` is Cₜ of cov(αₜ, αₛ) =
    Cₜ Cₜ₊₁ … Cₛ₋₁ var αₛ: the smoothed level is a Markov chain, which a step cuts.
    """

    weight: np.ndarray
    tau: np.ndarray
    step: np.ndarray
    level: np.ndarray
    variance: np.ndarray
    gain: np.ndarray

    def change(self, first: int, last: int) -> tuple[float, float]:
        """Return mean and standard error of the level at ``last`` less that at ``first``."""
        link = np.prod(self.gain[:, first:last], axis=1)
        spread = (
            self.variance[:, first] + self.variance[:, last] * (1 - 2 * link)
        )
        gone = self.level[:, last] - self.level[:, first]
        mean = float(self.weight @ gone)
        # Rounding can leave a variance of nothing a hair below 0.
        return mean, max(float(self.weight @ (spread + (gone - mean) ** 2)), 0.0) ** 0.5


def fitted(
    seen: Observations, places: Sequence[int], freedom: Freedom
) -> tuple[Regimes, Tails]:
    """Return observations cut at steps, and the weights of τ, √q and the periods."""
    regimes = Regimes.cut(seen, places)
    # Equal values have no spread, or only that of rounding; the axes must not be empty.
    return regimes, fit_tails(regimes, max(FURTHEST * regimes.spread, 1.0), freedom)


def average(
    regimes: Regimes, tails: Tails
) -> tuple[dict[str, np.ndarray], dict[str, float], Posterior]:
    """Average smoothed and filtered levels over τ and √q, by likelihood.

    Returns
    -------
    (dict, dict, Posterior)
        Columns of the level's table over the covered periods, parameters, and the points.
    """
    tau, step, weight = tails.cells.most(KEPT)
    parts = given(regimes, tails)
    # The band counts that the periods' weights are estimated; where they are not, it is the same.
    wide = parts if tails.lost == 1.0 else regimes.smooth(tails.factor * tails.lost, tau, step)
    table: dict[str, np.ndarray] = {}
    for name, means, spreads in (
        ("level", parts.level, wide.variance),
        ("filtered", parts.filtered, wide.filtered_variance),
    ):
        mean = weight @ means
        table[name], table[f"{name}_se"] = mean, np.sqrt(weight @ (spreads + (means - mean) ** 2))
    for share, quantile in QUANTILE.items():
        table[f"level_low{share}"] = table["level"] - quantile * table["level_se"]
        table[f"level_high{share}"] = table["level"] + quantile * table["level_se"]
    parameters = {
        "tau": float(weight @ tau), "step": float(weight @ step),
        "sigma": regimes.parts[0].variance**0.5,
    }
    posterior = Posterior(weight, tau, step, parts.level, wide.variance, wide.gain)
    return table, parameters, posterior


def average_level(
    seen: Observations,
) -> tuple[dict[str, np.ndarray], dict[str, float], Posterior]:
    """Return what `average` does of observations without steps or heavy tails."""
    return average(*fitted(seen, (), math.inf))


def given(regimes: Regimes, tails: Tails) -> Smoothed:
    """Return the levels with the periods' weights taken as they are, a row a kept pair."""
    tau, step, _ = tails.cells.most(KEPT)
    return regimes.smooth(tails.factor, tau, step)


def observation_weights(
    regimes: Regimes, tails: Tails, parts: Smoothed, at: int
) -> np.ndarray:
    """Return what each observation weighs in the smoothed level of one covered period, n.

    Parameters
    ----------
    regimes : Regimes
        What was observed.
    tails : Tails
        Weights of the periods, and of τ and √q.
    parts : Smoothed
        The levels with these weights, for each kept pair of τ and √q.
    at : int
        Place of the period from the first covered one.

    Notes
    -----
    With τ, √q and the noise given, the level is the posterior mean under a start wholly unknown,
    and observation i weighs cov(αₜ, αᵢ) ÷ var εᵢ (Koopman & Harvey 2003). The covariance is a
    product of the smoother's gains.
    """
    tau, _, weight = tails.cells.most(KEPT)
    before = np.cumprod(parts.gain[:, :at][:, ::-1], axis=1)[:, ::-1] * parts.variance[:, at, None]
    after = np.cumprod(parts.gain[:, at:-1], axis=1) * parts.variance[:, at + 1 :]
    shared = np.hstack([before, parts.variance[:, at, None], after])
    noise = regimes.noise(tau) * tails.factor[:, None]
    found: np.ndarray = weight @ (shared[:, regimes.position] / noise.T)
    return found
