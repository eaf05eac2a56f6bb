"""`series.csv` recomputed from `events.csv` alone, source by source; the arithmetic is our own."""

import csv
from collections import Counter, defaultdict

import pytest

from tension.report.table_files import export_tables
from tension.series.aggregate import build_series

COUNTED = ("events", "scored", "verbal_cooperation", "material_cooperation", "verbal_conflict",
           "material_conflict")


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _number(cell):
    return float(cell) if cell else None


PERIODS = {"one": 414, "two": 414 + 120, "pooled": 414}


@pytest.fixture(scope="module", params=PERIODS)
def tables(request, tmp_path_factory):
    """A folder of tables: of one source, of two apart, of two pooled."""
    if request.param == "pooled":
        folder = tmp_path_factory.mktemp("pooled")
        export_tables(build_series(request.getfixturevalue("mixed"), pool=True), folder)
    else:
        name = {"one": "report", "two": "report_of_two"}[request.param]
        folder = request.getfixturevalue(name)
    return folder, PERIODS[request.param]


@pytest.fixture(scope="module")
def folder(tables):
    return tables[0]


def _key(row):
    return row["origin"], row["period"], row["direction"]


@pytest.fixture(scope="module")
def recomputed(folder):
    series_of = {
        origin: row["origin"] for row in _rows(folder / "series.csv")
        for origin in row["origin"].split("+")
    }
    cells = defaultdict(lambda: defaultdict(float))
    for event in _rows(folder / "events.csv"):
        for direction in (event["direction"], "both"):
            cell = cells[series_of[event["origin"]], event["period"], direction]
            cell["events"] += 1
            cell[event["quad_class"]] += 1
            if event["score"]:
                score = float(event["score"])
                cell["scored"] += 1
                cell["cooperation"] += max(score, 0.0)
                cell["conflict"] += max(-score, 0.0)
    return cells


def test_every_count_and_sum_of_every_period_and_direction_follows_from_the_events(
    tables, recomputed
):
    folder, periods = tables
    rows = _rows(folder / "series.csv")
    assert len(rows) == 3 * periods
    for row in rows:
        cell = recomputed[_key(row)]
        for name in COUNTED:
            assert _number(row[name]) == cell[name], (_key(row), name)
        for name in ("cooperation", "conflict"):
            assert _number(row[name]) == pytest.approx(cell[name], abs=1e-9)


def test_net_and_tension_of_every_period_follow_from_the_events(folder, recomputed):
    checked = 0
    for row in _rows(folder / "series.csv"):
        cell = recomputed[_key(row)]
        if not cell["scored"]:
            assert row["net"] == row["tension"] == ""
            continue
        net = (cell["cooperation"] - cell["conflict"]) / cell["scored"]
        assert _number(row["net"]) == pytest.approx(net, abs=1e-9)
        assert _number(row["tension"]) == pytest.approx(50 - 50 * net / 10, abs=1e-9)
        checked += 1
    assert checked > 600


def test_no_event_is_outside_the_series(folder, recomputed):
    known = {_key(row) for row in _rows(folder / "series.csv")}
    assert set(recomputed) <= known


def test_the_ledger_arrives_at_the_number_of_events_and_each_line_adds_up(folder):
    series_of = {
        origin: row["origin"] for row in _rows(folder / "series.csv")
        for origin in (*row["origin"].split("+"), row["origin"])
    }
    left = defaultdict(int)
    for row in _rows(folder / "ledger.csv"):
        account = series_of[row["origin"]], row["unit"]
        left[account] += int(row["change"])
        assert int(row["left"]) == left[account]
    events = Counter(series_of[row["origin"]] for row in _rows(folder / "events.csv"))
    assert {origin: left[origin, "event"] for origin in events} == events
