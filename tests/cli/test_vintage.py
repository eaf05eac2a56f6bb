"""`tension report --keep`, `--as-of`, and `tension vintage`."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from tension.cli import main

HEAD = "date,source,target,cameo,added,url,summary\n"
CODES = ("042", "112", "043", "138", "057", "111")


def run(*arguments, **options):
    return CliRunner().invoke(main, list(arguments), **options)


def lines(months=18):
    return [
        f"{2010 + month // 12}-{month % 12 + 1:02d}-{day:02d},IRN,AZE,{CODES[(month + day) % 6]},"
        f"{2010 + month // 12}-{month % 12 + 1:02d}-{day + 1:02d},https://x.org/{month}/{day},"
        f"act {month} {day}" for month in range(months) for day in (4, 17)
    ]


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.delenv("TENSION_STORE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def two(elsewhere):
    """Two kept reports of one file, the second with one event more in its middle."""
    rows = lines()
    path = elsewhere / "own.csv"
    for number in (1, 2):
        path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
        told = run("report", "own.csv", "--keep", "--out", f"r{number}")
        assert told.exit_code == 0, told.output
        rows.insert(9, "2010-05-20,AZE,IRN,190,2010-05-21,https://x.org/new,the new act")
    return told.output


def test_a_kept_report_says_where_it_is(two, elsewhere):
    folder = "data/processed/vintages/IRN-AZE/2011-06-18-2"
    assert two.endswith(f"Kept: {folder}\n")
    assert (elsewhere / folder / "series.csv").is_file()


def test_the_store_of_the_environment_holds_the_vintages(elsewhere, monkeypatch):
    monkeypatch.setenv("TENSION_STORE", str(elsewhere / "store"))
    (elsewhere / "own.csv").write_text(HEAD + "\n".join(lines()) + "\n", encoding="utf-8")
    run("report", "own.csv", "--keep", "--quiet")
    assert (elsewhere / "store" / "vintages" / "IRN-AZE" / "2011-06-18").is_dir()
    assert "2011-06-18" in run("vintage", "list").output


def test_the_diff_names_the_one_event_added_with_its_address_and_no_other_cause(two):
    told = run("vintage", "diff", "2011-06-18", "2011-06-18-2")
    assert told.exit_code == 0
    named = [line for line in told.output.splitlines() if line.startswith("    ")]
    assert named == ["    2010-05-20 AZE → IRN 190 (−10.0): the new act https://x.org/new"]
    assert "new events (1): 1 month, most of all 2010-05 by +" in told.output
    for other in ("changed", "dropped", "options", "scored otherwise", "rules", "methodology"):
        assert other not in told.output


def test_the_diff_as_a_table_re_adds(two):
    rows = rows_of(run("vintage", "diff", "2011-06-18", "2011-06-18-2", "--csv").output)
    assert {(row["period"], row["direction"]) for row in rows} == {
        ("2010-05", "AZE>IRN"), ("2010-05", "both")}
    both = next(row for row in rows if row["direction"] == "both")
    assert float(both["change"]) == pytest.approx(float(both["new_events"]))
    assert float(both["after"]) - float(both["before"]) == pytest.approx(float(both["change"]))
    events = rows_of(run("vintage", "diff", "2011-06-18", "2011-06-18-2", "--csv", "--events")
                     .output)
    assert [row["url"] for row in events] == ["https://x.org/new"]


def test_list_show_and_line(two, elsewhere):
    told = [json.loads(line) for line in run("vintage", "list", "--json").output.splitlines()]
    assert [row["vintage"] for row in told] == ["2011-06-18", "2011-06-18-2"]
    shown = run("vintage", "show", "2011-06-18-2").output
    assert shown.startswith("Iran–Azerbaijan, vintage 2011-06-18-2: as of 2011-06-18, by month")
    assert "Own table: 37 events" in shown
    drawn = run("vintage", "line", "--figure", "line.png")
    assert drawn.exit_code == 0
    assert (elsewhere / "line.png").read_bytes().startswith(b"\x89PNG")
    rows = rows_of(run("vintage", "line", "--csv").output)
    assert [row["as_of"] for row in rows] == ["2011-06-18"]


def test_nothing_kept_is_said_in_a_line(elsewhere):
    assert run("vintage", "list").output == (
        "no vintage in data/processed/vintages; `tension report --keep` keeps one\n")
    told = run("vintage", "show", "2011-06-18")
    assert told.exit_code == 1
    assert told.output.count("\n") == 1


def test_as_of_makes_the_series_of_what_was_known_and_its_run_file_makes_it_again(elsewhere):
    rows = [*lines(), "2010-03-03,AZE,IRN,190,2011-05-05,https://x.org/late,known late"]
    (elsewhere / "own.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    then = rows_of(run("series", "own.csv", "--as-of", "2010-12", "--csv").output)
    now = rows_of(run("series", "own.csv", "--csv").output)
    assert then[-1]["period"] == "2010-12"
    assert now[-1]["period"] == "2011-06"
    march = [next(row["events"] for row in some if row["period"] == "2010-03"
                  and row["direction"] == "both") for some in (then, now)]
    assert march == ["2", "3"]
    run("report", "own.csv", "--as-of", "2010-12", "--out", "one", "--keep", "--quiet")
    run("report", "--config", "one/run.toml", "--out", "again", "--quiet")
    assert (elsewhere / "one/series.csv").read_bytes() == (
        elsewhere / "again/series.csv").read_bytes()
    assert "2010-12-31" in run("vintage", "list").output


@pytest.mark.parametrize(("day", "told"), [
    ("2005", "--as-of: 2005-12-31 lies before the first event; tabular published it on 2010-01-05"),
    ("soon", "--as-of: 'soon' is not a date; write 1992, 1992-01 or 1992-01-15"),
])
def test_an_as_of_that_cannot_be_is_refused_in_a_line(elsewhere, day, told):
    (elsewhere / "own.csv").write_text(HEAD + "\n".join(lines()) + "\n", encoding="utf-8")
    result = run("series", "own.csv", "--as-of", day)
    assert result.exit_code == 1
    assert result.output == f"Error: {told}\n"


def test_the_chronology_does_not_say_when_it_published_and_is_refused(elsewhere):
    result = run("report", "--as-of", "2015")
    assert result.exit_code == 1
    assert result.output.startswith("Error: --as-of: chronology does not say when it published its "
                                    "events")
    assert result.output.count("\n") == 1
