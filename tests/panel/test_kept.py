"""A panel read for a report: what was written, or events, scored as the series is."""

import sys
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("ibis")

from tension.core.errors import InputError, UsageError
from tension.panel.build import build_panel
from tension.panel.kept import place_in_panels, read_panels
from tension.series.aggregate import build_series
from tension.sources.read import read_events

sys.path.insert(0, str(Path(__file__).parent))
from alike import neighbourhood


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of the same panel as events, as a store of many files, as Parquet and as CSV."""
    folder = tmp_path_factory.mktemp("kept")
    events, table = neighbourhood(["IRN-AZE"], months=60, at=30)
    table.to_parquet(folder / "events.parquet")
    months = build_panel(table).table
    months.to_parquet(folder / "months.parquet")
    months.to_csv(folder / "months.csv", index=False, float_format="%.12g")
    for month, part in table.groupby(table["date"].dt.strftime("%Y-%m")):
        (folder / "store" / f"month={month}").mkdir(parents=True)
        part.to_parquet(folder / "store" / f"month={month}" / "part.parquet")
    return folder, build_series(events)


@pytest.mark.parametrize("name", ["months.parquet", "months.csv", "store",
                                  "store/**/*.parquet"])
def test_every_form_of_a_panel_gives_the_same_context(made, name):
    folder, series = made
    (first,) = place_in_panels(folder / "events.parquet", [series], workers=1)
    (found,) = place_in_panels(folder / name, [series], workers=1)
    assert len(first) == 11
    pd.testing.assert_frame_equal(found.table, first.table, rtol=1e-6)
    pd.testing.assert_frame_equal(found.shared, first.shared, rtol=1e-6)


def test_where_it_came_from_is_told_without_the_folders_of_the_machine(made):
    folder, series = made
    (found,) = place_in_panels(folder / "months.csv", [series], workers=1)
    assert found.provenance.parameters["panel"] == "months.csv"
    assert "months.csv" in [one.name for one in found.provenance.inputs]
    (found,) = place_in_panels(folder / "months.csv", [series], named="data/months.csv", workers=1)
    assert found.provenance.parameters["panel"] == "data/months.csv"


def test_events_are_scored_and_cleaned_as_the_series_is(made):
    folder, _ = made
    events, table = neighbourhood(["IRN-AZE"], months=60, at=30)
    series = build_series(events, scale="quad", dedupe_rung="none")
    (panel,) = read_panels(folder / "events.parquet", [series])
    assert panel.scales["simulated"].name == "quad"
    expected = build_panel(table, scale="quad", dedupe_rung="none")
    pd.testing.assert_frame_equal(panel.sums.sort_values(["dyad", "direction", "period"],
                                                         ignore_index=True),
                                  expected.sums.sort_values(["dyad", "direction", "period"],
                                                            ignore_index=True))


def test_months_on_another_scale_are_refused(made, tmp_path):
    folder, _ = made
    events, _ = neighbourhood(["IRN-AZE"], months=60, at=30)
    told = "scores simulated on another scale than quad"
    with pytest.raises(UsageError, match=told):
        read_panels(folder / "months.parquet", [build_series(events, scale="quad")])
    # The same bound and other points for the same acts.
    weights = tmp_path / "own.csv"
    codes = sorted(set(events.table["code"]))
    weights.write_text("# ontology: cameo\n# bound: 10\ncode,score\n" + "".join(
        f"{code},{at % 9 - 4}\n" for at, code in enumerate(codes)), encoding="utf-8")
    with pytest.raises(UsageError, match="on another scale than own"):
        read_panels(folder / "months.csv", [build_series(events, scale=str(weights))])


@pytest.mark.parametrize(("content", "name", "told"), [
    ("a,b\n1,2\n", "x.csv", "x.csv: these are no months of a panel: origin is missing"),
    ('"\n', "x.csv", "x.csv: "),
    ("PAR1", "x.parquet", "this is no whole Parquet file"),
    (None, "gone.parquet", "there is no such file"),
    (None, "gone.csv", "there is no such file"),
])
def test_what_is_no_panel_is_one_line(made, tmp_path, content, name, told):
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_panels(tmp_path / name, [made[1]])
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_a_source_of_one_pair_has_no_context(made, chronology):
    folder, _ = made
    (found,) = place_in_panels(folder / "months.parquet", [chronology], named="months.parquet")
    assert found.reason == "the source was coded for this pair alone"
    assert found.provenance.parameters["panel"] == "months.parquet"


def test_a_source_that_the_months_do_not_hold_is_told(made, own_table):
    folder, _ = made
    (found,) = place_in_panels(folder / "months.csv", [build_series(read_events(own_table))])
    assert found.reason == "the panel holds no event of tabular"


@pytest.mark.parametrize(("name", "what"), [
    ("nowhere.parquet", "there is no such file"), ("empty.csv", "this is no CSV of months")])
def test_a_panel_that_is_not_there_is_refused_even_for_a_source_that_needs_none(
    chronology, tmp_path, name, what
):
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(InputError, match=what):
        place_in_panels(tmp_path / name, [chronology])
