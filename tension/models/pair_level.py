"""Two levels that move together, in state space, for many parameters at once.

y_d,t = α_d,t + ε_d,t, α_d,t+1 = α_d,t + η_d,t for two directions d, with var ε_d,t = τ_d² +
σ_d²/effective events, corr(ε_1,t, ε_2,t) = r, var η_d = q_d and corr(η_1, η_2) = ρ. A period may
have both observations, one, or none.

The filter carries precision, not variance: nothing known is a precision of 0, so the start is
exactly diffuse, whichever direction is seen first, and levels that do not move or move as one are
no special case (Anderson & Moore 1979, Optimal Filtering, section 6.3). A random walk with such a
start is the same walk read backwards, so the smoother is this filter run from both ends.
statsmodels has the same model for one set of parameters (`pair_statespace`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tension.models.local_level import ROUNDING
from tension.models.noise import Observations


@dataclass(frozen=True)
class PairObservations:
    """Two directions' observations on one run of periods; float arrays, (2, T).

    `tension` and `sampling` are missing where a direction is silent; `gap` is how many periods lie
    between a place and the one before it, 0 for the first.
    """

    tension: np.ndarray
    sampling: np.ndarray
    gap: np.ndarray

    @classmethod
    def of(cls, seen: tuple[Observations, Observations], span: tuple[int, int]) -> PairObservations:
        """Lay two directions on the periods of a span, silent ones counted."""
        begin, end = span
        tension, sampling = np.full((2, 2, end - begin), np.nan)
        for way, one in enumerate(seen):
            tension[way, one.position - begin] = one.tension
            sampling[way, one.position - begin] = one.sampling
        gap = np.ones(end - begin)
        gap[0] = 0
        return cls(tension, sampling, gap)

    def observed(self) -> PairObservations:
        """Return the periods with an observation of either direction, and the gaps between."""
        kept = np.flatnonzero(~np.isnan(self.tension).all(axis=0))
        return PairObservations(self.tension[:, kept], self.sampling[:, kept],
                                np.diff(kept, prepend=kept[0]).astype(float))

    def reversed(self) -> PairObservations:
        """Return the same, last period first."""
        gap = np.append(0.0, self.gap[:0:-1])
        return PairObservations(self.tension[:, ::-1], self.sampling[:, ::-1], gap)


@dataclass(frozen=True)
class PairParameters:
    """K sets of parameters: τ and √q of either direction (2, K), and the correlations ρ and r (K).

    In points of tension; ρ is that of the levels' movements, r that of the periods' noise.
    """

    tau: np.ndarray
    step: np.ndarray
    moves: np.ndarray
    noise: np.ndarray

    def take(self, which: np.ndarray) -> PairParameters:
        """Return some of the sets."""
        return PairParameters(self.tau[:, which], self.step[:, which], self.moves[which],
                              self.noise[which])


@dataclass
class _Belief:
    """What is known of the two levels: exp(−½ α′Yα + y′α + c), with Y's entries a, b, d."""

    a: np.ndarray
    b: np.ndarray
    d: np.ndarray
    y1: np.ndarray
    y2: np.ndarray
    c: np.ndarray

    def move(self, q1: np.ndarray, q2: np.ndarray, q12: np.ndarray) -> None:
        """Let the levels walk: Y becomes (I + YQ)⁻¹Y."""
        # M = I + YQ, and its inverse by cofactors.
        m11, m12 = 1 + self.a * q1 + self.b * q12, self.a * q12 + self.b * q2
        m21, m22 = self.b * q1 + self.d * q12, 1 + self.b * q12 + self.d * q2
        whole = m11 * m22 - m12 * m21
        y1 = (m22 * self.y1 - m12 * self.y2) / whole
        y2 = (m11 * self.y2 - m21 * self.y1) / whole
        # ½ y′Q(I + YQ)⁻¹y − ½ log|I + YQ| is what integrating the step out adds.
        self.c += 0.5 * (self.y1 * (q1 * y1 + q12 * y2) + self.y2 * (q12 * y1 + q2 * y2)
                         - np.log(whole))
        self.a, self.b, self.d = (
            (m22 * self.a - m12 * self.b) / whole, (m22 * self.b - m12 * self.d) / whole,
            (m11 * self.d - m21 * self.b) / whole,
        )
        self.y1, self.y2 = y1, y2

    def see(self, y: np.ndarray, v: tuple[np.ndarray, np.ndarray], r: np.ndarray) -> None:
        """Take in a period's observations, missing ones as NaN, with their variances."""
        one, two = not np.isnan(y[0]), not np.isnan(y[1])
        if one and two:
            left = 1 - r**2
            h1, h2, h12 = 1 / (v[0] * left), 1 / (v[1] * left), -r / (np.sqrt(v[0] * v[1]) * left)
            self.c -= 0.5 * np.log(v[0] * v[1] * left)
            self.b = self.b + h12
            self.y1 = self.y1 + h1 * y[0] + h12 * y[1]
            self.y2 = self.y2 + h2 * y[1] + h12 * y[0]
            self.c -= 0.5 * (h1 * y[0] ** 2 + h2 * y[1] ** 2 + 2 * h12 * y[0] * y[1])
            self.a, self.d = self.a + h1, self.d + h2
        elif one:
            self.a, self.y1 = self.a + 1 / v[0], self.y1 + y[0] / v[0]
            self.c -= 0.5 * (np.log(v[0]) + y[0] ** 2 / v[0])
        elif two:
            self.d, self.y2 = self.d + 1 / v[1], self.y2 + y[1] / v[1]
            self.c -= 0.5 * (np.log(v[1]) + y[1] ** 2 / v[1])

    @classmethod
    def nothing(cls, count: int) -> _Belief:
        return cls(*np.zeros((6, count)))

    def copy(self) -> np.ndarray:
        return np.array([self.a, self.b, self.d, self.y1, self.y2])


