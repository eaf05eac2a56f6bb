"""Revisions against levels estimated anew from the events up to each time."""

from functools import cache

import numpy as np
import pytest

from tension.core import results, schema
from tension.core.errors import UsageError
from tension.models.latent import estimate_tension
from tension.models.revisions import measure_revisions
from tension.models.simulate import simulate
from tension.series.aggregate import build_series
from tension.sources.read import read_events

bundled = cache(read_events)


@pytest.fixture(scope="module")
def made(chronology):
    return measure_revisions(chronology, years=3)


def said(period, until):
    """Level and error of a period, from the events up to another."""
    rows = estimate_tension(build_series(bundled(), until=until)).table.set_index("period")
    return rows.loc[period, ["level", "level_se"]].tolist()


@pytest.mark.parametrize("period", ["2023-09", "2024-02"])
def test_the_first_estimate_is_that_of_the_events_up_to_then(made, period):
    row = made.table.set_index("period").loc[period]
    assert [row["first"], row["first_se"]] == pytest.approx(said(period, period), rel=1e-9)
    assert row["first_high95"] == pytest.approx(row["first"] + 1.959964 * row["first_se"])


def test_the_final_level_is_that_of_all_events(made, level):
    final = level.table.set_index("period")["level"]
    rows = made.table.set_index("period")
    assert rows["final"].to_numpy() == pytest.approx(final[rows.index].to_numpy())
    assert rows["revision"].to_numpy() == pytest.approx((rows["final"] - rows["first"]).to_numpy())
    assert rows["revision"].iloc[-1] == pytest.approx(0)
    inside = rows["final"].between(rows["first_low95"], rows["first_high95"])
    assert (rows["held"].astype(bool) == inside).all()


def test_periods_of_the_last_year_are_not_settled(made):
    settled = made.table["settled"].astype(bool)
    assert made.table.loc[settled, "period"].iloc[-1] == "2025-03"
    assert (~settled).sum() == 12
    assert made.lags["later"].tolist() == [0, 1, 3, 6, 12]
    assert set(made.lags["periods"]) == {settled.sum()}


def test_a_lag_sums_up_what_was_said_that_long_after(made):
    rows = made.table[made.table["settled"].astype(bool)]
    first, error, final = (rows[name].to_numpy() for name in ("first", "first_se", "final"))
    begin = made.lags.iloc[0]
    assert begin["left"] == pytest.approx(np.std(final - first, ddof=1))
    assert begin["held"] == pytest.approx(np.mean(np.abs(final - first) <= 1.959964 * error))
    assert begin["revised"] == 0
    periods = rows["period"].tolist()
    later = [said(period, f"{int(period[:4]) + 1}{period[4:]}")[0] for period in periods]
    year = made.lags.iloc[-1]
    assert year["moved"] == pytest.approx(np.mean(later - first))
    assert year["revised"] == pytest.approx(np.std(later - first, ddof=1))
    assert year["most"] == pytest.approx(np.quantile(np.abs(later - first), 0.9))
    assert year["left"] == pytest.approx(np.std(final - later, ddof=1))


def test_waiting_leaves_less_to_be_revised(made):
    assert (np.diff(made.lags["left"]) < 0).all()


def test_a_weekly_series_is_looked_at_every_fourth_week():
    events = simulate(["calm"] * 60, events_per_month=(8, 12), seed=1).events
    weekly = measure_revisions(build_series(events, freq="week"), years=2)
    assert weekly.every == 4
    assert weekly.lags["later"].tolist() == [0, 4, 12, 28, 52]
    assert "one week in 4 from" in weekly.summary()


def test_what_a_steady_level_was_said_to_be_is_hardly_revised():
    steady = build_series(simulate(["calm"] * 96, events_per_month=(8, 12), seed=2).events)
    turning = build_series(simulate((["calm"] * 12 + ["tense"] * 12) * 4,
                                    events_per_month=(8, 12), seed=2).events)
    one, two = (measure_revisions(each, years=5).lags["revised"].iloc[-1]
                for each in (steady, turning))
    assert one < 1.5 < two


@pytest.mark.parametrize("months", [0, 2, 20])
def test_too_little_is_an_answer(months):
    world = simulate(["calm"] * max(months, 1), silent=0.0 if months else 1.0, seed=1)
    made = measure_revisions(build_series(world.events))
    assert "at least 12 are needed" in made.reason
    assert "no revisions to sum up" in made.summary()
    assert made.table.columns.tolist() == schema.names(results.REVISIONS)
    assert made.plot() is not None


@pytest.mark.parametrize("years", [1, 0, -3, np.nan, np.inf])
def test_a_year_must_have_passed(chronology, years):
    with pytest.raises(UsageError, match="years is a number above 1"):
        measure_revisions(chronology, years=years)


def test_the_words_are_those_of_the_table(made):
    told, year = made.summary(), made.lags.iloc[-1]
    assert "every month from March 2023 to March 2025 (25)" in told
    assert f"moves by {year['revised']:.1f} points" in told
    assert f"in {made.table['held'][:25].sum()} of 25 months" in told
    assert "after 1 month " in told
    assert "<table" in made._repr_html_()
    assert "said at the time" in made.plot().get_title(loc="left")
    assert repr(made) == told
