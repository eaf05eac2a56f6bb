"""The store: what is new or changed is read, what is held is not; the bytes depend on nothing else.
"""

import json
import shutil
import subprocess
import sys
import zipfile
from itertools import pairwise

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.errors import InputError, UsageError
from tension.sources import held
from tension.sources.ingest import Options, ingest
from tension.sources.read import read_events
from tension.sources.stored import read_store

PAIR = "IRN-AZE"


def test_the_store_gives_the_same_events_as_reading_the_archives(archive, tmp_path):
    done = ingest([archive], PAIR, tmp_path / "store")
    direct, stored = read_events(archive), read_store(PAIR, tmp_path / "store")
    pd.testing.assert_frame_equal(stored.table, direct.table)
    pd.testing.assert_frame_equal(stored.rejects, direct.rejects)
    assert stored.coverage == direct.coverage
    assert stored.ledger == direct.ledger
    assert stored.provenance.as_of == direct.provenance.as_of
    assert (done.new, done.changed, done.held) == (12, 0, 0)
    assert (done.rows, done.matched, done.rejected) == (12 * 300, len(direct), 4)
    assert done.as_of == "2016-01-12"


def test_a_second_ingest_reads_nothing_and_changes_no_byte(
    archive, tmp_path, monkeypatch, bytes_of
):
    ingest([archive], PAIR, tmp_path / "store")
    before = bytes_of(tmp_path / "store")
    monkeypatch.setattr("tension.sources.keepers.scan", None)
    done = ingest([archive], PAIR, tmp_path / "store")
    assert (done.new, done.held) == (0, 12)
    assert bytes_of(tmp_path / "store") == before


def test_an_archive_more_is_the_only_one_read(archive, tmp_path, write_daily):
    ingest([archive], PAIR, tmp_path / "store")
    write_daily(archive, 12)
    done = ingest([archive], PAIR, tmp_path / "store")
    assert (done.new, done.held) == (1, 12)
    assert len(read_store(PAIR, tmp_path / "store")) == len(read_events(archive))


def test_a_changed_archive_takes_the_place_of_the_earlier_one(archive, tmp_path, write_daily):
    ingest([archive], PAIR, tmp_path / "store")
    shutil.copy(write_daily(tmp_path, 30), archive / "20160103.export.CSV.zip")
    done = ingest([archive], PAIR, tmp_path / "store")
    assert (done.new, done.changed, done.held) == (0, 1, 11)
    pd.testing.assert_frame_equal(
        read_store(PAIR, tmp_path / "store").table, read_events(archive).table
    )


@settings(max_examples=8, deadline=None)
@given(order=st.permutations(range(12)), steps=st.lists(st.integers(1, 11), max_size=3))
def test_in_however_many_steps_the_bytes_are_the_same(
    order, steps, tmp_path_factory, write_daily, bytes_of
):
    folder = tmp_path_factory.mktemp("steps")
    files = [write_daily(folder, number, 80) for number in range(12)]
    ingest([folder], PAIR, folder / "whole")
    cuts = [0, *sorted(steps), 12]
    for first, last in pairwise(cuts):
        if first < last:
            ingest([files[k] for k in order[first:last]], PAIR, folder / "steps")
    assert bytes_of(folder / "steps") == bytes_of(folder / "whole")


@pytest.mark.parametrize("group", [1, 7, 20, 1000])
def test_the_length_of_a_row_group_changes_no_row(group, archive, tmp_path, monkeypatch):
    monkeypatch.setattr(held, "GROUP", group)
    files = sorted(archive.iterdir())
    ingest(files[6:], PAIR, tmp_path / "store")
    ingest(files[:6], PAIR, tmp_path / "store")
    kept = pq.ParquetFile(tmp_path / "store" / PAIR / "events.parquet")
    sizes = [kept.metadata.row_group(k).num_rows for k in range(kept.metadata.num_row_groups)]
    assert set(sizes[:-1]) <= {group}
    pd.testing.assert_frame_equal(
        read_store(PAIR, tmp_path / "store").table, read_events(archive).table
    )


