"""The backtest against forecasts made by hand, its rivals written out, and simulated relations."""

import numpy as np
import pandas as pd
import pytest

from tension.core import results, schema
from tension.core.errors import UsageError
from tension.models.average import average
from tension.models.backtest import AHEAD, OBSERVED, Backtest, backtest, held_share
from tension.models.forecast import forecast, own_ahead, typical
from tension.models.latent import estimate_tension
from tension.models.noise import observations
from tension.models.simulate import simulate
from tension.series.aggregate import build_series
from tension.sources.read import read_events


@pytest.fixture(scope="module")
def made(chronology):
    return backtest(chronology, every=6)


@pytest.fixture(scope="module")
def then():
    """The series that one would have built at the end of 2015."""
    return build_series(read_events(), until="2015-08")


def test_a_forecast_is_that_of_the_level_estimated_from_the_events_up_to_then(made, then):
    rows = made.forecasts[made.forecasts["made"] == "2015-08"].set_index("ahead")
    assert len(rows)
    level = estimate_tension(then)
    ahead = forecast(level, 12).table.set_index("ahead")
    seen = observations(then, "both")
    for step, row in rows.iterrows():
        want = ahead.loc[step]
        assert row["period"] == want["period"]
        assert row["mean"] == pytest.approx(want["level"], rel=1e-9)
        for end in ("low80", "high80", "low95", "high95"):
            assert row[end] == pytest.approx(want[f"tension_{end}"], rel=1e-9)
        own = own_ahead(level.posterior, step, typical(seen))
        assert row["crps"] == pytest.approx(own.crps(row["tension"]), rel=1e-9)


def crps_of(sample, value):
    sample = np.asarray(sample)
    apart = np.abs(sample[:, None] - sample).mean()
    return np.abs(sample - value).mean() - apart / 2


def test_no_change_and_past_values_are_what_they_say(made, then):
    rows = then.direction("both")["tension"].reset_index(drop=True)
    seen = rows.dropna()
    made_then = made.forecasts[made.forecasts["made"] == "2015-08"]
    for row in made_then.itertuples():
        errors = []
        for at, value in seen.items():
            before = seen[seen.index <= at - row.ahead]
            if len(before):
                errors.append(value - before.iloc[-1])
        sample = seen.iloc[-1] + np.array(errors)
        assert row.crps_no_change == pytest.approx(crps_of(sample, row.tension), rel=1e-9)
        assert row.crps_past == pytest.approx(crps_of(seen, row.tension), rel=1e-9)


def test_what_is_judged_came_to_be_seen(made, chronology):
    tension = chronology.table[chronology.table["direction"] == "both"].set_index("period")[
        "tension"]
    assert made.forecasts["tension"].to_numpy() == pytest.approx(
        tension[made.forecasts["period"]].to_numpy())
    assert made.forecasts["tension"].notna().all()


