"""The store of all pairs: the same however it was filled, whole at any moment, accounted for."""

import csv
import datetime as dt
import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from tension.core.errors import InputError
from tension.sources import all_months
from tension.sources.all_store import AllStore
from tension.sources.ingest import Options, ingest
from tension.sources.stored import stored_parts


def files_of(store):
    """Every file of the store and its bytes."""
    place = store / "all"
    return {f"{path.relative_to(place)}": path.read_bytes()
            for path in sorted(place.rglob("*")) if path.is_file()}


def rows_of(store):
    parts = [pd.read_parquet(path, partitioning=None)
             for path in sorted((store / "all").rglob("*.parquet"))]
    return pd.concat(parts, ignore_index=True)


def ledger_of(store):
    with (store / "all" / "ledger.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines_of(path):
    with zipfile.ZipFile(path) as file:
        return file.read(file.namelist()[0]).decode().splitlines()


def test_months_are_apart_and_sorted_by_pair_and_every_row_is_accounted_for(archive, tmp_path):
    done = ingest([archive], None, tmp_path)
    table = rows_of(tmp_path)
    assert len(table) == done.matched
    pairs = ["-".join(sorted(pair)) for pair in zip(table["source"], table["target"], strict=True)]
    assert pairs == sorted(pairs)
    assert set(table["date"].astype(str).str[:7]) == {"2016-01"}
    # Brute force: all lines, of which some codes are bad.
    lines = [line.split("\t") for path in sorted(archive.glob("*.zip")) for line in lines_of(path)]
    good = [line for line in lines if line[26] != "---" and line[7] != line[17]]
    assert done.rows == len(lines)
    assert sorted(table["origin_id"]) == sorted(line[0] for line in good)
    accounts = Counter()
    for row in ledger_of(tmp_path):
        accounts[row["account"]] += int(row["rows"])
    assert accounts["read"] == accounts["kept"] + accounts["left_out"] + accounts["bad"]
    assert accounts["bad"] == len(lines) - len(good) == done.rejected
    with (tmp_path / "all" / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rejects = list(csv.DictReader(file))
    assert {row["reason"] for row in rejects} == {"code '---' is not a CAMEO code"}
    assert len(rejects) == done.rejected
    assert f"{done.matched:,} between two different countries are kept" in done.summary()


def test_a_second_ingest_reads_nothing_and_changes_no_file(archive, tmp_path, monkeypatch):
    ingest([archive], None, tmp_path)
    before = files_of(tmp_path)
    inode = (tmp_path / "all").stat().st_ino
    monkeypatch.setattr("tension.sources.all_dyads.scan_all", None)
    done = ingest([archive], None, tmp_path)
    assert (done.new, done.held) == (0, 12)
    assert files_of(tmp_path) == before
    assert (tmp_path / "all").stat().st_ino == inode


def test_the_store_is_the_same_in_whatever_order_and_however_often_it_was_filled(
    archive, tmp_path, monkeypatch
):
    ingest([archive], None, tmp_path / "at once")
    paths = sorted(archive.glob("*.zip"))
    random.Random(2).shuffle(paths)
    for path in paths[:5]:
        ingest([path], None, tmp_path / "piece by piece")
    ingest(paths, None, tmp_path / "piece by piece", options=Options(workers=1))
    assert files_of(tmp_path / "at once") == files_of(tmp_path / "piece by piece")
    ingest([], None, tmp_path / "at once", options=Options(forget=[paths[0].name]))
    ingest([path for path in paths if path != paths[0]], None, tmp_path / "without")
    assert files_of(tmp_path / "at once") == files_of(tmp_path / "without")


@pytest.mark.parametrize("most", [1, 700, 10_000])
def test_the_rows_stand_in_groups_of_any_length(archive, tmp_path, monkeypatch, most):
    ingest([archive], None, tmp_path / "whole")
    monkeypatch.setattr(all_months, "GROUP", 100)
    monkeypatch.setattr(all_months, "AT_ONCE", most)
    ingest(sorted(archive.glob("*.zip"))[1::2], None, tmp_path / "groups")
    ingest([archive], None, tmp_path / "groups")
    pd.testing.assert_frame_equal(rows_of(tmp_path / "whole"), rows_of(tmp_path / "groups"))


def test_a_changed_archive_replaces_its_rows_and_only_its_months_are_written_anew(
    archive, tmp_path, write_daily
):
    old = write_daily(archive, 60)
    ingest([archive], None, tmp_path)
    january = tmp_path / "all/gdelt1/month=2016-01/part-0.parquet"
    inode = january.stat().st_ino
    os.rename(write_daily(tmp_path, 61), old)
    done = ingest([archive], None, tmp_path)
    assert done.replaced == [old.name]
    assert january.stat().st_ino == inode
    ingest([archive], None, tmp_path / "anew")
    assert files_of(tmp_path) == files_of(tmp_path / "anew")
    months = {path.parent.name for path in (tmp_path / "all/gdelt1").rglob("*.parquet")}
    assert months == {"month=2016-01", "month=2016-03"}


def test_a_copy_is_not_read_twice_and_a_damaged_archive_leaves_the_others_alone(archive, tmp_path):
    paths = sorted(archive.glob("*.zip"))
    shutil.copy(paths[0], archive / "zz copy.zip")
    paths[3].write_bytes(paths[3].read_bytes()[:-40])
    done = ingest([archive], None, tmp_path)
    assert done.copies == {"zz copy.zip": paths[0].name}
    assert list(done.failed) == [paths[3].name]
    assert rows_of(tmp_path)["archive"].nunique() == 11


def test_killed_at_random_moments_the_store_ends_with_the_same_bytes(archive, tmp_path):
    ingest([archive], None, tmp_path / "undisturbed")
    wanted = files_of(tmp_path / "undisturbed")
    command = [sys.executable, "-m", "tension", "ingest", "--all-dyads", str(archive), "--store",
               str(tmp_path / "killed"), "--workers", "1"]
    rng = random.Random(5)
    for _ in range(6):
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.2, 1.2))
        running.send_signal(signal.SIGKILL)
        running.wait()
        if (tmp_path / "killed" / "all").exists():
            AllStore(tmp_path / "killed").manifest()
    ingest([archive], None, tmp_path / "killed")
    assert files_of(tmp_path / "killed") == wanted


