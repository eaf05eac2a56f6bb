"""GDELT rows: both versions, mixed widths, echoes, provinces, and every kind of damage."""

import csv
import datetime as dt
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.dyad import Dyad, countries
from tension.core.ontology import ontology
from tension.sources import gdelt
from tension.sources.archive import members
from tension.sources.rows import CodedRow, Dropped, Reject, Sample
from tension.sources.scan import sample_of, scan

SHARED = Path(__file__).parents[3] / "shared" / "real"
FILES = ("gdelt1_sample_mixed_widths.tsv", "20180326044500.export.CSV.gz",
         "20191024143000.export.CSV.gz")
PAIR = Dyad("IRN", "AZE")


def row(width=58, *, date="20160727", one="IRN", two="AZE", code="042", added="20160728",
        names=("IRAN", "AZERBAIJAN"), score="1.9", root="1", identifier="77"):
    cells = [""] * width
    cells[0], cells[1] = identifier, date
    cells[5], cells[6], cells[7] = one, names[0], one[:3]
    cells[15], cells[16], cells[17] = two, names[1], two[:3]
    cells[25], cells[26], cells[27], cells[28] = root, code, code[:3], code[:2]
    cells[29], cells[30], cells[31] = "1", score, "5"
    where, url = gdelt.WIDTHS.get(width, (56, None))
    cells[where] = added + ("120000" if width == 61 else "")
    if url is not None:
        cells[url] = "https://example.org/a"
    return "\t".join(cells).encode()


def parse(raw, pair=PAIR):
    return gdelt.parser((pair.first, pair.second), Sample("x", [raw]), None)(1, raw)


@pytest.mark.parametrize("width", [57, 58, 61])
def test_each_width_is_read_by_its_own_places(width):
    one = parse(row(width))
    assert isinstance(one, CodedRow)
    assert (one.source, one.target, one.code) == ("IRN", "AZE", "042")
    assert one.date == dt.date(2016, 7, 27)
    assert one.added == dt.date(2016, 7, 28)
    assert one.native_score == 1.9
    assert one.root is True
    assert one.mentions == 5
    assert one.url == (None if width == 57 else "https://example.org/a")
    assert one.summary == "IRAN → AZERBAIJAN: Make a visit"


@pytest.mark.parametrize("width", [1, 56, 59, 60, 62])
def test_another_width_is_rejected_with_the_number_of_columns(width):
    raw = row(58)
    cells = (raw.split(b"\t") + [b""] * 5)[:width]
    parsed = parse(b"\t".join(cells))
    assert isinstance(parsed, Reject)
    assert parsed.reason == f"{width} columns; GDELT rows have 57, 58 or 61"


@pytest.mark.parametrize(("change", "reason"), [
    ({"code": "---"}, "code '---' is not a CAMEO code"),
    ({"code": ""}, "code '' is not a CAMEO code"),
    ({"code": "42"}, "code '42' is not a CAMEO code"),
    ({"code": "0841]"}, "code '0841]' is not a CAMEO code"),
    ({"date": "20160231"}, "day is out of range for month"),
    ({"date": "2016073"}, "'2016073' is not a date YYYYMMDD"),
    ({"score": "x"}, "'x' is not a number"),
])
def test_a_damaged_cell_is_a_reject_with_its_reason(change, reason):
    parsed = parse(row(**change))
    assert isinstance(parsed, Reject)
    assert parsed.reason == reason


def test_a_lone_quote_swallows_nothing():
    one = parse(row(names=('IR"AN', "AZERBAIJAN")))
    assert isinstance(one, CodedRow)


def test_latin_1_bytes_in_a_name_do_no_harm():
    assert isinstance(parse(row().replace(b"IRAN", b"IR\xc1N")), CodedRow)


def test_an_empty_score_is_missing():
    assert parse(row(score="")).native_score is None


def test_the_ethnic_code_aze_is_not_the_country():
    cells = row(one="IRN", two="USA").split(b"\t")
    cells[19] = b"AZE"
    assert parse(b"\t".join(cells)) is None


def test_rows_inside_one_country_and_of_other_pairs_are_left_out():
    assert parse(row(one="IRN", two="IRN")) is None
    assert parse(row(one="IRN", two="ARM")) is None


def test_roles_of_actors_are_kept():
    assert parse(row(one="IRNMIL")).source_actor == "IRNMIL"


@pytest.mark.parametrize("name", ["TABRIZ", "EAST AZARBAIJAN", "WEST AZERBAIJAN", "Urmia"])
def test_an_iranian_province_coded_as_azerbaijan_is_dropped_by_name(name):
    parsed = parse(row(names=("IRAN", name)))
    assert parsed == Dropped(1, "an Iranian province or its capital coded as Azerbaijan")


def test_an_iranian_city_coded_as_iran_stays():
    assert isinstance(parse(row(names=("TABRIZ", "AZERBAIJAN"))), CodedRow)


def test_an_echo_of_a_year_ago_in_a_daily_file_is_dropped_by_name():
    for width in (58, 61):
        assert isinstance(parse(row(width, date="20150728")), Dropped)
    assert isinstance(parse(row(57, date="19820102", added="20130203")), CodedRow)


def test_old_countries_with_cameo_codes_of_their_own_are_mapped():
    pair = Dyad("ROU", "TLS")
    one = parse(row(one="ROM", two="TMP"), pair)
    assert (one.source, one.target) == ("ROU", "TLS")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("pair", ["IRN-AZE", "USA-RUS", "IRN-ISR", "GBR-USA"])
def test_real_files_give_the_rows_that_the_csv_module_finds(name, pair):
    path = SHARED / name
    if not path.exists():
        pytest.skip("shared/ is absent")
    dyad = Dyad.parse(pair)
    content = gzip.decompress(path.read_bytes()) if name.endswith("gz") else path.read_bytes()
    text = content.decode("utf-8", "replace")
    rows = list(csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))
    codes = {countries()[code].cameo for code in (dyad.first, dyad.second)}
    wanted = [r for r in rows if {r[7], r[17]} == codes]
    (member,) = members([path])
    sample = sample_of(member)
    assert gdelt.recognise(sample)
    found = scan(member, gdelt.FORMAT, dyad, sample)
    assert found.read == len(rows)
    assert len(found.rows) + sum(found.dropped.values()) == len(wanted)
    assert not found.rejects
    by_id = {r[0]: r for r in wanted}
    for one in found.rows:
        raw = by_id[one.origin_id]
        assert raw == rows[one.line - 1]
        assert (one.code, one.native_score) == (raw[26], float(raw[30]))
    assert found.format == ("gdelt1" if name.endswith("tsv") else "gdelt2")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400) | st.builds(
    lambda raw, at, junk: raw[:at] + junk + raw[at:], st.just(row(61)), st.integers(0, 120),
    st.binary(max_size=6),
))
def test_no_line_raises_and_no_wrong_row_is_accepted(raw):
    parsed = parse(raw.replace(b"\n", b""))
    if isinstance(parsed, CodedRow):
        assert {parsed.source, parsed.target} == {"IRN", "AZE"}
        assert parsed.code in ontology("cameo")


def test_an_actor_without_a_country_is_not_of_the_countries_that_cameo_has_no_code_for():
    assert parse(row(one="", two="IRN"), Dyad("IRN", "XKX")) is None
