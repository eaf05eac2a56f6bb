"""KEDS and TABARI files: both forms, whose country an actor is, which scheme, every trap."""

import csv
import datetime as dt
import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.dyad import Dyad
from tension.core.errors import InputError
from tension.core.ontology import ontology
from tension.sources import keds
from tension.sources.archive import members
from tension.sources.rows import CodedRow, Sample
from tension.sources.scan import sample_of, scan

CORRUPT = Path(__file__).parents[1] / "corrupt"
REAL = Path(__file__).parents[3] / "shared" / "real"
PAIR = Dyad("IRN", "AZE")
QUICK = settings(max_examples=300, deadline=None, derandomize=True)


def read(path, dyad=PAIR, declared=None):
    (member,) = members([path])
    return scan(member, keds.FORMAT, dyad, sample_of(member), declared)


def corrupt(name, **options):
    return read(CORRUPT / name, **options)


def cells(found, *columns):
    return [tuple(getattr(row, column) for column in columns) for row in found.rows]


def reasons(found):
    return [(reject.line, reject.reason) for reject in found.rejects]


def refusal(name, declared=None):
    with pytest.raises(InputError) as error:
        corrupt(name, declared=declared)
    assert "\n" not in str(error.value)
    return str(error.value)


def recognised(name):
    (member,) = members([CORRUPT / name])
    return keds.recognise(sample_of(member))


# ---------------------------------------------------------------- the two forms


def test_two_digit_years_turn_at_45_and_trailing_blanks_are_stripped():
    found = corrupt("keds_two_digit_years.txt")
    assert cells(found, "line", "date", "code") == [
        (1, dt.date(1945, 1, 1), "223"), (2, dt.date(2044, 1, 1), "223"),
        (3, dt.date(1999, 12, 31), "032"), (4, dt.date(2000, 1, 2), "033"),
    ]
    assert found.read == 4


def test_roles_stay_in_the_actor_and_label_and_text_make_the_summary():
    found = corrupt("keds_two_digit_years.txt")
    assert cells(found, "source", "target", "source_actor", "target_actor", "summary")[2:] == [
        ("AZE", "IRN", "AZR", "IRN", "AZR → IRN: VISIT: LEFT"),
        ("IRN", "AZE", "IRN", "AZRGOV", None),
    ]
    assert cells(found, "ontology", "origin_id", "native_score", "directed")[0] == (
        "weis", "1", None, True
    )


def test_a_csv_is_read_by_its_header_in_any_case_with_iso_and_compact_dates():
    assert recognised("keds_header_case.csv")
    found = corrupt("keds_header_case.csv")
    assert cells(found, "line", "date", "source", "target", "source_actor") == [
        (2, dt.date(1995, 1, 1), "IRN", "AZE", "IRNGOV"),
        (3, dt.date(1995, 1, 2), "AZE", "IRN", "AZR"),
    ]
    assert found.read == 2


def test_the_order_of_the_header_counts():
    text = b"code,target,source,date\n223,AZR,IRN,1995-01-01"
    lines = text.split(b"\n")
    row = keds.parser((PAIR.first, PAIR.second), Sample("own.csv", lines), None)(2, lines[1])
    assert (row.source, row.target, row.code) == ("IRN", "AZE", "223")


def test_a_plain_csv_of_iso3_codes_is_left_to_the_tabular_reader():
    assert not recognised("keds_plain_iso3.csv")


def test_a_csv_whose_codes_are_numbers_is_recognised_so_that_it_is_refused_in_clear_words():
    lines = [b"date,source,target,code", b"1995-01-01,IRNGOV,AZR,42"]
    assert keds.recognise(Sample("own.csv", lines))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b"date,source,target,code"],
        [b"date,source,target,code", b"2012-03-04,Iran,Azerbaijan,042"],
        [b"date,source,target,code", b"2012-03-04,IRNGOV,AZR,CONSULT"],
        [b"date,source,target,cameo_code", b"2012-03-04,IRNGOV,AZR,042"],
        [b"id,date,source,target,code", b"1,2012-03-04,IRNGOV,AZR,042"],
        [b"0\t5\t12\t24"],
        [b"Iran\tMake a visit\tAzerbaijan\t2012-03-04"],
    ],
)
def test_other_tables_are_not_recognised(lines):
    assert not keds.recognise(Sample("own.csv", lines))


