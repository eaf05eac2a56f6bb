import os
import signal
import subprocess
import sys
import time

import pytest

from tension.core.errors import UsageError
from tension.report import write
from tension.report.write import write_report


def _bytes(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes()
            for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_report_holds_page_figures_tables_and_run_file(report):
    names = {"cooperation_conflict", "directions", "headline", "kinds_of_acts"}
    assert set(_bytes(report)) == {
        "report.html", "series.csv", "level.csv", "breaks.csv", "events.csv", "ledger.csv",
        "dictionary.csv", "run.toml",
        *(f"figures/{name}.{kind}" for name in names for kind in ("svg", "png")),
    }


def test_the_same_series_gives_the_same_bytes(report, chronology, tmp_path):
    again = _bytes(write_report(chronology, tmp_path / "again").folder)
    assert again == _bytes(report)


def test_a_folder_that_is_no_report_is_left_alone(chronology, tmp_path):
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="holds something else than a report"):
        write_report(chronology, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_an_earlier_report_is_replaced_whole(shifted, tmp_path):
    made = write_report(shifted, tmp_path / "out").folder
    (made / "stale.csv").write_text("old", encoding="utf-8")
    write_report(shifted, made)
    assert not (made / "stale.csv").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("step", ["mkdtemp", "write", "rename"])
def test_an_interrupted_run_leaves_the_earlier_report_whole(shifted, tmp_path, monkeypatch, step):
    made = write_report(shifted, tmp_path / "out").folder
    earlier = _bytes(made)

    def stop(*_, **__):
        raise KeyboardInterrupt

    if step == "mkdtemp":
        monkeypatch.setattr(write.tempfile, "mkdtemp", stop)
    elif step == "write":
        monkeypatch.setattr("pathlib.Path.write_bytes", stop)
    else:
        real = write.Path.rename

        def second(self, target):
            if self.name.startswith(".out.") and not self.name.endswith(".earlier"):
                raise KeyboardInterrupt
            return real(self, target)

        monkeypatch.setattr(write.Path, "rename", second)
    with pytest.raises(KeyboardInterrupt):
        write_report(shifted, made)
    monkeypatch.undo()
    assert _bytes(made) == earlier
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_run_stopped_between_its_two_renames_gives_the_earlier_report_back(shifted, tmp_path):
    made = write_report(shifted, tmp_path / "out").folder
    made.rename(tmp_path / ".out.earlier")
    write._restore_earlier(tmp_path / "out")
    assert (tmp_path / "out" / "run.toml").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_killing_a_run_at_any_moment_leaves_a_whole_report(tmp_path):
    command = [sys.executable, "-m", "tension", "report", "--quiet", "--out", str(tmp_path / "out")]
    subprocess.run(command, check=True, env=_env())
    whole = _bytes(tmp_path / "out")
    for delay in (0.9, 1.6, 2.2, 2.6):
        process = subprocess.Popen(command, env=_env())
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert _bytes(tmp_path / "out") == whole


def _env():
    return {**os.environ, "MPLBACKEND": "Agg"}
