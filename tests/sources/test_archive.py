"""Every container and every trap in it; what a compressed file claims is checked."""

import contextlib
import gzip
import io
import random
import struct
import zipfile
import zlib

import pytest

from tension.core.errors import InputError
from tension.sources import archive
from tension.sources.archive import members

TEXT = b"".join(b"%d\tline of text\n" % k for k in range(20_000))


def _zip(path, files, kind=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", kind) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def _content(path):
    return {m.label: b"".join(m.chunks()) for m in members([path])}


def _fault(call):
    with pytest.raises(InputError) as error:
        call()
    assert "\n" not in str(error.value)
    return str(error.value)


def test_plain_gzip_and_zip_give_the_same_bytes(tmp_path):
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "a.gz").write_bytes(gzip.compress(TEXT))
    _zip(tmp_path / "a.zip", {"a.txt": TEXT})
    _zip(tmp_path / "stored.zip", {"a.txt": TEXT}, zipfile.ZIP_STORED)
    _zip(tmp_path / "slow.zip", {"a.txt": TEXT}, zipfile.ZIP_BZIP2)
    for name in ("a.txt", "a.gz", "a.zip", "stored.zip", "slow.zip"):
        assert list(_content(tmp_path / name).values()) == [TEXT]


def test_a_gzip_of_several_parts_is_read_to_its_end(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"one\n") + gzip.compress(TEXT))
    assert list(_content(tmp_path / "a.gz").values()) == [b"one\n" + TEXT]


def test_every_member_of_a_zip_is_read_under_its_name(tmp_path):
    _zip(tmp_path / "a.zip", {"one.txt": b"1", "in/two.txt": b"2"})
    assert _content(tmp_path / "a.zip") == {"a.zip:one.txt": b"1", "a.zip:in/two.txt": b"2"}


def test_the_kind_is_told_from_the_content_not_from_the_name(tmp_path):
    (tmp_path / "a.csv").write_bytes(gzip.compress(TEXT))
    assert list(_content(tmp_path / "a.csv").values()) == [TEXT]


def test_a_folder_and_a_pattern_give_their_files_in_order_without_hidden_ones(tmp_path):
    for name in ("b.txt", "a.txt", ".hidden", "sub/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    assert [m.name for m in members([tmp_path])] == ["a.txt", "b.txt", "c.txt"]
    assert [m.name for m in members([str(tmp_path / "*.txt")])] == ["a.txt", "b.txt"]


def test_a_path_that_names_nothing_says_so(tmp_path):
    told = _fault(lambda: members([tmp_path / "gone.zip"]))
    assert told == f"{tmp_path}/gone.zip: no such file; check the name and the folder"
    (tmp_path / "empty").mkdir()
    assert "the folder holds no file" in _fault(lambda: members([tmp_path / "empty"]))


@pytest.mark.parametrize("cut", [0.3, 0.7, 0.99])
def test_a_gzip_that_ends_in_the_middle_is_named_with_the_remedy(tmp_path, cut):
    whole = gzip.compress(TEXT)
    (tmp_path / "a.gz").write_bytes(whole[: int(len(whole) * cut)])
    told = _fault(lambda: _content(tmp_path / "a.gz"))
    assert told == "a.gz: the file ends in the middle; " + archive.WAIT


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.99])
def test_a_truncated_zip_is_named_with_the_remedy(tmp_path, cut):
    whole = _zip(tmp_path / "w.zip", {"a.txt": TEXT}).read_bytes()
    (tmp_path / "a.zip").write_bytes(whole[: int(len(whole) * cut)])
    assert _fault(lambda: _content(tmp_path / "a.zip")) == (
        "a.zip: the zip cannot be opened; " + archive.WAIT
    )


