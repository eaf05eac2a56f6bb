"""A series read back from its exported tables is the one exported."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tension.core.errors import InputError, UsageError
from tension.models.latent import estimate_tension
from tension.models.simulate import simulate
from tension.report.table_files import export_tables
from tension.series.aggregate import build_series
from tension.series.facts import OF_THE_RUN
from tension.series.frame import TensionSeries
from tension.sources.read import read_events

KEDS = Path(__file__).parents[2].parent / "shared/real/keds_central_asia_weis_1989_1999.csv.gz"


def same(one, other):
    pd.testing.assert_frame_equal(one.table, other.table, rtol=1e-11)
    pd.testing.assert_frame_equal(one.events, other.events)
    pd.testing.assert_frame_equal(one.ledger.table, other.ledger.table)
    for name in ("dyad", "freq", "scale", "coverage", "origin", "notes"):
        assert getattr(one, name) == getattr(other, name), name
    assert one.provenance == replace(other.provenance, parameters={
        name: value for name, value in other.provenance.parameters.items() if name != OF_THE_RUN
    })
    assert one.periods.equals(other.periods)
    assert repr(one.spread) == repr(other.spread)  # nan is not equal to itself
    for name in ("rejects", "files"):
        mine, its = getattr(one, name), getattr(other, name)
        assert (mine is None) == (its is None)
        if mine is not None:
            pd.testing.assert_frame_equal(mine, its)


def back(series, folder, **how):
    export_tables(series, folder, **how)
    return TensionSeries.from_csv(folder / "series.csv")


@pytest.mark.parametrize("how", [{}, {"raw": True}, {"excel": True}])
def test_the_chronologys_series_comes_back_whole(chronology, tmp_path, how):
    same(back(chronology, tmp_path, **how), chronology)


@pytest.mark.parametrize("freq", ["day", "week", "quarter", "year"])
def test_a_series_of_any_length_of_period_comes_back(freq, tmp_path):
    series = build_series(read_events(), freq=freq, since="2010-02", until="2012-03")
    same(back(series, tmp_path), series)


def test_a_level_estimated_from_it_is_the_same(chronology, level, tmp_path):
    again = estimate_tension(back(chronology, tmp_path))
    pd.testing.assert_frame_equal(again.table, level.table, rtol=1e-9)


def test_a_scale_of_ones_own_comes_back_with_its_scores(tmp_path):
    (tmp_path / "scale.csv").write_text("# bound: 5\n# fallback: parent\ncode,score\n04,5\n11,-2\n")
    series = build_series(read_events(), scale=str(tmp_path / "scale.csv"))
    again = back(series, tmp_path / "out")
    same(again, series)
    assert dict(again.scale.scores) == {"04": 5.0, "11": -2.0}


def test_scores_of_the_file_itself_come_back_with_their_bound(tmp_path):
    (tmp_path / "own.csv").write_text("date,source,target,score\n2001-02-03,IRN,AZE,-40\n"
                                      "2001-03-03,AZE,IRN,20\n")
    series = build_series(read_events(tmp_path / "own.csv"), scale="native:100")
    same(back(series, tmp_path / "out"), series)


def test_a_series_without_an_event_comes_back(tmp_path):
    series = build_series(simulate(["calm"] * 3, events_per_month=(0, 0)).events)
    same(back(series, tmp_path), series)


def test_text_that_a_spreadsheet_would_run_comes_back_as_it_was(tmp_path):
    (tmp_path / "own.csv").write_text(
        "date,source,target,cameo,summary\n2001-02-03,IRN,AZE,042,'=1+1\n2001-03-03,IRN,AZE,112,x\n"
    )
    series = build_series(read_events(tmp_path / "own.csv"))
    assert series.events["summary"].tolist()[0] == "=1+1"
    same(back(series, tmp_path / "out"), series)


@pytest.mark.skipif(not KEDS.exists(), reason="shared/ is absent")
def test_a_machine_coded_source_comes_back_with_the_account_of_its_files(tmp_path):
    series = build_series(read_events(KEDS))
    assert series.files is not None
    same(back(series, tmp_path), series)


def test_each_of_several_sources_comes_back_by_its_name(two_series, tmp_path):
    export_tables(two_series, tmp_path)
    for one in two_series:
        same(TensionSeries.from_csv(tmp_path, origin=one.origin), one)
    with pytest.raises(UsageError, match="holds chronology and tabular; name one with origin="):
        TensionSeries.from_csv(tmp_path)
    with pytest.raises(UsageError, match="no series of 'icews'; it holds chronology and tabular"):
        TensionSeries.from_csv(tmp_path, origin="icews")


def test_pooled_sources_come_back_as_one_series(mixed, tmp_path):
    series = build_series(mixed, pool=True)
    same(back(series, tmp_path), series)


def test_the_facts_hold_no_number_that_json_has_not(tmp_path):
    series = build_series(simulate(["calm"] * 2, events_per_month=(1, 1)).events)
    export_tables(series, tmp_path)

    def refuse(constant):
        raise AssertionError(constant)

    json.loads((tmp_path / "datapackage.json").read_text(), parse_constant=refuse)


def test_a_series_alone_is_refused_with_the_remedy(chronology, tmp_path):
    export_tables(chronology, tmp_path)
    (tmp_path / "datapackage.json").unlink()
    with pytest.raises(InputError, match=r"datapackage\.json: there is none in .*a series "
                       "alone does not say its scale"):
        TensionSeries.from_csv(tmp_path / "series.csv")
    (tmp_path / "datapackage.json").write_text('{"resources": []}')
    with pytest.raises(InputError, match="it is not that of an export; export the tables anew"):
        TensionSeries.from_csv(tmp_path / "series.csv")


def test_a_table_that_was_edited_or_lost_is_refused_by_name(chronology, tmp_path):
    export_tables(chronology, tmp_path)
    events = tmp_path / "events.csv"
    whole = events.read_bytes()
    events.write_bytes(whole.replace(b"042", b"190", 1))
    with pytest.raises(InputError, match=r"events\.csv: it is not as it was exported"):
        TensionSeries.from_csv(tmp_path)
    events.unlink()
    with pytest.raises(InputError, match=r"events\.csv: no such file"):
        TensionSeries.from_csv(tmp_path)
    events.write_bytes(whole)
    with pytest.raises(InputError, match=r"other\.csv: datapackage\.json beside it does not"):
        TensionSeries.from_csv(tmp_path / "other.csv")
