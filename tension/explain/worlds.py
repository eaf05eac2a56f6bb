"""Quiet worlds: series like the one observed, but without one of its breaks.

Of two kinds. Simulated: the levels without the break, and errors drawn under the noise of the fit
with its breaks. Resampled: the same levels, and what the series has beyond them, shuffled in
blocks. The same periods are silent, and each keeps the weight of its events.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tension.explain.block_bootstrap import block_length_of_ar, block_places
from tension.models.breaks.bootstrap import laws_tried, level_of, simulated, strength
from tension.models.breaks.fit import Fit, fit_breaks
from tension.models.breaks.noise import Law
from tension.models.breaks.partition import fit_partition, without
from tension.models.breaks.search import Limits
from tension.models.breaks.whiten import relative_precision, whiten

SIMULATED, RESAMPLED = "simulated", "resampled"
KINDS = (SIMULATED, RESAMPLED)


@dataclass(frozen=True)
class Quiet:
    """A series with one of its breaks taken out, from which worlds are drawn.

    Parameters
    ----------
    fit : Fit
        With the breaks of the answer.
    which : int
        The break taken out, from 0; the others are held.
    """

    fit: Fit
    which: int

    @property
    def rest(self) -> tuple[int, ...]:
        """The partition without the break."""
        return without(self.fit.edges, self.which)

    def observed(self) -> tuple[Law, float]:
        """Return the likeliest law without the break, and the strength of the break."""
        fit = self.fit
        return strength(fit, fit.seen.tension, self.rest, (self.which,), laws_tried(fit))

    def draw(self, kind: str, worlds: int, seed: tuple[int, ...]) -> np.ndarray:
        """Return how strong the best further break is in each of so many worlds.

        Parameters
        ----------
        kind : str
            ``simulated`` or ``resampled``.
        worlds : int
            Series drawn.
        seed : tuple of int
            Same seed, same worlds.

        Notes
        -----
        A world is searched as the series was: over every date at which a regime of it may be
        divided, φ estimated without the break and with it.
        """
        fit, rest, laws = self.fit, self.rest, laws_tried(self.fit)
        law = fit.law if kind == SIMULATED else self.observed()[0]
        everywhere = range(len(rest) - 1)
        return np.array([strength(fit, one, rest, everywhere, laws)[1]
                         for one in drawn(fit, rest, law, kind, worlds, seed)])


@dataclass(frozen=True)
class Unbroken:
    """A series whose answer is that it has no break, and the number that was nearest to it.

    Parameters
    ----------
    fit : Fit
        Without breaks.
    count : int
        Breaks of the nearest answer that was rejected.
    """

    fit: Fit
    count: int

    def observed(self) -> tuple[Law, float]:
        """Return the law of the answer, and how strong the rejected breaks are together."""
        return self.fit.law, self._strength(self.fit.seen.tension)

    def draw(self, kind: str, worlds: int, seed: tuple[int, ...]) -> np.ndarray:
        """Return how strong the best so many breaks are together in each world; see `Quiet`."""
        fit = self.fit
        return np.array([self._strength(one)
                         for one in drawn(fit, fit.edges, fit.law, kind, worlds, seed)])

    def _strength(self, values: np.ndarray) -> float:
        """What so many breaks, at the best dates of all, add to 2 log likelihood."""
        fit = self.fit
        model = replace(fit.model, exponent=fit.law.exponent, cycle=None)
        limits = Limits(fit.room.periods, fit.room.observed)
        found = fit_breaks(replace(fit.seen, tension=values), limits, self.count, model=model,
                           further=None).by_count
        return found[0].fit - found[self.count].fit


def drawn(
    fit: Fit, rest: tuple[int, ...], law: Law, kind: str, worlds: int, seed: tuple[int, ...]
) -> Iterator[np.ndarray]:
    """Yield quiet worlds: the levels of a partition, and errors.

    Parameters
    ----------
    fit : Fit
        The series, and the scale of its noise.
    rest : tuple of int
        The partition.
    law : Law
        Under which its levels are estimated, and errors are drawn.
    kind : str
        ``simulated``, or ``resampled``: what is left of the series, in blocks.
    worlds : int
        How many.
    seed : tuple of int
        Same seed, same worlds.
    """
    rng = np.random.default_rng(seed)
    rows = whiten(fit.seen, fit.regressors, law)
    level = level_of(fit, rest, fit_partition(rows, rest).coefficients)
    if kind == SIMULATED:
        scale = (max(fit.chosen.rss, fit.least) / fit.freedom) ** 0.5
        for _ in range(worlds):
            yield level + scale * simulated(fit, law, rng)
        return
    # Each error is moved in the unit of its own period's events.
    weight = relative_precision(fit.seen) ** (law.exponent / 2)
    left = (fit.seen.tension - level) * weight
    length = block_length_of_ar(law.phi, len(left))
    for _ in range(worlds):
        yield level + left[block_places(len(left), length, 1, rng)[0]] / weight
