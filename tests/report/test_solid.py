"""What `--full` adds: a section, three figures, six tables; else one sentence names it."""

import io
import re

import pandas as pd
import pytest
from click.testing import CliRunner

from tension.cli.main import main
from tension.core import exported, schema
from tension.core.errors import UsageError
from tension.explain import solidity as room
from tension.explain.solidity import solidity
from tension.models.breaks.find import find_breaks
from tension.models.simulate import simulate
from tension.report.write import write_report

QUICK = {"choices": {"freq": ["month"], "scale": ["goldstein_cameo"], "direction": ["both"],
                     "disputed": ["in"], "multilateral": ["in"], "measure": ["mean", "share"]},
         "worlds": 20, "repetitions": 2, "workers": 1}
WOULD = "tension report --full</code> would add"


@pytest.fixture(scope="module")
def shifted_solid(shifted):
    events = simulate(["calm"] * 48 + ["tense"] * 48 + ["calm"] * 48, events_per_month=(3, 6),
                      seed=5).events
    return solidity(events, find_breaks(shifted), **QUICK)


@pytest.fixture(scope="module")
def full(shifted, shifted_solid, tmp_path_factory):
    out = tmp_path_factory.mktemp("full") / "report"
    return write_report(shifted, out, solid=[shifted_solid]).folder


def test_the_page_says_how_solid_each_break_is(full, shifted_solid):
    html = (full / "report.html").read_text(encoding="utf-8")
    assert 'id="solid"' in html
    assert 'href="#solid"' in html
    assert WOULD not in html
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&gt;", ">")
    for told in shifted_solid.sentences:
        assert told in text
    assert room.RULE in text


def test_figures_and_tables_are_files_and_the_tables_as_declared(full, shifted_solid):
    for name in ("combinations", "envelope", "worlds"):
        assert (full / "figures" / f"{name}.svg").stat().st_size > 1000
        assert (full / "figures" / f"{name}.png").stat().st_size > 1000
    for name in exported.OF_FULL:
        header = (full / name).read_text(encoding="utf-8").splitlines()[0]
        assert header.split(",") == schema.names(exported.TABLES[name])
    told = pd.read_csv(full / "solidity.csv")
    assert told["verdict"].tolist() == shifted_solid.table["verdict"].tolist()


def test_the_plain_page_says_what_full_would_add(report):
    html = (report / "report.html").read_text(encoding="utf-8")
    assert html.count(WOULD) == 1
    assert 'id="solid"' not in html
    assert not exported.OF_FULL & {path.name for path in report.iterdir()}


def test_a_result_of_another_series_is_refused(chronology, shifted_solid, tmp_path):
    with pytest.raises(UsageError, match="not asked of the series of chronology"):
        write_report(chronology, tmp_path / "out", solid=[shifted_solid])


def test_the_verb_writes_it_and_its_run_file_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "solidity",
                        lambda events, breaks, others, **asked:
                        solidity(events, breaks, others, **QUICK))
    out = tmp_path / "report"
    result = CliRunner().invoke(main, ["report", "--full", "--quiet", "--out", str(out)])
    assert result.exit_code == 0, result.output
    html = (out / "report.html").read_text(encoding="utf-8")
    assert "of the combinations of choices agree that there is no break." in html
    assert "full = true" in (out / "run.toml").read_text(encoding="utf-8")
    assert pd.read_csv(io.StringIO((out / "solidity.csv").read_text())).empty


def test_sources_side_by_side_each_have_their_own(two_series, mixed, tmp_path):
    solid = [solidity(events, find_breaks(series), **QUICK)
             for events, series in zip(mixed.apart(), two_series, strict=True)]
    folder = write_report(two_series, tmp_path / "out", solid=solid).folder
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert 'id="solid-chronology"' in html
    assert 'id="solid-tabular"' in html
    assert (folder / "figures" / "combinations-tabular.svg").is_file()
    told = pd.read_csv(folder / "combinations.csv")
    assert set(told["origin"]) == {"chronology", "tabular"}


def test_placebo_pairs_come_out_of_the_store_that_was_read(tmp_path, monkeypatch, gdelt_row):
    asked = []

    def watched(events, breaks, others, **_):
        asked.extend((str(one.dyad), set(one.table["code"])) for one in others)
        return solidity(events, breaks, others, **QUICK)

    monkeypatch.setattr(room, "solidity", watched)
    monkeypatch.chdir(tmp_path)
    pairs = [pair for pair in (("IRN", "AZE"), ("USA", "RUS"), ("IRN", "TUR")) for _ in range(28)]
    lines = [gdelt_row(f"201602{at % 28 + 1:02d}", at + 1, *pair, ("042", "112")[at % 2])
             for at, pair in enumerate(pairs)]
    (tmp_path / "201602.export.CSV").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for pair in ("IRN-AZE", "USA-RUS", "IRN-TUR"):
        done = CliRunner().invoke(main, ["ingest", "201602.export.CSV", "--dyad", pair, "--quiet"])
        assert done.exit_code == 0, done.output
    result = CliRunner().invoke(main, ["report", "--store", "data/processed", "--full", "--quiet",
                                       "--code", "11", "--freq", "day", "--out", "out"])
    assert result.exit_code == 0, result.output
    # Filtered as the pair's own events were.
    assert asked == [("USA-RUS", {"112"})]
