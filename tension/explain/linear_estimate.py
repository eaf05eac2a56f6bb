"""A number read off a series, as the weights it gives to the periods' own tension.

A period's tension, the estimated level and the level of a regime are all linear in the observed
periods once their parameters are given. So are means over spans, and differences. Whatever splits
such a number among events needs its weights and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tension.explain.smoothing import covariance_with, spread_of
from tension.models.averaged import QUANTILE
from tension.models.breaks.fit import Fit
from tension.models.breaks.inference import average_levels, laws_of
from tension.models.breaks.partition import design
from tension.models.latent import LatentLevel
from tension.models.noise import observations
from tension.series.frame import TensionSeries


@dataclass(frozen=True)
class LinearEstimate:
    """A number as a sum over the periods of a grid.

    Parameters
    ----------
    weight : float array, T
        What a point of tension in each period adds to it; they sum to 1, or to 0 in a difference.
    gone : float array, T
        How far it would move if the period were silent, everything else held; missing where there
        would be no number.
    value : float
        The number as its model gives it, in points of tension.
    half : float
        Half the width of its 95 % interval; missing when it has none.
    beside : float
        What is in the number beside the periods: less a yearly cycle that was taken out.
    """

    weight: np.ndarray
    gone: np.ndarray
    value: float
    half: float
    beside: float = 0.0

    def less(self, other: LinearEstimate, half: float) -> LinearEstimate:
        """Return this number less another, whose interval must be given."""
        return LinearEstimate(
            self.weight - other.weight, self.gone - other.gone, self.value - other.value, half,
            self.beside - other.beside,
        )


def own_tension(series: TensionSeries, direction: str, places: np.ndarray) -> LinearEstimate:
    """Return the mean of the periods' own tension.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.
    direction : str
        Which series.
    places : int array
        Positions in the grid; each has a scored event.

    Notes
    -----
    Periods count alike. Their errors are taken as independent, so that their intervals' squares
    add.
    """
    rows, count = series.direction(direction), len(places)
    tension = rows["tension"].to_numpy(dtype=float)
    reach = (rows["tension_high"] - rows["tension"]).to_numpy(dtype=float)[places]
    weight, gone = np.zeros(len(rows)), np.zeros(len(rows))
    weight[places] = 1.0 / count
    value = float(tension[places].mean())
    gone[places] = (value - tension[places]) / (count - 1) if count > 1 else np.nan
    return LinearEstimate(weight, gone, value, float(np.square(reach / count).sum() ** 0.5))


def estimated_level(level: LatentLevel, target: np.ndarray) -> LinearEstimate:
    """Return a weighted sum of the estimated levels of periods.

    Parameters
    ----------
    level : LatentLevel
        One that was estimated.
    target : float array, T
        Weight of each period's level; 0 where there is none.

    Notes
    -----
    The weights are those of the smoother, averaged as the level is over τ and √q by their
    likelihood; with heavy tails, with the final weights of the periods. Where a period falls
    silent, τ, √q, σ and those weights are held, and so is their likelihood.
    """
    assert level.posterior is not None
    assert level.regimes is not None
    assert level.tails is not None
    post, seen = level.posterior, observations(level.series, level.direction)
    begin, end = seen.covered
    mine, at = target[begin:end], seen.position - begin
    noise = level.regimes.noise(post.tau).T * level.tails.factor
    by_law = covariance_with(level.given, mine)[:, at] / noise
    kept = level.given.variance[:, at] / noise
    alone = by_law * (seen.tension - post.level[:, at]) / (1.0 - kept)
    weight, gone = np.zeros(len(target)), np.zeros(len(target))
    weight[seen.position] = post.weight @ by_law
    gone[seen.position] = -(post.weight @ alone)
    value = float(np.nan_to_num(level.table["level"].to_numpy(dtype=float)) @ target)
    half = QUANTILE[95] * spread_of(post, mine, covariance_with(post, mine))
    return LinearEstimate(weight, gone, value, half)


def regime_level(fit: Fit, target: np.ndarray, periods: int) -> LinearEstimate:
    """Return a weighted sum of the levels of regimes.

    Parameters
    ----------
    fit : Fit
        The engine's, its chosen partition of levels.
    target : float array, R
        Weight of each regime's level.
    periods : int
        Length of the grid.

    Notes
    -----
    The weights are those of generalised least squares, averaged as the levels are over φ by its
    likelihood; dates and law are held where a period falls silent. An AR(1) of which one
    observation is missing is the same AR(1), so that this is exact.
    """
    here, gone = np.zeros(fit.observed), np.zeros(fit.observed)
    for share, rows, fitted in laws_of(fit):
        # The precision matrix times the design, and its diagonal; an observation stands in its own
        # whitened row and in the next.
        whitened, own = design(rows, fitted.edges), rows.own[:, :1]
        then = np.append(rows.before[1:, :1], [[0.0]], axis=0)
        precise = own * whitened + then * np.append(whitened[1:], 0.0 * whitened[:1], axis=0)
        left = own[:, 0] * fitted.left + then[:, 0] * np.append(fitted.left[1:], 0.0)
        solved = precise @ fitted.inverse
        part = solved @ target
        free = own[:, 0] ** 2 + then[:, 0] ** 2 - (solved * precise).sum(axis=1)
        here += share * part
        gone -= share * part * left / free
    whole, whole_gone = np.zeros(periods), np.zeros(periods)
    whole[fit.seen.position], whole_gone[fit.seen.position] = here, gone
    levels = average_levels(fit)
    half = levels.reach * max(float(target @ levels.covariance @ target), 0.0) ** 0.5
    value, beside = float(levels.level @ target), -float(here @ fit.cycle)
    return LinearEstimate(whole, whole_gone, value, half, beside)
