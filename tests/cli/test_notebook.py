from pathlib import Path

from click.testing import CliRunner

from tension.cli import main

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def run(*arguments):
    return CliRunner().invoke(main, ["notebook", *arguments])


def test_all_notebooks_are_copied_as_they_are(tmp_path):
    told = run(str(tmp_path / "new" / "place"))
    assert told.output == f"{len(NOTEBOOKS)} notebooks copied to {tmp_path / 'new' / 'place'}\n"
    copied = sorted((tmp_path / "new" / "place").iterdir())
    assert [one.name for one in copied] == [one.name for one in NOTEBOOKS]
    assert [one.read_bytes() for one in copied] == [one.read_bytes() for one in NOTEBOOKS]


def test_a_notebook_that_was_worked_on_is_left_alone(tmp_path):
    mine = tmp_path / NOTEBOOKS[0].name
    mine.write_text("mine")
    told = run(str(tmp_path))
    assert told.output.endswith(", 1 there already\n")
    assert mine.read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == len(NOTEBOOKS)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "a").write_text("")
    told = run(str(tmp_path / "a"))
    assert told.exit_code == 1
    assert "is a file; name a folder for the notebooks" in told.output
