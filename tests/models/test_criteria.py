"""The number of breaks: each criterion, what any break must prove, and the rival that wanders."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2
from statsmodels.tsa.statespace.sarimax import SARIMAX

from tension.core.errors import UsageError
from tension.models.breaks import date_breaks, walk
from tension.models.breaks.criteria import SCORES, STRONG, WANDERING, decide
from tension.models.breaks.fit import fit_breaks
from tension.models.breaks.hansen import p_value
from tension.models.breaks.model import Model
from tension.models.breaks.search import Limits
from tension.models.breaks.supf import break_p_value, further_break
from tension.models.breaks.walk import PHIS, STEPS, walk_fit
from tension.models.families import matched, simulate_series
from tension.models.noise import Observations


def seen_of(values, events=None):
    count = len(values)
    sampling = np.zeros(count) if events is None else 1 / events
    return Observations(np.arange(count), np.asarray(values, float), sampling, np.ones(count), 0.0,
                        (0, count))


def stepped(shift=1.5, seed=0, count=180):
    return np.random.default_rng(seed).normal(size=count) + shift * (np.arange(count) >= count // 2)


def remembering(phi, count, rng):
    values = rng.normal(size=count)
    for at in range(1, count):
        values[at] = phi * values[at - 1] + values[at] * (1 - phi**2) ** 0.5
    return values


@pytest.fixture(scope="module")
def fit():
    return fit_breaks(seen_of(stepped()), Limits(12, 6), 4, further=None)


def test_modified_bic_is_three_parameters_a_break_less_what_short_regimes_save(fit):
    for count, one in fit.by_count.items():
        shares = np.diff([0, *one.starts, 180]) / 180
        want = one.fit + 3 * count * math.log(180) + np.log(shares).sum()
        assert SCORES["mbic"](one, fit) == pytest.approx(want)
        assert SCORES["few_false_alarms"](one, fit) == SCORES["mbic"](one, fit)


@pytest.mark.parametrize("cost", ["mean", "trend"])
def test_modified_bic_never_asks_less_than_bic(cost):
    """log of the product of the lengths over their sum, which no lengths above 1 make negative."""
    for seed in range(4):
        values = np.random.default_rng(seed).normal(size=90)
        fit = fit_breaks(seen_of(values), Limits(2, 2), 6, model=Model(cost, 0.0, 0.0),
                         further=None)
        lone = fit.by_count[0]
        for one in fit.by_count.values():
            more = SCORES["mbic"](one, fit) - SCORES["mbic"](lone, fit) - (one.bic - lone.bic)
            lengths = np.diff([0, *one.starts, 90])
            assert more == pytest.approx(np.log(lengths).sum() - math.log(90))
            assert more >= -1e-9
    assert max(fit.by_count) == 6


def test_a_further_break_is_tested_where_its_p_value_is_least():
    """A long regime's F is larger by chance, as more dates are tried: p decides, not F."""
    differ = 0
    for seed in range(60):
        values = np.random.default_rng(seed).normal(size=120)
        values[95:] += 6.0
        fit = fit_breaks(seen_of(values), Limits(6, 6), 1, model=Model("mean", 0.0, 0.0))
        fit = replace(fit, chosen=fit.by_count[1])
        found, tried = further_break(fit), []
        for start, stop in ((0, fit.chosen.starts[0]), (fit.chosen.starts[0], 120)):
            here = values[start:stop]
            whole = np.square(here - here.mean()).sum()
            wald = {}
            for at in range(6, stop - start - 5):
                left = sum(np.square(part - part.mean()).sum() for part in (here[:at], here[at:]))
                wald[start + at] = (whole - left) / (left / (stop - start - 2))
            at = max(wald, key=wald.get)
            p = p_value("supF", wald[at], 1, 6 / (stop - start))
            tried.append((p, wald[at], at))
        least = min(tried)
        differ += least[1] < max(one[1] for one in tried)
        assert found.statistic == pytest.approx(least[1])
        assert found.at == least[2]
        assert found.p_value == pytest.approx(1 - (1 - least[0]) ** 2)
        assert found.name == "supF(2|1)"
    assert differ


