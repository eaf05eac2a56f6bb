"""Which parameters two levels are averaged over: draws weighed by the likelihood of both.

Six parameters are too many for a grid. Each direction by itself has a grid of τ and √q where its
own likelihood lies (`averaging`); draws of the two grids, with any ρ and r, are weighed by how the
likelihood of both differs from that of each alone. Where the directions have little to do with each
other that is enough. Where they have much, further rounds draw from where the rounds before found
weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy import stats
from scipy.special import ndtri
from scipy.stats import qmc

from tension.models.averaged import FURTHEST
from tension.models.averaging import Axis, Cells, weigh
from tension.models.local_level import log_likelihood
from tension.models.noise import Observations
from tension.models.pair_level import PairObservations, PairParameters, pair_log_likelihood

COUNT = 2**12
"""Draws of a round: a power of 2, as Sobol's sequence wants."""

ROUNDS = 8
ENOUGH = 1000.0
"""Draws of equal weight that all must be worth; else there is another round, up to `ROUNDS`."""

FEWEST = 300.0
"""The same, to which weights are flattened before a round is shaped by them."""

TAILS = 5.0
"""Degrees of freedom of the later rounds' draws: their tails are longer than the likelihood's."""

SEED = 20120312


@dataclass(frozen=True)
class Draws:
    """Sets of parameters and their weights, which sum to 1."""

    parameters: PairParameters
    weight: np.ndarray

    @property
    def effective(self) -> float:
        """Number of draws of equal weight that would be worth as much."""
        return float(1 / (self.weight**2).sum())

    def resampled(self, count: int) -> PairParameters:
        """Return so many sets of equal weight, each as often as it weighs."""
        at = np.searchsorted(np.cumsum(self.weight), (np.arange(count) + 0.5) / count)
        return self.parameters.take(np.minimum(at, len(self.weight) - 1))

    def quantile(self, values: np.ndarray, share: float) -> float:
        """Return where this share of the weight lies at lower values."""
        order = np.argsort(values, kind="stable")
        below = np.cumsum(self.weight[order]) - 0.5 * self.weight[order]
        return float(np.interp(share, below, values[order]))


@dataclass(frozen=True)
class _Apart:
    """The first round: each direction's own grid, and any ρ and r; densities of all six."""

    cells: tuple[Cells, Cells]

    def draw(self, uniform: np.ndarray) -> PairParameters:
        tau, step = np.empty((2, 2, len(uniform)))
        for way, one in enumerate(self.cells):
            u = uniform[:, 3 * way : 3 * way + 3]
            below = np.cumsum(one.weight)
            at = np.minimum(np.searchsorted(below, u[:, 0]), one.weight.size - 1)
            i, j = np.unravel_index(at, one.weight.shape)
            tau[way], step[way] = _within(one.tau, i, u[:, 1]), _within(one.step, j, u[:, 2])
        return PairParameters(tau, step, *(2 * uniform.T[6:8] - 1))

    def log_density(self, of: PairParameters) -> np.ndarray:
        density = np.full(len(of.moves), -np.log(4.0))
        for way, one in enumerate(self.cells):
            at, inside = zip(_cell(one.tau, of.tau[way]), _cell(one.step, of.step[way]),
                             strict=True)
            width = np.outer(one.tau.widths, one.step.widths)[at]
            # Where all scores are equal an axis is a point, and its cells have no width.
            there = inside[0] & inside[1] & (one.weight[at] > 0)
            share = np.where(there, one.weight[at], 1.0) / np.where(there, width, 1.0)
            density += np.where(there, np.log(share), -np.inf)
        return density


@dataclass(frozen=True)
class _Around:
    """A later round: Student's t where the six parameters have no bounds (`_stretched`)."""

    centre: np.ndarray
    root: np.ndarray

    @classmethod
    def of(cls, drawn: PairParameters, weight: np.ndarray) -> _Around:
        place = _stretched(drawn)
        centre = place @ weight
        spread = (place - centre[:, None]) * weight @ (place - centre[:, None]).T
        return cls(centre, np.linalg.cholesky(spread + 1e-9 * np.eye(6)))

    def draw(self, uniform: np.ndarray) -> PairParameters:
        normal = ndtri(np.clip(uniform[:, :6], 1e-12, 1 - 1e-12)).T
        stretch = np.sqrt(TAILS / stats.chi2.ppf(uniform[:, 6], TAILS))
        place = self.centre[:, None] + self.root @ (normal * stretch)
        # What is cut lies far outside the priors, or is as good as 1; it must not overflow.
        size = np.exp(np.minimum(place[:4], 15.0))
        bound = np.tanh(np.clip(place[4:], -7.0, 7.0))
        return PairParameters(size[:2], size[2:], bound[0], bound[1])

    def log_density(self, of: PairParameters) -> np.ndarray:
        place = _stretched(of)
        log_change = place[:4].sum(axis=0) + np.log1p(-np.array([of.moves, of.noise]) ** 2).sum(
            axis=0)
        told = stats.multivariate_t(self.centre, self.root @ self.root.T, df=TAILS)
        return np.asarray(told.logpdf(place.T) - log_change)


