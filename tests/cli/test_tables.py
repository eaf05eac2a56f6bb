import csv
import io
import json

import pytest
from click.testing import CliRunner

from tension.cli import main
from tension.models.trend import fit_trend
from tension.report.export import csv_text


def run(*arguments):
    return CliRunner().invoke(main, list(arguments))


def test_series_as_csv_is_the_table_of_the_library(chronology):
    assert run("series", "--csv").output == csv_text(chronology.table)


def test_events_as_csv_is_the_table_of_the_library(chronology):
    assert run("events", "--csv").output == csv_text(chronology.events)


def test_json_holds_the_same_rows_with_missing_as_null(chronology):
    rows = [json.loads(line) for line in run("series", "--json").output.splitlines()]
    assert len(rows) == len(chronology.table)
    silent = next(row for row in rows if row["coverage"] == "silent")
    assert silent["tension"] is None
    assert silent["events"] == 0


def test_the_direction_option_keeps_one_direction():
    text = run("series", "--csv", "--direction", "AZE>IRN").output
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["direction"] for row in rows} == {"AZE>IRN"}


def test_an_unknown_direction_names_those_there_are():
    result = run("series", "--direction", "IRN>ARM")
    assert result.exit_code == 1
    assert result.output == (
        "Error: IRN-AZE has no direction 'IRN>ARM'; use one of IRN>AZE, AZE>IRN, both\n"
    )


def test_a_table_to_read_leaves_silence_empty():
    line = next(line for line in run("series", "--since", "2020").output.splitlines()
                if line.startswith("2020-05  both"))
    assert line.split() == ["2020-05", "both", "0", "0.0", "0.0", "silent"]


def test_breaks_are_told_in_words_or_as_a_table():
    assert run("breaks").output.startswith("Iran–Azerbaijan, both directions: no breaks.")
    assert run("breaks", "--csv").output.startswith("direction,origin,break,period,first,")


def test_the_trend_is_told_in_words_or_as_a_table(chronology):
    told = run("trend").output
    assert told == fit_trend(chronology).summary() + "\n"
    assert told.startswith("Iran–Azerbaijan, both directions: slopes in points of tension a year.")
    assert run("trend", "--csv").output == csv_text(fit_trend(chronology).table)
    output = run("trend", "--json", "--direction", "AZE-IRN").output
    one = [json.loads(line) for line in output.splitlines()]
    assert {row["direction"] for row in one} == {"AZE>IRN"}


def test_too_little_for_a_trend_is_an_answer():
    short = run("trend", "--since", "2026")
    assert short.exit_code == 0
    assert "no trend estimated: 3 months with events, at least 12 are needed" in short.output
    table = run("trend", "--since", "2026", "--csv")
    assert table.exit_code == 0
    assert len(table.stdout.splitlines()) == 1
    assert table.stderr.startswith("no trend estimated: 3 months")


def test_the_number_of_breaks_is_chosen_in_the_way_asked_for():
    two = run("breaks", "--number", "2").output
    assert two.startswith("Iran–Azerbaijan, both directions: 2 breaks.")
    assert "number of breaks given: 2" in two
    assert "number of breaks by sequential supF tests" in run("breaks", "--number",
                                                              "sequential").output
    told = run("breaks", "--number", "most")
    assert told.exit_code == 1
    assert told.output == (
        "Error: there is no criterion 'most'; use bic, mbic, few_false_alarms, lwz, sequential, or "
        "a number\n"
    )


def test_a_table_is_written_to_a_file_whole(tmp_path):
    out = tmp_path / "series.csv"
    assert run("series", "--out", str(out)).output == ""
    assert out.read_text(encoding="utf-8") == run("series", "--csv").output
    assert [p.name for p in tmp_path.iterdir()] == ["series.csv"]


@pytest.mark.parametrize("option", [["--without-disputed"], ["--without-multilateral"],
                                    ["--without-derived"], ["--code", "04"],
                                    ["--without-code", "04"],
                                    ["--dedupe", "one_a_day"], ["--mirrors", "one_per_visit"]])
def test_every_filter_changes_the_events_that_enter(option, chronology):
    rows = list(csv.DictReader(io.StringIO(run("events", "--csv", *option).output)))
    assert 0 < len(rows) != len(chronology.events)


def test_state_roles_keep_events_whose_actors_are_not_named(chronology):
    rows = list(csv.DictReader(io.StringIO(run("events", "--csv", "--role", "state").output)))
    assert len(rows) == len(chronology.events)


def test_apostrophes_are_left_out_when_asked_for(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("date,source,target,cameo,summary\n2001-02-03,IRN,AZE,190,=1+1\n",
                    encoding="utf-8")
    assert ",'=1+1," in run("events", str(file), "--csv").output
    assert ",=1+1," in run("events", str(file), "--csv", "--raw").output


# ---------------------------------------------------------------- several sources


def _rows(*arguments):
    return list(csv.DictReader(io.StringIO(run(*arguments, "--csv").stdout)))


@pytest.mark.parametrize("verb", ["series", "events", "breaks", "trend"])
def test_every_table_holds_the_rows_of_every_source(verb, own_table):
    alone = [_rows(verb, str(own_table)), _rows(verb)]
    mixed = _rows(verb, str(own_table), "--with-bundled")
    assert mixed == alone[1] + alone[0]
    assert {row["origin"] for row in mixed} <= {"chronology", "tabular"}


def test_a_table_to_read_names_the_source_only_where_there_are_several(own_table):
    head = run("series", "--since", "2000", "--until", "2000").output.splitlines()[0]
    assert "origin" not in head
    mixed = run("series", str(own_table), "--with-bundled", "--since", "2000", "--until", "2000-02")
    lines = mixed.output.splitlines()
    assert lines[0].split()[:3] == ["period", "direction", "origin"]
    assert [line.split()[2] for line in lines[1:13]] == ["chronology"] * 6 + ["tabular"] * 6
    assert max(map(len, lines)) <= 120


def test_breaks_in_words_are_told_source_by_source(own_table):
    lines = run("breaks", str(own_table), "--with-bundled").output.splitlines()
    assert lines[0].startswith("chronology: Iran–Azerbaijan, both directions: no breaks.")
    assert [line for line in lines if line.startswith("tabular: Iran–Azerbaijan")]


def test_pooling_gives_one_series_that_names_its_sources(own_table):
    rows = _rows("series", str(own_table), "--with-bundled", "--pool")
    assert {row["origin"] for row in rows} == {"chronology+tabular"}
    assert len(rows) == 3 * 414


def test_a_series_to_read_ends_with_its_last_months_at_a_glance(chronology):
    last = run("series").output.splitlines()[-1]
    assert last.startswith("chronology, both directions, the last 24 months to March 2026: ")
    drawn = last.split(": ")[1].split("  ")[0]
    values = chronology.direction()["tension"].tail(24)
    assert len(drawn) == 24
    assert drawn[int(values.argmax())] == "█"
    assert drawn[int(values.argmin())] == "▁"
    assert "█" not in run("series", "--csv").output


def test_silence_at_a_glance_is_a_dot_and_is_explained():
    last = run("series", "--until", "1993-12", "--direction", "IRN-AZE").output.splitlines()[-1]
    assert "·" in last
    assert last.endswith("; a dot is a month without a scored event")
    assert last.startswith("chronology, Iran → Azerbaijan, the last 24 months")
