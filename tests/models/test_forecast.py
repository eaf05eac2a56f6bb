"""The level's forecast against statsmodels, its moments, and what came."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tension.core import results, schema
from tension.core.errors import UsageError
from tension.models import local_level
from tension.models.averaged import Posterior
from tension.models.forecast import LATELY, forecast, level_ahead, own_ahead, typical
from tension.models.latent import estimate_tension
from tension.models.noise import Observations, observations
from tension.models.simulate import simulate
from tension.series.aggregate import build_series
from tension.sources.read import read_events


@pytest.fixture(scope="module")
def ahead(level):
    return forecast(level)


def at_one_point(level):
    """The same level at the one pair of parameters that statsmodels is given."""
    tau, step = (np.array([level.parameters[name]]) for name in ("tau", "step"))
    parts = local_level.smooth(observations(level.series, level.direction), tau, step)
    return replace(level, posterior=Posterior(
        np.ones(1), tau, step, parts.level, parts.variance, parts.gain))


def test_at_one_pair_of_parameters_it_is_the_forecast_of_statsmodels(level):
    seen = observations(level.series, "both")
    results = level.statespace()
    want = results.get_forecast(12, extend_kwargs={"sampling": np.full(12, typical(seen))})
    table = forecast(at_one_point(level), 12).table
    assert table["level"].to_numpy() == pytest.approx(want.predicted_mean, abs=1e-4)
    for share, alpha in ((80, 0.2), (95, 0.05)):
        ends = want.conf_int(alpha=alpha)
        assert table[f"tension_low{share}"].to_numpy() == pytest.approx(ends[:, 0], abs=1e-4)
        assert table[f"tension_high{share}"].to_numpy() == pytest.approx(ends[:, 1], abs=1e-4)
    spread = np.sqrt(want.prediction_results.predicted_state_cov[0, 0, :12])
    assert ((table["level_high95"] - table["level"]) / 1.959964).to_numpy() == pytest.approx(
        spread, abs=1e-4)


def test_new_periods_can_be_appended_to_the_statsmodels_model(level):
    results = level.statespace()
    whole, sampling = results.model.endog[:, 0], results.model.sampling
    start = type(results.model)(whole[:300], sampling[:300], np.ones(300)).smooth(results.params)
    longer = start.append(whole[300:], sampling=sampling)
    assert longer.llf == pytest.approx(results.llf)
    assert longer.smoothed_state == pytest.approx(results.smoothed_state)
    rest = start.extend(whole[300:], sampling=sampling[300:])
    assert rest.filtered_state[0] == pytest.approx(results.filtered_state[0, 300:])


def test_the_mixture_has_the_moments_of_the_parameters_and_the_walk(level):
    now, seen = level.posterior, observations(level.series, "both")
    for steps in (1, 12):
        for part, more in ((level_ahead(now, steps), 0.0),
                           (own_ahead(now, steps, typical(seen)), now.tau**2 + typical(seen))):
            variance = part.weight @ (part.variance + (part.mean - part.centre) ** 2)
            want = level.last["level_se"] ** 2 + now.weight @ (steps * now.step**2 + more)
            assert variance == pytest.approx(want)


def test_rows_are_the_bands_of_the_mixtures(level, ahead):
    row = ahead.table.iloc[5]
    assert row["period"] == "2026-09"
    assert (row["level_low80"], row["level_high80"]) == level_ahead(level.posterior, 6).band(0.8)
    noise = typical(observations(level.series, "both"))
    assert (row["tension_low95"], row["tension_high95"]) == own_ahead(
        level.posterior, 6, noise).band(0.95)


def test_the_level_stays_and_its_bands_grow(level, ahead):
    assert ahead.table["level"].to_numpy() == pytest.approx(level.last["level"])
    for name in ("level", "tension"):
        for share in (80, 95):
            width = ahead.table[f"{name}_high{share}"] - ahead.table[f"{name}_low{share}"]
            assert (np.diff(width) > 0).all()
    assert (ahead.table["level_low95"] < ahead.table["level_low80"]).all()
    assert (ahead.table["tension_low95"] < ahead.table["level_low95"]).all()


def test_what_came_lies_in_the_bands_about_as_often_as_they_say():
    """Random walks that the model is right about; the band of 80 % is the stricter test."""
    held = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        level = 45 + np.cumsum(rng.normal(0, 2, 84))
        sampling = rng.uniform(20, 200, 84)
        tension = level + rng.normal(0, np.sqrt(25 + sampling))
        tau, step = np.array([5.0]), np.array([2.0])
        seen = Observations(np.arange(72), tension[:72], sampling[:72], np.ones(72), 100.0, (0, 72))
        parts = local_level.smooth(seen, tau, step)
        now = Posterior(np.ones(1), tau, step, parts.level, parts.variance, parts.gain)
        for steps in (1, 6, 12):
            low, high = level_ahead(now, steps).band(0.8)
            held.append(low <= level[71 + steps] <= high)
    assert 0.72 <= np.mean(held) <= 0.88


def test_more_events_narrow_a_periods_own_bands_and_not_the_levels(level):
    few, many = forecast(level, 3, effective_events=1), forecast(level, 3, effective_events=50)
    assert many.effective_events == pytest.approx(50)
    assert (many.table["tension_high95"] < few.table["tension_high95"]).all()
    assert (many.table["level_high95"] == few.table["level_high95"]).all()


def test_effective_events_are_the_harmonic_mean_of_lately(level, ahead):
    rows = level.series.direction("both")
    lately = rows.loc[rows["scored"] > 0, "effective_events"].to_numpy()[-LATELY:]
    assert ahead.effective_events == pytest.approx(LATELY / (1 / lately).sum())
    assert f"with {ahead.effective_events:.1f} effective events" in ahead.summary()


def test_it_begins_after_the_last_covered_period():
    world = simulate(["calm"] * 36, seed=9)
    series = build_series(world.events, until="2004-12")
    made = forecast(estimate_tension(series), 2)
    assert made.table["period"].tolist() == ["2003-01", "2003-02"]
    assert "level" in made.summary()
    assert made.plot() is not None


def test_silent_months_at_the_end_widen_the_first_band(chronology):
    late = build_series(read_events(), until="2026-03")
    assert late.periods[-1] == chronology.periods[-1]
    world = simulate(["calm"] * 36, seed=9).events
    quiet = world.keep(world.table["date"] < "2002-01-01", "test", "a silent year")
    full, short = (forecast(estimate_tension(build_series(one)), 1) for one in (world, quiet))
    assert short.table["period"].tolist() == full.table["period"].tolist() == ["2003-01"]
    wide, narrow = ((one.table["level_high95"] - one.table["level_low95"])[0]
                    for one in (short, full))
    assert wide > narrow


def test_equal_scores_have_no_sampling_noise_to_speak_of():
    events = simulate(["calm"] * 30, events_per_month=(2, 9), seed=1).events
    same = replace(events, table=events.table.assign(code="042"))
    made = forecast(estimate_tension(build_series(same, dedupe_rung="none")), 2)
    assert np.isnan(made.effective_events)
    assert "effective events" not in made.summary()
    assert made.table.notna().all().all()


@pytest.mark.parametrize("periods", [0, -1, 1.5, True, 100_000])
def test_periods_are_whole_and_ahead(level, periods):
    with pytest.raises(UsageError, match="a forecast is of 1 to 2,000 periods"):
        forecast(level, periods)


@pytest.mark.parametrize("events", [0, -2.0, np.nan, np.inf])
def test_a_period_to_come_has_events(level, events):
    with pytest.raises(UsageError, match="effective_events is a number above 0"):
        forecast(level, effective_events=events)


def test_too_little_is_an_answer():
    short = estimate_tension(build_series(simulate(["calm"] * 2, seed=1).events))
    made = forecast(short)
    assert made.reason == "2 months with events, at least 3 are needed"
    assert len(made.table) == 0
    assert made.table.columns.tolist() == schema.names(results.FORECAST)
    assert "no forecast: 2 months" in made.summary()
    assert made.plot() is not None


def test_words_say_what_a_random_walk_is(ahead):
    told = ahead.summary()
    assert told.startswith("Iran–Azerbaijan, both directions: level 42 in March 2026")
    assert "12 months ahead, in March 2027" in told
    assert "it predicts no event" in told
    assert "1 month ahead, in April 2026" in told
    assert forecast(ahead.level, 1).summary().count("ahead, in") == 1


def test_the_figure_continues_the_level_to_the_last_period(ahead):
    ax = ahead.plot()
    names = ax.get_legend_handles_labels()[1]
    assert {"forecast, 95 %", "forecast of the level", "estimated level"} <= set(names)
    shown = pd.Timestamp("1970-01-01") + pd.to_timedelta(ax.get_xlim()[1], unit="D")
    assert shown >= pd.Timestamp("2027-03-31")


def test_the_result_is_frozen_and_shows_itself(ahead):
    with pytest.raises(AttributeError):
        ahead.table = None
    assert "<table" in ahead._repr_html_()
    assert repr(ahead) == ahead.summary()
    assert ahead.provenance.inputs
