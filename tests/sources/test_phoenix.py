"""Real-time Phoenix: every trap a tiny file in tests/corrupt, with the reason of each bad row."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.dyad import Dyad, countries
from tension.core.ontology import ontology
from tension.sources import gdelt, phoenix
from tension.sources.archive import Member
from tension.sources.rows import CodedRow, Dropped, Reject, Sample
from tension.sources.scan import sample_of, scan

CORRUPT = Path(__file__).parents[1] / "corrupt"
DYAD = Dyad("IRN", "AZE")
COLUMNS = (
    "EventID", "Date", "Year", "Month", "Day", "SourceActorFull", "SourceActorEntity",
    "SourceActorRole", "SourceActorAttribute", "TargetActorFull", "TargetActorEntity",
    "TargetActorRole", "TargetActorAttribute", "EventCode", "EventRootCode", "PentaClass",
    "GoldsteinScore", "Issues", "Lat", "Lon", "LocationName", "StateName", "CountryCode",
    "SentenceID", "URLs", "NewsSources",
)


def member(name):
    return Member(CORRUPT / name, name, "", "plain")


def scanned(name, dyad=DYAD):
    found = member(name)
    return scan(found, phoenix.FORMAT, dyad, sample_of(found))


def line(**cells):
    row = {
        "EventID": "17_v0.1.0", "Date": "20140620", "Year": "2014", "Month": "06", "Day": "20",
        "SourceActorFull": "IRNGOV", "SourceActorEntity": "IRN", "SourceActorRole": "GOV",
        "TargetActorFull": "AZE", "TargetActorEntity": "AZE", "EventCode": "042",
        "EventRootCode": "04", "PentaClass": "1", "GoldsteinScore": "1.9",
    } | cells
    return "\t".join(row.get(name, "") for name in COLUMNS)


def parse(text, dyad=DYAD):
    sample = Sample("test.txt", [line().encode()])
    return phoenix.parser((dyad.first, dyad.second), sample, None)(2, text.encode())


# ---------------------------------------------------------------- what a row becomes


def test_a_row_becomes_an_event_with_all_that_is_kept_of_it():
    text = line(
        URLs="agency/12;https://example.org/a;http://example.org/b", NewsSources="agency;example"
    )
    assert parse(text) == CodedRow(
        2, dt.date(2014, 6, 20), "IRN", "AZE", "042", "cameo", "17_v0.1.0",
        source_actor="IRNGOV", target_actor="AZE", native_score=1.9, root=None,
        url="https://example.org/a", outlet="agency;example", summary="IRNGOV → AZE: Make a visit",
    )


def test_the_files_own_number_is_kept_beside_the_code_and_not_mended():
    # 016 is "Deny responsibility" in CAMEO 1.1b3; Phoenix gives it the value of another meaning.
    row = parse(line(EventCode="016", EventRootCode="01", GoldsteinScore="3.4"))
    assert (row.code, row.native_score) == ("016", 3.4)


@pytest.mark.parametrize("code", ["ROU", "ROM"])
def test_a_country_goes_by_its_iso_code_and_by_cameos(code):
    dyad = Dyad("ROU", "AZE")
    text = line(SourceActorFull=code + "GOV", SourceActorEntity="")
    assert parse(text, dyad).source == "ROU"
    assert any(needle in text.encode() for needle in phoenix.needles(dyad)[0])


def test_no_code_means_two_countries():
    iso3 = {country.iso3: country.iso3 for country in countries().values()}
    for country in countries().values():
        if country.cameo:
            assert iso3.get(country.cameo, country.iso3) == country.iso3


def test_no_role_or_organisation_is_taken_for_a_country():
    roles = """GOV MIL COP JUD SPY LEG OPP REB INS SEP UAF CVL MED BUS MNC EDU ELI ENV HLH HRI LAB
        REF RAD MOD AGR CRM DEV SET IGO NGO NGM INT IMG UIS PTY CHR MOS JEW"""
    assert not set(roles.split()) & set(phoenix._codes())


# ---------------------------------------------------------------- recognising


@pytest.mark.parametrize("name", sorted(path.name for path in CORRUPT.glob("phoenix_*")))
def test_phoenix_is_told_from_most_of_its_rows(name):
    mostly_bad = {"phoenix_width.txt", "phoenix_wrong_date.txt", "phoenix_other_class.txt"}
    assert phoenix.recognise(sample_of(member(name))) is (name not in mostly_bad)
    assert not gdelt.recognise(sample_of(member(name)))


@pytest.mark.parametrize("lines", [[], [b""], [b"\t" * 25], ["\t".join(COLUMNS).encode()]])
def test_what_has_no_such_rows_is_not_recognised(lines):
    assert not phoenix.recognise(Sample("x", lines))


# ---------------------------------------------------------------- traps

KEPT = "kept"
DAMAGED = "code {!r} is not a CAMEO code"

# File → line → what becomes of it; a line of no pair of countries is not here.
TRAPS = {
    "phoenix_width.txt": {
        1: "25 columns; Phoenix rows have 26", 2: "27 columns; Phoenix rows have 26",
        3: "27 columns; Phoenix rows have 26", 4: KEPT,
    },
    "phoenix_lone_quote.txt": {1: KEPT, 2: KEPT, 3: KEPT},
    "phoenix_bom.txt": {1: KEPT, 2: KEPT},
    "phoenix_crlf.txt": {1: KEPT, 2: KEPT, 3: KEPT},
    "phoenix_latin1.txt": {1: KEPT, 2: KEPT},
    "phoenix_na.txt": {3: KEPT, 4: "'NA' is not an EventID"},
    "phoenix_countries.txt": {1: KEPT, 5: KEPT, 6: KEPT},
    "phoenix_empty_code.txt": {1: DAMAGED.format(""), 2: DAMAGED.format("---"), 3: KEPT},
    "phoenix_damaged_code.txt": {
        1: DAMAGED.format("42"), 2: DAMAGED.format("841"), 3: DAMAGED.format("0841]"),
        4: "code '10' is not of its root '1'", 5: KEPT, 6: KEPT,
    },
    "phoenix_lost_zeros.txt": {1: "code '10' may be 010 with its leading zero lost", 2: KEPT},
    "phoenix_wrong_date.txt": {
        1: "'2014-06-20' is not a date YYYYMMDD",
        2: "date '20140620' is not the row's year, month and day",
        3: "there is no day '20140631' (YYYYMMDD)", 4: KEPT,
        5: "'201406200' is not a date YYYYMMDD", 6: KEPT,
    },
    "phoenix_self_dyad.txt": {3: KEPT},
    "phoenix_province.txt": {1: KEPT, 2: KEPT},
    "phoenix_doubled_id.txt": {1: KEPT, 2: KEPT, 3: KEPT},
    "phoenix_not_a_number.txt": {
        1: "Goldstein 'high' is not a number", 2: "Goldstein 'nan' is not a number",
        3: "'x17' is not an EventID", 4: KEPT,
    },
    "phoenix_other_class.txt": {1: KEPT, 2: KEPT, 3: KEPT},
}


def test_every_trap_has_its_reasons_here():
    assert {path.name for path in CORRUPT.glob("phoenix_*")} == set(TRAPS)


@pytest.mark.parametrize("name", sorted(TRAPS))
def test_a_trap_gives_these_rows_and_reasons(name):
    found = scanned(name)
    fate = {row.line: KEPT for row in found.rows} | {r.line: r.reason for r in found.rejects}
    assert fate == TRAPS[name]
    assert found.read == (CORRUPT / name).read_bytes().count(b"\n")
    assert found.dropped == {}


def test_a_lone_quote_stays_in_its_cell():
    rows = scanned("phoenix_lone_quote.txt").rows
    assert [row.origin_id for row in rows] == ["17_v0.1.0", "18_v0.1.0", "99_v0.1.0"]
    assert rows[1].url == 'http://example.org/"b'


def test_line_ends_of_windows_and_a_byte_order_mark_leave_no_trace():
    assert [row.outlet for row in scanned("phoenix_crlf.txt").rows] == ["example", None, "example"]
    assert scanned("phoenix_bom.txt").rows[0].origin_id == "17_v0.1.0"


def test_a_country_is_the_entity_or_the_beginning_of_the_actor():
    # MNCIRN is a firm; IRNREB with entity IRQ is of Iraq; the event's place is never the actor's.
    actors = [row.source_actor for row in scanned("phoenix_countries.txt").rows]
    assert actors == ["IRNGOV", "GOV", "IRNGOV"]


def test_empty_cells_are_missing_and_namibia_is_a_country():
    row = scanned("phoenix_na.txt").rows[0]
    assert (row.native_score, row.url, row.outlet) == (None, None, None)
    assert [r.line for r in scanned("phoenix_na.txt", Dyad("NAM", "AZE")).rows] == [1]


def test_an_event_that_took_place_in_a_province_is_between_the_states():
    assert [row.target for row in scanned("phoenix_province.txt").rows] == ["AZE", "AZE"]


def test_an_id_that_recurs_is_kept_as_the_file_has_it():
    assert {row.origin_id for row in scanned("phoenix_doubled_id.txt").rows} == {"17_v0.1.0"}


# ---------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (line(), dt.date(2014, 6, 20)), (line(Date="20140631"), None), (line(Date="soon"), None),
        (line() + "\t", None), ("", None),
    ],
)
def test_a_row_shows_its_day(text, day):
    assert phoenix.day(text.encode()) == day


# ---------------------------------------------------------------- any bytes

CELLS = st.one_of(
    st.sampled_from([
        b"IRN", b"AZE", b"IRNGOV", b"", b"NA", b"042", b"10", b"42", b"04", b"4", b"20140620",
        b"20140631", b"00000101", b"1_v0.1.0", b"1e999", b"nan", b'"', b"\xff", "²".encode(),
        "٢٠١٤٠٦٢٠".encode(), b"\r", b"\0",
    ]),
    st.binary(max_size=12),
)
LINES = st.one_of(st.binary(), st.lists(CELLS, min_size=24, max_size=28).map(b"\t".join))


@st.composite
def nearly_good(draw):
    """A good line with a few cells replaced."""
    cells = line().encode().split(b"\t")
    for at in draw(st.lists(st.integers(0, len(cells) - 1), max_size=4)):
        cells[at] = draw(CELLS)
    return b"\t".join(cells)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.one_of(LINES, nearly_good()), st.lists(st.one_of(LINES, nearly_good()), max_size=3))
def test_no_bytes_raise_and_a_row_is_between_the_two(raw, others):
    sample = Sample("x", others)
    assert phoenix.recognise(sample) in (True, False)
    got = phoenix.parser((DYAD.first, DYAD.second), sample, None)(7, raw)
    assert got is None or isinstance(got, CodedRow | Reject | Dropped)
    if isinstance(got, CodedRow):
        assert {got.source, got.target} == {"IRN", "AZE"}
        assert got.code in ontology("cameo")
        assert f"{got.date:%Y%m%d}" in raw.decode("utf-8", "replace")
    phoenix.day(raw)