def test_an_archive_that_fails_leaves_the_others_alone_and_is_named(
    archive, tmp_path, write_daily, bytes_of
):
    whole = (archive / "20160105.export.CSV.zip").read_bytes()
    (archive / "20160105.export.CSV.zip").write_bytes(whole[: len(whole) // 2])
    (archive / "20160106.export.CSV.zip").write_bytes(b"")
    done = ingest([archive], PAIR, tmp_path / "store")
    assert sorted(done.failed) == ["20160105.export.CSV.zip", "20160106.export.CSV.zip"]
    assert "still being written" in done.failed["20160105.export.CSV.zip"]
    assert done.new == 10
    (archive / "20160105.export.CSV.zip").write_bytes(whole)
    write_daily(archive, 5)
    again = ingest([archive], PAIR, tmp_path / "store")
    assert (again.new, again.held, again.failed) == (2, 10, {})
    ingest([archive], PAIR, tmp_path / "other")
    assert bytes_of(tmp_path / "store") == bytes_of(tmp_path / "other")


def test_what_is_held_of_an_archive_stays_when_its_new_form_fails(archive, tmp_path, bytes_of):
    ingest([archive], PAIR, tmp_path / "store")
    before, path = bytes_of(tmp_path / "store"), archive / "20160105.export.CSV.zip"
    table, whole = read_store(PAIR, tmp_path / "store").table, path.read_bytes()
    path.write_bytes(b"PK\x03\x04 cut off")
    done = ingest([archive], PAIR, tmp_path / "store")
    assert list(done.failed) == ["20160105.export.CSV.zip"]
    pd.testing.assert_frame_equal(read_store(PAIR, tmp_path / "store").table, table)
    path.write_bytes(whole)
    ingest([archive], PAIR, tmp_path / "store")
    assert bytes_of(tmp_path / "store") == before


def test_a_copy_under_another_name_is_not_read_twice(archive, tmp_path):
    shutil.copy(archive / "20160101.export.CSV.zip", archive / "a copy.zip")
    done = ingest([archive], PAIR, tmp_path / "store")
    assert done.copies == {"a copy.zip": "20160101.export.CSV.zip"}
    assert "the same as 20160101.export.CSV.zip; not read twice" in done.summary()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(archive / "20160102.export.CSV.zip", elsewhere / "x.zip")
    again = ingest([elsewhere], PAIR, tmp_path / "store")
    assert again.copies == {"x.zip": "20160102.export.CSV.zip"}
    assert (again.new, again.rows) == (0, done.rows)


def test_a_table_coded_by_hand_is_passed_over_and_named(archive, tmp_path):
    (archive / "mine.csv").write_text("date,source,target,code\n2000-01-01,IRN,AZE,042\n")
    done = ingest([archive], PAIR, tmp_path / "store")
    assert done.by_hand == ["mine.csv"]
    assert "mine.csv: of no format of an archive, not read" in done.summary()
    assert done.new == 12


def test_an_archive_read_under_another_scheme_is_read_again(tmp_path):
    keds = tmp_path / "keds.txt"
    keds.write_text("".join(f"9001{k:02d}\tIRN\tAZR\t042\t(X)\n" for k in range(1, 20)))
    ingest([keds], PAIR, tmp_path / "s", options=Options(source_format="keds", ontology="weis"))
    first = read_store(PAIR, tmp_path / "s").table["ontology"].unique().tolist()
    done = ingest([keds], PAIR, tmp_path / "s",
                  options=Options(source_format="keds", ontology="cameo"))
    second = read_store(PAIR, tmp_path / "s").table["ontology"].unique().tolist()
    assert (first, second, done.changed) == (["weis"], ["cameo"], 1)


def test_a_strict_ingest_refuses_an_archive_with_one_bad_row(archive, tmp_path):
    done = ingest([archive], PAIR, tmp_path / "store", options=Options(strict=True))
    assert len(done.failed) == 4
    assert "code '---' is not a CAMEO code" in done.failed["20160101.export.CSV.zip"]


def test_verify_keeps_the_sha256_and_reads_again_what_was_altered_with_its_sums_kept(
    archive, tmp_path
):
    ingest([archive], PAIR, tmp_path / "store", options=Options(verify=True))
    manifest = json.loads((tmp_path / "store" / PAIR / "manifest.json").read_text())
    assert all(len(one["sha256"]) == 64 for one in manifest["archives"].values())
    path = archive / "20160101.export.CSV.zip"
    bytes_ = bytearray(path.read_bytes())
    at = bytes_.index(b"PK\x01\x02") + 12  # the time in the zip's directory: no sum covers it
    bytes_[at] ^= 1
    path.write_bytes(bytes_)
    assert ingest([archive], PAIR, tmp_path / "store").held == 12
    again = ingest([archive], PAIR, tmp_path / "store", options=Options(verify=True))
    assert (again.changed, again.held) == (1, 11)


def test_the_order_of_the_two_countries_does_not_make_another_store(archive, tmp_path):
    ingest([archive], "IRN-AZE", tmp_path / "store")
    done = ingest([archive], "AZE-IRN", tmp_path / "store")
    assert done.held == 12
    assert len(read_store("AZE-IRN", tmp_path / "store")) == done.matched


def test_several_members_and_files_of_one_name_in_two_folders_are_kept_apart(tmp_path, write_daily):
    for name, number in (("a", 1), ("b", 2)):
        (tmp_path / "in" / name).mkdir(parents=True)
        made = write_daily(tmp_path, number)
        with zipfile.ZipFile(made) as one:
            content = one.read(one.namelist()[0])
        with zipfile.ZipFile(tmp_path / "in" / name / "events.zip", "w") as two:
            two.writestr("one.csv", content)
            two.writestr("two.csv", content[: content.rindex(b"\n", 0, -1) + 1])
    done = ingest([tmp_path / "in"], PAIR, tmp_path / "store")
    stored = read_store(PAIR, tmp_path / "store")
    assert done.new == 2
    assert stored.table["event_id"].is_unique
    pd.testing.assert_frame_equal(stored.table, read_events(tmp_path / "in").table)
    with pytest.raises(UsageError, match=r"two files are named events\.zip"):
        ingest([tmp_path / "in/a/events.zip", tmp_path / "in/b/events.zip"], PAIR, tmp_path / "s")


def test_standard_input_and_a_name_of_nothing_are_refused(tmp_path):
    with pytest.raises(UsageError, match="standard input cannot be ingested"):
        ingest(["-"], PAIR, tmp_path)
    with pytest.raises(InputError, match="no such file"):
        ingest([tmp_path / "nowhere"], PAIR, tmp_path)


def test_a_store_without_the_pair_says_what_it_holds_and_how_to_fill_it(archive, tmp_path):
    with pytest.raises(UsageError, match=r"there is no store in .*; fill one with `tension ingest"):
        read_store("ARM-AZE", tmp_path)
    ingest([archive], PAIR, tmp_path / "store")
    with pytest.raises(UsageError, match="holds nothing of ARM-AZE, only IRN-AZE; fill it"):
        read_store("ARM-AZE", tmp_path / "store")


@pytest.mark.parametrize("content", [b"", b"PAR1 no", b"text"])
def test_a_file_of_other_making_is_refused_and_left_alone(content, archive, tmp_path):
    place = tmp_path / "store" / PAIR
    place.mkdir(parents=True)
    (place / "events.parquet").write_bytes(content)
    for act in (lambda: ingest([archive], PAIR, tmp_path / "store"),
                lambda: read_store(PAIR, tmp_path / "store")):
        with pytest.raises(InputError, match=r"no file that `tension ingest` wrote"):
            act()
    assert (place / "events.parquet").read_bytes() == content


def test_a_store_of_another_layout_is_refused(archive, tmp_path, monkeypatch):
    ingest([archive], PAIR, tmp_path / "store")
    monkeypatch.setattr("tension.sources.manifest.LAYOUT", 2)
    with pytest.raises(InputError, match="another version of tension wrote it"):
        read_store(PAIR, tmp_path / "store")


def test_an_ingest_imports_no_pandas(archive, tmp_path):
    code = (
        "import sys\nfrom tension.cli import main\n"
        f"sys.argv = ['tension', 'ingest', {str(archive)!r}, '--store', {str(tmp_path / 's')!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "assert 'pandas' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert (tmp_path / "s" / PAIR / "events.parquet").exists()


def test_an_archive_without_the_pair_is_held_with_its_count_of_rows(tmp_path, write_daily):
    write_daily(tmp_path, 1)
    done = ingest([tmp_path / "20160102.export.CSV.zip"], "FRA-DEU", tmp_path / "store")
    assert (done.rows, done.matched) == (300, 0)
    stored = read_store("FRA-DEU", tmp_path / "store")
    assert len(stored) == 0
    assert stored.coverage.days(stored.coverage.first, stored.coverage.last) == 1


def test_a_text_whose_name_promises_a_packed_file_is_a_failed_download(archive, tmp_path):
    (archive / "20160113.export.CSV.zip").write_text("502 Bad Gateway")
    done = ingest([archive], PAIR, tmp_path / "store")
    assert done.by_hand == []
    assert "its name says that it is packed" in done.failed["20160113.export.CSV.zip"]


def test_what_is_kept_of_a_failed_archive_is_said_by_the_ingest_and_by_the_account(
    archive, tmp_path
):
    ingest([archive], PAIR, tmp_path / "store")
    (archive / "20160105.export.CSV.zip").write_bytes(b"PK\x03\x04")
    done = ingest([archive], PAIR, tmp_path / "store")
    assert done.failed["20160105.export.CSV.zip"].endswith("read from it earlier are kept")
    table = read_store(PAIR, tmp_path / "store").ledger.table
    told = table[table["rule"].str.startswith("archives that could not be read")]
    assert told[["concerned", "detail"]].to_numpy().tolist() == [[1, "20160105.export.CSV.zip"]]


def test_the_folder_of_a_pair_is_no_store_and_the_store_is_named(archive, tmp_path):
    ingest([archive], PAIR, tmp_path / "store")
    with pytest.raises(UsageError, match=r"is the folder of one pair; .*--store .*store$"):
        read_store(PAIR, tmp_path / "store" / PAIR)
