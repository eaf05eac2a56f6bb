"""One cell into one value: dates, countries, numbers, flags, addresses."""

import datetime as dt

import pytest

from tension.core.errors import UsageError
from tension.sources import cells
from tension.sources.cells import CellFault


def fault(parser, text):
    with pytest.raises(CellFault) as caught:
        parser(text)
    return caught.value.problem, caught.value.remedy


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2012-03-04", (2012, 3, 4), "day"),
        ("2012-3-4", (2012, 3, 4), "day"),
        ("2012-02-29", (2012, 2, 29), "day"),
        ("2012-03-04T10:30", (2012, 3, 4), "day"),
        ("2012-03-04 10:30:59.5Z", (2012, 3, 4), "day"),
        ("2012-03", (2012, 3, 1), "month"),
        ("2012", (2012, 1, 1), "year"),
        ("1700-01-01", (1700, 1, 1), "day"),
        ("2200-12-31", (2200, 12, 31), "day"),
    ],
)
def test_an_iso_date_gives_its_first_day_and_how_exactly_it_is_known(text, day, precision):
    assert cells.date_parser()(text) == (dt.date(*day), precision)


@pytest.mark.parametrize(
    "text", ["03/04/2012", "March 2012", "20120304", "12-03-04", "2012-03-04 x"]
)
def test_what_is_not_iso_is_refused_and_the_option_named(text):
    assert fault(cells.date_parser(), text) == (
        f"{text!r} is not an ISO date", "write YYYY-MM-DD, or name the format with --date-format"
    )


def test_a_date_with_dots_can_be_only_one_format_and_it_is_named():
    assert fault(cells.date_parser(), "4.3.2012") == (
        "'4.3.2012' is not an ISO date", "write YYYY-MM-DD, or add --date-format %d.%m.%Y"
    )


@pytest.mark.parametrize("text", ["2012-02-30", "2011-02-29", "2012-13", "2012-00-01", "0000"])
def test_a_day_that_never_was_is_refused(text):
    assert fault(cells.date_parser(), text) == (
        f"there is no day {text!r}", "write a real day as YYYY-MM-DD"
    )


@pytest.mark.parametrize("text", ["1699-12-31", "2201-01-01", "0212-03-04", "9999"])
def test_a_year_no_chronology_holds_is_refused(text):
    assert fault(cells.date_parser(), text) == (
        f"the year of {text!r} is not from 1700 to 2200", "mend it"
    )


@pytest.mark.parametrize(
    ("form", "text", "day", "precision"),
    [
        ("%d.%m.%Y", "04.03.2012", (2012, 3, 4), "day"),
        ("%m/%d/%Y", "03/04/2012", (2012, 3, 4), "day"),
        ("%d/%m/%Y", "03/04/2012", (2012, 4, 3), "day"),
        ("%Y%m%d", "20120304", (2012, 3, 4), "day"),
        ("%Y-%j", "2012-064", (2012, 3, 4), "day"),
        ("%B %Y", "March 2012", (2012, 3, 1), "month"),
        ("%m/%Y", "03/2012", (2012, 3, 1), "month"),
        ("%Y", "2012", (2012, 1, 1), "year"),
    ],
)
def test_a_told_format_decides_and_claims_no_more_than_it_holds(form, text, day, precision):
    assert cells.date_parser(form)(text) == (dt.date(*day), precision)


def test_a_date_outside_the_told_format_is_refused():
    assert fault(cells.date_parser("%d.%m.%Y"), "2012-03-04") == (
        "'2012-03-04' does not read as '%d.%m.%Y'", "mend the cell or --date-format"
    )


@pytest.mark.parametrize(
    ("scheme", "iran", "azerbaijan"),
    [
        ("any", "Iran, Islamic Rep.", "AZR"),
        ("iso3", "IRN", "AZE"),
        ("iso2", "IR", "AZ"),
        ("fips", "IR", "AJ"),
        ("cameo", "IRN", "AZE"),
        ("gw", "630", "373"),
        ("cow", "630", "373"),
        ("icews", "Iran", "Azerbaijan"),
    ],
)
def test_countries_are_read_in_each_scheme(scheme, iran, azerbaijan):
    parse = cells.country_parser(scheme)
    assert (parse(iran), parse(azerbaijan)) == ("IRN", "AZE")


