"""The scan finds what a plain loop finds, whatever a block cuts through, and counts every line."""

import gzip
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.dyad import Dyad
from tension.sources.archive import Member, members
from tension.sources.rows import CodedRow, LineFormat, Sample
from tension.sources.scan import Days, pieces, sample_of, scan

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


class _InPieces:
    """A member whose text comes in pieces of a given length."""

    def __init__(self, content, length):
        self.name, self.member, self.label = "x", "", "x"
        self.content, self.length = content, length

    def chunks(self, tick=None):
        for at in range(0, len(self.content), self.length):
            yield self.content[at : at + self.length]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 60), st.integers(0, 10**6), st.integers(1, 400), st.booleans())
def test_wherever_the_stream_is_cut_the_same_rows_are_found_and_lines_counted(
    count, seed, length, ended
):
    lines = _lines(count, seed)
    content = "\n".join(lines).encode() + (b"\n" if ended and lines else b"")
    member = _InPieces(content, length)
    found = scan(member, PLAIN, PAIR, sample_of(member))
    wanted = [
        n for n, line in enumerate(lines, 1) if sorted(line.split("\t")[:2]) == ["AZE", "IRN"]
    ]
    assert [one.line for one in found.rows] == wanted
    assert found.read == len(lines)
    assert found.other == len(lines) - len(wanted)


@pytest.mark.parametrize("length", [1, 2, 7, 50, 1000, 10**6])
@pytest.mark.parametrize("ended", [True, False])
def test_pieces_put_together_are_the_stream_and_each_is_whole_lines(length, ended):
    content = "\n".join(_lines(200, 1)).encode() + (b"\n" if ended else b"")
    cut = [content[k : k + length] for k in range(0, len(content), length)]
    made = [(seam, block[start:stop]) for seam, block, start, stop in pieces(iter(cut))]
    assert b"".join(part for piece in made for part in piece) == content
    assert made[0][0] == b""
    assert all(part.endswith(b"\n") for piece in made[:-1] for part in piece if part)
    assert all(seam.count(b"\n") == (1 if seam else 0) for seam, _ in made)


def _day(raw):
    import datetime as dt

    try:
        return dt.date.fromisoformat(raw.split(b"\t")[0].decode())
    except ValueError:
        return None


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=80), st.integers(1, 200))
def test_rows_are_counted_by_the_day_they_show_in_order_of_time_or_not(days, length):
    for told in (days, sorted(days)):
        lines = [f"2000-01-0{day + 1}\tx{'y' * (k % 7)}" for k, day in enumerate(told)]
        content = "\n".join(lines).encode()
        dated = LineFormat("plain", "plain", lambda _: True, PLAIN.needles, _parser, day=_day)
        member = _InPieces(content, length)
        found = scan(member, dated, PAIR, sample_of(member))
        counted = {day.day - 1: rows for day, rows in found.reports.items()}
        assert counted == {day: told.count(day) for day in set(told)}


def _counted(content, length):
    dated = LineFormat("plain", "plain", lambda _: True, PLAIN.needles, _parser, day=_day)
    member = _InPieces(content, length)
    found = scan(member, dated, PAIR, sample_of(member))
    assert found.read == sum(found.reports.values())
    return {f"{day:%m-%d}": rows for day, rows in found.reports.items()}


@pytest.mark.parametrize("length", [3, 20, 1000])
def test_a_row_without_a_day_is_of_the_day_of_the_row_before_else_of_the_first(length):
    content = b"first\n2000-01-01\tx\nspoilt\n2000-01-02\ty\n"
    assert _counted(content, length) == {"01-01": 3, "01-02": 1}


@pytest.mark.parametrize("length", [50, 1000, 10**6])
def test_rows_out_of_order_are_counted_the_same_however_the_file_is_packed(length):
    rng = random.Random(4)
    days = [rng.choice(["2000-01-01", "2000-01-02"]) for _ in range(3000)]
    content = "".join(f"{day}\tx\n" for day in days).encode()
    assert _counted(content, length) == {
        day[5:]: days.count(day) for day in ("2000-01-01", "2000-01-02")
    }


def test_the_column_of_the_day_is_learnt_from_the_beginning():
    sample = Sample("x", [b"a\t2000-01-01\tb", b"a\t2000-01-02\tc"])

    def second(raw):
        cells = raw.split(b"\t")
        return _day(cells[1] if len(cells) > 1 else raw)

    assert Days(second, sample).column == 1
    assert Days(lambda _: None, sample).column is None


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
