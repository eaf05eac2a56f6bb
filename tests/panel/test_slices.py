"""Months added up slice by slice are those of the whole at once."""

import datetime as dt
import sys
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("ibis")

import pyarrow as pa
import pyarrow.parquet as pq

from tension.panel import build, slices
from tension.panel.build import build_panel
from tension.panel.engine import open_events
from tension.panel.slices import slices_of

sys.path.insert(0, str(Path(__file__).parent))
from alike import apart, assert_equal, seeded, table_of

RUNGS = ("none", "exact", "one_a_day")


@pytest.fixture
def small(monkeypatch):
    """Slices of a month or two, which tables of a test fill."""
    monkeypatch.setattr(build, "slices_of", lambda *given: slices_of(*given, events=40))


def written(table, path, *, dates="timestamp", group=40):
    """Write events in the order of days, so many a row group."""
    rows = pa.Table.from_pandas(table.sort_values("date", kind="stable"), preserve_index=False)
    if dates == "date":
        at = rows.column_names.index("date")
        rows = rows.set_column(at, "date", rows["date"].cast(pa.date32()))
    pq.write_table(rows, path, row_group_size=group)
    return path


def same(one, other):
    pd.testing.assert_frame_equal(one.table, other.table, rtol=1e-12, atol=1e-12)
    assert len(one)


def test_names_with_brackets_are_no_patterns(tmp_path, small):
    folder = tmp_path / "some [of] them"
    folder.mkdir()
    path = written(seeded(300), folder / "events [1].parquet")
    assert len(slices_of(open_events(path), path, events=40)) > 1
    same(build_panel(path), build_panel(seeded(300)))
    same(build_panel(folder), build_panel(seeded(300)))


@pytest.mark.parametrize("dates", ["timestamp", "date"])
@pytest.mark.parametrize("rung", RUNGS)
def test_slices_give_the_months_of_the_series(tmp_path, small, rung, dates):
    table = seeded(1500)
    path = written(table, tmp_path / "events.parquet", dates=dates)
    assert len(slices_of(open_events(path), path, events=40)) > 5
    panel = build_panel(path, dedupe_rung=rung)
    assert_equal(panel, apart(table), dedupe_rung=rung, scale="goldstein_cameo")
    same(panel, build_panel(table, dedupe_rung=rung))


def test_slices_give_a_folder_of_months_with_several_sources_on_a_native_scale(tmp_path, small):
    one, two = seeded(600, 1), seeded(600, 2, others={"origin": "gdelt2"})
    two["event_id"] = "g" + two["event_id"]
    table = pd.concat([one, two])
    for month, rows in table.groupby(table["date"].dt.strftime("%Y-%m")):
        folder = tmp_path / f"part={month}"
        folder.mkdir()
        written(rows, folder / "it's.parquet")
    how = {"scale": "native", "since": "2001-03-15", "until": "2003-02-10", "threads": 3}
    same(build_panel(tmp_path, **how), build_panel(table, **{**how, "threads": None}))


def test_every_event_lies_in_one_slice_and_each_slice_names_its_files(tmp_path):
    table = seeded(900)
    for year, rows in table.groupby(table["date"].dt.year):
        written(rows, tmp_path / f"{year}.parquet")
    spans = slices_of(open_events(tmp_path), tmp_path, events=100)
    assert len(spans) > 5
    assert all(one.after == two.first for one, two in pairwise(spans))
    assert all(end.day == 1 for one in spans for end in (one.first, one.after))
    held = 0
    for one in spans:
        inside = (table["date"] >= str(one.first)) & (table["date"] < str(one.after))
        held += inside.sum()
        assert {Path(name).stem for name in one.files} == set(
            table["date"][inside].dt.year.astype(str))
    assert held == len(table)


@pytest.mark.parametrize("spoilt", ["order", "missing", "text", "one month"])
def test_files_that_slices_would_not_help_are_read_at_once(tmp_path, spoilt):
    table = seeded(1500)
    rows = pa.Table.from_pandas(table.sort_values("date"), preserve_index=False)
    if spoilt == "order":
        rows = pa.Table.from_pandas(table.sample(frac=1, random_state=1), preserve_index=False)
    if spoilt == "one month":
        rows = pa.Table.from_pandas(table[table["date"] < "2001-02-01"], preserve_index=False)
    path = tmp_path / "events.parquet"
    # Without its statistics a file does not say what days it holds.
    kept = [name for name in rows.column_names if name != "date"] if spoilt == "missing" else True
    if spoilt == "text":
        dates = pa.array(["soon"] * len(rows))
        rows = rows.set_column(rows.column_names.index("date"), "date", dates)
    pq.write_table(rows, path, row_group_size=100, write_statistics=kept)
    assert slices_of(open_events(path), path, events=40) == []


acts = st.tuples(
    st.dates(dt.date(2001, 1, 1), dt.date(2001, 6, 30)), st.sampled_from(["day", "month"]),
    st.permutations(["IRN", "AZE", "ARM"]), st.sampled_from(["042", "190", "1213", None]),
    st.sampled_from([None, -3.0, 2.5]), st.booleans(), st.sampled_from(["a", "b"]),
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=st.lists(acts, min_size=2, max_size=25), rung=st.sampled_from(RUNGS),
       group=st.integers(1, 9), threads=st.integers(1, 3))
def test_however_events_lie_in_row_groups_slices_give_the_whole(
    tmp_path_factory, drawn, rung, group, threads
):
    rows = [(date.replace(day=1) if precision == "month" else date, precision, *ends[:2], code,
             {"native_score": native, "directed": directed, "origin_id": place})
            for date, precision, ends, code, native, directed, place in drawn]
    table = table_of([*rows, ("2001-01-02", "day", "IRN", "AZE", "042", {})])
    path = written(table, tmp_path_factory.mktemp("drawn") / "events.parquet", group=group)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "slices_of", lambda *given: slices_of(*given, events=1))
        patch.setattr(slices, "OVERLAP", 100)
        same(build_panel(path, dedupe_rung=rung, threads=threads),
             build_panel(table, dedupe_rung=rung))