def test_rows_sum_up_the_forecasts(made):
    for row in made.table.itertuples():
        mine = made.forecasts[made.forecasts["ahead"] == row.ahead]
        rival = mine["crps_no_change" if row.rival == "no change" else "crps_past"]
        assert row.forecasts == len(mine)
        assert row.crps == pytest.approx(mine["crps"].mean())
        assert row.skill == pytest.approx(1 - mine["crps"].mean() / rival.mean())
        gain = average((rival - mine["crps"]).to_numpy(), -(-row.ahead // 6))
        assert row.p_value == gain.p_value
        assert row.skill_low == pytest.approx(gain.low / rival.mean())
    for row in made.held.itertuples():
        mine = made.forecasts[made.forecasts["ahead"] == row.ahead]
        inside = (mine[f"low{row.band}"] <= mine["tension"]) & (
            mine["tension"] <= mine[f"high{row.band}"])
        assert row.held == pytest.approx(inside.mean())


def test_origins_are_as_far_apart_as_asked_and_know_enough(made, chronology):
    labels = chronology.table["period"].unique().tolist()
    at = np.array([labels.index(one) for one in made.forecasts["made"].unique()])
    assert (np.diff(at) % 6 == 0).all()
    assert at[0] >= observations(chronology, "both").position[OBSERVED - 1]
    assert backtest(chronology, every=120).every == 120


def test_a_level_that_moves_slowly_forecasts_better_than_both_rivals():
    rng = np.random.default_rng(0)
    states, calm = [], True
    while len(states) < 400:
        states += ["calm" if calm else "tense"] * int(rng.integers(40, 60))
        calm = not calm
    events = simulate(states[:400], events_per_month=(2, 4), seed=4).events
    found = backtest(build_series(events, dedupe_rung="none"), every=3)
    skill = found.table.set_index(["ahead", "rival"])
    for rival in ("no change", "past values"):
        assert skill.loc[(1, rival), "skill_low"] > 0
    told = found.summary().splitlines()[1]
    assert told.startswith("  1 month ahead (")
    assert told.count(" % better (95 % interval +") == 2


def test_where_the_level_is_steady_the_past_is_as_good():
    events = simulate(["calm"] * 240, events_per_month=(2, 4), seed=5).events
    found = backtest(build_series(events), every=3)
    rows = found.table[found.table["rival"] == "past values"]
    assert (rows["skill_low"] <= 0.01).all()
    assert (rows["skill"].abs() < 0.06).all()
    assert found.table.loc[found.table["rival"] == "no change", "skill_low"].gt(0).all()


def test_bands_hold_what_they_should_where_the_model_is_right():
    events = simulate(["calm"] * 360, events_per_month=(3, 6), seed=6).events
    held = backtest(build_series(events, dedupe_rung="none"), every=4).held
    for band, rows in held.groupby("band"):
        assert rows["held"].mean() == pytest.approx(band / 100, abs=0.04)


@pytest.mark.parametrize("months", [0, 2, 30])
def test_too_little_is_an_answer(months):
    world = simulate(["calm"] * max(months, 1), silent=0.0 if months else 1.0, seed=1)
    found = backtest(build_series(world.events))
    assert "that could be forecast after 24 with events, at least 12 are needed" in found.reason
    assert len(found.table) == len(found.held) == 0
    assert found.table.columns.tolist() == schema.names(results.BACKTEST)
    assert "no forecasts to judge" in found.summary()
    assert found.plot() is not None


def test_a_horizon_with_too_few_forecasts_has_no_row():
    world = simulate(["calm"] * 44, events_per_month=(2, 3), seed=1)
    found = backtest(build_series(world.events))
    assert set(found.table["ahead"]) == {1, 3, 6}
    assert set(found.held["ahead"]) == {1, 3, 6}


@pytest.mark.parametrize("every", [0, -1, 2.5, True])
def test_origins_are_whole_periods_apart(chronology, every):
    with pytest.raises(UsageError, match="origins are 1 period apart or more"):
        backtest(chronology, every=every)


def test_words_say_which_is_better_and_which_bands_do_not_hold(chronology):
    def row(ahead, rival, low, skill, high):
        return ("both", "chronology", ahead, rival, 40, 8.0, 10.0, skill, low, high, 0.01)

    def share(band, held, low, high):
        return ("both", "chronology", 1, band, 40, held, low, high)

    table = pd.DataFrame([row(1, "no change", 0.132, 0.201, 0.269),
                          row(1, "past values", -0.3, -0.2, -0.1)],
                         columns=schema.names(results.BACKTEST))
    held = pd.DataFrame([share(80, 0.6, 0.5, 0.7), share(95, 0.94, 0.9, 0.98)],
                        columns=schema.names(results.HELD))
    forecasts = pd.DataFrame({"made": ["2001-01", "2002-01"]})
    told = Backtest(table, held, forecasts, 1, "both", "", chronology.provenance,
                    chronology).summary().splitlines()
    assert told[1] == (
        "  1 month ahead (40): 20 % better (95 % interval +13 to +27 %) than “no change”; 20 % "
        "worse (95 % interval −30 to −10 %) than all past values together")
    assert told[2] == ("  the 80 % band held 60 % of months 1 ahead: too narrow 1 month ahead "
                       "(95 % interval 50 to 70 %)")
    assert told[3] == "  the 95 % band held 94 % of months 1 ahead: holds what it should"


def test_figure_and_table(made):
    names = made.plot().get_legend_handles_labels()[1]
    assert names == ["against no change", "against past values"]
    assert "<table" in made._repr_html_()
    assert repr(made) == made.summary()
    assert set(made.table["ahead"]) == set(AHEAD)
    with pytest.raises(AttributeError):
        made.reason = "other"


def equal_but(others, count=60):
    """Acts of one kind on the first of every month, but in some months of another."""
    months = pd.period_range("2001-01", periods=count, freq="M")
    codes = ["057" if at in others else "190" for at in range(count)]
    return pd.DataFrame({"date": months.start_time.strftime("%Y-%m-%d"), "source": "IRN",
                         "target": "AZE", "code": codes})


def series_of(frame, tmp_path):
    path = tmp_path / "acts.csv"
    frame.to_csv(path, index=False)
    return build_series(read_events(path, ontology="cameo"))


def test_where_every_month_is_alike_there_is_nothing_to_foresee(tmp_path):
    found = backtest(series_of(equal_but(()), tmp_path))
    assert not len(found.table)
    assert "60 months with events, all with the same tension" in found.summary()


def test_a_rival_that_was_never_wrong_is_not_beaten(tmp_path):
    # Only the last month differs, and no origin is 3 months before it.
    found = backtest(series_of(equal_but((99,), 100), tmp_path), every=5)
    row = found.table[(found.table["ahead"] == 3) & (found.table["rival"] == "no change")].iloc[0]
    assert row["rival_crps"] == 0
    assert np.isnan(row["skill"])
    assert "no better, the rival never being wrong, than “no change”" in found.summary()


def test_a_skill_is_at_most_that_of_a_perfect_forecast(tmp_path):
    found = backtest(series_of(equal_but(range(30)), tmp_path))
    assert (found.table["skill_high"].dropna() <= 1).all()


def test_bands_that_held_every_time_are_too_wide_only_if_there_were_enough_times():
    for count, alarming in ((52, False), (200, True)):
        share, low, high = held_share(np.ones(count), 1)
        assert (share, high) == (1, 1)
        # Clopper and Pearson: all of n held.
        assert low == pytest.approx(0.025 ** (1 / count))
        assert (low > 0.95) is alarming
    assert held_share(np.ones(120), 12)[1] == pytest.approx(0.025 ** (1 / 10))
    assert held_share(np.zeros(52), 1)[2] == pytest.approx(1 - 0.025 ** (1 / 52))
