"""The first dimension of a table of counts (correspondence analysis), and weighted correlation."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tension.core.language import numeral, say
from tension.core.rounding import MINUS


@dataclass(frozen=True)
class Axis:
    """The first dimension of a table of counts.

    Parameters
    ----------
    loadings : float array, columns
        Standard coordinates of the columns: mean 0 and variance 1 over the events.
    scores : float array, rows
        Principal coordinates of the rows: the mean loading of each row's events.
    inertia : float
        Squared first singular value.
    total : float
        Sum of all of them: the table's χ² ÷ its events.
    """

    loadings: np.ndarray
    scores: np.ndarray
    inertia: float
    total: float

    @property
    def share(self) -> float:
        """Share of the total inertia that the dimension explains."""
        return self.inertia / self.total if self.total > 0 else 0.0

    def towards(self, weight: np.ndarray, events: np.ndarray) -> Axis:
        """Return the axis with the sign by which its loadings correlate with these weights."""
        if correlation(self.loadings, weight, events) < 0:
            return replace(self, loadings=-self.loadings, scores=-self.scores)
        return self


@dataclass(frozen=True)
class Correlation:
    """A correlation with its 95 % interval."""

    value: float
    low: float
    high: float

    def text(self) -> str:
        """Return it to hundredths, its interval outwards."""
        low, high = np.floor(100 * self.low) / 100, np.ceil(100 * self.high) / 100
        return say("{value} (95 % {low} to {high})", value=_number(self.value), low=_number(low),
                   high=_number(high))


def _number(value: float) -> str:
    return numeral(f"{value:.2f}").replace("-", MINUS)


def first_axis(counts: np.ndarray) -> Axis:
    """Return the first dimension of a table of counts.

    Parameters
    ----------
    counts : float array, rows × columns
        No row and no column empty.

    Notes
    -----
    Singular values of the standardised residuals, by the eigenvectors of their small cross-product:
    columns are few, rows may be many thousands.

    Examples
    --------
    >>> axis = first_axis(np.array([[5.0, 0.0], [0.0, 5.0]]))
    >>> round(axis.share, 6), round(axis.total, 6)
    (1.0, 1.0)
    """
    share = counts / counts.sum()
    row, column = share.sum(axis=1), share.sum(axis=0)
    residual = (share - np.outer(row, column)) / np.sqrt(np.outer(row, column))
    values, vectors = np.linalg.eigh(residual.T @ residual)
    loadings = vectors[:, -1] / np.sqrt(column)
    scores = (share / row[:, None]) @ loadings
    return Axis(loadings, scores, max(float(values[-1]), 0.0), float((residual**2).sum()))


def correlation(one: np.ndarray, other: np.ndarray, weight: np.ndarray) -> float:
    """Return the weighted correlation of two arrays where both are known; 0 where one is constant.

    Examples
    --------
    >>> correlation(np.array([1.0, 2, 3]), np.array([2.0, 4, np.nan]), np.ones(3))
    1.0
    """
    known = ~(np.isnan(one) | np.isnan(other)) & (weight > 0)
    if known.sum() < 2:
        return 0.0
    share = weight[known] / weight[known].sum()
    left, right = (values[known] - share @ values[known] for values in (one, other))
    size = float(np.sqrt((share @ left**2) * (share @ right**2)))
    return float(np.clip((share * left) @ right / size, -1, 1)) if size > 1e-12 else 0.0
