"""Errors in the events: what is changed, by how much, and that the answer is asked anew."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tension.core import schema
from tension.core.errors import UsageError
from tension.explain.scored import ScoredEvents
from tension.explain.sensitivity import ERRORS, changed, sensitivity
from tension.models.breaks.find import find_breaks
from tension.models.latent import estimate_tension
from tension.models.noise import observations
from tension.models.simulate import simulate
from tension.series.aggregate import build_series


@pytest.fixture(scope="module")
def moved(shifted_breaks):
    return sensitivity(shifted_breaks, repetitions=6, workers=1)


@pytest.mark.parametrize("direction", ["both", "IRN>AZE", "AZE>IRN"])
def test_scored_events_give_the_observations_of_their_series(chronology, direction):
    mine = ScoredEvents.of(chronology, direction).observations()
    theirs = observations(chronology, direction)
    assert np.array_equal(mine.position, theirs.position)
    assert np.allclose(mine.tension, theirs.tension, rtol=0, atol=1e-10)
    assert np.allclose(mine.sampling, theirs.sampling)
    assert mine.covered == theirs.covered


def test_changed_events_are_of_the_number_asked_for(chronology):
    events = ScoredEvents.of(chronology, "both")
    count = round(0.1 * len(events))
    thinned, doubled, flipped = (
        changed(events, error, 0.1, np.random.default_rng(1)) for error in ERRORS)
    assert len(thinned) == len(events) - count
    assert len(set(thinned.row)) == len(thinned)
    assert len(doubled) == len(events) + count
    assert set(doubled.row) == set(events.row)
    assert ((flipped.score == -events.score) | (flipped.score == events.score)).all()
    assert (flipped.score != events.score).sum() == count - (
        events.score[np.sort(np.random.default_rng(1).choice(len(events), count, replace=False))]
        == 0).sum()


def test_an_event_told_twice_belongs_to_its_day(chronology):
    events = ScoredEvents.of(chronology, "both")
    doubled = changed(events, "duplicated", 0.5, np.random.default_rng(4))
    assert set(doubled.day) == set(events.day)


def test_flipping_all_mirrors_the_level(shifted):
    events = ScoredEvents.of(shifted, "both")
    mirrored = events.flip(np.arange(len(events))).observations()
    assert np.allclose(mirrored.tension, 100 - observations(shifted, "both").tension)


def test_clear_shifts_stay_and_the_level_moves_most_when_signs_turn(moved):
    assert moved.kept["kept"].min() == 1
    table = moved.table.set_index("error")
    assert table["level_moves"].idxmax() == "flipped"
    # An act taken for its opposite moves a mean by twice its distance from neutral: on average a
    # tenth of twice the level's distance from 50.
    assert 1 < table.loc["flipped", "level_moves"] < 5
    assert (table["without_break"] == 0).all()


def test_the_level_of_flipped_events_is_drawn_towards_neutral(shifted_breaks, moved):
    level = estimate_tension(shifted_breaks.series).table.set_index("period")["level"]
    band = moved.bands[moved.bands["error"] == "flipped"].set_index("period")
    middle = (band["low90"] + band["high90"]) / 2
    calm = level < 45
    assert (middle[calm] > level[calm]).mean() > 0.9


def test_repetitions_do_not_depend_on_the_number_of_processes(shifted_breaks, moved):
    again = sensitivity(shifted_breaks, repetitions=6, workers=2)
    assert again.table.equals(moved.table)
    assert again.bands.equals(moved.bands)


def test_words_for_an_answer_without_breaks(no_breaks, heard):
    found = sensitivity(no_breaks, repetitions=2, workers=1, watcher=heard)
    assert "; no break appears" in found.summary()
    assert heard.told == [(6, "repetitions")]
    assert heard.done == 6


def test_too_few_events_are_an_answer():
    series = build_series(simulate(["calm"] * 6, seed=2).events)
    found = sensitivity(find_breaks(series))
    assert "no errors were tried: " in found.summary()
    found.plot()
    plt.close("all")


@pytest.mark.parametrize(("asked", "said"), [
    ({"share": 0.0}, "share is 0; it lies between 0 and 1"),
    ({"share": 1.0}, "share is 1; it lies"),
    ({"repetitions": 0}, "repetitions is 0; ask for 1 or more"),
])
def test_nonsense_is_refused(no_breaks, asked, said):
    with pytest.raises(UsageError, match=said):
        sensitivity(no_breaks, **asked)


def test_tables_are_as_declared_and_the_figure_has_each_kind(moved):
    assert list(moved.table) == schema.names(schema.SENSITIVITY)
    labels = moved.plot().get_legend_handles_labels()[1]
    assert labels == [*(f"events {error}, central 90 %" for error in ERRORS),
                      "level of the answer"]
    plt.close("all")
