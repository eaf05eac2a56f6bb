"""The multiverse: every combination once, each as if asked alone; survival counted by hand."""

from dataclasses import replace
from itertools import product

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tension.core import schema
from tension.core.errors import UsageError
from tension.events.filters import drop_disputed, drop_multilateral
from tension.explain.cells import Cell, Dated
from tension.explain.grid import DIMENSIONS, grid_of
from tension.explain.multiverse import multiverse
from tension.explain.survival import survival_of
from tension.models.breaks.find import find_breaks
from tension.models.latent import estimate_tension
from tension.series.aggregate import build_series
from tension.sources.read import read_events


def test_every_combination_stands_once_and_the_main_one_is_marked(few_cells):
    table = few_cells.table
    options = few_cells.grid.options
    assert list(map(tuple, table[list(DIMENSIONS)].to_numpy())) == list(
        product(*(options[name] for name in DIMENSIONS)))
    main = table[table["main"]]
    assert len(main) == 1
    assert main["scale"].item() == "goldstein_cameo"
    assert main["breaks"].item() == 0


@pytest.mark.parametrize("cell", [0, 17, 34, 51])
def test_a_cell_is_what_find_breaks_says_when_asked_alone(few_cells, cell):
    row = few_cells.table.iloc[cell]
    assert row["measure"] == "mean"
    series = build_series(read_events(), scale=row["scale"], dedupe_rung=row["dedupe"],
                          freq=row["freq"])
    found = find_breaks(series, row["direction"], number=row["criterion"])
    dates = [f"{one.period} {'up' if one.size > 0 else 'down'}" for one in found.table.itertuples()]
    assert (row["dates"] if isinstance(row["dates"], str) else "") == "; ".join(dates)


def test_weekly_cells_without_disputed_and_multilateral_events_are_of_those_events(no_breaks):
    one = {"scale": ["quad"], "dedupe": ["one_a_day"], "freq": ["week"], "disputed": ["out"],
           "multilateral": ["out"], "direction": ["IRN>AZE"], "measure": ["mean"],
           "criterion": ["bic"]}
    events = read_events()
    found = multiverse(events, no_breaks, choices=one, workers=1)
    series = build_series(drop_multilateral(drop_disputed(events)), scale="quad", freq="week",
                          dedupe_rung="one_a_day")
    alone = find_breaks(series, "IRN>AZE", min_segment=52)
    assert found.table["dates"].item().split("; ") == [
        f"{row.period} {'up' if row.size > 0 else 'down'}" for row in alone.table.itertuples()]


def test_the_table_does_not_depend_on_the_number_of_processes(few_cells, no_breaks, few):
    assert len(few_cells) == 64
    again = multiverse(read_events(), no_breaks, choices=few, workers=2)
    assert again.table.equals(few_cells.table)
    assert again.envelope.equals(few_cells.envelope)
    assert again.summary() == few_cells.summary()


def test_survival_counts_cells_with_a_break_of_the_sign_within_three_months(
    shifted_cells, shifted_breaks
):
    main = shifted_cells.survival[shifted_cells.survival["main"]]
    assert main["period"].tolist() == shifted_breaks.table["period"].tolist()
    for row in main.itertuples():
        year, month = map(int, row.period.split("-"))
        count = 0
        for cell in shifted_cells.table["dates"].dropna():
            near = False
            for one in cell.split("; "):
                label, way = one.split(" ")
                if "Q" in label:
                    first = 12 * int(label[:4]) + 3 * int(label[-1]) - 2
                    last = first + 2
                else:
                    first = last = 12 * int(label[:4]) + int(label[-2:])
                at = 12 * year + month
                near |= way == row.way and first - 3 <= at <= last + 3
            count += near
        assert count == row.found
        assert row.survival == count / row.cells
    by_bic = shifted_cells.by_choice.query("choice == 'criterion' and value == 'bic'")
    assert (by_bic["survival"].head(2) == 1).all()


def _cells(grid, dates):
    choices = tuple(grid.main[name] for name in DIMENSIONS)
    return [Cell(choices, tuple(one)) for one in dates]


def test_breaks_that_the_main_answer_lacks_are_listed_by_frequency(few_cells, no_breaks):
    at = 12 * 2010 + 6
    up = [Dated("a", at + k, at + k, True) for k in (0, 1, 2)]
    far = Dated("b", at + 60, at + 60, True)
    down = Dated("c", at, at, False)
    dates = [[up[0]], [up[1]], [up[2]], [far], [far, down], [], [], [], [], []]
    table, _ = survival_of(_cells(few_cells.grid, dates), no_breaks, few_cells.grid)
    assert table[["period", "way", "found"]].to_numpy().tolist() == [
        ["2010-07", "up", 3], ["2015-06", "up", 2], ["2010-06", "down", 1]]
    assert not table["main"].any()


def test_cells_that_failed_do_not_count_in_survival(few_cells, no_breaks):
    at = 12 * 2010 + 6
    cells = _cells(few_cells.grid, [[Dated("a", at, at, True)], []])
    cells.append(replace(cells[0], dates=(), reason="ValueError: no"))
    table, _ = survival_of(cells, no_breaks, few_cells.grid)
    assert table["cells"].item() == 2
    assert table["survival"].item() == 0.5


