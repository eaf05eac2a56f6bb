"""A pair among its neighbours: percentiles by hand, own breaks and shared ones, and silence."""

import itertools
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

pytest.importorskip("ibis")

from tension.core import schema
from tension.core.errors import UsageError
from tension.core.results import CONTEXT, NEIGHBOURS, SHARED_BREAKS
from tension.models.breaks.find import find_breaks
from tension.panel.build import build_panel
from tension.panel.context import Context, place_pair
from tension.panel.shared import as_many_or_more
from tension.series.aggregate import build_series
from tension.sources.read import read_events

sys.path.insert(0, str(Path(__file__).parent))
from alike import neighbourhood
from test_draw import assert_no_text_over_another

NEAR = ["IRN-TUR", "IRN-RUS", "IRN-USA", "IRN-ISR", "IRN-SAU", "AZE-TUR", "AZE-RUS", "ARM-AZE",
        "AZE-GEO", "AZE-USA", "IRN-IRQ"]


def placed(shifting, **how):
    events, table = neighbourhood(shifting, **how)
    return place_pair(build_panel(table), build_series(events), workers=1)


@pytest.fixture(scope="module")
def alone_shifts():
    return placed(["IRN-AZE"])


@pytest.fixture(scope="module")
def all_shift():
    return placed(["IRN-AZE", *NEAR, "AZE-ARM"])


@pytest.fixture(scope="module")
def sparse():
    return placed([], per_month=(0, 2), silent=0.6)


def test_neighbours_are_the_other_pairs_of_either_country(alone_shifts):
    assert sorted(alone_shifts.pairs["dyad"]) == sorted("-".join(sorted(one.split("-")))
                                                        for one in NEAR)
    assert [one.dyad for one in alone_shifts.others] == sorted(
        alone_shifts.pairs["dyad"],
        key=lambda one: (-alone_shifts.pairs.set_index("dyad")["events"][one], one))


def test_tables_are_as_declared(alone_shifts):
    for table, columns in ((alone_shifts.table, CONTEXT), (alone_shifts.pairs, NEIGHBOURS),
                           (alone_shifts.shared, SHARED_BREAKS)):
        assert table.columns.tolist() == schema.names(columns)
    assert len(alone_shifts.table) == 96


@pytest.mark.parametrize("name", ["alone_shifts", "sparse"])
def test_bands_and_percentiles_are_those_of_numpy_over_the_levels(name, request):
    found = request.getfixturevalue(name)
    some = 0
    for at, row in enumerate(found.table.itertuples()):
        levels = []
        for one in found.others:
            seen = np.flatnonzero(one.scored > 0)
            if seen[0] <= at <= seen[-1] and np.abs(seen - at).min() <= 6:
                levels.append(one.level[at])
        assert row.pairs == len(levels)
        if len(levels) < 5:
            assert np.isnan(row.others_median)
            assert np.isnan(row.percentile)
            continue
        expected = np.percentile(levels, [10, 50, 90])
        np.testing.assert_allclose(
            [row.others_low10, row.others_median, row.others_high90], expected)
        if not np.isnan(row.level):
            some += 1
            assert row.percentile == pytest.approx(
                stats.percentileofscore(levels, row.level, "mean"))
    assert some > 20


def test_silence_is_no_neutral_level(sparse):
    """Before its first event and after its last nothing is told of a pair, nor counts."""
    own = sparse.own
    seen = np.flatnonzero(own.scored > 0)
    level = sparse.table["level"].to_numpy()
    assert np.isnan(level[: seen[0]]).all()
    assert np.isnan(level[seen[-1] + 1 :]).all()
    assert (sparse.table["pairs"] < len(sparse.others)).any()


def test_the_place_in_the_last_year_is_that_of_means_of_levels(alone_shifts):
    found = alone_shifts
    assert found.year == ("2007-01", "2007-12")
    mine = found.own.level[-12:].mean()
    below = 0
    for row in found.pairs.itertuples():
        other = next(one for one in found.others if one.dyad == row.dyad)
        assert row.level == pytest.approx(other.level[-12:].mean())
        assert row.difference == pytest.approx(mine - row.level)
        half = stats.norm.ppf(0.975) * np.hypot(found.own.mean_level(84, 95)[1], row.level_se)
        assert row.difference_low == pytest.approx(row.difference - half)
        assert row.lately == other.scored[-12:].sum()
        below += row.level < mine
    assert below == 11
    told = found.sentences[0]
    assert "is tenser than 11 of 11 other pairs of Iran or Azerbaijan in this source" in told
    assert "It is clearly tenser than 11." in told


def test_pairs_that_are_alike_are_seldom_called_clearly_apart(sparse):
    clear = (sparse.pairs["difference_low"] > 0) | (sparse.pairs["difference_high"] < 0)
    assert clear.sum() <= 1


def test_a_break_that_only_this_pair_has_is_its_own(alone_shifts):
    rows = alone_shifts.shared
    main = rows[rows["way"] == "up"].iloc[0]
    assert (main["period"], main["asked"], main["near"]) == ("2004-01", 11, 0)
    assert main["verdict"] == "own"
    told = alone_shifts.told_of_breaks["January 2004"]
    assert ("January 2004: none of 11 other pairs of either country turns the same way within "
            "3 months; of 2 pairs of other countries in this source, none. The break is the "
            "pair's own, as far as these pairs can tell.") in told


def test_a_shift_of_twelve_pairs_at_once_is_shared_by_most(all_shift):
    main = all_shift.shared.query("way == 'up'").iloc[0]
    assert (main["asked"], main["near"]) == (11, 11)
    assert (main["elsewhere"], main["elsewhere_near"]) == (2, 0)
    assert main["verdict"] == "shared by most"
    assert "it is not the pair's alone" in all_shift.summary()


