"""A yearly cycle beneath the levels: fitted as dense least squares fit it, and only taken out when
it is there."""

import numpy as np
import pytest

from tension.models.breaks import date_breaks
from tension.models.breaks.cycle import fit_cycle, waves
from tension.models.noise import Observations


def remembering(phi, count, rng):
    values = rng.normal(size=count)
    for at in range(1, count):
        values[at] = phi * values[at - 1] + values[at] * (1 - phi**2) ** 0.5
    return values


def yearly(seed, reach=0.8, count=240, shift=2.0):
    at = np.arange(count)
    noise = remembering(0.4, count, np.random.default_rng(seed))
    return noise + reach * np.sin(2 * np.pi * (at + seed) / 12) + shift * (at >= count // 2)


def test_a_cycle_is_fitted_together_with_the_levels():
    place = np.flatnonzero(np.random.default_rng(0).random(150) < 0.8)
    values = yearly(0, count=150)[place]
    seen = Observations(place, values, np.zeros(len(place)), np.ones(len(place)), 0.0, (0, 150))
    start = int(np.searchsorted(place, 75))
    edges = (0, start, len(place))
    fit, cycle = fit_cycle(seen, np.ones((len(place), 1)), edges, 0.0, 12, 1e-9)
    gap = np.abs(np.subtract.outer(place, place)).astype(float)
    design = np.column_stack([place < 75, place >= 75, waves(place, 12)]).astype(float)
    best = (np.inf, None)
    for phi in np.linspace(0, 0.95, 191):
        matrix = phi**gap
        inverse = np.linalg.inv(matrix)
        beta = np.linalg.solve(design.T @ inverse @ design, design.T @ inverse @ values)
        left = values - design @ beta
        rss = left @ inverse @ left
        value = len(place) * (np.log(2 * np.pi * rss / len(place)) + 1)
        best = min(best, (value + np.linalg.slogdet(matrix)[1], beta.tolist()))
    assert fit == pytest.approx(best[0], abs=0.01)
    assert cycle == pytest.approx(design[:, 2:] @ best[1][2:], abs=0.02)


def test_a_cycle_is_taken_out_and_said_to_be():
    found = date_breaks(yearly(3))
    truth = 0.8 * np.sin(2 * np.pi * (np.arange(240) + 3) / 12)
    assert np.abs(found.fit.cycle - truth).max() < 0.35
    assert "a yearly cycle of up to ±0." in found.summary()
    assert abs(found.breaks[0] - 120) <= 3
    # The levels are those about which the cycle swings.
    assert found.table["size"].item() == pytest.approx(2.0, abs=0.6)


def test_without_a_cycle_none_is_taken_out():
    taken = sum(bool(date_breaks(yearly(seed, reach=0.0)).fit.cycle.any()) for seed in range(30))
    assert taken <= 1


def test_a_cycle_is_taken_out_just_where_its_bic_is_lower_by_strong_evidence():
    leads = []
    for seed in range(12):
        values = yearly(seed, reach=0.3, count=160, shift=2.5)
        plain = date_breaks(values, cycle=None).fit
        best = min(plain.by_count.values(), key=lambda one: one.bic)
        tried = []
        for one in (plain.by_count[0], best):
            edges = (0, *one.starts, 160)
            fit, _ = fit_cycle(plain.seen, plain.regressors, edges, 0.0, 12.0, 1e-9)
            # Scale, φ and two of the cycle; a level a regime; a date a break.
            tried.append(fit + np.log(160) * (4 + 2 * one.count + 1))
        leads.append(best.bic - min(tried))
        if not plain.excess.any():
            assert date_breaks(values).fit.cycle.any() == (leads[-1] > 6)
    assert any(0 < lead < 6 for lead in leads)
    assert max(leads) > 6


def test_taking_a_cycle_out_finds_breaks_that_it_hides():
    kept, left_in = (
        sum(any(abs(at - 120) <= 3 for at in date_breaks(
            yearly(seed, shift=1.5), cycle=cycle).breaks) for seed in range(25))
        for cycle in (12, None))
    assert kept > left_in


def test_a_cycle_needs_years_and_an_estimated_memory():
    assert not date_breaks(yearly(0, reach=3.0, count=40)).fit.cycle.any()
    assert not date_breaks(yearly(0, reach=3.0), ar=0).fit.cycle.any()
    assert not date_breaks(yearly(0, reach=3.0), cycle=None).fit.cycle.any()


def test_exact_steps_have_no_cycle_and_no_period_far_out():
    found = date_breaks(np.repeat([0.1, 0.7, 0.3], 60))
    assert found.breaks == (60, 120)
    assert not found.fit.cycle.any()
    assert not found.fit.excess.any()
    assert "cycle" not in found.summary()
    assert "far out" not in found.summary()
