"""The one door for reading: what it refuses and in which words, and how it joins the bundle."""

import io
from pathlib import Path

import pytest

from tension.core.errors import InputError, RowFault, RowFaults, TensionError, UsageError
from tension.sources.chronology import blank_sheet
from tension.sources.read import check_file, read_events, reads_as_sheet
from tension.sources.tabular import Layout
from tension.sources.text import parse_raw

CORRUPT = Path(__file__).parents[1] / "corrupt"
HEADER = "date,source,target,cameo_code\n"
ROW = "2012-03-04,IRN,AZE,042\n"
EMPTY = "the file is empty; `tension template` writes a sheet to fill in"

# File → what `read_events` says of it, to the letter.
MESSAGES = {
    "empty.csv": f"empty.csv: {EMPTY}",
    "only_a_mark.csv": f"only_a_mark.csv: {EMPTY}",
    "only_commas.csv": f"only_commas.csv: {EMPTY}",
    "header_only.csv": "header_only.csv: there is a header but no row; add one row an event",
    "wrong_delimiter.csv": (
        "wrong_delimiter.csv, line 1: the whole header is one column, "
        "'date:source:target:cameo_code'; separate columns by comma, semicolon or tab, or name "
        "the mark with --delimiter"
    ),
    "no_code_column.csv": (
        "no_code_column.csv, line 1: no column for code (or score) in the header "
        "(date, source, target); name it: --column code=YOUR_COLUMN"
    ),
    "no_date_column.csv": (
        "no_date_column.csv, line 1: no column for date in the header "
        "(source, target, cameo_code); name it: --column date=YOUR_COLUMN"
    ),
    "doubled_column.csv": (
        "doubled_column.csv, line 1: the header names 'code' twice; rename one of them"
    ),
    "undated.csv": (
        "undated.csv, line 3, column date: the cell is empty; fill it in: every row needs one"
    ),
    "impossible_date.csv": (
        "impossible_date.csv, line 2, column date: there is no day '2012-02-30'; write a real day "
        "as YYYY-MM-DD"
    ),
    "ambiguous_date.csv": (
        "ambiguous_date.csv, line 3, column date: '03/04/2012' is not an ISO date; write "
        "YYYY-MM-DD, or name the format with --date-format"
    ),
    "year_slip.csv": (
        "year_slip.csv, line 3, column date: the year of '0212-03-04' is not from 1700 to 2200; "
        "mend it"
    ),
    "unknown_country.csv": (
        "unknown_country.csv, line 3, column source: unknown country 'Azerbaijn'; did you mean "
        "Azerbaijan?"
    ),
    "country_like_no_other.csv": (
        "country_like_no_other.csv, line 3, column target: unknown country 'Xyzzy'; use a name or "
        "an ISO code such as IRN"
    ),
    "unknown_code.csv": (
        "unknown_code.csv, line 3, column cameo_code: '0429' is not a CAMEO code; did you mean "
        "042 or 2042?"
    ),
    "code_like_no_other.csv": (
        "code_like_no_other.csv, line 3, column cameo_code: 'visit' is not a CAMEO code; write "
        "the code of a scheme; your own need --ontology own and --scale"
    ),
    "lost_zero.csv": (
        "lost_zero.csv, line 3, column cameo_code: '42' is not a CAMEO code; it looks like 042 "
        "with its leading zero lost: store codes as text"
    ),
    "lost_zeros_everywhere.csv": (
        "lost_zeros_everywhere.csv, line 2, column cameo_code: '10' may be root 10 or 010 with its "
        "zero lost, and no code in the file keeps one; store codes as text: 010, 042"
    ),
    "weis_as_cameo.csv": (
        "weis_as_cameo.csv, line 3, column cameo_code: '223' is not a CAMEO code; it is one of "
        "WEIS: name the scheme with an ontology column or --ontology"
    ),
    "cameo_or_weis.csv": (
        "cameo_or_weis.csv, column code: the codes could be CAMEO or WEIS, in which they mean "
        "different acts; say which: --ontology cameo or --ontology weis"
    ),
    "code_without_scheme.csv": (
        "code_without_scheme.csv, line 3, column ontology: the cell is empty; fill it in: every "
        "row needs one"
    ),
    "unknown_scheme.csv": (
        "unknown_scheme.csv, line 2, column ontology: 'ucdp' is not known here; write cameo or "
        "weis or plover or quad or acled or own"
    ),
    "cell_count.csv": (
        "cell_count.csv: 2 bad rows\n"
        "cell_count.csv, line 2: the row has 3 cells and the header 4; leave the cell of what is "
        "not known empty, but keep its delimiter\n"
        "cell_count.csv, line 4: the row has 6 cells and the header 4; put text that contains the "
        "delimiter in double quotes"
    ),
    "lone_quote.csv": (
        "lone_quote.csv, line 3: the quoting is broken (unexpected end of data); close every \" or "
        "double it inside a cell"
    ),
    "quote_inside.csv": (
        "quote_inside.csv, line 3: the quoting is broken (',' expected after '\"'); close every \" "
        "or double it inside a cell"
    ),
    "latin1.csv": "latin1.csv, line 3: byte 0xe9 is not UTF-8; save the file as 'CSV UTF-8'",
    "utf16.csv": "utf16.csv, line 1: byte 0xff is not UTF-8; save the file as 'CSV UTF-8'",
    "utf16_without_mark.csv": (
        "utf16_without_mark.csv, line 1: there is a NUL byte: this is no text file; save it as "
        "'CSV UTF-8'"
    ),
    "nul_byte.csv": (
        "nul_byte.csv, line 3: there is a NUL byte: this is no text file; save it as 'CSV UTF-8'"
    ),
    "doubled_id.csv": (
        "doubled_id.csv, line 4, column event_id: 'a' stands in an earlier row too; give each row "
        "its own"
    ),
    "broken_url.csv": (
        "broken_url.csv, line 3, column url: 'www.example.org' is not a web address; write it with "
        "http:// or https://"
    ),
    "wrong_flag.csv": (
        "wrong_flag.csv, line 3, column disputed: 'perhaps' is neither true nor false; write true "
        "or false"
    ),
    "wrong_precision.csv": (
        "wrong_precision.csv, line 3, column date_precision: 'week' is not known here; write day "
        "or month or year"
    ),
    "not_a_number.csv": (
        "not_a_number.csv: 2 bad rows\n"
        "not_a_number.csv, line 3, column score: '-3,5' is not a number; write a number such as "
        "-3.5\n"
        "not_a_number.csv, line 4, column score: 'inf' is not a number; write a number such as -3.5"
    ),
    "several.csv": (
        "several.csv: 3 bad rows\n"
        "several.csv, line 2, column cameo_code: '42' is not a CAMEO code; it looks like 042 with "
        "its leading zero lost: store codes as text\n"
        "several.csv, line 2, column date: there is no day '2012-02-30'; write a real day as "
        "YYYY-MM-DD\n"
        "several.csv, line 2, column source: unknown country 'Xyzzy'; use a name or an ISO code "
        "such as IRN\n"
        "several.csv, line 4, column date: the cell is empty; fill it in: every row needs one\n"
        "several.csv, line 5: the row has 2 cells and the header 4; leave the cell of what is not "
        "known empty, but keep its delimiter"
    ),
    "all_bad.csv": (
        "all_bad.csv: 2 bad rows\n"
        "all_bad.csv, line 2, column date: there is no day '2012-02-30'; write a real day as "
        "YYYY-MM-DD\n"
        "all_bad.csv, line 3, column date: '03/04/2012' is not an ISO date; write YYYY-MM-DD, or "
        "name the format with --date-format"
    ),
}


