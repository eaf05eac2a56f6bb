"""Every pair at once is each pair for itself: rows, columns, months, and what was left out."""

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tension.core import schema
from tension.core.dyad import Dyad
from tension.core.errors import InputError, TensionError
from tension.series.aggregate import build_series
from tension.sources.account import named_rows
from tension.sources.all_dyads import scan_all
from tension.sources.all_rows import SCHEMA
from tension.sources.archive import members
from tension.sources.detect import recognised
from tension.sources.ingest import Options, ingest
from tension.sources.scan import sample_of, scan
from tension.sources.stored import stored_parts

REAL = Path(__file__).parents[3] / "shared" / "real"
ARCHIVES = (
    "20180326044500.export.CSV.gz", "20191024143000.export.CSV.gz",
    "gdelt1_sample_mixed_widths.tsv", "icews_events.2018.sample.tab.gz",
    "keds_central_asia_weis_1989_1999.csv.gz", "tabari-demo.keds",
)
needs_shared = pytest.mark.skipif(not REAL.is_dir(), reason="shared/ is absent")


def everything(store):
    """All rows of a store of all pairs, in the columns of an event table."""
    files = sorted((store / "all").rglob("*.parquet"))
    parts = [pd.read_parquet(path, partitioning=None) for path in files]
    return pd.concat(parts, ignore_index=True) if parts else schema.empty(schema.EVENTS)


def pairs_of(table):
    return {tuple(sorted(pair)) for pair in zip(table["source"], table["target"], strict=True)}


def of_pair(table, pair):
    both = set(pair)
    return table[[{a, b} == both for a, b in zip(table["source"], table["target"], strict=True)]]


def as_events(rows):
    """Rows as an event table, in the order that the reader of one pair gives."""
    known = rows[[name for name in schema.names(schema.EVENTS) if name in rows]]
    return schema.conform(known, schema.EVENTS)


def assert_same(rows, pair, folder):
    """Hold rows of one pair against what the store of that pair has."""
    alone = pd.concat([part.table for part in stored_parts("-".join(pair), folder)])
    order = ["origin", "file", "line", "event_id"]
    assert len(rows) == len(alone)
    left = as_events(rows).sort_values(order, ignore_index=True)
    right = alone.sort_values(order, ignore_index=True)
    for name in schema.names(schema.EVENTS):
        pd.testing.assert_series_equal(left[name], right[name], obj=f"{pair}: {name}")


@needs_shared
@pytest.mark.parametrize("name", ARCHIVES)
def test_the_rows_of_each_pair_are_those_that_its_own_reader_gives(name, tmp_path):
    told = Options(ontology="weis") if name.startswith("tabari") else Options()
    ingest([REAL / name], None, tmp_path / "every", options=told)
    table = everything(tmp_path / "every")
    found = sorted(pairs_of(table))
    assert bool(found) is not name.startswith("tabari")  # its places are invented
    # The pairs with most rows, some with few, and Iran's and Azerbaijan's own.
    counts = {pair: len(of_pair(table, pair)) for pair in found}
    by_size = sorted(found, key=lambda pair: (-counts[pair], pair))
    asked = {*by_size[:6], *by_size[-3:], *(p for p in found if {"IRN", "AZE"} & set(p))}
    for pair in sorted(asked | {("AZE", "IRN")}):
        store = tmp_path / "-".join(pair)
        ingest([REAL / name], "-".join(pair), store, options=told)
        assert_same(of_pair(table, pair), pair, store)


SUMS = ("events", "scored", "event_days", "effective_events", "cooperation", "conflict", "total",
        "net", *schema.QUAD_CLASSES, "tension", "tension_se", "tension_low", "tension_high")


@needs_shared
@pytest.mark.parametrize("rung", ["none", "exact", "one_a_day"])
@pytest.mark.parametrize("name", ARCHIVES[:-1])
def test_the_panel_of_the_store_has_the_months_of_each_pairs_own_series(name, rung, tmp_path):
    pytest.importorskip("ibis")
    from tension.panel.build import build_panel

    ingest([REAL / name], None, tmp_path)
    every = everything(tmp_path)
    counts = Counter(tuple(sorted(pair)) for pair in zip(
        every["source"], every["target"], strict=True))
    # The five largest and, where there are any, Iran's with Azerbaijan.
    asked = [pair for pair, _ in counts.most_common(5)] + [("AZE", "IRN")] * (
        ("AZE", "IRN") in counts)
    panel = None
    for pair in asked:
        ingest([REAL / name], "-".join(pair), tmp_path)
        (events,) = stored_parts("-".join(pair), tmp_path)
        if panel is None:  # the store says what it covers, and holds a pair by itself beside all
            panel = build_panel(tmp_path, dedupe_rung=rung).table
        mine = panel[panel["dyad"] == "-".join(pair)].sort_values(["period", "direction"])
        series = build_series(events, dedupe_rung=rung).table
        own = series[series["events"] > 0].sort_values(["period", "direction"])
        assert len(own)
        assert list(mine["period"]) == list(own["period"])
        assert list(mine["direction"]) == list(own["direction"])
        for column in SUMS:
            np.testing.assert_allclose(mine[column].to_numpy(float), own[column].to_numpy(float),
                                       rtol=1e-9, atol=1e-9, err_msg=f"{pair}: {column}")


CORRUPT = Path(__file__).parents[1] / "corrupt"


def damaged_archives():
    """The files of every trap that are of a machine-coded format and can be read to their end."""
    for path in sorted(CORRUPT.iterdir()):
        try:
            for member in members([path]):
                sample = sample_of(member)
                if sample.lines and (format_ := recognised(sample)) is not None:
                    yield pytest.param(member, format_, sample, id=member.label)
        except TensionError:
            continue


def refusal(reader, *given):
    """What a reader says when it refuses a whole file; "" when it does not."""
    try:
        reader(*given)
    except InputError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("member", "format_", "sample"), [*damaged_archives()])
def test_of_every_damaged_file_each_pair_gets_what_it_gets_alone(member, format_, sample):
    refused = refusal(scan, member, format_, Dyad("IRN", "AZE"), sample)
    assert refusal(scan_all, member, format_, sample, member.name) == refused
    if refused:
        return
    found, table = scan_all(member, format_, sample, member.name)
    rows = table.to_pylist()
    everyone = {tuple(sorted((row["source"], row["target"]))) for row in rows}
    rejected = {reject.line for reject in found.rejects}
    for pair in sorted(everyone | {("AZE", "IRN"), ("ARM", "AZE")}):
        alone = scan(member, format_, Dyad(*pair), sample)
        mine = [row for row in rows if {row["source"], row["target"]} == set(pair)]
        wanted = [{name: row.get(name) for name in SCHEMA.names if name != "archive"}
                  for row in named_rows(alone)]
        assert [{name: row[name] for name in row if name != "archive"} for row in mine] == wanted
        assert {reject.line for reject in alone.rejects} <= rejected
        assert all(count <= found.dropped[rule] for rule, count in alone.dropped.items())
        assert (alone.read, alone.reports) == (found.read, found.reports)
    assert found.kept == len(rows)
    assert found.other >= 0
