"""Generalised least squares of a whole partition, its errors carrying on over the breaks.

A break changes the level, not the error of the month before, so what the last month of a regime
tells about the first of the next is kept: the whitened row of that month belongs to both. Adding
one break to a partition changes the fit by inner products that are running sums, so all dates of
one more break, or of one moved, are judged exactly in a time that grows as the length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from tension.models.breaks.search import Room
from tension.models.breaks.whiten import Rows

TURNS = 6
"""Rounds over all breaks after which the moving of dates ends."""


@dataclass(frozen=True)
class Fitted:
    """Least squares of one partition.

    Parameters
    ----------
    edges : tuple of int
        First observation of each regime, and n.
    coefficients : float array, (R, q)
        Of each regime.
    inverse : float array, (R q, R q)
        Inverse of the normal equations; times s² the covariance of the coefficients.
    left : float array, n
        Whitened residuals.
    """

    edges: tuple[int, ...]
    coefficients: np.ndarray
    inverse: np.ndarray
    left: np.ndarray

    @cached_property
    def rss(self) -> float:
        """Weighted sum of squares."""
        # A sum, since a dot product of this length is handed to threads that cost more than it.
        return float(np.square(self.left).sum())

    @property
    def log_det(self) -> float:
        """Log determinant of the normal equations."""
        return -float(np.linalg.slogdet(self.inverse)[1])


def design(rows: Rows, edges: Sequence[int]) -> np.ndarray:
    """Return the whitened regressors of a partition, (n, R q)."""
    count, width = rows.size
    whole, matrix = rows.whole, np.zeros((count, width * (len(edges) - 1)))
    for which, (start, stop) in enumerate(pairwise(edges)):
        columns = slice(which * width, (which + 1) * width)
        matrix[start:stop, columns] = whole[start:stop]
        if start:
            matrix[start, columns] = rows.own[start]
        if stop < count:
            matrix[stop, columns] = rows.before[stop]
    return matrix


def fit_partition(rows: Rows, edges: Sequence[int]) -> Fitted:
    """Return the least squares of a partition.

    Parameters
    ----------
    rows : Rows
        n observations.
    edges : sequence of int
        First observation of each regime, and n.

    Notes
    -----
    Normal equations by running over each regime, solved twice: the second time what the first left,
    which gives back the digits that products lose.
    """
    sewn = _Sewn(rows, np.asarray(edges, dtype=int))
    inverse = np.linalg.inv(sewn.products())
    solved = inverse @ sewn.scores(rows.values)
    left = rows.values - sewn.predicted(solved)
    solved = solved + inverse @ sewn.scores(left)
    left = rows.values - sewn.predicted(solved)
    return Fitted(tuple(sewn.edges.tolist()), solved.reshape(-1, rows.size[1]), inverse, left)


class _Sewn:
    """The design of a partition, never written out: rows are whole but where regimes meet."""

    def __init__(self, rows: Rows, edges: np.ndarray) -> None:
        self.rows, self.edges, self.starts, self.inner = rows, edges, edges[:-1], edges[1:-1]
        self.own, self.before = rows.own[self.inner], rows.before[self.inner]

    def products(self) -> np.ndarray:
        """Normal equations, (R q, R q)."""
        whole, (_, width) = self.rows.whole, self.rows.size
        number = len(self.starts)
        sums = np.add.reduceat(whole[:, :, None] * whole[:, None, :], self.starts, axis=0)
        meet = whole[self.inner]
        sums[1:] += _outer(self.own, self.own) - _outer(meet, meet)
        sums[:-1] += _outer(self.before, self.before)
        matrix = np.zeros((number, width, number, width))
        at = np.arange(number)
        matrix[at, :, at, :] = sums
        cross = _outer(self.before, self.own)
        matrix[at[:-1], :, at[1:], :] = cross
        matrix[at[1:], :, at[:-1], :] = cross.swapaxes(1, 2)
        return matrix.reshape(number * width, number * width)

    def scores(self, values: np.ndarray) -> np.ndarray:
        """Products of the design with some values, R q."""
        sums = np.add.reduceat(self.rows.whole * values[:, None], self.starts, axis=0)
        moved = self.before * values[self.inner][:, None]
        sums[1:] -= moved
        sums[:-1] += moved
        return np.asarray(sums.ravel())

    def predicted(self, solved: np.ndarray) -> np.ndarray:
        """Design times coefficients, n."""
        coefficients = solved.reshape(len(self.starts), -1)
        lengths = np.diff(self.edges)
        values = (self.rows.whole * np.repeat(coefficients, lengths, axis=0)).sum(axis=1)
        # Where regimes meet, the part of the observation before has the coefficients before.
        values[self.inner] += (self.before * (coefficients[:-1] - coefficients[1:])).sum(axis=1)
        return np.asarray(values)


def _outer(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.asarray(one[:, :, None] * other[:, None, :])


def gains(rows: Rows, fitted: Fitted, which: int) -> np.ndarray:
    """Return how much one more break in a regime lowers the sum of squares, for every date.

    Parameters
    ----------
    rows : Rows
        What was fitted.
    fitted : Fitted
        The partition to add a break to.
    which : int
        Regime, from 0.

    Returns
    -------
    float array
        For a new regime from the observation edges[which] + 1 + k, k = 0, 1, …; 0 where the data
        do not determine the new coefficients.
    """
    count, width = rows.size
    start, stop = fitted.edges[which], fitted.edges[which + 1]
    inside = rows.whole[start + 1 : stop]
    own, left = rows.own[start + 1 : stop], fitted.left[start + 1 : stop]
    # From each date on: the rows after it, and the next regime's first row if there is one.
    after_xx = _after(_outer(inside, inside))
    after_xr = _after(inside * left[:, None])
    if stop < count:
        tail = rows.before[stop]
        after_xx = after_xx + np.outer(tail, tail)
        after_xr = after_xr + tail * fitted.left[stop]
    score = after_xr + own * left[:, None]
    square = after_xx + _outer(own, own)
    here = slice(which * width, (which + 1) * width)
    cross = after_xx + _outer(own, inside)
    taken = cross @ fitted.inverse[here, here] @ cross.swapaxes(1, 2)
    if stop < count:
        then = slice((which + 1) * width, (which + 2) * width)
        next_ = np.outer(rows.before[stop], rows.own[stop])
        mixed = cross @ fitted.inverse[here, then] @ next_.T
        taken = taken + mixed + mixed.swapaxes(1, 2)
        taken = taken + next_ @ fitted.inverse[then, then] @ next_.T
    return _explained(square - taken, score, square)


def _after(steps: np.ndarray) -> np.ndarray:
    """Sums of what comes after each row."""
    sums = np.cumsum(steps[::-1], axis=0)[::-1]
    return np.asarray(sums - steps)


def _explained(net: np.ndarray, score: np.ndarray, gross: np.ndarray) -> np.ndarray:
    """Score' net⁻¹ score for one or two columns; 0 where net is singular."""
    if score.shape[1] == 1:
        known = net[:, 0, 0] > 1e-10 * gross[:, 0, 0]
        return np.where(known, score[:, 0] ** 2 / np.where(known, net[:, 0, 0], 1.0), 0.0)
    a, b, d = net[:, 0, 0], net[:, 0, 1], net[:, 1, 1]
    rest = d - b**2 / np.where(a > 0, a, 1.0)
    known = (a > 1e-10 * gross[:, 0, 0]) & (rest > 1e-8 * gross[:, 1, 1])
    safe_a, safe = np.where(known, a, 1.0), np.where(known, rest, 1.0)
    turned = score[:, 1] - b / safe_a * score[:, 0]
    return np.where(known, score[:, 0] ** 2 / safe_a + turned**2 / safe, 0.0)


