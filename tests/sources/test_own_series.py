"""A series of one's own: its periods, its values, and what is refused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tension.core.errors import InputError, UsageError
from tension.sources.own_series import is_own_series, read_own_series

ROOT = Path(__file__).parents[2]
WEEKLY = ROOT.parent / "shared" / "real" / "israel_palestine_weekly_goldstein.csv"
MONTHLY = ROOT / "data" / "processed" / "iran_azerbaijan_monthly.csv"


@pytest.fixture
def read(tmp_path):
    def read(text, **options):
        path = tmp_path / "mine.csv"
        path.write_text(text, encoding="utf-8")
        return read_own_series(path, **options)

    return read


def refusal(read, text, **options):
    with pytest.raises(InputError) as caught:
        read(text, **options)
    return str(caught.value)


@pytest.mark.parametrize(("cells", "freq", "first", "length"), [
    (["2012-01", "2012-03"], "month", "2012-01", 3),
    (["2012-Q1", "2012-Q4"], "quarter", "2012Q1", 4),
    (["2012Q2", "2012Q3"], "quarter", "2012Q2", 2),
    (["2012-W01", "2012-W03"], "week", "2012-01-02/2012-01-08", 3),
    (["2012", "2014"], "year", "2012", 3),
    (["2012-01-01", "2012-01-03"], "day", "2012-01-01", 3),
    (["2012-01-01", "2012-02-01", "2012-04-01"], "month", "2012-01", 4),
    (["2012-01-31", "2012-02-29"], "month", "2012-01", 2),
    (["2012-01-01", "2012-04-01"], "quarter", "2012Q1", 2),
    (["2010-01-01", "2012-01-01"], "year", "2010", 3),
    (["2012-01-02", "2012-01-09", "2012-01-23"], "week", "2012-01-02/2012-01-08", 4),
    (["1979.0", "1979.083", "1979.167"], "month", "1979-01", 3),
    (["1979", "1979.25", "1979.5"], "quarter", "1979Q1", 3),
    (["2012-01-01T00:00:00", "2012-01-02 00:00"], "day", "2012-01-01", 2),
])
def test_the_length_of_periods_is_told_from_the_cells(read, cells, freq, first, length):
    found = read("period,value\n" + "".join(f"{cell},{n}\n" for n, cell in enumerate(cells)))
    assert (found.freq, str(found.periods[0]), len(found)) == (freq, first, length)
    assert found.values[[0, -1]].tolist() == [0.0, len(cells) - 1]


def test_decimal_months_as_statistics_programs_print_them_are_every_month(read):
    years = [1990 + k / 12 for k in range(240)]
    for places in (2, 3, 6):
        found = read("time;x\n" + "".join(
            f"{year:.{places}f};{k}\n".replace(".", ",") for k, year in enumerate(years)))
        assert found.freq == "month"
        assert found.values.tolist() == list(range(240))


def test_decimal_weeks_never_fall_in_one_week_twice(read):
    found = read("time,x\n" + "".join(f"{1979 + k / 52:.9f},{k}\n" for k in range(1300)))
    assert found.freq == "week"
    known = found.values[np.isfinite(found.values)]
    assert known.tolist() == list(range(1300))
    assert np.isnan(found.values).sum() <= 5


def test_an_empty_cell_is_a_period_without_a_value_never_zero(read):
    found = read("month,value\n2012-01,1\n2012-02,\n2012-03,NA\n2012-04,0\n")
    assert np.isnan(found.values).tolist() == [False, True, True, False]


def test_rows_may_stand_in_any_order(read):
    assert read("date,value\n2012-03,3\n2012-01,1\n").values[[0, 2]].tolist() == [1.0, 3.0]


def test_high_values_that_mean_cooperation_are_turned_round(read):
    found = read("period,value\n2012-01,7\n2012-02,-2\n", higher="cooperation")
    assert found.values.tolist() == [-7.0, 2.0]
    with pytest.raises(UsageError, match="conflict or cooperation, not 'up'"):
        read("period,value\n2012-01,7\n", higher="up")


def test_a_semicolon_table_has_decimal_commas(read):
    assert read("period;value\n2012-01;3,5\n2012-02;4\n").values.tolist() == [3.5, 4.0]


def test_standard_errors_stand_beside_the_values(read):
    assert read("period,value,se\n2012-01,1,0.5\n2012-02,2,\n").errors[0] == 0.5
    assert read("period,mood,mood_se\n2012-01,1,0.5\n", value="mood").errors.tolist() == [0.5]


def test_of_several_columns_of_numbers_one_must_be_named(read):
    text = "time,x,y\n2012-01,1,2\n2012-02,3,4\n"
    assert refusal(read, text) == (
        "mine.csv, line 1: 2 columns hold numbers (x, y); say which holds the series: value='x', "
        "or on the command line --value-a (or --value-b) x")
    assert read(text, value="Y").values.tolist() == [2.0, 4.0]
    assert "there is no column 'z'; the header has x, y" in refusal(read, text, value="z")


def test_a_text_column_is_a_label_and_no_value(read):
    assert read("period,note,x\n2012-01,calm,1\n2012-02,tense,2\n").column == "x"


def test_one_series_of_a_table_of_several_is_chosen_by_its_label(read):
    text = "period,who,value\n2012-01,both,1\n2012-01,one,2\n2012-02,both,3\n2012-02,one,4\n"
    told = refusal(read, text)
    assert "line 3, column period: the period of line 2 again; choose by the column who" in told
    assert "--rows-a (or --rows-b) who=both" in told
    assert read(text, rows={"who": "one"}).values.tolist() == [2.0, 4.0]
    assert "no row says 'three'; rows say both, one" in refusal(read, text, rows={"who": "three"})
    assert "there is no column 'what'" in refusal(read, text, rows={"what": "one"})


@pytest.mark.parametrize(("text", "told"), [
    ("period,value\n2012-13,1\n", "line 2, column period: there is no month '2012-13'; write "),
    ("period,value\nsoon,1\n", "line 2, column period: 'soon' is not a period; write 2012-03-05"),
    ("period,value\n03/04/2012,1\n", "'03/04/2012' is not a period; write 2012-03-05, 2012-W10"),
    ("period,value\n2012-01,x\n", "line 2, column value: 'x' is not a number; write a number"),
    ("period,value\n,1\n", "line 2, column period: the cell is empty; fill it in"),
    ("period,value\n2012-01,1\n2012-W03,2\n",
     "line 3, column period: '2012-W03' is a week, and line 2 has a month; give every row"),
    ("period,value\n2012-01,1\n2012-01,2\n",
     "line 3, column period: the period of line 2 again; leave one row a period"),
    ("period,value\n0212-01,1\n", "the year of '0212-01' is not from 1700 to 2200; mend it"),
    ("period,value\n2012-W60,1\n", "there is no week '2012-W60'; write"),
    ("when,value\n2012-01,1\n", "no column of periods in the header (when, value); name one "),
    ("period,note\n2012-01,x\n", "column note: 'x' is not a number"),
])
def test_a_bad_row_is_named_with_line_column_and_remedy(read, text, told):
    assert told in refusal(read, text)


def test_longer_periods_are_means_of_what_is_known(read):
    days = pd.date_range("2012-01-02", periods=5, freq="7D")
    weeks = read("date,value\n" + "".join(
        f"{day:%Y-%m-%d},{value}\n" for day, value in zip(days, (1, 2, "", 5, 10), strict=True)))
    # The fifth week runs from 30 January to 5 February; its Thursday lies in February.
    assert weeks.by("month").values.tolist() == pytest.approx([(1 + 2 + 5) / 3, 10])
    assert weeks.by("week") is weeks
    with pytest.raises(UsageError, match="mine is by week and cannot be split into days"):
        weeks.by("day")


def test_the_error_of_a_mean_is_of_independent_values(read):
    found = read("date,value,se\n2012-01,1,3\n2012-02,2,4\n2012-03,3,\n2012-04,1,6\n").by("quarter")
    assert np.isnan(found.errors[0])
    assert found.errors[1] == pytest.approx(6)
    two = read("date,value,se\n2012-01,1,3\n2012-02,2,4\n").by("quarter")
    assert two.errors.tolist() == pytest.approx([2.5])


def test_a_span_keeps_the_periods_that_hold_a_day_of_it(read):
    found = read("period,value\n2012-01,1\n2012-02,2\n2012-03,3\n")
    cut = found.between(pd.Timestamp("2012-02-10").date(), None)
    assert cut.values.tolist() == [2.0, 3.0]
    with pytest.raises(UsageError, match="--since and --until leave nothing of it"):
        found.between(pd.Timestamp("2013-01-01").date(), None)


def test_an_export_of_this_program_is_a_series_of_one_direction():
    found = read_own_series(MONTHLY, rows={"direction": "both"})
    table = pd.read_csv(MONTHLY).query("direction == 'both'")
    assert found.values[np.isfinite(found.values)] == pytest.approx(table["tension"].dropna())
    assert found.errors[np.isfinite(found.errors)] == pytest.approx(table["tension_se"].dropna())


def test_series_and_events_are_told_apart_by_the_header(tmp_path):
    assert is_own_series(MONTHLY)
    assert not is_own_series(ROOT / "data" / "raw" / "iran_azerbaijan_events.csv")
    for text, own in (("date,value\n", True), ("Date;Sender;Receiver;Code\n", False),
                      ("a,b\n", False), ("time\n", False)):
        path = tmp_path / "x.csv"
        path.write_text(text, encoding="utf-8")
        assert is_own_series(path) is own
    assert not is_own_series(tmp_path)
    assert not is_own_series("-")
    (tmp_path / "x.gz").write_bytes(b"\x1f\x8b\xff\n")
    assert not is_own_series(tmp_path / "x.gz")


def test_the_weekly_series_of_israel_and_the_palestinians_is_read_whole():
    if not WEEKLY.is_file():
        pytest.skip("shared/ is absent: the weekly series is not in the repository")
    table = pd.read_csv(WEEKLY)
    found = read_own_series(WEEKLY, value="i2p")
    assert found.freq == "week"
    assert found.values[np.isfinite(found.values)].tolist() == table["i2p"].tolist()


def test_a_standard_error_below_nothing_is_refused(read):
    told = refusal(read, "period,value,value_se\n2012-01,1,0.5\n2012-02,1,-2\n")
    assert "line 3, column value_se: a standard error is not below 0, and this is -2" in told