def sup_wald(seen, law, start):
    """The largest drop in squares over the scale, from the covariance matrix's Cholesky factor."""
    at = seen.position
    matrix = law.phi ** np.abs(np.subtract.outer(at, at)).astype(float)
    root = np.linalg.inv(np.linalg.cholesky(matrix))

    def squares(*steps):
        rows = root @ np.column_stack(steps).astype(float)
        values = root @ seen.tension
        return np.square(values - rows @ np.linalg.lstsq(rows, values, rcond=None)[0]).sum()

    count = len(at)
    # As the tests have it: the first row whole, the others net of the row before, either side.
    rows, values = root @ np.ones(count), root @ seen.tension
    drops = []
    for cut in range(12, count - 11):
        left = sum(np.square(y - x * (x @ y) / (x @ x)).sum()
                   for x, y in ((rows[:cut], values[:cut]), (rows[cut:], values[cut:])))
        drops.append(np.square(values - rows * (rows @ values) / (rows @ rows)).sum() - left)
    return max(drops) / (squares(at < start, at >= start) / (count - 2))


@pytest.mark.parametrize("seed", range(3))
def test_a_breaks_p_value_is_that_under_the_memory_that_suits_the_series_without_it(seed):
    values = remembering(0.5, 120, np.random.default_rng(seed)) + 1.6 * (np.arange(120) >= 60)
    fit = fit_breaks(seen_of(values), Limits(12, 6), 1)
    fit = replace(fit, chosen=fit.by_count[1])
    start = fit.chosen.starts[0]
    alone = fit.by_count[0].noise
    laws = replace(alone.law, phi=min(alone.phi, fit.most_memory)), fit.by_count[1].noise.law
    without_it, with_it = (
        p_value("supF", sup_wald(fit.seen, law, start), 1, 12 / 120) for law in laws)
    assert break_p_value(fit, 0) == pytest.approx(without_it, rel=0.05)
    assert without_it > 1.5 * with_it


@pytest.mark.parametrize("seed", range(3))
def test_a_larger_step_never_has_a_larger_p_value(seed):
    """The memory that would stand in for a step of many standard deviations is ruled out."""
    noise = np.random.default_rng(seed).normal(0, 5, 144)
    found = []
    for size in (8, 15, 25, 40, 60):
        fit = fit_breaks(seen_of(noise + size * (np.arange(144) >= 72)), Limits(12, 6), 1)
        found.append(break_p_value(replace(fit, chosen=fit.by_count[1]), 0))
    assert found == sorted(found, reverse=True)
    assert found[0] < 1e-5
    assert found[-2] < 1e-20


def test_the_most_memory_is_where_the_exact_likelihood_has_fallen_by_its_limit():
    values = remembering(0.4, 150, np.random.default_rng(2)) + 6 * (np.arange(150) >= 70)
    fit = fit_breaks(seen_of(values), Limits(12, 6), 1)
    assert fit.chosen.count == 1
    step = np.column_stack([np.arange(150) < 70, np.arange(150) >= 70]).astype(float)
    at = np.arange(150)

    def misfit(phi):
        matrix = phi ** np.abs(np.subtract.outer(at, at)).astype(float)
        root = np.linalg.inv(np.linalg.cholesky(matrix))
        rows, y = root @ step, root @ fit.seen.tension
        rss = np.square(y - rows @ np.linalg.lstsq(rows, y, rcond=None)[0]).sum()
        return 150 * math.log(rss / 150) + np.linalg.slogdet(matrix)[1]

    assert fit.edges == (0, 70, 150)
    assert misfit(fit.most_memory) - misfit(fit.law.phi) == pytest.approx(
        chi2.isf(0.002, 1), abs=0.3)
    assert fit.law.phi < fit.most_memory < 0.95