def best_addition(rows: Rows, fitted: Fitted, room: Room) -> int | None:
    """Return the date of the best further break, if there is room for one."""
    best: tuple[float, int] | None = None
    for which, (start, stop) in enumerate(pairwise(fitted.edges)):
        dates = room.dates(start, stop)
        if not len(dates):
            continue
        found = gains(rows, fitted, which)[dates - start - 1]
        at = int(np.argmax(found))
        if best is None or found[at] > best[0]:
            best = float(found[at]), int(dates[at])
    return best[1] if best else None


def without(edges: Sequence[int], which: int) -> tuple[int, ...]:
    """Return the partition without one of its breaks, counted from 0."""
    return (*edges[: which + 1], *edges[which + 2 :])


def settle(rows: Rows, edges: Sequence[int], room: Room) -> Fitted:
    """Move breaks, one at a time to its best date, until none would move."""
    now = tuple(int(e) for e in edges)
    fitted = fit_partition(rows, now)
    for _ in range(TURNS):
        before = now
        for which in range(len(now) - 2):
            rest = fit_partition(rows, without(now, which))
            dates = room.dates(now[which], now[which + 2])
            found = gains(rows, rest, which)[dates - now[which] - 1]
            at = int(np.argmax(found))
            # Rounding must not send a break back and forth between equals.
            if rest.rss - found[at] < fitted.rss * (1 - 1e-12) and dates[at] != now[which + 1]:
                now = (*now[: which + 1], int(dates[at]), *now[which + 2 :])
                fitted = fit_partition(rows, now)
        if now == before:
            break
    return fitted