@pytest.mark.parametrize("at", ["write", "manifest", "between", "after"])
def test_stopped_while_the_months_are_put_in_place_the_next_run_goes_on(
    archive, tmp_path, monkeypatch, at
):
    paths = sorted(archive.glob("*.zip"))
    ingest(paths[:6], None, tmp_path / "store")
    before = files_of(tmp_path / "store")
    stopping = {
        "write": ("tension.sources.all_months._write", 1),
        "manifest": ("tension.sources.all_store._write_csv", 2),
        "between": ("tension.sources.all_store.os.rename", 2),
        "after": ("tension.sources.journal.Journal.remove", 1),
    }
    name, call = stopping[at]
    calls = 0
    real = os.rename

    def stop(*given):
        nonlocal calls
        calls += 1
        if calls == call:
            raise KeyboardInterrupt
        if at == "between":
            real(*given)

    monkeypatch.setattr(name, stop)
    with pytest.raises(KeyboardInterrupt):
        ingest(paths, None, tmp_path / "store")
    monkeypatch.undo()
    if at in ("write", "manifest"):
        assert files_of(tmp_path / "store") == before
    monkeypatch.setattr("tension.sources.all_dyads.scan_all", None)  # the journal has them all
    ingest(paths, None, tmp_path / "store")
    monkeypatch.undo()
    ingest(paths, None, tmp_path / "anew")
    assert files_of(tmp_path / "store") == files_of(tmp_path / "anew")
    assert not (tmp_path / "store" / ".all" / "journal").exists()


def test_two_archives_of_one_name_share_identifiers_as_when_one_pair_is_read(
    archive, tmp_path, write_daily
):
    for number, place in enumerate(("first", "second", "third")):
        (archive / place).mkdir()
        path = write_daily(archive / place, 3, rows=300 - number)
        assert path.name == "20160104.export.CSV.zip"
    ingest([archive], None, tmp_path / "every")
    ingest([archive / "third"], None, tmp_path / "grown")
    ingest([archive], None, tmp_path / "grown", options=Options(forget=[path.name]))
    table = rows_of(tmp_path / "every")
    assert table["event_id"].str.endswith(("~2", "~3", "~4")).sum() > 200
    for pair in ("IRN-AZE", "USA-RUS", "TUR-AZE"):
        ingest([archive], pair, tmp_path / "alone")
        alone = pd.concat([part.table for part in stored_parts(pair, tmp_path / "alone")])
        mine = table[table["source"].isin(pair.split("-")) & table["target"].isin(pair.split("-"))]
        assert sorted(mine["event_id"]) == sorted(alone["event_id"])
    assert files_of(tmp_path / "every") == files_of(tmp_path / "grown")


def gdelt2(folder, day, pair=("USA", "RUS")):
    cells = [""] * 61
    cells[0], cells[1] = "900", f"{day:%Y%m%d}"
    cells[7], cells[17], cells[26], cells[27], cells[28] = *pair, "042", "042", "04"
    cells[30], cells[31], cells[59] = "1.9", "1", f"{day:%Y%m%d}120000"
    path = folder / f"{day:%Y%m%d}120000.export.CSV.gz"
    path.write_bytes(gzip.compress("\t".join(cells).encode()))
    return path