@pytest.mark.parametrize(
    "name", ["keds_two_digit_years.txt", "keds_mark_and_crlf.txt", "keds_latin1.txt"]
)
def test_the_tab_form_is_recognised(name):
    assert recognised(name)


def test_byte_order_mark_and_windows_line_ends_leave_no_trace():
    found = corrupt("keds_mark_and_crlf.txt")
    assert cells(found, "date", "code", "summary") == [
        (dt.date(1995, 1, 1), "223", None),
        (dt.date(1995, 1, 2), "032", "AZR → IRN: VISIT: LEFT"),
    ]


def test_text_that_is_not_utf8_is_read_as_latin1_and_a_quotation_mark_is_text():
    found = corrupt("keds_latin1.txt")
    assert cells(found, "summary") == [('IRN → AZR: CLASH: CAFÉ "',)]


# ---------------------------------------------------------------- bad lines


def test_damaged_empty_and_unknown_codes_are_rejected_in_these_words():
    found = corrupt("keds_damaged_codes.txt")
    assert reasons(found) == [
        (2, "code '0841]' is not a CAMEO code"),
        (3, "code '145]' is not a CAMEO code"),
        (4, "no code"),
        (5, "code '999' is not a CAMEO code"),
        (6, "code 'NA' is not a CAMEO code"),
    ]
    assert cells(found, "line", "ontology") == [(1, "cameo")]
    assert (found.read, found.other) == (7, 1)


def test_malformed_widths_and_stray_tabs_are_rejected_in_these_words():
    found = corrupt("keds_widths.txt")
    assert reasons(found) == [
        (2, "3 columns; a KEDS row has at least 4 (date, source, target, code)"),
        (3, "the source is empty: a stray delimiter, or a field lost"),
        (4, "the target is empty: a stray delimiter, or a field lost"),
    ]
    assert cells(found, "line", "summary") == [(1, None), (5, 'IRN → AZR: X: AS "SAID')]


def test_bad_dates_are_rejected_in_these_words():
    found = corrupt("keds_bad_dates.txt")
    assert reasons(found) == [
        (2, "'950231' is no day of the calendar"),
        (3, "'1995-1-2' is not a date YYMMDD, YYYYMMDD or YYYY-MM-DD"),
        (4, "'' is not a date YYMMDD, YYYYMMDD or YYYY-MM-DD"),
        (5, "'9501011' is not a date YYMMDD, YYYYMMDD or YYYY-MM-DD"),
    ]


def test_lone_quotes_and_wrong_widths_of_a_csv_are_rejected_in_these_words():
    found = corrupt("keds_lone_quote.csv")
    assert reasons(found) == [
        (3, "the source '\"IRN' has a lone quotation mark"),
        (4, "code '223\"' is not a WEIS code"),
        (5, "5 columns; a KEDS row has 4"),
        (6, "3 columns; a KEDS row has 4"),
    ]
    assert cells(found, "line") == [(2,)]


def test_one_country_with_itself_is_no_event_and_identical_lines_are_all_kept():
    found = corrupt("keds_same_country.txt")
    assert cells(found, "line") == [(3,), (4,)]
    assert (found.other, found.rejects) == (2, [])


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        (b"950101\tIRN\tAZR\t223", dt.date(1995, 1, 1)),
        (b'"1995-01-01","IRN","AZR","223"\r', dt.date(1995, 1, 1)),
        (b"223,AZR,IRN,19950101", dt.date(1995, 1, 1)),
        (b"950231\tIRN\tAZR\t223\t950101", None),
        (b"date,source,target,code", None),
        (b"\xff", None),
        (b"", None),
    ],
)
def test_the_day_of_a_row(raw, day):
    assert keds.day(raw) == day


# ---------------------------------------------------------------- whose country


