"""Blocks of GDELT lines read column by column give what the parser of lines gives."""

import datetime as dt
import gzip
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.dyad import Dyad
from tension.sources import all_dyads, gdelt, gdelt_columns
from tension.sources.all_dyads import scan_all
from tension.sources.all_rows import country_list
from tension.sources.archive import members
from tension.sources.provinces import PROVINCE_RULE
from tension.sources.rows import CodedRow, Dropped, Reject, Sample
from tension.sources.scan import sample_of, scan

COUNTRIES = ["IRN", "AZE", "USA", "", "AFR", "EUR", "TMP", "ROM", "iRN", "IRNGOV", "XKX"]
NAMES = ["IRAN", "TABRIZ", "EAST AZERBAIJAN", "AZERBAIJAN", "", 'A "B', "Zanj\u00e1n", "NA"]
DATES = ["20160727", "20150101", "20160230", "", "2016", "18990101", "20160727120000"]
CODES = ["042", "190", "---", "", "42", "0841"]
SCORES = ["1.9", "", "x", "-10", "1e1", "nan"]


def row(draw, width=58):
    """A GDELT row most of whose cells are as they should be."""
    def one(often, others):
        return often if draw() < 0.8 else others[int(draw() * len(others))]

    def any_of(choices):
        return choices[int(draw() * len(choices))]

    cells = [""] * width
    cells[0], cells[1] = one(f"{int(draw() * 40)}", ["", "x y"]), one("20160727", DATES)
    cells[5], cells[6], cells[7] = any_of(["IRNGOV", "", "x"]), any_of(NAMES), any_of(COUNTRIES)
    cells[15], cells[16], cells[17] = any_of(["AZE", ""]), any_of(NAMES), any_of(COUNTRIES)
    cells[25], cells[26] = any_of(["1", "0", ""]), one("042", CODES)
    cells[27], cells[28] = cells[26][:3], cells[26][:2]
    cells[30], cells[31] = one("1.9", SCORES), one("5", SCORES)
    where, url = gdelt.WIDTHS.get(width, (56, None))
    if width > where:
        cells[where] = one("20160728", DATES) + ("120000" if width == 61 else "")
    if url is not None:
        cells[url] = any_of(["https://example.org/a", ""])
    return "\t".join(cells).encode()


def written(tmp_path, content):
    path = tmp_path / "own.CSV"
    path.write_bytes(content)
    (member,) = members([path])
    return member


def of_all(member):
    found, table = scan_all(member, gdelt.FORMAT, sample_of(member), "own.CSV")
    return found, table.to_pylist()


def by_lines(content):
    """What the parser of lines makes of each line that is not blank, for all countries."""
    parse = gdelt.parser(country_list(), Sample("x", []), None)
    lines = content.removesuffix(b"\n").split(b"\n")
    return [(n, parse(n, raw)) for n, raw in enumerate(lines, 1) if raw.strip()], len(lines)