def write(folder, text, name="own.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(*args, **options):
    with pytest.raises(TensionError) as caught:
        read_events(*args, **options)
    return caught.value


# ---------------------------------------------------------------- what is refused, and how


def test_every_corrupt_file_has_its_message_here():
    of_readers = ("acled_", "gdelt_", "icews_", "keds_", "phoenix_", "polecat_")
    own = {path.name for path in CORRUPT.glob("*.csv") if not path.name.startswith(of_readers)}
    assert own == {name for name in MESSAGES if not name.startswith(of_readers)}
    assert all((CORRUPT / name).is_file() for name in MESSAGES)


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_corrupt_file_is_refused_in_these_words(name):
    error = refusal(CORRUPT / name)
    assert str(error) == MESSAGES[name]
    assert isinstance(error, InputError)
    assert error.file == name


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_every_line_of_a_message_names_the_file_and_each_fault_has_a_remedy(name):
    error = refusal(CORRUPT / name)
    assert all(line.startswith(name) for line in str(error).split("\n"))
    assert all(fault.problem and fault.remedy for fault in error.faults)
    assert list(error.faults) == sorted(error.faults)


@pytest.mark.parametrize("name", ["header_only.csv", "latin1.csv", "lone_quote.csv", "all_bad.csv"])
def test_lenience_does_not_help_a_file_without_one_good_row(name):
    assert str(refusal(CORRUPT / name, lenient=True)) == MESSAGES[name]


def test_a_missing_file_is_named_as_it_was_typed():
    assert str(refusal("nowhere/none.csv")) == (
        "nowhere/none.csv: no such file; check the name and the folder"
    )


def test_an_empty_folder_is_named(tmp_path):
    assert str(refusal(tmp_path)) == f"{tmp_path}: the folder holds no file; name another"


def test_the_files_of_a_folder_are_taken_together(tmp_path):
    for name, day in (("a.csv", "2001-02-03"), ("b.csv", "2001-03-03")):
        write(tmp_path, f"date,source,target,cameo\n{day},IRN,AZE,190\n", name)
    assert read_events(tmp_path).table["file"].tolist() == ["a.csv", "b.csv"]


def test_a_cell_beyond_the_limit_is_refused(tmp_path):
    path = write(tmp_path, "x" * 200_000 + ",date\n1,2\n")
    assert str(refusal(path)) == (
        "own.csv, line 1: the quoting is broken (field larger than field limit (131072)); close "
        'every " or double it inside a cell'
    )


def test_the_file_s_message_comes_before_a_message_about_doubtful_codes(tmp_path):
    # No row is left to tell the scheme by; the rows' own fault is what helps.
    path = write(tmp_path, "date,source,target,code\n1,2\n")
    assert str(refusal(path)).startswith("own.csv, line 2: the row has 2 cells")


def test_a_bad_code_does_not_decide_between_cameo_and_weis(tmp_path):
    # 032 and 033 are visits received and made in WEIS, and intents to cooperate in CAMEO.
    text = "date,source,target,code\n" + "".join(
        f"2012-03-0{day},IRN,AZE,{code}\n" for day, code in ((1, "032"), (2, "033"), (3, "zzz"))
    )
    path = write(tmp_path, text)
    assert str(refusal(path, lenient=True)) == (
        "own.csv, column code: the codes could be CAMEO or WEIS, in which they mean different "
        "acts; say which: --ontology cameo or --ontology weis"
    )


# ---------------------------------------------------------------- options that contradict


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"columns": {"code": "kind"}},
            "own.csv, line 1: there is no column 'kind'; the header has date, source, target, "
            "cameo_code",
        ),
        (
            {"columns": {"code": "cameo_cod"}},
            "own.csv, line 1: there is no column 'cameo_cod'; the header has cameo_code",
        ),
        (
            {"columns": {"kode": "cameo_code"}},
            "--column: there is no column 'kode'; use one of event_id, date, date_precision, "
            "source, target, source_actor, target_actor, code, ontology, native_score, reciprocal, "
            "root, mentions, added, published, evidence, url, outlet, summary, disputed, "
            "multilateral, derived",
        ),
        (
            {"ontology": "ucdp"},
            "there is no ontology 'ucdp'; use one of cameo, weis, plover, quad, acled, own",
        ),
        (
            {"countries": "iso"},
            "there is no country scheme 'iso'; use one of any, iso3, iso2, cameo, fips, gw, cow, "
            "icews",
        ),
        ({"delimiter": ",,"}, "--delimiter: ',,' is not one mark; write for example ';'"),
        ({"delimiter": '"'}, "--delimiter: '\"' is not one mark; write for example ';'"),
        (
            {"delimiter": ";"},
            "own.csv, line 1: the whole header is one column, 'date,source,target,cameo_code'; "
            "separate columns by comma, semicolon or tab, or name the mark with --delimiter",
        ),
        (
            {"source_format": "gdelt3"},
            "there is no source format 'gdelt3'; use one of chronology, tabular, gdelt, icews, "
            "polecat, keds, phoenix, acled",
        ),
        (
            {"source_format": "chronology"},
            "own.csv, line 1: no column for event_id, date_precision, reciprocal, summary in the "
            "header (date, source, target, cameo_code); name it: --column event_id=YOUR_COLUMN",
        ),
        ({"coverage": "1992-01"}, "--coverage: '1992-01' is not a span; write 1992-01:2010-12"),
        ({"coverage": ""}, "--coverage: '' is not a span; write 1992-01:2010-12"),
        (
            {"coverage": "1992-13:1993-01"},
            "--coverage: '1992-13' is not a date; write 1992, 1992-01 or 1992-01-15",
        ),
        (
            {"coverage": "1992:1993:1994"},
            "--coverage: '1993:1994' is not a date; write 1992, 1992-01 or 1992-01-15",
        ),
        (
            {"coverage": "1993-01:1992-01"},
            "coverage ends (1992-01-31) before it begins (1993-01-01); exchange the two",
        ),
        (
            {"date_format": "%d.%m.%Y"},
            "own.csv, line 2, column date: '2012-03-04' does not read as '%d.%m.%Y'; mend the cell "
            "or --date-format",
        ),
        (
            {"countries": "fips"},
            "own.csv: 1 bad row\n"
            "own.csv, line 2, column source: 'IRN' is not a FIPS code; mend it or --countries\n"
            "own.csv, line 2, column target: 'AZE' is not a FIPS code; mend it or --countries",
        ),
        (
            {"dyad": "IRN-Azerbaijn"},
            "unknown country 'Azerbaijn'; did you mean Azerbaijan?",
        ),
    ],
)
def test_an_option_that_does_not_fit_is_refused_in_these_words(tmp_path, options, message):
    assert str(refusal(write(tmp_path, HEADER + ROW), **options)) == message


