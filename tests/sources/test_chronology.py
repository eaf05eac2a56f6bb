"""The bundled chronology against its own file, counted here with the standard library alone."""

import csv
import datetime as dt
import hashlib
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from tension.core.dyad import Dyad
from tension.core.errors import InputError, UsageError
from tension.sources.chronology import (
    BUNDLED,
    BUNDLED_SPAN,
    NOTES,
    SHEET,
    blank_sheet,
    bundled_bytes,
    read_bundled,
)
from tension.sources.read import read_events
from tension.sources.regimes import source_changes

FILE = Path(__file__).parents[2] / "data" / "raw" / "iran_azerbaijan_events.csv"
SOURCE, TARGET = "source", "target"


@pytest.fixture(scope="module")
def rows():
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def halves(rows):
    """Every directed event as (row, source, target), reciprocal rows both ways."""
    one = [(row, row[SOURCE], row[TARGET]) for row in rows]
    return one + [(row, row[TARGET], row[SOURCE]) for row in rows if row["reciprocal"] == "true"]


@pytest.fixture(scope="module")
def events():
    return read_bundled()


def test_1017_rows_give_1204_events(rows, halves, events):
    assert len(rows) == 1017
    assert len(halves) == 1204
    assert len(events) == 1204


def test_the_ledger_says_so_too(rows, events):
    account = events.ledger.table.set_index("rule")["change"]
    assert account["rows of iran_azerbaijan_events.csv"] == len(rows)
    assert account["one event of each kept row"] == len(rows)
    assert account["other side of a reciprocal row"] == 187
    assert "rejected" not in account.index
    assert account["not between IRN-AZE"] == account["source and target are one country"] == 0


def test_events_in_each_direction(halves, events):
    counted = Counter(source for _, source, _ in halves)
    assert counted == {"IRN": 615, "AZE": 589}
    assert events.table["source"].value_counts().to_dict() == counted
    assert (events.table["source"] != events.table["target"]).all()


def test_events_of_each_precision(halves, events):
    counted = Counter(row["date_precision"] for row, _, _ in halves)
    assert counted == {"day": 983, "month": 203, "year": 18}
    assert events.table["date_precision"].value_counts().to_dict() == counted


def test_events_of_each_code_keep_their_zeros(halves, events):
    counted = Counter(row["cameo_code"] for row, _, _ in halves)
    assert events.table["code"].value_counts().to_dict() == counted
    assert len(counted) == 87
    assert set(events.table["ontology"]) == {"cameo"}


def test_every_event_equals_its_row_in_every_column(rows, halves, events):
    table = events.table.set_index(["origin_id", "source"])
    assert table.index.is_unique
    line = {row["event_id"]: number for number, row in enumerate(rows, start=2)}
    for row, source, target in halves:
        event = table.loc[(row["event_id"], source)]
        assert event["event_id"] == row["event_id"] + ("" if source == row[SOURCE] else "/r")
        assert event["target"] == target
        assert event["date"].date().isoformat() == row["date"]
        assert event["code"] == row["cameo_code"]
        for name in ("date_precision", "summary", "outlet", "url", "evidence"):
            assert event[name] == row[name]
        for name in ("reciprocal", "disputed", "multilateral", "derived"):
            assert bool(event[name]) is (row[name] == "true")
        published = "" if pd.isna(event["published"]) else event["published"].date().isoformat()
        assert published == row["published"]
        assert event["line"] == line[row["event_id"]]
        assert (event["file"], event["origin"]) == (BUNDLED, "chronology")


def test_what_the_file_does_not_say_is_missing(events):
    silent = ["source_actor", "target_actor", "native_score", "root", "mentions", "added"]
    assert events.table[silent].isna().all(axis=None)
    assert events.table["directed"].all()


def test_no_line_of_the_file_is_longer_than_one_row(rows):
    # The line numbers above count on it.
    assert len(FILE.read_text(encoding="utf-8").splitlines()) == len(rows) + 1


