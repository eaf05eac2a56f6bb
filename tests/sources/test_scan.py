"""The scan finds what a plain loop finds, whatever a block cuts through, and counts every line."""

import gzip
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.dyad import Dyad
from tension.sources import scan as scanning
from tension.sources.archive import Member, members
from tension.sources.rows import CodedRow, LineFormat, Sample
from tension.sources.scan import blocks, sample_of, scan

PAIR = Dyad("IRN", "AZE")


def _parser(dyad, _, __):
    import datetime as dt

    def parse(line, raw):
        cells = raw.decode().rstrip("\r\n").split("\t")
        if sorted(cells[:2]) != ["AZE", "IRN"]:
            return None
        return CodedRow(line, dt.date(2000, 1, 1), cells[0], cells[1], "042", "cameo", str(line))

    return parse


PLAIN = LineFormat("plain", "plain", lambda _: True, lambda _: ((b"IRN",), (b"AZE",)), _parser)


def _member(content):
    return Member(None, "x", "", "plain", content)


def _lines(count, seed):
    rng = random.Random(seed)
    words = ["IRN", "AZE", "USA", "ARM", "é"]
    return ["\t".join([*rng.choices(words, k=2), "x" * rng.randint(0, 30)]) for _ in range(count)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(0, 10**6), st.integers(1, 400), st.booleans())
def test_any_block_size_finds_the_same_rows_and_counts_the_same_lines(count, seed, block, ended):
    lines = _lines(count, seed)
    content = "\n".join(lines).encode() + (b"\n" if ended and lines else b"")
    before = scanning.BLOCK
    scanning.BLOCK = block
    try:
        member = _member(content)
        found = scan(member, PLAIN, PAIR, sample_of(member))
    finally:
        scanning.BLOCK = before
    wanted = [
        n for n, line in enumerate(lines, 1) if sorted(line.split("\t")[:2]) == ["AZE", "IRN"]
    ]
    assert [one.line for one in found.rows] == wanted
    assert found.read == len(lines)
    assert found.other == len(lines) - len(wanted)


def test_blocks_put_together_are_the_stream_and_each_ends_with_a_line(monkeypatch):
    monkeypatch.setattr(scanning, "BLOCK", 64)
    content = "\n".join(_lines(200, 1)).encode()
    pieces = [content[k : k + 10] for k in range(0, len(content), 10)]
    made = list(blocks(iter(pieces)))
    assert b"".join(made) == content
    assert all(piece.endswith(b"\n") for piece in made[:-1])


def test_a_byte_order_mark_and_crlf_do_no_harm():
    member = _member(b"\xef\xbb\xbfIRN\tAZE\r\nAZE\tIRN\r\n")
    found = scan(member, PLAIN, PAIR, sample_of(member))
    assert [one.line for one in found.rows] == [1, 2]


def test_a_packed_file_gives_the_same_as_a_plain_one(tmp_path):
    content = "\n".join(_lines(5000, 3)).encode()
    (tmp_path / "a").write_bytes(content)
    (tmp_path / "b").write_bytes(gzip.compress(content))
    first, second = (
        scan(m, PLAIN, PAIR, sample_of(m)) for m in members([tmp_path / "a", tmp_path / "b"])
    )
    assert first.rows == second.rows
    assert len(first.rows) > 100


@pytest.mark.parametrize("content", [b"", b"\n", b"\n\n"])
def test_a_file_without_lines_gives_no_row(content):
    member = _member(content)
    assert scan(member, PLAIN, PAIR, Sample("x", [])).rows == []