def test_fips_austria_is_not_iso_australia():
    assert cells.country_parser("fips")("AU") == "AUT"
    assert cells.country_parser("iso2")("AU") == "AUS"
    assert cells.country_parser("any")("AU") == "AUS"


def test_an_unknown_country_says_what_comes_near_even_when_it_holds_a_semicolon():
    parse = cells.country_parser("any")
    assert fault(parse, "Azerbaijn") == ("unknown country 'Azerbaijn'", "did you mean Azerbaijan?")
    assert fault(parse, "here; there") == (
        "unknown country 'here; there'", "use a name or an ISO code such as IRN"
    )


@pytest.mark.parametrize("scheme", ["name", "keds", "aliases", "ISO3", ""])
def test_a_country_scheme_that_does_not_exist_is_refused(scheme):
    with pytest.raises(UsageError, match="there is no country scheme"):
        cells.country_parser(scheme)


@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [
        ("3.5", False, 3.5),
        ("-3.5", False, -3.5),
        ("−3.5", False, -3.5),
        ("1e1", False, 10.0),
        ("-3,5", True, -3.5),
        ("3.5", True, 3.5),
    ],
)
def test_numbers_are_read_with_point_or_declared_comma(text, comma, value):
    assert cells.number_parser(comma)(text) == value


@pytest.mark.parametrize(
    ("text", "comma"),
    [("3,5", False), ("nan", False), ("inf", True), ("1.234,5", True), ("five", False)],
)
def test_what_is_no_finite_number_is_refused(text, comma):
    assert fault(cells.number_parser(comma), text) == (
        f"{text!r} is not a number", "write a number such as -3.5"
    )


@pytest.mark.parametrize("text", ["true", "TRUE", "Yes", "1", "y", "T"])
def test_true_in_any_of_its_spellings(text):
    assert cells.flag(text) is True


@pytest.mark.parametrize("text", ["false", "FALSE", "No", "0", "n", "F"])
def test_false_in_any_of_its_spellings(text):
    assert cells.flag(text) is False


@pytest.mark.parametrize("text", ["perhaps", "2", "-"])
def test_a_flag_that_is_neither_is_refused(text):
    assert fault(cells.flag, text) == (
        f"{text!r} is neither true nor false", "write true or false"
    )


@pytest.mark.parametrize("text", ["http://a.az", "https://example.org/a?b=c#d"])
def test_a_web_address_is_kept_as_it_stands(text):
    assert cells.address(text) == text


@pytest.mark.parametrize(
    "text", ["www.example.org", "ftp://a.b", "https://", "https://a b", "javascript:alert(1)"]
)
def test_anything_but_a_web_address_is_refused(text):
    assert fault(cells.address, text) == (
        f"{text!r} is not a web address", "write it with http:// or https://"
    )


def test_a_choice_is_taken_in_any_case():
    parse = cells.choice_parser("day", "month")
    assert parse("Day") == "day"
    assert fault(parse, "week") == ("'week' is not known here", "write day or month")


def test_a_column_gives_values_and_the_faults_of_each_bad_row():
    values, faults = cells.parse_column(["1", "", "x", "1"], [2, 3, 4, 5], "n",
                                        cells.number_parser(False), required=False)
    assert values == [1.0, None, None, 1.0]
    assert [(one.line, one.column, one.problem) for one in faults] == [
        (4, "n", "'x' is not a number")
    ]


def test_an_empty_cell_of_a_needed_column_is_a_fault():
    _, faults = cells.parse_column(["", "a"], [2, 3], "code", cells.verbatim, required=True)
    assert [one.describe("f") for one in faults] == [
        "f, line 2, column code: the cell is empty; fill it in: every row needs one"
    ]
