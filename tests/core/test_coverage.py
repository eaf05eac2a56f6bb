"""Spans of days a source looked at."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.core.coverage import Coverage
from tension.core.errors import UsageError


def spans(*pairs):
    return [tuple(dt.date.fromisoformat(day) for day in pair.split("/")) for pair in pairs]


def covered(*pairs, basis="declared"):
    return Coverage.of(spans(*pairs), basis)


@pytest.mark.parametrize(
    ("given", "merged"),
    [
        (["2000-01-01/2000-01-31", "2000-02-01/2000-02-29"], ["2000-01-01/2000-02-29"]),
        (["2000-02-01/2000-02-29", "2000-01-01/2000-02-10"], ["2000-01-01/2000-02-29"]),
        (["2000-01-01/2000-12-31", "2000-03-01/2000-03-31"], ["2000-01-01/2000-12-31"]),
        (
            ["2000-01-01/2000-01-30", "2000-02-01/2000-02-29"],
            ["2000-01-01/2000-01-30", "2000-02-01/2000-02-29"],
        ),
        ([], []),
    ],
    ids=["touching", "overlapping and unordered", "inside", "a day apart", "none"],
)
def test_spans_that_touch_or_overlap_become_one(given, merged):
    assert covered(*given).spans == tuple(spans(*merged))


def test_days_are_counted_as_a_set_of_days():
    whole = covered("2000-01-10/2000-01-20", "2000-02-01/2000-02-05")
    days = {
        first + dt.timedelta(days=step)
        for first, last in whole.spans
        for step in range((last - first).days + 1)
    }
    for first, last in spans("2000-01-01/2000-03-01", "2000-01-15/2000-02-03",
                             "2000-01-21/2000-01-31", "2000-01-20/2000-01-20"):
        wanted = {first + dt.timedelta(days=step) for step in range((last - first).days + 1)}
        assert whole.days(first, last) == len(days & wanted)


def test_first_and_last_day():
    whole = covered("2001-01-01/2001-02-01", "2000-01-01/2000-02-01")
    assert (whole.first, whole.last) == (dt.date(2000, 1, 1), dt.date(2001, 2, 1))
    assert (covered().first, covered().last) == (None, None)


def test_a_union_covers_what_either_covers_and_names_both_claims():
    one, two = covered("2000-01-01/2000-01-31"), covered("2000-02-01/2000-02-10", basis="told")
    assert one.union(two).spans == tuple(spans("2000-01-01/2000-02-10"))
    assert one.union(two).basis == "declared; told"
    assert one.union(one) == one


def test_a_span_that_ends_before_it_begins_is_refused():
    with pytest.raises(UsageError) as caught:
        covered("2000-02-01/2000-01-01")
    assert str(caught.value) == (
        "coverage ends (2000-01-01) before it begins (2000-02-01); exchange the two"
    )


def test_coverage_in_words():
    assert covered("2000-01-01/2000-01-31", "2001-01-01/2001-01-02").describe() == (
        "2000-01-01 to 2000-01-31, 2001-01-01 to 2001-01-02 (declared)"
    )
    assert covered().describe() == "nothing covered"


DAYS = st.integers(0, 60).map(lambda k: dt.date(2000, 1, 1) + dt.timedelta(days=k))
SPANS = st.lists(st.tuples(DAYS, DAYS).map(lambda two: (min(two), max(two))), max_size=5)


@given(SPANS, SPANS)
def test_what_is_left_is_every_covered_day_outside_the_spans_taken_away(covered, taken):
    whole = Coverage.of(covered, "")
    left = whole.minus(taken)
    for k in range(61):
        day = dt.date(2000, 1, 1) + dt.timedelta(days=k)
        out = any(first <= day <= last for first, last in taken)
        assert left.days(day, day) == (0 if out else whole.days(day, day))
    assert Coverage.of(left.spans, "").days(dt.date(1999, 1, 1), dt.date(2001, 1, 1)) == (
        left.days(dt.date(1999, 1, 1), dt.date(2001, 1, 1))
    )
