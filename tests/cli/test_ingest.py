"""`tension ingest` and `doctor` on the command line, and reports that start from the store."""

import os
import pty
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from tension.cli.main import main


def _row(day, number, pair=("IRN", "AZE"), code="042"):
    cells = [""] * 58
    cells[0], cells[1] = str(number), day
    cells[5] = cells[7] = pair[0]
    cells[15] = cells[17] = pair[1]
    cells[25], cells[26], cells[27], cells[28] = "1", code, code[:3], code[:2]
    cells[29], cells[30], cells[31] = "1", "1.9", "3"
    cells[56], cells[57] = day, "https://example.org/a"
    return "\t".join(cells)


def _daily(folder, day, rows=30, **row):
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / f"{day}.export.CSV.zip", "w", zipfile.ZIP_DEFLATED) as file:
        text = "\n".join(_row(day, int(day) * 100 + k, **row) for k in range(rows)) + "\n"
        file.writestr(f"{day}.export.CSV", text)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TENSION_STORE", raising=False)
    for day in range(1, 29):
        _daily(tmp_path / "gdelt", f"201602{day:02d}")
    return tmp_path


def run(*args):
    return CliRunner().invoke(main, args)


def test_an_ingest_says_what_it_did_and_the_store_is_where_it_was_told(here):
    told = run("ingest", "gdelt", "--store", "kept")
    assert told.exit_code == 0
    assert "28 new, 0 changed, 0 held already" in told.output
    assert "840 rows; of the pair's 840 are kept, 0 left out by a rule, 0 bad." in told.output
    assert (here / "kept/IRN-AZE/events.parquet").is_file()
    assert "0 new, 0 changed, 28 held already" in run("ingest", "gdelt", "--store", "kept").output
    assert run("ingest", "gdelt", "--store", "kept", "--quiet").output == ""


def test_the_store_of_the_environment_is_used_and_the_usual_one_without_it(here, monkeypatch):
    run("ingest", "gdelt")
    assert (here / "data/processed/IRN-AZE/events.parquet").is_file()
    monkeypatch.setenv("TENSION_STORE", "elsewhere")
    run("ingest", "gdelt")
    assert (here / "elsewhere/IRN-AZE/events.parquet").is_file()
    first = run("series", "--csv")
    monkeypatch.delenv("TENSION_STORE")
    assert run("series", "--csv", "--store", "data/processed").stdout == first.stdout


def test_a_report_from_the_store_has_the_tables_of_one_from_the_archives(here):
    run("ingest", "gdelt", "--store", "kept")
    assert run("report", "--store", "kept", "--out", "stored").exit_code == 0
    assert run("report", "gdelt", "--out", "direct").exit_code == 0
    names = {path.name for path in Path("direct").glob("*.csv")}
    assert "series.csv" in names
    for name in names:
        assert Path("stored", name).read_bytes() == Path("direct", name).read_bytes(), name


def test_a_report_from_the_store_is_made_again_from_its_run_file(here):
    run("ingest", "gdelt", "--store", "kept")
    run("report", "--store", "kept", "--out", "first")
    told = run("report", "--config", "first/run.toml", "--out", "second")
    assert told.exit_code == 0, told.output
    first, second = Path("first/report.html"), Path("second/report.html")
    assert first.read_bytes() == second.read_bytes()
    _daily(here / "gdelt", "20160301")
    run("ingest", "gdelt", "--store", "kept")
    again = run("report", "--config", "first/run.toml", "--out", "third")
    assert again.exit_code == 1
    assert "archives have been ingested since the run file was written" in again.output


def test_another_pair_is_read_from_the_usual_store_and_the_bundled_one_is_not_hidden(here):
    _daily(here / "other", "20160201", pair=("ARM", "TUR"))
    run("ingest", "other", "--dyad", "ARM-TUR")
    told = run("series", "--dyad", "ARM-TUR", "--direction", "both", "--csv")
    assert told.exit_code == 0
    assert "2016-02,both,1,1" in told.stdout.replace(",gdelt1", "")
    run("ingest", "gdelt")
    bundled = run("series", "--until", "1995", "--csv")
    assert "1991-10" in bundled.stdout
    assert "--store data/processed reads it instead of the bundled chronology" in bundled.stderr


def test_an_archive_that_fails_ends_in_exit_1_and_one_line_the_others_are_kept(here):
    (here / "gdelt/20160203.export.CSV.zip").write_bytes(b"PK\x03\x04")
    told = run("ingest", "gdelt")
    assert told.exit_code == 1
    assert told.stderr.count("\n") == 1
    assert told.stderr.startswith("Error: 20160203.export.CSV.zip: the zip cannot be opened; ")
    assert "27 new" in told.stdout


