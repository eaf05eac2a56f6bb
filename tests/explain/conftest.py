"""What the tests of explanations share: a small multiverse, weekly breaks, the shifted events."""

from __future__ import annotations

import pytest

from tension.explain.multiverse import multiverse
from tension.models.breaks.find import find_breaks
from tension.models.simulate import simulate
from tension.series.aggregate import build_series
from tension.sources.read import read_events

FEW = {"freq": ["month"], "scale": ["goldstein_cameo", "quad"], "direction": ["both"],
       "multilateral": ["in"], "disputed": ["in"]}


@pytest.fixture(scope="session")
def weekly():
    """The chronology's breaks by week, of which there are some."""
    return find_breaks(build_series(read_events(), freq="week"))


@pytest.fixture(scope="session")
def shifted_events():
    """The events of the series `shifted`."""
    return simulate(["calm"] * 48 + ["tense"] * 48 + ["calm"] * 48, events_per_month=(3, 6),
                    seed=5).events


@pytest.fixture(scope="session")
def shifted_breaks(shifted):
    """Its two breaks."""
    return find_breaks(shifted)


@pytest.fixture(scope="session")
def few():
    """The choices of a small multiverse."""
    return FEW


@pytest.fixture(scope="session")
def few_cells(no_breaks):
    """A small multiverse of the chronology."""
    return multiverse(read_events(), no_breaks, choices=FEW, workers=1)


@pytest.fixture(scope="session")
def shifted_cells(shifted_events, shifted_breaks):
    """A small multiverse of the shifted series."""
    return multiverse(shifted_events, shifted_breaks, workers=2, choices={
        "freq": ["month", "quarter"], "scale": ["goldstein_cameo", "quad"],
        "direction": ["both"]})


class Heard:
    """A watcher that writes down what it hears."""

    def __init__(self):
        self.told, self.done = [], 0

    def begin(self, steps, what):
        """Hear how many steps there are."""
        self.told.append((steps, what))

    def step(self, steps=1):
        """Hear that some are done."""
        self.done += steps


@pytest.fixture
def heard():
    """A watcher."""
    return Heard()