def test_the_two_gdelts_of_one_day_are_not_kept_together_and_what_is_held_stays(archive, tmp_path):
    same, later = gdelt2(tmp_path, dt.date(2016, 1, 5)), gdelt2(tmp_path, dt.date(2017, 1, 5))
    again = gdelt2(tmp_path, dt.date(2016, 1, 6))
    ingest([archive], None, tmp_path / "store")
    done = ingest([same, later, again], None, tmp_path / "store")
    assert list(done.failed) == [same.name]
    assert done.failed[same.name] == (
        f"{same.name} and 1 more: GDELT 2.0 of days that the store has GDELT 1.0 of, and adding "
        "them would count stories twice; ingest each version into a --store of its own, or take "
        "one out with --forget")
    assert set(rows_of(tmp_path / "store")["archive"]) == {
        *(path.name for path in archive.glob("*.zip")), later.name}
    other = ingest([same], None, tmp_path / "other")
    assert not other.failed
    assert ingest([archive], None, tmp_path / "other").failed.keys() == {"20160105.export.CSV.zip"}


def test_too_many_bad_rows_refuse_a_file_and_strict_refuses_one(archive, tmp_path, write_daily):
    path = write_daily(archive, 0)
    lines = lines_of(path)
    worse = [line if at % 2 else line.replace("\t042\t", "\t---\t").replace("\t112\t", "\t---\t")
             for at, line in enumerate(lines)]
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("20160101.export.CSV", "\n".join(worse))
    done = ingest([archive], None, tmp_path)
    assert "rows between two countries are bad, the first because code '---'" in (
        done.failed[path.name])
    assert len(ingest([archive], None, tmp_path, options=Options(strict=True)).failed) > 1


def test_a_file_of_the_store_that_is_missing_or_cut_off_is_named_with_its_remedy(archive, tmp_path):
    ingest([archive], None, tmp_path)
    (part,) = (tmp_path / "all").rglob("*.parquet")
    part.write_bytes(part.read_bytes()[:-9])
    with pytest.raises(InputError, match=r"part-0\.parquet.*its size is another.*delete .*again"):
        ingest([archive], None, tmp_path)
    part.unlink()
    with pytest.raises(InputError, match=r"part-0\.parquet.*it is missing"):
        ingest([archive], None, tmp_path)


def test_a_store_of_another_version_and_a_strange_folder_are_refused(archive, tmp_path):
    ingest([archive], None, tmp_path)
    path = tmp_path / "all" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"layout": 0}))
    with pytest.raises(InputError, match="another version of tension wrote it"):
        ingest([archive], None, tmp_path)
    path.unlink()
    with pytest.raises(InputError, match="none that `tension ingest --all-dyads` wrote"):
        ingest([archive], None, tmp_path)


def test_the_store_of_one_pair_beside_is_left_alone(archive, tmp_path):
    ingest([archive], "IRN-AZE", tmp_path)
    ingest([archive], None, tmp_path)
    assert Path(tmp_path / "IRN-AZE" / "events.parquet").is_file()
    assert sum(part.table.shape[0] for part in stored_parts("IRN-AZE", tmp_path)) > 0


def test_a_row_that_names_several_countries_gives_one_of_each_pair(tmp_path):
    names = ("Event ID", "Event Date", "Event Type", "Event Mode", "Actor Country",
             "Recipient Country", "Intensity", "Publication Date")
    rows = [("e1", "2020-03-01", "CONSULT", "visit", "IRN; RUS", "AZE", "3", "2020-03-01"),
            ("e2", "2020-03-01", "CONSULT", "visit", "IRN", "IRN; None", "3", "2020-03-01"),
            ("e3", "2020-03-02", "NONSENSE", "visit", "IRN; TUR", "USA", "3", "2020-03-02")]
    path = tmp_path / "ngecEvents.txt"
    path.write_text("\n".join("\t".join(row) for row in (names, *rows)))
    done = ingest([path], None, tmp_path / "store")
    table = rows_of(tmp_path / "store")
    assert list(zip(table["source"], table["target"], strict=True)) == [
        ("IRN", "AZE"), ("RUS", "AZE")]
    assert table["multilateral"].all()
    told = {(row["account"], row["reason"]): int(row["rows"])
            for row in ledger_of(tmp_path / "store")}
    assert told == {("read", ""): 3, ("several", "rows more, where one names several countries"): 1,
                    ("kept", ""): 2, ("left_out", "not between two different countries"): 1,
                    ("bad", "see rejects.csv"): 1}
    assert "gave 1 more" in done.summary()


def test_an_ingest_of_all_pairs_goes_without_pandas(archive, tmp_path):
    told = ("import sys\nfrom tension.sources.ingest import ingest\n"
            f"ingest([{str(archive)!r}], None, {str(tmp_path)!r})\n"
            "assert 'pandas' not in sys.modules")
    subprocess.run([sys.executable, "-c", told], check=True)
    assert len(rows_of(tmp_path))
