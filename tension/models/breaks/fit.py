"""The best partition and noise for every number of breaks, and the number chosen.

The one engine of `find_breaks` and `date_breaks`. Dates are searched exactly under each law of a
grid among at most PLACES dates, with errors that begin afresh in every regime; the best are then
moved, one break at a time to its exact best date of all, with errors that carry on, and φ is found
anew.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from scipy import optimize

from tension.models.breaks.cycle import ROUNDS, TERMS, fit_cycle
from tension.models.breaks.guard import excess
from tension.models.breaks.model import Model
from tension.models.breaks.noise import (
    AGAINST,
    EXPONENTS,
    NEAR_PHI,
    PHIS,
    Law,
    Noise,
    best_phi,
    minus_two_log,
)
from tension.models.breaks.number import Candidate, bic, choose
from tension.models.breaks.partition import (
    Fitted,
    best_addition,
    fit_partition,
    settle,
    without,
)
from tension.models.breaks.search import Limits, Room, best_partitions
from tension.models.breaks.whiten import Rows, basis, restart_costs, whiten
from tension.models.noise import Observations

PLACES = 600
"""Dates between which the first search chooses where it is refined afterwards; on a longer series
they lie further apart."""

EXACT = 2000
"""Observations up to which a search under a law that is given looks at every date."""

FURTHER = 2
"""Breaks tried beyond the number of least BIC."""

FLOOR = 1e-10
"""Of the sum of squares about the mean, what a fit leaves at least: a series of exact steps has no
noise to measure."""

RULED_OUT = 9.55
"""−2 log likelihood by which a larger memory is ruled out with 99.9 % confidence (χ² of one term,
one-sided)."""

STRONG = 6.0
"""BIC by which one answer must beat another to be believed where they imitate one another: "strong"
evidence (Kass & Raftery 1995, doi:10.1080/01621459.1995.10476572)."""


@dataclass(frozen=True)
class Fit:
    """The best candidate of every number of breaks, the chosen one, and what inference needs.

    Parameters
    ----------
    by_count : dict of int to Candidate
        Best partition and noise by number of breaks.
    chosen : Candidate
        One of them.
    seen : Observations
        The series less `centre`, `cycle` and `excess`.
    centre : float
        Its median.
    cycle : float array, n
        The yearly cycle that was taken out; zeros if there was none.
    excess : float array, n
        What periods far out have beyond the guard's limit; mostly zeros.
    model : Model
        What was fitted.
    room : Room
        Where breaks may be.
    exponents : tuple of float
        Values of g that were tried.
    """

    by_count: dict[int, Candidate]
    chosen: Candidate
    seen: Observations
    centre: float
    cycle: np.ndarray
    excess: np.ndarray
    model: Model
    room: Room
    exponents: tuple[float, ...]

    @property
    def observed(self) -> int:
        """Number of observations."""
        return len(self.seen)

    @property
    def edges(self) -> tuple[int, ...]:
        """First observation of each regime, and the number of observations."""
        return (0, *self.chosen.starts, self.observed)

    @property
    def freedom(self) -> int:
        """Observations less the coefficients of the regimes."""
        return max(self.observed - self.model.width * (self.chosen.count + 1), 1)

    @property
    def law(self) -> Law:
        """Law of the chosen noise."""
        return self.chosen.noise.law

    @property
    def values(self) -> np.ndarray:
        """The observed values as they were given."""
        return np.asarray(self.seen.tension + self.excess + self.cycle + self.centre)

    @cached_property
    def least(self) -> float:
        """The least sum of squares that counts as noise."""
        return least_squares_of(self.seen.tension)

    @cached_property
    def regressors(self) -> np.ndarray:
        """Regressors of a regime, (n, q)."""
        return basis(self.seen.position, self.model.cost)

    @cached_property
    def rows(self) -> Rows:
        """The series whitened under the chosen law."""
        return whiten(self.seen, self.regressors, self.law)

    def rows_without(self, which: int) -> Rows:
        """Return the series whitened under the law that suits it best without one of the breaks.

        Its memory is no more than the series with the break can have: a step of many standard
        deviations drives the memory that stands in for it up to the cap, where nothing would be
        left of the step.
        """
        if self.model.phi is not None:
            return self.rows
        phi = best_phi(partial(self._misfit, without(self.edges, which)))
        return whiten(self.seen, self.regressors,
                      Law(min(phi, self.most_memory), self.law.exponent))

    @cached_property
    def most_memory(self) -> float:
        """The largest φ that the likelihood of the chosen partition does not rule out."""
        value, top = partial(self._misfit, self.edges), PHIS[-1]
        limit = value(self.law.phi) + RULED_OUT
        if value(top) <= limit:
            return top
        return float(optimize.brentq(lambda phi: value(phi) - limit, self.law.phi, top,
                                     xtol=NEAR_PHI))

    def _misfit(self, edges: Sequence[int], phi: float) -> float:
        """−2 log likelihood of a partition under a memory, the exponent held."""
        rows = whiten(self.seen, self.regressors, Law(phi, self.law.exponent))
        rss = max(fit_partition(rows, edges).rss, self.least)
        return minus_two_log(rss, self.observed, float(rows.logs.sum()))

    @cached_property
    def fitted(self) -> Fitted:
        """Least squares of the chosen partition."""
        return fit_partition(self.rows, self.edges)


def least_squares_of(values: np.ndarray) -> float:
    """Return the least sum of squares that counts as noise."""
    return FLOOR * float(np.square(values - values.mean()).sum())


def fit_breaks(
    seen: Observations, limits: Limits, most: int, *, model: Model | None = None,
    further: int | None = FURTHER,
) -> Fit:
    """Find, for each number of breaks, the best dates and noise; choose the number by BIC.

    Parameters
    ----------
    seen : Observations
        Not constant, and long enough for `limits`.
    limits : Limits
        What a regime needs.
    most : int
        Largest number of breaks tried.
    model : Model, optional
        What a regime is, and what of the noise is given; by default a mean, and nothing.
    further : int or None
        Breaks tried beyond the number of least BIC; None tries all.

    Returns
    -------
    Fit
        Chosen is the candidate of least BIC; `criteria.decide` may choose another.
    """
    model = model or Model()
    search = _Search(seen, limits, model)
    by_count = search.run(most, further)
    if search.spread_with_events(by_count):
        search = search.among(AGAINST)
        by_count = search.run(most, further)
    cycle = search.cycle(by_count)
    if cycle.any():
        search = search.less(cycle)
        by_count = search.run(most, further)
    beyond = search.excess(by_count)
    if beyond.any():
        search = search.less(beyond)
        by_count = search.run(most, further)
    return Fit(by_count, choose(by_count), search.seen, search.centre, cycle, beyond, model,
               search.room, search.exponents)


class _Search:
    """Rough dates under a grid of laws, then each number's dates and law refined in turn."""

    def __init__(self, seen: Observations, limits: Limits, model: Model) -> None:
        self.model, self.count = model, len(seen)
        self.centre = float(np.median(seen.tension))
        self.seen = replace(seen, tension=seen.tension - self.centre)
        self.exponents = model.exponents(seen)
        self.phis = PHIS if model.phi is None else (model.phi,)
        self.regressors = basis(seen.position, model.cost)
        self.room = Room.of(seen.position, seen.covered, model.needs(limits))
        self.least = least_squares_of(self.seen.tension)

    def run(self, most: int, further: int | None) -> dict[int, Candidate]:
        rough = self._rough(most)
        found: dict[int, Candidate] = {}
        for count in sorted(rough):
            found[count] = self._refine(count, rough[count], found.get(count - 1))
            best = min(found.values(), key=lambda one: one.bic)
            if further is not None and count >= best.count + further and self._hopeless(
                rough, found, best
            ):
                break
        return found

    def less(self, part: np.ndarray) -> _Search:
        """Return the search of the series less a part of it, about the same centre."""
        other = copy(self)
        other.seen = replace(self.seen, tension=self.seen.tension - part)
        other.least = least_squares_of(other.seen.tension)
        return other

    def among(self, exponents: tuple[float, ...]) -> _Search:
        """Return the search of the same series under other exponents."""
        other = copy(self)
        other.exponents = exponents
        return other

    def spread_with_events(self, by_count: dict[int, Candidate]) -> bool:
        """Whether there is strong evidence that periods with more events spread more.

        The exponents tried first say that events make a period better known. Where one of the other
        kind beats them at their own best dates, the search is run again under that kind.
        """
        if self.exponents != EXPONENTS:
            return False
        best, other = choose(by_count), self.among(AGAINST)
        edges = (0, *best.starts, self.count)
        law = other._law(edges)
        return other._value(edges, law.exponent, law.phi) + STRONG < best.fit

    def excess(self, by_count: dict[int, Candidate]) -> np.ndarray:
        """What periods far out have beyond the guard's limit, where the noise is estimated."""
        if self.model.phi is not None:
            return np.zeros(self.count)
        best = choose(by_count)
        if best.rss <= self.least:  # exact steps: what is left is of the arithmetic
            return np.zeros(self.count)
        rows = self._rows(best.noise.law)
        return excess(rows, fit_partition(rows, (0, *best.starts, self.count)))

    def cycle(self, by_count: dict[int, Candidate]) -> np.ndarray:
        """A yearly cycle, if there is strong evidence for one; else zeros."""
        nothing, period = np.zeros(self.count), self.model.cycle
        if period is None or self.model.phi is not None:
            return nothing
        if np.ptp(self.seen.position) < ROUNDS * period or self.least == 0:
            return nothing
        best, terms = choose(by_count), self.model.terms + TERMS
        value, cycle = math.inf, nothing
        for one in {0: by_count[0], best.count: best}.values():
            edges = (0, *one.starts, self.count)
            fit, found = fit_cycle(
                self.seen, self.regressors, edges, one.noise.exponent, period, self.least)
            criterion = bic(fit, one.count, self.count, self.model.width, terms)
            if criterion < value:
                value, cycle = criterion, found
        return cycle if value + STRONG < best.bic else nothing

    def _hopeless(
        self, rough: dict[int, tuple[float, tuple[int, ...], Law]], found: dict[int, Candidate],
        best: Candidate,
    ) -> bool:
        """Whether no larger number came near the best BIC in the rough search."""
        last = max(found)
        gained = rough[last][0] - found[last].fit  # what refining brought at this number
        return all(
            self._bic(value - max(gained, 0.0), count) > best.bic
            for count, (value, _, _) in rough.items() if count > last
        )

    def _rough(self, most: int) -> dict[int, tuple[float, tuple[int, ...], Law]]:
        """−2 log likelihood, partition and law of every number, errors beginning afresh."""
        given = len(self.phis) == len(self.exponents) == 1
        stride = 1 if given and self.count <= EXACT else -(-self.count // PLACES)
        places = np.arange(0, self.count, stride)
        ends = np.append(places, self.count)
        permitted = self.room.long_enough(places[:, None], ends[None, :])
        best: dict[int, tuple[float, tuple[int, ...], Law]] = {}
        # The exponents at the ends tell the laws apart; those in between are for the refining.
        for exponent in sorted({self.exponents[0], self.exponents[-1]}):
            for phi in self.phis:
                law = Law(phi, exponent)
                rows = self._rows(law)
                cost = restart_costs(rows, places)
                for count, (rss, found) in enumerate(best_partitions(cost, permitted, most)):
                    starts = [int(places[at]) for at in found]
                    value = self._fit(rows, rss) - float(rows.logs[starts].sum())
                    if count not in best or value < best[count][0]:
                        best[count] = value, (0, *starts, self.count), law
        return best

    def _refine(
        self, count: int, rough: tuple[float, tuple[int, ...], Law], fewer: Candidate | None
    ) -> Candidate:
        """The better of the rough partition and the one break best added to the number below."""
        tries = [(rough[1], rough[2])]
        if fewer is not None:
            law = fewer.noise.law
            rows = self._rows(law)
            edges = (0, *fewer.starts, self.count)
            added = best_addition(rows, fit_partition(rows, edges), self.room)
            if added is not None:
                tries.append((tuple(sorted((*edges, added))), law))
        settled: dict[tuple[int, ...], Candidate] = {}
        for edges, law in tries:
            edges = settle(self._rows(law), edges, self.room).edges
            if edges not in settled:
                settled[edges] = self._candidate(count, edges)
        return min(settled.values(), key=lambda one: one.fit)

    def _candidate(self, count: int, edges: tuple[int, ...]) -> Candidate:
        law = self._law(edges)
        rows = self._rows(law)
        fitted = settle(rows, edges, self.room)
        fit = self._fit(rows, fitted.rss)
        noise = Noise(max(fitted.rss, self.least) / self.count, law.phi, law.exponent)
        return Candidate(count, fit, self._bic(fit, count), fitted.edges[1:-1], noise, fitted.rss)

    def _law(self, edges: tuple[int, ...]) -> Law:
        """The likeliest law of a partition."""
        best = math.inf, Law(self.phis[0], self.exponents[0])
        for exponent in self.exponents:
            phi = self.model.phi
            if phi is None:
                phi = best_phi(partial(self._value, edges, exponent))
            value = self._value(edges, exponent, phi)
            if value < best[0] - 1e-9:
                best = value, Law(phi, exponent)
        return best[1]

    def _value(self, edges: tuple[int, ...], exponent: float, phi: float) -> float:
        rows = self._rows(Law(phi, exponent))
        return self._fit(rows, fit_partition(rows, edges).rss)

    def _rows(self, law: Law) -> Rows:
        return whiten(self.seen, self.regressors, law)

    def _fit(self, rows: Rows, rss: float) -> float:
        return minus_two_log(max(rss, self.least), self.count, float(rows.logs.sum()))

    def _bic(self, fit: float, count: int) -> float:
        return bic(fit, count, self.count, self.model.width, self.model.terms)
