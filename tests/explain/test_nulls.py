"""Nulls: real shifts are rare among quiet worlds, noise is not; placebos and words."""

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tension.core import schema
from tension.core.errors import UsageError
from tension.explain.nulls import against_nulls
from tension.models.breaks.find import find_breaks
from tension.models.simulate import simulate
from tension.series.aggregate import build_series


@pytest.fixture(scope="module")
def tested(shifted_breaks):
    return against_nulls(shifted_breaks, worlds=100, workers=1)


def test_a_real_shift_is_rare_among_quiet_worlds(tested, shifted_breaks):
    assert tested.table["period"].tolist() == shifted_breaks.table["period"].tolist()
    assert (tested.table[["simulated", "resampled"]] == 0).to_numpy().all()
    assert tested.share(1, "simulated") == pytest.approx(1 / 101)


def test_a_break_forced_upon_noise_is_not_rare():
    shares = []
    for seed in range(6):
        series = build_series(simulate(["calm"] * 120, events_per_month=(2, 4), seed=seed).events)
        nulls = against_nulls(find_breaks(series, number=1), worlds=60, workers=1, seed=seed)
        shares += [nulls.share(1, "simulated"), nulls.share(1, "resampled")]
    assert np.median(shares) > 0.2
    assert np.mean(np.array(shares) <= 0.05) < 0.3


def test_where_no_break_was_found_the_nearest_rejected_answer_is_tested(no_breaks):
    nulls = against_nulls(no_breaks, worlds=30, workers=1)
    assert len(nulls) == no_breaks.rival[0]
    assert not nulls.table["main"].any()
    assert nulls.table["strength"].nunique() == 1
    assert nulls.tested == [1]
    assert "no break; the nearest answer with any, " in nulls.summary()
    assert "was rejected: of 30 quiet worlds" in nulls.summary()


def test_worlds_do_not_depend_on_the_number_of_processes(shifted_breaks, tested):
    again = against_nulls(shifted_breaks, worlds=100, workers=2)
    assert again.table.equals(tested.table)
    assert all(np.array_equal(again.draws[key], tested.draws[key]) for key in tested.draws)


def test_placebo_pairs_are_counted_near_and_strong(shifted_breaks, shifted_events):
    still = simulate(["calm"] * 144, events_per_month=(3, 6), seed=8, dyad="ARM-TUR").events
    later = simulate(["calm"] * 72 + ["tense"] * 72, events_per_month=(3, 6), seed=9,
                     dyad="GEO-RUS").events
    short = simulate(["calm"] * 6, seed=1, dyad="FRA-DEU").events
    nulls = against_nulls(shifted_breaks, [still, later, shifted_events, short], worlds=2,
                          workers=1)
    # The series itself stands among the others: near both breaks, and as strong as both.
    assert nulls.table["placebos"].tolist() == [3, 3]
    assert nulls.table["placebos_near"].tolist() == [1, 1]
    assert (nulls.table["placebos_strong"] >= 1).all()
    assert "of 3 other pairs of the source, 1 with a break of the same sign" in nulls.summary()


def test_without_other_pairs_it_is_said_why(tested, no_breaks):
    assert tested.no_placebos == "no other pair of the source was given"
    assert "no placebo pairs: " in tested.summary()
    chronology = against_nulls(no_breaks, worlds=1, workers=1)
    assert chronology.no_placebos == "the chronology was coded for this pair alone"


def test_too_little_data_is_an_answer(chronology):
    short = build_series(simulate(["calm"] * 6, seed=2).events)
    nulls = against_nulls(find_breaks(short), worlds=5)
    assert len(nulls) == 0
    assert "nothing to test against quiet worlds: " in nulls.summary()
    nulls.plot()
    plt.close("all")


def test_no_world_at_all_is_refused(no_breaks):
    with pytest.raises(UsageError, match="worlds is 0; draw 1 or more"):
        against_nulls(no_breaks, worlds=0)


def test_counts_agree_with_their_nouns_and_the_figure_with_the_counts(tested):
    one = replace(tested, table=tested.table.assign(simulated=[1, 3], resampled=[0, 1]))
    assert "1 shows a break this strong; of as many shuffled in blocks, none does" in one.summary()
    assert "3 show a break this strong; of as many shuffled in blocks, 1 does" in one.summary()
    ax = one.plot()
    assert [text.get_text() for text in ax.texts] == [
        "1 of 100", "0 of 100", "3 of 100", "1 of 100"]
    assert list(one.table) == schema.names(schema.NULLS)
    plt.close("all")


def test_the_watcher_hears_every_world(shifted_breaks, heard):
    against_nulls(shifted_breaks, worlds=3, workers=1, watcher=heard)
    assert heard.told == [(12, "worlds")]
    assert heard.done == 12