def test_the_criterion_of_liu_wu_and_zidek():
    values = stepped()
    given = fit_breaks(seen_of(values), Limits(12, 6), 3, model=Model("mean", 0.0, 0.0),
                       further=None)
    base = None
    for count, one in given.by_count.items():
        used = 2 * count + 1
        want = 180 * math.log(one.rss / (180 - used)) + used * 0.299 * math.log(180) ** 2.1
        have = SCORES["lwz"](one, given)
        base = have - want if base is None else base
        assert have - want == pytest.approx(base)


def test_every_criterion_finds_a_plain_break_and_none_in_plain_noise():
    for number in ("bic", "mbic", "few_false_alarms", "lwz", "sequential"):
        for ar in ("auto", 0):
            assert date_breaks(stepped(2.0), number=number, ar=ar).breaks == pytest.approx(
                (90,), abs=2)
            assert not len(date_breaks(np.random.default_rng(5).normal(size=180), number=number,
                                       ar=ar))


def test_a_number_that_is_given_is_the_number_found(fit):
    for number in range(4):
        found = date_breaks(stepped(), number=number)
        assert len(found) == number
        assert found.breaks == found.partitions[number]
    assert "given: 3" in found.summary()
    with pytest.raises(UsageError, match="no partition with 9 breaks"):
        decide(fit, 9)


def test_sequential_tests_stop_at_the_first_that_does_not_reject():
    values = np.repeat([0.0, 2.0, 0.0], 60) + np.random.default_rng(1).normal(size=180)
    assert len(date_breaks(values, number="sequential", ar=0)) == 2
    assert "the best one has supF(3|2) = " in date_breaks(
        values, number="sequential", ar=0).summary()
    strict = date_breaks(values, number="sequential", ar=0, level=1 - 1e-12)
    assert len(strict) < 2


def test_a_fixed_law_asks_for_bic_alone():
    found = date_breaks(stepped(0.8, seed=4), ar=0)
    assert found.verdict.refused == 0
    assert len(found) == int(found.bic.idxmin())


def test_breaks_without_strong_evidence_are_refused_and_the_summary_says_so():
    refused = 0
    for seed in range(60):
        found = date_breaks(remembering(0.7, 150, np.random.default_rng(seed)))
        if found.verdict.refused:
            refused += 1
            assert not len(found)
            walk, lead = found.verdict.walk, found.bic[found.verdict.refused]
            assert lead + STRONG >= found.bic[0] or lead + WANDERING >= walk
            assert "lower is asked for" in found.summary()
    assert refused


def test_chosen_breaks_have_strong_evidence_over_both_answers_without():
    found = date_breaks(stepped(2.0))
    best = found.bic[len(found)]
    assert best + STRONG < found.bic[0]
    assert best + WANDERING < found.verdict.walk


def test_the_summary_says_what_the_first_break_would_have_to_gain():
    values = np.random.default_rng(5).normal(size=180)
    for ar, more in (("auto", STRONG), (0, 0.0)):
        found = date_breaks(values, ar=ar)
        assert len(found) == found.verdict.refused == 0
        needed = 2 * math.log(180) + more
        assert f"would have to improve −2 log likelihood by {needed:.1f}" in found.summary()


def test_a_slow_walk_is_seldom_taken_for_breaks():
    alarms = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        values = remembering(0.4, 300, rng) + np.cumsum(rng.normal(0, 0.05, 300))
        alarms += len(date_breaks(values)) > 0
    assert alarms <= 0.25 * 40


def walk_likelihood(values, phi, step, weights=None, at=None):
    """−2 log likelihood by the whole covariance matrix, scale and level concentrated out."""
    at = np.arange(len(values)) if at is None else at
    spread = np.ones(len(values)) if weights is None else weights
    matrix = phi ** np.abs(np.subtract.outer(at, at)).astype(float) * np.outer(spread, spread)
    matrix += step * np.minimum.outer(at, at)
    inverse, ones = np.linalg.inv(matrix), np.ones(len(values))
    left = values - ones @ inverse @ values / inverse.sum()
    scale = left @ inverse @ left / len(values)
    return (len(values) * (math.log(2 * math.pi * scale) + 1)) + np.linalg.slogdet(matrix)[1]


