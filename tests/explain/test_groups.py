"""Groups and factors, against both orders worked through one after the other."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.explain.decomposition import scored_events
from tension.explain.drivers import drivers_of_tension
from tension.explain.groups import GROUPS, group_name, group_table, two_factors, volume_table

numbers = st.floats(-100, 100, allow_nan=False)


@given(numbers, numbers, numbers, numbers)
def test_two_factors_are_the_mean_of_changing_one_first_and_the_other_first(a0, r0, a1, r1):
    before, after = ([np.array([x]) for x in (a * r, a, r)] for a, r in ((a0, r0), (a1, r1)))
    amount, rate = (float(part[0]) for part in two_factors(before, after))
    amount_first = (a1 - a0) * r0, a1 * (r1 - r0)
    rate_first = (a1 - a0) * r1, a0 * (r1 - r0)
    assert amount == pytest.approx((amount_first[0] + rate_first[0]) / 2, abs=1e-8)
    assert rate == pytest.approx((amount_first[1] + rate_first[1]) / 2, abs=1e-8)
    assert amount + rate == pytest.approx(a1 * r1 - a0 * r0, abs=1e-8)


def events_of(*rows):
    return pd.DataFrame(rows, columns=["code", "ontology", "quad_class", "direction",
                                       "source", "source_actor", "score"])


EVENTS = events_of(
    ("042", "cameo", "verbal_cooperation", "IRN>AZE", "IRN", "IRNGOV", 1.9),
    ("112", "cameo", "verbal_conflict", "AZE>IRN", "AZE", "Ministry of Defence", -2.0),
    ("112", "cameo", "verbal_conflict", "AZE>IRN", "AZE", None, -6.0),
    (None, None, None, "both", "AZE", "AZEMIL", 4.0),
)


def test_a_group_that_grows_and_sharpens_is_split_into_mix_and_within():
    before, after = np.array([0.5, 0.25, 0.0, 0.25]), np.array([0.25, 0.25, 0.5, 0.0])
    table = group_table(EVENTS, "code", after, before, 5.0).set_index("group")
    accused = table.loc["112"]
    # 25 % at 10 points above neutral; then 75 % at (0.25 × 10 + 0.5 × 30) ÷ 0.75.
    assert accused["tension_before"] == pytest.approx(60.0)
    assert accused["tension_after"] == pytest.approx(50 + 17.5 / 0.75)
    assert accused["mix"] == pytest.approx(0.5 * (10 + 17.5 / 0.75) / 2)
    assert accused["within"] == pytest.approx(0.5 * (17.5 / 0.75 - 10))
    assert accused["contribution"] == pytest.approx(15.0)
    assert np.isnan(table.loc["not told", "tension_after"])
    assert table.loc["not told", "mix"] == pytest.approx(5.0)
    assert table["contribution"].sum() == pytest.approx(-5 * (after - before) @ EVENTS["score"])


def test_a_group_whose_mean_would_leave_its_scores_is_all_mix():
    """Weights of a regime may be below 0; their mean is then no mean."""
    before, after = np.array([0.0, 0.3, -0.2, 0.9]), np.array([0.5, 0.25, 0.25, 0.0])
    accused = group_table(EVENTS, "code", after, before, 5.0).set_index("group").loc["112"]
    assert np.isnan(accused["tension_before"])
    assert accused["within"] == 0
    assert accused["mix"] == accused["contribution"]


def test_actors_are_as_the_source_wrote_them_and_roles_are_read_from_codes_only():
    share = np.full(4, 0.25)
    actors = group_table(EVENTS, "actor", share, None, 5.0)
    assert set(actors["group"]) == {"IRNGOV", "Ministry of Defence", "AZEMIL", "not told"}
    roles = group_table(EVENTS, "role", share, None, 5.0).set_index("group")
    assert roles.loc["IRNGOV", "label"] == "IRN: government"
    assert roles.loc["AZEMIL", "label"] == "AZE: military"
    assert roles.loc["not told", "events"] == 2


@pytest.mark.parametrize("by", GROUPS)
def test_every_grouping_adds_up_and_names_each_group(chronology, by):
    found = drivers_of_tension(chronology, "2016", "2012")
    table = found.by(by)
    assert table["contribution"].sum() == pytest.approx(found.value, abs=1e-9)
    assert (table["mix"] + table["within"]).to_numpy() == pytest.approx(
        table["contribution"].to_numpy(), abs=1e-9)
    assert table["share_before"].sum() == pytest.approx(1)
    assert table["share_after"].sum() == pytest.approx(1)
    sizes = table["contribution"].abs().to_numpy()
    assert (np.diff(sizes) <= 1e-9).all()
    assert all(group_name(row) for row in table.itertuples())


def test_volume_is_told_apart_from_intensity_and_is_the_series_own_sums(chronology):
    found = drivers_of_tension(chronology, "2016", "2012")
    rows = chronology.direction()
    table = found.volume.set_index("side")
    for side in ("cooperation", "conflict", "total"):
        for column, year in (("before", 2012), ("after", 2016)):
            assert table.loc[side, column] == pytest.approx(
                rows.loc[rows.index.year == year, side].mean())
    assert (table["volume"] + table["intensity"]).to_numpy() == pytest.approx(
        table["change"].to_numpy())


def test_twice_the_events_are_volume_and_no_change_of_the_mean(chronology):
    events = scored_events(chronology, "both").head(6)
    twice = pd.concat([events, events, events], ignore_index=True)
    place = np.repeat([0, 1, 1], 6)
    table = volume_table(twice, place, np.array([0]), np.array([1])).set_index("side")
    assert table["intensity"].to_numpy() == pytest.approx(np.zeros(3), abs=1e-12)
    assert table["volume"].to_numpy() == pytest.approx(table["before"].to_numpy())
