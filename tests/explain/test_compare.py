"""Two series side by side: what is compared, what is said, and what is refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tension.core.coverage import Coverage
from tension.core.errors import UsageError
from tension.explain.compare import compare
from tension.models.simulate import simulate
from tension.series.aggregate import build_series
from tension.sources.own_series import read_own_series
from tension.sources.read import read_events

KEDS = (Path(__file__).parents[3] / "shared" / "real"
        / "keds_central_asia_weis_1989_1999.csv.gz")


@pytest.fixture
def own(tmp_path):
    """Make a series of one's own out of labels and values."""
    def own(labels, values, name="mine", **options):
        path = tmp_path / f"{name}.csv"
        rows = "".join(f"{label},{'' if pd.isna(value) else value}\n"
                       for label, value in zip(labels, map(float, values), strict=True))
        path.write_text(f"period,value\n{rows}", encoding="utf-8")
        return read_own_series(path, **options)

    return own


def months(count, start="2000-01"):
    return [str(one) for one in pd.period_range(start, periods=count, freq="M")]


def world(states=("calm",) * 60, **options):
    return simulate(list(states), **{"events_per_month": (1, 4), "silent": 0.3, **options}).events


@pytest.fixture(scope="module")
def two_sources():
    """Two simulated coders of one world with a shift, each silent in its own months."""
    states = ["calm"] * 60 + ["tense"] * 60
    return tuple(build_series(world(states, seed=seed)) for seed in (1, 2))


def test_a_series_agrees_wholly_with_itself_and_no_month_tells_the_two_apart(chronology):
    found = compare(chronology, chronology, names=("one", "other"))
    row = found.correlation.iloc[0]
    assert (row["correlation"], row["low"], row["high"]) == pytest.approx((1, 1, 1))
    assert found.seen.only_a == found.seen.only_b == 0
    assert (found.disagreements["difference"] == 0).all()
    assert "In no month do the two differ by more than their noise explains." in found.summary()
    assert found.difference.points == 0


def test_only_periods_in_which_both_have_a_value_are_compared(two_sources):
    a, b = two_sources
    found = compare(a, b)
    x, y = (one.direction()["tension"] for one in two_sources)
    both = (x.notna() & y.notna()).to_numpy()
    assert found.table["compared"].astype(bool).tolist() == both.tolist()
    assert found.correlation["correlation"].iloc[0] == pytest.approx(
        np.corrcoef(x[both], y[both])[0, 1])
    seen = found.seen
    assert (seen.both, seen.only_a, seen.only_b, seen.neither) == (
        both.sum(), (x.notna() & y.isna()).sum(), (x.isna() & y.notna()).sum(),
        (x.isna() & y.isna()).sum())
    assert seen.by_chance == pytest.approx(x.notna().sum() * y.notna().sum() / 120)


def test_months_that_one_source_did_not_look_at_are_left_out_and_no_silence(two_sources):
    events = world(["calm"] * 60 + ["tense"] * 60, seed=2)
    day = pd.Timestamp
    gap = [(day("2003-01-01").date(), day("2004-12-31").date())]
    covered = Coverage.of([(day("2001-01-01").date(), day("2008-12-31").date())], "said")
    holed = build_series(replace(events, coverage=covered.minus(gap)))
    found = compare(two_sources[0], holed)
    years = {label[:4] for label in found.table["period"]}
    assert years == {"2001", "2002", "2005", "2006", "2007", "2008"}
    assert found.seen.periods == 72


def test_standard_values_have_mean_zero_and_spread_one_over_what_is_compared(two_sources):
    table = compare(*two_sources).table
    both = table[table["compared"].astype(bool)]
    for name in ("a_standard", "b_standard"):
        assert both[name].mean() == pytest.approx(0, abs=1e-12)
        assert both[name].std() == pytest.approx(1)
    spread = [both[f"{name}_se"] / both[name].std() for name in "ab"]
    assert both["difference_se"].to_numpy() == pytest.approx(
        np.hypot(*spread).to_numpy())
    assert (table["difference"] - (table["a_standard"] - table["b_standard"])).dropna().eq(0).all()