def draw(seen: tuple[Observations, Observations], span: tuple[int, int]) -> Draws:
    """Return draws of the parameters of two directions, weighed by their likelihood.

    Parameters
    ----------
    seen : (Observations, Observations)
        Three observed periods or more of each.
    span : (int, int)
        First covered place, and one past the last.

    Notes
    -----
    Flat priors, as those of `estimate_tension`: on τ and √q up to twice the standard deviation of
    the observed tension, on ρ and r from −1 to 1. Adaptive importance sampling: every draw is
    weighed against the mixture of all rounds (Cornuet, Marin, Mira & Robert 2012, Scandinavian
    Journal of Statistics 39, 798–812, doi:10.1111/j.1467-9469.2011.00756.x). Draws are a scrambled
    Sobol sequence with a fixed seed, so the same input gives the same numbers.
    """
    observed = PairObservations.of(seen, span).observed()
    largest = np.array([max(FURTHEST * float(np.std(one.tension, ddof=1)), 1.0) for one in seen])
    first, second = (
        weigh(partial(log_likelihood, one), most) for one, most in zip(seen, largest, strict=True)
    )
    rounds: list[_Apart | _Around] = [_Apart((first, second))]
    parts, fits = [], []
    for turn in range(ROUNDS):
        uniform = qmc.Sobol(8, rng=np.random.default_rng([SEED, turn])).random(COUNT)
        part = rounds[-1].draw(uniform)
        parts.append(part)
        inside = (np.maximum(part.tau, part.step) <= largest[:, None]).all(axis=0)
        fits.append(np.where(inside, pair_log_likelihood(observed, part), -np.inf))
        whole = _join(parts)
        mixed = np.logaddexp.reduce([one.log_density(whole) for one in rounds])
        logs = np.concatenate(fits) - mixed
        drawn = Draws(whole, _shares(logs))
        if drawn.effective >= ENOUGH:
            break
        rounds.append(_Around.of(whole, _flattened(logs)))
    return drawn


def _within(axis: Axis, at: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Return a value in the cell, evenly."""
    begin = np.concatenate([[0.0], np.cumsum(axis.widths)[:-1]])
    return np.asarray(begin[at] + uniform * axis.widths[at])


def _cell(axis: Axis, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the cell of each value, and whether it lies on the axis at all."""
    ends = np.cumsum(axis.widths)
    return np.minimum(np.searchsorted(ends, value), len(ends) - 1), value <= ends[-1]


def _stretched(of: PairParameters) -> np.ndarray:
    """Return the six parameters where they have no bounds, (6, K)."""
    tiny = 1e-12
    return np.array([*np.log(of.tau + tiny), *np.log(of.step + tiny),
                     *np.arctanh(np.clip([of.moves, of.noise], tiny - 1, 1 - tiny))])


def _join(parts: list[PairParameters]) -> PairParameters:
    return PairParameters(
        np.concatenate([one.tau for one in parts], axis=1),
        np.concatenate([one.step for one in parts], axis=1),
        np.concatenate([one.moves for one in parts]), np.concatenate([one.noise for one in parts]),
    )


def _shares(logs: np.ndarray) -> np.ndarray:
    weight = np.exp(logs - logs.max())
    return np.asarray(weight / weight.sum())


def _flattened(logs: np.ndarray) -> np.ndarray:
    """Return weights raised to the power at which they are worth `FEWEST` draws, at most 1."""
    low, high = 0.0, 1.0
    for _ in range(30):
        power = (low + high) / 2
        weight = _shares(_raised(logs, power))
        low, high = (power, high) if 1 / (weight**2).sum() >= FEWEST else (low, power)
    return _shares(_raised(logs, low))


def _raised(logs: np.ndarray, power: float) -> np.ndarray:
    """Logs of weights raised to a power; what is impossible stays so, at the power 0 too."""
    return np.where(np.isfinite(logs), power * np.where(np.isfinite(logs), logs, 0.0), -np.inf)
