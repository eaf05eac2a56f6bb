"""The README says what is true: its columns, its commands, its verbs, its ten lines of Python."""

import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

import tension
from tension.cli.main import VERBS
from tension.core import exported, schema

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", exported.TABLES)
def test_the_columns_of_every_file_stand_in_the_readme_in_order(table):
    row = re.search(rf"^\| `{re.escape(table)}` \| (.+) \|$", README, re.MULTILINE)
    assert row is not None
    assert row.group(1).split(", ") == schema.names(exported.TABLES[table])


def test_every_verb_stands_in_the_readme():
    table = README[README.index("## Verbs"):]
    named = set(re.findall(r"`([a-z]+)", table[: table.index("## Where")]))
    assert set(VERBS) <= named


def test_the_two_commands_are_as_promised():
    assert "\npython -m pip install . && python -m tension report\n" in README
    assert "\npython -m pip install '.[test]' && python -m pytest\n" in README


def test_the_ten_lines_of_python_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = re.search(r"```python\n(.+?)```", README, re.DOTALL).group(1)
    assert len([line for line in code.splitlines() if line.strip()]) == 10
    exec(compile(code, "README.md", "exec"), {})
    plt.close("all")
    assert (tmp_path / "my-report" / "report.html").is_file()


MONTHS = [(year, month) for year in range(2019, 2025) for month in range(1, 13)][:66]


def _month_of_gdelt(folder, year, month):
    """A zip of a month: five pairs as ever, and one that turns to war in April 2023."""
    rng = random.Random(year * 12 + month)
    pairs = [("USA", "CAN"), ("FRA", "DEU"), ("IND", "PAK"), ("BRA", "ARG"), ("EGY", "SDN")]
    lines = []
    for number, pair in enumerate([*pairs, ("ARM", "AZE")]):
        for k in range(12):
            war = pair == ("ARM", "AZE") and (year, month) >= (2023, 4)
            code, score = rng.choice([("190", "-10")] if war else [("042", "1.9"), ("112", "-2")])
            cells = [""] * 58
            cells[0], cells[1] = f"{number}{k}", f"{year}{month:02}{2 * k + 1:02}"
            cells[56] = cells[1]
            cells[7], cells[17] = rng.sample(pair, 2)
            cells[26], cells[27], cells[28] = code, code, code[:2]
            cells[30], cells[31] = score, "3"
            lines.append("\t".join(cells))
    with zipfile.ZipFile(folder / f"{year}{month:02}.zip", "w") as file:
        file.writestr(f"{year}{month:02}.csv", "\n".join(lines))


@pytest.mark.skipif(shutil.which("awk") is None, reason="awk is absent")
def test_the_three_lines_from_zips_to_a_years_breaks_run(tmp_path):
    pytest.importorskip("ibis")
    (tmp_path / "gdelt").mkdir()
    for year, month in MONTHS:
        _month_of_gdelt(tmp_path / "gdelt", year, month)
    block = re.search(r"```sh\n(tension ingest --all-dyads .+?)```", README, re.DOTALL).group(1)
    lines = block.splitlines()
    assert len(lines) == 3
    variables = os.environ | {"PYTHONPATH": f"{ROOT}"}
    variables.pop("TENSION_STORE", None)
    for line in lines:
        command = re.sub(r"^tension ", f"{shlex.quote(sys.executable)} -m tension ", line)
        told = subprocess.run(command, shell=True, cwd=tmp_path, env=variables, text=True,
                              capture_output=True, check=True)
    head, *rows = [line.split(",") for line in told.stdout.splitlines()]
    assert head[1] == "dyad"
    assert [row[1] for row in rows] == ["ARM-AZE"]
    assert "2023-03" <= rows[0][3] <= "2023-05"


def test_every_public_name_can_be_imported_and_is_documented():
    for name in tension.__all__:
        found = getattr(tension, name)
        assert name == "__version__" or found.__doc__


def test_an_unknown_public_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no public name 'forcast'"):
        _ = tension.forcast


def test_no_public_name_equals_a_room():
    rooms = {path.name for path in (ROOT / "tension").iterdir() if path.is_dir()}
    assert not rooms & set(tension.__all__)


def test_pictures_of_the_readme_are_there():
    for picture in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README):
        assert (ROOT / picture).stat().st_size < 300_000
