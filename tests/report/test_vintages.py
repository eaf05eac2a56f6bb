"""Vintages: kept whole, never changed, and read back as they were."""

import csv
import tomllib
from dataclasses import replace

import pandas as pd
import pytest

from tension.core.errors import InputError, UsageError
from tension.report.vintage_diff import diff_vintages
from tension.report.vintage_listing import listing
from tension.report.vintages import (
    KEPT,
    READ,
    dyads_kept,
    keep_vintage,
    names_of,
    read_table,
    read_vintage,
    vintages_folder,
)
from tension.report.write import Report
from tension.sources.read import read_events


@pytest.fixture(scope="session")
def bundled():
    return read_events()


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_kept_report_is_the_reports_own_files_and_what_was_read(report, bundled, tmp_path):
    folder = keep_vintage(Report(report, {}), bundled, tmp_path)
    assert folder == tmp_path / "vintages" / "IRN-AZE" / "2026-03-18"
    assert sorted(path.name for path in folder.iterdir()) == sorted([*KEPT, READ])
    for name in KEPT:
        assert (folder / name).read_bytes() == (report / name).read_bytes()
    assert len(rows_of(folder / READ)) == 1 + len(bundled)


def test_the_same_report_is_kept_once_whatever_libraries_made_it(report, bundled, tmp_path):
    first = keep_vintage(Report(report, {}), bundled, tmp_path)
    run = first / "run.toml"
    run.write_text(run.read_text().replace('pandas = "', 'pandas = "0.'))
    assert keep_vintage(Report(report, {}), bundled, tmp_path) == first
    assert names_of(first.parent) == ["2026-03-18"]


def test_a_report_of_the_same_day_that_says_something_else_gets_a_number(report, bundled, tmp_path):
    kept = []
    for count in range(11):
        other = tmp_path / f"report{count}"
        other.mkdir()
        for name in KEPT:
            text = (report / name).read_text(encoding="utf-8")
            text = text.replace('freq = "month"', f'freq = "month"\nsince = "19{80 + count}"')
            (other / name).write_text(text, encoding="utf-8")
        kept.append(keep_vintage(Report(other, {}), bundled, tmp_path / "store"))
    assert [folder.name for folder in kept] == ["2026-03-18"] + [
        f"2026-03-18-{number}" for number in range(2, 12)]
    assert names_of(kept[0].parent) == [folder.name for folder in kept]


def test_a_kept_vintage_is_read_back_as_the_series_was(report, bundled, chronology, tmp_path):
    keep_vintage(Report(report, {}), bundled, tmp_path)
    vintage = read_vintage("2026-03-18", "azerbaijan,iran", tmp_path)
    assert vintage.origins == ["chronology"]
    pd.testing.assert_series_equal(
        vintage.series["tension"], chronology.table["tension"], rtol=1e-11)
    assert vintage.events["event_id"].tolist() == chronology.events["event_id"].tolist()
    assert vintage.events["url"].tolist() == chronology.events["url"].fillna("").tolist()
    assert vintage.summary().startswith(
        "Iran–Azerbaijan, vintage 2026-03-18: as of 2026-03-18, by month")


