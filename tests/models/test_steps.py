"""Level shifts: against a dense posterior, statsmodels with dummies as states, and the truth."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tsa.statespace.kalman_smoother import KalmanSmoother

from tension.core.errors import UsageError
from tension.models import local_level
from tension.models.breaks.find import find_breaks
from tension.models.latent import estimate_tension
from tension.models.noise import Observations, observations
from tension.models.simulate import simulate
from tension.models.steps import Regimes
from tension.series.aggregate import build_series
from tension.sources.read import read_events

POINTS = [(4.0, 1.0), (0.3, 9.0), (25.0, 0.05)]
SHIFTS = ["2004-01", "2008-01"]


def stepped(seed=0, months=40, steps=(12, 25), gaps=(0, 7, 11, 12, 13, 30, 39)):
    """A random walk that steps, seen with noise that differs from month to month."""
    rng = np.random.default_rng(seed)
    sampling = rng.uniform(1, 40, months)
    level = 50 + np.cumsum(rng.normal(0, 1, months))
    for step in steps:
        level[step:] += rng.choice([-20, 20])
    seen = level + rng.normal(0, np.sqrt(sampling + 4))
    kept = np.setdiff1d(np.arange(months), gaps)
    held = Observations(kept + 3, seen[kept], sampling[kept], np.ones(len(kept)), 0.0,
                        (3, 3 + months))
    return held, [step + 3 for step in steps]


def smoothed(seen, places, tau2, q, factor=None):
    """The smoothed levels for one pair of parameters."""
    factor = np.ones(len(seen)) if factor is None else factor
    return Regimes.cut(seen, places).smooth(factor, np.array([tau2**0.5]), np.array([q**0.5]))


@pytest.mark.parametrize(("tau2", "q"), POINTS)
def test_the_level_is_the_exact_posterior_with_nothing_said_of_the_innovation_at_a_step(tau2, q):
    seen, places = stepped(1)
    months, at = 40, seen.position - 3
    walk = np.delete(np.diff(np.eye(months), axis=0), [place - 4 for place in places], axis=0)
    precision = walk.T @ walk / q
    precision[at, at] += 1 / (tau2 + seen.sampling)
    covariance = np.linalg.inv(precision)
    mean = covariance[:, at] @ (seen.tension / (tau2 + seen.sampling))
    found = smoothed(seen, places, tau2, q)
    np.testing.assert_allclose(found.level[0], mean, rtol=0, atol=1e-5)
    np.testing.assert_allclose(found.variance[0], np.diag(covariance), rtol=0, atol=1e-5)
    for first, last in ((0, 11), (5, 20), (13, 24), (24, 25), (26, 39)):
        shared = np.prod(found.gain[0, first:last]) * found.variance[0, last]
        assert shared == pytest.approx(covariance[first, last], abs=1e-5)


@pytest.mark.parametrize(("tau2", "q"), POINTS)
def test_a_step_is_a_regression_on_a_dummy_in_statsmodels(tau2, q):
    seen, places = stepped(2)
    values, variance = np.full(40, np.nan), np.ones(40)
    values[seen.position - 3] = seen.tension
    variance[seen.position - 3] = tau2 + local_level.ROUNDING + seen.sampling
    design = np.array([np.arange(3, 43) >= place for place in (0, *places)], dtype=float)
    model = KalmanSmoother(1, 3, 1, transition=np.eye(3), selection=np.eye(3)[:, :1],
                           state_cov=np.full((1, 1), q))
    model.bind(values)
    model["design"] = design[None]
    model["obs_cov"] = variance[None, None, :]
    model.initialize_diffuse()
    want, found = model.smooth(), smoothed(seen, places, tau2, q)
    level = np.einsum("st,st->t", design, want.smoothed_state)
    spread = np.einsum("st,srt,rt->t", design, want.smoothed_state_cov, design)
    np.testing.assert_allclose(found.level[0], level, rtol=0, atol=1e-8)
    np.testing.assert_allclose(found.variance[0], spread, rtol=0, atol=1e-8)
    # statsmodels counts each observation that a diffuse state takes as one standard constant.
    fit = Regimes.cut(seen, places).log_likelihood(
        np.ones(len(seen)), np.array([tau2**0.5]), np.array([q**0.5])).item()
    assert fit - 1.5 * math.log(2 * math.pi) == pytest.approx(want.llf, abs=1e-8)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), cut=st.sets(st.integers(14, 38), max_size=3))
def test_regimes_share_only_their_parameters(seed, cut):
    seen, _ = stepped(seed, gaps=(0, 7))
    places = sorted(cut)
    both, factor = Regimes.cut(seen, places), np.ones(len(seen))
    tau, step = np.array([2.0, 0.0]), np.array([1.0, 3.0])
    whole = both.smooth(factor, tau, step)
    own = [local_level.smooth(part, tau, step) for part in both.parts]
    np.testing.assert_array_equal(whole.level, np.hstack([part.level for part in own]))
    assert len(both.tension) == len(seen)
    fits = [local_level.log_likelihood(part, tau, step) for part in both.parts]
    np.testing.assert_allclose(both.log_likelihood(factor, tau, step), sum(fits), atol=1e-9)


def test_what_is_kept_of_the_observations_alone_is_what_the_whole_grid_gives():
    seen, places = stepped(3)
    regimes, factor = Regimes.cut(seen, places), np.linspace(0.5, 2, len(seen))
    tau, step = np.array([2.0, 0.1]), np.array([1.0, 3.0])
    fit, level, variance = regimes.smooth_observed(factor, tau, step)
    whole = regimes.smooth(factor, tau, step)
    np.testing.assert_allclose(fit, regimes.log_likelihood(factor, tau, step), atol=1e-9)
    np.testing.assert_allclose(level.T, whole.level[:, regimes.position], atol=1e-9)
    np.testing.assert_allclose(variance.T, whole.variance[:, regimes.position], atol=1e-9)


def test_with_steps_the_level_jumps_where_it_otherwise_slopes(shifted):
    truth = np.repeat([39.2, 61.1, 39.2], 48)
    plain, held = (estimate_tension(shifted, steps=steps).table for steps in ((), SHIFTS))
    near = [46, 47, 48, 49, 94, 95, 96, 97]
    assert np.abs(held["level"] - truth)[near].max() < 4
    assert np.abs(plain["level"] - truth)[near].max() > 6
    assert held["level_se"].mean() < plain["level_se"].mean()


def test_the_band_of_a_steps_size_counts_both_levels(shifted):
    level = estimate_tension(shifted, steps=SHIFTS)
    months = pd.period_range("2003-12", "2004-01", freq="M")
    size, table = level.change(*months), level.table.set_index("period")
    errors = table.loc[["2003-12", "2004-01"], "level_se"]
    # The two levels are independent but for τ and √q.
    assert (size.high - size.points) / 1.959964 == pytest.approx(
        (errors**2).sum() ** 0.5, rel=0.02)
    assert size.low < 21.9 < size.high


def test_found_breaks_and_their_months_are_the_same_steps(shifted):
    breaks = find_breaks(shifted)
    one = estimate_tension(shifted, steps=breaks)
    months = [breaks.period(label) for label in breaks.table["period"]]
    two, three = (estimate_tension(shifted, steps=[step, *rest]) for step, *rest in
                  (breaks.table["period"].tolist(), [*months[::-1], months[0]]))
    assert len(one.steps) == 2
    for other in (two, three):
        assert other.steps == one.steps
        pd.testing.assert_frame_equal(one.table, other.table)
    alone = estimate_tension(shifted, steps="2004-01")
    assert [str(step) for step in alone.steps] == ["2004-01"]


def test_no_breaks_found_leave_the_level_as_it_was(chronology, level, no_breaks):
    found = estimate_tension(chronology, steps=no_breaks)
    assert found.steps == ()
    pd.testing.assert_frame_equal(found.table, level.table)
    assert found.summary() == level.summary()


def test_the_summary_says_each_step_with_its_size(shifted):
    text = estimate_tension(shifted, steps=SHIFTS).summary()
    assert "steps, their dates taken as known: January 2004 by +22 (95 % +1" in text
    assert "; January 2008 by −22 (95 % −2" in text
    assert estimate_tension(shifted, steps=SHIFTS).provenance.parameters["steps"] == (
        "2004-01, 2008-01")


def test_a_silence_before_a_step_belongs_to_the_old_regime_and_one_after_to_the_new():
    world = simulate(["calm"] * 48 + ["tense"] * 48, events_per_month=(3, 6), seed=5).events
    when = world.table["date"]
    thinned = world.keep(~when.between("2003-07-01", "2004-06-30"), "test", "a silent year")
    level = estimate_tension(build_series(thinned), steps=["2004-01"])
    table = level.table.set_index("period")
    assert table["level"]["2003-06":"2003-12"].max() < 45
    assert table["level"]["2004-01":"2004-07"].min() > 55
    assert (np.diff(table["level_se"]["2003-06":"2003-12"]) > 0).all()
    assert (np.diff(table["level_se"]["2004-01":"2004-07"]) < 0).all()
    assert table["filtered"]["2004-01":"2004-06"].isna().all()
    assert table["filtered"]["2004-07":].notna().all()
    assert "January 2004 by +2" in level.summary()


def test_a_step_at_the_last_observed_period_takes_its_tension_as_it_is(shifted):
    table = estimate_tension(shifted, steps=["2011-12"]).table
    last = shifted.direction()["tension"].iloc[-1]
    assert table["level"].iloc[-1] == pytest.approx(last)
    assert table["level_se"].iloc[-1] > 2 * table["level_se"].iloc[-3]


def test_a_step_in_an_uncovered_stretch_parts_its_two_ends():
    early = simulate(["calm"] * 24, events_per_month=(3, 6), seed=1).events
    late = simulate(["tense"] * 24, events_per_month=(3, 6), start=dt.date(2004, 1, 1),
                    seed=2).events
    series = build_series(early.join(late))
    level = estimate_tension(series, steps=["2003-01"])
    assert level.table.set_index("period")["level"]["2002-01":"2003-12"].isna().all()
    months = [pd.Period(text, freq="M") for text in ("2001-12", "2004-01")]
    size = level.change(*months)
    assert f"January 2003 by +{round(size.points)} (" in level.summary()


@pytest.mark.parametrize(("steps", "words"), [
    (["2004"], "there is no month '2004' in the series to step at; write steps as 2000-01"),
    (["2031-01"], "there is no month '2031-01' in the series"),
    ([pd.Period("2004-01-05", freq="D")], "there is no month '2004-01-05'"),
    (["2000-01"], "no month with events lies before 2000-01, so there is no level to step from"),
    (["2004-01", "2004-01", "2004-02", "2004-04"],
     "no month with events lies between the steps 2004-02 and 2004-04, so they cannot be told"),
    (["2011-11"], "no month with events lies from 2011-11 on, so there is no level to step to"),
])
def test_a_step_that_leads_nowhere_is_named(steps, words):
    world = simulate(["calm"] * 48 + ["tense"] * 96, events_per_month=(3, 6), seed=5).events
    when = world.table["date"]
    silent = when.between("2004-02-01", "2004-03-31") | (when >= "2011-11-01")
    with pytest.raises(UsageError, match=words.replace("(", r"\(")):
        estimate_tension(build_series(world.keep(~silent, "test", "silences")), steps=steps)


def test_breaks_of_another_series_or_direction_are_refused(shifted, chronology, no_breaks):
    breaks = find_breaks(shifted)
    with pytest.raises(UsageError, match="the steps are breaks of IRN-AZE both, 2000-01 to "
                                         "2011-12, simulated, the level is of IRN-AZE both, 1991"):
        estimate_tension(chronology, steps=breaks)
    with pytest.raises(UsageError, match="the level is of IRN-AZE IRN>AZE, 2000-01 to 2011-12"):
        estimate_tension(shifted, "IRN>AZE", steps=breaks)
    again = build_series(read_events())
    assert estimate_tension(again, steps=no_breaks).steps == ()


@pytest.mark.parametrize(("months", "steps", "reason"), [
    (3, 1, "3 months with events, at least 4 are needed with 1 step"),
    (4, 2, "4 months with events, at least 5 are needed with 2 steps"),
    (5, 2, ""),
])
def test_each_step_needs_a_month_more(months, steps, reason):
    series = build_series(simulate(["calm"] * months, seed=1).events)
    given = [f"2000-{2 + step:02d}" for step in range(steps)]
    level = estimate_tension(series, steps=given)
    assert level.reason == reason
    assert level.steps == (() if reason else tuple(level.periods[1 : 1 + steps]))


def test_the_statsmodels_model_steps_too(shifted):
    level = estimate_tension(shifted, steps=SHIFTS)
    results = level.statespace()
    tau, step = level.parameters["tau"], level.parameters["step"]
    found = smoothed(observations(shifted, "both"), [48, 96], tau**2, step**2)
    mean, variance = results.model.level(results)
    np.testing.assert_allclose(mean, found.level[0], atol=1e-5)
    np.testing.assert_allclose(variance, found.variance[0], atol=1e-5)


def test_the_figure_draws_a_step_as_a_jump_at_the_months_edge(shifted):
    from matplotlib.dates import date2num

    level = estimate_tension(shifted, steps=SHIFTS)
    ax = level.plot()
    line = next(line for line in ax.get_lines() if line.get_label() == "estimated level")
    where, value = (np.asarray(part, dtype=float) for part in line.get_data())
    edge = date2num(np.datetime64("2004-01-01"))
    assert value[where == edge] == pytest.approx(level.table["level"][[47, 48]].to_numpy())
    assert (np.diff(where) >= 0).all()
    assert len(where) == 144 + 4


def test_a_step_of_a_thinned_daily_figure_is_still_a_jump():
    events = read_events()
    level = estimate_tension(build_series(events, freq="day"), steps=["2020-09-27"])
    line = next(line for line in level.plot().get_lines() if line.get_label() == "estimated level")
    assert np.count_nonzero(np.diff(np.asarray(line.get_xdata(), dtype=float)) == 0) == 1
