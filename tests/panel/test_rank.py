"""Ranks: percentiles by hand, changes with their intervals, and what is left out."""

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("ibis")

from tension.core.errors import UsageError
from tension.panel.build import build_panel
from tension.panel.rank import rank_pairs

sys.path.insert(0, str(Path(__file__).parent))
from alike import apart, seeded

from tension.series.aggregate import build_series


@pytest.fixture(scope="module")
def table():
    return seeded(2500, months=40)


@pytest.fixture(scope="module")
def panel(table):
    return build_panel(table)


def test_the_tensest_stand_first_with_their_share_of_the_others(panel):
    rows = rank_pairs(panel, "2003-02", min_events=3).table
    assert len(rows) > 4
    for row in rows.itertuples():
        below, equal = ((rows["tension"] < row.tension).sum(),
                        (rows["tension"] == row.tension).sum())
        assert row.percentile == pytest.approx(100 * (below + equal / 2) / len(rows))
    assert rows["tension"].is_monotonic_decreasing


def test_tension_and_change_are_those_of_the_pairs_own_series(panel, table):
    rows = rank_pairs(panel, "2003-02", min_events=3).table.set_index("dyad")
    for events in apart(table):
        name = "-".join(sorted((events.dyad.first, events.dyad.second)))
        if name not in rows.index:
            continue
        own = build_series(events).direction("both")
        own.index = own.index.astype(str)
        now, then = own.loc["2003-02"], own.loc["2002-02"]
        row = rows.loc[name]
        assert row["tension"] == pytest.approx(now["tension"])
        assert row["tension_low"] == pytest.approx(now["tension_low"])
        if np.isnan(then["tension"]):
            assert np.isnan(row["change"])
            continue
        half = np.hypot(now["tension_high"] - now["tension"],
                        then["tension_high"] - then["tension"])
        assert row["change"] == pytest.approx(now["tension"] - then["tension"])
        assert row["change_high"] == pytest.approx(row["change"] + half)


def test_pairs_with_few_events_are_counted_and_left_out(panel):
    all_, some = (rank_pairs(panel, "2003-02", min_events=least) for least in (1, 3))
    assert len(all_) == len(some) + some.left_out
    assert some.table["events"].min() >= 3
    assert f"{some.left_out} pair" in some.summary()


def test_a_month_without_enough_events_is_an_answer(panel):
    found = rank_pairs(panel, "2019-02")
    assert len(found) == 0
    assert found.summary().startswith("No pair has 10 scored events in 2019-02;")


@pytest.mark.parametrize("month", ["2003", "2003-Q1", "2003-02-01"])
def test_a_period_that_is_no_month_is_refused(panel, month):
    with pytest.raises(UsageError, match="is no month; write 2023-01"):
        rank_pairs(panel, month)