# ---------------------------------------------------------------- the doors


def test_without_a_path_the_bundled_chronology_is_read():
    assert len(read_events()) == 1204


def test_the_bundle_is_not_read_for_another_pair():
    # Its coverage would make every month of that pair a quiet one.
    error = refusal(None, "Turkey,Greece")
    assert str(error) == (
        "the bundled chronology is of Iran–Azerbaijan, not of Turkey–Greece; name a file of your "
        "own"
    )
    assert isinstance(error, UsageError)


def test_the_bundle_does_not_join_a_file_of_another_pair(tmp_path):
    path = write(tmp_path, HEADER + "2012-03-04,TUR,GRC,042\n")
    assert len(read_events(path, "TUR-GRC")) == 1
    assert "not of Turkey–Greece" in str(refusal(path, "TUR-GRC", with_bundled=True))


def test_the_bundle_serves_the_pair_named_the_other_way_round():
    events = read_events(dyad="AZE-IRN")
    assert len(events) == 1204
    assert str(events.dyad) == "AZE-IRN"


def test_a_dash_reads_standard_input(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO((HEADER + ROW).encode()))
    monkeypatch.setattr("sys.stdin", stream)
    table = read_events("-").table
    assert table["file"].tolist() == ["standard input"]
    assert table["event_id"].tolist() == ["standard input:2"]


