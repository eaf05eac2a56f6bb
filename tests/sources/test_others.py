"""Placebo pairs out of a store: of the same source, with neither country of the pair asked."""

import zipfile

import pytest

from tension.core.dyad import Dyad
from tension.sources.ingest import ingest
from tension.sources.others import other_pairs

PAIRS = {("IRN", "AZE"): 5, ("USA", "RUS"): 2, ("FRA", "DEU"): 3, ("IRN", "TUR"): 9}


@pytest.fixture(scope="module")
def store(tmp_path_factory, gdelt_row):
    folder = tmp_path_factory.mktemp("placebos")
    file = folder / "20160201.export.CSV.zip"
    each = [pair for pair, many in PAIRS.items() for _ in range(many)]
    rows = [gdelt_row("20160201", number, *pair) for number, pair in enumerate(each, 1)]
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("20160201.export.CSV", "\n".join(rows) + "\n")
    for first, second in PAIRS:
        ingest([file], Dyad.parse(f"{first}-{second}"), folder / "store")
    return folder / "store"


def test_pairs_that_share_a_country_are_no_placebo_and_the_fullest_come_first(store):
    found = other_pairs(store, "IRN-AZE", "gdelt1")
    assert [(str(one.dyad), len(one)) for one in found] == [("FRA-DEU", 3), ("USA-RUS", 2)]


def test_no_more_are_taken_than_asked_for(store):
    assert [str(one.dyad) for one in other_pairs(store, "IRN-AZE", "gdelt1", most=1)] == ["FRA-DEU"]


def test_another_source_has_none_and_a_pair_may_be_passed_over(store):
    assert other_pairs(store, "IRN-AZE", "icews") == []
    kept = other_pairs(store, "IRN-AZE", "gdelt1",
                       lambda one: one if str(one.dyad) == "USA-RUS" else None)
    assert [str(one.dyad) for one in kept] == ["USA-RUS"]
