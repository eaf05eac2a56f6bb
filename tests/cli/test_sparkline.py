import math

from hypothesis import given
from hypothesis import strategies as st

from tension.cli.sparkline import BLOCKS, GAP, sparkline

numbers = st.floats(0, 100) | st.just(math.nan)


@given(st.lists(numbers, max_size=40))
def test_there_is_one_mark_a_value_and_a_gap_where_it_is_missing(values):
    marks = sparkline(values)
    assert len(marks) == len(values)
    assert [mark == GAP for mark in marks] == [math.isnan(value) for value in values]


@given(st.lists(st.floats(0, 100), min_size=2, max_size=40))
def test_a_higher_value_never_has_a_lower_block(values):
    marks = [BLOCKS.index(mark) for mark in sparkline(values)]
    for one, mark in zip(values, marks, strict=True):
        for other, its in zip(values, marks, strict=True):
            assert one >= other or mark <= its


def test_equal_values_are_drawn_and_no_fault():
    assert sparkline([50.0, 50.0]) == "▁▁"


def test_a_terminal_without_blocks_gets_digits():
    assert sparkline([30, 40, math.nan, 60], "latin-1") == "13.8"
    assert sparkline([math.nan], "latin-1") == GAP  # which latin-1 has
    assert sparkline([math.nan], "ascii") == "."
