"""The text of the expression: other parsers read it, and what it says runs and is right."""

import datetime as dt
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("ibis")

import duckdb
import sqlglot

from tension.core import schema
from tension.core.coverage import Coverage
from tension.core.errors import UsageError
from tension.panel.build import build_panel
from tension.panel.sql import panel_sql
from tension.panel.tables import SUMS
from tension.sources.read import read_events

sys.path.insert(0, str(Path(__file__).parent))
from alike import KEYS, one_by_one, seeded

GOLDEN = Path(__file__).parents[1] / "golden" / "panel_bigquery.sql"
COLUMNS = [name for name in schema.names(SUMS) if name != "origin"]
WIDE = 58
PLACES = {"GLOBALEVENTID": 0, "SQLDATE": 1, "Actor1Name": 6, "Actor1CountryCode": 7,
          "Actor2Name": 16, "Actor2CountryCode": 17, "EventCode": 26, "GoldsteinScale": 30,
          "DATEADDED": 56, "SOURCEURL": 57}


def test_the_text_for_bigquery_is_as_it_was():
    assert panel_sql("bigquery") == GOLDEN.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def gdelt(tmp_path_factory):
    """Rows with GDELT's columns: echoes, provinces, unknown codes and countries among them."""
    rng = np.random.default_rng(11)
    states = ["IRN", "AZE", "ARM", "ROM", "USA", "", "EUR", "AZE"]
    names = {"AZE": ["AZERBAIJAN", "BAKU", "TABRIZ", "EAST AZARBAIJAN"]}
    codes = ["042", "040", "190", "112", "057", "138", "1213", "016", "0841", "9999"]
    rows = []
    for number in range(4000):
        one, two = (states[at] for at in rng.choice(len(states), 2))
        day = dt.date(2014, 1, 1) + dt.timedelta(days=int(rng.integers(0, 100)))
        late = dt.timedelta(days=400 if rng.random() < .05 else 1)
        rows.append({
            "GLOBALEVENTID": 1000 + number, "SQLDATE": int(day.strftime("%Y%m%d")),
            "Actor1Name": str(rng.choice(names.get(one, ["X"]))), "Actor1CountryCode": one,
            "Actor2Name": str(rng.choice(names.get(two, ["X"]))), "Actor2CountryCode": two,
            "EventCode": str(rng.choice(codes)),
            "GoldsteinScale": float(np.round(rng.normal(0, 3), 1)),
            "DATEADDED": int((day + late).strftime("%Y%m%d")), "SOURCEURL": "http://a.example/1",
        })
    lines = []
    for row in rows:
        cells = [""] * WIDE
        for name, place in PLACES.items():
            cells[place] = str(row[name])
        cells[5], cells[15] = row["Actor1CountryCode"], row["Actor2CountryCode"]
        cells[25], cells[27], cells[28] = "1", row["EventCode"][:3], row["EventCode"][:2]
        lines.append("\t".join(cells))
    path = tmp_path_factory.mktemp("gdelt") / "20140501.export.CSV"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    frame = pd.DataFrame(rows)
    for name in ("Actor1CountryCode", "Actor2CountryCode"):
        frame[name] = frame[name].replace("", None)
    return path, frame


@pytest.mark.parametrize("rung", ["none", "one_a_day"])
def test_bigquerys_text_carried_back_gives_what_the_reader_and_the_series_give(gdelt, rung):
    path, frame = gdelt
    text = panel_sql("bigquery", table="lake.rows", dedupe_rung=rung)
    back = sqlglot.transpile(text, read="bigquery", write="duckdb")[0]
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        connection.execute("create schema lake; create table lake.rows as from frame")
        found = connection.execute(back).df()
    # A coverage that holds every row, since a table on its own says none.
    whole = Coverage.of([(dt.date(2013, 1, 1), dt.date(2016, 1, 1))], "declared")
    pairs = ["IRN-AZE", "IRN-ARM", "IRN-USA", "IRN-ROU", "AZE-ARM", "AZE-ROU", "AZE-USA",
             "ARM-ROU", "ARM-USA", "ROU-USA"]
    each = [read_events(path, pair) for pair in pairs]
    from dataclasses import replace

    expected = one_by_one([replace(one, coverage=whole) for one in each], dedupe_rung=rung)
    found = found.sort_values(KEYS, ignore_index=True)
    assert len(found) > 100
    pd.testing.assert_frame_equal(found[KEYS].astype("str"), expected[KEYS].astype("str"))
    for name in ("events", "scored", "event_days", "cooperation", "conflict", "total", "net",
                 *schema.QUAD_CLASSES):
        np.testing.assert_allclose(found[name].astype(float), expected[name], atol=1e-9,
                                   err_msg=name)


@pytest.mark.parametrize("rung", ["none", "exact", "one_a_day"])
def test_duckdbs_text_gives_the_panel(rung):
    table = seeded(800)
    with duckdb.connect() as connection:
        connection.register("events", table)
        found = connection.execute(panel_sql("duckdb", dedupe_rung=rung)).df()
    sums = build_panel(table, dedupe_rung=rung).sums
    for name in COLUMNS:
        if sums[name].dtype == float:
            np.testing.assert_allclose(found[name].astype(float), sums[name], atol=1e-9)
        else:
            assert found[name].tolist() == sums[name].tolist()


def test_sparks_text_is_read_by_a_second_parser_and_gives_the_panel():
    table = seeded(800)
    text = panel_sql("spark")
    assert sqlglot.parse_one(text, read="spark").named_selects == COLUMNS
    with duckdb.connect() as connection:
        connection.register("events", table)
        found = connection.execute(sqlglot.transpile(text, read="spark", write="duckdb")[0]).df()
    sums = build_panel(table).sums
    np.testing.assert_allclose(found["between_days"], sums["between_days"], atol=1e-9)
    assert found["period"].tolist() == sums["period"].tolist()


@pytest.mark.parametrize(("how", "named"), [
    ({"dialect": "oracle"}, "there is no dialect 'oracle'; use one of duckdb, bigquery, spark"),
    ({"layout": "icews"}, "there is no layout 'icews'; use one of events, gdelt"),
    ({"dedupe_rung": "some"}, "there is no dedupe rung 'some'"),
])
def test_a_choice_that_does_not_exist_names_those_that_do(how, named):
    with pytest.raises(UsageError, match=named):
        panel_sql(**how)
