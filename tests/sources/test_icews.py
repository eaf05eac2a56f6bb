"""ICEWS: every trap a tiny file in tests/corrupt, with the reason each of its bad rows must get."""

import csv
import datetime as dt
import gzip
import io
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.dyad import Dyad, countries
from tension.core.errors import InputError
from tension.core.ontology import Ontology, ontology
from tension.sources import icews
from tension.sources.archive import Member
from tension.sources.provinces import PROVINCE_RULE
from tension.sources.rows import CodedRow, Dropped, Reject, Sample
from tension.sources.scan import sample_of, scan

CORRUPT = Path(__file__).parents[1] / "corrupt"
REAL = Path(__file__).parents[3] / "shared" / "real" / "icews_events.2018.sample.tab.gz"
DYAD = Dyad("IRN", "AZE")
HEADER = (
    "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\t"
    "Intensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\t"
    "City\tDistrict\tProvince\tCountry\tLatitude\tLongitude"
)


def member(name):
    return Member(CORRUPT / name, name, "", "plain")


def scanned(name, dyad=DYAD):
    found = member(name)
    return scan(found, icews.FORMAT, dyad, sample_of(found))


def line(**cells):
    row = {
        "Event ID": "1", "Event Date": "2018-06-01", "Source Name": "Iran",
        "Source Country": "Iran", "Event Text": "Make a visit", "CAMEO Code": "042",
        "Intensity": "1.9", "Target Name": "Azerbaijan", "Target Country": "Azerbaijan",
    } | {name.replace("_", " "): cell for name, cell in cells.items()}
    return "\t".join(row.get(name, "") for name in HEADER.split("\t"))


def parse(text, dyad=DYAD, sample=None):
    lines = [HEADER.encode(), line().encode()] if sample is None else sample
    wanted = (dyad.first, dyad.second)
    return icews.parser(wanted, Sample("test.tab", lines), None)(2, text.encode())


# ---------------------------------------------------------------- what a row becomes


def test_a_row_becomes_an_event_with_all_that_is_kept_of_it():
    text = line(Publisher="Trend News Agency (Azerbaijan)", Source_Name="Foreign Affairs (Iran)")
    assert parse(text) == CodedRow(
        2, dt.date(2018, 6, 1), "IRN", "AZE", "042", "cameo", "1@2018-06-01",
        source_actor="Foreign Affairs (Iran)", target_actor="Azerbaijan", native_score=1.9,
        root=None, outlet="Trend News Agency (Azerbaijan)",
        summary="Foreign Affairs (Iran) → Azerbaijan: Make a visit",
    )


@pytest.mark.parametrize("name", ["Russian Federation", "Russia", "The Russian Federation"])
def test_a_country_goes_by_all_its_names_but_no_code(name):
    dyad = Dyad("RUS", "AZE")
    text = line(Source_Country=name)
    assert parse(text, dyad).source == "RUS"
    first, _ = icews.needles(dyad)
    assert any(needle in text.encode() for needle in first)
    assert parse(line(Source_Country="RUS"), dyad) is None
    assert parse(line(Source_Country="RU"), dyad) is None


def test_na_is_missing_and_never_namibia():
    assert parse(line(Source_Country="NA"), Dyad("NAM", "AZE")) is None
    assert parse(line(Source_Country="Namibia"), Dyad("NAM", "AZE")).source == "NAM"


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_an_accent_in_a_country_is_searched_for_in_both_encodings(encoding):
    dyad = Dyad("CIV", "AZE")
    raw = line(Source_Country="Côte d'Ivoire").encode(encoding)
    assert any(needle in raw for needle in icews.needles(dyad)[0])
    sample = Sample("test.tab", [HEADER.encode(), raw])
    parser = icews.parser((dyad.first, dyad.second), sample, None)
    assert parser(2, raw).source == "CIV"


def test_every_country_is_searched_for_by_names_of_its_own():
    bearers = {}
    for code in countries():
        mine, _ = icews.needles(Dyad(code, "AZE" if code != "AZE" else "IRN"))
        assert countries()[code].icews.encode() in mine
        for needle in mine:
            assert bearers.setdefault(needle, code) == code


