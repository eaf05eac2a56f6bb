"""Copies, renamed and damaged archives, a journal of other paths: no row is lost or counted twice.
"""

import gzip
import os
import shutil
import zipfile

import pandas as pd
import pytest

from tension.core.errors import InputError, UsageError
from tension.sources import stored
from tension.sources.ingest import Options, ingest
from tension.sources.journal import Journal
from tension.sources.read import read_events
from tension.sources.stored import read_store

PAIR = "IRN-AZE"


def held(store):
    """The rows of a store, whatever their names."""
    table = read_store(PAIR, store).table
    return sorted(zip(table["origin_id"], table["date"], strict=True))


def truth(*paths):
    table = read_events(list(paths)).table
    return sorted(zip(table["origin_id"], table["date"], strict=True))


@pytest.fixture
def three(tmp_path, write_daily):
    folder = tmp_path / "in"
    folder.mkdir()
    return [write_daily(folder, number) for number in (1, 2, 3)]


def spoil(path):
    """Damage a zip so that its size and its directory stay."""
    content = bytearray(path.read_bytes())
    content[len(content) // 3 : len(content) // 3 + 100] = bytes(100)
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("verify", [False, True])
def test_a_damaged_archive_does_not_hide_its_sound_copy(three, tmp_path, verify):
    first = three[0]
    for other in three[1:]:
        other.unlink()
    shutil.copy(first, first.with_name("z sound.zip"))
    spoil(first)
    how = Options(verify=verify)
    done = ingest([first.parent], PAIR, tmp_path / "store", options=how)
    assert (done.new, dict(done.failed)) == (1, {})
    assert "a copy of it was read" in done.summary()
    assert held(tmp_path / "store") == truth(first.with_name("z sound.zip"))
    again = ingest([first.parent], PAIR, tmp_path / "store", options=how)
    assert (again.new, again.held) == (0, 1)


def test_when_all_copies_are_damaged_each_is_named_once_tried(three, tmp_path):
    first = three[0]
    spoil(first)
    shutil.copy(first, first.with_name("z copy.zip"))
    done = ingest([first.parent], PAIR, tmp_path / "store")
    assert sorted(done.failed) == [first.name, "z copy.zip"]
    assert done.new == 2


def test_archives_that_are_renamed_in_a_circle_lose_no_row(three, tmp_path, bytes_of):
    store = tmp_path / "store"
    ingest([three[0].parent], PAIR, store)
    names = [path.name for path in three]
    for path in three:
        path.rename(path.with_name("x " + path.name))
    for path, name in zip(three, [*names[1:], names[0]], strict=True):
        path.with_name("x " + path.name).rename(path.with_name(name))
    ingest([three[0].parent], PAIR, store)
    assert held(store) == truth(three[0].parent)
    before = bytes_of(store)
    assert ingest([three[0].parent], PAIR, store).held == 3
    assert bytes_of(store) == before


def test_a_latest_file_that_moves_on_keeps_the_rows_of_what_it_was(three, tmp_path):
    folder = three[0].parent
    latest, previous = folder / "latest.zip", folder / "previous.zip"
    three[0].rename(latest)
    ingest([latest], PAIR, tmp_path / "store")
    latest.rename(previous)
    three[1].rename(latest)
    three[2].unlink()
    done = ingest([folder], PAIR, tmp_path / "store")
    assert held(tmp_path / "store") == truth(folder)
    assert done.replaced == ["latest.zip"]
    assert ingest([folder], PAIR, tmp_path / "store").held == 2


def _stopped_after(monkeypatch, paths, store):
    """Let an ingest enter what it reads into the journal, and end before the store is written."""
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("tension.sources.keepers.write_held", stop)
    with pytest.raises(KeyboardInterrupt):
        ingest(paths, PAIR, store)
    monkeypatch.undo()


def test_a_copy_that_comes_after_a_stop_is_not_read_beside_what_the_journal_has(
    three, tmp_path, monkeypatch
):
    _stopped_after(monkeypatch, [three[1]], tmp_path / "store")
    shutil.copy(three[1], three[1].with_name("a copy.zip"))
    done = ingest([three[1].with_name("a copy.zip"), three[1]], PAIR, tmp_path / "store")
    assert dict(done.copies) == {"a copy.zip": three[1].name}
    assert held(tmp_path / "store") == truth(three[1])


def test_a_journal_of_other_paths_is_kept_and_its_copies_are_not_read_again(
    three, tmp_path, monkeypatch
):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(three[0], elsewhere / "a copy.zip")
    _stopped_after(monkeypatch, [three[0], three[1]], tmp_path / "store")
    done = ingest([elsewhere], PAIR, tmp_path / "store")
    assert dict(done.copies) == {"a copy.zip": three[0].name}
    assert held(tmp_path / "store") == truth(three[0], three[1])


def test_a_name_that_becomes_a_copy_of_another_gives_up_its_earlier_rows(three, tmp_path):
    ingest([three[0].parent], PAIR, tmp_path / "store")
    shutil.copy(three[0], three[1])
    ingest([three[0].parent], PAIR, tmp_path / "store")
    assert held(tmp_path / "store") == truth(three[0], three[2])


def test_another_archive_of_the_same_name_is_said_to_replace_the_earlier(
    three, tmp_path, write_daily
):
    ingest([three[0]], PAIR, tmp_path / "store")
    other = tmp_path / "other"
    other.mkdir()
    write_daily(other, 9).rename(other / three[0].name)
    done = ingest([other], PAIR, tmp_path / "store")
    assert done.replaced == [three[0].name]
    assert "another content than before under this name" in done.summary()


def test_an_archive_can_be_forgotten_and_a_wrong_name_is_refused(three, tmp_path):
    ingest([three[0].parent], PAIR, tmp_path / "store")
    ingest([], PAIR, tmp_path / "store", options=Options(forget=[three[1].name]))
    assert held(tmp_path / "store") == truth(three[0], three[2])
    with pytest.raises(UsageError, match="does not hold '20160199'; it holds "):
        ingest([], PAIR, tmp_path / "store", options=Options(forget=["20160199"]))


def test_a_failure_that_is_forgotten_is_no_longer_told(three, tmp_path):
    three[0].write_bytes(b"PK\x03\x04")
    ingest([three[0].parent], PAIR, tmp_path / "store")
    ingest([], PAIR, tmp_path / "store", options=Options(forget=[three[0].name]))
    table = read_store(PAIR, tmp_path / "store").ledger.table
    assert not table["rule"].str.startswith("archives that could not be read").any()


def test_strict_holds_what_is_held_already_to_it_too(three, tmp_path):
    ingest([three[0].parent], PAIR, tmp_path / "store")
    done = ingest([three[0].parent], PAIR, tmp_path / "store", options=Options(strict=True))
    assert list(done.failed) == [three[2].name]
    assert "code '---' is not a CAMEO code" in done.failed[three[2].name]


def test_two_gzips_that_end_alike_are_told_apart(tmp_path, write_daily):
    for name, number in (("a", 1), ("b", 2)):
        path = write_daily(tmp_path, number, 60)
        with zipfile.ZipFile(path) as file:
            content = file.read(file.namelist()[0])
        packed = gzip.compress(content, 0, mtime=0) + gzip.compress(b"", mtime=0)
        (tmp_path / f"{name}.gz").write_bytes(packed)
    done = ingest([tmp_path / "a.gz", tmp_path / "b.gz"], PAIR, tmp_path / "store")
    assert done.new == 2
    assert held(tmp_path / "store") == truth(tmp_path / "a.gz", tmp_path / "b.gz")


def test_a_reader_sees_one_moment_of_a_store_that_is_written_meanwhile(
    three, tmp_path, monkeypatch, write_daily
):
    folder, store = three[0].parent, tmp_path / "store"
    ingest([folder], PAIR, store)
    wanted = held(store)
    real = stored.members_of

    def meanwhile(manifest):
        write_daily(folder, 7)
        ingest([folder], PAIR, store)
        return real(manifest)

    monkeypatch.setattr(stored, "members_of", meanwhile)
    assert held(store) == wanted
    monkeypatch.undo()
    assert len(held(store)) > len(wanted)


def test_a_damaged_parquet_file_is_one_line_and_nothing_is_written(three, tmp_path):
    store = tmp_path / "store"
    ingest([three[0].parent], PAIR, store)
    path = store / PAIR / "events.parquet"
    content = bytearray(path.read_bytes())
    content[4:400] = bytes(396)
    path.write_bytes(bytes(content))
    with pytest.raises(InputError, match=r"IRN-AZE/events\.parquet: the file is damaged; move it"):
        read_store(PAIR, store)
    three[0].unlink()
    three[1].write_bytes(three[2].read_bytes())
    with pytest.raises(InputError, match="the file is damaged"):
        ingest([three[1].parent], PAIR, store, options=Options(forget=[three[2].name]))
    assert path.read_bytes() == bytes(content)


def test_a_manifest_spoilt_by_hand_is_written_anew(three, tmp_path, bytes_of):
    store = tmp_path / "store"
    ingest([three[0].parent], PAIR, store)
    before = bytes_of(store)
    (store / PAIR / "manifest.json").write_bytes(b"\xff\xfe")
    ingest([three[0].parent], PAIR, store)
    assert bytes_of(store) == before


def test_a_file_name_that_is_no_text_is_escaped_and_wedges_nothing(three, tmp_path):
    odd = os.fsdecode(b"a\xff\n.zip")
    three[0].rename(three[0].with_name(odd))
    done = ingest([three[0].parent], PAIR, tmp_path / "store")
    assert done.new == 3
    assert set(read_store(PAIR, tmp_path / "store").files["file"].str.split(":").str[0]) == {
        "a\\udcff\\n.zip", three[1].name, three[2].name,
    }
    pd.testing.assert_frame_equal(
        read_store(PAIR, tmp_path / "store").table, read_events(three[0].parent).table
    )
    assert Journal(tmp_path / "store" / PAIR / "journal").recover() == []