def test_coverage_and_as_of_are_the_codebook_s(events):
    assert events.coverage.spans == ((dt.date(1991, 10, 18), dt.date(2026, 3, 18)),)
    assert events.coverage.spans == (BUNDLED_SPAN,)
    assert events.coverage.basis == "declared by the chronology's codebook"
    assert events.provenance.as_of == dt.date(2026, 3, 18)


def test_provenance_names_the_file_with_its_hash(events):
    (entry,) = events.provenance.inputs
    assert entry.name == "iran_azerbaijan_events.csv"
    assert entry.sha256 == hashlib.sha256(FILE.read_bytes()).hexdigest()
    assert bundled_bytes() == FILE.read_bytes()


def test_the_seam_is_where_the_codebook_puts_it(rows):
    (seam,) = source_changes({"chronology"}, *BUNDLED_SPAN)
    assert sum(row["date"] < seam.day.isoformat() for row in rows) == 619


def test_the_notes_name_the_reliability_the_codebook_states(events):
    readme = (FILE.parent / "README.md").read_text(encoding="utf-8")
    for number in ("760", ".86", "319"):
        assert number in NOTES["reliability"]
        assert number in readme
    assert dict(events.notes) == NOTES


def test_months_called_thin_have_no_or_almost_no_conflict_where_it_is_said(rows):
    conflict = Counter(row["date"][:4] for row in rows if row["cameo_code"][:2] >= "10")
    assert conflict["2004"] == conflict["2014"] == 0
    assert sum(conflict[year] for year in ("2017", "2018", "2019")) <= 5


def test_the_sheet_has_the_file_s_columns():
    assert ",".join(SHEET) == FILE.read_text(encoding="utf-8").splitlines()[0]
    assert blank_sheet() == ",".join(SHEET) + "\n"


def test_another_pair_is_refused():
    with pytest.raises(UsageError, match="not of Turkey–Greece"):
        read_bundled(Dyad("TUR", "GRC"))


# ---------------------------------------------------------------- an own sheet in these columns


def sheet(tmp_path, **cells):
    given = {
        "event_id": "S-1", "date": "2012-03-04", "date_precision": "day", "source": "IRN",
        "target": "AZE", "reciprocal": "false", "cameo_code": "042", "disputed": "false",
        "multilateral": "false", "derived": "false", "summary": "A visit.", "outlet": "", "url": "",
        "published": "", "evidence": "",
    } | cells
    path = tmp_path / "sheet.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, SHEET)
        writer.writeheader()
        writer.writerow(given)
    return path


def test_an_own_sheet_is_read_as_the_chronology_is(tmp_path):
    events = read_events(sheet(tmp_path, reciprocal="true"))
    assert events.table["event_id"].tolist() == ["S-1/r", "S-1"]
    assert set(events.table["origin"]) == {"chronology"}
    assert events.coverage.basis.startswith("first to last month")


def test_an_own_sheet_s_codes_are_cameo_without_asking(tmp_path):
    # 032 alone could be WEIS in a file without the sheet's header.
    assert read_events(sheet(tmp_path, cameo_code="032")).table["ontology"].tolist() == ["cameo"]


@pytest.mark.parametrize(
    "name", ["event_id", "date", "date_precision", "source", "reciprocal", "cameo_code", "summary"]
)
def test_a_sheet_s_row_needs(tmp_path, name):
    with pytest.raises(InputError) as caught:
        read_events(sheet(tmp_path, **{name: ""}))
    assert f"sheet.csv, line 2, column {name}: the cell is empty" in str(caught.value)


def test_a_sheet_s_other_cells_may_be_empty(tmp_path):
    path = sheet(tmp_path, disputed="", multilateral="", derived="")
    row = read_events(path).table.iloc[0]
    for name in ("disputed", "multilateral", "derived", "outlet", "url", "published", "evidence"):
        assert pd.isna(row[name]), name


def test_the_blank_sheet_is_a_header_without_rows(tmp_path):
    path = tmp_path / "blank.csv"
    path.write_text(blank_sheet(), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_events(path)
    assert str(caught.value) == "blank.csv: there is a header but no row; add one row an event"
