"""A pair out of a store of all pairs is what the archives' own reading for it gives."""

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from tension.cli.main import main
from tension.series.aggregate import build_series
from tension.sources.ingest import ingest
from tension.sources.others import other_pairs
from tension.sources.stored import read_store, stored_parts

REAL = Path(__file__).parents[3] / "shared" / "real"
needs_shared = pytest.mark.skipif(not REAL.is_dir(), reason="shared/ is absent")
KEDS = REAL / "keds_central_asia_weis_1989_1999.csv.gz"


PAIRS = {("IRN", "AZE"): 5, ("USA", "RUS"): 2, ("FRA", "DEU"): 3, ("IRN", "TUR"): 9}


@pytest.fixture(scope="module")
def archives(tmp_path_factory, gdelt_row):
    """Two days of GDELT with four pairs in each."""
    folder = tmp_path_factory.mktemp("two") / "gdelt"
    folder.mkdir()
    for day in ("20160201", "20160301"):
        each = [pair for pair, many in PAIRS.items() for _ in range(many)]
        rows = [gdelt_row(day, int(day) * 100 + at, *pair) for at, pair in enumerate(each)]
        (folder / f"{day}.export.CSV").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def every(archives):
    """Their store of all pairs."""
    store = archives.parent / "every"
    ingest([archives], None, store)
    return store


def assert_same_events(one, other):
    pd.testing.assert_frame_equal(one.table, other.table)
    assert one.coverage == other.coverage
    assert one.provenance.as_of == other.provenance.as_of
    pd.testing.assert_frame_equal(build_series(one).table, build_series(other).table)


def test_a_pair_is_the_same_out_of_all_as_ingested_by_itself(archives, every, tmp_path):
    ingest([archives], "IRN-AZE", tmp_path)
    assert_same_events(read_store("IRN-AZE", every), read_store("IRN-AZE", tmp_path))
    ledger = read_store("IRN-AZE", every).ledger.table
    pd.testing.assert_frame_equal(ledger, read_store("IRN-AZE", tmp_path).ledger.table)


@needs_shared
@pytest.mark.parametrize("pair", ["ARM-AZE", "IRN-AZE", "AFG-PAK", "FRA-DEU"])
def test_a_real_archives_pair_is_the_same_either_way(pair, tmp_path):
    ingest([KEDS], None, tmp_path / "every")
    ingest([KEDS], pair, tmp_path / "own")
    assert_same_events(read_store(pair, tmp_path / "every"), read_store(pair, tmp_path / "own"))


def test_a_pair_without_a_row_is_an_answer(every):
    (events,) = stored_parts("CHN-JPN", every)
    assert len(events) == 0
    assert events.coverage.last.isoformat() == "2016-03-01"


def test_a_pair_ingested_by_itself_comes_first(archives, tmp_path):
    ingest([archives], None, tmp_path)
    ingest([archives / "20160201.export.CSV"], "IRN-AZE", tmp_path)
    assert len(read_store("IRN-AZE", tmp_path)) == 5
    assert len(read_store("FRA-DEU", tmp_path)) == 6


def test_placebos_are_the_fullest_pairs_with_neither_country(every):
    found = other_pairs(every, "IRN-AZE", "gdelt1")
    assert [({one.dyad.first, one.dyad.second}, len(one)) for one in found] == [
        ({"DEU", "FRA"}, 6), ({"RUS", "USA"}, 4)]
    assert [len(one) for one in other_pairs(every, "IRN-AZE", "gdelt1", most=1)] == [6]
    assert other_pairs(every, "IRN-AZE", "icews") == []


def test_a_report_says_what_it_was_read_from(every, tmp_path):
    result = CliRunner().invoke(main, ["report", "--store", str(every), "--dyad", "FRA-DEU",
                                       "--freq", "day", "--quiet", "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    html = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Read out of a store of all pairs" in html
    assert 'name = "all/manifest.json"' in (tmp_path / "out" / "run.toml").read_text(
        encoding="utf-8")
