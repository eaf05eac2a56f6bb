"""What each observation weighs in the level: sums, a dense inverse, and statsmodels."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tsa.statespace.tools import compute_smoothed_state_weights

from tension.core.errors import UsageError
from tension.models.averaged import average, observation_weights
from tension.models.averaged import given as levels_given
from tension.models.averaging import KEPT
from tension.models.latent import estimate_tension
from tension.models.noise import Observations
from tension.models.robust import fit_tails
from tension.models.simulate import simulate
from tension.models.steps import Regimes
from tension.series.aggregate import build_series
from tension.sources.read import read_events

KINDS = {
    "plain": {},
    "steps": {"steps": ["2012-02", "2020-10"]},
    "heavy": {"freedom": 3},
    "both": {"steps": ["2012-02"], "freedom": "auto"},
}


@pytest.mark.parametrize("direction", ["both", "IRN>AZE"])
@pytest.mark.parametrize("kind", KINDS)
def test_weighed_observations_add_up_to_the_level_of_every_month(chronology, kind, direction):
    level = estimate_tension(chronology, direction, **KINDS[kind])
    tension = chronology.direction(direction)["tension"]
    observed = chronology.periods[(chronology.direction(direction)["scored"] > 0).to_numpy()]
    for period, estimate in zip(level.periods, level.table["level"], strict=True):
        weights = level.weights(period)
        assert weights.index.equals(observed)  # silent months have none
        assert weights @ tension[weights.index] == pytest.approx(estimate, abs=1e-9)
        assert weights.sum() == pytest.approx(1, abs=1e-9)
        assert weights.min() >= 0


@pytest.mark.parametrize("kind", KINDS)
def test_differences_of_weights_add_up_to_the_change(chronology, kind):
    level = estimate_tension(chronology, **KINDS[kind])
    first, last = (pd.Period(text, freq="M") for text in ("2011-11", "2021-03"))
    weights = level.weights(last) - level.weights(first)
    tension = chronology.direction()["tension"][weights.index]
    assert weights @ tension == pytest.approx(level.change(first, last).points, abs=1e-9)


def test_nothing_weighs_across_a_step(chronology):
    level = estimate_tension(chronology, steps=["2012-02", "2020-10"])
    weights = level.weights(pd.Period("2012-02", freq="M"))
    within = (weights.index >= "2012-02") & (weights.index < "2020-10")
    assert weights[within].sum() == pytest.approx(1, abs=1e-9)
    assert (weights[~within] == 0).all()


def test_a_month_far_out_weighs_less_in_heavy_tails(chronology):
    heavy = estimate_tension(chronology, freedom=3)
    far = heavy.robustness.idxmin()
    plain = estimate_tension(chronology)
    assert heavy.weights(far)[far] < 0.5 * plain.weights(far)[far]


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10**6), months=st.integers(4, 40), freedom=st.sampled_from([math.inf, 3.0]),
    noise=st.sampled_from([0.0, 1.0, 400.0]), cut=st.booleans(),
)
def test_any_observations_weighed_add_up(seed, months, freedom, noise, cut):
    """Also where no spread could be measured, and where the level hardly moves or only moves."""
    rng = np.random.default_rng(seed)
    kept = np.sort(rng.permutation(2 * months)[:months]) + 5
    tension = 50 + np.cumsum(rng.normal(0, rng.choice([0.01, 5.0]), months))
    seen = Observations(kept, tension, noise * rng.uniform(0.5, 1, months), np.ones(months), noise,
                        (5, 5 + 2 * months))
    regimes = Regimes.cut(seen, [int(kept[months // 2])] if cut else [])
    tails = fit_tails(regimes, max(2 * regimes.spread, 1.0), freedom)
    level, parts = average(regimes, tails)[0]["level"], levels_given(regimes, tails)
    for at in range(2 * months):
        weights = observation_weights(regimes, tails, parts, at)
        assert weights @ tension == pytest.approx(level[at], abs=1e-9)
        assert weights.sum() == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("freedom", [math.inf, 4.0])
def test_the_weights_are_rows_of_the_dense_smoother(freedom):
    rng = np.random.default_rng(3)
    seen = Observations(np.delete(np.arange(30), [4, 5, 20]), 50 + np.cumsum(rng.normal(0, 3, 27)),
                        rng.uniform(4, 40, 27), np.ones(27), 1.0, (0, 30))
    regimes = Regimes.cut(seen, [12])
    tails = fit_tails(regimes, 2 * regimes.spread, freedom)
    want = np.zeros((30, 27))
    for tau, step, weight in zip(*tails.cells.most(KEPT), strict=True):
        noise = (tau**2 + 1e-6 + seen.sampling) * tails.factor
        walk = np.delete(np.diff(np.eye(30), axis=0), 11, axis=0)
        precision = walk.T @ walk / max(step**2, 1e-9)
        precision[seen.position, seen.position] += 1 / noise
        want += weight * np.linalg.inv(precision)[:, seen.position] / noise
    parts = levels_given(regimes, tails)
    have = [observation_weights(regimes, tails, parts, at) for at in range(30)]
    np.testing.assert_allclose(have, want, rtol=0, atol=1e-6)


def test_for_one_pair_of_parameters_they_are_statsmodels_own(chronology):
    level = estimate_tension(chronology)
    results = level.statespace()
    at = 300
    want = compute_smoothed_state_weights(results, compute_t=[at])[0][0, :, 0, 0]
    tau, step = level.parameters["tau"], level.parameters["step"]
    part = level.regimes.smooth(level.tails.factor, np.array([tau]), np.array([step]))
    places = level.regimes.position
    shared = np.concatenate([
        np.cumprod(part.gain[0, :at][::-1])[::-1] * part.variance[0, at],
        part.variance[0, [at]], np.cumprod(part.gain[0, at:-1]) * part.variance[0, at + 1 :]])
    have = shared[places] / (tau**2 + level.regimes.parts[0].sampling)
    # statsmodels leaves out what the diffuse start takes.
    known = ~np.isnan(want[places])
    assert known.sum() >= len(places) - 1
    np.testing.assert_allclose(have[known], want[places][known], atol=1e-6)


def test_a_daily_series_is_weighed_too():
    series = build_series(read_events(), freq="day")
    level = estimate_tension(series, steps=["2020-09-27"])
    for at in (0, 5000, len(series.periods) - 1):
        weights = level.weights(series.periods[at])
        assert weights @ series.direction()["tension"][weights.index] == pytest.approx(
            level.table["level"][at], abs=1e-9)


def test_a_month_without_a_level_has_no_weights(chronology):
    with pytest.raises(UsageError, match="there is no level for 2031-01"):
        estimate_tension(chronology).weights(pd.Period("2031-01", freq="M"))
    short = build_series(simulate(["calm"] * 2, seed=1).events)
    with pytest.raises(UsageError, match="there is no level for 2000-01"):
        estimate_tension(short).weights(pd.Period("2000-01", freq="M"))
    assert estimate_tension(short).robustness.empty