def test_a_told_coverage_runs_from_the_first_to_the_last_day_meant(tmp_path):
    events = read_events(write(tmp_path, HEADER + ROW), coverage="2011-02:2012")
    assert events.coverage.describe() == "2011-02-01 to 2012-12-31 (as told by --coverage)"


def test_without_told_coverage_it_is_the_months_from_first_to_last_row_of_the_file(tmp_path):
    text = HEADER + "2012-03-04,IRN,AZE,042\n2012-05-30,TUR,GRC,042\n"
    span = read_events(write(tmp_path, text)).coverage.spans
    assert [(str(first), str(last)) for first, last in span] == [("2012-03-01", "2012-05-31")]


# ---------------------------------------------------------------- with the bundle


def test_with_bundled_adds_the_own_events_to_the_bundled_ones(tmp_path):
    path = write(tmp_path, HEADER + "2012-03-04,IRN,AZE,042\n2027-01-05,AZE,IRN,112\n")
    events = read_events(path, with_bundled=True)
    assert len(events) == 1206
    assert events.table["origin"].value_counts().to_dict() == {"chronology": 1204, "tabular": 2}
    assert [one.name for one in events.provenance.inputs] == [
        "iran_azerbaijan_events.csv", "own.csv",
    ]
    assert [str(day) for span in events.coverage.spans for day in span] == [
        "1991-10-18", "2027-01-31",
    ]
    assert "end" not in events.notes  # the file goes on after the chronology's end
    assert read_events().notes["end"].startswith("Attempts to find later pages")


