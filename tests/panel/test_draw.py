"""Pictures of many pairs: what they show, that no text covers another, and their size in bytes."""

import itertools
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import num2date

pytest.importorskip("ibis")

from tension.core import style
from tension.core.dyad import countries
from tension.core.errors import UsageError
from tension.panel import draw
from tension.panel.breaks import break_pairs
from tension.panel.build import build_panel
from tension.panel.multiples import MOST, draw_multiples
from tension.panel.picture import heat_picture, multiples_picture
from tension.panel.rank import rank_pairs
from tension.report.svg import picture_bytes

sys.path.insert(0, str(Path(__file__).parent))
from alike import neighbourhood, seeded
from test_breaks import NAMES, cells_of

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def panel():
    return build_panel(seeded(2500, months=60))


@pytest.fixture(scope="module")
def three():
    _, table = neighbourhood(["IRN-TUR"], months=36, silent=0.4, per_month=(1, 4),
                             pairs=["IRN-AZE", "IRN-TUR", "USA-COD"])
    return build_panel(table)


@pytest.fixture(scope="module")
def many():
    """Two thousand pairs over forty years, written as cells; their names are long and short."""
    rng = np.random.default_rng(1)
    base = cells_of({"AAA-BBB": (None, 0)}, months=480)
    pairs = list(itertools.combinations(sorted(countries()), 2))
    parts = []
    for at in rng.choice(len(pairs), 2000, replace=False):
        some = base.sums[rng.random(len(base.sums)) < 0.9 * rng.random()]
        parts.append(some.assign(dyad="-".join(pairs[at])))
    return type(base)(pd.concat(parts, ignore_index=True), base.scales, base.provenance)


