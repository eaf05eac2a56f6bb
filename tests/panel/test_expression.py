"""The one expression gives what `build_series` gives of each pair, row by row."""

import datetime as dt
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("ibis")

from tension.core.coverage import Coverage
from tension.panel.build import build_panel
from tension.sources.read import read_events

sys.path.insert(0, str(Path(__file__).parent))
from alike import (
    REAL,
    apart,
    assert_equal,
    pairs_of,
    seeded,
    table_of,
)

RUNGS = ("none", "exact", "one_a_day")
FILES = ("20180326044500.export.CSV.gz", "20191024143000.export.CSV.gz",
         "gdelt1_sample_mixed_widths.tsv", "icews_events.2018.sample.tab.gz",
         "keds_central_asia_weis_1989_1999.csv.gz")


@pytest.mark.parametrize("rung", RUNGS)
def test_the_chronology_has_the_same_months(rung):
    events = read_events()
    panel = build_panel(events.table, dedupe_rung=rung, coverage=events.coverage)
    assert_equal(panel, [events], dedupe_rung=rung)


def test_a_span_cuts_events_as_in_a_series():
    events = read_events()
    span = {"since": "2000-02-15", "until": "2020-03-07"}
    assert_equal(build_panel(events.table, coverage=events.coverage, **span), [events], **span)


@pytest.mark.parametrize("name", FILES)
def test_every_real_file_has_the_same_months(name):
    if not (REAL / name).is_file():
        pytest.skip("shared/ is absent")
    read = [read_events(REAL / name, pair) for pair in pairs_of(name, 15)]
    each = [events for events in read if len(events)]
    whole = pd.concat([events.table for events in each])
    for rung in RUNGS:
        panel = build_panel(whole, dedupe_rung=rung, coverage=each[0].coverage)
        assert_equal(panel, each, dedupe_rung=rung)


@pytest.mark.parametrize("rung", RUNGS)
@pytest.mark.parametrize("scale", ["goldstein_cameo", "native", "quad"])
def test_many_pairs_have_the_same_months_on_every_rung_and_scale(rung, scale):
    table = seeded(1500)
    each = apart(table, Coverage.of([(dt.date(2001, 1, 1), dt.date(2004, 12, 31))], "declared"))
    assert len(each) > 30
    assert_equal(build_panel(table, dedupe_rung=rung, scale=scale), each, dedupe_rung=rung,
                 scale=scale)


def test_a_source_without_directions_has_both_alone():
    table = seeded(300, others={"directed": False})
    panel = build_panel(table)
    assert set(panel.table["direction"]) == {"both"}
    # A pair without a code has no default scale of its own; the panel takes the source's.
    assert_equal(panel, apart(table), scale="goldstein_cameo")


def test_events_that_the_scale_does_not_know_count_and_have_no_tension():
    table = table_of([("2001-02-03", "day", "IRN", "AZE", "1213", {"origin": "gdelt2"})] * 2)
    row = build_panel(table, dedupe_rung="none").table.iloc[0]
    assert (row["events"], row["scored"], row["event_days"]) == (2, 0, 0)
    assert pd.isna(row["tension"])
    assert pd.isna(row["net"])


def test_a_scale_of_ones_own_travels_with_codes_of_ones_own(tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text("# ontology: own\n# bound: 5\ncode,score\nX1,-5\nX2,0.333333333333\n")
    table = seeded(400).assign(ontology="own")
    table["code"] = table["code"].map({"042": "X1", "190": "X2"}).fillna("X3")
    assert_equal(build_panel(table, scale=str(mine)), apart(table), scale=str(mine))


def test_each_source_has_its_own_scale_and_rung():
    one, two = seeded(200, 1), seeded(200, 2, others={"origin": "gdelt2"})
    two["event_id"] = "g" + two["event_id"]
    panel = build_panel(pd.concat([one, two]))
    assert {name: scale.name for name, scale in panel.scales.items()} == {
        "icews": "goldstein_cameo", "gdelt2": "goldstein_gdelt"}
    for table, origin in ((one, "icews"), (two, "gdelt2")):
        alone = build_panel(table).table
        mine = panel.table[panel.table["origin"] == origin].reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, alone)


acts = st.tuples(
    st.dates(dt.date(2001, 1, 1), dt.date(2001, 4, 30)), st.sampled_from(["day", "month", "year"]),
    st.permutations(["IRN", "AZE", "ARM"]), st.sampled_from(["042", "190", "1213", "016", None]),
    st.sampled_from([None, -3.0, 0.0, 2.5]), st.booleans(), st.sampled_from(["a", "b", None]),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(acts, min_size=1, max_size=25), st.sampled_from(RUNGS),
       st.sampled_from(["goldstein_gdelt", "native", "quad"]))
def test_whatever_the_events_the_months_are_those_of_the_series(drawn, rung, scale):
    rows = []
    for date, precision, (source, target, _), code, native, directed, place in drawn:
        if precision != "day":
            date = date.replace(day=1, **({"month": 1} if precision == "year" else {}))
        rows.append((date, precision, source, target, code,
                     {"native_score": native, "directed": directed, "origin_id": place or "c"}))
    table = table_of([*rows, ("2001-01-02", "day", "IRN", "AZE", "042", {})])
    covered = Coverage.of([(dt.date(2001, 1, 1), dt.date(2001, 4, 30))], "declared")
    assert_equal(build_panel(table, dedupe_rung=rung, scale=scale), apart(table, covered),
                 dedupe_rung=rung, scale=scale)


def test_the_order_of_rows_and_of_columns_says_nothing():
    table = seeded(500)
    mixed = table.sample(frac=1, random_state=1)[list(reversed(table.columns))]
    pd.testing.assert_frame_equal(build_panel(table).table, build_panel(mixed).table,
                                  rtol=1e-12, atol=1e-12)


def test_another_pairs_events_change_nothing():
    table = seeded(500)
    pair = table[table["source"].isin(["IRN", "AZE"]) & table["target"].isin(["IRN", "AZE"])]
    whole = build_panel(table).table
    mine = whole[whole["dyad"] == "AZE-IRN"].reset_index(drop=True)
    pd.testing.assert_frame_equal(mine, build_panel(pair).table)
