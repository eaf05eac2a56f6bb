"""Breaks of every pair: each as `find_breaks` dates it, and what only all together show."""

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("ibis")

from statsmodels.stats.multitest import multipletests

from tension.core.errors import UsageError
from tension.models.breaks.find import find_breaks
from tension.panel import breaks as of
from tension.panel.build import Panel, build_panel
from tension.panel.tables import SUMS
from tension.scales.scale import Scale
from tension.series.aggregate import build_series
from tension.sources.read import read_events


def cells_of(pairs, months=96, seed=5):
    """A panel of pairs: name → (month of the step or None, its size in points of the scale)."""
    rng = np.random.default_rng(seed)
    labels = [str(one) for one in pd.period_range("2010-01", periods=months, freq="M")]
    parts = []
    for dyad, (at, size) in pairs.items():
        net = rng.normal(0, 1.0, months)
        if at is not None:
            net[at:] -= size
        parts.append(pd.DataFrame({
            "origin": "icews", "dyad": dyad, "direction": "both", "period": labels,
            **dict.fromkeys(("events", "scored", "event_days", "day_sizes"), 20.0),
            "between_days": 100.0, "within_days": 0.0, "net": net, "total": 20 * net,
            "cooperation": np.maximum(20 * net, 0), "conflict": np.maximum(-20 * net, 0),
            "verbal_cooperation": 20.0, "material_cooperation": 0.0, "verbal_conflict": 0.0,
            "material_conflict": 0.0, "native_scored": 0.0, "native_total": 0.0,
        }))
    whole = pd.concat(parts, ignore_index=True)
    assert set(whole.columns) == {column.name for column in SUMS}
    return Panel(whole, {"icews": Scale.named("goldstein_cameo")},
                 build_panel(read_events().table).provenance)


NAMES = ["ARM-AZE", "AZE-IRN", "CHN-USA", "GEO-RUS", "IRN-USA", "ISR-SYR", "RUS-USA", "TUR-USA"]


def test_a_break_is_the_one_that_the_pairs_own_series_has(own_table):
    events = read_events(own_table)
    own = find_breaks(build_series(events)).table
    found = of.break_pairs(build_panel(events.table), workers=1).table
    assert len(own) == 1
    assert found["period"].tolist() == own["period"].tolist()
    for name in ("size", "size_low", "size_high", "p_value"):
        np.testing.assert_allclose(found[name].astype(float), own[name], rtol=1e-6, err_msg=name)
    assert found[["first", "last"]].values.tolist() == own[["first", "last"]].values.tolist()


def test_a_step_of_one_pair_is_its_own_and_stands_first():
    found = of.break_pairs(cells_of({name: (72 if name == "IRN-USA" else None, 2.5)
                                     for name in NAMES}, months=144))
    top = found.found.iloc[0]
    assert (top["dyad"], top["period"]) == ("IRN-USA", "2016-01")
    assert top["size"] == pytest.approx(12.5, abs=3)
    assert not top["source_artefact"]
    assert top["q_value"] < 0.05
    assert "Iran–United States (icews), 2016-01 (95 % date set" in found.summary()


def test_breaks_that_may_all_be_chance_are_named_as_such(monkeypatch):
    monkeypatch.setattr(of, "FDR", 1e-4)  # a weak step is dated only where it is quite sure
    found = of.break_pairs(cells_of({name: (48 if name == "IRN-USA" else None, 1.2)
                                     for name in NAMES}))
    assert len(found) == 1
    assert of.FDR < found.found["q_value"].min() < 0.05
    told = found.summary()
    assert "none is sure enough to be told from chance among so many pairs; the strongest:" in told
    assert "Iran–United States" in told


def test_a_step_of_most_pairs_at_a_time_is_called_the_sources():
    steps = {name: (48 + at % 3, 4.0) for at, name in enumerate(NAMES[:6])}
    found = of.break_pairs(cells_of({**steps, NAMES[6]: (None, 0), NAMES[7]: (20, -4.0)}))
    rows = found.found.set_index("dyad")
    assert rows.loc[NAMES[:6], "source_artefact"].all()
    assert rows.loc[NAMES[0], "sharing"] == pytest.approx(6 / 8)
    assert not rows.loc[NAMES[7], "source_artefact"]
    assert "shared by most pairs of the source" in found.summary()


def test_four_pairs_are_too_few_to_blame_the_source():
    found = of.break_pairs(cells_of(dict.fromkeys(NAMES[:4], (48, 4.0))), workers=1)
    assert (found.found["sharing"] == 1).all()
    assert not found.found["source_artefact"].any()


def test_a_pair_that_fails_is_a_row_and_not_a_crash(monkeypatch):
    real = of.date_breaks

    def failing(y, events):
        if np.isnan(y).sum() == 0 and y[0] == failing.first:
            raise ZeroDivisionError("the pair is odd")
        return real(y, events)

    panel = cells_of(dict.fromkeys(NAMES[:3], (None, 0)))
    failing.first = panel.pooled["tension"].iloc[0]
    monkeypatch.setattr(of, "date_breaks", failing)
    found = of.break_pairs(panel, workers=1)
    told = found.table.set_index("dyad")["reason"]
    assert told["ARM-AZE"] == "ZeroDivisionError: the pair is odd"
    assert told.isna().sum() == 2
    assert "1 pair could not be dated" in found.summary()


def test_pairs_with_few_months_are_left_out_and_counted():
    panel = cells_of(dict.fromkeys(NAMES[:3], (None, 0)), months=20)
    found = of.break_pairs(panel)
    assert (len(found.table), found.left_out) == (0, 3)
    assert found.summary() == ("No pair has 24 months with a scored event; 3 pairs with under 24 "
                               "months left out.")


def test_processes_change_nothing():
    panel = cells_of(dict.fromkeys(NAMES[:4], (40, 3.0)))
    pd.testing.assert_frame_equal(of.break_pairs(panel, workers=1).table,
                                  of.break_pairs(panel, workers=2).table)


def test_the_rate_of_false_discoveries_is_that_of_statsmodels():
    values = np.random.default_rng(2).random(50) ** 3
    expected = multipletests(values, method="fdr_bh")[1]
    np.testing.assert_allclose(of.benjamini_hochberg(values), expected)


def test_pairs_without_a_break_count_as_tests():
    found = of.break_pairs(cells_of({name: (48 if name == "IRN-USA" else None, 4.0)
                                     for name in NAMES}), workers=1).table
    asked = found["p_value"].fillna(1.0)
    expected = multipletests(asked, method="fdr_bh")[1]
    broken = found["break"].notna()
    np.testing.assert_allclose(found.loc[broken, "q_value"], expected[broken.to_numpy()])


def test_numbers_below_one_are_refused():
    with pytest.raises(UsageError, match="--min-months is 0"):
        of.break_pairs(cells_of({"IRN-USA": (None, 0)}), min_months=0)
