"""ACLED files: records over several lines, countries from names, no direction, every trap."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.dyad import Dyad
from tension.core.errors import InputError
from tension.sources import acled
from tension.sources.archive import members
from tension.sources.rows import CodedRow, Sample, Scanned
from tension.sources.scan import sample_of, scan

CORRUPT = Path(__file__).parents[1] / "corrupt"
PAIR = Dyad("IRN", "AZE")
QUICK = settings(max_examples=200, deadline=None, derandomize=True)


def beginning(name):
    (member,) = members([CORRUPT / name])
    return sample_of(member)


def corrupt(name, dyad=PAIR):
    (member,) = members([CORRUPT / name])
    return scan(member, acled.FORMAT, dyad, sample_of(member))


def of(content, step=7, dyad=PAIR):
    """Scan bytes that come in small pieces."""
    found = Scanned("own.csv", "")
    pieces = (content[at : at + step] for at in range(0, len(content), step))
    acled.scan(pieces, (dyad.first, dyad.second), found)
    return found


def cells(found, *columns):
    return [tuple(getattr(row, column) for column in columns) for row in found.rows]


def reasons(found):
    return [(reject.line, reject.reason) for reject in found.rejects]


# ---------------------------------------------------------------- exports


@pytest.mark.parametrize(
    "name",
    ["acled_lines_in_notes.csv", "acled_old_export.csv", "acled_semicolons.csv",
     "acled_mark_and_crlf.csv"],
)
def test_old_and_new_exports_are_recognised(name):
    assert acled.recognise(beginning(name))


@pytest.mark.parametrize(
    "lines",
    [[], [b""], [b"date,source,target,code"], [b"event_date,event_type,actor1,actor2"],
     [b"event_id_cnty\tevent_date\tevent_type\tactor1\tactor2"], [b"\xff\x00,"]],
)
def test_other_texts_are_not_recognised(lines):
    assert not acled.recognise(Sample("own.csv", lines))


def test_a_row_gives_everything_the_event_table_asks_for():
    first = corrupt("acled_lines_in_notes.csv").rows[0]
    assert first == CodedRow(
        2, dt.date(2022, 6, 30), "IRN", "AZE", "Armed clash", "acled", "AZE1",
        "Military Forces of Iran (1989-)", "Military Forces of Azerbaijan (2003-)",
        directed=False, added=dt.date(2022, 7, 5), outlet="Trend",
        summary="Military Forces of Iran (1989-) – Military Forces of Azerbaijan (2003-): "
        "Armed clash, Astara; 3 fatalities reported",
    )


def test_notes_over_several_lines_are_one_record_and_lines_are_counted_on():
    found = corrupt("acled_lines_in_notes.csv")
    assert cells(found, "line", "origin_id", "date", "added") == [
        (2, "AZE1", dt.date(2022, 6, 30), dt.date(2022, 7, 5)),
        (6, "AZE2", dt.date(2025, 5, 16), None),
    ]
    assert (found.read, found.rejects) == (2, [])
    assert (found.first_day, found.last_day) == (dt.date(2022, 6, 30), dt.date(2025, 5, 16))
    assert found.rows[1].summary.endswith("; 1 fatality reported")


def test_an_old_export_falls_back_on_event_type_and_data_id():
    found = corrupt("acled_old_export.csv")
    assert cells(found, "origin_id", "code", "date") == [
        ("AZE1", "Armed clash", dt.date(2022, 6, 30)), ("77", "Battles", dt.date(2022, 6, 30)),
    ]
    assert found.rows[0].summary.endswith("; 0 fatalities reported")


def test_semicolons_byte_order_mark_windows_line_ends_and_latin1_leave_no_trace():
    assert corrupt("acled_semicolons.csv").rows[0].summary.split(": ")[1].startswith(
        "Armed clash, Astara; Lerik;"
    )
    found = corrupt("acled_mark_and_crlf.csv")
    assert cells(found, "line", "origin_id") == [(2, "AZE1"), (4, "AZE2")]
    assert cells(corrupt("acled_latin1.csv"), "outlet") == [("Le Café",)]


def test_it_does_not_matter_where_the_stream_is_cut():
    for path in sorted(CORRUPT.glob("acled_[!n]*.csv")):
        if path.name == "acled_scheme.csv":
            continue
        content = path.read_bytes()
        whole = of(content, len(content))
        assert of(content, 1) == whole
        assert of(content, 13) == whole


# ---------------------------------------------------------------- actors


def test_countries_are_read_from_the_actors_names_and_associates_do_not_count():
    found = corrupt("acled_actors.csv")
    assert cells(found, "line", "source", "target") == [
        (2, "IRN", "AZE"), (3, "AZE", "IRN"), (4, "AZE", "IRN"), (10, "IRN", "AZE"),
    ]
    assert (found.read, found.other, found.rejects) == (10, 6, [])
    assert not any(row.directed for row in found.rows)


@pytest.mark.parametrize(
    ("actor", "country"),
    [
        ("Military Forces of the United States (2021-2025)", "USA"),
        ("Government of Turkey (2016-)", "TUR"),
        ("Police Forces of Iran (1989-) Law Enforcement Command", "IRN"),
        ("Military Forces of Democratic Republic of Congo (2019-)", "COD"),
        ("Military Forces of Iran", "IRN"),
        ("Civilians (International)", None),
        ("Unidentified Armed Group (Iran)", None),
        ("Mutiny of Military Forces of Iran (1989-)", None),
        ("military forces of iran", None),
        ("Military Forces of Iran Navy", None),
        ("Iran", None),
        ("None", None),
        ("", None),
    ],
)
def test_country_of_an_actor(actor, country):
    assert acled.country_of(actor) == country


# ---------------------------------------------------------------- bad records


def test_malformed_widths_are_rejected_in_these_words_where_both_countries_are_named():
    found = corrupt("acled_widths.csv")
    assert reasons(found) == [
        (3, "30 columns; the header names 31"), (4, "32 columns; the header names 31"),
    ]
    assert cells(found, "line", "origin_id") == [(2, "AZE1"), (7, "AZE5")]
    assert (found.read, found.other) == (5, 1)


@pytest.mark.parametrize("name", ["acled_lone_quote.csv", "acled_quote_to_the_end.csv"])
def test_a_quote_that_is_never_closed_costs_its_own_record_only(name):
    found = corrupt(name)
    assert reasons(found) == [(3, "a quotation mark is never closed")]
    assert cells(found, "line", "origin_id") == [(2, "AZE1"), (4, "AZE3"), (5, "AZE4")]
    assert found.read == 4


def test_a_carriage_return_alone_and_a_field_beyond_measure_are_rejected_not_raised():
    head, row = (CORRUPT / "acled_lines_in_notes.csv").read_bytes().split(b"\n")[:2]
    last = (CORRUPT / "acled_lines_in_notes.csv").read_bytes().split(b"\n")[-2]
    broken = last.replace(b"AZE2", b"AZ\rE2")
    endless = last.replace(b"Astara", b'"' + b"x" * 200_000 + b'"')
    found = of(b"\n".join([head, broken, endless, last, b""]), 4096)
    assert [line for line, _ in reasons(found)] == [2, 3]
    assert reasons(found)[0][1].startswith("new-line character seen in unquoted field")
    assert reasons(found)[1][1] == "field larger than field limit (131072)"
    assert cells(found, "line") == [(4,)]
    assert row.startswith(b"AZE1")


def test_bad_values_are_rejected_in_these_words():
    found = corrupt("acled_values.csv")
    assert reasons(found) == [
        (2, "'2022-02-30' is no day of the calendar"),
        (3, "'30 Juin 2022' is not a date such as 2022-06-30 or 16 May 2025"),
        (4, "no date"),
        (5, "fatalities 'some' is not a whole number"),
        (6, "timestamp '1e9' is not a number of seconds since 1970"),
        (7, f"timestamp '{'9' * 30}' is not a number of seconds since 1970"),
        (8, "no event type"),
        (9, "'31 April 2022' is no day of the calendar"),
    ]
    assert found.rows == []


def test_a_header_without_actors_is_refused_with_file_and_remedy():
    with pytest.raises(InputError) as error:
        corrupt("acled_no_actor_columns.csv")
    assert str(error.value) == (
        "acled_no_actor_columns.csv, line 1: the header names no column actor1, actor2; export it "
        "again from ACLED with all columns"
    )


def test_nothing_is_read_from_an_empty_file():
    assert (of(b"").read, of(b"\xef\xbb\xbf").read, of(b"\n").read) == (0, 0, 0)


# ---------------------------------------------------------------- whatever the bytes

HEADER = b"event_id_cnty,event_date,event_type,sub_event_type,actor1,actor2,notes,fatalities\n"
ACTOR = st.sampled_from(
    [b"Military Forces of Iran (1989-)", b"Civilians (Azerbaijan)", b"Protesters (Iran)", b"",
     b"Civilians (\xc9)", b'"Rioters (Azerbaijan)"', b'"Civilians (Iran)']
)
NOTE = st.sampled_from([b"", b'"two\nlines"', b'"', b'a "b" c', b'"x', b"\r", b"\xe9", b"a,b"])


@st.composite
def records(draw):
    date = draw(st.sampled_from([b"2022-06-30", b"16 May 2025", b"1 July 2025", b"99 May 2025"]))
    kind = draw(st.sampled_from([b"Battles", b"Riots", b""]))
    row = [b"E1", date, kind, kind, draw(ACTOR), draw(ACTOR), draw(NOTE), b"1"]
    return b",".join(row) + b"\n"


@given(parts=st.lists(st.one_of(records(), st.binary(max_size=40)), max_size=8),
       step=st.integers(1, 50))
@QUICK
def test_any_bytes_give_rows_of_the_dyad_and_an_account_that_adds_up(parts, step):
    found = of(HEADER + b"".join(parts), step)
    for row in found.rows:
        assert {row.source, row.target} == {"IRN", "AZE"}
        assert row.code
        assert not row.directed
    assert found.other >= 0


@given(rows=st.lists(st.integers(0, 3), max_size=8))
@QUICK
def test_every_whole_record_is_found_whatever_line_breaks_its_notes_hold(rows):
    text = HEADER + b"".join(
        b"E%d,2022-06-30,Battles,,Civilians (Iran),Civilians (Azerbaijan),\"a%s\",1\n"
        % (n, b"\nmore, said" * breaks) for n, breaks in enumerate(rows)
    )
    found = of(text)
    assert [row.origin_id for row in found.rows] == [f"E{n}" for n in range(len(rows))]
    assert [row.line for row in found.rows] == [
        2 + n + sum(rows[:n]) for n in range(len(rows))
    ]


@given(lines=st.lists(st.binary(max_size=60), max_size=3))
@QUICK
def test_any_sample_is_recognised_or_not(lines):
    assert acled.recognise(Sample("own", lines)) in (True, False)
