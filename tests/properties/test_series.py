"""What holds for any events at all, on events drawn by hypothesis."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core import schema
from tension.core.coverage import Coverage
from tension.core.dyad import Dyad
from tension.core.event_table import Events
from tension.core.ledger import Ledger
from tension.core.provenance import Provenance
from tension.scales.scale import Scale
from tension.series.aggregate import build_series

SCALE = Scale.named("goldstein_cameo")
FIRST, LAST = dt.date(2001, 1, 1), dt.date(2002, 12, 31)
CODES = sorted(SCALE.scores)
MEASURES = ("tension", "tension_se", "tension_low", "tension_high")

facts = st.tuples(
    st.dates(FIRST, LAST), st.sampled_from(["day", "day", "day", "month", "year"]),
    st.booleans(), st.sampled_from(CODES), st.booleans(),
)
some_facts = st.lists(facts, max_size=40)
frequencies = st.sampled_from(["week", "month", "quarter", "year"])
rungs = st.sampled_from(["none", "exact", "one_a_day"])
quickly = settings(max_examples=25, deadline=None, derandomize=True)


def events_of(drawn, dyad="IRN-AZE"):
    """Events as a reader makes them: a reciprocal row gives two that share an origin."""
    rows = []
    for number, (day, precision, forth, code, reciprocal) in enumerate(drawn):
        day = day.replace(day=1) if precision != "day" else day
        day = day.replace(month=1) if precision == "year" else day
        sides = ("IRN", "AZE") if forth else ("AZE", "IRN")
        for half, (source, target) in enumerate([sides, sides[::-1]][: 1 + reciprocal]):
            rows.append((f"e{number}" + "/r" * half, f"e{number}", day, precision, source, target,
                         code, reciprocal, number + 2))
    table = pd.DataFrame(rows, columns=[
        "event_id", "origin_id", "date", "date_precision", "source", "target", "code",
        "reciprocal", "line"])
    table = table.assign(ontology="cameo", directed=True, origin="tabular", file="drawn.csv")
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[s]")
    mirrored = sum(reciprocal for *_, reciprocal in drawn)
    return Events(
        schema.conform(table, schema.EVENTS), Dyad.parse(dyad),
        Coverage.of([(FIRST, LAST)], "drawn"),
        Ledger().read("drawn.csv", len(drawn)).expand(mirrored), Provenance(),
    )


def build(events, **choices):
    return build_series(events, scale=choices.pop("scale", SCALE), **choices)


@quickly
@given(some_facts, frequencies, rungs, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(drawn, freq, rung, random):
    events = events_of(drawn)
    order = list(range(len(events.table)))
    random.shuffle(order)
    mixed = replace(events, table=events.table.iloc[order])
    one, two = (build(some, freq=freq, dedupe_rung=rung) for some in (events, mixed))
    pd.testing.assert_frame_equal(one.table, two.table, check_exact=True)
    pd.testing.assert_frame_equal(one.events, two.events)


@quickly
@given(some_facts, frequencies)
def test_a_scale_doubled_with_its_bound_leaves_tension_as_it_was(drawn, freq):
    double = replace(SCALE, bound=2 * SCALE.bound,
                     scores={code: 2 * score for code, score in SCALE.scores.items()})
    events = events_of(drawn)
    one, two = (build(events, freq=freq, scale=scale).table for scale in (SCALE, double))
    for name in MEASURES:
        np.testing.assert_allclose(one[name], two[name], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(2 * one["net"], two["net"], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(one["effective_events"], two["effective_events"], rtol=1e-9)


@quickly
@given(some_facts, frequencies)
def test_a_scale_with_its_signs_turned_mirrors_tension_at_neutral(drawn, freq):
    turned = replace(SCALE, scores={code: -score for code, score in SCALE.scores.items()})
    events = events_of(drawn)
    one, two = (build(events, freq=freq, scale=scale).table for scale in (SCALE, turned))
    np.testing.assert_allclose(one["tension"], 100 - two["tension"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(one["tension_se"], two["tension_se"], rtol=1e-9, atol=1e-9)
    assert one["cooperation"].equals(two["conflict"])


@quickly
@given(some_facts, frequencies, rungs)
def test_a_dyad_named_the_other_way_round_has_its_directions_swapped(drawn, freq, rung):
    one = build(events_of(drawn), freq=freq, dedupe_rung=rung)
    two = build(events_of(drawn, "AZE-IRN"), freq=freq, dedupe_rung=rung)
    assert one.dyad.directed == two.dyad.directed[::-1]
    for direction in one.dyad.directions:
        pd.testing.assert_frame_equal(one.direction(direction), two.direction(direction))
    assert two.table["direction"].iloc[:3].tolist() == ["AZE>IRN", "IRN>AZE", "both"]


@quickly
@given(some_facts, frequencies, rungs)
def test_the_columns_keep_their_identities(drawn, freq, rung):
    series = build(events_of(drawn), freq=freq, dedupe_rung=rung)
    table = series.table
    seen = table[table["scored"] > 0]
    parts = seen["cooperation"] - seen["conflict"]
    np.testing.assert_allclose(seen["net"], parts / seen["scored"], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(seen["tension"], 50 - 50 * seen["net"] / 10, rtol=1e-12, atol=1e-9)
    assert seen["tension"].between(0, 100).all()
    assert ((seen["conflict_share"].dropna() >= 0) & (seen["conflict_share"].dropna() <= 1)).all()
    assert (table["scored"] <= table["events"]).all()
    assert table.loc[table["scored"] == 0, ["net", *MEASURES]].isna().all(axis=None)
    quads = table[list(schema.QUAD_CLASSES)].sum(axis=1)
    assert (quads == table["events"]).all()  # every CAMEO code is of one class
    both = table[table["direction"] == "both"]
    assert both["events"].sum() == len(series.events)


@quickly
@given(some_facts, frequencies, rungs)
def test_effective_events_lie_between_one_and_the_events_and_within_kishs_bound(drawn, freq, rung):
    series = build(events_of(drawn), freq=freq, dedupe_rung=rung)
    for direction in series.dyad.directions:
        rows = series.direction(direction)
        seen = rows[rows["scored"] > 0]
        assert (seen["effective_events"] <= seen["scored"] * (1 + 1e-12)).all()
        assert (seen["effective_events"] >= 1 - 1e-12).all()
        assert seen["event_days"].between(1, seen["scored"]).all()
        equal = seen[seen["event_days"] == seen["scored"]]
        assert equal["effective_events"].to_numpy() == pytest.approx(equal["scored"].to_numpy())
    share = series.spread["both"].day_share
    assert 0 <= share <= 1


@quickly
@given(some_facts, frequencies)
def test_an_interval_stands_around_its_tension_or_not_at_all(drawn, freq):
    table = build(events_of(drawn), freq=freq).table
    told = table.dropna(subset="tension_se")
    assert (told["tension_se"] > 0).all()
    assert (told["tension_low"] < told["tension"]).all()
    assert (told["tension"] < told["tension_high"]).all()
    rest = table[table["tension_se"].isna()]
    assert rest[["tension_low", "tension_high"]].isna().all(axis=None)


@quickly
@given(some_facts)
def test_coarser_periods_hold_the_sums_of_finer_ones(drawn):
    precise = [fact for fact in drawn if fact[1] != "year"]
    events = events_of(precise)
    monthly, yearly = (build(events, freq=freq).direction() for freq in ("month", "year"))
    for name in ("events", "scored", "cooperation", "conflict"):
        sums = monthly[name].groupby(monthly.index.year).sum()
        np.testing.assert_allclose(sums.to_numpy(), yearly[name].to_numpy(), atol=1e-9)
