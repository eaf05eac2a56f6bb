"""Numbers taken apart: they re-add, and an event taken out moves them as told."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.coverage import Coverage
from tension.core.errors import TensionError, UsageError
from tension.core.period import labels_of
from tension.explain.decomposition import Decomposition
from tension.explain.drivers import (
    drivers,
    drivers_of_break,
    drivers_of_level,
    drivers_of_regime,
    drivers_of_regimes,
    drivers_of_tension,
)
from tension.explain.groups import GROUPS
from tension.models.breaks.find import find_breaks
from tension.models.latent import estimate_tension
from tension.models.simulate import simulate
from tension.series.aggregate import build_series
from tension.sources.read import read_events


@pytest.fixture(scope="module")
def stepped(chronology):
    """The breaks of the chronology when four are asked for."""
    return find_breaks(chronology, number=4)


def series_of(tmp_path, rows, coverage=None, **choices):
    file = tmp_path / "own.csv"
    file.write_text("\n".join(["date,source,target,cameo,score", *rows]) + "\n", encoding="utf-8")
    return build_series(read_events(file, coverage=coverage), dedupe_rung="none", **choices)


def readds(found):
    missed = found.value - found.reference - found.beside
    assert found.table["contribution"].sum() == pytest.approx(missed, abs=1e-9)
    for by in GROUPS:
        assert found.by(by)["contribution"].sum() == pytest.approx(missed, abs=1e-9)


@pytest.mark.parametrize("direction", ["both", "IRN>AZE", "AZE>IRN"])
def test_the_contributions_of_every_month_readd_to_its_tension(chronology, direction):
    rows = chronology.direction(direction)
    seen = rows[rows["scored"] > 0]
    for period, row in (seen if direction == "both" else seen[::5]).iterrows():
        found = drivers_of_tension(chronology, str(period), direction=direction)
        assert 50 + found.table["contribution"].sum() == pytest.approx(row["tension"], abs=1e-9)
        assert len(found.table) == row["scored"]


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_the_contributions_of_any_level_and_change_readd(chronology, level, data):
    labels = labels_of(chronology.periods)
    spans = st.one_of(st.sampled_from(labels), st.integers(1992, 2025).map(str),
                      st.sampled_from(["1999-Q1", "2011-Q4", "2026-Q1"]))
    readds(drivers_of_level(level, data.draw(spans)))
    readds(drivers_of_level(level, data.draw(spans), data.draw(spans)))


def test_the_contributions_of_every_pair_of_regimes_readd(stepped):
    assert len(stepped.regimes) == 5
    for number in range(1, 6):
        found = drivers_of_regime(stepped, number)
        readds(found)
        assert found.value == stepped.regimes["level"][number - 1]
    for one, other in itertools.combinations(range(1, 6), 2):
        readds(drivers_of_regimes(stepped, one, other))
    for number, size in enumerate(stepped.table["size"], start=1):
        found = drivers_of_break(stepped, number)
        assert found.value == pytest.approx(size, abs=1e-12)
        half = (stepped.table["size_high"] - stepped.table["size_low"])[number - 1] / 2
        assert found.change.half == pytest.approx(half, abs=1e-9)


def test_a_yearly_cycle_that_was_taken_out_is_told_beside_the_events(tmp_path):
    rng = np.random.default_rng(3)
    rows = []
    for month in range(240):
        high = 2.0 * np.sin(2 * np.pi * month / 12) + (4.0 if month >= 123 else -1.0)
        rows += [f"{1990 + month // 12}-{month % 12 + 1:02d}-{day:02d},IRN,AZE,,"
                 f"{-high + rng.normal(0, 0.6):.3f}" for day in (4, 14, 24)]
    breaks = find_breaks(series_of(tmp_path, rows, scale="native:10"))
    assert breaks.verdict.fit.cycle.any()
    assert len(breaks) == 1
    found = drivers_of_break(breaks, 1)
    readds(found)
    assert found.beside != 0
    assert found.by("code")["group"].tolist() == ["not told"]


@pytest.mark.parametrize("place", [0, 3, 12])
def test_without_an_event_the_rebuilt_month_stands_where_its_influence_says(chronology, place):
    events = read_events()
    found = drivers_of_tension(chronology, "2023-01")
    row = found.table.iloc[place]
    less = build_series(events.keep(events.table["event_id"] != row["event_id"], "test", "one"))
    moved = less.direction().loc["2023-01", "tension"] - found.value
    assert row["influence"] == pytest.approx(moved, abs=1e-9)


def test_without_its_only_event_a_month_has_no_tension_and_a_year_that_of_the_others(chronology):
    rows = chronology.direction()
    month = str(rows.index[(rows["scored"] == 1) & (rows.index.year == 2022)][0])
    alone = drivers_of_tension(chronology, month).table.iloc[0]
    assert alone["alone"]
    assert np.isnan(alone["influence"])
    events = read_events()
    less = build_series(events.keep(events.table["event_id"] != alone["event_id"], "test", "one"))
    year = drivers_of_tension(chronology, "2022")
    told = year.table.set_index("event_id").loc[alone["event_id"], "influence"]
    assert told == pytest.approx(drivers_of_tension(less, "2022").value - year.value, abs=1e-9)


def test_influence_on_a_level_is_what_its_weights_make_of_the_month_without_the_event(
    chronology, level,
):
    found = drivers_of_level(level, "2023-03", "2022-06")
    tension = chronology.direction()["tension"]
    events = chronology.events.set_index("event_id")
    for row in found.table[~found.table["alone"].astype(bool)].head(30).itertuples():
        others = events[events["period"] == row.period].drop(index=row.event_id)["score"].dropna()
        weight = found.change.weight[list(tension.index.astype(str)).index(row.period)]
        moved = weight * (50 - 5 * others.mean() - tension[row.period])
        assert row.influence == pytest.approx(moved, abs=1e-9)


def test_a_story_of_two_halves_is_told_once_with_the_influence_of_both(chronology, level):
    found = drivers_of_level(level, "2023-03")
    acts = found.acts(10_000)
    assert acts["contribution"].sum() == pytest.approx(found.table["contribution"].sum())
    assert acts["number"].sum() == len(found.table)
    two = acts[acts["number"] == 2].iloc[0]
    halves = found.table[found.table["origin_id"] == two["origin_id"]]
    rest = chronology.events[(chronology.events["period"] == two["period"])
                             & ~chronology.events["event_id"].isin(halves["event_id"])]
    at = labels_of(chronology.periods).index(two["period"])
    before = chronology.direction()["tension"].iloc[at]
    moved = found.change.weight[at] * (50 - 5 * rest["score"].mean() - before)
    assert two["influence"] == pytest.approx(moved, abs=1e-9)


def test_acts_without_a_story_are_told_by_day_kind_and_direction(shifted):
    found = drivers_of_tension(shifted, "2004")
    acts = found.acts(10_000)
    keys = found.table[["date", "code", "direction"]].drop_duplicates()
    assert len(acts) == len(keys) < len(found.table)


def test_lists_of_a_change_hold_what_their_headings_say(level):
    found = drivers_of_level(level, "2016", "2012")
    for sign, gained in itertools.product((1, -1), repeat=2):
        acts = found.acts(50, sign, gained)
        assert len(acts)
        assert (np.sign(acts["contribution"]) == sign).all()
        # What weighs more and adds towards conflict is conflict; what adds by weighing less is not.
        assert (np.sign(-acts["score"]) == sign * gained).all()


def named(found, sign, count=5):
    acts = found.acts(count, sign, 1)
    assert acts["url"].str.startswith("http").all()
    return " ".join(acts["summary"])


def test_the_rise_of_2023_names_the_embassy_attack_and_the_expulsions(level):
    found = drivers_of_level(level, "2023-02", "2022-06")
    assert found.value > 5
    told = named(found, 1)
    assert "stormed Azerbaijan's embassy in Tehran" in told
    assert "expelled four Azerbaijani diplomats" in told


def test_the_fall_after_it_names_the_reopening_and_the_meetings(level):
    found = drivers_of_level(level, "2024-07", "2023-02")
    assert found.value < -5
    told = named(found, -1, 14)
    assert "Azerbaijan's embassy in Tehran resumed work" in told
    assert "Raisi and Aliyev met at the border" in told
    assert "delegation travelled to Tehran" in told


def test_a_scale_of_another_bound_and_every_frequency_readd(tmp_path):
    rng = np.random.default_rng(0)
    rows = [f"{2001 + k // 24}-{k // 2 % 12 + 1:02d}-{1 + k % 28:02d},IRN,AZE,,"
            f"{rng.uniform(-100, 100):.2f}" for k in range(60)]
    for freq, label in (("week", "2002-W05"), ("month", "2002-02"), ("quarter", "2002-Q1"),
                        ("year", "2002")):
        series = series_of(tmp_path, rows, freq=freq, scale="native:100")
        readds(drivers_of_level(estimate_tension(series), label, "2001"
                                if freq != "year" else "2003"))


def test_uncovered_months_inside_a_span_are_left_out_of_its_mean(tmp_path):
    rows = [f"{y}-{m:02d}-03,IRN,AZE,042," for y in (2000, 2001) for m in (1, 2, 8, 9)]
    rows += [f"{y}-{m:02d}-13,IRN,AZE,112," for y in (2000, 2001) for m in (1, 2)]
    series = series_of(tmp_path, rows)
    events = read_events(tmp_path / "own.csv")
    spans = Coverage.of([(np.datetime64("2000-01-01").item(), np.datetime64("2000-03-31").item()),
                         (np.datetime64("2001-07-01").item(), np.datetime64("2001-09-30").item())],
                        "told")
    series = build_series(replace(events, coverage=spans))
    level = estimate_tension(series)
    found = drivers_of_level(level, "2001", "2000")
    readds(found)
    assert len(found.after.places) == len(found.before.places) == 3
    with pytest.raises(UsageError, match="the source does not cover 2000-11: nothing is known"):
        drivers_of_level(level, "2000-11")


def test_a_dyad_of_a_dozen_events_and_one_of_none(tmp_path):
    rows = [f"2001-{m:02d}-03,IRN,AZE,{c}," for m, c in
            zip((1, 1, 2, 3, 4, 4, 5, 6, 6, 7, 8, 9), ("042", "112", "057") * 4, strict=True)]
    series = series_of(tmp_path, rows)
    readds(drivers(estimate_tension(series), month="2001-06"))
    readds(drivers(series, month="2001"))
    none = series_of(tmp_path, ["2001-01-03,IRN,ARM,042,"], coverage="2001-01:2001-12")
    found = drivers(estimate_tension(none), month="2001-06")
    assert found.reason == "0 months with events, at least 3 are needed"
    assert not len(found.table)
    assert not len(found.by("code"))
    assert not len(found.volume)
    assert found.summary() == (
        "Iran–Azerbaijan, both directions: nothing to take apart: 0 months with events, at least 3 "
        "are needed.")
    with pytest.raises(UsageError, match="there is no break 1: 0 scored events in 0 months"):
        drivers(find_breaks(none), number=1)


def test_equal_scores_leave_nothing_but_their_own_level(tmp_path):
    series = series_of(tmp_path, [f"2001-{m:02d}-03,IRN,AZE,042," for m in range(1, 13)])
    readds(drivers(estimate_tension(series), between=("2001-01", "2001-12")))


def test_what_was_found_says_which_number_is_meant(chronology, level, stepped):
    own = drivers(chronology, month="2023-01")
    assert own.value == chronology.direction().loc["2023-01", "tension"]
    assert drivers(level, month="2023-01").value == level.at(chronology.periods[375])["level"]
    assert drivers(stepped, number=2).value == pytest.approx(stepped.table["size"][1])
    assert drivers(stepped, between=(1, 3)).value == pytest.approx(
        stepped.regimes["level"][2] - stepped.regimes["level"][0])
    change = drivers(chronology, between=("2012", "2016"))
    assert change.value == pytest.approx(
        drivers(chronology, month="2016").value - drivers(chronology, month="2012").value)


@pytest.mark.parametrize(("which", "asked", "told"), [
    ("series", {}, "name one of month, between and number"),
    ("series", {"month": "2023-01", "number": 1}, "name one of month, between and number"),
    ("series", {"number": 1}, r"a break is one of breaks: drivers\(find_breaks\(series\), number"),
    ("series", {"month": "2020-05"}, "there is no scored event in May 2020; the nearest are in "
     "2020-04 and 2020-06"),
    ("level", {"month": "2035"}, "2035 lies outside the series, which runs from 1991-10 to "
     "2026-03"),
    ("level", {"month": "2020-02-03"}, "2020-02-03 holds no whole month; name one as 2026-03, or "
     "a longer span"),
    ("level", {"month": "2020-W60"}, "period: 2020 has no week 60"),
    ("level", {"month": "may"}, "period: 'may' is not a date"),
    ("none", {"number": 2}, "there is no break 2: there are no breaks; `tension breaks` lists"),
    ("none", {"month": "2020"}, "of breaks name a number, or two regimes"),
    ("none", {"between": (1, 2)}, "there is no regime 2: there is 1 regime"),
])
def test_what_cannot_be_taken_apart_is_said_in_one_line(
    chronology, level, no_breaks, which, asked, told,
):
    found = {"series": chronology, "level": level, "none": no_breaks}[which]
    with pytest.raises(UsageError, match=told) as caught:
        drivers(found, **asked)
    assert "\n" not in str(caught.value)


def test_an_unknown_grouping_names_those_there_are(level):
    with pytest.raises(UsageError, match="grouped by 'colour'; use one of code, quad, direction"):
        drivers(level, month="2023-01").by("colour")


def test_a_number_that_does_not_readd_is_refused(level):
    found = drivers(level, month="2023-01")
    with pytest.raises(TensionError, match="do not add up"):
        replace(found, table=found.table.iloc[3:])


def test_the_sentence_gives_the_number_its_interval_and_what_weighs_most(level, stepped):
    month = drivers(level, month="2023-01")
    row = level.table.set_index("period").loc["2023-01"]
    assert f"January 2023 is {row['level']:.0f} (95 % " in month.summary()
    first = month.by("code").query("contribution > 0").iloc[0]
    assert f"towards conflict most by {first['group']} {first['label']} (+" in month.summary()
    assert month.summary().endswith("January 2023 by itself: 54 (95 % 42 to 67) from 13 events.")
    silent = drivers(level, month="2020-05").summary()
    assert silent.endswith("May 2020 has no scored event: its level rests on the months around it.")
    assert ": no clear change), from 44 to 52" in drivers(
        level, between=("2022-06", "2023-02")).summary()
    clear = drivers(level, between=("2012", "2016")).summary()
    assert "no clear change" not in clear
    assert "from regime 2 (" in drivers(stepped, number=2).summary()
    assert str(month) == month.summary()


def test_the_figure_goes_from_the_reference_to_the_number(level, stepped):
    for found in (drivers(level, month="2023-01"), drivers(stepped, number=1)):
        ax = found.plot(by="code")
        start = 50 if found.before is None else found.before.estimate.value
        widths = sum(bar.get_width() for bar in ax.patches)
        assert start + widths == pytest.approx(found.after.estimate.value, abs=1e-9)
        low, high = ax.get_xlim()
        assert all(low < bar.get_x() < high for bar in ax.patches)
        assert ax.get_yticklabels()[-1].get_text().endswith(f"{found.after.estimate.value:.1f}")


def test_the_figure_of_nothing_says_why(chronology):
    none = Decomposition(chronology.events.head(0), chronology, "both", "level", "too little",
                         chronology.provenance)
    assert none.plot().texts[0].get_text() == "too little"


def test_the_table_for_a_notebook_escapes_what_the_source_wrote(level):
    html = drivers(level, month="2023-01")._repr_html_()
    assert html.startswith("<pre>Iran–Azerbaijan")
    assert "044" in html


def test_provenance_says_what_was_taken_apart(level):
    chosen = drivers(level, between=("2012", "2016")).provenance.parameters
    assert (chosen["before"], chosen["after"]) == ("2012", "2016")
    assert chosen["measure"] == "estimated level"


def test_provenance_keeps_how_the_breaks_were_dated(stepped):
    assert drivers(stepped, number=1).provenance.parameters["number"] == 4


def test_events_of_another_scheme_readd_and_are_told_by_role():
    file = Path(__file__).parents[3] / "shared/real/keds_central_asia_weis_1989_1999.csv.gz"
    if not file.is_file():
        pytest.skip("shared/ is absent: the KEDS events are not here")
    found = drivers(estimate_tension(build_series(read_events(file))), between=("1993", "1996"))
    readds(found)
    assert "IRN: the country itself" in set(found.by("role")["label"])
    assert found.by("code")["label"].str.contains("Military engagement").any()


def test_a_large_dyad_readds_too():
    world = simulate(["calm"] * 24 + ["tense"] * 24, events_per_month=(150, 200), seed=2)
    series = build_series(world.events, dedupe_rung="none")
    readds(drivers_of_break(find_breaks(series, number=1), 1))


def test_a_day_is_named_with_on_and_a_month_with_in(chronology):
    daily = build_series(read_events(), freq="day", since="2023-01", until="2023-02")
    assert "tension on 27 January 2023 is " in drivers(daily, month="2023-01-27").summary()
    assert "tension in January 2023 is " in drivers(chronology, month="2023-01").summary()