@dataclass(frozen=True)
class Moments:
    """Means of the two levels (2, T, K), their variances (2, T, K) and covariance (T, K)."""

    mean: np.ndarray
    variance: np.ndarray
    covariance: np.ndarray


def pair_log_likelihood(seen: PairObservations, given: PairParameters) -> np.ndarray:
    """Return the log likelihood of all observations but the first of either direction."""
    centre = np.nanmean(seen.tension, axis=1, keepdims=True)
    seen = PairObservations(seen.tension - centre, seen.sampling, seen.gap)
    known = _run(seen, given, None)
    whole = known.a * known.d - known.b**2
    fit = known.c - 0.5 * np.log(whole) + 0.5 * (
        known.d * known.y1**2 + known.a * known.y2**2 - 2 * known.b * known.y1 * known.y2) / whole
    count = int(np.isfinite(seen.tension).sum()) - 2
    return np.asarray(fit - 0.5 * count * np.log(2 * np.pi))


def pair_smooth(seen: PairObservations, given: PairParameters) -> tuple[Moments, Moments]:
    """Return the smoothed and the filtered levels of every period of a whole span.

    A filtered level is missing before its direction's first observation.
    """
    past: list[np.ndarray] = []
    ahead: list[np.ndarray] = []
    _run(seen, given, past, own=True)
    _run(seen.reversed(), given, ahead, own=False)
    forward, backward = np.array(past), np.array(ahead[::-1])
    return _moments(forward + backward), _moments(forward)


def _run(
    seen: PairObservations, given: PairParameters, kept: list[np.ndarray] | None, own: bool = True
) -> _Belief:
    """Filter; keep the belief at every period, with or without the period's own observations."""
    noise = given.tau**2 + ROUNDING
    q1, q2 = given.step**2
    q12 = given.moves * given.step[0] * given.step[1]
    known = _Belief.nothing(len(given.moves))
    for at, gap in enumerate(seen.gap):
        if at:
            known.move(gap * q1, gap * q2, gap * q12)
        if kept is not None and not own:
            kept.append(known.copy())
        sampling = seen.sampling[:, at]
        known.see(seen.tension[:, at], (noise[0] + sampling[0], noise[1] + sampling[1]),
                  given.noise)
        if kept is not None and own:
            kept.append(known.copy())
    return known


def _moments(beliefs: np.ndarray) -> Moments:
    """Means and covariances of beliefs, (T, 5, K)."""
    a, b, d, y1, y2 = np.moveaxis(beliefs, 1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        # What one direction says of itself when nothing is known of the other is not lost.
        own1 = a - np.where(d > 0, b**2 / np.where(d > 0, d, 1), 0)
        own2 = d - np.where(a > 0, b**2 / np.where(a > 0, a, 1), 0)
        variance = np.array([1 / own1, 1 / own2])
        variance[~(variance > 0) | ~np.isfinite(variance)] = np.nan
        shift1 = np.where(d > 0, b * y2 / np.where(d > 0, d, 1), 0)
        shift2 = np.where(a > 0, b * y1 / np.where(a > 0, a, 1), 0)
        mean = variance * np.array([y1 - shift1, y2 - shift2])
        covariance = -b / (a * d - b**2)
    return Moments(mean, variance, covariance)