COLUMNS = [name for name in CodedRow.__slots__ if name != "line"]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.integers(0, 10**9), st.sampled_from([57, 58, 61]), st.sampled_from([200, 3000, 1 << 23]),
    st.sampled_from(["plain", "widths", "latin", "crlf", "returns", "blank", "long"]),
)
def test_every_block_gives_what_its_lines_give(tmp_path_factory, seed, width, block, kind):
    chance = random.Random(seed)
    lines = [row(chance.random, width) for _ in range(60)]
    if kind == "widths":
        lines = [row(chance.random, chance.choice([57, 58, 61, width, 40])) for _ in range(60)]
    if kind == "latin":
        lines = [one.replace(b"TABRIZ", b"TABR\xcdZ") for one in lines]
    if kind == "returns":
        lines[7] = lines[7].replace(b"IRAN", b"IR\rAN")
    if kind == "long":
        lines[5] = lines[5].replace(b"IRAN", b"IRAN" * 600)
    if kind == "blank":
        lines[3] = lines[-1] = b""
    content = (b"\r\n" if kind == "crlf" else b"\n").join(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(all_dyads, "BLOCK", block)
        patch.setattr(gdelt_columns, "STEP", 700)
        found, got = of_all(written(tmp_path_factory.mktemp("all"), content))
    parsed, count = by_lines(content)
    wanted = [(n, one) for n, one in parsed if isinstance(one, CodedRow)]
    assert found.read == count
    assert [cells["line"] for cells in got] == [n for n, _ in wanted]
    for cells, (_, one) in zip(got, wanted, strict=True):
        assert {name: cells[name] for name in COLUMNS} == {n: getattr(one, n) for n in COLUMNS}
    assert sorted((r.line, r.reason, r.text) for r in found.rejects) == [
        (one.line, one.reason, one.text) for _, one in parsed if isinstance(one, Reject)]
    assert Counter(found.dropped) == Counter(
        one.rule for _, one in parsed if isinstance(one, Dropped))
    others = sum(one is None for _, one in parsed) + count - len(parsed)
    assert found.other == others


def test_a_number_stands_behind_an_id_that_a_pair_has_twice_and_not_behind_another_pairs(tmp_path):
    def told(identifier, one, two):
        cells = row(lambda: 0.5).decode().split("\t")
        cells[0], cells[1], cells[7], cells[17], cells[26] = identifier, "20160727", one, two, "042"
        cells[6] = cells[16] = "PEOPLE"
        cells[30], cells[31], cells[56] = "1.9", "5", "20160728"
        return "\t".join(cells).encode()

    lines = [told("7", "IRN", "AZE"), told("7", "USA", "AZE"), told("7", "AZE", "IRN"),
             told("8", "IRN", "AZE"), told("7", "AZE", "USA"), told("7", "IRN", "AZE")]
    member = written(tmp_path, b"\n".join(lines))
    _, got = of_all(member)
    assert [cells["event_id"] for cells in got] == [
        "own:7", "own:7", "own:7#2", "own:8", "own:7#2", "own:7#3"]
    alone = scan(member, gdelt.FORMAT, Dyad("IRN", "AZE"), sample_of(member))
    assert alone.kept == 4


def test_a_province_an_echo_and_a_region_are_left_out_as_for_one_pair(tmp_path):
    def told(**given_):
        cells = row(lambda: 0.5).decode().split("\t")
        cells[0], cells[1], cells[26], cells[30], cells[31] = "1", "20160727", "042", "1.9", "5"
        cells[6], cells[7], cells[16], cells[17], cells[56] = "IRAN", "IRN", "BAKU", "AZE", ""
        for at, text in ({"c56": "20160728"} | given_).items():
            cells[int(at[1:])] = text
        return "\t".join(cells).encode()

    lines = [told(), told(c16="TABRIZ"), told(c1="20150101"), told(c17="AFR"), told(c17="IRN"),
             told(c7=""), told(c7="iRN"), told(c17="RUS", c16="TABRIZ")]
    found, got = of_all(written(tmp_path, b"\n".join(lines)))
    assert [(cells["source"], cells["target"]) for cells in got] == [("IRN", "AZE"), ("IRN", "RUS")]
    assert found.dropped == {PROVINCE_RULE: 1, gdelt.ECHO_RULE: 1}
    assert found.other == 4


def test_the_rows_of_each_day_are_those_counted_line_by_line(tmp_path):
    chance = random.Random(3)
    days = [dt.date(1995, 1, 1) + dt.timedelta(chance.randrange(400)) for _ in range(3000)]
    lines = []
    for at, day in enumerate(sorted(days)):
        cells = row(lambda: 0.5, 57).decode().split("\t")
        cells[0], cells[1], cells[56] = f"{at}", f"{day:%Y%m%d}", "20130101"
        lines.append("\t".join(cells).encode())
    found, _ = of_all(written(tmp_path, b"\n".join(lines) + b"\n"))
    assert found.reports == Counter(days)


def test_a_packed_file_is_read_as_the_plain_one(tmp_path):
    content = b"\n".join(row(random.Random(n).random) for n in range(50))
    plain = of_all(written(tmp_path, content))
    (tmp_path / "own.CSV").unlink()
    path = Path(tmp_path / "own.CSV.gz")
    path.write_bytes(gzip.compress(content))
    (member,) = members([path])
    packed = of_all(member)
    assert [cells["line"] for cells in packed[1]] == [cells["line"] for cells in plain[1]]
    assert packed[0].dropped == plain[0].dropped