def test_the_wandering_level_has_the_likelihood_of_its_covariance_matrix():
    values = np.cumsum(np.random.default_rng(0).normal(0, 0.2, 80)) + remembering(
        0.5, 80, np.random.default_rng(1))
    want = min(walk_likelihood(values, phi, step) for phi in PHIS for step in STEPS)
    assert walk_fit(seen_of(values), np.ones((80, 1)), (0.0,)) == pytest.approx(want, rel=1e-9)


def test_the_wandering_level_weighs_periods_by_their_events():
    rng = np.random.default_rng(2)
    events = rng.integers(1, 9, 70).astype(float)
    spread = (events / np.exp(np.log(events).mean())) ** -0.5
    values = rng.normal(size=70) * spread + np.cumsum(rng.normal(0, 0.1, 70))
    want = min(walk_likelihood(values, phi, step, spread) for phi in PHIS for step in STEPS)
    have = walk_fit(seen_of(values, events), np.ones((70, 1)), (1.0,))
    assert have == pytest.approx(want, rel=1e-9)


def test_the_wandering_level_goes_on_wandering_in_silence():
    rng = np.random.default_rng(4)
    place = np.flatnonzero(rng.random(140) < 0.5)
    place -= place[0]
    values = (np.cumsum(rng.normal(0, 0.15, 140)) + remembering(0.6, 140, rng))[place]
    seen = replace(seen_of(values), position=place, covered=(0, 140))
    want = min(walk_likelihood(values, phi, step, at=place) for phi in PHIS for step in STEPS)
    assert walk_fit(seen, np.ones((len(place), 1)), (0.0,)) == pytest.approx(want, rel=1e-9)


def test_breaks_need_not_beat_a_walk_so_fast_that_it_follows_them(monkeypatch):
    """Five breaks, all found, far from explained by one level."""
    made = simulate_series("season", 3029)
    # Shifts in the spread of the error alone, the wave not counted in: just strong enough.
    found = date_breaks(made.y - made.level + made.level / 1.32**0.5, made.events)
    assert matched(found.breaks, made.breaks) == len(found) == 5
    fit = found.fit
    assert fit.chosen.bic + 60 < fit.by_count[0].bic
    monkeypatch.setattr(walk, "STEPS", (0.03, 0.1))
    fast = walk_fit(fit.seen, fit.regressors, fit.exponents) + 4 * math.log(fit.observed)
    assert fast < fit.chosen.bic + WANDERING < found.verdict.walk
    assert max(STEPS) <= 0.01  # a standard deviation in a hundred periods


@pytest.mark.parametrize(("lead", "count"), [(STRONG - 0.1, 0), (STRONG + 0.1, 1)])
def test_breaks_must_beat_one_level_by_strong_evidence(lead, count):
    fit = date_breaks(stepped(2.0)).fit
    none = replace(fit.by_count[0], bic=fit.chosen.bic + lead)
    close = replace(fit, by_count={0: none, 1: fit.by_count[1]})
    found = decide(close, "bic")
    assert found.fit.chosen.count == count
    assert found.refused == 1 - count


def test_without_a_break_the_likelihood_is_that_of_statsmodels():
    """An AR(1) with a mean, by SARIMAX's exact likelihood with gaps."""
    values = 3 + remembering(0.6, 200, np.random.default_rng(3))
    values[[5, 6, 50, 120]] = np.nan
    found = date_breaks(values, number=0, max_breaks=0)
    other = SARIMAX(values, order=(1, 0, 0), trend="c").fit(disp=False)
    assert found.fit.chosen.fit == pytest.approx(-2 * other.llf, abs=0.02)
    assert found.fit.chosen.noise.phi == pytest.approx(other.params[1], abs=0.01)
