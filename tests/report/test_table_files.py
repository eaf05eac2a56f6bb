"""Exported tables in every form: what another program reads is what was written."""

import csv
import datetime as dt
import io
import json
import re
import subprocess
import sys

import openpyxl
import pandas as pd
import pytest

from tension.core import exported, schema
from tension.core.errors import UsageError
from tension.models.simulate import simulate
from tension.report import workbook
from tension.report.table_files import export_tables
from tension.series.aggregate import build_series
from tension.sources.read import read_events

# Importing the checker lifts the limit of a cell for every reader of the process.
_limit = csv.field_size_limit()
import frictionless  # noqa: E402

csv.field_size_limit(_limit)


@pytest.fixture(scope="module")
def written(chronology, tmp_path_factory):
    folder = tmp_path_factory.mktemp("forms")
    export_tables(chronology, folder, parquet=True, xlsx=True)
    return folder


def valid(folder):
    # The checker trusts no path outside the folder it is told.
    with frictionless.system.use_context(trusted=True):
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
    return report.flatten(["path", "rowNumber", "fieldName", "message"]) or report.valid


@pytest.mark.parametrize("how", [{}, {"raw": True}, {"excel": True}])
def test_the_package_is_valid_and_every_table_is_as_it_says(chronology, tmp_path, how):
    export_tables(chronology, tmp_path, **how)
    assert valid(tmp_path) is True


def test_the_packages_of_two_sources_and_of_no_event_are_valid(two_series, tmp_path):
    export_tables(two_series, tmp_path / "two")
    export_tables(build_series(simulate(["calm"] * 3, events_per_month=(0, 0)).events),
                  tmp_path / "none")
    assert valid(tmp_path / "two") is True
    assert valid(tmp_path / "none") is True


def test_the_package_is_refused_when_a_cell_is_not_what_its_column_says(written, tmp_path,
                                                                       chronology):
    export_tables(chronology, tmp_path)
    series = tmp_path / "series.csv"
    series.write_text(series.read_text().replace(",silent,", ",,", 1))
    assert any("coverage" in str(fault) for fault in valid(tmp_path))


def test_the_package_names_type_unit_and_meaning_of_every_column(written):
    package = json.loads((written / "datapackage.json").read_text())
    held = {one["path"]: one["schema"]["fields"] for one in package["resources"]}
    assert set(held) == {
        *exported.TABLES, "dictionary.csv"
    } - exported.OF_ARCHIVES - exported.OF_FULL - exported.OF_REAL_TIME - exported.OF_CONTEXT
    for name, fields in held.items():
        for one in fields:
            assert {"name", "type", "unit", "description"} <= set(one), (name, one)


def test_the_package_names_inputs_by_name_and_sum_and_no_path(written, chronology):
    package = json.loads((written / "datapackage.json").read_text())
    assert [one["sha256"] for one in package["sources"]] == [
        one.sha256 for one in chronology.provenance.inputs
    ]
    assert not re.search(r'"[^"]*(/home|/tmp|/work)', (written / "datapackage.json").read_text())


def test_names_of_columns_fit_stata():
    for columns in (*exported.TABLES.values(), exported.DICTIONARY):
        for column in columns:
            assert re.fullmatch(r"[a-z][a-z0-9_]{0,31}", column.name)


def test_parquet_holds_the_tables_with_their_types(written, chronology):
    pd.testing.assert_frame_equal(pd.read_parquet(written / "series.parquet"), chronology.table)
    events = pd.read_parquet(written / "events.parquet")
    # Parquet knows no whole seconds: days come back in thousandths.
    pd.testing.assert_frame_equal(schema.conform(events, schema.ENTERED), chronology.events)


def test_a_workbook_has_a_sheet_a_table_and_the_dictionary(written):
    book = openpyxl.load_workbook(written / "tables.xlsx")
    assert book.sheetnames == ["series", "level", "breaks", "events", "ledger", "dictionary"]
    for name in book.sheetnames:
        columns = exported.TABLES.get(f"{name}.csv", exported.DICTIONARY)
        assert [cell.value for cell in book[name][1]] == schema.names(columns)


def test_a_workbooks_cells_are_the_tables(written, chronology):
    sheet = pd.read_excel(written / "tables.xlsx", "events", dtype={"code": str})
    assert sheet["code"].tolist() == chronology.events["code"].tolist()  # 042, not 42
    assert sheet["summary"].tolist() == chronology.events["summary"].tolist()
    assert (sheet["date"] == chronology.events["date"]).all()
    series = pd.read_excel(written / "tables.xlsx", "series", dtype={"period": str})
    pd.testing.assert_series_equal(series["tension"], chronology.table["tension"])
    assert series["period"].tolist() == chronology.table["period"].tolist()


def test_text_that_looks_like_a_formula_or_a_link_stays_text_in_a_workbook():
    table = pd.DataFrame({"note": pd.array(["=1+1", "https://example.org", "{=A1}"], dtype="str")})
    content = workbook.workbook_bytes({"notes": table}, "t", dt.date(2020, 1, 1))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["notes"]
    cells = [sheet.cell(row, 1) for row in (2, 3, 4)]
    assert [cell.value for cell in cells] == ["=1+1", "https://example.org", "{=A1}"]
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)


def test_the_same_series_gives_the_same_bytes_in_every_form(written, chronology, tmp_path):
    export_tables(chronology, tmp_path, parquet=True, xlsx=True)
    for path in sorted(written.iterdir()):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_a_table_too_long_for_a_sheet_is_refused_with_the_remedy(monkeypatch):
    monkeypatch.setattr(workbook, "ROWS", 2)
    with pytest.raises(UsageError, match="events has 3 rows and a sheet room for 2; take the CSV"):
        workbook.workbook_bytes({"events": pd.DataFrame({"a": [1, 2, 3]})}, "t", None)


def test_a_missing_extra_is_one_line_with_the_command_and_nothing_is_written(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", "import sys; sys.modules['xlsxwriter'] = None\n"
         "from tension.cli import main; main(['report', '--xlsx', '--out', 'r'])"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )
    assert told.returncode == 1
    assert told.stderr.strip() == ("Error: a workbook needs the extra xlsx: python -m pip install "
                                   "'.[xlsx]'")
    assert list(tmp_path.iterdir()) == []


def test_excels_csv_begins_with_a_mark_that_reading_takes_away(chronology, tmp_path):
    export_tables(chronology, tmp_path, excel=True)
    assert (tmp_path / "events.csv").read_bytes().startswith(b"\xef\xbb\xbfevent_id,")
    again = read_events(tmp_path / "events.csv")
    assert again.table["event_id"].tolist() == chronology.events["event_id"].tolist()