def test_ingest_without_paths_or_of_nothing_is_refused(here):
    assert run("ingest").exit_code == 2
    told = run("ingest", "nowhere")
    assert told.exit_code == 1
    assert "nowhere: no such file" in told.output


def test_the_doctor_says_what_is_held_and_what_is_wrong(here):
    for day in ("20160207", "20160208"):
        (here / f"gdelt/{day}.export.CSV.zip").unlink()
    (here / "gdelt/20160214.export.CSV.zip").write_bytes(b"PK\x03\x04")
    for day in range(1, 32):
        _daily(here / "gdelt", f"201603{day:02d}", 30 if day != 16 else 5)
    run("ingest", "gdelt")
    told = run("doctor")
    assert told.exit_code == 1
    assert "gdelt1: 2016-02-07 to 2016-02-08" in told.output
    assert "gdelt1: 2016-02-14" in told.output
    assert "gdelt1: Wed 2016-03-16, 5 rows where 30 are usual" in told.output
    assert "20160214.export.CSV.zip: the zip cannot be opened" in told.output
    as_csv = run("doctor", "--csv", "--freq", "month")
    assert as_csv.exit_code == 1
    assert "20160214.export.CSV.zip: the zip cannot be opened" in as_csv.stderr
    table = as_csv.stdout.splitlines()
    assert table == [
        "dyad,source,period,members,rows,events,days,missing_days,low_days",
        "IRN-AZE,gdelt1,2016-02,25,750,750,25,4,0",
        "IRN-AZE,gdelt1,2016-03,31,905,905,31,0,1",
    ]


def test_the_doctor_of_no_store_says_how_to_fill_one(here):
    told = run("doctor")
    assert told.exit_code == 1
    assert "there is no store in data/processed; fill one with `tension ingest" in told.output


def test_the_doctor_of_a_sound_store_finds_nothing_wrong(here):
    run("ingest", "gdelt")
    assert "Nothing wrong was found." in run("doctor", "--dyad", "AZE-IRN").output


def _on_a_terminal(*args, cwd):
    """What a command writes when standard error is a terminal."""
    lead, end = pty.openpty()
    running = subprocess.Popen([sys.executable, "-m", "tension", *args], cwd=cwd, stderr=end,
                               stdout=subprocess.DEVNULL, env={**os.environ, "TERM": "xterm"})
    os.close(end)
    seen = b""
    while True:
        try:
            more = os.read(lead, 4096)
        except OSError:
            break
        if not more:
            break
        seen += more
    os.close(lead)
    assert running.wait() == 0
    return seen.decode("utf-8", "replace")


def test_a_bar_is_drawn_on_a_terminal_and_nowhere_else(here):
    assert "of 28 files" in _on_a_terminal("ingest", "gdelt", cwd=here)
    assert "files" not in _on_a_terminal("ingest", "gdelt", "--quiet", cwd=here)
    assert "of 28 files" in _on_a_terminal("series", "gdelt", "--csv", cwd=here)
    assert "files" not in _on_a_terminal("report", "gdelt", "--quiet", cwd=here)
    told = subprocess.run([sys.executable, "-m", "tension", "ingest", "gdelt", "--store", "s"],
                          capture_output=True, text=True, cwd=here)
    assert told.stderr == ""


def test_a_run_file_is_made_again_from_its_own_store_whatever_the_environment_says(
    here, monkeypatch
):
    run("ingest", "gdelt", "--store", "kept")
    run("report", "--store", "kept", "--out", "first")
    run("report", "--out", "bundled")
    _daily(here / "other", "20160501")
    run("ingest", "other", "--store", "elsewhere")
    monkeypatch.setenv("TENSION_STORE", "elsewhere")
    for name in ("first", "bundled"):
        told = run("report", "--config", f"{name}/run.toml", "--out", f"{name} again")
        assert told.exit_code == 0, told.output
        first, again = Path(name, "series.csv"), Path(f"{name} again", "series.csv")
        assert first.read_bytes() == again.read_bytes()


def test_a_store_of_the_environment_is_said_to_be_read(here, monkeypatch):
    run("ingest", "gdelt", "--store", "kept")
    monkeypatch.setenv("TENSION_STORE", "kept")
    assert run("series", "--csv").stderr == "reading the store kept, which $TENSION_STORE names\n"


def test_rows_set_aside_are_told_with_where_they_are_listed(here):
    path = here / "gdelt/bad.CSV"
    path.write_text("\n".join([_row("20160301", k) for k in range(9)]
                              + [_row("20160301", 99, code="---")]) + "\n")
    assert run("series", "gdelt", "--csv").stderr == (
        "gdelt1: 1 row of the pair set aside as bad; the report lists them in rejects.csv\n"
    )
    assert run("report", "gdelt", "--quiet").output == ""


