"""Both directions at once: the result, its words, and what one direction tells of the other."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tension.core import schema
from tension.core.errors import UsageError
from tension.models.directed import Correlation, estimate_directions
from tension.models.latent import estimate_tension
from tension.models.noise import observations
from tension.models.pair_average import draw
from tension.models.pair_level import PairObservations, pair_smooth
from tension.models.simulate import simulate
from tension.series.aggregate import build_series
from tension.sources.read import read_events


@pytest.fixture(scope="module")
def levels(chronology):
    return estimate_directions(chronology)


@pytest.fixture(scope="module")
def turning():
    """Both directions calm and tense together."""
    return build_series(simulate((["calm"] * 12 + ["tense"] * 12) * 5, events_per_month=(6, 10),
                                 seed=3).events, dedupe_rung="none")


def test_rows_are_the_average_over_the_sets_of_parameters(chronology, levels):
    seen = tuple(observations(chronology, way) for way in chronology.dyad.directed)
    sets = draw(seen, seen[0].covered).resampled(400)
    smoothed, filtered = pair_smooth(PairObservations.of(seen, seen[0].covered), sets)
    for way, name in enumerate(chronology.dyad.directed):
        rows = levels.level(name)
        mean = smoothed.mean[way].mean(axis=1)
        error = np.sqrt(smoothed.variance[way].mean(axis=1) + smoothed.mean[way].var(axis=1))
        np.testing.assert_allclose(rows["level"], mean)
        np.testing.assert_allclose(rows["level_se"], error)
        np.testing.assert_allclose(rows["level_high80"] - mean, 1.2815516 * error, rtol=1e-6)
        np.testing.assert_allclose(rows["filtered"], filtered.mean[way].mean(axis=1))


def test_the_difference_is_of_the_two_levels_and_narrower_than_were_they_apart(levels):
    first, second = (levels.level(way).reset_index(drop=True) for way in levels.directions)
    gap = levels.difference
    np.testing.assert_allclose(gap["difference"], first["level"] - second["level"], atol=1e-9)
    apart = np.sqrt(first["level_se"] ** 2 + second["level_se"] ** 2)
    assert (gap["difference_se"] < apart).all()
    np.testing.assert_allclose(gap["difference_high95"] - gap["difference"],
                               1.959964 * gap["difference_se"], rtol=1e-6)


def test_columns_are_those_declared_and_rows_of_a_period_stand_together(levels):
    assert levels.table.columns.tolist() == schema.names(schema.LEVEL)
    assert levels.table["direction"].tolist()[:4] == ["IRN>AZE", "AZE>IRN"] * 2
    assert len(levels.table) == 2 * len(levels.difference) == 2 * len(levels.periods)


def test_each_level_is_near_the_one_it_has_alone(chronology, levels):
    for way in levels.directions:
        alone = estimate_tension(chronology, way).table
        apart = np.abs(levels.level(way)["level"].to_numpy() - alone["level"].to_numpy())
        assert (apart < 2 * alone["level_se"]).all()


def test_what_one_direction_does_tells_of_the_other_where_it_is_silent(turning):
    events = turning.events
    quiet = events["date"].between("2003-01-01", "2004-12-31") & (events["direction"] == "AZE>IRN")
    world = simulate((["calm"] * 12 + ["tense"] * 12) * 5, events_per_month=(6, 10), seed=3).events
    kept = ~world.table["event_id"].isin(events.loc[quiet, "event_id"])
    series = build_series(world.keep(kept, "test", "one side silent"), dedupe_rung="none")
    together = estimate_directions(series).level("AZE>IRN")["2003-06":"2004-06"]
    alone = estimate_tension(series, "AZE>IRN").table.set_index("period")["2003-06":"2004-06"]
    truth = turning.direction("AZE>IRN")["tension"].rolling(5, center=True).mean()
    assert (together["level_se"].to_numpy() < alone["level_se"].to_numpy()).all()
    wrong = [np.abs(each["level"].to_numpy() - truth["2003-06":"2004-06"].to_numpy()).mean()
             for each in (together, alone)]
    assert wrong[0] < 0.6 * wrong[1]


def test_directions_that_turn_together_are_said_to(turning):
    made = estimate_directions(turning)
    assert made.moves.clear
    assert made.moves.low > 0.5
    assert "the acts of Iran and Azerbaijan move together (correlation " in made.summary()


def test_a_side_that_is_the_more_hostile_is_named():
    events = simulate(["calm"] * 60, events_per_month=(6, 10), seed=1).events
    hostile = pd.Series(np.resize(["112", "130", "042", "172"], len(events.table)))
    code = events.table["code"].where(events.table["source"] == "IRN", hostile)
    both = replace(events, table=events.table.assign(code=code))
    made = estimate_directions(build_series(both, dedupe_rung="none"))
    told = made.summary()
    assert "Azerbaijan → Iran was the more hostile direction then (difference −" in told
    assert "Iran → Azerbaijan clearly was in 0 of 60 months, Azerbaijan → Iran in 60" in told


def test_a_correlation_is_shown_rounded_outwards_and_never_as_certain():
    assert str(Correlation(0.98, 0.71, 0.999)) == (
        "correlation above 0.95, 95 % interval 0.7 to 1.0")
    assert str(Correlation(-0.97, -0.99, -0.44)) == (
        "correlation below −0.95, 95 % interval −1.0 to −0.4")
    assert str(Correlation(-0.04, -0.62, 0.31)) == "correlation 0.0, 95 % interval −0.7 to 0.4"
    assert Correlation(0.5, 0.11, 0.9).clear
    assert not Correlation(0.5, 0.09, 0.9).clear
    assert Correlation(-0.5, -0.9, -0.11).clear


def test_few_events_leave_the_correlation_untold():
    made = estimate_directions(build_series(
        simulate(["calm"] * 9, events_per_month=(1, 2), seed=3).events))
    assert "whether the acts of Iran and Azerbaijan move together cannot be told" in made.summary()


@pytest.mark.parametrize("months", [0, 2])
def test_too_few_months_of_a_direction_are_an_answer(months):
    world = simulate(["calm"] * max(months, 1), silent=0.0 if months else 1.0, seed=3)
    made = estimate_directions(build_series(world.events))
    assert made.reason.endswith("with events in Iran → Azerbaijan, at least 3 are needed")
    assert made.moves is None
    assert made.table["level"].isna().all()
    assert made.reason in made.summary()
    assert made.plot() is not None
    with pytest.raises(UsageError, match="there are no levels to model"):
        made.statespace()


def test_a_direction_that_is_never_seen_is_named():
    world = simulate(["calm"] * 24, seed=3).events
    one_way = world.keep(world.table["source"] == "IRN", "test", "one side")
    made = estimate_directions(build_series(one_way))
    assert made.reason == ("0 months with events in Azerbaijan → Iran, at least 3 are needed")


def test_acts_that_are_all_of_both_sides_have_one_level_not_two(tmp_path):
    whole = simulate((["calm"] * 30 + ["tense"] * 30) * 2, events_per_month=(2, 6), seed=1).events
    acts = whole.table[whole.table["source"] == "IRN"]
    rows = [f"{row.date:%Y-%m-%d},{way},{row.code},{way[:3]} {row.Index}"
            for row in acts.itertuples() for way in ("IRN,AZE", "AZE,IRN")]
    file = tmp_path / "both.csv"
    file.write_text("date,source,target,cameo,summary\n" + "\n".join(rows) + "\n",
                    encoding="utf-8")
    made = estimate_directions(build_series(read_events(file), dedupe_rung="none"))
    assert made.reason == ("both directions have the same tension in 115 of the 115 months with "
                           "acts of both, so that there is one level, not two")
    assert made.reason in made.summary()
    assert made.table["level"].isna().all()


def test_equal_scores_give_equal_levels():
    events = simulate(["calm"] * 30, events_per_month=(4, 9), seed=1).events
    same = replace(events, table=events.table.assign(code="042"))
    made = estimate_directions(build_series(same, dedupe_rung="none"))
    assert made.table["level"].to_numpy() == pytest.approx(50 - 5 * 1.9, abs=1e-6)
    assert made.difference["difference"].to_numpy() == pytest.approx(0, abs=1e-6)


def test_uncovered_months_have_no_level():
    series = build_series(simulate(["calm"] * 36, seed=9).events, since="1999-01", until="2004-12")
    made = estimate_directions(series)
    covered = (series.direction()["coverage"] != "uncovered").to_numpy()
    assert (made.difference["difference"].notna().to_numpy() == covered).all()
    assert (made.level("IRN>AZE")["level"].notna().to_numpy() == covered).all()
    assert "in December 2002" in made.summary()


def test_the_statsmodels_model_is_the_same_at_one_set_of_parameters(levels):
    results = levels.statespace()
    assert results.smoothed_state.shape == (2, len(levels.periods))
    for row, way in zip(results.smoothed_state, levels.directions, strict=True):
        assert np.abs(row - levels.level(way)["level"].to_numpy()).max() < 2.5


def test_the_order_of_the_rows_is_nothing(levels):
    events = read_events()
    order = np.random.default_rng(0).permutation(len(events.table))
    mixed = replace(events, table=events.table.iloc[order].reset_index(drop=True))
    again = estimate_directions(build_series(mixed))
    pd.testing.assert_frame_equal(again.table, levels.table)


def test_the_pool_is_no_direction_here(levels):
    with pytest.raises(UsageError, match="use one of IRN>AZE, AZE>IRN"):
        levels.level("both")


def test_figure_table_and_words_show_both(levels):
    names = levels.plot().get_legend_handles_labels()[1]
    assert names == [f"{way}, level and 95 % band"
                     for way in ("Iran → Azerbaijan", "Azerbaijan → Iran")]
    assert "<table" in levels._repr_html_()
    assert repr(levels) == levels.summary()
    assert levels.summary().startswith("Iran–Azerbaijan, each direction, in March 2026")
    with pytest.raises(AttributeError):
        levels.reason = "other"
    with pytest.raises(TypeError):
        levels.parameters["IRN>AZE"]["tau"] = 1.0


def test_levels_without_any_noise_are_estimated_or_refused_but_never_fail(tmp_path):
    # Two kinds of acts and one step: some draws of the average have no likelihood at all.
    rng = np.random.default_rng(1)
    days = np.sort(rng.integers(0, 3650, 200))
    dates = (np.datetime64("2000-01-01") + days.astype("timedelta64[D]")).astype(str)
    path = tmp_path / "acts.csv"
    pd.DataFrame({
        "date": dates, "source": ["IRN", "AZE"] * 100, "target": ["AZE", "IRN"] * 100,
        "code": ["042" if date < "2005" else "190" for date in dates],
    }).to_csv(path, index=False)
    found = estimate_directions(build_series(read_events(path, ontology="cameo")))
    assert found.reason or np.isfinite(found.table["level"].dropna()).all()
    assert "nan" not in found.summary()
