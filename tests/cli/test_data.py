import pytest
from click.testing import CliRunner

from tension.cli import main


def run(*arguments, **options):
    return CliRunner().invoke(main, list(arguments), **options)


def test_check_names_every_bad_row_at_once_in_the_order_of_the_lines(tmp_path):
    file = tmp_path / "bad.csv"
    file.write_text(
        "date,source,target,cameo\n2012-02-30,IRN,AZE,112\n2012-03-01,Irann,AZE,112\n"
        "2012-03-02,IRN,AZE,42\n2012-03-03,IRN,AZE,042\n2012-03-04,IRN,IRN,042\n",
        encoding="utf-8",
    )
    result = run("check", str(file))
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "bad.csv, line 2, column date: there is no day '2012-02-30'; write a real day as "
        "YYYY-MM-DD",
        "bad.csv, line 3, column source: unknown country 'Irann'; did you mean Iran, Ireland, "
        "Iraq?",
        "bad.csv, line 4, column cameo: '42' is not a CAMEO code; it looks like 042 with its "
        "leading zero lost: store codes as text",
        "bad.csv, line 6, column target: source and target are one country; name the other side, "
        "or leave the row out",
    ]
    assert result.stderr == "bad.csv: 4 bad rows, 4 faults\n"


def test_check_of_a_good_file_says_so(tmp_path):
    file = tmp_path / "good.csv"
    file.write_text("date,source,target,cameo\n2012-03-04,IRN,AZE,112\n", encoding="utf-8")
    result = run("check", str(file))
    assert (result.exit_code, result.output) == (0, "good.csv: every row can be used\n")


def test_a_template_filled_in_extends_the_chronology(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("template", "--out", "sheet.csv").exit_code == 0
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        sheet.read_text(encoding="utf-8")
        + "own-1,2026-04-02,day,AZE,IRN,false,042,false,false,false,A visit.,Me,"
        "https://example.org/a,2026-04-03,contemporary\n", encoding="utf-8",
    )
    assert run("check", "sheet.csv").exit_code == 0
    text = run("events", "sheet.csv", "--with-bundled", "--csv").output
    assert text.count("\n") == 1 + 1184 + 1
    assert "own-1,2026-04-02" in text


def test_a_template_never_overwrites(tmp_path):
    file = tmp_path / "sheet.csv"
    file.write_text("mine", encoding="utf-8")
    result = run("template", "--out", str(file))
    assert result.exit_code == 1
    assert "is there already and is not overwritten" in result.output
    assert file.read_text(encoding="utf-8") == "mine"


def test_scales_lists_every_built_in_scale_and_prints_one():
    text = run("scales").output
    for name in ("goldstein_cameo", "goldstein_gdelt", "goldstein_weis", "plover", "quad"):
        assert f"({name})" in text
    one = run("scales", "goldstein_cameo").output
    assert "\n0874                       10.0  " in one


@pytest.mark.parametrize("arguments", [["cite"], ["cite", "--bibtex"]])
def test_cite_names_program_scale_and_data(arguments):
    text = run(*arguments).output
    for needed in ("tension", "Goldstein", "chronology"):
        assert needed in text
