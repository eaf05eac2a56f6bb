"""Messages: one line a fault, with file, line, column and remedy."""

import pytest

from tension.core.errors import (
    MANY_ALIKE,
    MAX_LISTED,
    InputError,
    RowFault,
    RowFaults,
    TensionError,
    UsageError,
    nearest,
)


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (RowFault(3, "date", "wrong", "mend it"), "a.csv, line 3, column date: wrong; mend it"),
        (RowFault(3, "", "wrong", "mend it"), "a.csv, line 3: wrong; mend it"),
        (RowFault(0, "date", "wrong", "mend it"), "a.csv, column date: wrong; mend it"),
        (RowFault(0, "", "wrong", "mend it"), "a.csv: wrong; mend it"),
    ],
)
def test_a_fault_names_its_place_as_far_as_it_has_one(fault, text):
    assert fault.describe("a.csv") == text
    error = InputError("a.csv", "wrong", "mend it", line=fault.line, column=fault.column)
    assert str(error) == text
    assert error.faults == (fault,)


@pytest.mark.parametrize("kind", [UsageError, InputError, RowFaults])
def test_every_error_is_one_a_caller_can_catch_at_once(kind):
    assert issubclass(kind, TensionError)


def test_one_bad_row_is_one_line():
    assert str(RowFaults("a.csv", [RowFault(3, "x", "wrong", "mend it")])) == (
        "a.csv, line 3, column x: wrong; mend it"
    )


def test_several_faults_are_listed_in_line_order_under_the_number_of_rows():
    faults = [RowFault(9, "b", "p", "q"), RowFault(2, "z", "p", "q"), RowFault(2, "a", "p", "q")]
    error = RowFaults("a.csv", faults)
    assert str(error).split("\n") == [
        "a.csv: 2 bad rows",
        "a.csv, line 2, column a: p; q",
        "a.csv, line 2, column z: p; q",
        "a.csv, line 9, column b: p; q",
    ]
    assert error.faults == tuple(sorted(faults))


def test_two_faults_of_one_row_are_one_bad_row():
    faults = [RowFault(2, "a", "p", "q"), RowFault(2, "b", "p", "q")]
    assert str(RowFaults("a.csv", faults)).startswith("a.csv: 1 bad row\n")


def test_a_long_list_is_cut_and_says_how_many_more():
    faults = [RowFault(line, "", "p", f"q{line}") for line in range(2, MAX_LISTED + 9)]
    lines = str(RowFaults("a.csv", faults)).split("\n")
    assert lines[0] == f"a.csv: {MAX_LISTED + 7} bad rows"
    assert len(lines) == MAX_LISTED + 2
    assert lines[-1] == "a.csv: and 7 more"


def test_many_faults_alike_are_told_in_one_line_with_their_number_and_the_first():
    alike = [RowFault(line, "Date", f"'{line}.1.2010' is not an ISO date", "add --date-format")
             for line in range(2, 2 + MANY_ALIKE + 1)]
    other = RowFault(40, "code", "'42' is not a CAMEO code", "write 042")
    assert str(RowFaults("a.csv", [*alike, other])).split("\n") == [
        f"a.csv: {MANY_ALIKE + 2} bad rows",
        f"a.csv, column Date: {MANY_ALIKE + 1} rows, the first on line 2: '2.1.2010' is not an ISO "
        "date; add --date-format",
        "a.csv, line 40, column code: '42' is not a CAMEO code; write 042",
    ]
    few = RowFaults("a.csv", alike[:MANY_ALIKE])
    assert len(str(few).split("\n")) == MANY_ALIKE + 1


@pytest.mark.parametrize(
    ("word", "close"),
    [("Azerbaidjan", ["Azerbaijan"]), ("IRAN", ["Iran", "Iraq"]), ("zzz", []), ("", [])],
)
def test_the_nearest_words_come_best_first_whatever_their_case(word, close):
    assert nearest(word, ["Iraq", "Azerbaijan", "Albania", "Iran"]) == close


def test_no_more_than_asked_for_are_named():
    assert len(nearest("a", ["a", "ab", "ac", "ad"], 2)) == 2
