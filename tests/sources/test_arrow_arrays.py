"""Arrays made by their buffers hold what Arrow's own maker would have put into them."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.sources.arrow_arrays import (
    DAY,
    ONCE,
    TEXT,
    as_numbers,
    column_of,
    is_known,
    repeated,
    same,
)

VALUES = {
    TEXT: st.text(max_size=4),
    ONCE: st.sampled_from(["a", "ä", ""]),
    DAY: st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)),
    pa.float64(): st.floats(allow_nan=False),
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.bool_(): st.booleans(),
}


@pytest.mark.parametrize("type_", VALUES)
def test_a_column_has_the_values_it_was_made_of(type_):
    @given(st.lists(st.none() | VALUES[type_], max_size=20))
    def holds(values):
        made = column_of(values, type_)
        made.validate(full=True)
        assert made.type == type_
        assert made.to_pylist() == values
        assert made.null_count == values.count(None)

    holds()


@given(st.lists(st.none() | st.integers(-5, 5), max_size=30), st.integers(0, 9))
def test_numbers_come_out_as_they_went_in_also_from_a_part_of_an_array(values, start):
    part = pa.array(values, pa.int32())[start:]
    assert as_numbers(part, 99).tolist() == [99 if v is None else v for v in values[start:]]
    assert is_known(part).tolist() == [v is not None for v in values[start:]]


def test_a_text_that_all_share_or_lack_is_kept_once():
    assert same("gdelt1", 3).to_pylist() == ["gdelt1"] * 3
    assert same(None, 2).to_pylist() == [None, None]
    assert len(same("gdelt1", 1000).dictionary) == 1
    assert repeated(":", 2).to_pylist() == [":", ":"]
    assert np.array_equal(as_numbers(same("x", 0).indices), [])
