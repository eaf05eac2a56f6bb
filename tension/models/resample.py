"""How sure a dimension of counts is: blocks of periods drawn anew, and worlds without one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tension.core.period import PER_YEAR
from tension.models.correspondence import Axis, Correlation, correlation, first_axis
from tension.models.kinds import Kinds
from tension.series.frame import TensionSeries

TAILS = (2.5, 97.5)


@dataclass(frozen=True)
class Intervals:
    """95 % intervals of what an axis says.

    Parameters
    ----------
    loadings : float array, 2 × kinds
        Lower and upper ends.
    share : (float, float)
        Of the explained share of inertia.
    with_scale, with_tension : Correlation
        Loadings with the scale's weights; scores, sign turned, with tension.
    """

    loadings: np.ndarray
    share: tuple[float, float]
    with_scale: Correlation
    with_tension: Correlation


def intervals(
    kinds: Kinds, axis: Axis, series: TensionSeries, draws: int, seed: int
) -> Intervals:
    """Return the intervals of an axis from blocks of periods drawn with replacement.

    Notes
    -----
    Blocks are about a year of the calendar, silent periods included, and run on from the end to the
    beginning (circular), so that every period is as likely to be drawn. A sample that lacks a kind
    altogether says nothing of that kind's loading.
    """
    rng = np.random.default_rng(seed)
    length = max(1, round(PER_YEAR[series.freq]))
    first, span = int(kinds.periods[0]), int(kinds.periods[-1] - kinds.periods[0]) + 1
    place = np.full(span, -1)
    place[kinds.periods - first] = np.arange(len(kinds.periods))
    length = min(length, max(span // 3, 1))
    mass = kinds.counts.sum(axis=0)
    loadings = np.full((draws, len(mass)), np.nan)
    told = np.full((draws, 3), np.nan)
    for draw in range(draws):
        starts = rng.integers(0, span, -(-span // length))
        taken = place[((starts[:, None] + np.arange(length)) % span).ravel()[:span]]
        taken = taken[taken >= 0]
        counts = kinds.counts[taken]
        there = counts.sum(axis=0) > 0
        if len(taken) < 2 or there.sum() < 2:
            continue
        found = first_axis(counts[:, there]).towards(axis.loadings[there], mass[there])
        loadings[draw, there] = found.loadings
        told[draw] = (
            found.share, correlation(found.loadings, kinds.weight[there], mass[there]),
            correlation(-found.scores, kinds.tension[taken], counts.sum(axis=1)))
    low, high = np.nanpercentile(told, TAILS, axis=0)
    return Intervals(
        np.nanpercentile(loadings, TAILS, axis=0), (float(low[0]), float(high[0])),
        Correlation(correlation(axis.loadings, kinds.weight, mass), float(low[1]), float(high[1])),
        Correlation(correlation(-axis.scores, kinds.tension, kinds.counts.sum(axis=1)),
                    float(low[2]), float(high[2])),
    )


def by_chance(kinds: Kinds, axis: Axis, draws: int, seed: int) -> dict[str, float]:
    """Return what an axis comes to where nothing but chance is at work.

    Returns
    -------
    dict
        ``chance``, the mean share explained where kinds and periods are independent; ``p_value``,
        how often the first inertia is then at least as large; ``agreement_p``, how often the
        loadings correlate as strongly, in either direction, with the scale's weights dealt out to
        the kinds anew: of few kinds, any order may do so by luck.

    Notes
    -----
    Days, whose acts stay together, are dealt out to the periods anew: each period gets as many days
    as it had. p = (1 + worlds at least as large) / (1 + worlds).
    """
    rng = np.random.default_rng(seed + 1)
    days = int(kinds.day.max()) + 1
    home = np.zeros(days, dtype=int)
    home[kinds.day] = kinds.row
    periods, count = kinds.counts.shape
    mass = kinds.counts.sum(axis=0)
    actual = abs(correlation(axis.loadings, kinds.weight, mass))
    shares, larger, alike = np.empty(draws), 0, 0
    for draw in range(draws):
        row = rng.permutation(home)[kinds.day]
        made = np.bincount(row * count + kinds.kind, minlength=periods * count)
        table = made.reshape(periods, count).astype(float)
        found = first_axis(table[table.sum(axis=1) > 0])
        shares[draw] = found.share
        larger += found.inertia >= axis.inertia
        dealt = correlation(axis.loadings, rng.permutation(kinds.weight), mass)
        alike += abs(dealt) >= actual - 1e-12
    return {"chance": float(shares.mean()), "p_value": (1 + larger) / (1 + draws),
            "agreement_p": (1 + alike) / (1 + draws)}