@pytest.mark.parametrize(
    ("country", "line"),
    [("AUT", 1), ("CHE", 2), ("AUS", 6), ("SWZ", None), ("ISL", None), ("MLI", None),
     ("ZAF", None)],
)
def test_an_old_code_with_another_meaning_elsewhere_is_read_as_it_was_meant(country, line):
    found = corrupt("keds_old_countries.txt", dyad=Dyad("KAZ", country))
    assert cells(found, "line") == ([(line,)] if line else [])
    assert found.rejects == []


@pytest.mark.parametrize(
    ("country", "lines"),
    [("AUT", []), ("CHE", []), ("AUS", [1, 6]), ("SWZ", [2]), ("ISL", [3]), ("MLI", [4]),
     ("ZAF", [])],
)
def test_in_a_cameo_file_the_codes_are_those_of_cameo(country, lines):
    found = corrupt("keds_new_countries.txt", dyad=Dyad("KAZ", country))
    assert [row.line for row in found.rows] == lines


def test_the_iso3_code_counts_where_keds_has_no_other():
    assert len(corrupt("keds_damaged_codes.txt").rows) == 1


# ---------------------------------------------------------------- which scheme


def test_codes_only_weis_has_make_it_weis_and_contradict_cameo():
    assert {row.ontology for row in corrupt("keds_weis_as_cameo.txt").rows} == {"weis"}
    assert refusal("keds_weis_as_cameo.txt", "cameo") == (
        "keds_weis_as_cameo.txt: it was declared to be CAMEO, and its codes 212, 223 exist only in "
        "WEIS; use --ontology weis, or leave it out"
    )


def test_codes_of_four_digits_make_it_cameo_and_contradict_weis():
    assert {row.ontology for row in corrupt("keds_cameo_as_weis.txt").rows} == {"cameo"}
    assert refusal("keds_cameo_as_weis.txt", "weis") == (
        "keds_cameo_as_weis.txt: it was declared to be WEIS, and its codes 0841 exist only in "
        "CAMEO; use --ontology cameo, or leave it out"
    )


def test_codes_of_both_schemes_are_refused_until_one_is_named():
    assert refusal("keds_both_schemes.txt") == (
        "keds_both_schemes.txt: its codes are of WEIS (223) and of CAMEO (0841) at once; split it, "
        "or say --ontology weis or --ontology cameo: codes of the other scheme are then set aside"
    )
    found = corrupt("keds_both_schemes.txt", declared="weis")
    assert reasons(found) == [(2, "code '0841' is not a WEIS code")]


def test_codes_of_either_scheme_are_refused_until_one_is_named():
    assert refusal("keds_either_scheme.txt") == (
        "keds_either_scheme.txt: its codes (042, 112) may be of WEIS or of CAMEO; say --ontology "
        "weis or --ontology cameo"
    )
    for name in ("weis", "cameo"):
        assert {r.ontology for r in corrupt("keds_either_scheme.txt", declared=name).rows} == {name}


@pytest.mark.parametrize(
    ("codes", "name"),
    [(("042", "197"), "weis"), (("042", "036"), "cameo"), (("042", "197", "0841]"), "weis")],
)
def test_without_a_telling_code_the_list_that_holds_them_all_is_taken(codes, name):
    lines = [b"950101\tIRN\tAZR\t" + code.encode() for code in codes]
    assert keds.scheme(Sample("own.txt", lines), None) == name


def test_a_scheme_keds_never_used_is_refused():
    assert refusal("keds_either_scheme.txt", "plover") == (
        "keds_either_scheme.txt: KEDS codes are of WEIS or CAMEO, not of 'plover'; use --ontology "
        "weis or --ontology cameo, or leave it out"
    )


def test_codes_that_lost_their_zeros_are_refused_since_0211_would_pass_for_weis_211():
    assert refusal("keds_lost_zeros.csv") == (
        "keds_lost_zeros.csv: its codes have lost their leading zeros (42, 841; none begins with "
        "0); export it again with the codes as text"
    )


def test_a_file_without_rows_needs_no_scheme(tmp_path):
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    assert (read(path).read, read(path).rows) == (0, [])


