"""A parametric bootstrap of one break: the model without it, simulated many times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tension.models.breaks.fit import Fit
from tension.models.breaks.noise import PHIS, Law
from tension.models.breaks.partition import design, fit_partition, gains, without
from tension.models.breaks.whiten import relative_precision, whiten

DRAWS = 199
"""Simulated series a break: a p-value is a multiple of 1/200."""


def bootstrap_p_value(fit: Fit, which: int, seed: int, draws: int = DRAWS) -> float:
    """Return the p-value of a break by simulating the model without it.

    Parameters
    ----------
    fit : Fit
        Its chosen partition.
    which : int
        Break, from 0; the others are held.
    seed : int
        Same seed, same p-value.
    draws : int
        Simulated series.

    Notes
    -----
    The statistic is the likelihood ratio of the best date between the neighbouring breaks, with φ
    estimated under each of the two models unless it was given. Series are drawn from the model
    without the break at its own best φ, so that a break which memory could imitate is not
    significant. p = (1 + draws at least as large) / (1 + draws) (Davison & Hinkley 1997,
    Bootstrap methods and their application, Cambridge University Press).
    """
    rest = without(fit.edges, which)
    laws = laws_tried(fit)
    null, actual = strength(fit, fit.seen.tension, rest, (which,), laws)
    rows = whiten(fit.seen, fit.regressors, null)
    fitted = fit_partition(rows, rest)
    level = level_of(fit, rest, fitted.coefficients)
    scale = (fitted.rss / max(fit.observed - fitted.inverse.shape[0], 1)) ** 0.5
    rng = np.random.default_rng(seed)
    larger = 0
    for _ in range(draws):
        made = level + scale * simulated(fit, null, rng)
        larger += strength(fit, made, rest, (which,), laws)[1] >= actual
    return (1 + larger) / (1 + draws)


def simulated(fit: Fit, law: Law, rng: np.random.Generator) -> np.ndarray:
    """Return errors of scale 1 under a law, at the observed periods."""
    memory = law.phi ** np.diff(fit.seen.position)
    errors = rng.normal(size=fit.observed)
    errors[1:] *= (1 - memory**2) ** 0.5
    for at in range(1, len(errors)):
        errors[at] += memory[at - 1] * errors[at - 1]
    return np.asarray(errors * relative_precision(fit.seen) ** (-law.exponent / 2))


def laws_tried(fit: Fit) -> list[Law]:
    """Return the laws that φ is estimated among: of a grid, unless it was given."""
    phis = [fit.law.phi] if fit.model.phi is not None else sorted(
        {*np.linspace(0, PHIS[-1], 12).round(4).tolist(), fit.law.phi})
    return [Law(phi, fit.law.exponent) for phi in phis]


def strength(
    fit: Fit, values: np.ndarray, rest: tuple[int, ...], where: Sequence[int], laws: Sequence[Law]
) -> tuple[Law, float]:
    """Return the likeliest law without a further break, and the likelihood ratio of the best one.

    Parameters
    ----------
    fit : Fit
        Its places, room and regressors.
    values : float array, n
        What is divided: the series, or a simulated one.
    rest : tuple of int
        The partition that a break is added to.
    where : sequence of int
        Regimes of it in which the break may lie, from 0.
    laws : sequence of Law
        Among which the law is estimated, without the break and with it.

    Returns
    -------
    (Law, float)
        −2 log likelihood without the break less that with it, 0 where there is no room.
    """
    seen = replace(fit.seen, tension=values)
    dates = {which: fit.room.dates(rest[which], rest[which + 1]) for which in where}
    without_it, with_it = [], []
    for law in laws:
        rows = whiten(seen, fit.regressors, law)
        fitted = fit_partition(rows, rest)
        gained = max((float(gains(rows, fitted, which)[at - rest[which] - 1].max())
                      for which, at in dates.items() if len(at)), default=0.0)
        logs = float(rows.logs.sum())
        without_it.append(fit.observed * np.log(max(fitted.rss, fit.least)) + logs)
        with_it.append(fit.observed * np.log(max(fitted.rss - gained, fit.least)) + logs)
    return laws[int(np.argmin(without_it))], float(min(without_it) - min(with_it))


def level_of(fit: Fit, edges: tuple[int, ...], coefficients: np.ndarray) -> np.ndarray:
    """Return the level or line of every observation of a partition."""
    plain = whiten(fit.seen, fit.regressors, Law(0.0, 0.0))
    return np.asarray(design(plain, edges) @ coefficients.ravel())