def test_a_failing_cell_is_a_row_with_its_reason(no_breaks):
    only = {"scale": ["goldstein_weis", "quad"], "freq": ["month"], "direction": ["both"],
            "measure": ["mean"], "dedupe": ["exact"], "disputed": ["in"], "multilateral": ["in"]}
    found = multiverse(read_events(), no_breaks, choices=only, workers=1)
    failed = found.table[found.table["scale"] == "goldstein_weis"]
    assert len(failed) == len(found) / 2
    assert failed["breaks"].isna().all()
    assert failed["reason"].str.startswith("UsageError: ").all()
    assert "no break could be looked for, most often: UsageError: " in found.summary()
    assert found.reason == ""


def test_the_envelope_is_that_of_the_levels(few_cells):
    levels = [
        estimate_tension(build_series(read_events(), scale=scale, dedupe_rung=rung)).table["level"]
        for scale in ("goldstein_cameo", "quad") for rung in ("exact", "one_a_day")
    ]
    stacked, envelope = np.array(levels), few_cells.envelope
    assert np.allclose(envelope["main"], levels[0])
    assert np.allclose(envelope["lowest"], stacked.min(axis=0))
    assert np.allclose(envelope["highest"], stacked.max(axis=0))
    assert np.allclose(envelope["low90"], np.percentile(stacked, 5, axis=0))
    assert (envelope["series"] == 4).all()


def test_levels_of_other_frequencies_lie_on_the_main_periods(shifted_events, shifted_breaks):
    one = {"freq": ["quarter"], "scale": ["goldstein_cameo"], "dedupe": ["none"],
           "measure": ["mean"], "criterion": ["bic"], "direction": ["both"]}
    found = multiverse(shifted_events, shifted_breaks, choices=one, workers=1)
    level = estimate_tension(build_series(shifted_events, dedupe_rung="none", freq="quarter"))
    assert np.allclose(found.envelope["lowest"], np.repeat(level.table["level"].to_numpy(), 3))


def test_rungs_and_flags_that_change_nothing_are_no_choice(shifted_events, shifted_breaks):
    grid = grid_of(shifted_events, shifted_breaks)
    assert grid.options["disputed"] == ("in",)
    assert grid.fixed["disputed"] == "no event is said to be disputed"
    chronology = grid_of(read_events(), find_breaks(build_series(read_events())))
    assert chronology.options["dedupe"] == ("exact", "one_a_day")
    assert set(chronology.options["scale"]) == {"goldstein_cameo", "goldstein_gdelt", "quad"}


def test_scores_of_the_file_are_a_choice_where_it_has_them(shifted_events, shifted_breaks):
    own = replace(shifted_events, table=shifted_events.table.assign(native_score=25.0))
    assert "native:100" in grid_of(own, shifted_breaks).options["scale"]


@pytest.mark.parametrize(("choices", "said"), [
    ({"hue": ["red"]}, "no choice 'hue'"),
    ({"freq": ["fortnight"]}, "no frequency 'fortnight'"),
    ({"measure": ["median"]}, "measure is 'median'; use one of mean"),
    ({"criterion": ["aic"]}, "criterion is 'aic'"),
    ({"disputed": ["maybe"]}, "disputed is 'maybe'; use one of in, out"),
    ({"scale": []}, "no value is given for scale"),
])
def test_choices_that_do_not_exist_are_named(no_breaks, choices, said):
    with pytest.raises(UsageError, match=said):
        grid_of(read_events(), no_breaks, choices)


def test_what_was_varied_and_what_not_is_said(few_cells):
    text = few_cells.summary()
    assert "varied: scale (goldstein_cameo, quad); dedupe (exact, one_a_day); measure" in text
    assert "freq month (as asked)" in text
    assert "a regime lasts at least as long as 12 months" in text


def test_a_given_number_of_breaks_is_a_criterion(shifted_events, shifted):
    main = find_breaks(shifted, number=1)
    found = multiverse(shifted_events, main, workers=1, choices={
        "freq": ["month"], "scale": ["goldstein_cameo"], "measure": ["mean"],
        "direction": ["both"], "dedupe": ["none"]})
    row = found.table[found.table["main"]]
    assert row["criterion"].item() == "1"
    assert row["breaks"].item() == 1


def test_the_watcher_hears_every_combination(no_breaks, heard, few):
    fewer = {**few, "scale": ["quad"], "dedupe": ["exact"], "measure": ["mean", "share"]}
    found = multiverse(read_events(), no_breaks, choices=fewer, workers=1, watcher=heard)
    assert heard.told == [(len(found), "combinations")]
    assert heard.done == len(found)


def test_tables_are_as_declared_and_figures_are_drawn(shifted_cells):
    assert list(shifted_cells.table) == schema.names(schema.CELLS)
    assert list(shifted_cells.survival) == schema.names(schema.SURVIVAL)
    ax = shifted_cells.plot()
    words = [text.get_text() for text in ax.texts]
    for row in shifted_cells.survival.itertuples():
        assert any(word.startswith(f"{row.period} {row.way}: ") for word in words)
    assert shifted_cells.plot_envelope().get_title(loc="left").endswith("combinations of choices")
    assert "<pre>" in shifted_cells._repr_html_()
    plt.close("all")


def test_one_series_has_no_reach_to_tell_of(no_breaks):
    found = multiverse(read_events(), no_breaks, workers=1, choices={
        "freq": ["month"], "scale": ["goldstein_cameo"], "direction": ["both"], "dedupe": ["exact"],
        "multilateral": ["in"], "disputed": ["in"], "criterion": ["bic"]})
    assert (found.envelope["series"].dropna() == 1).all()
    assert "central 90 %" not in found.summary()
    assert "points apart" not in found.summary()