def test_a_shift_of_a_few_pairs_is_told_by_how_likely_chance_is():
    found = placed(["IRN-AZE", "IRN-TUR", "AZE-GEO"])
    main = found.shared.query("way == 'up'").iloc[0]
    assert main["near"] == 2
    # Each of the two has one upward break: 7 months of those in which it could be asked, twice.
    months = 96 - 6 - 6 + 1
    chance = 7 / months
    assert main["expected"] == pytest.approx(2 * chance)
    assert main["p_value"] == pytest.approx(chance**2)
    assert main["verdict"] == "shared by some"


def test_the_chance_of_as_many_is_that_of_the_binomial():
    assert as_many_or_more(np.full(8, 0.3), 3) == pytest.approx(stats.binom.sf(2, 8, 0.3))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=7), st.integers(0, 8))
def test_the_chance_of_as_many_is_that_of_all_cases_added_up(drawn, count):
    chances, whole = np.array(drawn), 0.0
    for case in itertools.product((False, True), repeat=len(chances)):
        if sum(case) >= count:
            whole += np.prod(np.where(case, chances, 1 - chances))
    assert as_many_or_more(chances, count) == pytest.approx(whole, abs=1e-12)


def test_fewer_than_five_pairs_have_no_band_and_judge_no_break():
    found = placed(["IRN-AZE"], pairs=["IRN-AZE", "IRN-TUR", "AZE-GEO", "USA-RUS"])
    assert not found.has_band
    assert found.table["others_median"].isna().all()
    assert any("No month has 5 other pairs that count" in one for one in found.sentences)
    assert set(found.shared["verdict"]) == {"too few pairs"}
    assert "only 2 other pairs could be asked, 5 are needed" in found.summary()
    assert_no_text_over_another(found.plot().figure)


@pytest.mark.parametrize("freq", ["week", "quarter", "year"])
def test_other_periods_are_set_among_the_same_months(freq, alone_shifts):
    events, table = neighbourhood(["IRN-AZE"])
    found = place_pair(build_panel(table), build_series(events, freq=freq), workers=1)
    assert found.year[1] == "2007-12"
    own, other = (one.set_index("period") for one in (found.table, alone_shifts.table))
    same = own.index.intersection(other.index)
    assert len(same) >= 95
    np.testing.assert_allclose(own.loc[same, "level"], other.loc[same, "level"], atol=0.5)
    assert len(found.told_of_breaks) == len(find_breaks(build_series(events, freq=freq)))


def test_a_source_of_one_pair_says_so(chronology):
    found = place_pair(build_panel(read_events().table), chronology)
    assert found.sentences == ("There is nothing to set the pair among: the source was coded for "
                               "this pair alone.",)
    assert len(found.table) == 0
    assert found.plot().texts


def test_what_is_not_in_the_panel_is_told(alone_shifts):
    events, table = neighbourhood([], pairs=["IRN-AZE", "USA-RUS"])
    series = build_series(events)
    assert "no other pair of Iran or Azerbaijan has a scored event in 12 months" in place_pair(
        build_panel(table), series).reason
    without = build_panel(table[table["source"].isin(["USA", "RUS"])])
    assert "no scored event between Iran and Azerbaijan" in place_pair(without, series).reason
    elsewhere = build_panel(table.assign(origin="icews"))
    assert place_pair(elsewhere, series).reason == "the panel holds no event of simulated"


def test_another_scale_and_other_breaks_are_refused():
    events, table = neighbourhood([], pairs=["IRN-AZE", "IRN-TUR"], months=30)
    series = build_series(events)
    with pytest.raises(UsageError, match="on the scale quad and the series is on goldstein_cameo"):
        place_pair(build_panel(table, scale="quad"), series)
    other = find_breaks(build_series(events, freq="quarter"))
    with pytest.raises(UsageError, match="the breaks are of another series"):
        place_pair(build_panel(table), series, breaks=other)
    with pytest.raises(UsageError, match="or direction"):
        place_pair(build_panel(table), series, breaks=find_breaks(series, "IRN>AZE"))


def test_a_pair_that_fell_silent_has_no_place_in_the_last_year():
    events, table = neighbourhood([], months=60)
    pair = {"IRN", "AZE"}
    gone = (table["source"].isin(pair) & table["target"].isin(pair)
            & (table["date"] >= "2003-06-01"))
    found = place_pair(build_panel(table[~gone]), build_series(events), workers=1)
    assert "it has no place among its neighbours then" in found.sentences[0]
    assert found.pairs["difference"].isna().all()
    assert any("The panel counts" in one for one in found.sentences)


def test_pictures_have_no_text_over_another_and_name_what_they_show(alone_shifts, sparse):
    for found in (alone_shifts, sparse):
        ax = found.plot()
        assert_no_text_over_another(ax.figure)
        told = [text.get_text() for text in ax.texts]
        assert "median of the others" in told
        assert any("Iran–Azerbaijan" in one for one in told)
        figure = found.plot_pairs()
        assert_no_text_over_another(figure)
        assert len([ax for ax in figure.axes if ax.get_visible()]) == 12


def test_the_result_shows_itself_and_processes_change_nothing(alone_shifts):
    events, table = neighbourhood(["IRN-AZE"])
    again = place_pair(build_panel(table), build_series(events), workers=2)
    pd.testing.assert_frame_equal(again.shared, alone_shifts.shared)
    assert repr(again) == again.summary()
    assert "<table" in again._repr_html_()
    assert isinstance(again, Context)
    assert bool(again)
    assert len(again) == 11
