"""The wheel carries everything: built, installed elsewhere, and run there."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out),
         str(ROOT)], check=True, capture_output=True,
    )
    return next(out.glob("*.whl"))


def test_the_wheel_holds_data_tables_style_template_and_licences(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in ("tension/sources/bundled/iran_azerbaijan_events.csv",
                   "tension/core/countries.csv", "tension/core/tension.mplstyle",
                   "tension/core/ontologies/cameo.csv", "tension/core/languages/tension.pot",
                   "tension/scales/tables/plover.csv",
                   "tension/report/templates/report.html.j2", "tension/py.typed",
                   "tension/cli/notebooks/01_first_look.ipynb"):
        assert needed in names
    assert not [name for name in names if name.startswith(("tests/", "data/", "notebooks/"))]


def test_the_installed_wheel_makes_the_report_anywhere(wheel, tmp_path):
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target",
         str(site), str(wheel)], check=True, capture_output=True,
    )
    env = {**os.environ, "PYTHONPATH": str(site), "MPLBACKEND": "Agg"}
    where = subprocess.run(
        [sys.executable, "-c", "import tension; print(tension.__file__)"], cwd=elsewhere, env=env,
        check=True, capture_output=True, text=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(site)
    made = subprocess.run(
        [sys.executable, "-m", "tension", "report"], cwd=elsewhere, env=env, check=True,
        capture_output=True, text=True,
    )
    assert "Report: tension-IRN-AZE" in made.stdout
    assert (elsewhere / "tension-IRN-AZE" / "report.html").is_file()
