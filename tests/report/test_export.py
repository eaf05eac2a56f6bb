import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core import exported, schema
from tension.report.export import csv_text, guarded, write_whole
from tension.report.table_files import export_tables
from tension.series.aggregate import build_series
from tension.sources.read import read_events


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@cmd", "\tx", "\rx", "'=1", "''@x"])
def test_a_text_cell_a_spreadsheet_might_run_gets_one_apostrophe(text):
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["Iran", "a=b", "5 - 3", "'quoted'", ""])
def test_other_text_is_left_alone(text):
    assert guarded(text) == text


def test_numbers_are_never_guarded():
    text = csv_text(pd.DataFrame({"score": [-3.25, 1.0], "note": ["-3.25", "x"]}))
    assert text == "score,note\n-3.25,'-3.25\n1,x\n"


def test_a_lone_carriage_return_does_not_end_a_row():
    assert csv_text(pd.DataFrame({"note": ["a\rb", "c\r\nd"]})) == 'note\n"a\nb"\n"c\nd"\n'


def test_raw_leaves_text_as_it_is():
    assert csv_text(pd.DataFrame({"note": ["=1"]}), raw=True) == "note\n=1\n"


def test_numbers_dates_flags_and_missing_cells_have_one_form_each():
    frame = pd.DataFrame({
        "a": [1 / 3, None], "d": pd.to_datetime(["2012-03-01", None]),
        "f": pd.array([True, None], dtype="boolean"), "t": pd.array(["x", None], dtype="str"),
    })
    assert csv_text(frame) == "a,d,f,t\n0.333333333333,2012-03-01,true,x\n,,,\n"


def test_an_export_read_back_gives_the_same_events(tmp_path, chronology):
    export_tables(chronology, tmp_path)
    back = build_series(read_events(tmp_path / "events.csv", coverage="1991-10-18:2026-03-18"))
    columns = ["event_id", "date", "source", "target", "code", "summary", "url", "reciprocal"]
    pd.testing.assert_frame_equal(back.events[columns], chronology.events[columns])
    numbers = chronology.table.columns.drop(["origin", "coverage"])
    pd.testing.assert_frame_equal(back.table[numbers], chronology.table[numbers])


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00\r\n\t ",
                                      exclude_categories=("Cc", "Zs", "Zl", "Zp", "Cs")),
               min_size=1, max_size=12))
def test_any_summary_survives_export_and_reading(tmp_path_factory, summary):
    folder = tmp_path_factory.mktemp("trip")
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([
        ["date", "source", "target", "cameo", "summary"],
        ["2001-02-03", "IRN", "AZE", "042", guarded(summary)],
    ])
    (folder / "in.csv").write_text(written.getvalue(), encoding="utf-8")
    events = read_events(folder / "in.csv")
    assert events.table["summary"].tolist() == [summary]
    export_tables(build_series(events), folder)
    again = read_events(folder / "events.csv")
    assert again.table["summary"].tolist() == [summary]


def test_every_declared_table_is_exported_with_its_columns(tmp_path, chronology):
    written = {path.name: path for path in export_tables(chronology, tmp_path)}
    assert set(written) == {
        *exported.TABLES, "dictionary.csv", "datapackage.json"
    } - exported.OF_ARCHIVES - exported.OF_FULL - exported.OF_REAL_TIME - exported.OF_CONTEXT
    for name, columns in exported.TABLES.items():
        if name not in written:
            continue
        header = written[name].read_text(encoding="utf-8").splitlines()[0]
        assert header.split(",") == schema.names(columns)


def test_the_dictionary_explains_every_exported_column(tmp_path, chronology):
    export_tables(chronology, tmp_path)
    rows = list(csv.DictReader((tmp_path / "dictionary.csv").open(encoding="utf-8")))
    told = {(row["table"], row["column"]) for row in rows}
    assert told == {(t, c.name) for t, columns in exported.TABLES.items() for c in columns}
    assert all(row["meaning"] and row["type"] and row["unit"] and row["missing"] for row in rows)


def test_a_write_that_fails_leaves_the_earlier_file_whole(tmp_path, monkeypatch):
    target = tmp_path / "a.csv"
    write_whole(target, b"earlier")

    def full(self, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(target, b"later")
    monkeypatch.undo()
    assert target.read_bytes() == b"earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
