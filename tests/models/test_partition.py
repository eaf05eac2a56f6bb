"""Whitening, least squares of a partition and the gain of a break, against dense matrices."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from tension.models.breaks import date_breaks
from tension.models.breaks.fit import fit_breaks
from tension.models.breaks.model import Model
from tension.models.breaks.noise import Law
from tension.models.breaks.partition import (
    best_addition,
    design,
    fit_partition,
    gains,
    settle,
    without,
)
from tension.models.breaks.search import Limits, Room
from tension.models.breaks.whiten import basis, relative_precision, restart_costs, whiten
from tension.models.families import simulate_series
from tension.models.noise import Observations

LAWS = [Law(0.0, 0.0), Law(0.6, 0.0), Law(0.3, 1.0), Law(0.95, 0.5)]


def gapped(seed, count=40):
    """Observations with gaps, periods of differing weight, and a step."""
    rng = np.random.default_rng(seed)
    position = np.sort(rng.choice(count * 2, count, replace=False))
    events = rng.integers(1, 9, count).astype(float)
    values = rng.normal(0, 1, count) + 2 * (position > count)
    return Observations(position, values, 1 / events, events, 0.0, (0, count * 2))


def covariance(seen, law):
    gap = np.abs(np.subtract.outer(seen.position, seen.position))
    spread = relative_precision(seen) ** (-law.exponent / 2)
    return (law.phi ** gap.astype(float)) * np.outer(spread, spread)


def plain(regressors, edges):
    """The design of a partition before whitening."""
    count, width = regressors.shape
    matrix = np.zeros((count, width * (len(edges) - 1)))
    for k, (start, stop) in enumerate(pairwise(edges)):
        matrix[start:stop, k * width : (k + 1) * width] = regressors[start:stop]
    return matrix


def dense(matrix, regressors, values):
    """Coefficients and sum of squares of generalised least squares."""
    inverse = np.linalg.inv(matrix)
    beta = np.linalg.solve(regressors.T @ inverse @ regressors, regressors.T @ inverse @ values)
    left = values - regressors @ beta
    return beta, float(left @ inverse @ left)


@pytest.fixture(params=["mean", "trend"])
def cost(request):
    return request.param


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_rows_are_white_and_their_logs_the_determinant(law, cost):
    seen = gapped(0)
    regressors = basis(seen.position, cost)
    rows = whiten(seen, regressors, law)
    matrix = covariance(seen, law)
    assert rows.logs.sum() == pytest.approx(np.linalg.slogdet(matrix)[1], abs=1e-9)
    inverse = np.linalg.inv(matrix)
    np.testing.assert_allclose(
        rows.whole.T @ rows.whole, regressors.T @ inverse @ regressors, rtol=1e-9, atol=1e-9)
    assert rows.values @ rows.values == pytest.approx(seen.tension @ inverse @ seen.tension)


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_a_partition_is_fitted_by_generalised_least_squares(law, cost):
    seen, edges = gapped(1), (0, 9, 22, 40)
    regressors = basis(seen.position, cost)
    rows = whiten(seen, regressors, law)
    fitted = fit_partition(rows, edges)
    beta, rss = dense(covariance(seen, law), plain(regressors, edges), seen.tension)
    np.testing.assert_allclose(fitted.coefficients.ravel(), beta, rtol=1e-7, atol=1e-9)
    assert fitted.rss == pytest.approx(rss, rel=1e-10)
    written = design(rows, edges)
    np.testing.assert_allclose(fitted.inverse, np.linalg.inv(written.T @ written), rtol=1e-6)
    assert fitted.log_det == pytest.approx(np.linalg.slogdet(written.T @ written)[1])


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_the_gain_of_a_break_is_what_fitting_it_gains(law, cost):
    seen, edges = gapped(2), (0, 14, 27, 40)
    regressors = basis(seen.position, cost)
    rows = whiten(seen, regressors, law)
    fitted, matrix = fit_partition(rows, edges), covariance(seen, law)
    width = regressors.shape[1]
    for which, (start, stop) in enumerate(pairwise(edges)):
        found = gains(rows, fitted, which)
        assert len(found) == stop - start - 1
        for at in range(start + width, stop - width + 1):
            more = plain(regressors, sorted({*edges, at}))
            want = fitted.rss - dense(matrix, more, seen.tension)[1]
            assert found[at - start - 1] == pytest.approx(want, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_a_regime_that_begins_afresh_costs_its_own_generalised_least_squares(law, cost):
    seen = gapped(3)
    regressors = basis(seen.position, cost)
    found = restart_costs(whiten(seen, regressors, law), np.arange(40))
    matrix = covariance(seen, law)
    for start in range(0, 34, 5):
        for stop in range(start + 4, 41, 3):
            part = slice(start, stop)
            want = dense(matrix[part, part], regressors[part], seen.tension[part])[1]
            assert found[start, stop] == pytest.approx(want, rel=1e-7, abs=1e-9)


def test_costs_between_some_places_are_those_between_all():
    seen = gapped(4)
    rows = whiten(seen, basis(seen.position, "mean"), Law(0.5, 1.0))
    every, some = restart_costs(rows, np.arange(40)), restart_costs(rows, np.arange(0, 40, 4))
    np.testing.assert_array_equal(some[:, :-1], every[::4, 0:40:4])
    np.testing.assert_array_equal(some[:, -1], every[::4, 40])


def test_a_regime_of_no_observations_costs_infinitely():
    found = restart_costs(whiten(gapped(5), np.ones((40, 1)), LAWS[0]), np.arange(40))
    assert np.isinf(found[np.arange(40)[:, None] >= np.arange(41)[None, :]]).all()
    assert np.isfinite(found[0, 1:]).all()


@pytest.mark.parametrize("seed", range(4))
def test_dates_settle_at_the_best_of_all_partitions(seed):
    """Two breaks under strong memory: every pair of dates tried by dense least squares."""
    seen = gapped(10 + seed, 24)
    law, limits = Law(0.7, 1.0), Limits(3, 4)
    regressors = basis(seen.position, "mean")
    rows, room = whiten(seen, regressors, law), Room.of(seen.position, seen.covered, limits)
    best = min(
        (dense(covariance(seen, law), plain(regressors, (0, a, b, 24)), seen.tension)[1], a, b)
        for a, b in combinations(range(1, 24), 2)
        if all(room.long_enough(i, j) for i, j in pairwise((0, a, b, 24)))
    )
    fit = fit_breaks(seen, limits, 2, model=Model("mean", 0.7, 1.0))
    assert fit.by_count[2].rss == pytest.approx(best[0], rel=1e-9)
    assert fit.by_count[2].starts == best[1:]
    settled = settle(rows, (0, *best[1:], 24), room)
    assert settled.edges == (0, *best[1:], 24)


def test_settling_never_makes_a_fit_worse():
    seen = gapped(20)
    rows = whiten(seen, basis(seen.position, "mean"), Law(0.4, 0.0))
    room = Room.of(seen.position, seen.covered, Limits(4, 4))
    before = fit_partition(rows, (0, 10, 30, 40))
    after = settle(rows, before.edges, room)
    assert after.rss <= before.rss
    assert all(room.long_enough(i, j) for i, j in pairwise(after.edges))


def test_the_best_addition_is_the_best_of_all_and_needs_room():
    seen = gapped(21)
    rows = whiten(seen, basis(seen.position, "mean"), Law(0.4, 0.0))
    room = Room.of(seen.position, seen.covered, Limits(1, 6))
    fitted = fit_partition(rows, (0, 20, 40))
    at = best_addition(rows, fitted, room)
    tried = {date: fitted.rss - fit_partition(rows, sorted({0, 20, 40, date})).rss
             for date in (*range(6, 15), *range(26, 35))}
    assert at == max(tried, key=tried.get)
    assert best_addition(rows, fitted, Room.of(seen.position, seen.covered, Limits(1, 11))) is None


def test_a_partition_without_one_of_its_breaks():
    assert without((0, 5, 9, 12), 0) == (0, 9, 12)
    assert without((0, 5, 9, 12), 1) == (0, 5, 12)


@pytest.mark.parametrize(("family", "seed"), [("ar7", 6), ("ar7", 11), ("arma", 11)])
def test_no_number_of_breaks_fits_worse_than_the_number_below_and_its_best_further_one(
    family, seed
):
    fit = date_breaks(simulate_series(family, seed, periods=150).y, max_breaks=6).fit
    for count in range(6):
        fewer, more = fit.by_count[count], fit.by_count[count + 1]
        rows = whiten(fit.seen, fit.regressors, fewer.noise.law)
        edges = {0, *fewer.starts, 150}
        added = [
            fit_partition(rows, sorted(edges | {date})).rss
            for start, stop in pairwise(sorted(edges)) for date in fit.room.dates(start, stop)
        ]
        least = 150 * np.log(2 * np.pi * np.e * min(added) / 150) + rows.logs.sum()
        assert more.fit <= least + 1e-6
