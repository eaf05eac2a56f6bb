"""Dated crises and thaws: what is read and what is refused."""

import datetime as dt

import pytest

from tension.core.errors import InputError
from tension.sources.labels import read_labels


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "spells.csv"
        path.write_text(text, encoding="utf-8")
        return read_labels(path)

    return read


def test_dates_mean_all_their_days_and_rows_are_put_in_order(read):
    found = read("Start,End,Kind,Label\n2012-01,2012-03,Crisis,B\n2011,,thaw,A\n").table
    assert found["label"].tolist() == ["A", "B"]
    assert found["start"].tolist() == [dt.date(2011, 1, 1), dt.date(2012, 1, 1)]
    assert found["end"].tolist() == [dt.date(2011, 12, 31), dt.date(2012, 3, 31)]
    assert found["kind"].tolist() == ["thaw", "crisis"]


def test_end_and_label_may_be_absent(read):
    found = read("start,kind\n2012-05-03,crisis\n").table
    assert found["end"].tolist() == [dt.date(2012, 5, 3)]
    assert found["label"].tolist() == [""]


@pytest.mark.parametrize(("text", "told"), [
    ("start,end,kind\n2012-03,2012-01,crisis\n",
     "line 2, column end: the end (2012-01-31) lies before the start (2012-03-01); exchange"),
    ("start,kind\n2012-03,war\n", "line 2, column kind: 'war' is not known here; write crisis or"),
    ("start,kind\nMarch,crisis\n", "line 2, column start: 'March' is not a date; write 1992, "),
    ("start,end,kind\n2012,soon,thaw\n", "line 2, column end: 'soon' is not a date; write 1992"),
    ("start,kind\n,crisis\n", "line 2, column start: the cell is empty; fill it in"),
    ("from,to\n2012,2013\n", "line 1: no column start and kind; labels have the columns start"),
])
def test_a_bad_row_is_named_with_line_column_and_remedy(read, text, told):
    with pytest.raises(InputError) as caught:
        read(text)
    assert told in str(caught.value)