# ---------------------------------------------------------------- recognising


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("icews_bom.tab", True), ("icews_crlf.tab", True), ("icews_shuffled.tab", True),
        ("icews_width.tab", True), ("icews_no_code_column.tab", False),
        ("icews_doubled_column.tab", False), ("icews_no_header.tab", False),
    ],
)
def test_icews_is_told_from_its_header_alone(name, expected):
    assert icews.recognise(sample_of(member(name))) is expected


@pytest.mark.parametrize("lines", [[], [b""], [b"\t"], [HEADER.replace("\t", ",").encode()]])
def test_what_has_no_such_header_is_not_recognised(lines):
    assert not icews.recognise(Sample("x", lines))


@pytest.mark.parametrize(
    ("name", "lacking"),
    [
        ("icews_no_code_column.tab", "cameo code"), ("icews_doubled_column.tab", "cameo code"),
        ("icews_no_header.tab", ", ".join(icews.NEEDED)),
    ],
)
def test_a_file_named_icews_without_its_header_is_refused(name, lacking):
    with pytest.raises(InputError) as error:
        scanned(name)
    assert str(error.value) == (
        f"{name}, line 1: the first line does not name {lacking} once, as ICEWS does; keep the "
        "header ICEWS files come with, or leave out --source-format"
    )


# ---------------------------------------------------------------- traps

KEPT = "kept"
DAMAGED = "code {!r} is not a CAMEO code"
ISO = "{!r} is not a date YYYY-MM-DD, the form of this file's first row"
SLASHES = "{!r} is not a date M/D/YYYY, the form of this file's first row"

# File → line → what becomes of it; a line of no pair of countries is not here.
TRAPS = {
    "icews_width.tab": {
        2: "19 columns; the header names 20", 3: "21 columns; the header names 20",
        4: "21 columns; the header names 20", 5: KEPT,
    },
    "icews_lone_quote.tab": {2: KEPT, 3: KEPT, 4: KEPT},
    "icews_bom.tab": {2: KEPT, 3: KEPT},
    "icews_crlf.tab": {2: KEPT, 3: KEPT, 4: KEPT},
    "icews_latin1.tab": {2: KEPT, 3: KEPT},
    "icews_na.tab": {2: KEPT, 6: KEPT, 7: "'' is not an Event ID"},
    "icews_empty_code.tab": {
        2: KEPT, 3: KEPT, 4: KEPT, 5: KEPT,
        6: "no CAMEO code, and Event Text 'Make a voyage' is the label of none",
        7: "no CAMEO code and no Event Text to read it off",
        8: "no CAMEO code and no Event Text to read it off", 9: KEPT,
    },
    "icews_damaged_code.tab": {
        2: DAMAGED.format("42"), 3: DAMAGED.format("841"), 4: DAMAGED.format("0841]"),
        5: "code '10' may be 010 with its leading zero lost", 6: KEPT,
        7: "code '14' may be 014 with its leading zero lost", 8: DAMAGED.format("42.0"),
        9: DAMAGED.format(" 042"), 10: KEPT,
    },
    "icews_slash_dates.tab": {
        2: KEPT, 3: KEPT, 4: SLASHES.format("2017-01-03"),
        5: "there is no day '13/4/2017' (M/D/YYYY)", 6: SLASHES.format("1/2/17"),
    },
    "icews_iso_dates.tab": {
        2: KEPT, 3: ISO.format("6/1/2018"), 4: "there is no day '2018-02-30' (YYYY-MM-DD)",
        5: ISO.format("2018-06-01 00:00:00"), 6: ISO.format("20180601"), 7: ISO.format(""),
        8: KEPT,
    },
    "icews_first_date.tab": {2: SLASHES.format("soon"), 3: KEPT, 4: SLASHES.format("2018-06-01")},
    "icews_self_dyad.tab": {4: KEPT},
    "icews_province.tab": {4: KEPT, 6: KEPT},
    "icews_look_alikes.tab": {6: KEPT},
    "icews_doubled_id.tab": {2: KEPT, 3: KEPT, 4: KEPT, 5: KEPT},
    "icews_not_a_number.tab": {
        2: "Intensity 'high' is not a number", 3: "Intensity 'inf' is not a number",
        4: "'2e+07' is not an Event ID", 5: "'' is not an Event ID", 6: KEPT,
    },
    "icews_shuffled.tab": {2: KEPT, 3: KEPT},
}
REFUSED = {"icews_no_code_column.tab", "icews_doubled_column.tab", "icews_no_header.tab"}


