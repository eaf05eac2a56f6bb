import csv
import io
import json

import pytest
from click.testing import CliRunner

from tension.cli import main
from tension.explain.drivers import drivers
from tension.report.export import csv_text


def run(*arguments):
    return CliRunner().invoke(main, ["drivers", *arguments])


def test_a_month_is_told_in_a_sentence_with_its_acts_and_their_addresses(level):
    text = run("--month", "2023-01").output
    found = drivers(level, month="2023-01")
    assert " ".join(text.split("\n\n")[0].split()) == found.summary()
    assert "Towards conflict: +" in text
    for act in found.acts(5, 1).itertuples():
        assert act.url in text
    assert text.count("https://") + text.count("http://") == 10


def test_a_change_lists_what_came_and_what_fell_away(level):
    text = run("--between", "2022-06", "2023-02", "--top", "1").output
    for heading in ("Towards conflict: acts of conflict that weigh more than before: +",
                    "Towards conflict: acts of cooperation that weigh less: +",
                    "Towards cooperation: acts of cooperation that weigh more: −",
                    "Towards cooperation: acts of conflict that weigh less: −"):
        assert heading in text
    assert text.count(", of which the first 1\n") == 4


def test_groups_are_a_table_with_volume_told_apart():
    text = run("--between", "2012", "2016", "--by", "quad").output
    row = next(line for line in text.splitlines() if line.startswith("verbal cooperation"))
    assert len(row.split()) == 7
    assert next(line for line in text.splitlines() if line.startswith("side ")).split() == [
        "side", "events_before", "events_after", "before", "after", "change", "volume", "intensity"]
    month = run("--month", "2012", "--by", "code", "--top", "3").output
    assert "more: " in month
    assert "intensity" not in month


def test_csv_is_the_table_of_the_library_and_says_on_the_side_what_it_is_of(chronology, level):
    found = drivers(chronology, month="2023-01")
    own = run("--month", "2023-01", "--own", "--csv")
    assert own.stdout == csv_text(found.table)
    assert own.stderr == found.summary() + "\n"
    groups = run("--month", "2023-01", "--by", "code", "--json").stdout
    rows = [json.loads(line) for line in groups.splitlines()]
    assert sum(row["contribution"] for row in rows) == pytest.approx(
        drivers(level, month="2023-01").value - 50, abs=1e-6)
    few = run("--month", "2023-01", "--csv", "--top", "3").stdout
    assert len(list(csv.DictReader(io.StringIO(few)))) == 3


def test_a_break_is_the_one_that_the_options_date():
    text = run("--break", "2", "--number", "2", "--by", "code").output
    assert "from regime 2 (2010-12 to 2013-11) to regime 3" in " ".join(text.split())


@pytest.mark.parametrize(("arguments", "told"), [
    (("--break", "2"), "Error: there is no break 2: there are no breaks; `tension breaks` lists "),
    (("--month", "2020-05", "--own"), "Error: there is no scored event in May 2020; the nearest "),
    (("--month", "2030-01"), "Error: 2030-01 lies outside the series, which runs from 1991-10 to "),
    (("--month", "2020-01", "--direction", "IRN-ARM"), "Error: IRN-AZE has no direction "),
])
def test_what_is_not_there_is_one_line_and_exit_1(arguments, told):
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.output.startswith(told)
    assert result.output.count("\n") == 1


@pytest.mark.parametrize("arguments", [
    (), ("--month", "2020", "--break", "1"), ("--break", "1", "--own"),
])
def test_not_exactly_one_number_is_wrong_usage(arguments):
    assert run(*arguments).exit_code == 2


def test_too_little_for_a_level_is_an_answer():
    result = run("--month", "2026-02", "--since", "2026-02")
    assert result.exit_code == 0
    assert "nothing to take apart: 2 months with events" in result.output
    table = run("--month", "2026-02", "--since", "2026-02", "--csv")
    assert table.exit_code == 0
    assert len(table.stdout.splitlines()) == 1


def test_of_several_sources_one_without_the_month_is_told_and_left_out(own_table):
    result = run(str(own_table), "--with-bundled", "--month", "1993-01")
    assert result.exit_code == 0
    assert "tabular: 1993-01 lies outside the series" in result.stderr
    assert result.stdout.startswith("chronology: Iran–Azerbaijan")
    both = run(str(own_table), "--with-bundled", "--month", "1999-01", "--csv").stdout
    assert {row["origin"] for row in csv.DictReader(io.StringIO(both))} == {
        "chronology", "tabular"}