def test_an_identifier_of_the_bundle_is_refused_in_an_own_file(tmp_path):
    text = "id," + HEADER + "x," + ROW + "IRAZ-1991-08-01-1," + ROW
    path = write(tmp_path, text)
    assert len(read_events(path)) == 2
    assert str(refusal(path, with_bundled=True)) == (
        "own.csv, line 3, column event_id: event_id 'IRAZ-1991-08-01-1' is in "
        "iran_azerbaijan_events.csv too; give the rows identifiers of their own, or read one of "
        "the two"
    )


# ---------------------------------------------------------------- several files


def test_several_files_are_taken_together_in_any_order(tmp_path):
    one = write(tmp_path, HEADER + ROW, "one.csv")
    two = write(tmp_path, HEADER + "2012-01-05,AZE,IRN,112\n", "two.csv")
    events = read_events([one, two])
    assert events.table["event_id"].tolist() == ["two:2", "one:2"]
    assert events.table.equals(read_events([two, one]).table)
    assert events.ledger.rows == events.ledger.events == 2
    assert {part.name for part in events.provenance.inputs} == {"one.csv", "two.csv"}


def test_one_file_given_twice_is_refused(tmp_path):
    path = write(tmp_path, HEADER + ROW)
    assert str(refusal([path, path])) == (
        "own.csv: the file is read twice, or from the store too; name it once"
    )


def test_the_second_of_several_files_is_refused_as_the_first_would_be(tmp_path):
    path = write(tmp_path, HEADER + ROW)
    assert str(refusal([path, CORRUPT / "latin1.csv"])) == MESSAGES["latin1.csv"]


def test_what_was_told_is_kept_as_provenance(tmp_path):
    events = read_events(write(tmp_path, HEADER + ROW), ontology="cameo", lenient=True)
    told = events.provenance.parameters
    assert told["ontology"] == "cameo"
    assert told["lenient"] is True
    assert "date_format" not in told


# ---------------------------------------------------------------- format and check


def test_a_coding_sheet_is_told_by_its_header_in_any_case():
    header = (
        "EVENT_ID,date,date_precision,source,target,reciprocal,CAMEO_code,disputed,multilateral,"
        "derived,summary,outlet,url,published,evidence\n"
    )
    sheet = parse_raw("sheet.csv", (header + "," * 14 + "x\n").encode())
    assert reads_as_sheet(sheet, None)
    assert not reads_as_sheet(sheet, "tabular")
    assert not reads_as_sheet(parse_raw("own.csv", (HEADER + ROW).encode()), None)


def check(folder, text, **choices):
    return check_file(write(folder, text), Layout(**choices))


def test_a_check_lists_every_fault_in_line_order():
    faults = check_file(CORRUPT / "several.csv", Layout())
    assert [fault.describe("several.csv") for fault in faults] == (
        MESSAGES["several.csv"].split("\n")[1:]
    )


def test_a_check_of_a_sound_file_finds_nothing(tmp_path):
    assert check(tmp_path, HEADER + ROW + "2012-03-05,AZE,IRN,112\n") == []


def test_a_check_finds_a_row_between_a_country_and_itself(tmp_path):
    assert check(tmp_path, HEADER + "2012-03-04,Iran,IRN,042\n") == [
        RowFault(2, "target", "source and target are one country",
                 "name the other side, or leave the row out"),
    ]


def test_a_check_finds_a_row_told_twice_and_names_the_first(tmp_path):
    other = "2012-03-04,AZE,IRN,042\n"
    assert check(tmp_path, HEADER + ROW + other + ROW + ROW) == [
        RowFault(4, "", "the row repeats line 2", "leave one of them"),
        RowFault(5, "", "the row repeats line 2", "leave one of them"),
    ]


def test_a_check_takes_two_acts_of_a_day_with_other_words_for_two(tmp_path):
    rows = "".join(f"{word},{ROW}" for word in ("one", "another"))
    assert check(tmp_path, "summary," + HEADER + rows) == []


