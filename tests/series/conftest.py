"""Event files of a few lines, read as a user's would be."""

import csv

import pytest

from tension.series.aggregate import build_series
from tension.sources.read import read_events

FIELDS = ("date", "date_precision", "source", "target", "cameo_code", "reciprocal")


@pytest.fixture
def make_events(tmp_path):
    """Return a function: lines (date, precision, source, target, code, reciprocal) → Events."""

    def make(lines, coverage=None, dyad="IRN-AZE", name="own"):
        path = tmp_path / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(FIELDS)
            for line in lines:
                writer.writerow((*line, "false")[: len(FIELDS)])
        return read_events(path, dyad, coverage=coverage, source_format="tabular")

    return make


@pytest.fixture(scope="session")
def bundled():
    return read_events()


@pytest.fixture(scope="session")
def monthly(bundled):
    return build_series(bundled)
