"""`series.csv` recomputed from `events.csv` alone: nothing of the package is imported here."""

import csv
from collections import defaultdict

import pytest

COUNTED = ("events", "scored", "verbal_cooperation", "material_cooperation", "verbal_conflict",
           "material_conflict")


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _number(cell):
    return float(cell) if cell else None


@pytest.fixture(scope="module")
def recomputed(report):
    cells = defaultdict(lambda: defaultdict(float))
    for event in _rows(report / "events.csv"):
        for direction in (event["direction"], "both"):
            cell = cells[event["period"], direction]
            cell["events"] += 1
            cell[event["quad_class"]] += 1
            if event["score"]:
                score = float(event["score"])
                cell["scored"] += 1
                cell["cooperation"] += max(score, 0.0)
                cell["conflict"] += max(-score, 0.0)
    return cells


def test_every_count_and_sum_of_every_period_and_direction_follows_from_the_events(
    report, recomputed
):
    rows = _rows(report / "series.csv")
    assert len(rows) == 3 * 414
    for row in rows:
        cell = recomputed[row["period"], row["direction"]]
        for name in COUNTED:
            assert _number(row[name]) == cell[name], (row["period"], row["direction"], name)
        for name in ("cooperation", "conflict"):
            assert _number(row[name]) == pytest.approx(cell[name], abs=1e-9)


def test_net_and_tension_of_every_period_follow_from_the_events(report, recomputed):
    checked = 0
    for row in _rows(report / "series.csv"):
        cell = recomputed[row["period"], row["direction"]]
        if not cell["scored"]:
            assert row["net"] == row["tension"] == ""
            continue
        net = (cell["cooperation"] - cell["conflict"]) / cell["scored"]
        assert _number(row["net"]) == pytest.approx(net, abs=1e-9)
        assert _number(row["tension"]) == pytest.approx(50 - 50 * net / 10, abs=1e-9)
        checked += 1
    assert checked > 600


def test_no_event_is_outside_the_series(report, recomputed):
    known = {(row["period"], row["direction"]) for row in _rows(report / "series.csv")}
    assert set(recomputed) <= known


def test_the_ledger_arrives_at_the_number_of_events_and_each_line_adds_up(report):
    left = {"row": 0, "event": 0}
    for row in _rows(report / "ledger.csv"):
        left[row["unit"]] += int(row["change"])
        assert int(row["left"]) == left[row["unit"]]
    assert left["event"] == len(_rows(report / "events.csv"))