def test_a_shift_that_both_see_is_one_break_and_a_clear_correlation(two_sources):
    found = compare(*two_sources)
    matched = found.breaks.dropna(subset=["apart"])
    assert len(matched) == 1
    assert abs(matched["apart"].iloc[0]) <= 3
    assert (matched[["a_size", "b_size"]] > 0).all(axis=None)
    assert found.chance < 0.1
    assert found.correlation["low"].iloc[0] > 0
    assert "1 matched within 3 months and of one direction" in found.summary()


def test_breaks_of_other_directions_or_too_far_apart_stand_alone(own):
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(2, 120))
    step = np.arange(120) >= 60
    found = compare(own(months(120), noise[0] + 6 * step, "up"),
                    own(months(120), noise[1] - 6 * step, "down"))
    assert found.breaks["apart"].isna().all()
    assert found.breaks[["a", "b"]].notna().sum().tolist() == [1, 1]
    assert "(up 2005-01 up; down 2005-01 down)" not in found.summary()
    assert "2005-01 up; 2005-01 down); none match within 3 months" in found.summary()


def test_windows_hold_the_correlation_of_their_compared_periods(two_sources):
    found = compare(*two_sources, window=36)
    table = found.table
    for row in found.rolling.dropna(subset=["correlation"]).iloc[::9].itertuples():
        inside = table[table["period"].between(row.first, row.last)]
        assert len(inside) == 36
        inside = inside[inside["compared"].astype(bool)]
        assert row.pairs == len(inside)
        assert row.correlation == pytest.approx(np.corrcoef(inside["a"], inside["b"])[0, 1])
        assert row.low < row.correlation < row.high
    whole = found.correlation.iloc[0]
    widths = found.rolling["high"] - found.rolling["low"]
    assert widths.median() > whole["high"] - whole["low"]
    assert compare(*two_sources, window=121).rolling.empty


def test_a_long_series_has_no_more_windows_than_can_be_seen(own):
    rng = np.random.default_rng(1)
    labels = [f"{day:%Y-%m-%d}" for day in pd.date_range("2000-01-01", periods=4000)]
    x = rng.normal(size=4000)
    found = compare(own(labels, x, "x"), own(labels, x + rng.normal(size=4000), "y"), window=365)
    assert 400 <= len(found.rolling) <= 500


def test_the_month_that_differs_most_by_its_noise_comes_first(two_sources):
    found = compare(*two_sources, most=3)
    table = found.table[found.table["compared"].astype(bool)]
    ratio = (table["difference"] / table["difference_se"]).abs()
    assert found.disagreements["period"].tolist() == (
        table.assign(ratio=ratio.round(9)).sort_values(["ratio", "period"],
                                                       ascending=[False, True])
        ["period"].head(3).tolist())


def test_each_disagreement_names_events_of_both_sides_with_their_address(chronology, own):
    both = chronology.direction()
    values = both["tension"].to_numpy().copy()
    at = chronology.periods.get_indexer([pd.Period("2023-01", freq="M")])[0]
    values[at] = 0.0
    found = compare(chronology, own([str(one) for one in both.index], values))
    assert found.disagreements["period"].iloc[0] == "2023-01"
    events = found.events[found.events["period"] == "2023-01"]
    assert set(events["side"]) == {"a"}  # a series of one's own has no events
    assert events["url"].str.startswith("http").all()
    # The side that shows more tension is explained by its most conflictual acts.
    inside = chronology.events[chronology.events["period"] == "2023-01"]
    assert events["score"].iloc[0] == inside["score"].min()
    for address in events["url"]:
        assert address in found.summary()


