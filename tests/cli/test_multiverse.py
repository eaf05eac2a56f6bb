"""`tension multiverse`: words, tables, and choices that do not exist."""

import io

import pandas as pd
import pytest
from click.testing import CliRunner

from tension.cli.main import main
from tension.core import schema

FEW = ["--vary", "freq=month", "--vary", "scale=goldstein_cameo", "--vary", "direction=both",
       "--vary", "measure=mean,share", "--vary", "disputed=in", "--vary", "multilateral=in"]


def run(*arguments):
    return CliRunner().invoke(main, ["multiverse", *arguments])


def test_the_answer_in_words():
    result = run(*FEW)
    assert result.exit_code == 0, result.output
    assert "Iran–Azerbaijan, both directions: 16 combinations of choices." in result.stdout
    assert "freq month (as asked)" in result.stdout


def test_the_combinations_as_csv():
    result = run(*FEW, "--csv")
    table = pd.read_csv(io.StringIO(result.stdout))
    assert list(table) == schema.names(schema.CELLS)
    assert len(table) == 16
    assert table["main"].sum() == 1


@pytest.mark.parametrize(("vary", "said"), [
    ("freq", "--vary: 'freq' is not of the form freq=month,quarter"),
    ("hue=red", "there is no choice 'hue'"),
    ("measure=median", "measure is 'median'"),
])
def test_a_choice_that_does_not_exist_is_one_line(vary, said):
    result = run("--vary", vary)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {said}")
    assert result.stderr.count("\n") == 1
