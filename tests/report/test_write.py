import os
import signal
import subprocess
import sys

import pytest

from tension.core.errors import UsageError
from tension.models.simulate import simulate
from tension.report import write
from tension.report.table_files import export_tables
from tension.report.write import write_report
from tension.series.aggregate import build_series
from tension.sources.read import read_events


def _bytes(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes()
            for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_report_holds_page_figures_tables_and_run_file(report):
    names = {"breaks", "calendar", "cooperation_conflict", "directions", "headline",
             "kinds_of_acts", "latest"}
    assert set(_bytes(report)) == {
        "report.html", "series.csv", "level.csv", "breaks.csv", "events.csv", "ledger.csv",
        "dictionary.csv", "datapackage.json", "run.toml",
        *(f"figures/{name}.{kind}" for name in names for kind in ("svg", "png")),
    }


def test_the_same_series_gives_the_same_bytes(report, chronology, tmp_path):
    again = _bytes(write_report(chronology, tmp_path / "again").folder)
    assert again == _bytes(report)


def test_a_folder_that_is_no_report_is_left_alone(chronology, tmp_path):
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"holds letter\.txt, which is no part of a report"):
        write_report(chronology, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_an_earlier_report_is_replaced_whole(shifted, chronology, tmp_path):
    made = write_report(shifted, tmp_path / "out").folder
    earlier = _bytes(made)
    write_report(chronology, made)
    assert _bytes(made)["series.csv"] != earlier["series.csv"]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_file_of_the_users_in_a_reports_folder_is_never_lost(shifted, tmp_path):
    made = write_report(shifted, tmp_path / "out").folder
    (made / "mine.csv").write_text("mine", encoding="utf-8")
    before = _bytes(made)
    with pytest.raises(UsageError, match=r"the folder out holds mine\.csv"):
        write_report(shifted, made)
    assert _bytes(made) == before


def test_a_folder_with_somebody_elses_run_toml_is_left_alone(shifted, tmp_path):
    (tmp_path / "run.toml").write_text("[tool]\nx = 1\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"holds run\.toml"):
        write_report(shifted, tmp_path)


def test_the_folder_one_stands_in_is_not_replaced(shifted, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for out in (".", ""):
        with pytest.raises(UsageError, match="would replace the folder you are in"):
            write_report(shifted, out)


def test_a_link_to_a_folder_stays_a_link(shifted, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    for _ in range(2):
        write_report(shifted, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "report.html").is_file()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link", "real"]


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


KILLED_AT = """
import os, signal, sys
from pathlib import Path
from tension.report.write import write_report
from tension.series.aggregate import build_series
from tension.sources.read import read_events

step, out = int(sys.argv[1]), sys.argv[2]
series = build_series(read_events(), freq=sys.argv[3])
calls = {"write_bytes": Path.write_bytes, "rename": Path.rename}
count = 0

def dying(name):
    def call(self, *args):
        global count
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return calls[name](self, *args)
    return call

if step:
    Path.write_bytes, Path.rename = dying("write_bytes"), dying("rename")
write_report(series, out)
print(count)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_killing_a_run_at_any_step_leaves_a_whole_report_for_the_next(tmp_path):
    def run(step, freq):
        return subprocess.run(
            [sys.executable, "-c", KILLED_AT, str(step), str(tmp_path / "out"), freq],
            env=_env(), check=False, capture_output=True, text=True,
        )

    assert run(0, "year").returncode == 0
    earlier = _bytes(tmp_path / "out")
    # 16 files are written, then the earlier folder steps aside, then the new one takes its place.
    for step in (1, 9, 16, 17, 18):
        assert run(step, "quarter").returncode == -signal.SIGKILL
        write._restore_earlier(tmp_path / "out")
        assert _bytes(tmp_path / "out") == earlier
    assert run(0, "quarter").returncode == 0
    assert "1991-Q4" in (tmp_path / "out" / "series.csv").read_text(encoding="utf-8")


def _env():
    return {**os.environ, "MPLBACKEND": "Agg"}


# ---------------------------------------------------------------- several sources


def test_a_report_of_two_sources_holds_figures_of_each_and_tables_of_both(report_of_two):
    names = {f"{name}-{origin}" for origin in ("chronology", "tabular")
             for name in ("breaks", "calendar", "cooperation_conflict", "directions", "headline",
                          "kinds_of_acts", "latest")} | {"drivers-1-tabular"}
    assert set(_bytes(report_of_two)) == {
        "report.html", "series.csv", "level.csv", "breaks.csv", "events.csv", "ledger.csv",
        "dictionary.csv", "datapackage.json", "run.toml",
        *(f"figures/{name}.{kind}" for name in {*names, "side_by_side"} for kind in ("svg", "png")),
    }


def test_the_order_of_the_series_changes_no_byte_of_a_report(two_series, report_of_two, tmp_path):
    again = _bytes(write_report(two_series[::-1], tmp_path / "again").folder)
    assert again == _bytes(report_of_two)


def test_one_series_in_a_list_is_reported_as_by_itself(chronology, report, tmp_path):
    assert _bytes(write_report([chronology], tmp_path / "out").folder) == _bytes(report)


def test_the_tables_of_two_sources_are_those_of_each_one_after_another(two_series, tmp_path,
                                                                       report_of_two):
    for name in ("series.csv", "level.csv", "breaks.csv", "events.csv", "ledger.csv"):
        rows = []
        for one in two_series:
            export_tables(one, tmp_path / one.origin)
            text = (tmp_path / one.origin / name).read_text(encoding="utf-8")
            rows += text.splitlines()[1 if rows else 0 :]
        assert (report_of_two / name).read_text(encoding="utf-8").splitlines() == rows


def test_the_summary_tells_the_answer_of_each_source(two_series, tmp_path):
    told = write_report(two_series, tmp_path / "out").summary()
    assert told.startswith("Chronology:\nIn March 2026 (to 18 March) tension between")
    assert "\nOwn table:\nIn December 2004 tension between" in told
    assert "their levels are not comparable with one another" in told


def test_series_that_do_not_stand_side_by_side_are_refused_in_one_line(two_series, chronology):
    with pytest.raises(UsageError, match="two series are of the source chronology"):
        write_report([chronology, chronology], "out")
    with pytest.raises(UsageError, match="series of IRN-AZE and of ARM-TUR do not stand side by"):
        write_report([chronology, _other("ARM-TUR")], "out")
    with pytest.raises(UsageError, match="the same length of period; build them alike"):
        write_report([two_series[1], build_series(read_events(), freq="year")], "out")
    with pytest.raises(UsageError, match="there is no series to report"):
        write_report([], "out")


def _other(dyad):
    world = simulate(["calm"] * 24, dyad=dyad)
    return build_series(world.events)


def test_a_notebook_shows_the_answer_and_the_way_to_the_page(chronology, tmp_path):
    report = write_report(chronology, tmp_path / "out")
    shown = report._repr_html_()
    assert report.answers["Chronology"].how.split(" (")[0] in shown
    assert f'<a href="{(tmp_path / "out" / "report.html").as_posix()}">' in shown
