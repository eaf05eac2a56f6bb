"""Any table of dated events: which columns are found, what follows from the rest, what is kept."""

import hashlib

import pandas as pd
import pytest

from tension.core.dyad import Dyad
from tension.core.errors import InputError, RowFaults
from tension.events.dedupe import dedupe
from tension.sources.read import read_events
from tension.sources.tabular import Layout, read_tabular

HEADER = "date,source,target,cameo_code\n"
ROW = "2012-03-04,IRN,AZE,042\n"


@pytest.fixture
def read(tmp_path):
    def read(text, dyad="IRN-AZE", name="own.csv", **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_events(path, dyad, **options)

    return read


def cells(events, *columns):
    return list(events.table[list(columns)].itertuples(index=False, name=None))


def account(events):
    table = events.ledger.table
    return dict(zip(table["rule"], table["change"], strict=True))


# ---------------------------------------------------------------- columns


@pytest.mark.parametrize(
    "header",
    [
        "date,source,target,cameo_code",
        "DATE,Source,TARGET,CAMEO_Code",
        " Event Date , Source Country ,Target Country,CAMEO code",
        "event-date,from,to,cameo",
        "SQLDATE,Actor1CountryCode,Actor2CountryCode,cameo.code",
        "day,sender,receiver,Cameo Code",
    ],
)
def test_columns_are_found_by_name_in_any_spelling(read, header):
    events = read(header + "\n" + ROW)
    assert cells(events, "source", "target", "code", "ontology") == [("IRN", "AZE", "042", "cameo")]


def test_a_told_column_wins_over_the_guess_in_any_case(read):
    text = "date,source,target,cameo_code,second_code\n2012-03-04,IRN,AZE,042,112\n"
    events = read(text, columns={"code": "SECOND_CODE"}, ontology="cameo")
    assert cells(events, "code") == [("112",)]


def test_columns_nobody_knows_are_left_out(read):
    events = read("weather," + HEADER + "rain," + ROW)
    assert "weather" not in events.table
    assert len(events) == 1


def test_optional_cells_that_are_empty_are_missing(read):
    text = "summary,outlet,mentions,disputed," + HEADER + ",,,," + ROW
    row = read(text).table.iloc[0]
    for name in ("summary", "outlet", "mentions", "disputed", "url", "added", "native_score"):
        assert pd.isna(row[name]), name


@pytest.mark.parametrize(
    ("codes", "scheme"),
    [
        (("0841", "042"), "cameo"),
        (("223", "032"), "weis"),
        (("CONSULT/visit", "AID"), "plover"),
        (("verbal_conflict",), "quad"),
    ],
)
def test_the_scheme_is_the_one_whose_list_holds_the_codes(read, codes, scheme):
    text = "date,source,target,code\n" + "".join(f"2012-03-04,IRN,AZE,{code}\n" for code in codes)
    assert set(read(text).table["ontology"]) == {scheme}


@pytest.mark.parametrize(("name", "scheme"), [("weis", "weis"), ("WEIS code", "weis"),
                                              ("cameo", "cameo")])
def test_a_column_s_name_tells_the_scheme(read, name, scheme):
    events = read(f"date,source,target,{name}\n2012-03-04,IRN,AZE,032\n")
    assert cells(events, "code", "ontology") == [("032", scheme)]


def test_a_told_scheme_wins_over_the_column_s_name(read):
    events = read(HEADER + "2012-03-04,IRN,AZE,032\n", ontology="weis")
    assert cells(events, "ontology") == [("weis",)]


def test_an_ontology_column_tells_each_row_s_scheme(read):
    text = "ontology,date,source,target,code\nWEIS," + ROW + "cameo," + ROW
    assert [scheme for (scheme,) in cells(read(text), "ontology")] == ["weis", "cameo"]


def test_a_told_scheme_fills_the_holes_of_an_ontology_column(read):
    text = "ontology,date,source,target,code\nweis," + ROW + "," + ROW
    assert [scheme for (scheme,) in cells(read(text, ontology="cameo"), "ontology")] == [
        "weis", "cameo",
    ]


# ---------------------------------------------------------------- spellings of cells


def test_excel_s_semicolons_and_decimal_commas_are_read(read):
    text = "Date;Source;Target;Score\r\n2012-03-04;IRN;AZE;-3,5\r\n2012-03-05;AZE;IRN;2\r\n"
    assert cells(read(text.encode("utf-8-sig")), "source", "native_score") == [
        ("IRN", -3.5), ("AZE", 2.0),
    ]


def test_tabs_are_read(read):
    assert len(read((HEADER + ROW).replace(",", "\t"), name="own.tsv")) == 1


def test_leading_zeros_are_kept(read):
    text = HEADER + "2012-03-04,IRN,AZE,0841\n2012-03-05,IRN,AZE,010\n2012-03-06,IRN,AZE,10\n"
    assert [code for (code,) in cells(read(text), "code")] == ["0841", "010", "10"]


def test_countries_are_read_in_any_spelling(read):
    text = HEADER + (
        "2012-03-04,Islamic Republic of Iran,AZR,042\n"
        "2012-03-05,ir,republic of azerbaijan,042\n"
        '2012-03-06,"Iran, Islamic Rep.",AZ,042\n'
    )
    assert cells(read(text), "source", "target") == [("IRN", "AZE")] * 3


def test_declared_fips_codes_are_read_as_fips(read):
    text = HEADER + "2012-03-04,IR,AJ,042\n2012-03-05,AU,AJ,042\n"
    events = read(text, countries="fips")
    assert cells(events, "source", "target") == [("IRN", "AZE")]
    assert len(read(text, "AUT-AZE", countries="fips")) == 1


def test_dates_known_to_the_month_or_year_stand_on_its_first_day(read):
    text = HEADER + "2012-03,IRN,AZE,042\n2013,IRN,AZE,042\n2014-05-06,IRN,AZE,042\n"
    found = [(str(day.date()), how) for day, how in cells(read(text), "date", "date_precision")]
    assert found == [("2012-03-01", "month"), ("2013-01-01", "year"), ("2014-05-06", "day")]


@pytest.mark.parametrize(
    ("date", "told", "day", "precision"),
    [
        ("2012-03-17", "month", "2012-03-01", "month"),
        ("2012-03-17", "year", "2012-01-01", "year"),
        ("2012-03-17", "", "2012-03-17", "day"),
        ("2012-03", "day", "2012-03-01", "month"),
        ("2012", "month", "2012-01-01", "year"),
        ("2012", "", "2012-01-01", "year"),
    ],
)
def test_the_coarser_of_date_and_stated_precision_counts(read, date, told, day, precision):
    events = read(f"date_precision,{HEADER}{told},{date},IRN,AZE,042\n")
    assert [(str(d.date()), how) for d, how in cells(events, "date", "date_precision")] == [
        (day, precision)
    ]


def test_a_told_date_format_reads_what_is_not_iso(read):
    events = read(HEADER + "04/03/2012,IRN,AZE,042\n", date_format="%d/%m/%Y")
    assert [str(day.date()) for (day,) in cells(events, "date")] == ["2012-03-04"]


def test_a_file_of_scores_alone_has_no_code(read):
    events = read("date,source,target,goldstein\n2012-03-04,IRN,AZE,-3.5\n")
    assert cells(events, "native_score") == [(-3.5,)]
    assert events.table["code"].isna().all()
    assert events.table["ontology"].isna().all()


def test_code_and_score_are_both_kept_and_a_score_may_be_empty(read):
    text = "score," + HEADER + "1.5," + ROW + "," + ROW
    events = read(text)
    assert events.table["code"].tolist() == ["042", "042"]
    assert events.table["native_score"].dropna().tolist() == [1.5]


def test_where_there_are_codes_a_row_without_one_is_bad(read):
    with pytest.raises(RowFaults, match="line 3, column cameo_code: the cell is empty"):
        read("score," + HEADER + "1.5," + ROW + "2,2012-03-05,IRN,AZE,\n")


# ---------------------------------------------------------------- identifiers and origin


def test_rows_without_identifier_are_named_by_file_and_line(read):
    events = read("event_id," + HEADER + "\nmine," + ROW + "," + ROW)
    assert sorted(events.table["event_id"]) == ["mine", "own:4"]


def test_where_a_row_stands_is_kept(read):
    events = read(HEADER + "\n" + ROW)
    assert cells(events, "file", "line", "origin", "directed") == [
        ("own.csv", 3, "tabular", True)
    ]


def test_the_as_of_date_is_the_last_day_added_else_the_end_of_coverage(read):
    assert str(read(HEADER + ROW).provenance.as_of) == "2012-03-31"
    text = "added," + HEADER + "2015-01-02," + ROW + "2014-01-02," + ROW
    assert str(read(text).provenance.as_of) == "2015-01-02"


def test_the_input_is_recorded_by_name_and_hash(read):
    (entry,) = read(HEADER + ROW).provenance.inputs
    assert entry.name == "own.csv"
    assert entry.sha256 == hashlib.sha256((HEADER + ROW).encode()).hexdigest()
    assert entry.size == len(HEADER + ROW)


# ---------------------------------------------------------------- which rows are kept


def test_other_pairs_are_dropped_by_name_and_no_third_country_slips_in(read):
    text = HEADER + ROW + (
        "2012-03-04,TUR,GRC,042\n"
        "2012-03-04,IRN,TUR,042\n"
        "2012-03-04,TUR,AZE,042\n"
        "2012-03-04,IRQ,AZE,042\n"
        "2012-03-05,AZE,IRN,112\n"
    )
    events = read(text)
    assert cells(events, "source", "target") == [("IRN", "AZE"), ("AZE", "IRN")]
    assert account(events)["not between IRN-AZE"] == -4


def test_rows_between_a_country_and_itself_are_dropped_by_name(read):
    events = read(HEADER + ROW + "2012-03-04,IRN,Iran,042\n2012-03-04,TUR,TUR,042\n")
    assert account(events)["source and target are one country"] == -2
    assert account(events)["not between IRN-AZE"] == 0
    assert len(events) == 1


def test_a_file_of_other_pairs_gives_no_event_and_says_what_it_holds(read):
    events = read(HEADER + "2012-03-04,TUR,GRC,042\n" * 2 + "2012-03-04,USA,CUB,042\n")
    assert len(events) == 0
    ledger = events.ledger.table.set_index("rule")
    assert ledger.loc["not between IRN-AZE", "detail"] == "the file holds TUR-GRC, USA-CUB"


# ---------------------------------------------------------------- reciprocal rows


def test_a_reciprocal_row_becomes_two_directed_events(read):
    text = "event_id,reciprocal,source_actor,target_actor," + HEADER + (
        "X,true,IRNGOV,AZEMIL," + ROW + "Y,false,,," + ROW
    )
    events = read(text)
    columns = ("event_id", "source", "target", "source_actor", "target_actor", "origin_id", "line")
    assert cells(events, *columns)[:2] == [
        ("X/r", "AZE", "IRN", "AZEMIL", "IRNGOV", "X", 2),
        ("X", "IRN", "AZE", "IRNGOV", "AZEMIL", "X", 2),
    ]
    assert len(events) == 3
    assert account(events)["one event of each kept row"] == 2
    assert account(events)["other side of a reciprocal row"] == 1


def test_a_reciprocal_row_of_another_pair_is_not_expanded(read):
    text = "event_id,reciprocal," + HEADER + "X,true,2012-03-04,TUR,GRC,042\nY,true," + ROW
    assert sorted(read(text).table["event_id"]) == ["Y", "Y/r"]


def test_halves_that_are_both_there_are_not_expanded_again(read):
    text = "event_id,reciprocal," + HEADER + "X,true," + ROW + "X/r,true,2012-03-04,AZE,IRN,042\n"
    events = read(text)
    assert sorted(events.table["event_id"]) == ["X", "X/r"]
    assert account(events)["other side of a reciprocal row"] == 0


def export(events, path):
    events.table.to_csv(path, index=False)
    return path


def same(left, right):
    """Tables without what tells from which file and line a row was read."""
    place = ["file", "line", "origin"]
    pd.testing.assert_frame_equal(left.table.drop(columns=place), right.table.drop(columns=place))


@pytest.mark.parametrize("filtered", [False, True])
def test_an_export_of_the_bundle_reads_back_as_it_was(tmp_path, filtered):
    events = dedupe(read_events()) if filtered else read_events()
    back = read_events(export(events, tmp_path / "export.csv"))
    same(back, events)
    assert account(back)["other side of a reciprocal row"] == 0


def test_a_half_left_alone_by_a_filter_is_not_doubled_when_read_back(read, tmp_path):
    events = read("event_id,reciprocal," + HEADER + "X,true," + ROW + "Y,true," + ROW)
    for half in ("IRN", "AZE"):
        kept = events.keep(events.table["source"] == half, "filter", "one direction")
        assert len(kept) == 2
        same(read_events(export(kept, tmp_path / "export.csv")), kept)


def test_an_export_of_scores_alone_reads_back_as_it_was(read, tmp_path):
    events = read("date,source,target,score\n2012-03-04,IRN,AZE,-3.5\n2012-03-05,AZE,IRN,2\n")
    same(read_events(export(events, tmp_path / "export.csv")), events)


# ---------------------------------------------------------------- the reader itself


def test_the_reader_needs_no_layout(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(HEADER + ROW)
    assert len(read_tabular(path, Dyad("IRN", "AZE"))) == 1


def test_columns_told_to_be_required_are_asked_for(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(HEADER + ROW)
    with pytest.raises(InputError, match="no column for summary in the header"):
        read_tabular(path, Dyad("IRN", "AZE"), Layout(required=("summary",)))


def test_coverage_reaches_the_end_of_a_year_known_only_as_such(read):
    events = read(HEADER + "2012,IRN,AZE,042\n2012-03-04,IRN,AZE,042\n")
    assert [str(day) for span in events.coverage.spans for day in span] == [
        "2012-01-01", "2012-12-31",
    ]
