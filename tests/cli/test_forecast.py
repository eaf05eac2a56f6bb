import csv
import io
import json

from click.testing import CliRunner

from tension.cli import main
from tension.models.forecast import forecast
from tension.models.latent import estimate_tension
from tension.report.export import csv_text


def run(*arguments):
    return CliRunner().invoke(main, ["forecast", *arguments])


def test_the_forecast_is_told_in_words_or_as_a_table(level):
    assert run().output == forecast(level).summary() + "\n"
    assert run("--csv").output == csv_text(forecast(level).table)
    rows = run("--json", "--periods", "3").output.splitlines()
    assert [json.loads(row)["direction"] for row in rows] == ["both"] * 3


def test_direction_and_frequency_are_those_of_every_verb(chronology):
    rows = list(csv.DictReader(io.StringIO(
        run("--csv", "--direction", "AZE-IRN", "--freq", "quarter", "--periods", "2").output)))
    assert [row["period"] for row in rows] == ["2026-Q2", "2026-Q3"]
    assert {row["direction"] for row in rows} == {"AZE>IRN"}
    one = run("--direction", "IRN-AZE", "--periods", "1").output
    assert one == forecast(estimate_tension(chronology, "IRN>AZE"), 1).summary() + "\n"


def test_too_little_for_a_forecast_is_an_answer():
    short = run("--since", "2026-03")
    assert short.exit_code == 0
    assert "no forecast: 1 month with events, at least 3 are needed" in short.output
    table = run("--since", "2026-03", "--csv")
    assert table.exit_code == 0
    assert len(table.stdout.splitlines()) == 1
    assert table.stderr.startswith("no forecast: 1 month")


def test_no_period_ahead_is_wrong_usage():
    result = run("--periods", "0")
    assert result.exit_code == 2
    assert "--periods" in result.output


def test_every_source_has_its_own(own_table):
    mixed = list(csv.DictReader(io.StringIO(
        run(str(own_table), "--with-bundled", "--csv", "--periods", "1").stdout)))
    assert [(row["origin"], row["period"]) for row in mixed] == [
        ("chronology", "2026-04"), ("tabular", "2005-01")]


def test_a_forecast_is_written_to_a_file(tmp_path):
    out = tmp_path / "ahead.csv"
    assert run("--out", str(out)).output == ""
    assert out.read_text(encoding="utf-8") == run("--csv").output
