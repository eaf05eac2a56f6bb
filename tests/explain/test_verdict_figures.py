"""Figures of verdicts: every break has its row, its words, and marks where the table says."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tension.explain.coincidence import coincidence
from tension.explain.removals import smallest_removals
from tension.explain.solidity import solidity

QUICK = {"worlds": 5, "repetitions": 2, "workers": 1, "choices": {
    "freq": ["month"], "scale": ["goldstein_cameo"], "direction": ["both"], "disputed": ["in"],
    "multilateral": ["in"], "measure": ["mean"]}}


@pytest.fixture(scope="module")
def solid(shifted_events, shifted_breaks):
    return solidity(shifted_events, shifted_breaks, **QUICK)


def texts(ax):
    return [one.get_text() for one in ax.texts]


def test_each_break_stands_at_its_survival_with_its_verdict_beside_it(solid):
    ax = solid.plot()
    marks = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert marks == solid.table["survival"].tolist()
    assert [told.split(";")[0] for told in texts(ax)] == solid.table["verdict"].tolist()
    assert [one.get_text()[:7] for one in ax.get_yticklabels()] == solid.table["period"].tolist()


def test_a_mark_a_removed_event_and_how_many_it_took(weekly):
    found = smallest_removals(weekly, workers=1)
    ax = found.plot()
    marks = np.concatenate([line.get_xdata() for line in ax.lines])
    assert sorted(marks) == sorted(found.table["order"])
    needed = [found.needed(number) for number in weekly.table["break"]]
    assert [told.split()[2] for told in texts(ax)] == [str(one) for one in needed]


def test_breaks_near_a_date_are_filled(shifted_breaks):
    found = coincidence(shifted_breaks, ["2004-02", "2009-09"])
    marks = [line for line in found.plot().lines if line.get_marker() == "o"]
    assert [line.get_xdata()[0] for line in marks] == found.table["apart"].tolist()
    assert [line.get_fillstyle() == "full" for line in marks] == found.table["near"].tolist()


def test_nothing_to_judge_is_said_in_the_axes_given(no_breaks):
    _, ax = plt.subplots()
    assert smallest_removals(no_breaks, workers=1).plot(ax) is ax
    assert texts(ax) == ["no break"]
    assert texts(coincidence(no_breaks, ["2012"]).plot()) == ["there is no break"]


def test_labels_lie_inside_the_figure_and_apart(solid, weekly):
    for ax in (solid.plot(), smallest_removals(weekly, workers=1).plot()):
        figure = ax.figure
        figure.canvas.draw()
        boxes = [one.get_window_extent() for one in ax.texts]
        assert all(figure.bbox.contains(*box.max) for box in boxes)
        assert not any(one.overlaps(other) for at, one in enumerate(boxes)
                       for other in boxes[at + 1:])