# ---------------------------------------------------------------- real files


def real(name):
    if not REAL.is_dir():
        pytest.skip("shared/ is absent: the real event files are not in the repository")
    return REAL / name


def test_every_row_of_the_dyad_in_the_central_asian_file_is_found():
    path = real("keds_central_asia_weis_1989_1999.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = [
        (n, row["date"], row["source"], row["target"], row["code"])
        for n, row in enumerate(rows, 2)
        if {row["source"][:3], row["target"][:3]} == {"IRN", "AZR"}
    ]
    found = read(path)
    assert cells(found, "line", "source_actor", "target_actor", "code") == [
        (n, source, target, code) for n, _, source, target, code in wanted
    ]
    assert [row.date.isoformat() for row in found.rows] == [date for _, date, *_ in wanted]
    assert {row.ontology for row in found.rows} == {"weis"}
    assert (len(found.rows), found.read, found.rejects) == (101, len(rows), [])
    exact = [row for row in found.rows if {row.source_actor, row.target_actor} == {"IRN", "AZR"}]
    assert (len(exact), len(rows)) == (99, 8377)
    days = [row["date"] for row in rows]
    covered = (found.first_day.isoformat(), found.last_day.isoformat())
    assert covered == (min(days), max(days))


def test_the_demo_file_of_tabari_is_weis_and_has_no_row_of_the_dyad():
    path = real("tabari-demo.keds")
    (member,) = members([path])
    assert keds.recognise(sample_of(member))
    assert keds.scheme(sample_of(member), None) == "weis"
    found = read(path)
    assert (found.read, found.rows, found.rejects) == (77, [], [])


# ---------------------------------------------------------------- whatever the bytes

ACTORS = st.sampled_from(["IRN", "AZR", "AZE", "IRNGOV", "AZRMIL", "IRNAZR", "RUS", "", '"IRN'])
FIELDS = st.one_of(
    st.sampled_from(["950101", "19950101", "1995-01-01", "042", "223", "0841", "0841]", "", "NA"]),
    ACTORS, st.text(max_size=8),
)


WHO = st.sampled_from(["IRN", "AZR", "IRNGOV", "AZEMIL"])
NEARLY = st.tuples(
    st.sampled_from(["950101", "19950101", "1995-01-01"]), WHO, WHO,
    st.sampled_from(["042", "112", "223", "0841", "999"]),
)


@pytest.mark.parametrize("first", [b"950101\tIRN\tAZR\t223", b"date,source,target,code"])
@given(
    raw=st.one_of(
        st.binary(max_size=80),
        st.lists(FIELDS, max_size=7).map(lambda fields: "\t".join(fields).encode()),
        st.lists(FIELDS, max_size=5).map(lambda fields: ",".join(fields).encode()),
        NEARLY.map(lambda fields: "\t".join(fields).encode()),
        NEARLY.map(lambda fields: ",".join(fields).encode()),
    ),
    declared=st.sampled_from(["weis", "cameo"]),
)
@QUICK
def test_any_line_gives_a_row_of_the_dyad_with_a_listed_code_or_no_row(first, raw, declared):
    name = "weis" if first.startswith(b"95") else declared
    keds.day(raw)
    given_row = keds.parser((PAIR.first, PAIR.second), Sample("own", [first]), name)(7, raw)
    if isinstance(given_row, CodedRow):
        assert {given_row.source, given_row.target} == {"IRN", "AZE"}
        assert given_row.code in ontology(name)


ROWS = st.lists(FIELDS, min_size=3, max_size=5).map(lambda fields: "\t".join(fields).encode())


@given(lines=st.lists(st.one_of(st.binary(max_size=60), ROWS), max_size=6))
@QUICK
def test_any_sample_is_recognised_or_not_and_its_scheme_told_or_refused(lines):
    sample = Sample("own", lines)
    assert keds.recognise(sample) in (True, False)
    try:
        told = keds.scheme(sample, None)
    except InputError as error:
        told = error.file
    assert told in ("weis", "cameo", "own")
