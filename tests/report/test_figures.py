import itertools
import xml.etree.ElementTree as ET

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from tension.core import style
from tension.models.breaks.find import find_breaks
from tension.models.latent import estimate_tension
from tension.models.simulate import simulate
from tension.report import drawings, figures
from tension.report.findings import Findings
from tension.report.marked import marked_events
from tension.series.aggregate import build_series
from tension.sources.read import read_events

SVG = "{http://www.w3.org/2000/svg}"


def _headline(series):
    with style.figure_style():
        figure, (ax,) = figures.new_figure(12.5, 7.2)
        figures.headline(series, estimate_tension(series), find_breaks(series),
                         marked_events(series), ax)
        figure.subplots_adjust(top=0.99, bottom=0.16)
        return figure, ax


def _label_boxes(figure, ax):
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    return [
        text.get_window_extent(renderer) for text in ax.texts
        if (text.get_gid() or "").startswith("label-")
    ]


@pytest.mark.parametrize("freq", ["month", "day", "week", "quarter", "year"])
def test_no_two_labels_of_the_headline_overlap(freq):
    figure, ax = _headline(build_series(read_events(), freq=freq))
    boxes = _label_boxes(figure, ax)
    assert len(boxes) >= 8
    for one, other in itertools.combinations(boxes, 2):
        assert not one.overlaps(other)
    width, height = figure.get_size_inches() * figure.dpi
    for box in boxes:
        assert box.x0 >= 0
        assert box.x1 <= width
        assert box.y0 >= 0
        assert box.y1 <= height


def test_a_dyad_with_twelve_events_has_a_headline_without_overlap(tmp_path):
    file = tmp_path / "twelve.csv"
    rows = [f"2001-{m:02d}-10,IRN,AZE,{code}" for m, code in
            zip(range(1, 13), ["190", "057"] * 6, strict=True)]
    file.write_text("\n".join(["date,source,target,cameo", *rows]), encoding="utf-8")
    boxes = _label_boxes(*_headline(build_series(read_events(file))))
    assert boxes
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


def test_dots_grow_with_the_number_of_events(chronology):
    _, ax = _headline(chronology)
    sizes = [size for dots in ax.collections if hasattr(dots, "get_sizes")
             for size in dots.get_sizes()]
    assert max(sizes) > 8 * min(sizes)


def test_the_number_of_events_stands_under_the_time_axis(chronology):
    _, ax = _headline(chronology)
    (strip,) = ax.child_axes
    assert strip.get_ylim() == (0, chronology.direction()["events"].max())
    assert strip.get_shared_x_axes().joined(strip, ax)


def test_a_break_is_drawn_with_its_date_set_and_signed_size(shifted):
    _, ax = _headline(shifted)
    told = [text.get_text() for text in ax.texts]
    sizes = find_breaks(shifted).table["size"]
    assert len(sizes) == 2
    for size in sizes:
        assert f"{size:+.0f}".replace("-", "−") in told


@pytest.mark.parametrize(("name", "top"), [("chronology", 0.1), ("shifted", 1.0)])
def test_the_chance_of_a_break_and_the_events_stand_under_the_breaks(name, top, request):
    breaks = find_breaks(request.getfixturevalue(name))
    with style.figure_style():
        _, (ax,) = figures.new_figure(10, 5.4)
        figures.dated_breaks(breaks, ax)
    chance, strip = ax.child_axes
    assert chance.patches[0].get_data().values == pytest.approx(breaks.posterior, abs=1e-12)
    # The axis is no taller than it must be, and no smaller than a tenth: little looks like little.
    assert chance.get_ylim() == (0, top)
    assert strip.get_ylim()[1] == breaks.series.direction()["events"].max()
    assert chance.get_shared_x_axes().joined(chance, ax)


def test_the_chances_of_a_long_weekly_series_are_added_up_by_month(chronology):
    breaks = find_breaks(build_series(read_events(), freq="week"))
    chance = breaks.plot().child_axes[0]
    drawn = chance.patches[0].get_data().values
    assert len(drawn) == len(chronology.periods)
    assert drawn.sum() == pytest.approx(breaks.posterior.sum())
    assert drawn.max() > breaks.posterior.max()
    assert chance.get_ylabel() == "chance of\na break\nby month"


def test_a_dyad_with_too_little_for_a_break_has_no_figure_of_breaks(one_act):
    drawn = drawings.draw_source(Findings.of(one_act), several=False)
    assert "breaks" not in drawn.drawings
    assert set(drawn.images) >= {"figures/headline.svg"}
    assert len(find_breaks(one_act).plot().child_axes) == 1


def test_uncovered_periods_are_named_and_never_drawn_as_neutral(tmp_path):
    file = tmp_path / "short.csv"
    file.write_text("date,source,target,cameo\n2001-02-03,IRN,AZE,042\n", encoding="utf-8")
    series = build_series(read_events(file), since="2000", until="2002")
    with style.figure_style():
        _, (ax,) = figures.new_figure(10, 4)
        figures.cooperation_conflict(series, ax)
    assert "not covered\nby the source" in [text.get_text() for text in ax.texts]


def test_mirrored_bars_show_the_sums_of_the_series(chronology):
    with style.figure_style():
        _, (ax,) = figures.new_figure(10, 4)
        figures.cooperation_conflict(chronology, ax)
    conflict, cooperation = (patch.get_data().values for patch in ax.patches[:2])
    both = chronology.direction()
    assert conflict.sum() == pytest.approx(both["conflict"].sum())
    assert cooperation.sum() == pytest.approx(-both["cooperation"].sum())


