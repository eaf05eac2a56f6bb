"""`accumulate`: relations as a stock moved by acts."""

import datetime as dt
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core import schema
from tension.core.coverage import Coverage
from tension.core.errors import UsageError
from tension.models.simulate import simulate
from tension.models.stock import MOST_UNKNOWN, accumulate, decaying_stock, tsinghua_stock
from tension.scales.scale import Scale
from tension.series.aggregate import build_series

quickly = settings(max_examples=12, deadline=None, derandomize=True)


WORLD = simulate(["calm"], events_per_month=(1, 1), seed=1).events


def series_of(codes_by_month, freq="month", spans=None, scale=None):
    """A series from 2000-01 on whose months hold these codes, a day each, Iran's acts."""
    last = pd.Period("2000-01", freq="M") + len(codes_by_month) - 1
    spans = spans or [(dt.date(2000, 1, 1), last.end_time.date())]
    rows = [
        (f"e{month}-{day}", dt.date(2000 + month // 12, month % 12 + 1, day + 1), code)
        for month, codes in enumerate(codes_by_month) for day, code in enumerate(codes)
    ]
    base = WORLD.table.iloc[0]
    table = pd.DataFrame([{**base, "event_id": name, "origin_id": name, "date": day, "code": code,
                           "source": "IRN", "target": "AZE"} for name, day, code in rows],
                         columns=WORLD.table.columns)
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[s]")
    kept = WORLD.keep(WORLD.table["code"].isna(), "test", "all")
    ledger = kept.ledger.read("made.csv", len(rows)).expand(0)
    # The simulated rows are gone from the account; those made here stand in it instead.
    ledger = ledger.drop("test", "read twice", "event", ledger.events - len(rows))
    events = replace(kept, table=schema.conform(table, schema.EVENTS), ledger=ledger,
                     coverage=Coverage.of(spans, "made"))
    return build_series(events, freq=freq, dedupe_rung="none", scale=scale)


def test_a_decaying_stock_is_the_sum_of_scores_weighted_by_their_age(chronology):
    stock = decaying_stock(chronology, half_life=12).table["stock"].to_numpy()
    total = chronology.direction()["total"].fillna(0).to_numpy()
    for at in (0, 100, len(total) - 1):
        age = at - np.arange(at + 1)
        assert stock[at] == pytest.approx(float(total[: at + 1] @ 0.5 ** (age / 12)), abs=1e-9)


@pytest.mark.parametrize("freq", ["week", "month", "quarter", "year"])
def test_an_act_counts_half_after_a_half_life_whatever_the_period(freq):
    series = series_of([["042"]] + [[]] * 47, freq=freq,
                       spans=[(dt.date(2000, 1, 1), dt.date(2003, 12, 31))])
    stock = decaying_stock(series, half_life=24).table["stock"].to_numpy()
    years = {"week": 52.1775, "month": 12, "quarter": 4, "year": 1}[freq]
    end = len(stock) - 1
    begin = int(np.flatnonzero(stock)[0])
    assert stock[begin] == pytest.approx(1.9)
    assert stock[end] == pytest.approx(1.9 * 0.5 ** ((end - begin) / years / 2))


@quickly
@given(st.lists(st.lists(st.sampled_from(["042", "112", "190", "0841"]), max_size=4), min_size=3,
                max_size=30).filter(lambda months: sum(map(len, months)) > 1))
def test_a_stock_that_never_fades_is_the_plain_sum(months):
    series = series_of(months)
    stock = decaying_stock(series, half_life=np.inf).table["stock"]
    total = series.direction()["total"].cumsum()
    np.testing.assert_allclose(stock, total.to_numpy(), atol=1e-9)


@quickly
@given(st.lists(st.sampled_from(["042", "112", "190", "0841", "111"]), min_size=2, max_size=8),
       st.randoms(use_true_random=False))
def test_the_order_of_a_months_acts_changes_nothing_in_a_decaying_stock(codes, random):
    mixed = list(codes)
    random.shuffle(mixed)
    one, two = (decaying_stock(series_of([part, ["042"]])).table["stock"]
                for part in (codes, mixed))
    np.testing.assert_allclose(one, two, atol=1e-12)


@quickly
@given(st.lists(st.lists(st.sampled_from(sorted(Scale.named("goldstein_cameo").scores)),
                         max_size=5), min_size=2, max_size=20).filter(
    lambda months: sum(map(len, months)) > 1), st.floats(-9, 9), st.floats(0.01, 1))
def test_the_tsinghua_stock_never_leaves_its_scale(months, start, weight):
    stock = tsinghua_stock(series_of(months), start=start, weight=weight).table["stock"]
    assert stock.between(-9 - 1e-9, 9 + 1e-9).all()


def test_the_tsinghua_rule_by_hand():
    series = series_of([["042"], ["112"], [], ["190"]])  # +1.9, −2, nothing, −10
    found = tsinghua_stock(series, start=3.0).table
    first = 3 + (9 - 3) / 9 * (1.9 * 0.9)
    second = first + (9 + first) / 9 * (-2 * 0.9)
    assert found["stock"].to_numpy() == pytest.approx([first, second, second, -9])
    assert found["flow"].to_numpy() == pytest.approx([first - 3, second - first, 0, -9 - second])


def test_an_act_moves_a_relation_less_the_nearer_it_is_to_that_end():
    series = series_of([["042"], ["042"], ["042"], ["042"]])
    flow = tsinghua_stock(series).table["flow"].to_numpy()
    assert (np.diff(flow) < 0).all()
    assert (flow > 0).all()


def test_acts_of_one_day_count_from_the_most_conflictual_on_and_the_doubt_is_told():
    series = series_of([["042"], ["112"]])
    moved = series.events.assign(date=series.events["date"].iloc[0], period="2000-01")
    same_day = replace(series, events=moved)
    stock = tsinghua_stock(same_day)
    first = -1.8
    there = first + (9 - first) / 9 * 1.71
    other = 1.71 + (9 + 1.71) / 9 * -1.8
    assert stock.table["stock"].iloc[0] == pytest.approx(there)
    assert stock.parameters["order"] == pytest.approx(there - other)
    turned = replace(series, events=moved.iloc[::-1])
    assert tsinghua_stock(turned).table.equals(stock.table)


def test_half_of_where_it_stood_is_gone_after_its_memory():
    series = series_of([["042"]] * 60)
    low, high = (tsinghua_stock(series, start=s, weight=0.2).table["stock"] for s in (-5.0, 5.0))
    gap = (high - low).to_numpy() / 10
    memory = tsinghua_stock(series, weight=0.2).parameters["memory"]
    assert np.interp(memory, np.arange(1, 61), gap) == pytest.approx(0.5, abs=0.005)


def test_silence_fades_a_decaying_stock_and_leaves_yans_where_it_is():
    series = series_of([["042"], [], [], ["042"]])
    assert (np.diff(decaying_stock(series).table["stock"].to_numpy()[:3]) < 0).all()
    assert np.diff(tsinghua_stock(series).table["stock"].to_numpy()[:3]) == pytest.approx([0, 0])


GAP = [(dt.date(2000, 1, 1), dt.date(2001, 12, 31)), (dt.date(2003, 1, 1), dt.date(2006, 12, 31))]


@pytest.mark.parametrize("how", ["decay", "tsinghua"])
def test_after_months_not_covered_nothing_is_told_until_little_rests_on_them(how):
    months = [["042", "112"]] * 24 + [[]] * 12 + [["042", "112"]] * 48
    found = accumulate(series_of(months, spans=GAP), how).table
    told = found["stock"].notna().to_numpy()
    assert told[:24].all()
    assert not told[24:36].any()
    back = int(np.flatnonzero(told[36:])[0]) + 36
    assert back > 36
    assert told[back:].all()
    assert found["unknown"].iloc[back] <= MOST_UNKNOWN < found["unknown"].iloc[back - 1]


def test_the_share_unknown_of_a_decaying_stock_is_the_weight_of_the_gap():
    months = [["042", "112"]] * 24 + [[]] * 12 + [["042", "112"]] * 48
    found = decaying_stock(series_of(months, spans=GAP), half_life=12).table["unknown"]
    age = 50 - np.arange(51)
    weight = 0.5 ** (age / 12)
    assert found.iloc[50] == pytest.approx(weight[24:36].sum() / weight.sum())


def test_the_share_unknown_of_yans_bounds_what_the_gap_can_do():
    months = [["042", "112"]] * 24 + [[]] * 12 + [["042", "112"]] * 48
    series = series_of(months, spans=GAP)
    found = tsinghua_stock(series, weight=0.3).table
    after = series.events["period"] >= "2003-01"
    rest = replace(series, events=series.events[after],
                   ledger=series.ledger.drop("test", "before", "event", int((~after).sum())))
    low, high = (tsinghua_stock(rest, start=s, weight=0.3).table["stock"] for s in (-9.0, 9.0))
    at = 50
    assert found["unknown"].iloc[at] == pytest.approx((high.iloc[at] - low.iloc[at]) / 18)


@pytest.mark.parametrize("how", ["decay", "tsinghua"])
def test_without_a_scored_event_there_is_a_reason_and_no_stock(how):
    series = series_of([["042"], ["112"]], scale="unscored")
    stock = accumulate(series, how)
    assert stock.reason == "no event with a score"
    assert stock.table["stock"].isna().all()
    assert stock.summary().endswith("no stock of acts: no event with a score.")
    plt.close(stock.plot().figure)


def test_the_summary_says_what_it_is_and_what_it_is_not(chronology):
    told = accumulate(chronology).summary()
    assert told.startswith("Iran–Azerbaijan, both directions: stock of acts, half-life 12 months: "
                           "+161.4 points of goldstein_cameo at the end of March 2026")
    assert "a second reading beside the mean" in told
    quick = accumulate(chronology, "tsinghua").summary()
    assert "is gone after about 1 event; a smaller weight remembers longer" in quick


def test_conflict_is_drawn_upwards(chronology):
    ax = accumulate(chronology, "tsinghua", weight=0.1).plot()
    bottom, top = ax.get_ylim()
    assert (bottom, top) == (9, -9)
    plt.close(ax.figure)


@pytest.mark.parametrize(("how", "choices", "told"), [
    ("sum", {}, "there is no rule 'sum' to add acts up; use decay or tsinghua"),
    ("decay", {"start": 1.0}, "the rule decay has no choice 'start'; it has half_life"),
    ("tsinghua", {"half_life": 1.0},
     "the rule tsinghua has no choice 'half_life'; it has start and weight"),
    ("decay", {"half_life": 0.0}, "half_life: 0 is no time"),
    ("tsinghua", {"start": 9.5}, "start: 9.5 lies beyond −9 to 9"),
    ("tsinghua", {"weight": 0.0}, "weight: 0 is no share"),
])
def test_a_choice_that_cannot_be_is_named(chronology, how, choices, told):
    with pytest.raises(UsageError, match=told):
        accumulate(chronology, how, **choices)


def test_acts_that_score_nothing_move_nothing():
    series = series_of([["042"], ["112"]])
    still = replace(series, events=series.events.assign(score=0.0))
    found = tsinghua_stock(still, start=2.0)
    assert found.table["stock"].tolist() == [2, 2]
    assert "started at +2.0; no act has moved it" in found.summary()
