"""A straight line by generalised least squares, with errors that are remembered across gaps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import stats

from tension.models.breaks.fit import fit_breaks
from tension.models.breaks.inference import average_levels
from tension.models.breaks.model import Model
from tension.models.breaks.noise import Law
from tension.models.breaks.search import Limits
from tension.models.noise import Observations
from tension.models.slope import Slope

FEWEST = 12
"""Observed periods below which a line says "too short"."""

EQUAL = 1e-9
"""Points of tension by which means of equal scores may differ."""


def linear_trend(seen: Observations, per_year: float, law: Law | None = None) -> Slope:
    """Return the slope of a line fitted by generalised least squares.

    Parameters
    ----------
    seen : Observations
        `FEWEST` observed periods or more.
    per_year : float
        Periods a year.
    law : Law, optional
        φ and g of the noise; estimated when not given.

    Returns
    -------
    Slope

    Notes
    -----
    Model: a line, and errors that are an AR(1) across gaps, two observations d periods apart
    correlating by φ^d, of variance ∝ (effective events)^(−g), g 0, ½ or 1, or on strong evidence
    −½ or −1. Assumes that the noise is of one kind throughout and that no break lies within.

    Estimator: g by the likelihood; the slope averaged over φ from 0 to .95 by its likelihood, with
    a flat prior on φ, line and log scale, so that the interval counts how little is known of the
    memory. Interval and test by Student's t with n − 2 degrees of freedom. Under a given law this
    is generalised least squares as it stands in every book.

    References
    ----------
    Prais & Winsten (1954), Cowles Commission Discussion Paper 383.
    Beach & MacKinnon (1978), Econometrica 46, 51–58, doi:10.2307/1913644.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> seen = Observations(np.arange(60), 40 + np.arange(60) / 4 + rng.normal(size=60),
    ...                     np.ones(60), np.ones(60), 1.0, (0, 60))
    >>> found = linear_trend(seen, 12.0)
    >>> found.low < 3 < found.high
    True
    """
    if float(np.ptp(seen.tension)) <= EQUAL:
        level = float(seen.tension.mean())
        return Slope(0.0, 0.0, 0.0, 1.0, (level, level))
    model = Model("trend") if law is None else Model("trend", law.phi, law.exponent)
    fit = fit_breaks(seen, Limits(1, 1), 0, model=model)
    lines = average_levels(fit)
    # The line's second regressor runs from −1 to 1 over the span.
    each = per_year / max(float(seen.position[-1] - seen.position[0]) / 2, 1.0)
    level, tilt = (float(part) for part in lines.coefficients[0])
    error = float(lines.covariance[1, 1]) ** 0.5
    half = lines.reach * error
    p_value = 2 * float(stats.t.sf(abs(tilt) / error, fit.freedom))
    return Slope(tilt * each, (tilt - half) * each, (tilt + half) * each, p_value,
                 (level - tilt, level + tilt))


def between(seen: Observations, begin: int, end: int) -> Observations:
    """Return the observations of the places from ``begin`` to ``end``, both counted."""
    kept = (seen.position >= begin) & (seen.position <= end)
    return replace(
        seen, position=seen.position[kept], tension=seen.tension[kept],
        sampling=seen.sampling[kept], events=seen.events[kept], covered=(begin, end + 1),
    )
