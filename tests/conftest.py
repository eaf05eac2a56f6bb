"""What several rooms' tests share: the chronology's series and a report, made once; a server."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import matplotlib
import pytest

from tension.models.breaks.find import find_breaks
from tension.models.latent import estimate_tension
from tension.models.simulate import simulate
from tension.report.write import write_report
from tension.series.aggregate import build_series
from tension.sources.read import read_events

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def _no_figure_left_open():
    """A test's figures are gone with it: pyplot keeps them, and warns from the twenty-first on."""
    yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")


@pytest.fixture(scope="session")
def chronology():
    """The monthly series of the bundled chronology."""
    return build_series(read_events())


@pytest.fixture(scope="session")
def level(chronology):
    """Its latent level."""
    return estimate_tension(chronology)


@pytest.fixture(scope="session")
def no_breaks(chronology):
    """Its breaks with default settings."""
    return find_breaks(chronology)


@pytest.fixture(scope="session")
def shifted():
    """A simulated series with two clear shifts, calm, tense and calm again."""
    world = simulate(
        ["calm"] * 48 + ["tense"] * 48 + ["calm"] * 48, events_per_month=(3, 6), seed=5
    )
    return build_series(world.events, dedupe_rung="none")


@pytest.fixture(scope="session")
def report(chronology, tmp_path_factory) -> Path:
    """The folder of the chronology's report."""
    return write_report(chronology, tmp_path_factory.mktemp("made") / "report").folder


@pytest.fixture
def site(monkeypatch):
    """A publisher's server on the loopback; `site.server` is the module with its faults."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    spec = spec_from_file_location("server", Path(__file__).parent / "sources" / "server.py")
    server = module_from_spec(spec)
    spec.loader.exec_module(server)
    made = server.Site()
    made.server = server
    yield made
    made.close()


@pytest.fixture(scope="session")
def gdelt_row():
    """A function of day, number and two CAMEO countries: the line of GDELT 1.0 that says so."""

    def line(day, number, first, second, code="042"):
        cells = [""] * 58
        cells[0], cells[1] = str(number), day
        cells[5] = cells[7] = first
        cells[15] = cells[17] = second
        cells[25], cells[26], cells[27], cells[28] = "1", code, code[:3], code[:2]
        cells[29], cells[30], cells[31] = "1", "1.9", "3"
        cells[56], cells[57] = day, "https://example.org/a"
        return "\t".join(cells)

    return line


@pytest.fixture(scope="session")
def own_table(tmp_path_factory) -> Path:
    """A table of one's own, 1995 to 2004, calm, then tense from 2000 on."""
    mixes = (("042", "040", "112", "057"), ("112", "138", "111", "042"))
    rows = [
        f"{year}-{month:02d}-{day:02d},{way},{code},An act of {year}"
        for year in range(1995, 2005) for month in range(1, 13)
        for day, way, code in zip((3, 9, 17, 24), ("IRN,AZE", "AZE,IRN") * 2,
                                  mixes[year >= 2000][month % 3:] + mixes[year >= 2000][:3],
                                  strict=False)
    ]
    path = tmp_path_factory.mktemp("own") / "mine.csv"
    path.write_text("date,source,target,cameo,summary\n" + "\n".join(rows) + "\n",
                    encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def mixed(own_table):
    """Events of two sources: the bundled chronology and the table of one's own."""
    return read_events(own_table, with_bundled=True)


@pytest.fixture(scope="session")
def two_series(mixed):
    """The monthly series of each of the two sources."""
    return [build_series(events) for events in mixed.apart()]


@pytest.fixture(scope="session")
def report_of_two(two_series, tmp_path_factory) -> Path:
    """The folder of the report of two sources side by side."""
    return write_report(two_series, tmp_path_factory.mktemp("made") / "two").folder
