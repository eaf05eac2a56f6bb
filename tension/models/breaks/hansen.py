"""P-values of sup, average and exponential F statistics (Hansen 1997)."""

from __future__ import annotations

import numpy as np
from scipy import stats

from tension.models.breaks.hansen_table import SURFACES

FIRST_TRIM, STEP = 0.49, 0.02
"""The largest trimming of the surfaces, and how far apart their rows lie."""


def trimming(first: int, last: int, observed: int) -> float:
    """Return the symmetric trimming equivalent to candidate segments of first … last observations.

    Parameters
    ----------
    first, last : int
        Fewest and most observations before a candidate break.
    observed : int
        Observations in all.

    Notes
    -----
    The limit depends on the range through λ = (n − first) last / (first (n − last)) alone; the
    symmetric trimming with the same λ is 1/(1 + √λ) (Andrews 1993).

    Examples
    --------
    >>> round(trimming(15, 85, 100), 12)
    0.15
    """
    ratio = (observed - first) * last / (first * (observed - last))
    return float(1.0 / (1.0 + ratio**0.5))


def p_value(kind: str, statistic: float, regressors: int, trim: float) -> float:
    """Return the approximate asymptotic p-value of a test for one break at an unknown date.

    Parameters
    ----------
    kind : str
        ``supF``, ``aveF`` or ``expF``.
    statistic : float
        In Wald form: the F statistic times the number of regressors.
    regressors : int
        Coefficients that may change, 1 or 2.
    trim : float
        Symmetric trimming, above 0 and up to .5, as `trimming` gives.

    Notes
    -----
    At each trimming of the table the null distribution is that of a χ² with fitted degrees of
    freedom at a fitted polynomial of the statistic; in between, linear interpolation. Far beyond
    the critical values the polynomials of aveF and expF fall again, so that a huge statistic would
    have a p-value of 1; there the polynomial is held at its highest value so far. The limit
    supposes regressors that do not trend: with a line in each regime p-values are somewhat small.

    References
    ----------
    Hansen (1997), Journal of Business & Economic Statistics 15, 60–67,
    doi:10.1080/07350015.1997.10524687.
    Andrews (1993), Econometrica 61, 821–856, doi:10.2307/2951764; corrected in Andrews (2003),
    Econometrica 71, 395–397.

    Examples
    --------
    The 5 % critical value of supF, one regressor, 15 % trimmed, is 8.68 (Andrews 2003):

    >>> round(p_value("supF", 8.68, 1, 0.15), 2)
    0.05
    """
    surface = SURFACES[kind, regressors]
    if trim >= FIRST_TRIM:
        known = float(stats.chi2.sf(statistic, regressors))  # with one candidate date only
        share = min((trim - FIRST_TRIM) / (0.5 - FIRST_TRIM), 1.0)
        return share * known + (1 - share) * _tail(surface[0], statistic)
    place = min((FIRST_TRIM - trim) / STEP, len(surface) - 1.0)
    row, share = int(place), place % 1
    below = _tail(surface[min(row + 1, len(surface) - 1)], statistic)
    return (1 - share) * _tail(surface[row], statistic) + share * below


def _tail(row: tuple[float, ...], statistic: float) -> float:
    return float(stats.chi2.sf(max(_highest(np.array(row[:-1]), statistic), 0.0), row[-1]))


def _highest(coefficients: np.ndarray, statistic: float) -> float:
    """The largest value of a polynomial between 0 and the statistic, the constant apart."""
    turns = np.polynomial.polynomial.polyroots(np.polynomial.polynomial.polyder(coefficients))
    inside = turns.real[(np.abs(turns.imag) < 1e-12) & (turns.real > 0) & (turns.real < statistic)]
    points = np.append(inside, statistic)
    return float(np.polynomial.polynomial.polyval(points, coefficients).max())
