"""Which pairs a heat map shows, in which order, and what stands in its cells."""

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("ibis")

from tension.core.errors import UsageError
from tension.panel.build import build_panel
from tension.panel.heat import heat_of, origin_of

sys.path.insert(0, str(Path(__file__).parent))
from alike import seeded


@pytest.fixture(scope="module")
def panel():
    return build_panel(seeded(2500, months=40))


def cells_by_hand(panel):
    rows = panel.pooled
    return rows[rows["scored"] > 0]


def test_pairs_are_ranked_by_all_events_of_the_last_year_together(panel):
    heat = heat_of(panel, "icews", pairs=20, min_events=3)
    cells = cells_by_hand(panel)
    last = str(heat.months[-12])
    assert str(heat.months[-1]) == cells["period"].max()
    for row, dyad in enumerate(heat.dyads):
        mine = cells[(cells["dyad"] == dyad) & (cells["period"] >= last)]
        assert heat.lately[row] == mine["scored"].sum()
        if mine["scored"].sum() < 3:
            assert np.isnan(heat.ranked[row])
            continue
        assert heat.ranked[row] == pytest.approx(50 - 5 * mine["total"].sum()
                                                 / mine["scored"].sum())
    known = heat.ranked[np.isfinite(heat.ranked)]
    assert len(known) > 3
    assert (np.diff(known) <= 0).all()
    assert np.isfinite(heat.ranked[: len(known)]).all(), "those that cannot be ranked stand last"


def test_cells_are_the_panels_and_a_month_without_a_score_is_missing(panel):
    heat = heat_of(panel, "icews")
    cells = cells_by_hand(panel)
    assert np.isfinite(heat.tension).sum() == len(cells[cells["dyad"].isin(heat.dyads)])
    for row in cells[cells["dyad"] == heat.dyads[0]].itertuples():
        at = heat.months.astype(str).tolist().index(row.period)
        assert heat.tension[0, at] == pytest.approx(row.tension)
        assert heat.events[0, at] == row.scored
    assert (heat.events[np.isnan(heat.tension)] == 0).all()


def test_those_with_most_events_are_shown_and_the_others_counted(panel):
    heat = heat_of(panel, "icews", pairs=5)
    totals = cells_by_hand(panel).groupby("dyad")["scored"].sum()
    assert totals[list(heat.dyads)].min() >= totals.drop(list(heat.dyads)).max()
    assert heat.left_out == len(totals) - 5


def test_a_month_ranks_by_its_own_events(panel):
    heat = heat_of(panel, "icews", month="2003-02", min_events=3)
    cells = cells_by_hand(panel)
    here = cells[(cells["period"] == "2003-02") & (cells["scored"] >= 3)].set_index("dyad")
    known = np.isfinite(heat.ranked)
    assert known.sum() > 2
    assert heat.ranked[known] == pytest.approx(
        here["tension"].reindex(np.array(heat.dyads)[known]).to_numpy())
    assert heat.by == "February 2003"


@pytest.mark.parametrize(("asked", "told"), [
    ({"month": "2003"}, "is no month; write 2023-01"),
    ({"month": "1990-01"}, "lies outside the events, which run from 2001-01 to"),
    ({"pairs": 0}, "--pairs is 0"),
    ({"min_events": 0}, "--min-events is 0"),
])
def test_what_cannot_be_shown_is_refused(panel, asked, told):
    with pytest.raises(UsageError, match=told):
        heat_of(panel, "icews", **asked)


def test_an_unknown_source_and_a_panel_without_events_are_refused(panel):
    with pytest.raises(UsageError, match="there is no source 'gdelt2' here; use one of icews"):
        origin_of(panel, "gdelt2")
    with pytest.raises(UsageError, match="no event of two countries"):
        origin_of(build_panel(seeded(10).iloc[:0]), None)


def test_events_that_no_scale_scores_are_told():
    panel = build_panel(seeded(200), scale="unscored")
    with pytest.raises(UsageError, match="no event of icews has a score"):
        heat_of(panel, "icews")


def test_less_than_a_year_ranks_by_all_of_it():
    heat = heat_of(build_panel(seeded(400, months=5)), "icews")
    assert heat.by.startswith("the time to ")
    assert len(heat.months) < 12
