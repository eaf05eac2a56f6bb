import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tension.report.labels import spread_out

labels = st.lists(
    st.tuples(st.floats(0, 100), st.floats(0.5, 8.0)), min_size=1, max_size=9
)


@given(labels)
def test_labels_never_overlap_and_keep_their_order(drawn):
    wanted = sorted(place for place, _ in drawn)
    widths = [width for _, width in drawn]
    at = spread_out(wanted, widths, 0.0, 100.0, 0.5)
    ends, begins = at + np.array(widths) / 2, at - np.array(widths) / 2
    assert np.all(begins[1:] - ends[:-1] >= 0.5 - 1e-9)
    assert begins[0] >= -1e-9
    assert ends[-1] <= 100 + 1e-9


def test_labels_with_room_stand_where_they_want_to():
    assert spread_out([10.0, 50.0, 90.0], [5.0, 5.0, 5.0], 0, 100, 1).tolist() == [10, 50, 90]


def test_two_labels_in_one_place_part_evenly():
    assert spread_out([50.0, 50.0], [4.0, 4.0], 0, 100, 1).tolist() == [47.5, 52.5]


def test_the_places_are_the_nearest_possible_to_the_dates():
    rng = np.random.default_rng(3)
    wanted, widths = np.sort(rng.uniform(0, 30, 4)), np.full(4, 6.0)
    at = spread_out(wanted, widths, 0, 30, 0.5)
    best = float(((at - wanted) ** 2).sum())
    for _ in range(3000):
        tried = at + rng.normal(0, 0.4, 4)
        gaps = np.diff(tried) - 6.5
        if gaps.min() >= 0 and tried[0] >= 3 and tried[-1] <= 27:
            assert ((tried - wanted) ** 2).sum() >= best - 1e-9
