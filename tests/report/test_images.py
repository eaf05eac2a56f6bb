"""Each figure function against a picture of it; text is left to the tests that read it.

After a change that is meant, draw the pictures anew and look at them:
``python -m pytest tests/report/test_images.py --mpl-generate-path=tests/report/baseline``.
"""

from functools import partial

import matplotlib.pyplot as plt
import pytest

from tension.core import style
from tension.explain.draw import draw_waterfall
from tension.explain.drivers import drivers_of_level
from tension.report import figures, figures_months
from tension.report.marked import marked_events

# Numbers and letters are hinted otherwise by another version of FreeType; lines and areas are not.
picture = partial(pytest.mark.mpl_image_compare, baseline_dir="baseline", tolerance=4,
                  remove_text=True, style="default", savefig_kwargs={"dpi": 45})


@pytest.fixture
def axes():
    """Return a function: size and rows → a figure and its Axes, in the style of the report."""
    made = []

    def make(width, height, rows=1):
        figure, its = figures.new_figure(width, height, rows)
        made.append(figure)
        return figure, its

    with style.figure_style():
        yield make
    plt.close("all")


@picture()
def test_headline(axes, chronology, level, no_breaks):
    figure, (ax,) = axes(10, 5.9)
    figures.headline(chronology, level, no_breaks, marked_events(chronology), ax)
    figure.subplots_adjust(bottom=0.18)
    return figure


@picture()
def test_dated_breaks(axes, chronology, no_breaks):
    figure, (ax,) = axes(10, 5.4)
    figures.dated_breaks(no_breaks, ax)
    figure.subplots_adjust(bottom=0.35)
    return figure


@picture()
def test_cooperation_conflict(axes, chronology):
    figure, (ax,) = axes(10, 4.2)
    figures.cooperation_conflict(chronology, ax)
    figure.subplots_adjust(bottom=0.3)
    return figure


@picture()
def test_direction_panel(axes, chronology, level):
    figure, (ax,) = axes(10, 4.2)
    figures.direction_panel(chronology, level, ax)
    figure.subplots_adjust(bottom=0.3)
    return figure


@picture()
def test_source_panels(axes, chronology, level, no_breaks):
    figure, its = axes(10, 6, 2)
    figures.source_panels([(name, chronology, level, no_breaks) for name in ("A", "B")], its)
    figure.subplots_adjust(bottom=0.2, hspace=0.6)
    return figure


@picture()
def test_kinds_of_acts(axes, chronology):
    figure, (ax,) = axes(10, 4.2)
    figures.kinds_of_acts(chronology, ax)
    return figure


@picture()
def test_calendar_of(axes, chronology):
    figure, (ax,) = axes(10, 7)
    figures_months.calendar_of(chronology, ax)
    figure.subplots_adjust(right=0.86)
    return figure


@picture()
def test_last_periods(axes, chronology, level):
    figure, (ax,) = axes(10, 5)
    figures_months.last_periods(chronology, level, ax)
    figure.subplots_adjust(left=0.15, right=0.47)
    return figure


@picture()
def test_waterfall(axes, level):
    figure, (ax,) = axes(10, 4.5)
    draw_waterfall(drivers_of_level(level, "2023-02", "2022-06"), ax, "code")
    figure.subplots_adjust(left=0.34)
    return figure


def test_every_figure_function_has_a_picture():
    drawn = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    for module in (figures, figures_months):
        for name, one in vars(module).items():
            if getattr(one, "__module__", "") == module.__name__ and not name.startswith("_") and (
                    "ax" in getattr(one, "__annotations__", {})
                    or "axes" in getattr(one, "__annotations__", {})):
                assert name in drawn, name
