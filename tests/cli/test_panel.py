"""`tension panel`: one line for what is wrong, and tables that are those of the library."""

import builtins
import io
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from click.testing import CliRunner

pytest.importorskip("ibis")

from tension.cli.main import main
from tension.panel.build import build_panel

sys.path.insert(0, str(Path(__file__).parents[1] / "panel"))
from alike import seeded


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A table of events as Parquet."""
    path = tmp_path_factory.mktemp("events") / "events.parquet"
    seeded(2500, months=60).to_parquet(path)
    return path


def run(*words, code=0):
    made = CliRunner().invoke(main, ["panel", *map(str, words)])
    assert made.exit_code == code, made.output
    return made


def test_the_months_are_written_as_parquet_and_as_csv(stored, tmp_path):
    run("table", stored, "--out", tmp_path / "m.parquet")
    whole = build_panel(str(stored)).table
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "m.parquet"), whole, rtol=1e-9)
    text = run("table", stored, "--csv", "--threads", 1).stdout
    read = pd.read_csv(io.StringIO(text))
    assert read["tension"].sum() == pytest.approx(whole["tension"].sum())
    assert list(read.columns) == list(whole.columns)


def test_the_same_events_give_the_same_bytes(stored):
    first = run("table", stored, "--csv", "--threads", 1).stdout
    assert first == run("table", stored, "--csv", "--threads", 1).stdout


def test_without_a_file_the_table_says_what_there_is_and_how_to_write_it(stored):
    told = run("table", stored).stdout
    assert told.startswith("icews: 45 pairs, ")
    assert "--out FILE.parquet" in told


def test_a_connection_is_named_and_nothing_else_changes(stored, tmp_path):
    held = tmp_path / "lake.ddb"
    with duckdb.connect(str(held)) as connection:
        connection.execute(f"create table acts as from '{stored}'")
    asked = ("--month", "2003-02", "--min-events", 1, "--csv")
    here = run("rank", stored, *asked).stdout
    there = run("rank", "acts", "--engine-url", f"duckdb://{held}", *asked)
    assert here == there.stdout
    assert here.count("\n") > 3


def test_a_folder_of_files_is_one_table(stored, tmp_path):
    whole = pd.read_parquet(stored)
    for year, part in whole.groupby(whole["date"].dt.year):
        (tmp_path / f"year={year}").mkdir()
        part.to_parquet(tmp_path / f"year={year}" / "part.parquet")
    assert run("table", tmp_path).stdout == run("table", stored).stdout


def test_ranks_and_breaks_are_told_in_words(stored):
    told = run("rank", stored, "--month", "2003-02", "--min-events", 5).stdout
    assert "icews, 2003-02: " in told
    assert "Iran" in told
    breaks = run("breaks", stored, "--workers", 1, "--since", "2001-06").stdout
    assert "looked at" in breaks


def test_sql_is_printed_and_written(tmp_path):
    text = run("sql", "--dialect", "bigquery").stdout
    run("sql", "--dialect", "bigquery", "--out", tmp_path / "months.sql")
    assert (tmp_path / "months.sql").read_text() == text
    assert "`gdelt-bq`.`full`.`events`" in text


def test_a_missing_extra_is_one_line_with_its_remedy(stored, monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.split(".")[0] == "ibis":
            raise ImportError(name)
        return real(name, *rest, **more)

    for name in [one for one in sys.modules if one.split(".")[0] == "ibis"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "ibis", None)
    monkeypatch.setattr(builtins, "__import__", without)
    told = run("table", stored, code=1).stderr
    assert told == ("Error: the panel needs the extra panel: python -m pip install '.[panel]'\n")


def faulty(folder, stored):
    whole = stored.read_bytes()
    (folder / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    (folder / "text.parquet").write_text("date,source\n")
    pd.DataFrame({"date": ["2001-01-01"], "source": ["IRN"]}).to_parquet(folder / "few.parquet")
    (folder / "empty").mkdir()


@pytest.mark.parametrize(("words", "told"), [
    (["cut.parquet"], ["cut.parquet: this is no whole Parquet file", "copy the file anew"]),
    (["text.parquet"], ["text.parquet: this is no whole Parquet file", "anew"]),
    (["few.parquet"], ["few.parquet: the columns are missing: date_precision, target, code",
                       "`tension events --csv`"]),
    (["none.parquet"], ["none.parquet: there is no such file"]),
    (["none*.parquet"], ["none*.parquet: no file is named so"]),
    (["empty"], ["empty: the folder holds no Parquet file"]),
    (["events.parquet", "--engine-url", "nosuch://x"], ["nosuch://x: no connection"]),
    (["acts", "--engine-url", "duckdb://"], ["acts: there is no such file", "a table of duckdb"]),
    (["events.parquet", "--scale", "goldstein_weis"],
     ["icews has codes of the scheme cameo", "--scale goldstein_cameo"]),
    (["events.parquet", "--scale", "native:2"], ["lie outside ±2", "native:100"]),
    (["events.parquet", "--memory", "lots"], ["--memory: 'lots' is no size; write 400MB"]),
    (["events.parquet", "--since", "2003", "--until", "2001"], ["exchange them"]),
    (["events.parquet", "--coverage", "2003"], ["--coverage", "1992-01:2010-12"]),
])
def test_bad_input_is_one_line_that_names_the_remedy(words, told, stored, tmp_path, monkeypatch):
    faulty(tmp_path, stored)
    (tmp_path / "events.parquet").write_bytes(stored.read_bytes())
    monkeypatch.chdir(tmp_path)
    message = run("table", *words, code=1).stderr
    assert message.count("\n") == 1
    for text in told:
        assert text in message
    assert str(tmp_path) not in message


def test_a_month_that_is_none_is_refused(stored):
    assert "is no month; write 2023-01" in run("rank", stored, "--month", "2023", code=1).stderr


@pytest.mark.parametrize("words", [
    ("--out", "a.svg"), ("--out", "a.png", "--pairs", 3, "--month", "2003-02"),
    ("--kind", "multiples", "--out", "b.svg"),
    ("--kind", "multiples", "--dyad", "Iran,Turkey", "--dyad", "IRN-AZE", "--out", "b.png"),
])
def test_pictures_are_written_and_named(words, stored, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = run("plot", stored, *words).stderr
    written = tmp_path / words[words.index("--out") + 1]
    begins = {"svg": b"<?xml", "png": b"\x89PNG"}[written.suffix[1:]]
    assert written.read_bytes().startswith(begins)
    assert told.startswith("icews: ")
    assert told.rstrip().endswith(f": {written.name}")


def test_the_same_events_give_the_same_picture(stored, tmp_path):
    for name in ("a.svg", "b.svg"):
        run("plot", stored, "--out", tmp_path / name, "--threads", 1)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_another_source_of_the_events_is_named(stored, tmp_path):
    both = tmp_path / "both.parquet"
    other = seeded(300, others={"origin": "keds"}).assign(ontology="weis", code="040")
    pd.concat([pd.read_parquet(stored), other]).to_parquet(both)
    told = run("plot", both, "--out", tmp_path / "a.png").stderr
    assert "--origin draws another source: keds" in told
    told = run("plot", both, "--origin", "keds", "--out", tmp_path / "a.png").stderr
    assert told.startswith("keds: ")
    assert "another source" not in told


@pytest.mark.parametrize(("words", "told"), [
    (["--out", "a.pdf"], "--out: a.pdf is no picture that can be written; name a FILE.svg"),
    (["--dyad", "IRN-AZE", "--out", "a.png"], "add --kind multiples"),
    (["--kind", "multiples", "--dyad", "IRN-AZE", "--pairs", 3, "--out", "a.png"],
     "leave out one or the other"),
    (["--kind", "multiples", "--dyad", "Brazil,Chile", "--out", "a.png"],
     "there is no scored event of Brazil and Chile here"),
    (["--kind", "multiples", "--pairs", 40, "--out", "a.png"], "24 at most stand side by side"),
    (["--month", "1950-01", "--out", "a.png"], "lies outside the events"),
    (["--origin", "gdelt1", "--out", "a.png"], "no source 'gdelt1' here; use one of icews"),
    (["--out", "gone/a.png"], "there is no folder gone"),
])
def test_a_picture_that_cannot_be_drawn_is_one_line(words, told, stored, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    message = run("plot", stored, *words, code=1).stderr
    assert told in message
    assert message.count("\n") == 1
    assert not list(tmp_path.iterdir())