def test_a_pair_that_archives_do_not_hold_is_told_with_how_many_rows_were_read(here):
    told = run("series", "gdelt", "--dyad", "ARM-TUR", "--csv").stderr
    assert "840 rows read; none of ARM-TUR enters the series" in told
    _daily(here / "other", "20160501", pair=("USA", "RUS"))
    told = run("series", "other", "--csv").stderr
    assert "30 rows read; none of IRN-AZE, the pair taken without --dyad, enters the series" in told


def test_an_archive_that_fails_when_ingested_again_is_told_beside_the_report(here):
    run("ingest", "gdelt", "--store", "kept")
    (here / "gdelt/20160203.export.CSV.zip").write_bytes(b"PK\x03\x04")
    told = run("ingest", "gdelt", "--store", "kept")
    assert told.stderr.rstrip().endswith("the rows read from it earlier are kept")
    told = run("report", "--store", "kept", "--out", "out")
    assert "could not be read when last ingested" in told.stderr
    assert "`tension doctor` says why: 20160203" in told.stderr
    assert run("ingest", "--store", "kept", "--forget", "20160203.export.CSV.zip").exit_code == 0
    assert run("series", "--store", "kept", "--csv").stderr == ""


def test_an_output_in_a_folder_that_is_not_there_says_so(here):
    told = run("series", "--out", "nowhere/x.csv")
    assert told.exit_code == 1
    assert told.stderr == (
        "Error: there is no folder nowhere; make it, or name another with --out\n"
    )


def test_an_origin_is_known_in_any_case(here):
    run("ingest", "gdelt", "--store", "kept")
    told = run("series", "--store", "kept", "--with-bundled", "--origin", "GDELT1", "--csv")
    assert told.exit_code == 0
    assert "chronology" not in told.stdout


def test_all_pairs_are_kept_for_the_panel_and_the_account_is_told(here):
    _daily(here / "gdelt", "20160301", pair=("ARM", "TUR"))
    _daily(here / "gdelt", "20160302", pair=("ARM", "ARM"))
    told = run("ingest", "--all-dyads", "gdelt", "--store", "kept")
    assert told.exit_code == 0, told.output
    assert "All pairs: 30 new, 0 changed, 0 held already." in told.output
    assert ("900 rows; 870 between two different countries are kept, 30 are not between two, 0 are "
            "left out by a rule, 0 are bad.") in told.output
    assert "as of 2016-03-02" in told.output
    assert (here / "kept/all/gdelt1/month=2016-03/part-0.parquet").is_file()
    again = run("ingest", "--all-dyads", "gdelt", "--store", "kept")
    assert "0 new, 0 changed, 30 held already" in again.output
    assert run("ingest", "--all-dyads", "gdelt", "--store", "kept", "--quiet").output == ""
    gone = run("ingest", "--all-dyads", "--forget", "20160301.export.CSV.zip", "--store", "kept")
    assert "840 between two" in gone.output


def test_all_pairs_and_one_pair_at_once_are_refused(here):
    told = run("ingest", "--all-dyads", "gdelt", "--dyad", "IRN-AZE")
    assert told.exit_code == 2
    assert "--all-dyads reads every pair, and --dyad one" in told.output


def test_an_archive_that_fails_leaves_the_other_pairs_rows_alone(here):
    (here / "gdelt/20160203.export.CSV.zip").write_bytes(b"PK\x03\x04")
    told = run("ingest", "--all-dyads", "gdelt")
    assert told.exit_code == 1
    assert told.stderr.count("\n") == 1
    assert told.stderr.startswith("Error: 20160203.export.CSV.zip: the zip cannot be opened; ")
    assert "810 between two" in told.stdout


def test_a_store_that_cannot_be_written_is_one_line_for_all_pairs_too(here, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("tension.sources.all_months._write", full)
        told = run("ingest", "--all-dyads", "gdelt", "--store", "kept")
    assert told.exit_code == 1
    assert told.stderr.count("\n") == 1
    assert "the store cannot be written (no space left on device)" in told.stderr.lower()
    again = run("ingest", "--all-dyads", "gdelt", "--store", "kept")
    assert "840 between two" in again.output


@pytest.mark.parametrize("whose", [["--dyad", "IRN-AZE"], ["--all-dyads"]])
def test_files_of_no_format_alone_are_an_error_even_when_quiet(here, whose):
    (here / "mine.csv").write_text((";".join(["x"] * 58) + "\n") * 30, encoding="utf-8")
    told = run("ingest", "mine.csv", *whose, "--store", "kept", "--quiet")
    assert told.exit_code == 1
    assert told.output.startswith("Error: mine.csv is of no format of an archive, so that nothing")
    # Beside an archive it is named, and no more.
    told = run("ingest", "gdelt", "mine.csv", *whose, "--store", "kept")
    assert told.exit_code == 0
    assert "mine.csv: of no format of an archive, not read" in told.output