def test_text_that_a_spreadsheet_might_run_is_read_back_as_it_was(kept, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("date,source,target,cameo,summary\n2012-03-04,IRN,AZE,112,=1+1\n"
                   "2012-04-04,IRN,AZE,112,''quoted\n", encoding="utf-8")
    vintage = kept(read_events(own))
    assert vintage.events["summary"].tolist() == ["=1+1", "''quoted"]


def test_a_pair_named_the_other_way_round_is_kept_in_the_same_place(tmp_path):
    place = vintages_folder(tmp_path, "IRN-AZE")
    place.mkdir(parents=True)
    assert vintages_folder(tmp_path, "AZE-IRN") == place


def test_the_digest_of_an_act_depends_on_the_act_and_on_nothing_else(bundled):
    plain = read_table(bundled)
    moved = replace(bundled, table=bundled.table.assign(
        line=bundled.table["line"] + 7, summary="other", mentions=3.0))
    assert read_table(moved)["act"].tolist() == plain["act"].tolist()
    assert not set(read_table(moved)["told"]) & set(plain["told"])
    coded = replace(bundled, table=bundled.table.assign(code="190"))
    same = read_table(coded)["act"] == plain["act"]
    assert same.tolist() == (bundled.table["code"] == "190").tolist()
    assert plain["act"].iloc[0] == read_table(read_events())["act"].iloc[0]


def test_nothing_is_left_beside_when_a_vintage_cannot_be_kept(report, bundled, tmp_path):
    (tmp_path / "vintages").write_text("in the way")
    with pytest.raises(InputError, match="cannot be made"):
        keep_vintage(Report(report, {}), bundled, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["vintages"]


def test_a_name_that_is_not_kept_is_refused_with_those_that_are(report, bundled, tmp_path):
    with pytest.raises(UsageError, match=r"none is kept in .*--keep` keeps one"):
        read_vintage("2026-03-18", "IRN-AZE", tmp_path)
    keep_vintage(Report(report, {}), bundled, tmp_path)
    with pytest.raises(UsageError, match="no vintage '2026-03-19' of IRN-AZE; there are 2026-"):
        read_vintage("2026-03-19", "IRN-AZE", tmp_path)


@pytest.mark.parametrize(("file", "old", "new", "told"), [
    ("series.csv", "tension,", "strain,", "has no column tension: another version"),
    ("events.csv", ",score,", ",weight,", "has no column score: another version"),
    ("run.toml", "methodology", "method", "is no run file of a vintage"),
    ("run.toml", "[result]", "[result", "is no run file of a vintage"),
])
def test_a_vintage_that_cannot_be_read_is_refused_in_a_line(
    report, bundled, tmp_path, file, old, new, told
):
    folder = keep_vintage(Report(report, {}), bundled, tmp_path)
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=told) as caught:
        read_vintage(folder.name, "IRN-AZE", tmp_path)
    assert "\n" not in str(caught.value)
    table = listing(["IRN-AZE"], tmp_path)
    assert told in table["note"].item()


def test_columns_of_a_later_version_do_no_harm(report, bundled, tmp_path):
    folder = keep_vintage(Report(report, {}), bundled, tmp_path)
    lines = (folder / "series.csv").read_text(encoding="utf-8").splitlines()
    (folder / "series.csv").write_text("\n".join(f"{line},x" for line in lines), encoding="utf-8")
    assert read_vintage(folder.name, "IRN-AZE", tmp_path).origins == ["chronology"]


def test_the_list_has_a_row_for_each_source(report_of_two, mixed, tmp_path):
    keep_vintage(Report(report_of_two, {}), mixed, tmp_path)
    assert dyads_kept(tmp_path) == ["IRN-AZE"]
    table = listing(dyads_kept(tmp_path), tmp_path)
    assert table["origin"].tolist() == ["chronology", "tabular"]
    run = tomllib.loads((report_of_two / "run.toml").read_text())
    assert table["last"].tolist() == [one["last_period"] for one in run["sources"]]


def test_a_vintage_of_several_sources_differs_in_nothing_from_itself(
    report_of_two, mixed, tmp_path
):
    name = keep_vintage(Report(report_of_two, {}), mixed, tmp_path).name
    vintage = read_vintage(name, "IRN-AZE", tmp_path)
    assert vintage.origins == ["chronology", "tabular"]
    assert diff_vintages(vintage, vintage).summary().endswith("nothing differs")


def test_an_event_added_to_sources_that_are_pooled_is_named_as_the_one_cause(mixed, kept):
    table = mixed.table
    less = mixed.keep(table["event_id"] != table["event_id"].iloc[200], "test", "one left out")
    one, two = (kept(events, pool=True, scale="goldstein_cameo") for events in (less, mixed))
    assert two.origins == ["chronology+tabular"]
    diff = diff_vintages(one, two)
    assert diff.causes == ["new_events"]
    assert diff.events["event_id"].tolist() == [table["event_id"].iloc[200]]
    parts = diff.table["change"] - diff.table["new_events"]
    assert parts.abs().max() < 1e-9


def test_a_kept_vintage_refuses_a_series_that_was_altered(mixed, kept):
    own = mixed.apart()[1]
    table = own.table
    less = own.keep(table["event_id"] != table["event_id"].iloc[20], "test", "one left out")
    one, two = kept(less), kept(own)
    series = two.series.assign(tension=two.series["tension"] + 0.01)
    with pytest.raises(InputError, match="it was altered"):
        diff_vintages(one, replace(two, series=series))