def test_the_calmer_side_is_explained_by_its_most_cooperative_acts(two_sources):
    found = compare(*two_sources)
    row = found.disagreements.iloc[0]
    calmer, series = ("b", two_sources[1]) if row["difference"] > 0 else ("a", two_sources[0])
    inside = series.events[series.events["period"] == row["period"]]
    mine = found.events[(found.events["period"] == row["period"])
                        & (found.events["side"] == calmer)]
    assert mine["score"].iloc[0] == inside["score"].max()


def test_the_difference_of_means_is_read_only_within_one_source(two_sources, chronology):
    found = compare(*two_sources)
    table = found.table[found.table["compared"].astype(bool)]
    assert found.difference.points == pytest.approx((table["b"] - table["a"]).mean())
    assert found.difference.low < 0 < found.difference.high
    assert "of one source and one scale" in found.summary()
    assert "which may be chance" in found.summary() or "less than a point apart" in found.summary()
    assert "alike" not in found.summary().split("Breaks")[0].split("The mean")[1]
    other = compare(chronology, two_sources[0])
    assert "this says nothing about the countries" in other.summary()


def test_a_series_of_ones_own_has_no_points_of_tension(chronology, own):
    both = chronology.direction()
    found = compare(chronology, own([str(one) for one in both.index], 3 * both["tension"]))
    assert found.difference is None
    assert "mean of" not in found.summary()
    # Its noise is not known, so that none is allowed for.
    assert "noise is independent" not in found.summary()
    assert "estimated level of chronology with the values of mine" in found.summary()


def test_a_finer_series_of_ones_own_is_averaged_and_a_coarser_one_refused(chronology, own):
    days = pd.date_range("2000-01-03", periods=400, freq="7D")
    weekly = own([f"{day:%Y-%m-%d}" for day in days], np.arange(400))
    assert compare(chronology, weekly).freq == "month"
    quarterly = own(["2000-Q1", "2000-Q2"], [1, 2], "q")
    with pytest.raises(UsageError, match="chronology is by month and q by quarter; build the "
                                         "series of chronology by quarter too: freq='quarter'"):
        compare(chronology, quarterly)


def test_sources_of_other_times_have_no_month_in_common(chronology, own):
    with pytest.raises(UsageError, match="no month is covered by both: chronology covers 1991-10 "
                                         "to 2026-03, mine 1950-01 to 1950-03; compare sources"):
        compare(chronology, own(months(3, "1950-01"), [1, 2, 3]))


@pytest.mark.parametrize(("options", "told"), [
    ({"window": 2}, "window: 2 periods hold no correlation; take 3 or more"),
    ({"tolerance": -1}, "tolerance: -1 periods; take 0 or more"),
    ({"most": 0}, "most: 0 disagreements; take 1 or more"),
    ({"direction": "IRN>ARM"}, "has no direction 'IRN>ARM'"),
])
def test_an_option_that_cannot_be_is_one_line(chronology, options, told):
    with pytest.raises(UsageError, match=told):
        compare(chronology, chronology, **options)


def test_too_few_months_in_common_are_an_answer(chronology):
    short = build_series(read_events(), since="1991-12", until="1992-08")
    found = compare(short, chronology, names=("short", "long"))
    count = found.seen.both
    assert count < 8
    assert found.reason == f"{count} months with values in both, at least 8 are needed"
    assert f"No correlation: {found.reason}." in found.summary()
    assert found.rolling.empty
    assert found.disagreements.empty
    assert found.plot() is not None


def test_a_pair_without_events_is_silence_and_no_agreement(chronology):
    nothing = build_series(world(["calm"] * 24, silent=1.0))
    found = compare(nothing, chronology)
    assert found.seen.both == found.seen.only_a == 0
    assert found.reason.startswith("0 months with values in both")


