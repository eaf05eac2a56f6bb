"""What `--panel` adds to a report: a section, figures, a table, and a line a break."""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from click.testing import CliRunner

pytest.importorskip("ibis")

from tension.cli.main import main
from tension.core import exported, schema
from tension.core.errors import UsageError
from tension.models.simulate import simulate
from tension.panel.build import build_panel
from tension.panel.context import place_pair
from tension.report import drawings
from tension.report.findings import Findings
from tension.report.neighbours import draw_neighbourhood, panel_named
from tension.report.write import write_report
from tension.series.aggregate import build_series

sys.path.insert(0, str(Path(__file__).parents[1] / "panel"))
from alike import neighbourhood
from test_draw import assert_no_text_over_another


@pytest.fixture(scope="module")
def world():
    events, table = neighbourhood(["IRN-AZE"], months=60, at=30)
    return build_series(events), build_panel(table)


@pytest.fixture(scope="module")
def context(world):
    series, panel = world
    return place_pair(panel, series, workers=1)


@pytest.fixture(scope="module")
def page(world, context, tmp_path_factory):
    out = tmp_path_factory.mktemp("context") / "report"
    return write_report(world[0], out, context=[context]).folder


def test_the_page_says_where_the_pair_stands_and_whose_its_breaks_are(page, context):
    html = (page / "report.html").read_text(encoding="utf-8")
    for told in ('id="context"', 'href="#context"', "Among its neighbours",
                 "other pairs of Iran or Azerbaijan in this source",
                 "Neighbours are the other pairs of either country",
                 "Another pair is asked about a break if"):
        assert told in html
    assert html.count("Own or shared.") == len(context.shared) > 0
    assert html.count("none of 11 other pairs of either country turns") >= 2
    for pair in ("Iran–Turkey", "Azerbaijan–Georgia"):
        assert f"<td>{pair}</td>" in html
    assert html.index('id="sure"') < html.index('id="context"') < html.index('id="method"')


def test_the_folder_holds_the_figures_and_the_table(page, context):
    table = pd.read_csv(page / "context.csv")
    assert table.columns.tolist() == schema.names(exported.TABLES["context.csv"])
    assert table["others_median"].to_numpy() == pytest.approx(
        context.table["others_median"].to_numpy(), nan_ok=True)
    assert "context.csv" in (page / "datapackage.json").read_text(encoding="utf-8")
    for name in ("context", "neighbours"):
        root = ET.parse(page / "figures" / f"{name}.svg").getroot()
        assert root.get("role") == "img"
        texts = " ".join(t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}text"))
        assert "events" in texts
        assert (page / "figures" / f"{name}.png").stat().st_size > 1000


def test_the_plain_page_says_what_a_panel_would_add(world, tmp_path):
    html = write_report(world[0], tmp_path / "plain").page.read_text(encoding="utf-8")
    assert "tension report --panel EVENTS</code> would add where this pair stands" in html
    assert 'id="context"' not in html
    assert not (tmp_path / "plain" / "context.csv").exists()


def test_the_chronologys_page_says_why_it_has_no_neighbours(report):
    html = (report / "report.html").read_text(encoding="utf-8")
    assert "This source was coded for this pair alone" in html
    assert "would add where this pair stands" not in html
    assert not exported.OF_CONTEXT & {path.name for path in report.iterdir()}


def test_no_text_of_the_figures_lies_over_another(world, context):
    made, save = [], drawings.svg_text
    drawings.svg_text = lambda figure, *told: made.append(figure) or save(figure, *told)
    try:
        draw_neighbourhood(Findings.of(world[0]), context, True, drawings.Drawn())
    finally:
        drawings.svg_text = save
    assert len(made) == 2
    for figure in made:
        assert_no_text_over_another(figure)


def test_contexts_of_other_pairs_and_sources_are_refused(world, context, two_series, tmp_path):
    with pytest.raises(UsageError, match="1 contexts for 2 series"):
        write_report(two_series, tmp_path / "out", context=[context])
    other = build_series(simulate(["calm"] * 24, dyad="USA-RUS", seed=1).events)
    with pytest.raises(UsageError, match="of IRN-AZE in simulated, the report of USA-RUS"):
        write_report(other, tmp_path / "out", context=[context])


def test_several_sources_have_a_section_each_with_its_own_anchor(two_series, world, tmp_path):
    own = next(one for one in two_series if one.origin == "tabular")
    _, table = neighbourhood([], months=60)
    table = table[~(table["source"].isin(["IRN", "AZE"]) & table["target"].isin(["IRN", "AZE"]))]
    mine = own.events[schema.names(schema.EVENTS)]
    panel = build_panel(pd.concat([table.assign(origin="tabular"), mine], ignore_index=True),
                        dedupe_rung="exact")
    contexts = [place_pair(panel, one, workers=1) for one in two_series]
    assert [bool(one.reason) for one in contexts] == [True, False]
    folder = write_report(two_series, tmp_path / "two", context=contexts).folder
    html = (folder / "report.html").read_text(encoding="utf-8")
    for anchor in ("context-chronology", "context-tabular"):
        assert f'id="{anchor}"' in html
        assert f'href="#{anchor}"' in html
    assert (folder / "figures" / "context-tabular.svg").exists()
    assert not (folder / "figures" / "context-chronology.svg").exists()
    assert set(pd.read_csv(folder / "context.csv")["origin"]) == {"tabular"}


def test_the_verb_reads_a_panel_and_its_run_file_does_again(own_table, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, table = neighbourhood([], months=60)
    (tmp_path / "mine.csv").write_bytes(own_table.read_bytes())
    table.assign(origin="tabular").to_parquet("events.parquet")
    run = CliRunner()
    done = run.invoke(main, ["report", "mine.csv", "--panel", "events.parquet", "--quiet",
                             "--out", "out"])
    assert done.exit_code == 0, done.output
    assert 'panel = "events.parquet"' in (tmp_path / "out" / "run.toml").read_text()
    assert "The panel counts" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    again = run.invoke(main, ["report", "--config", "out/run.toml", "--quiet", "--out", "again"])
    assert again.exit_code == 0, again.output
    for name in ("run.toml", "context.csv", "report.html", "figures/neighbours.svg"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()
    # From another folder it is looked for beside the report's.
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    third = run.invoke(main, ["report", "--config", "../out/run.toml", "--quiet", "--out", "x"])
    assert third.exit_code == 0, third.output
    (tmp_path / "events.parquet").unlink()
    gone = run.invoke(main, ["report", "--config", "../out/run.toml", "--quiet", "--out", "y"])
    assert gone.exit_code == 1
    assert "events.parquet: run.toml reads it and it is not there" in gone.output


def test_a_panel_that_is_not_there_is_one_line(own_table, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["report", str(own_table), "--panel", "gone.parquet",
                                     "--quiet", "--out", "out"])
    assert done.exit_code == 1
    assert done.output.startswith("Error: gone.parquet: there is no such file")
    assert done.output.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_context_of_no_file_names_no_panel_in_the_run_file(page, context):
    assert panel_named([context]) == ""
    assert "panel =" not in (page / "run.toml").read_text(encoding="utf-8")
