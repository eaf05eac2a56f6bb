"""Killed at any moment, run twice at once, out of room: the store ends as if nothing had happened.
"""

import os
import random
import resource
import signal
import subprocess
import sys
import time

import pytest
from filelock import FileLock

from tension.core.errors import InputError
from tension.sources.ingest import ingest
from tension.sources.journal import Journal
from tension.sources.stored import read_store

PAIR = "IRN-AZE"
MOMENTS = 25

# Every write an ingest makes passes one of these doors; the process ends without a word before or
# within the given passage.
STEPPED = """
import os, sys
from pathlib import Path
from pyarrow import parquet
from tension.sources import journal, store
from tension.sources.ingest import ingest

left = int(sys.argv[3])

def step():
    global left
    left -= 1
    if left < 0:
        os._exit(9)

def counted(owner, name):
    plain = getattr(owner, name)
    def made(*args, **kwargs):
        step()
        found = plain(*args, **kwargs)
        step()
        return found
    setattr(owner, name, made)

enter = journal.Journal.enter
def torn(self, key, record, rows):
    global left
    left -= 1
    if left < 0:
        # The journal is cut off within this entry.
        before = self.path.stat().st_size if self.path.exists() else 0
        enter(self, key, record, rows)
        size = self.path.stat().st_size
        os.truncate(self.path, before + (size - before) * (3 + left % 2) // 5)
        os._exit(9)
    return enter(self, key, record, rows)

journal.Journal.enter = torn
counted(os, "replace")
counted(parquet.ParquetWriter, "write_table")
counted(parquet.ParquetWriter, "close")
counted(journal.Journal, "remove")
counted(Path, "write_text")
counted(store.Store, "log")
ingest([sys.argv[1]], "IRN-AZE", sys.argv[2])
"""


@pytest.fixture
def undisturbed(archive, tmp_path, bytes_of):
    ingest([archive], PAIR, tmp_path / "undisturbed")
    return bytes_of(tmp_path / "undisturbed")


def _stepped(archive, store, steps):
    call = [sys.executable, "-c", STEPPED, str(archive), str(store), str(steps)]
    return subprocess.run(call, capture_output=True, text=True)


def test_ended_at_each_write_in_turn_the_next_run_ends_with_the_same_bytes(
    archive, tmp_path, undisturbed, bytes_of
):
    steps = 0
    while (ended := _stepped(archive, tmp_path / f"s{steps}", steps)).returncode != 0:
        assert ended.returncode == 9, ended.stderr
        ingest([archive], PAIR, tmp_path / f"s{steps}")
        assert bytes_of(tmp_path / f"s{steps}") == undisturbed, f"ended at write {steps}"
        assert not (tmp_path / f"s{steps}" / PAIR / "journal").exists()
        steps += 1
    assert steps >= 12 + 8


def test_killed_at_random_moments_the_store_ends_with_the_same_bytes(
    tmp_path, write_daily, bytes_of, ingesting
):
    archive = tmp_path / "archive"
    archive.mkdir()
    for number in range(40):
        write_daily(archive, number, 2000)
    began = time.monotonic()
    whole = ingesting(archive, tmp_path / "undisturbed")
    whole.communicate()
    length = time.monotonic() - began
    assert whole.returncode == 0
    rng = random.Random(1)
    store = tmp_path / "store"
    for _ in range(MOMENTS):
        running = ingesting(archive, store)
        try:
            running.communicate(timeout=rng.uniform(0.1, 1.0) * length)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            running.communicate()
        if (store / PAIR / "events.parquet").exists() and rng.random() < 0.5:
            # What an earlier run made is whole at any time; a changed archive begins it anew.
            assert len(read_store(PAIR, store))
            (store / PAIR / "events.parquet").unlink()
    ended = ingesting(archive, store)
    assert ended.communicate()[1] == ""
    assert ended.returncode == 0
    assert bytes_of(store) == bytes_of(tmp_path / "undisturbed")


def test_two_runs_at_once_end_with_the_same_bytes_as_one(
    archive, tmp_path, undisturbed, bytes_of, ingesting
):
    both = [ingesting(archive, tmp_path / "store") for _ in range(2)]
    told = [one.communicate() for one in both]
    assert [one.returncode for one in both] == [0, 0], told
    assert bytes_of(tmp_path / "store") == undisturbed