def test_a_check_of_repeated_rows_survives_unreadable_countries(tmp_path):
    row = "2012-03-04,IRN,Xyzzy,042\n"
    found = check(tmp_path, HEADER + row + row)
    assert [(fault.line, fault.column) for fault in found] == [
        (2, "target"), (3, ""), (3, "target"),
    ]


def test_a_check_of_a_broken_file_raises():
    with pytest.raises(InputError, match=r"lone_quote\.csv, line 3"):
        check_file(CORRUPT / "lone_quote.csv", Layout())


# ---------------------------------------------------------------- lenience


def test_lenience_sets_bad_rows_aside_and_the_ledger_counts_them(tmp_path):
    text = HEADER + ROW + "2012-02-30,Xyzzy,IRN,42\n" + "2012-03-05,AZE\n" + ROW
    path = write(tmp_path, text)
    assert isinstance(refusal(path), RowFaults)
    events = read_events(path, lenient=True)
    assert events.table["line"].tolist() == [2, 5]
    ledger = events.ledger.table.set_index("rule")
    assert ledger.loc["rows of own.csv", "change"] == 4
    assert ledger.loc["rejected", ["change", "concerned", "detail"]].tolist() == [
        -2, 2, "lines 3, 4",
    ]
    assert events.ledger.rows == 2
    assert events.ledger.events == 2


def test_a_row_with_several_faults_is_rejected_once(tmp_path):
    events = read_events(write(tmp_path, HEADER + ROW + "x,y,z,0\n"), lenient=True)
    assert events.ledger.table.set_index("rule").loc["rejected", "concerned"] == 1


def test_a_sound_file_has_no_rejected_entry(tmp_path):
    events = read_events(write(tmp_path, HEADER + ROW), lenient=True)
    assert "rejected" not in events.ledger.table["rule"].tolist()


# ---------------------------------------------------------------- several sources


def test_an_own_table_beside_the_bundle_is_a_source_of_its_own(tmp_path):
    path = write(tmp_path, HEADER + "2012-03-04,IRN,AZE,042\n2027-01-05,AZE,IRN,112\n")
    bundled, own = read_events(path, with_bundled=True).apart()
    assert (bundled.origin, own.origin) == ("chronology", "tabular")
    assert str(bundled.coverage.last) == "2026-03-18"
    assert bundled.notes["end"].startswith("Attempts to find later pages")
    assert dict(own.notes) == {}
    assert bundled.table.equals(read_events().table)
    assert own.table.equals(read_events(path).table)


def test_a_sheet_beside_the_bundle_is_the_same_source_and_goes_on_after_its_end(tmp_path):
    sheet = blank_sheet() + ("x-1,2027-01-05,day,IRN,AZE,false,042,false,false,false,A visit,"
                             "Azertac,https://example.org/a,2027-01-05,contemporary\n")
    events = read_events(write(tmp_path, sheet), with_bundled=True)
    assert events.origins == ("chronology",)
    assert len(events) == 1205
    assert "end" not in events.notes


def test_only_the_sources_asked_for_are_read(tmp_path):
    path = write(tmp_path, HEADER + ROW)
    events = read_events(path, with_bundled=True, origins=["tabular"])
    assert events.origins == ("tabular",)
    assert events.provenance.parameters["origin"] == ("tabular",)
    assert len(events) == 1
    assert str(refusal(path, with_bundled=True, origins=["icews"])) == (
        "--origin: nothing was read of a source 'icews'; use chronology or tabular"
    )


def test_an_export_of_several_sources_comes_apart_again_when_read_back(tmp_path):
    text = "event_id,date,source,target,code,ontology,origin,origin_id\n" + "".join(
        f"{k},2012-03-0{k},IRN,AZE,042,cameo,{origin},{k}\n"
        for k, origin in enumerate(["icews", "chronology", "icews"], 1)
    )
    events = read_events(write(tmp_path, text))
    assert [(part.origin, len(part)) for part in events.apart()] == [("chronology", 1),
                                                                     ("icews", 2)]
    assert events.apart()[1].table["line"].tolist() == [2, 4]


def test_a_column_called_origin_that_names_no_sources_is_left_alone(tmp_path):
    path = write(tmp_path, "date,source,target,cameo,origin\n2012-03-04,IRN,AZE,042,Tehran\n"
                 "2012-03-05,IRN,AZE,042,Baku\n")
    assert read_events(path).origins == ("tabular",)
