"""`tension compare`: what A and B may be, what is printed, and what is refused."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tension.cli import main
from tension.explain.compare import compare
from tension.report.export import csv_text
from tension.sources.own_series import read_own_series

ROOT = Path(__file__).parents[2]
MONTHLY = ROOT / "data" / "processed" / "iran_azerbaijan_monthly.csv"
SHEET = ROOT / "data" / "raw" / "iran_azerbaijan_events.csv"


def run(*arguments):
    return CliRunner().invoke(main, ["compare", *map(str, arguments)])


@pytest.fixture
def mine(tmp_path):
    """A series of one's own that falls where tension rises."""
    path = tmp_path / "mine.csv"
    rows = read_own_series(MONTHLY, rows={"direction": "both"})
    path.write_text("month,warmth\n" + "".join(
        f"{period},{-value}\n" for period, value in zip(rows.periods, rows.values, strict=True)),
        encoding="utf-8")
    return path


@pytest.fixture
def spells(tmp_path):
    path = tmp_path / "spells.csv"
    path.write_text("start,end,kind,label\n2012-01,2012-12,crisis,Spring\n", encoding="utf-8")
    return path


def test_the_summary_is_that_of_the_library(chronology):
    told = run("bundled", "bundled", "--direction", "IRN-AZE", "--direction-b", "AZE-IRN").output
    assert told == compare(chronology, chronology, "IRN>AZE", "AZE>IRN").summary() + "\n"


def test_a_file_of_events_and_a_series_are_told_apart_by_content(mine):
    turned = run(SHEET, mine, "--turn", "b")
    assert turned.exit_code == 0
    assert "Correlation of the months' own values +1.00" in turned.output
    assert "Correlation of the months' own values −1.00" in run("bundled", mine).output


def test_a_table_of_several_series_needs_to_be_told_which(chronology):
    told = run("bundled", MONTHLY)
    assert told.exit_code == 1
    assert "--rows-a (or --rows-b) direction=both" in told.output
    assert run("bundled", MONTHLY, "--rows-b", "direction=both").exit_code == 0
    assert "write COLUMN=TEXT" in run("bundled", MONTHLY, "--rows-b", "direction").output


def test_the_aligned_table_is_printed_or_written(mine, tmp_path, chronology):
    text = run("bundled", mine, "--csv").output
    own = read_own_series(mine)
    assert text == csv_text(compare(chronology, own).table)
    rows = [json.loads(line) for line in run("bundled", mine, "--json").output.splitlines()]
    assert len(rows) == len(list(csv.DictReader(io.StringIO(text))))
    out = tmp_path / "both.csv"
    assert run("bundled", mine, "--out", out).output == ""
    assert out.read_text(encoding="utf-8") == text


def test_two_series_of_ones_own_keep_their_own_periods_unless_told(tmp_path):
    path = tmp_path / "weekly.csv"
    path.write_text("date,x,y\n" + "".join(
        f"{2000 + k // 52}-W{k % 52 + 1:02d},{k % 7},{k % 5}\n" for k in range(200)),
        encoding="utf-8")
    two = (path, path, "--value-a", "x", "--value-b", "y")
    assert run(*two).output.startswith("x and y, by week, ")
    assert run(*two, "--freq", "quarter").output.startswith("x and y, by quarter, ")
    cut = run(*two, "--since", "2001", "--until", "2002").output
    assert cut.startswith("x and y, by week, the week of 1 January 2001 to the week of ")


def test_labels_are_held_against_both(mine, spells):
    told = run("bundled", mine, "--turn", "b", "--labels", spells).output
    assert told.count("against spells.csv: 1 crisis between") == 2


@pytest.mark.parametrize(("arguments", "told"), [
    (("bundled", "nowhere.csv"), "nowhere.csv: no such file"),
    (("bundled", "bundled", "--turn", "a"), "are about a series of your own, and A holds events"),
    (("bundled", "bundled", "--value-b", "x"), "are about a series of your own, and B holds"),
    (("bundled", "bundled", "--dyad-b", "ARM-TUR"), "the bundled chronology is of Iran–Azerbaijan"),
    (("bundled", "bundled", "--ontology", "weis"), "--ontology is about a file of events, and nei"),
    (("bundled", "bundled", "--direction", "IRN-ARM"), "IRN-AZE has no direction 'IRN>ARM'"),
    (("bundled", "bundled", "--origin-a", "icews"), "nothing was read of a source 'icews'"),
])
def test_what_cannot_be_compared_is_one_line(arguments, told):
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert told in result.output
    assert result.output.count("\n") == 1


def test_labels_of_another_time_are_one_line(tmp_path):
    path = tmp_path / "old.csv"
    path.write_text("start,kind\n1950,crisis\n", encoding="utf-8")
    result = run("bundled", "bundled", "--labels", path)
    assert result.exit_code == 1
    assert "none of its labels lies in the time that chronology covers" in result.output


def test_a_file_of_several_sources_is_refused_until_one_is_named(tmp_path, mine):
    path = tmp_path / "both.csv"
    path.write_text(
        "date,source,target,code,origin\n2001-01-02,IRN,AZE,042,icews\n"
        "2001-02-03,AZE,IRN,042,gdelt2\n", encoding="utf-8")
    told = run(path, mine, "--ontology", "cameo")
    assert told.exit_code == 1
    assert "A holds events of gdelt2 and icews" in told.output
    assert "--origin-a gdelt2" in told.output
    assert run(path, mine, "--ontology", "cameo", "--origin-a", "gdelt2").exit_code == 0


def test_labels_are_told_in_words_and_refused_beside_a_table(mine, spells):
    for form in (("--csv",), ("--json",), ("--out", "both.csv")):
        result = run("bundled", mine, "--labels", spells, *form)
        assert result.exit_code == 1
        assert result.output.startswith("Error: --labels: ")
        assert len(result.output.splitlines()) == 1


def test_labels_of_another_time_are_all_that_is_printed(tmp_path):
    path = tmp_path / "old.csv"
    path.write_text("start,end,kind,label\n1850-01,1850-02,crisis,Old\n", encoding="utf-8")
    assert len(run("bundled", "bundled", "--labels", path).output.splitlines()) == 1
