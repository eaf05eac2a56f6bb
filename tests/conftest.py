"""What several rooms' tests share: the chronology's series and a report, made once; a server."""

from __future__ import annotations

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