def test_events_without_a_score_are_no_values(chronology, tmp_path):
    path = tmp_path / "acts.csv"
    path.write_text("date,source,target,code\n" + "".join(
        f"{label}-10,IRN,AZE,zz\n" for label in months(40)), encoding="utf-8")
    scale = tmp_path / "scale.csv"
    scale.write_text("# ontology: own\ncode,score\nyy,3\n", encoding="utf-8")
    unscored = build_series(read_events(path, ontology="own"), scale=str(scale))
    found = compare(unscored, chronology)
    assert found.seen.both == found.seen.only_a == 0


def test_a_series_that_never_moves_has_no_correlation(own):
    rng = np.random.default_rng(3)
    found = compare(own(months(30), np.full(30, 2.0), "flat"), own(months(30), rng.random(30), "y"))
    assert found.reason == "one of the two never moves in the 30 months with values in both"
    assert found.plot() is not None


def test_two_pairs_of_countries_are_named_by_their_countries():
    a, b = (build_series(world(dyad=pair, seed=seed))
            for pair, seed in (("IRN-AZE", 1), ("ARM-AZE", 2)))
    found = compare(a, b)
    assert found.names == ("Iran–Azerbaijan", "Armenia–Azerbaijan")
    assert found.summary().startswith("Iran–Azerbaijan and Armenia–Azerbaijan, by month, ")


def test_two_directions_are_named_by_who_acts(chronology):
    found = compare(chronology, chronology, "IRN>AZE", "AZE>IRN")
    assert found.names == ("Iran → Azerbaijan", "Azerbaijan → Iran")
    x, y = (chronology.direction(way)["tension"] for way in ("IRN>AZE", "AZE>IRN"))
    assert found.correlation["correlation"].iloc[0] == pytest.approx(x.corr(y))


def test_the_same_seed_gives_the_same_bytes(two_sources):
    one, again = (compare(*two_sources, seed=4) for _ in range(2))
    for name in ("table", "correlation", "rolling", "breaks", "disagreements", "events"):
        assert getattr(one, name).to_csv() == getattr(again, name).to_csv()
    other = compare(*two_sources, seed=5)
    assert other.correlation["correlation"].iloc[0] == one.correlation["correlation"].iloc[0]


def test_exchanged_sides_turn_the_differences_and_keep_the_correlation(two_sources):
    a, b = two_sources
    one, other = compare(a, b), compare(b, a)
    assert one.correlation["correlation"].tolist() == pytest.approx(
        other.correlation["correlation"].tolist())
    assert one.disagreements["difference"].tolist() == pytest.approx(
        (-other.disagreements["difference"]).tolist())
    assert one.breaks["apart"].dropna().tolist() == (-other.breaks["apart"].dropna()).tolist()


def test_what_went_in_is_noted_once(chronology, two_sources):
    found = compare(chronology, two_sources[0], tolerance=2, seed=9)
    assert len(found.provenance.inputs) == 2
    assert found.provenance.parameters["seed"] == 9
    assert found.provenance.parameters["tolerance"] == 2


def test_the_figure_has_both_series_their_events_and_the_windows(two_sources):
    ax = compare(*two_sources, window=36).plot()
    strip, panel = ax.child_axes
    assert panel.get_ylim()[0] <= -1
    assert len(panel.lines) == 2
    assert len(strip.patches) == 2
    assert any(text.get_text() == "in one of the two only" for text in ax.get_legend().texts)


def test_the_html_escapes_what_a_name_may_hold(two_sources):
    assert "<b>" not in compare(*two_sources, names=("<b>", "y"))._repr_html_()