def test_damaged_packing_is_named(tmp_path):
    whole = bytearray(_zip(tmp_path / "a.zip", {"a.txt": TEXT}).read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(bytes(whole))
    told = _fault(lambda: _content(tmp_path / "a.zip"))
    assert told.startswith("a.zip:a.txt: the ")
    assert "fetch it again" in told


def test_a_wrong_sum_is_named(tmp_path):
    whole = bytearray(_zip(tmp_path / "a.zip", {"a.txt": TEXT}).read_bytes())
    directory = whole.rindex(b"PK\x01\x02")
    whole[directory + 16] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(bytes(whole))
    assert "the member ends early or its sum is wrong" in _fault(
        lambda: _content(tmp_path / "a.zip")
    )


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/passwd", "C:\\x", "..\\x"])
def test_a_member_that_points_outside_the_zip_is_refused(tmp_path, name):
    _zip(tmp_path / "a.zip", {"aaaaaaaaaaaaaaaa"[: len(name)]: b"1"})
    raw = (tmp_path / "a.zip").read_bytes()
    raw = raw.replace(b"aaaaaaaaaaaaaaaa"[: len(name)], name.encode())
    (tmp_path / "a.zip").write_bytes(raw)
    assert "which points outside it" in _fault(lambda: members([tmp_path / "a.zip"]))


def test_a_zip_bomb_is_refused_before_it_is_inflated(tmp_path):
    _zip(tmp_path / "a.zip", {"a.txt": b"0" * (80 * 1024 * 1024)})
    told = _fault(lambda: members([tmp_path / "a.zip"]))
    assert "inflate to 83,886,080 or more" in told


def test_a_bomb_whose_directory_lies_about_its_size_is_stopped_on_the_way(tmp_path):
    whole = bytearray(_zip(tmp_path / "a.zip", {"a.txt": b"0" * (80 << 20)}).read_bytes())
    directory = whole.rindex(b"PK\x01\x02")
    whole[directory + 24 : directory + 28] = struct.pack("<I", 1000)
    (tmp_path / "a.zip").write_bytes(bytes(whole))
    seen = 0

    def read():
        nonlocal seen
        for member in members([tmp_path / "a.zip"]):
            for chunk in member.chunks():
                seen += len(chunk)

    assert "inflate to" in _fault(read)
    assert seen <= archive.RATIO_FROM + 1024 * 1024


def test_a_gzip_bomb_is_stopped_on_the_way(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"0" * (80 << 20)))
    assert "inflate to" in _fault(lambda: _content(tmp_path / "a.gz"))


def test_an_encrypted_member_is_refused(tmp_path):
    whole = bytearray(_zip(tmp_path / "a.zip", {"a.txt": TEXT}).read_bytes())
    directory = whole.rindex(b"PK\x01\x02")
    whole[directory + 8] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(whole))
    assert "encrypted" in _fault(lambda: _content(tmp_path / "a.zip"))


def test_standard_input_is_read_once_and_can_be_asked_again(monkeypatch):
    stdin = type("In", (), {"buffer": io.BytesIO(gzip.compress(TEXT))})()
    monkeypatch.setattr("sys.stdin", stdin)
    (member,) = members(["-"])
    assert b"".join(member.chunks()) == TEXT
    assert b"".join(member.chunks()) == TEXT


def test_the_slow_engine_gives_the_same_bytes(tmp_path, monkeypatch):
    _zip(tmp_path / "a.zip", {"a.txt": TEXT})
    (tmp_path / "a.gz").write_bytes(gzip.compress(TEXT))
    monkeypatch.setattr(archive, "zlib", zlib)
    for name in ("a.zip", "a.gz"):
        assert list(_content(tmp_path / name).values()) == [TEXT]


def _rows_packed_tightly(length):
    line = b"20160115\tIRN\tAZE\t042\thttps://example.org/"
    text = b"".join(line + b"%d\n" % (k % 37) for k in range(14_000))
    return (text * (length // len(text) + 1))[:length]


@pytest.mark.parametrize("engine", ["isal", "zlib"])
def test_what_the_last_bounded_step_held_back_is_not_lost(tmp_path, monkeypatch, engine):
    if engine == "zlib":
        monkeypatch.setattr(archive, "zlib", zlib)
    whole = _rows_packed_tightly(4 * archive.STEP + 300)
    for more in range(0, 300, 3):
        for content in (whole[: 4 * archive.STEP + more], b"A" * (4 * archive.STEP + more)):
            path = tmp_path / "x.zip"
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
                file.writestr("a", content)
            (member,) = members([path])
            assert b"".join(member.chunks()) == content, more
            path.write_bytes(gzip.compress(content))
            (member,) = members([path])
            assert b"".join(member.chunks()) == content, more


def test_two_members_of_one_name_are_both_read(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("d.csv", b"first")
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr("d.csv", b"second")
    assert [b"".join(one.chunks()) for one in members([path])] == [b"first", b"second"]


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_a_zip_damaged_anywhere_is_read_whole_or_refused_in_our_words(tmp_path, method):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        file.writestr("a.csv", _rows_packed_tightly(30_000))
    rng = random.Random(3)
    for _ in range(300):
        spoilt = bytearray(made.getvalue())
        at = rng.randrange(len(spoilt))
        spoilt[at] = rng.randrange(256)
        (tmp_path / "x.zip").write_bytes(bytes(spoilt))
        with contextlib.suppress(InputError):
            for member in members([tmp_path / "x.zip"]):
                for _chunk in member.chunks():
                    pass


def test_linked_folders_are_entered_once_and_dead_links_are_named(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a").write_bytes(b"x")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "linked").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "loop").symlink_to(tmp_path / "in")
    assert [one.name for one in members([tmp_path / "in"])] == ["a"]
    (tmp_path / "in" / "dead").symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match="dead: no such file"):
        members([tmp_path / "in"])


def test_signs_of_a_name_that_cannot_be_printed_are_escaped(tmp_path):
    path = tmp_path / "a\nb\x1b.csv"
    path.write_bytes(b"x")
    (member,) = members([path])
    assert member.name == "a\\nb\\x1b.csv"
