"""Refits: the engine of `find_breaks` without its tables, on any measure."""

import numpy as np
import pytest

from tension.core.errors import UsageError
from tension.explain.refit import (
    Question,
    measured,
    refit,
    same_limits,
    shifts,
    shifts_of,
)
from tension.models.breaks import date_breaks
from tension.models.breaks.find import find_breaks
from tension.models.breaks.search import Limits
from tension.series.aggregate import build_series
from tension.sources.read import read_events


def test_measures_follow_their_definitions(chronology):
    rows = chronology.direction("both")
    rows = rows[rows["scored"] > 0]
    conflict, cooperation = rows["conflict"].to_numpy(), rows["cooperation"].to_numpy()
    assert np.array_equal(measured(chronology, "both", "mean").tension, rows["tension"])
    assert np.allclose(measured(chronology, "both", "total").tension, -rows["total"])
    assert np.allclose(measured(chronology, "both", "log-ratio").tension,
                       np.log((conflict + 0.5) / (cooperation + 0.5)))
    share = measured(chronology, "both", "share")
    known = conflict + cooperation > 0
    assert np.allclose(share.tension, (conflict / (conflict + cooperation))[known])
    assert len(share) == known.sum()


def test_a_measure_of_no_name_is_refused(chronology):
    with pytest.raises(UsageError, match="no measure 'median'; use one of mean"):
        measured(chronology, "both", "median")


@pytest.mark.parametrize("number", ["bic", "mbic", "lwz", "sequential", 3])
def test_a_refit_finds_the_dates_and_steps_of_find_breaks(number):
    series = build_series(read_events(), freq="week")
    found = find_breaks(series, number=number)
    fit = Question.of(found).ask(measured(series, "both", "mean"), "week")
    mine = shifts_of(fit)
    labels = found.table["period"].tolist()
    assert [str(found.period(label)) for label in labels] == [
        str(series.periods[one.position]) for one in mine]
    assert [one.up for one in mine] == (found.table["size"] > 0).tolist()


@pytest.mark.parametrize("measure", ["share", "log-ratio", "total"])
def test_other_measures_are_dated_as_by_the_door_for_arrays(shifted, measure):
    rows = shifted.direction("both")
    value = {
        "share": rows["conflict_share"],
        "log-ratio": np.log((rows["conflict"] + 0.5) / (rows["cooperation"] + 0.5)),
        "total": -rows["total"],
    }[measure].where(rows["scored"] > 0)
    door = date_breaks(value.to_numpy(), rows["effective_events"].to_numpy())
    fit = refit(measured(shifted, "both", measure), Limits(), "month")
    assert tuple(one.position for one in shifts(fit, "bic")) == door.breaks
    assert len(door.breaks) == 2


def test_a_regime_lasts_as_long_in_every_frequency():
    assert same_limits(Limits(12, 6), "month", "month") == Limits(12, 6)
    assert same_limits(Limits(12, 6), "month", "quarter") == Limits(4, 4)
    assert same_limits(Limits(52, 8), "week", "month") == Limits(12, 8)
    assert same_limits(Limits(4, 4), "quarter", "year") == Limits(2, 2)


def test_too_little_is_a_reason():
    series = build_series(read_events(), until="1992-06")
    assert "too short to date a break" in refit(measured(series, "both", "mean"), Limits(), "month")