def test_the_chronology_and_keds_agree_in_no_way_that_could_be_shown():
    if not KEDS.is_file():
        pytest.skip("shared/ is absent: the real event files are not in the repository")
    chronology = build_series(read_events(), since="1992", until="1999")
    keds = build_series(read_events(KEDS), since="1992", until="1999")
    found = compare(chronology, keds)
    x, y = (one.direction()["tension"] for one in (chronology, keds))
    row = found.correlation.iloc[0]
    assert row["pairs"] == (x.notna() & y.notna()).sum() == 13
    assert row["correlation"] == pytest.approx(x.corr(y))
    assert row["low"] < 0 < row["high"]
    assert found.table["period"].iloc[-1] == "1999-07"  # the file of KEDS ends there
    assert found.disagreements["period"].iloc[0] == "1994-03"


def test_a_stretch_that_one_did_not_look_at_is_a_gap_in_the_figure(own):
    rng = np.random.default_rng(4)
    series = build_series(world(["calm"] * 120, seed=2))
    gap = [(pd.Timestamp("2003-01-01").date(), pd.Timestamp("2004-12-31").date())]
    holed = build_series(replace(world(["calm"] * 120, seed=2),
                                 coverage=series.coverage.minus(gap)))
    found = compare(holed, own(months(120), rng.normal(size=120)))
    # A window is one of the calendar: what lies in the gap counts as time and holds no pairs.
    rolling = compare(holed, series, names=("x", "y"), window=36).rolling
    ends = rolling.set_index("last")
    assert ends.loc["2005-01", "first"] == "2002-02"
    assert ends.loc["2005-12", "pairs"] < ends.loc["2002-12", "pairs"]
    ax = found.plot()
    line = next(one for one in ax.lines if str(one.get_label()).endswith("level"))
    assert len(line.get_xdata()) == 120
    assert np.isnan(line.get_ydata()[36:60]).all()


def test_where_nothing_is_beyond_noise_no_month_is_named(tmp_path):
    rng = np.random.default_rng(0)
    made = []
    for name in ("one", "other"):
        path = tmp_path / f"{name}.csv"
        rows = "".join(f"{label},{value},20\n"
                       for label, value in zip(months(60), rng.normal(50, 5, 60), strict=True))
        path.write_text(f"period,value,value_se\n{rows}", encoding="utf-8")
        made.append(read_own_series(path))
    told = compare(*made).summary()
    assert "In no month do the two differ by more than their noise explains." in told
    assert "by its own standard" not in told


def test_long_series_are_counted_with_commas_and_one_pair_is_no_pairs(own):
    days = [str(one) for one in pd.period_range("2001-01-01", periods=2000, freq="D")]
    walk = np.cumsum(np.random.default_rng(0).normal(size=(2, 2000)), axis=1)
    told = compare(own(days, walk[0], name="one"), own(days, walk[1], name="other")).summary()
    assert "2,000 with values in both" in told
    assert "1 independent ones" not in told


def test_acts_that_both_count_are_said_to_make_agreement(chronology, two_sources):
    told = compare(chronology, chronology, "IRN>AZE", "AZE>IRN").summary()
    kept = months_with_both(chronology)
    first, second = ({row.line for row in chronology.events_in(way).itertuples()
                      if row.period in kept} for way in chronology.dyad.directed)
    assert f"  {len(first & second)} of {min(len(first), len(second))} acts are counted in " in told
    assert "counted in both" not in compare(*two_sources).summary()


def months_with_both(series):
    seen = [series.direction(way)["scored"].to_numpy() > 0 for way in series.dyad.directed]
    return [str(one) for one in series.periods[seen[0] & seen[1]]]


def test_windows_differ_only_if_their_intervals_do(own):
    values = np.random.default_rng(4).normal(size=240)
    turned = np.where(np.arange(240) < 120, values, -values)
    noise = np.random.default_rng(5).normal(size=240)
    mine = own(months(240), values, name="mine")
    clear = compare(mine, own(months(240), turned, name="turned"), window=60).summary()
    assert "In windows of 60 months it lies between −1.00" in clear
    assert "their intervals overlap" not in clear
    chance = compare(mine, own(months(240), noise, name="noise"), window=60).summary()
    assert "their intervals overlap, so that this may be chance" in chance