def test_the_second_run_says_that_it_waits_and_goes_on_when_the_first_has_ended(
    archive, tmp_path, undisturbed, bytes_of, ingesting
):
    place = tmp_path / "store" / PAIR
    place.mkdir(parents=True)
    with FileLock(place / ".lock"):
        second = ingesting(archive, tmp_path / "store")
        assert second.stderr.readline() == (
            "another ingest is at work in this store; waiting for it to end\n"
        )
        assert second.poll() is None
    second.communicate()
    assert second.returncode == 0
    assert bytes_of(tmp_path / "store") == undisturbed


def _little_room():
    resource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000))


def test_without_room_it_ends_in_one_line_and_goes_on_when_there_is_room(
    archive, tmp_path, undisturbed, bytes_of, ingesting
):
    ended = ingesting(archive, tmp_path / "store", preexec_fn=_little_room)
    told = ended.communicate()[1]
    assert ended.returncode == 1
    assert told.count("\n") == 1
    assert "make room or mend it, and run the same command again: what is finished is kept" in told
    kept = Journal(tmp_path / "store" / PAIR / "journal").recover()
    assert 0 < len(kept) < 12
    done = ingest([archive], PAIR, tmp_path / "store")
    assert done.held == len(kept)
    assert bytes_of(tmp_path / "store") == undisturbed


def test_without_room_for_the_parquet_file_the_earlier_one_stays(
    archive, tmp_path, monkeypatch, write_daily, bytes_of
):
    ingest([archive], PAIR, tmp_path / "store")
    before = bytes_of(tmp_path / "store")
    write_daily(archive, 20)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(InputError, match="no space left on device"):
        ingest([archive], PAIR, tmp_path / "store")
    monkeypatch.undo()
    assert bytes_of(tmp_path / "store") == before
    assert sorted(one.name for one in (tmp_path / "store" / PAIR).iterdir()) == [
        ".lock", "events.parquet", "ingest.log", "journal", "manifest.json",
    ]
    assert ingest([archive], PAIR, tmp_path / "store").held == 13


def test_a_folder_that_cannot_be_made_is_an_error_in_one_line(archive, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"cannot be made .*; name another folder with --store"):
        ingest([archive], PAIR, tmp_path / "file" / "store")


LIE = b'{"key":"x","size":5,"crc32":0,"record":{}}\nabcde'


@pytest.mark.parametrize(("cut", "added", "kept"), [
    (1, b"", ["a"]), (3, b"xyz", ["a"]), (0, b"{", ["a", "b"]), (0, LIE, ["a", "b"]),
    (0, b"\xff\0\n", ["a", "b"]), (0, b"[]\n", ["a", "b"]), (0, b'{"key":"x"', ["a", "b"]),
    (0, b'{"key":"x","size":-5,"crc32":0,"record":{}}\n', ["a", "b"]),
    (0, b'{"key":"x","size":"5","crc32":0,"record":{}}\n', ["a", "b"]),
    (0, b'{"key":"x","size":0,"crc32":0,"record":{}}\n', ["a", "b"]),
    (0, b"[" * 100_000 + b"\n", ["a", "b"]),
])
def test_what_is_cut_off_or_damaged_at_the_end_of_a_journal_is_taken_off(
    cut, added, kept, tmp_path
):
    journal = Journal(tmp_path / "journal")
    record = {"size": 1, "crc32": [], "told": {}, "members": []}
    journal.enter("a", record, b'{"x":1}\n')
    journal.enter("b", record, b'{"x":2}\n{"x":3}\n')
    journal.close()
    content = (tmp_path / "journal").read_bytes()
    (tmp_path / "journal").write_bytes(content[: len(content) - cut] + added)
    again = Journal(tmp_path / "journal")
    whole = again.recover()
    assert [one.key for one in whole] == kept
    made = again.enter("c", record, b'{"x":4}\n')
    again.close()
    assert again.rows(made) == b'{"x":4}\n'
    assert [one.key for one in again.recover()] == [*kept, "c"]
    assert again.rows(whole[0]) == b'{"x":1}\n'
