"""Bytes into records: encodings, delimiters, quoting, line numbers."""

import pytest

from tension.core.errors import InputError, UsageError
from tension.sources.text import guess_delimiter, parse_raw, read_bytes, read_raw

TEXT = "date,source\n2012-03-04,IRN\n2012-03-05,AZE\n"


def cells(content, **options):
    raw = parse_raw("own.csv", content if isinstance(content, bytes) else content.encode(),
                    **options)
    return raw.header, raw.rows, raw.lines


PLAIN = (["date", "source"], [["2012-03-04", "IRN"], ["2012-03-05", "AZE"]], [2, 3])


def test_plain_text_is_read_with_its_line_numbers():
    assert cells(TEXT) == PLAIN


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-8-sig"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.rstrip("\n").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "|").encode(),
        TEXT.replace(",", " , ").encode(),
        TEXT.replace("\n", ",\n").encode(),
        TEXT.replace("\n", ",,,\n").encode(),
        TEXT.replace("date", '"date"').encode(),
    ],
    ids=["mark", "CRLF", "CR", "no last line end", "tab", "semicolon", "bar", "spaces",
         "trailing comma", "trailing commas", "quoted header"],
)
def test_the_same_table_is_read_however_it_was_saved(content):
    assert cells(content) == PLAIN


def test_line_numbers_skip_blank_lines_and_count_lines_inside_quotes():
    header, rows, lines = cells('\n\na,b\n\n"one\ntwo",x\n\n , \nlast,y\n')
    assert header == ["a", "b"]
    assert rows == [["one\ntwo", "x"], ["last", "y"]]
    assert lines == [5, 9]


def test_the_header_s_own_line_is_kept():
    assert parse_raw("own.csv", b"\n\na,b\n1,2\n").header_line == 3


def test_quotes_hold_the_delimiter_and_a_doubled_quote():
    assert cells('a,b\n"x, y","say ""no"""\n')[1] == [["x, y", 'say "no"']]


def test_rows_of_another_width_become_faults_and_keep_the_rest():
    raw = parse_raw("own.csv", b"a,b\n1\n1,2\n1,2,3\n1,2,\n")
    assert raw.rows == [["1", "2"], ["1", "2"]]
    assert raw.lines == [3, 5]
    assert [(fault.line, fault.problem) for fault in raw.faults] == [
        (2, "the row has 1 cells and the header 2"),
        (4, "the row has 3 cells and the header 2"),
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("'=1+1", "=1+1"),
        ("'+99450", "+99450"),
        ("'-3.5", "-3.5"),
        ("'@handle", "@handle"),
        ("'\tx", "\tx"),
        ("'quoted'", "'quoted'"),
        ("'", "'"),
        ("=1+1", "=1+1"),
        ("''=1", "'=1"),
        ("''quoted", "''quoted"),
    ],
)
def test_one_apostrophe_is_taken_off_only_where_an_export_puts_one(written, meant):
    assert cells(f'a,b\n"{written}",x\n')[1] == [[meant, "x"]]


@pytest.mark.parametrize(
    ("header", "mark"),
    [
        ("a,b,c", ","),
        ("a;b;c", ";"),
        ("a\tb", "\t"),
        ("a|b|c", "|"),
        ("one column", ","),
        ('"a,b,c,d";e;f', ";"),
        ("net, in points;source;target", ";"),
        ("", ","),
    ],
)
def test_the_delimiter_is_the_one_that_cuts_the_header_into_most_cells(header, mark):
    assert guess_delimiter(header) == mark


def test_a_told_delimiter_wins_over_the_guess():
    assert cells("a,b:c\n1,2:3\n", delimiter=":")[0] == ["a,b", "c"]


@pytest.mark.parametrize("mark", ["", None])
def test_no_told_delimiter_means_a_guess(mark):
    assert cells(TEXT, delimiter=mark) == PLAIN


@pytest.mark.parametrize("mark", ["tab", "::", "\n", "\r", '"'])
def test_a_delimiter_that_cannot_be_one_is_refused(mark):
    with pytest.raises(UsageError) as caught:
        cells(TEXT, delimiter=mark)
    assert str(caught.value) == f"--delimiter: {mark!r} is not one mark; write for example ';'"


def test_a_header_that_differs_in_case_only_names_a_column_twice():
    with pytest.raises(InputError) as caught:
        cells("\nSource,date,SOURCE\nIRN,2012,AZE\n")
    assert str(caught.value) == (
        "own.csv, line 2: the header names 'Source' twice; rename one of them"
    )


def test_columns_without_a_name_may_be_several():
    assert cells(",a,,b\n1,2,3,4\n")[0] == ["", "a", "", "b"]


def test_the_first_byte_that_is_not_utf8_is_named_with_its_line():
    with pytest.raises(InputError) as caught:
        cells(TEXT.encode() + b"2012-03-06,\xff\xfe\n")
    assert str(caught.value) == (
        "own.csv, line 4: byte 0xff is not UTF-8; save the file as 'CSV UTF-8'"
    )


def test_bytes_are_given_with_the_name_but_not_the_folder(tmp_path):
    path = tmp_path / "own.csv"
    path.write_bytes(TEXT.encode())
    assert read_bytes(path) == ("own.csv", TEXT.encode())
    assert read_raw(path).content == TEXT.encode()


def test_a_column_is_its_cells():
    assert parse_raw("own.csv", TEXT.encode()).column("source") == ["IRN", "AZE"]
