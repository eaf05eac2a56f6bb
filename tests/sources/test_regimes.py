import datetime as dt

import pytest

from tension.sources.regimes import CHANGES, source_changes


def test_changes_are_of_the_origins_asked_for_and_inside_the_span():
    whole = dt.date(1979, 1, 1), dt.date(2026, 1, 1)
    assert [one.day for one in source_changes({"gdelt1"}, *whole)] == [
        dt.date(2013, 4, 1), dt.date(2015, 2, 18),
    ]
    assert source_changes({"gdelt1"}, dt.date(2014, 1, 1), dt.date(2015, 2, 17)) == []
    assert source_changes(set(), *whole) == []


def test_every_change_says_what_and_on_what_ground():
    assert all(one.what and one.ground and one.origins for one in CHANGES)


@pytest.mark.parametrize(("start", "named"), [("2015-01", True), ("2016-06", False)])
def test_a_break_near_a_change_of_its_source_is_marked_in_the_report(start, named, tmp_path):
    from dataclasses import replace

    from tension.models.simulate import simulate
    from tension.report.write import write_report
    from tension.series.aggregate import build_series

    year, month = int(start[:4]), int(start[5:])
    world = simulate(["calm"] * 48 + ["tense"] * 48, events_per_month=(4, 6), seed=3,
                     start=dt.date(year - 4, month, 1))
    table = world.events.table.assign(origin="gdelt2")
    series = build_series(replace(world.events, table=table), dedupe_rung="none")
    text = write_report(series, tmp_path / "out").page.read_text(encoding="utf-8")
    assert ("May be the source's own" in text) is named
    assert "GDELT 2.0 begins, with translated news" in text