def test_every_trap_has_its_reasons_here():
    assert {path.name for path in CORRUPT.glob("icews_*")} == set(TRAPS) | REFUSED


@pytest.mark.parametrize("name", sorted(TRAPS))
def test_a_trap_gives_these_rows_and_reasons(name):
    found = scanned(name)
    fate = {row.line: KEPT for row in found.rows} | {r.line: r.reason for r in found.rejects}
    assert fate == TRAPS[name]
    assert found.read == (CORRUPT / name).read_bytes().count(b"\n") - 1


def test_a_lone_quote_stays_in_its_cell():
    first, second, third = scanned("icews_lone_quote.tab").rows
    assert first.source_actor == '"Press TV (Iran)'
    assert [first.origin_id, second.origin_id, third.origin_id] == [
        "1@2018-06-01", "2@2018-06-01", "9@2018-06-01",
    ]


def test_line_ends_of_windows_and_a_byte_order_mark_leave_no_trace():
    plain = [(row.origin_id, row.code, row.summary) for row in scanned("icews_bom.tab").rows]
    windows = [(row.origin_id, row.code, row.summary) for row in scanned("icews_crlf.tab").rows]
    assert plain == [windows[0], windows[2]]


def test_a_name_in_latin1_is_read_as_it_was_meant():
    assert scanned("icews_latin1.tab").rows[0].source_actor == "Nicolás (Iran)"


def test_na_and_empty_are_missing():
    first, second = scanned("icews_na.tab").rows
    assert (first.source_actor, first.target_actor) == (None, None)
    assert (first.native_score, first.outlet) == (None, None)
    assert first.summary == "Iran → Azerbaijan: Make a visit"
    assert (second.native_score, second.summary) == (
        None, "Foreign Affairs (Iran) → Azerbaijan: Make a visit"
    )


def test_an_empty_code_is_read_off_the_label():
    rows = scanned("icews_empty_code.tab").rows
    assert [row.code for row in rows] == ["042", "040", "150", "131", "042"]


def test_days_written_with_slashes_are_month_first_and_make_the_same_id():
    first, second = scanned("icews_slash_dates.tab").rows
    assert (first.date, second.date) == (dt.date(2017, 1, 2), dt.date(2017, 12, 31))
    assert first.origin_id == "1@2017-01-02"


def test_a_province_of_iran_coded_as_azerbaijan_is_dropped_by_name():
    found = scanned("icews_province.tab")
    assert found.dropped == {PROVINCE_RULE: 2}
    assert [row.source_actor for row in found.rows] == ["East Azarbaijan", "Foreign Affairs (Iran)"]
    assert found.other == 1  # East Azarbaijan coded as Iran: Iran with itself


def test_an_id_that_recurs_on_another_day_is_another_event():
    ids = [row.origin_id for row in scanned("icews_doubled_id.tab").rows]
    assert ids == ["1@2018-06-01", "1@2013-06-01", "1@2018-06-01", "2@2018-06-01"]


def test_columns_may_stand_in_any_order():
    first, second = scanned("icews_shuffled.tab").rows
    assert (first.source, first.target, first.code, first.native_score) == (
        "IRN", "AZE", "042", 1.9
    )
    assert (second.source, second.target, second.source_actor) == ("AZE", "IRN", "Ilham Aliyev")
    assert second.outlet == "Trend News Agency (Azerbaijan)"


# ---------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Conduct suicide, car, or other non military bombing", "183"),
        ("conduct  suicide, car, or other NON-MILITARY bombing ", "183"),
        ("Appeal for target to allow international involvement (non mediation)", "0255"),
        ("Threaten non force", "131"),
        ("Demand", "100"),
        ("Use unconventional mass violence", "200"),
        ("Make public statement", "01"),
    ],
)
def test_a_label_is_compared_without_case_hyphens_and_doubled_spaces(label, code):
    assert parse(line(CAMEO_Code="", Event_Text=label)).code == code


