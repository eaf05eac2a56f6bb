"""POLECAT files: columns by name, several countries in a cell, codes, every trap."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.dyad import Dyad
from tension.core.ontology import ontology
from tension.sources import polecat
from tension.sources.archive import members
from tension.sources.provinces import PROVINCE_RULE
from tension.sources.rows import CodedRow, Sample
from tension.sources.scan import sample_of, scan

CORRUPT = Path(__file__).parents[1] / "corrupt"
PAIR = Dyad("IRN", "AZE")
QUICK = settings(max_examples=300, deadline=None, derandomize=True)


def beginning(name):
    (member,) = members([CORRUPT / name])
    return sample_of(member)


def corrupt(name, dyad=PAIR):
    (member,) = members([CORRUPT / name])
    return scan(member, polecat.FORMAT, dyad, sample_of(member))


def cells(found, *columns):
    return [tuple(getattr(row, column) for column in columns) for row in found.rows]


def reasons(found):
    return [(reject.line, reject.reason) for reject in found.rejects]


# ---------------------------------------------------------------- columns


@pytest.mark.parametrize(
    "name",
    ["polecat_codes.txt", "polecat_header_case.txt", "polecat_trailing_tabs.txt",
     "polecat_mark_and_crlf.txt"],
)
def test_the_header_is_recognised_in_any_case_and_with_trailing_tabs(name):
    assert polecat.recognise(beginning(name))


@pytest.mark.parametrize(
    "lines", [[], [b""], [b"Event ID\tEvent Date"], [b"date,source,target,code"], [b"\xff\x00"]]
)
def test_other_texts_are_not_recognised(lines):
    assert not polecat.recognise(Sample("own.txt", lines))


def test_a_row_gives_everything_the_event_table_asks_for():
    first = corrupt("polecat_codes.txt").rows[0]
    assert first == CodedRow(
        2, dt.date(2022, 3, 4), "IRN", "AZE", "CONSULT/visit", "plover", "e1", "Iran",
        "Azerbaijan", 4.0, published=dt.date(2022, 3, 5), outlet="Trend",
        summary="Iran → Azerbaijan: Consult: visit", multilateral=False,
    )


def test_event_intensity_stands_for_intensity():
    assert cells(corrupt("polecat_header_case.txt"), "native_score", "code") == [
        (4.0, "CONSULT/visit")
    ]


def test_trailing_tabs_make_columns_without_a_name_that_are_ignored():
    found = corrupt("polecat_trailing_tabs.txt")
    assert cells(found, "line", "origin_id") == [(2, "e1"), (3, "e2")]
    assert (found.read, found.rejects) == (2, [])


def test_byte_order_mark_and_windows_line_ends_leave_no_trace():
    assert cells(corrupt("polecat_mark_and_crlf.txt"), "origin_id", "line") == [("e1", 2)]


def test_text_that_is_not_utf8_is_read_as_latin1():
    assert cells(corrupt("polecat_latin1.txt"), "source_actor") == [("Média",)]


def test_a_file_covers_the_days_of_publication_and_without_them_those_of_events():
    found = corrupt("polecat_codes.txt")
    assert (found.first_day, found.last_day) == (dt.date(2022, 3, 5), dt.date(2022, 3, 5))
    assert polecat.day(b"e1\t2022-03-04\tNone") == dt.date(2022, 3, 4)
    assert polecat.day(b"e1\tNone\xff\r") is None


# ---------------------------------------------------------------- codes


def test_the_mode_joins_the_type_where_the_list_knows_the_pair():
    found = corrupt("polecat_codes.txt")
    assert cells(found, "origin_id", "code") == [
        ("e1", "CONSULT/visit"), ("e2", "CONSULT/third-party"), ("e3", "AID"), ("e4", "CONSULT"),
    ]


def test_unknown_and_missing_types_are_rejected_in_these_words():
    assert reasons(corrupt("polecat_codes.txt")) == [
        (6, "event type 'GREET' is not a PLOVER type"),
        (7, "no event type"),
        (8, "event type 'CONSULT/visit' is not a PLOVER type"),
    ]


# ---------------------------------------------------------------- several countries


def test_several_countries_in_a_cell_give_each_ordered_pair_once():
    found = corrupt("polecat_countries.txt")
    assert cells(found, "origin_id", "source", "target", "multilateral") == [
        ("e1", "IRN", "AZE", True),
        ("e2", "AZE", "IRN", True),
        ("e2", "IRN", "AZE", True),
        ("e5", "IRN", "AZE", False),
    ]
    assert found.rejects == []


def test_none_and_na_written_out_are_no_country_and_a_country_with_itself_no_event():
    origins = {row.origin_id for row in corrupt("polecat_countries.txt").rows}
    assert origins.isdisjoint({"e3", "e4"})


def test_an_iranian_province_coded_as_azerbaijan_is_dropped_by_name():
    assert corrupt("polecat_countries.txt").dropped == {PROVINCE_RULE: 1}


# ---------------------------------------------------------------- bad lines


def test_malformed_widths_and_stray_tabs_are_rejected_in_these_words():
    found = corrupt("polecat_widths.txt")
    assert reasons(found) == [
        (3, "39 columns; the header names 40"),
        (4, "41 columns; the header names 40"),
        (6, "41 columns; the header names 40"),
    ]
    assert cells(found, "line") == [(2,), (5,)]


def test_a_lone_quote_swallows_nothing_and_a_quoted_tab_is_text():
    found = corrupt("polecat_quotes.txt")
    assert cells(found, "line", "source_actor", "target_actor") == [
        (2, "Iran", "Azerbaijan"), (3, 'the "IRGC"', "Azerbaijan"), (4, '"Iran', "Baku's"),
        (5, "Iran\tTehran", "Azerbaijan"), (6, '"Iran', "Azerbaijan"),
    ]
    assert found.rejects == []


def test_bad_values_are_rejected_in_these_words_and_words_for_missing_are_missing():
    found = corrupt("polecat_values.txt")
    assert reasons(found) == [
        (2, "no date"),
        (3, "'2022-02-30' is no day of the calendar"),
        (4, "'03/04/2022' is not a date YYYY-MM-DD"),
        (5, "'high' is not a number"),
        (6, "'nan' is not a number"),
        (8, "'yesterday' is not a date YYYY-MM-DD"),
    ]
    assert cells(found, "origin_id", "native_score", "published", "outlet", "source_actor") == [
        ("7", None, None, None, None)
    ]


# ---------------------------------------------------------------- whatever the bytes

HEADER = (CORRUPT / "polecat_codes.txt").read_bytes().split(b"\n")[0]
COUNTRY = st.sampled_from(
    ["IRN", "AZE", "IRN; RUS", "AZE;IRN", "AZE", "IRN; AZE", "None", "NA", "RUS", '"IRN', ";"]
)
PAIRS = st.sampled_from([("IRN", "AZE"), ("AZE", "IRN; TUR"), ("AZE;IRN", "IRN; AZE")])


@st.composite
def lines_of_forty(draw):
    width = draw(st.sampled_from([40, 40, 40, 41]))
    cell = st.sampled_from(["", "None", "x", '"', '"x"', "1"])
    row = draw(st.lists(cell, min_size=width, max_size=width))
    row[1] = draw(st.sampled_from(["2022-03-04", "2022-03-04 10:00", "None"]))
    row[2] = draw(st.sampled_from(["CONSULT", "aid", "GREET", "None", "CONSULT/visit"]))
    row[3] = draw(st.sampled_from(["visit", "None", "other", "/"]))
    row[4], row[34] = draw(st.sampled_from(["-1", "", "inf"])), "2022-03-04"
    row[8], row[16] = draw(st.one_of(PAIRS, st.tuples(COUNTRY, COUNTRY)))
    return "\t".join(row).encode()


@given(raw=st.one_of(st.binary(max_size=120), lines_of_forty(), lines_of_forty().map(
    lambda line: line.replace(b"x", b"\xe9\r"))))
@QUICK
def test_any_line_gives_rows_of_the_dyad_with_listed_codes_or_none(raw):
    polecat.day(raw)
    parsed = polecat.parser((PAIR.first, PAIR.second), Sample("own", [HEADER]), None)(7, raw)
    rows = [one for one in (parsed if isinstance(parsed, list) else [parsed])
            if isinstance(one, CodedRow)]
    assert len({(row.source, row.target) for row in rows}) == len(rows)
    for row in rows:
        assert {row.source, row.target} == {"IRN", "AZE"}
        assert row.code in ontology("plover")


@given(lines=st.lists(st.binary(max_size=60), max_size=3))
@QUICK
def test_any_sample_is_recognised_or_not(lines):
    assert polecat.recognise(Sample("own", lines)) in (True, False)
