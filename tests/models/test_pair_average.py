"""Which parameters two levels are averaged over, against plainer ways to the same average."""

import math

import numpy as np
import pytest
from scipy import optimize

from tension.models import pair_average
from tension.models.directed import Correlation
from tension.models.known import level_of
from tension.models.noise import Observations
from tension.models.pair_average import draw
from tension.models.pair_level import PairObservations, PairParameters, pair_log_likelihood
from tension.models.pair_statespace import PairLevel

SPREAD = 12.0


def pair(seed, months=120, moves=0.7, noise=0.5, step=2.0, silent=0.3, tau=5.0):
    """Two directions drawn from the model."""
    rng = np.random.default_rng(seed)
    made = []
    levels, luck = rng.normal(size=(2, 2, months))
    levels[1] = moves * levels[0] + (1 - moves**2) ** 0.5 * levels[1]
    luck[1] = noise * luck[0] + (1 - noise**2) ** 0.5 * luck[1]
    for way in (0, 1):
        place = np.flatnonzero(rng.random(months) >= silent)
        events = rng.integers(1, 5, months).astype(float)
        sampling = SPREAD**2 / events
        tension = 45 + step * np.cumsum(levels[way]) + luck[way] * np.sqrt(tau**2 + sampling)
        made.append(Observations(place, tension[place], sampling[place], events[place], SPREAD**2,
                                 (0, months)))
    return tuple(made)


def moments(parameters, weight):
    rows = np.array([*parameters.tau, *parameters.step, parameters.moves, parameters.noise])
    mean = rows @ weight
    return mean, np.sqrt((rows - mean[:, None]) ** 2 @ weight)


@pytest.mark.parametrize("seed", range(2))
def test_the_average_is_that_over_draws_from_the_priors(seed):
    """A short series, where even draws from anywhere find the likelihood often enough."""
    seen = pair(seed, months=14, silent=0.1)
    rng, count = np.random.default_rng(100 + seed), 400_000
    largest = np.array([2 * np.std(one.tension, ddof=1) for one in seen])[:, None]
    plain = PairParameters(*(rng.uniform(0, 1, (2, 2, count)) * largest),
                           *rng.uniform(-1, 1, (2, count)))
    logs = pair_log_likelihood(PairObservations.of(seen, (0, 14)).observed(), plain)
    weight = np.exp(logs - logs.max())
    want, spread = moments(plain, weight / weight.sum())
    draws = draw(seen, (0, 14))
    have, spread_have = moments(draws.parameters, draws.weight)
    assert np.abs(have - want) / spread == pytest.approx(np.zeros(6), abs=0.1)
    assert spread_have == pytest.approx(spread, rel=0.1)


def test_another_seed_gives_nearly_the_same(monkeypatch):
    seen = pair(1)
    one = draw(seen, (0, 120))
    monkeypatch.setattr(pair_average, "SEED", 7)
    two = draw(seen, (0, 120))
    (mean, spread), (other, _) = (moments(each.parameters, each.weight) for each in (one, two))
    assert np.abs(mean - other) / spread == pytest.approx(np.zeros(6), abs=0.15)
    assert not np.array_equal(one.weight[:10], two.weight[:10])


@pytest.mark.parametrize(("noise", "months"), [(0.97, 150), (-0.9, 150), (0.5, 600)])
def test_further_rounds_follow_a_narrow_likelihood(noise, months):
    draws = draw(pair(3, months=months, noise=noise), (0, months))
    assert draws.effective > 500
    assert draws.weight.max() < 0.03
    assert draws.quantile(draws.parameters.noise, 0.5) == pytest.approx(noise, abs=0.1)


def test_directions_that_have_nothing_in_common_keep_the_parameters_each_has_alone():
    seen = pair(5, months=200, moves=0.0, noise=0.0)
    draws = draw(seen, (0, 200))
    for way in (0, 1):
        alone = level_of(seen[way])
        assert draws.parameters.tau[way] @ draws.weight == pytest.approx(
            alone.weight @ alone.tau, abs=0.4)
        assert draws.parameters.step[way] @ draws.weight == pytest.approx(
            alone.weight @ alone.step, abs=0.25)


def test_the_interval_of_the_correlation_is_near_that_of_the_profile_likelihood():
    """At the ends of a 95 % interval twice the loss of log likelihood is about 3.84."""
    seen = pair(2, months=300, step=4.0, noise=0.3)
    draws = draw(seen, (0, 300))
    told = Correlation.of(draws, draws.parameters.moves)
    whole = PairObservations.of(seen, (0, 300))
    model = PairLevel(whole.tension.T, np.nan_to_num(whole.sampling.T, nan=1.0))
    start = [*(draws.parameters.tau @ draws.weight), *(draws.parameters.step @ draws.weight),
             draws.parameters.noise @ draws.weight]

    def best(moves):
        def lost(free):
            return -model.loglike(np.array([*np.abs(free[:4]), moves, np.tanh(free[4])]))
        begin = np.array([*start[:4], np.arctanh(start[4])])
        return -optimize.minimize(lost, begin, method="BFGS", options={"gtol": 1e-3}).fun

    top = optimize.minimize_scalar(lambda moves: -best(moves), bounds=(0.2, 0.98),
                                   method="bounded", options={"xatol": 0.01})
    assert told.value == pytest.approx(top.x, abs=0.1)
    for end in (told.low, told.high):
        assert 1.5 < 2 * (-top.fun - best(end)) < 7.5


@pytest.mark.parametrize("moves", [0.0, 0.5, 0.9])
def test_the_interval_holds_the_correlation_that_was_drawn(moves):
    """As it is shown, rounded outwards; near 1 the bare one falls a little short."""
    held = []
    for seed in range(25):
        draws = draw(pair(seed, step=3.0, moves=moves), (0, 120))
        told = Correlation.of(draws, draws.parameters.moves)
        held.append(math.floor(10 * told.low) <= 10 * moves <= math.ceil(10 * told.high))
    assert np.mean(held) >= 0.9


def test_noise_that_is_shared_is_not_taken_for_levels_that_move_together():
    said = []
    for seed in range(15):
        draws = draw(pair(seed, step=0.0, noise=0.9), (0, 120))
        said.append(Correlation.of(draws, draws.parameters.moves).clear)
    assert sum(said) <= 1


def test_the_same_input_gives_the_same_draws():
    one, two = (draw(pair(4), (0, 120)) for _ in range(2))
    np.testing.assert_array_equal(one.weight, two.weight)
    np.testing.assert_array_equal(one.parameters.moves, two.parameters.moves)


def test_resampled_sets_stand_for_the_weights():
    draws = draw(pair(1), (0, 120))
    mean, spread = moments(draws.parameters, draws.weight)
    few = draws.resampled(400)
    other, _ = moments(few, np.full(400, 1 / 400))
    assert np.abs(mean - other) / spread == pytest.approx(np.zeros(6), abs=0.12)
