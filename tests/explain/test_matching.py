"""Break dates matched one to one, against trying every way."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.explain.matching import chance_of_matches, match_dates

dates = st.lists(st.tuples(st.integers(0, 40), st.sampled_from([-1.0, 1.0])), max_size=5,
                 unique_by=lambda one: one[0])


def every_way(a, b, tolerance):
    """Most pairs and least distance of all one-to-one matches, by trying them all."""
    best = (0, 0)
    for count in range(1, min(len(a), len(b)) + 1):
        for left in combinations(range(len(a)), count):
            for right in permutations(range(len(b)), count):
                apart = [abs(a[i][0] - b[j][0]) for i, j in zip(left, right, strict=True)]
                signs = all(a[i][1] == b[j][1] for i, j in zip(left, right, strict=True))
                if signs and max(apart) <= tolerance:
                    best = max(best, (count, -sum(apart)))
    return best


def arrays(one):
    return np.array([at for at, _ in one], dtype=int), np.array([sign for _, sign in one])


@settings(max_examples=150, deadline=None)
@given(dates, dates, st.integers(0, 12))
def test_no_way_matches_more_dates_or_as_many_nearer(a, b, tolerance):
    (at, up), (bt, bup) = arrays(a), arrays(b)
    pairs = match_dates(at, bt, up, bup, tolerance)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(up[i] == bup[j] and abs(at[i] - bt[j]) <= tolerance for i, j in pairs)
    assert (len(pairs), -sum(abs(int(at[i] - bt[j])) for i, j in pairs)) == every_way(
        a, b, tolerance)


def test_a_rise_never_matches_a_fall():
    assert match_dates(np.array([10]), np.array([10]), np.array([5.0]), np.array([-5.0]), 3) == []


def test_chance_is_the_share_of_moves_that_match_as_well():
    one = np.array([10])
    up = np.array([1.0])
    # Within 3 of position 10 lie 7 of 70 places.
    assert chance_of_matches(one, np.array([12]), up, up, 3, 70) == pytest.approx(7 / 70)
