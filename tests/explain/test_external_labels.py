"""A series against dated crises and thaws, beside counting by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import mannwhitneyu

from tension.core.errors import UsageError
from tension.explain.external_labels import score_against_labels
from tension.models.latent import estimate_tension
from tension.models.simulate import simulate
from tension.series.aggregate import build_series
from tension.sources.labels import read_labels
from tension.sources.own_series import read_own_series


@pytest.fixture
def labels(tmp_path):
    def labels(*rows):
        path = tmp_path / "spells.csv"
        path.write_text("start,end,kind,label\n" + "\n".join(rows) + "\n", encoding="utf-8")
        return read_labels(path)

    return labels


@pytest.fixture
def own(tmp_path):
    def own(values):
        path = tmp_path / "mine.csv"
        grid = pd.period_range("2000-01", periods=len(values), freq="M")
        path.write_text("period,value\n" + "".join(
            f"{period},{'' if np.isnan(value) else value}\n"
            for period, value in zip(grid, values, strict=True)), encoding="utf-8")
        return read_own_series(path)

    return own


def by_hand(values, labelled, episodes, limit):
    """The four measures by plain counting."""
    seen = np.isfinite(values)
    inside, outside = values[seen & labelled], values[seen & ~labelled]
    hit = np.mean([any(values[at] >= limit) for at in episodes])
    if not len(inside) or not len(outside):
        return hit, np.nan, np.nan, np.nan
    wins = [(one > other) + 0.5 * (one == other) for one in inside for other in outside]
    return hit, np.mean(inside >= limit), np.mean(outside >= limit), np.mean(wins)


def test_measures_and_baselines_are_those_of_moving_the_labels_by_hand(own, labels):
    rng = np.random.default_rng(1)
    values = rng.normal(50, 10, 80).round()
    values[rng.random(80) < 0.3] = np.nan
    values[20:24] += 15
    scores = score_against_labels(own(values), labels("2001-09,2001-12,crisis,A",
                                                      "2004-03,2004-04,crisis,B"))
    episodes = [np.arange(20, 24), np.arange(50, 52)]
    labelled = np.zeros(80, dtype=bool)
    labelled[np.concatenate(episodes)] = True
    limit = np.sort(values[np.isfinite(values)])[::-1][(labelled & np.isfinite(values)).sum() - 1]
    assert scores.limits["crisis"] == limit
    moved = np.array([
        by_hand(values, np.roll(labelled, k), [(at + k) % 80 for at in episodes], limit)
        for k in range(80)
    ])
    for column, (measure, better) in enumerate(
        (("episodes hit", 1), ("periods hit", 1), ("false alarms", -1), ("AUC", 1))
    ):
        row = scores.measure("crisis", measure)
        known = moved[:, column][np.isfinite(moved[:, column])]
        assert row.value == pytest.approx(moved[0, column])
        assert row.baseline == pytest.approx(known.mean())
        assert row.p_value == pytest.approx(
            (better * known >= better * moved[0, column] - 1e-9).mean())


def test_the_area_is_that_of_mann_and_whitney(chronology, labels):
    scores = score_against_labels(chronology, labels("2011,2012,crisis,", "2016,2018,thaw,"))
    tension = chronology.direction()["tension"]
    years = tension.index.year
    for kind, first, last, sign in (("crisis", 2011, 2012, 1), ("thaw", 2016, 2018, -1)):
        inside = (years >= first) & (years <= last)
        own = sign * tension[inside].dropna(), sign * tension[~inside].dropna()
        area = mannwhitneyu(*own).statistic / (len(own[0]) * len(own[1]))
        assert scores.measure(kind, "AUC").value == pytest.approx(area)


@pytest.mark.parametrize("late", [-4, 0, 3])
def test_a_series_that_comes_late_has_a_lag_above_zero(own, labels, late):
    rng = np.random.default_rng(7)
    values = rng.normal(0, 1, 100)
    values[40 + late:48 + late] += 20
    scores = score_against_labels(own(values), labels("2003-05,2003-12,crisis,"))
    assert scores.measure("crisis", "lag").value == late
    told = {-4: "4 months before the labels", 0: "fit best where they stand",
            3: "3 months after the labels"}
    assert told[late] in scores.summary()


def test_labels_that_mean_nothing_are_rarely_better_than_chance(own, labels):
    spells = labels("2001-02,2001-05,crisis,", "2004-01,2004-06,crisis,", "2007,2007-03,crisis,")
    small = 0
    for seed in range(100):
        values = np.random.default_rng(seed).normal(size=100).round(6)
        row = score_against_labels(own(values), spells).measure("crisis", "AUC")
        small += row.p_value <= 0.05
    assert small <= 12


def test_a_simulated_crisis_is_found_beyond_chance(labels):
    events = simulate(["calm"] * 60 + ["tense"] * 6 + ["calm"] * 54, events_per_month=(2, 5),
                      seed=3).events
    series = build_series(events)
    spells = labels("2005-01,2005-06,crisis,Made")
    scores = score_against_labels(series, spells)
    assert scores.episodes["hit"].tolist() == [True]
    assert scores.measure("crisis", "AUC").p_value < 0.05
    level = score_against_labels(estimate_tension(series), spells)
    assert "can seem to foresee" in level.summary()
    assert "can seem to foresee" not in scores.summary()


def test_a_label_outside_the_time_is_left_out_and_said(chronology, labels):
    scores = score_against_labels(
        chronology, labels("1979-11,1981-01,crisis,Embassy", "2012,2012,crisis,Spring"))
    assert "Left out, being outside the time covered: Embassy (1979-11-01 to 1981-01-31)." in (
        scores.summary())
    assert len(scores.episodes) == 1


def test_labels_all_outside_are_one_line(chronology, labels):
    with pytest.raises(UsageError) as caught:
        score_against_labels(chronology, labels("1979,1981,crisis,"))
    assert str(caught.value) == (
        "spells.csv: none of its labels lies in the time that chronology covers (1991-10-01 to "
        "2026-03-31); bring labels of that time")


def test_an_episode_in_which_nothing_was_recorded_is_missed(own, labels):
    values = np.random.default_rng(2).normal(size=60)
    values[10:13] = np.nan
    scores = score_against_labels(own(values), labels("2000-11,2001-01,crisis,Quiet",
                                                      "2003-01,2003-03,crisis,Seen"))
    assert scores.episodes["observed"].tolist() == [0, 3]
    assert not scores.episodes["hit"].iloc[0]
    assert "Quiet (nothing recorded in it)" in scores.summary()


def test_labels_without_one_value_have_nothing_to_tell_apart(own, labels):
    values = np.random.default_rng(2).normal(size=60)
    values[10:13] = np.nan
    scores = score_against_labels(own(values), labels("2000-11,2001-01,crisis,Quiet"))
    assert "no month in them has a value" in scores.summary()
    assert np.isnan(scores.measure("crisis", "AUC").value)
    assert scores.plot() is not None


def test_a_threshold_is_of_crises_alone(chronology, labels):
    spells = labels("2012,2012,crisis,", "2016,2017,thaw,")
    plain, told = (score_against_labels(chronology, spells, threshold=limit)
                   for limit in (None, 60.0))
    assert told.limits["crisis"] == 60
    assert told.limits["thaw"] == plain.limits["thaw"]
    tension = chronology.direction()["tension"]
    outside = tension[tension.index.year != 2012].dropna()
    assert told.measure("crisis", "false alarms").value == pytest.approx((outside >= 60).mean())


def test_spells_and_alarms_are_drawn(chronology, labels):
    ax = score_against_labels(chronology, labels("2012,2012,crisis,", "2016,2017,thaw,")).plot()
    names = [text.get_text() for text in ax.get_legend().texts]
    assert names == ["labelled crisis", "labelled thaw", "a month", "alarm of crisis",
                     "alarm of thaw"]
