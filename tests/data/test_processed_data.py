import runpy
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "data" / "processed"
FILES = ("iran_azerbaijan_monthly.csv", "iran_azerbaijan_monthly_dictionary.csv")


@pytest.fixture(scope="module")
def made():
    return runpy.run_path(str(FOLDER / "make.py"))["files"]()


@pytest.mark.parametrize("name", FILES)
def test_the_code_still_makes_exactly_the_committed_file(made, name):
    assert (FOLDER / name).read_bytes() == made[name].encode()


def test_the_report_writes_the_same_series(report):
    assert (report / "series.csv").read_bytes() == (FOLDER / FILES[0]).read_bytes()