def texts_of(figure):
    """Every text that is drawn, with its box; strips and keys are Axes within Axes."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    found = list(figure.texts)
    for ax in figure.axes:
        if not ax.get_visible():
            continue
        for one in (ax, *ax.child_axes):
            found += [*one.texts, one.title, one._left_title, one.xaxis.label, one.yaxis.label]
            found += one.get_legend().get_texts() if one.get_legend() else []
            for axis in (one.xaxis, one.yaxis):
                low, high = sorted(axis.get_view_interval())
                found += [label for tick in axis.get_major_ticks()
                          if low <= tick.get_loc() <= high
                          for label in (tick.label1, tick.label2) if label.get_visible()]
    return [(text.get_text(), box) for text in found
            if text.get_text().strip() and (box := text.get_window_extent(renderer)).width]


def assert_no_text_over_another(figure):
    boxes = texts_of(figure)
    width, height = figure.get_size_inches() * figure.dpi
    assert len(boxes) > 3
    for told, box in boxes:
        assert box.x0 >= -1, told
        assert box.x1 <= width + 1, told
        assert box.y0 >= -1, told
        assert box.y1 <= height + 1, told
    for (one, its), (other, theirs) in itertools.combinations(boxes, 2):
        wide = min(its.x1, theirs.x1) - max(its.x0, theirs.x0)
        tall = min(its.y1, theirs.y1) - max(its.y0, theirs.y0)
        assert wide <= 1 or tall <= 1, (one, other)


@pytest.mark.parametrize("name", ["panel", "three", "many"])
def test_no_text_of_a_picture_lies_over_another(name, request):
    held = request.getfixturevalue(name)
    for picture in (heat_picture(held), multiples_picture(held),
                    heat_picture(held, pairs=1), multiples_picture(held, pairs=MOST)):
        assert_no_text_over_another(picture.figure)


@pytest.mark.parametrize("most", [4, 12])
def test_a_month_that_the_time_axis_names_is_named_in_its_middle(most):
    ax = plt.figure().add_subplot()
    draw.name_months(ax, pd.period_range("2000-01", periods=20, freq="M"), most)
    named = [text.get_text() for text in ax.get_xticklabels()]
    assert named[:2] == ["Jan\n2000", {4: "Jun\n2000", 12: "Mar\n2000"}[most]]
    for at, text in zip(ax.get_xticks(), named, strict=True):
        day = num2date(at)
        assert f"{day:%b\n%Y}" == text
        assert 14 <= day.day <= 17


def test_a_month_of_one_pair_can_be_drawn():
    table = seeded(60, months=1)
    one = build_panel(table[(table["source"] == "IRN") & (table["target"] == "AZE")])
    for picture in (heat_picture(one), multiples_picture(one)):
        assert_no_text_over_another(picture.figure)


@pytest.mark.parametrize(("name", "most"), [("three", 400_000), ("many", 2_500_000)])
def test_pictures_stay_small_however_many_pairs_there_are(name, most, request):
    held = request.getfixturevalue(name)
    for picture in (heat_picture(held), multiples_picture(held)):
        for ending in ("x.svg", "x.png"):
            size = len(picture_bytes(picture.figure, ending, picture.title, picture.caption))
            assert size < most, (ending, size)
        assert picture.figure.get_size_inches()[1] < 12


def test_an_svg_is_named_and_holds_real_text_and_the_same_bytes(three):
    made = [heat_picture(three) for _ in range(2)]
    first, second = (picture_bytes(one.figure, "a.svg", one.title, one.caption) for one in made)
    assert first == second
    root = ET.fromstring(first)
    assert root.find(f"{SVG}title").text == made[0].title
    assert "dotted where no event has a score" in root.find(f"{SVG}desc").text
    told = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    for word in ("Iran–Turkey", "DR Congo–United States", "events", "no scored event"):
        assert word in told


def test_cells_have_the_reports_colours_and_silence_has_none(three):
    ax = draw.draw_panel(three)
    (mesh,) = [one for one in ax.collections if one.get_array() is not None]
    shown = mesh.get_array()
    assert (mesh.norm.vmin, mesh.norm.vmax) == (0, 100)
    assert mesh.cmap(0.5)[:3] == pytest.approx(style.diverging()(0.5)[:3])
    assert np.ma.count_masked(shown) > 0
    behind = [one for one in ax.collections if one.get_hatch() == draw.DOTS]
    assert len(behind) == 1
    assert behind[0].get_zorder() < mesh.get_zorder(), "silence shows where no cell covers it"


def test_conflict_is_striped_so_that_grey_tells_it_from_cooperation(three):
    from tension.panel.heat import heat_of

    heat = heat_of(three, "simulated")
    ax = draw.draw_panel(three)
    striped = [one for one in ax.collections if one.get_hatch() == draw.STRIPES]
    days = sum(path.get_extents().width for one in striped for path in one.get_paths())
    length = np.diff(np.append(heat.months.start_time, heat.months[-1:].end_time))
    months = length / np.timedelta64(1, "D")
    assert days == pytest.approx(float(((heat.tension > 50) * months).sum()), abs=0.01)
    ends = [style.luminance(style.diverging()(end)[:3]) for end in (0.0, 1.0)]
    assert abs(ends[0] - ends[1]) < 0.1, "in grey the two ends are alike: the stripes are needed"


def test_a_plot_is_drawn_on_the_axes_given(panel):
    with style.figure_style():
        figure, ax = plt.subplots(figsize=(10, 9))
    assert panel.plot(ax) is ax
    assert len(ax.get_yticks()) == 40
    assert panel.plot().figure is not figure


def test_ranks_are_dots_with_their_intervals(panel):
    ranking = rank_pairs(panel, "2003-02", min_events=2)
    ax = ranking.plot()
    drawn = np.concatenate([line.get_xdata() for line in ax.lines if len(line.get_xdata())
                            and line.get_marker() in ("o", "D")])
    assert sorted(drawn) == pytest.approx(sorted(ranking.table["tension"]))
    assert_no_text_over_another(ax.figure)
    none = rank_pairs(panel, "2003-02", min_events=1000).plot()
    assert "no pair has 1,000 scored events in 2003-02" in none.get_title(loc="left")


def test_breaks_stand_at_their_dates_and_shared_ones_are_hollow():
    steps = {name: (48 + at % 3, 4.0) for at, name in enumerate(NAMES[:6])}
    found = break_pairs(cells_of({**steps, NAMES[6]: (None, 0), NAMES[7]: (20, -4.0)}), workers=1)
    ax = found.plot()
    marks = [line for line in ax.lines if line.get_marker() in ("^", "v")]
    assert len(marks) == len(found)
    hollow = [one for one in marks if one.get_markerfacecolor() == style.PAPER]
    assert len(hollow) == int(found.found["source_artefact"].sum())
    downward = [one for one in marks if one.get_marker() == "v"]
    assert len(downward) == int((found.found["size"] < 0).sum())
    assert_no_text_over_another(ax.figure)
    nothing = break_pairs(cells_of({NAMES[0]: (None, 0)}, months=20), workers=1).plot()
    assert nothing.get_title(loc="left") == "No pair has a break"


def test_multiples_stand_in_the_order_named_over_one_scale(three):
    figure = draw_multiples(three, ["Turkey,Iran", "IRN-AZE", "iran turkey"])
    shown = [ax for ax in figure.axes if ax.get_visible()]
    assert [ax.get_title(loc="left") for ax in shown] == ["Iran–Turkey", "Azerbaijan–Iran"]
    assert {ax.get_ylim() for ax in shown} == {(0, 100)}
    assert shown[0].get_xlim() == shown[1].get_xlim()


def test_dots_grow_with_events_and_no_level_is_drawn_beyond_the_first_and_last(three):
    figure = draw_multiples(three, ["IRN-AZE"])
    ax = figure.axes[0]
    cells = three.pooled
    mine = cells[(cells["dyad"] == "AZE-IRN") & (cells["scored"] > 0)]
    sizes = np.concatenate([one.get_sizes() for one in ax.collections
                            if hasattr(one, "get_sizes") and len(one.get_offsets()) > 1])
    assert sorted(set(sizes)) == [2.5 * count for count in sorted(set(mine["scored"]))]
    level = max(ax.lines, key=lambda line: len(line.get_xdata()))
    assert len(level.get_xdata()) == (pd.Period(mine["period"].max(), "M")
                                      - pd.Period(mine["period"].min(), "M")).n + 1


def test_pairs_that_are_not_there_or_too_many_are_refused(panel):
    with pytest.raises(UsageError, match="no scored event of Brazil and Chile here"):
        draw_multiples(panel, ["BRA-CHL"])
    with pytest.raises(UsageError, match="30 pairs are too many to tell apart; 24 at most"):
        draw_multiples(panel, pairs=30)


def test_the_source_with_most_events_is_drawn_unless_another_is_named():
    table = pd.concat([seeded(300), seeded(900, seed=4, others={"origin": "keds"}).assign(
        ontology="weis", code="040")])
    both = build_panel(table)
    assert heat_picture(both).origin == "keds"
    assert heat_picture(both, origin="icews").title.startswith("icews: ")
    with pytest.raises(UsageError, match="no source 'gdelt1' here; use one of icews, keds"):
        heat_picture(both, origin="gdelt1")
