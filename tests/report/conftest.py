"""What several tests of reports share: a vintage kept without drawing the page."""

import pytest

from tension.models.simulate import simulate
from tension.report.export import csv_text, tables_of
from tension.report.findings import Findings
from tension.report.run_file import run_text
from tension.report.vintages import keep_vintage, read_vintage
from tension.report.write import Report
from tension.series.aggregate import build_series


@pytest.fixture
def kept(tmp_path):
    """Return a function: events and the choices of a series → its vintage, kept and read back."""

    def keep(events, **choices):
        findings = [Findings.of(build_series(events, **choices))]
        folder = tmp_path / "made"
        folder.mkdir(exist_ok=True)
        for name, table in tables_of(findings).items():
            (folder / name).write_bytes(csv_text(table).encode())
        (folder / "run.toml").write_text(run_text(findings, {}), encoding="utf-8")
        made = keep_vintage(Report(folder, {}), events, tmp_path)
        return read_vintage(made.name, events.dyad, tmp_path)

    return keep


@pytest.fixture(scope="session")
def crowded():
    """A series of 200,000 events in twenty years."""
    world = simulate(["calm", "tense"] * 120, events_per_month=(800, 868), seed=1)
    return build_series(world.events, dedupe_rung="none")