def test_every_code_below_a_root_comes_back_from_its_label():
    for code, label in ontology("cameo").labels.items():
        if len(code) > 2:
            assert parse(line(CAMEO_Code="NA", Event_Text=label)).code == code


def test_a_label_of_two_codes_is_not_guessed_at(monkeypatch):
    two = Ontology("cameo", {"011": "Say", "012": "say", "01": ""}, {})
    monkeypatch.setattr(icews, "ontology", lambda _: two)
    assert parse(line(CAMEO_Code="", Event_Text="SAY")).reason == (
        "no CAMEO code, and Event Text 'SAY' is the label of 011 and 012"
    )


# ---------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (line(), dt.date(2018, 6, 1)), (line(Event_Date="6/2/2018"), dt.date(2018, 6, 2)),
        (line(Event_Date="2018-02-30"), None), (line(Event_Date="soon"), None), ("", None),
    ],
)
def test_a_row_shows_its_day(text, day):
    assert icews.day(text.encode()) == day


# ---------------------------------------------------------------- any bytes

CELLS = st.one_of(
    st.sampled_from([
        b"Iran", b"Azerbaijan", b"NA", b"", b"East Azarbaijan", b"042", b"10", b"42", b"Consult",
        b"2018-06-01", b"6/1/2018", b"2018-02-30", b"0000-01-01", b"1", b"1e999", b"nan", b'"',
        b"\xff", "²".encode(), b"\r", b"\0", b"Iran\r",
    ]),
    st.binary(max_size=12),
)
LINES = st.one_of(st.binary(), st.lists(CELLS, min_size=18, max_size=22).map(b"\t".join))


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
    parser = icews.parser((DYAD.first, DYAD.second), Sample("x", [HEADER.encode(), *others]), None)
    got = parser(7, raw)
    assert got is None or isinstance(got, CodedRow | Reject | Dropped)
    if isinstance(got, CodedRow):
        assert {got.source, got.target} == {"IRN", "AZE"}
        assert got.code in ontology("cameo")
        assert got.origin_id.endswith(f"@{got.date}")
        assert got.source_actor not in ("", "NA")
    icews.day(raw)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(LINES, max_size=4))
def test_recognising_any_bytes_does_not_raise(lines):
    assert icews.recognise(Sample("x", lines)) in (True, False)


# ---------------------------------------------------------------- real rows


@pytest.fixture(scope="module")
def real():
    """Real rows as the csv module reads them: another way than ours."""
    if not REAL.is_file():
        pytest.skip("shared/ is absent: the real rows of ICEWS are not in the repository")
    text = io.StringIO(gzip.decompress(REAL.read_bytes()).decode(), newline="")
    return list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(
    ("dyad", "there", "back"),
    [
        ("USA-PRK", 181, 131), ("CHN-USA", 30, 71), ("RUS-PRK", 42, 38), ("ISR-PSE", 29, 20),
        ("UKR-RUS", 21, 14), ("MKD-GRC", 3, 5), ("AZE-RUS", 0, 1), ("IRN-AZE", 0, 0),
    ],
)
def test_a_dyads_rows_are_those_the_csv_module_finds(real, dyad, there, back):
    pair = Dyad.parse(dyad)
    first, second = (countries()[code].icews for code in (pair.first, pair.second))
    expected = [
        (f"{row['Event ID']}@{row['Event Date']}", row["CAMEO Code"], float(row["Intensity"]))
        for row in real if {row["Source Country"], row["Target Country"]} == {first, second}
    ]
    found = Member(REAL, REAL.name, "", "gzip")
    got = scan(found, icews.FORMAT, pair, sample_of(found))
    assert [(row.origin_id, row.code, row.native_score) for row in got.rows] == expected
    directions = Counter(row.source for row in got.rows)
    assert (directions[pair.first], directions[pair.second]) == (there, back)
    assert (got.read, got.rejects, got.dropped) == (len(real), [], {})
    assert (got.first_day, got.last_day) == (dt.date(2018, 6, 1), dt.date(2018, 6, 2))


def test_every_real_code_comes_back_from_its_label(real):
    for row in real:
        assert icews._code(None, row["Event Text"]) == row["CAMEO Code"]
