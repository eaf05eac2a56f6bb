"""The README says what is true: its columns, its commands, its verbs, its ten lines of Python."""

import re
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
