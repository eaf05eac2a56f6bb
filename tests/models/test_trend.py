"""`fit_trend`: its rows, its verdicts, how often they are wrong, and how often they are found."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tension.core import results, schema
from tension.core.errors import UsageError
from tension.core.period import labels_of
from tension.models.breaks.find import find_breaks
from tension.models.families import autoregressive
from tension.models.linear_trend import between, linear_trend
from tension.models.local_trend import local_trend
from tension.models.mann_kendall import sen_slope
from tension.models.noise import Observations, observations
from tension.models.simulate import simulate
from tension.models.slope import Slope
from tension.models.trend import fit_trend
from tension.series.aggregate import build_series
from tension.sources.read import read_events

ESTIMATORS = {"Sen": sen_slope, "GLS": linear_trend, "local linear trend": local_trend}
NUMBERS = ["slope", "slope_low", "slope_high", "p_value"]


@pytest.fixture(scope="module")
def trend(chronology):
    return fit_trend(chronology)


@pytest.fixture(scope="module")
def stepped(shifted):
    return fit_trend(shifted)


def drawn(seed, tilt=0.0, noise=8.0, memory=0.5, months=120):
    """Observations with an AR(1); the tilt in points a year."""
    rng = np.random.default_rng(seed)
    ones, place = np.ones(months), np.arange(months)
    values = 45 + tilt * place / 12 + noise * autoregressive(memory, months, rng)
    return Observations(place, values, ones, ones, 1.0, (0, months))


@pytest.mark.parametrize("name", ESTIMATORS)
def test_a_series_without_a_trend_seldom_has_one(name):
    said = [ESTIMATORS[name](drawn(seed), 12.0).verdict for seed in range(60)]
    assert sum(one != "no trend" for one in said) / 60 <= 0.08


@pytest.mark.parametrize("name", ["Sen", "GLS"])
def test_gaps_do_not_make_trends(name):
    wrong = 0
    for seed in range(60):
        whole = drawn(seed, months=240)
        kept = np.random.default_rng(1000 + seed).random(240) < 0.5
        part = replace(whole, **{field: getattr(whole, field)[kept] for field in
                                 ("position", "tension", "sampling", "events")})
        wrong += ESTIMATORS[name](part, 12.0).verdict != "no trend"
    assert wrong / 60 <= 0.08


@pytest.mark.parametrize(("name", "noise"), [
    ("Sen", 8.0), ("GLS", 8.0), ("local linear trend", 1.0)])
@pytest.mark.parametrize(("tilt", "verdict"), [(3.0, "rising"), (-3.0, "falling")])
def test_a_clear_trend_is_found(name, noise, tilt, verdict):
    said = [ESTIMATORS[name](drawn(seed, tilt, noise), 12.0).verdict for seed in range(20)]
    assert said.count(verdict) >= 18


@pytest.mark.parametrize("name", ["Sen", "GLS"])
def test_intervals_hold_the_slope_about_as_often_as_they_say(name):
    found = [ESTIMATORS[name](drawn(seed, 2.0), 12.0) for seed in range(100)]
    assert 0.90 <= np.mean([one.low <= 2.0 <= one.high for one in found]) <= 0.99


def test_a_verdict_needs_interval_and_test():
    assert Slope(1.0, 0.1, 2.0, 0.04, (0, 0)).verdict == "rising"
    assert Slope(-1.0, -2.0, -0.1, 0.04, (0, 0)).verdict == "falling"
    assert Slope(1.0, 0.1, 2.0, 0.06, (0, 0)).verdict == "no trend"
    assert Slope(1.0, -0.1, 2.0, 0.04, (0, 0)).verdict == "no trend"


def test_rows_are_those_of_the_estimators(chronology, trend):
    seen = observations(chronology, "both")
    assert trend.table["span"].tolist() == ["whole", "whole", "end"]
    for row in trend.table.itertuples():
        want = ESTIMATORS[row.method](seen, 12.0)
        assert [row.slope, row.slope_low, row.slope_high, row.p_value] == [
            want.slope, want.low, want.high, want.p_value]
        assert row.verdict == want.verdict
        assert row.observed == len(seen)
        assert row.events == seen.events.sum()
    labels = labels_of(chronology.periods)
    assert trend.table["first"][0] == labels[seen.position[0]]
    assert trend.table["last"].tolist() == [labels[seen.position[-1]]] * 2 + [
        labels[seen.covered[1] - 1]]


def test_every_regime_has_a_line_of_its_own(shifted, stepped):
    breaks, seen = find_breaks(shifted), observations(shifted, "both")
    rows = stepped.table[stepped.table["span"].str.startswith("regime")]
    assert len(rows) == len(breaks) + 1 == 3
    for row, regime in zip(rows.itertuples(), breaks.regimes.itertuples(), strict=True):
        part = between(seen, regime.begin, regime.end)
        assert row.slope == linear_trend(part, 12.0).slope
        assert row.observed == regime.observed
        assert row.events == regime.events
    assert "the whole span holds 2 breaks" in stepped.summary()


def test_a_step_is_no_trend_within_its_regimes():
    events = simulate(["calm"] * 60 + ["tense"] * 60, events_per_month=(4, 8), seed=3).events
    table = fit_trend(build_series(events, dedupe_rung="none")).table.set_index("span")
    assert table.loc["whole", "verdict"].tolist() == ["rising", "rising"]
    assert table.loc[["regime 1", "regime 2"], "verdict"].tolist() == ["no trend"] * 2


def test_a_regime_of_few_months_is_too_short(shifted):
    breaks = find_breaks(shifted, min_segment=4, min_observed=4)
    short = breaks.regimes.copy()
    short.loc[0, "end"] = short.loc[0, "begin"] + 10
    found = fit_trend(shifted, breaks=replace(breaks, regimes=short))
    row = found.table.set_index("span").loc["regime 1"]
    assert row["verdict"] == "too short"
    assert row[NUMBERS].isna().all()
    assert row["observed"] == 11
    assert "too short, 11 of 12 months with events that are needed" in found.summary()
    assert "regime 1" not in set(found.lines["span"])


@pytest.mark.parametrize(("months", "said"), [
    (0, "0 months with events"), (1, "1 month with events"), (11, "11 months with events")])
def test_too_few_months_are_an_answer(months, said):
    world = simulate(["calm"] * max(months, 1), silent=0.0 if months else 1.0, seed=1)
    found = fit_trend(build_series(world.events))
    assert found.reason == f"{said}, at least 12 are needed"
    assert len(found.table) == 0
    assert found.table.columns.tolist() == schema.names(results.TREND)
    assert found.reason in found.summary()
    assert found.plot() is not None


def test_one_and_the_same_score_is_an_answer():
    events = simulate(["calm"] * 30, events_per_month=(2, 9), seed=1).events
    same = replace(events, table=events.table.assign(code="072"))
    found = fit_trend(build_series(same, dedupe_rung="none"))
    assert found.reason == ("30 months with events, all with the same tension: nothing that could "
                            "move")


def test_twelve_months_are_enough():
    found = fit_trend(build_series(simulate(["calm"] * 12, seed=1).events))
    assert found.reason == ""
    assert found.table["slope"].notna().all()


def test_breaks_must_be_of_the_series_and_direction(chronology, shifted):
    with pytest.raises(UsageError, match="another series or direction"):
        fit_trend(chronology, breaks=find_breaks(shifted))
    with pytest.raises(UsageError, match="another series or direction"):
        fit_trend(shifted, "IRN>AZE", breaks=find_breaks(shifted))
    with pytest.raises(UsageError, match="no direction"):
        fit_trend(chronology, "IRN>ARM")


def test_the_order_of_the_rows_is_nothing(trend):
    events = read_events()
    order = np.random.default_rng(0).permutation(len(events.table))
    mixed = replace(events, table=events.table.iloc[order].reset_index(drop=True))
    again = fit_trend(build_series(mixed))
    pd.testing.assert_frame_equal(again.table, trend.table)


def test_slopes_are_a_year_whatever_the_period():
    slopes = {}
    for freq in ("month", "quarter", "year"):
        events = simulate(["calm"] * 72 + ["tense"] * 72, events_per_month=(6, 9), seed=2).events
        series = build_series(events, freq=freq, dedupe_rung="none")
        table = fit_trend(series).table
        slopes[freq] = table.loc[table["span"] == "whole", "slope"].tolist()
    for freq in ("quarter", "year"):
        assert slopes[freq] == pytest.approx(slopes["month"], rel=0.25)


def test_a_drawn_line_rises_by_its_slope(stepped):
    lines = stepped.lines
    rise = 12 * (lines["stop"] - lines["start"]) / (lines["end"] - lines["begin"])
    slopes = stepped.table.dropna(subset=["slope"])["slope"]
    assert rise.tolist() == pytest.approx(slopes.tolist())
    assert (lines["end"] - lines["begin"]).iloc[-1] == 12  # the end's is of its last year


def test_the_figure_has_a_line_for_every_slope(stepped):
    ax = stepped.plot()
    names = ax.get_legend_handles_labels()[1]
    assert {"Sen's slope", "line", "line within a regime", "local trend at the end"} <= set(names)
    assert len(names) == len(set(names))


def test_in_a_notebook_words_and_table_are_shown(trend):
    shown = trend._repr_html_()
    assert "slopes in points of tension a year" in shown
    assert "<table" in shown
    assert repr(trend) == trend.summary()


def test_the_result_is_frozen(trend):
    with pytest.raises(AttributeError):
        trend.reason = "other"
    assert trend.provenance.inputs
