"""The guard against heavy tails: what it takes off, what it leaves, and what it is good for."""

import numpy as np
import pytest

from tension.models.breaks import date_breaks
from tension.models.breaks.guard import LIMIT, excess
from tension.models.breaks.noise import Law
from tension.models.breaks.partition import fit_partition
from tension.models.breaks.whiten import basis, relative_precision, whiten
from tension.models.noise import Observations


def stepped(seed=0, shift=2.0, count=160):
    return np.random.default_rng(seed).normal(size=count) + shift * (np.arange(count) >= 80)


def seen_of(values, events):
    place = np.arange(len(values))
    return Observations(place, values, 1 / events, events, 0.0, (0, len(values)))


def test_a_period_is_out_by_what_all_the_others_do_not_explain():
    """Against the dense precision matrix: leave-one-out residuals over their spread."""
    rng = np.random.default_rng(1)
    events = rng.integers(1, 9, 120).astype(float)
    values = rng.normal(size=120)
    values[[20, 90]] += [15, -20]
    seen, law = seen_of(values, events), Law(0.5, 1.0)
    rows = whiten(seen, basis(seen.position, "mean"), law)
    fitted = fit_partition(rows, (0, 120))
    gap = np.abs(np.subtract.outer(np.arange(120), np.arange(120))).astype(float)
    width = relative_precision(seen) ** -0.5
    precision = np.linalg.inv(0.5**gap * np.outer(width, width))
    left = values - fitted.coefficients.item()
    out = precision @ left / np.sqrt(np.diag(precision))
    limit = LIMIT * np.quantile(np.abs(out), 0.8) / 1.2815515655446004
    want = np.sign(out) * np.maximum(np.abs(out) - limit, 0) / np.sqrt(np.diag(precision))
    assert excess(rows, fitted) == pytest.approx(want, abs=1e-9)
    assert want[20] > 0 > want[90]


def test_what_is_out_does_not_depend_on_the_direction_of_time():
    rng = np.random.default_rng(2)
    values, events = rng.standard_t(3, 80), rng.integers(1, 9, 80).astype(float)
    found = []
    for some, counts in ((values, events), (values[::-1], events[::-1])):
        seen = seen_of(some, counts)
        rows = whiten(seen, basis(seen.position, "mean"), Law(0.6, 0.5))
        found.append(excess(rows, fit_partition(rows, (0, 80))))
    assert found[0] == pytest.approx(found[1][::-1])
    assert found[0].any()


def dated_well(seeds):
    """Series of one break and one dreadful period in which just the break is dated."""
    right = 0
    for seed in seeds:
        values = stepped(seed)
        values[40] += 25
        found = date_breaks(values)
        right += len(found) == 1 and abs(found.breaks[0] - 80) <= 4
    return right


def test_one_dreadful_period_seldom_makes_or_hides_a_break(monkeypatch):
    guarded = dated_well(range(20))
    monkeypatch.setattr("tension.models.breaks.guard.LIMIT", 1e9)
    assert guarded >= 15
    assert guarded > dated_well(range(20)) + 3


def test_the_summary_says_how_many_periods_lay_far_out():
    values = stepped(1)
    values[40] += 25
    found = date_breaks(values)
    assert np.flatnonzero(found.fit.excess).tolist() == [24, 40]
    assert "2 periods far out of their regime counted as 3.5 standard dev" in found.summary()


def test_levels_and_values_count_in_full():
    values = stepped(1)
    values[40] += 25
    found = date_breaks(values)
    assert found.fit.values == pytest.approx(values)
    plain = date_breaks(values, ar=0, number=1)
    assert found.breaks == plain.breaks
    assert found.table["size"].item() == pytest.approx(plain.table["size"].item(), abs=0.15)


def test_a_given_law_is_searched_as_it_is():
    values = stepped()
    values[40] += 25
    assert not date_breaks(values, ar=0).fit.excess.any()


def test_normal_noise_is_left_alone_but_for_a_few():
    share = np.mean([np.mean(date_breaks(stepped(seed)).fit.excess != 0) for seed in range(30)])
    assert share < 0.002


def test_series_of_exactly_equal_values_but_for_a_few_have_no_breaks():
    values = np.zeros(100)
    values[[10, 60]] = 1.0
    found = date_breaks(values)
    assert not len(found)
    assert np.isfinite(found.bic).all()