def test_kinds_of_acts_count_every_classified_event(chronology):
    with style.figure_style():
        _, (ax,) = figures.new_figure(10, 4)
        figures.kinds_of_acts(chronology, ax)
    drawn = sum(abs(bar.get_height()) for bar in ax.patches)
    assert drawn == chronology.events["quad_class"].notna().sum()


@pytest.mark.parametrize("folder", ["report", "report_of_two"])
def test_svgs_are_well_formed_named_for_screen_readers_and_hold_real_text(folder, request):
    for path in sorted((request.getfixturevalue(folder) / "figures").glob("*.svg")):
        root = ET.parse(path).getroot()
        assert root.get("role") == "img"
        assert root.find(f"{SVG}title").text
        assert root.find(f"{SVG}desc").text
        assert "IRN-AZE" not in root.find(f"{SVG}title").text
        texts = " ".join(t.text or "" for t in root.iter(f"{SVG}text"))
        # What adds to a break is no matter of time; every time axis has its events under it.
        assert "events" in texts or path.name.startswith("drivers-")
        ids = [e.get("id") for e in root.iter() if e.get("id")]
        assert len(ids) == len(set(ids))


def test_a_long_series_with_many_events_keeps_its_labels_apart():
    world = simulate(["calm", "tense"] * 120, events_per_month=(60, 80), seed=1)
    boxes = _label_boxes(*_headline(build_series(world.events)))
    assert len(boxes) >= 8
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


@pytest.fixture(scope="session")
def weekly():
    """The chronology by week."""
    return build_series(read_events(), freq="week")


@pytest.fixture(scope="session")
def one_act(tmp_path_factory):
    """The series of a single act."""
    file = tmp_path_factory.mktemp("one") / "one.csv"
    file.write_text("date,source,target,cameo\n2001-02-03,IRN,AZE,190\n", encoding="utf-8")
    return build_series(read_events(file))


def _drawn_texts(figure):
    """Texts that are drawn: a tick beyond the view has a label that is not."""
    yield from figure.texts
    strips = [strip for ax in figure.axes for strip in ax.child_axes]
    for ax in (*figure.axes, *strips):
        yield from (*ax.texts, ax.title, ax._left_title, ax.xaxis.label, ax.yaxis.label)
        yield from ax.get_legend().get_texts() if ax.get_legend() else ()
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if low <= tick.get_loc() <= high:
                    yield from (one for one in (tick.label1, tick.label2) if one.get_visible())


@pytest.fixture(scope="session")
def twelve(tmp_path_factory):
    """The series of twelve events in nine months."""
    file = tmp_path_factory.mktemp("twelve") / "twelve.csv"
    rows = [f"2001-{month:02d}-10,IRN,AZE,{code}" for month, code in
            zip((1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 9), ["190", "057"] * 6, strict=True)]
    file.write_text("\n".join(["date,source,target,cameo", *rows]), encoding="utf-8")
    return build_series(read_events(file))


@pytest.mark.parametrize("names", [
    ["chronology"], ["weekly"], ["shifted"], ["twelve"], ["one_act"], ["crowded"],
    ["chronology", "one_act"],
])
def test_no_two_texts_of_any_figure_overlap_and_none_runs_off_its_edge(names, request):
    """Every text of every figure, not the named events alone; a hair's breadth is let pass."""
    for figure in _all_figures([request.getfixturevalue(name) for name in names]):
        boxes = _boxes(figure)
        assert len(boxes) > 3
        width, height = figure.get_size_inches() * figure.dpi
        for told, box in boxes:
            assert box.x0 >= -1, told
            assert box.x1 <= width + 1, told
            assert box.y0 >= -1, told
            assert box.y1 <= height + 1, told
        for (one, its), (other, theirs) in itertools.combinations(boxes, 2):
            assert _apart(its, theirs), (figure.texts[1].get_text(), one, other)


def test_the_check_of_texts_sees_a_collision(chronology):
    with style.figure_style():
        figure, (ax,) = figures.new_figure(10, 4)
        figures.kinds_of_acts(chronology, ax)
        figure.text(0.5, 0.5, "one text")
        figure.text(0.51, 0.5, "another over it")
    assert any(not _apart(its, theirs)
               for (_, its), (_, theirs) in itertools.combinations(_boxes(figure), 2))


def _boxes(figure):
    """Every text of a figure with the box it is drawn in."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    return [
        (text.get_text(), box) for text in _drawn_texts(figure)
        if text.get_text().strip() and (box := text.get_window_extent(renderer)).width
    ]


def _apart(one, other):
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    tall = min(one.y1, other.y1) - max(one.y0, other.y0)
    return wide <= 1 or tall <= 1


def test_panels_of_sources_share_one_time_axis_and_hatch_what_a_source_does_not_cover(two_series):
    figure = _all_figures(two_series)[-1]
    chronology, own = figure.axes
    assert chronology.get_xlim() == own.get_xlim()
    told = [text.get_text() for text in own.texts]
    assert told.count("not covered\nby the source") == 1  # after 2004; before 1995 is too narrow
    assert "+22" in told
    assert all(ax.child_axes for ax in figure.axes)


def _all_figures(shown):
    """Every figure of a report of these series, that of all sources last."""
    made, sources = [], [Findings.of(one) for one in shown]
    save = drawings.svg_text
    drawings.svg_text = lambda figure, *told: made.append(figure) or save(figure, *told)
    try:
        for one in sources:
            drawings.draw_source(one, several=len(sources) > 1)
        if len(sources) > 1:
            drawings.draw_side_by_side(sources)
    finally:
        drawings.svg_text = save
    return made
