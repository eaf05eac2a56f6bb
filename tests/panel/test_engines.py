"""One definition, three engines: Spark and BigQuery's text give what DuckDB and the series give."""

import datetime as dt
import glob
import os
import re
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("ibis")

import duckdb
import sqlglot

from tension.core import schema
from tension.core.coverage import Coverage
from tension.core.dyad import countries
from tension.core.errors import InputError, UsageError
from tension.panel import spark as engine
from tension.panel.build import build_panel
from tension.panel.engine import open_events
from tension.panel.sql import panel_sql
from tension.panel.tables import PANEL, SUMS
from tension.sources.read import read_events

sys.path.insert(0, str(Path(__file__).parent))
from alike import KEYS, REAL, apart, assert_equal, one_by_one, pairs_of, seeded

# Without its second compiler and with the plainest collector, the virtual machine starts and plans
# in half the processor time.
URL = ("spark://local[2]?spark.sql.shuffle.partitions=2"
       "&spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1%20-XX:%2BUseSerialGC")
FILES = ("20180326044500.export.CSV.gz", "20191024143000.export.CSV.gz",
         "gdelt1_sample_mixed_widths.tsv", "icews_events.2018.sample.tab.gz",
         "keds_central_asia_weis_1989_1999.csv.gz")
WHOLE = Coverage.of([(dt.date(1979, 1, 1), dt.date(2026, 12, 31))], "declared")
COLUMNS = [name for name in schema.names(SUMS) if name != "origin"]


def java():
    """Where Java lies; a test that needs it is skipped without."""
    pytest.importorskip("pyspark")
    found = shutil.which("java")
    if not found:
        pytest.skip("Java is absent")
    return found


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """The session of the module, begun as a user's call begins it; one for all its tests."""
    java()
    path = tmp_path_factory.mktemp("begun") / "events.parquet"
    seeded(1).to_parquet(path)
    from pyspark.sql import SparkSession

    open_events(str(path), URL)
    session = SparkSession.getActiveSession()
    yield session
    session.stop()


def many(rows=100_000, seed=5):
    """A large table of two sources and two schemes, with all that makes a table hard.

    Silent months, codes without a score and without a scheme, stories told twice and rows that are
    equal, rows known to their month or year, some without a direction, a country or a score.
    """
    rng = np.random.default_rng(seed)
    states = np.array(["IRN", "AZE", "ARM", "TUR", "RUS"])
    one = rng.integers(0, len(states), rows)
    two = (one + rng.integers(0, len(states), rows)) % len(states)  # now and then the same
    month = rng.choice(np.r_[0:20, 26:60], rows)  # half a year in which nothing is heard
    start = np.datetime64("2001-01") + month
    precision = rng.choice(["day", "month", "year"], rows, p=[.93, .06, .01])
    day = np.where(precision == "day", rng.integers(0, 28, rows), 0)
    date = start.astype("datetime64[D]") + day
    date = np.where(precision == "year", date.astype("datetime64[Y]").astype("datetime64[D]"), date)
    keds = rng.random(rows) < .3
    cameo = rng.choice(["042", "040", "190", "112", "057", "138", "1213", "016", "9999"], rows)
    weis = rng.choice(["223", "012", "032", "121", "XXX"], rows)
    frame = pd.DataFrame({
        "event_id": [f"e{number:07d}" for number in range(rows)], "date": date,
        "date_precision": precision, "source": states[one], "target": states[two],
        "code": np.where(keds, weis, cameo), "ontology": np.where(keds, "weis", "cameo"),
        "native_score": np.round(rng.normal(0, 3, rows).clip(-9, 9), 1),
        "directed": rng.random(rows) < .97, "origin": np.where(keds, "keds", "icews"),
        "origin_id": np.where(rng.random(rows) < .2, "same", np.arange(rows).astype(str)),
        "file": "made.csv", "line": np.arange(rows),
    })
    frame.loc[rng.random(rows) < .3, "native_score"] = np.nan
    frame.loc[rng.random(rows) < .05, ["code", "ontology"]] = None
    twice = frame[rng.random(rows) < .1].copy()
    twice["event_id"] = "t" + twice["event_id"].str[1:]
    whole = pd.concat([frame, twice], ignore_index=True)
    whole = schema.conform(whole.reindex(columns=schema.names(schema.EVENTS)), schema.EVENTS)
    whole.loc[rng.random(len(whole)) < .01, "target"] = None  # which no reader of ours would pass
    return whole


def assert_alike(found, expected):
    """Hold two panels against each other, every column of every row, to 1e-9."""
    assert len(expected) > 0
    assert list(found.columns) == schema.names(PANEL)
    for name in schema.names(PANEL):
        if found[name].dtype == float:
            np.testing.assert_allclose(found[name], expected[name], rtol=1e-9, atol=1e-9,
                                       err_msg=name)
        else:
            assert found[name].tolist() == expected[name].tolist(), name


def both(events, **how):
    """A panel by Spark, after it was held against that by DuckDB."""
    found = build_panel(events, engine_url=URL, **how)
    assert_alike(found.table, build_panel(events, **how).table)
    return found


@pytest.fixture(scope="module")
def large():
    return many()


@pytest.fixture(scope="module")
def stored(large, tmp_path_factory):
    """The large table as Parquet, a folder for each source, two files in the one."""
    folder = tmp_path_factory.mktemp("lake") / "events [of] all"
    for origin, part in large.groupby("origin"):
        below = folder / f"origin={origin}"
        below.mkdir(parents=True)
        rows = part.drop(columns="origin")
        middle = len(rows) // 2 if origin == "icews" else len(rows)
        rows[:middle].to_parquet(below / "a.parquet")
        if middle < len(rows):
            rows[middle:].to_parquet(below / "b.parquet")
    return folder


def test_the_chronology_has_the_same_months(spark):
    events = read_events()
    assert_equal(both(events.table, coverage=events.coverage), [events])


def test_every_real_file_has_the_same_months(spark, tmp_path):
    if not (REAL / FILES[0]).is_file():
        pytest.skip("shared/ is absent")
    each = [events for name in FILES for pair in pairs_of(name, 2)
            if len(events := read_events(REAL / name, pair))]
    whole = pd.concat([events.table for events in each], ignore_index=True)
    whole.to_parquet(tmp_path / "real.parquet")
    panel = both(str(tmp_path / "real.parquet"))
    assert set(panel.scales) == {"gdelt1", "gdelt2", "icews", "keds"}
    for origin, rows in whole.groupby("origin"):
        expected = one_by_one([replace(events, coverage=WHOLE) for events in apart(rows)])
        mine = panel.table[panel.table["origin"] == origin].sort_values(KEYS, ignore_index=True)
        assert mine[KEYS].values.tolist() == expected[KEYS].values.tolist()
        for name in ("events", "scored", "net", "tension", "effective_events", "tension_low"):
            np.testing.assert_allclose(mine[name], expected[name], rtol=1e-9, atol=1e-9,
                                       err_msg=name)


def test_a_hundred_thousand_events_have_the_months_of_the_series(spark, large, stored):
    panel = both(str(stored))
    assert set(panel.scales) == {"icews", "keds"}
    covered = Coverage.of([(dt.date(2001, 1, 1), dt.date(2006, 12, 31))], "declared")
    of_two = large[large["target"].notna() & (large["source"] != large["target"])]
    for origin, rows in of_two.groupby("origin"):
        mine = replace(panel, sums=panel.sums[panel.sums["origin"] == origin])
        # A pair all of whose codes are missing has no scale of its own; the source has.
        assert_equal(mine, apart(rows, covered), scale=panel.scales[str(origin)].name)


@pytest.mark.parametrize(("rung", "scale"), [
    ("none", "native"), ("exact", "goldstein_cameo"), ("one_a_day", "quad")])
def test_every_rung_has_the_same_months_within_what_was_asked_for(spark, stored, rung, scale):
    windows = Coverage.of([(dt.date(2001, 3, 1), dt.date(2002, 2, 14)),
                           (dt.date(2003, 5, 1), dt.date(2005, 1, 31))], "declared")
    files = glob.escape(str(stored / "origin=icews")) + "/*.parquet"
    panel = both(files, dedupe_rung=rung, scale=scale, coverage=windows, since="2001-04-10",
                 until="2004-11-20")
    assert panel.table["period"].between("2001-04", "2004-11").all()
    assert not panel.table["period"].between("2002-03", "2003-04").any()
    assert set(panel.table["period"].str[:4]) == {"2001", "2002", "2003", "2004"}


def test_a_scale_of_ones_own_travels(spark, large, tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text("# ontology: own\n# bound: 5\ncode,score\nX1,-5\nX2,0.333333333333\n")
    rows = large[:5_000].assign(ontology="own", origin="icews")
    rows["code"] = rows["code"].map({"042": "X1", "190": "X2"}).fillna("X3")
    own = both(rows, scale=str(mine)).table
    assert 0 < own["scored"].sum() < own["events"].sum()


def test_not_a_number_is_missing_and_no_score(spark, tmp_path):
    events = read_events().table.assign(native_score=1.0)
    held = tmp_path / "nan.parquet"
    with duckdb.connect() as connection:
        connection.register("events", events)
        connection.execute("copy (from events select * replace (if(line % 2 = 0, 'nan'::double, 1) "
                           f"as native_score)) to '{held}' (format parquet)")
        told = connection.execute(f"from '{held}' select count(native_score)").fetchone()[0]
    assert told == len(events)
    for url in (None, "spark://"):
        table = open_events(str(held), url)
        assert table.native_score.count().execute() == (events["line"] % 2 != 0).sum()


def test_a_table_of_the_catalogue_is_named_and_so_is_its_database(spark, tmp_path):
    spark.sql(f"create database lake location '{tmp_path / 'lake'}'")
    seeded(300).to_parquet(tmp_path / "acts.parquet")
    acts = spark.read.parquet(str(tmp_path / "acts.parquet"))
    acts.write.saveAsTable("lake.acts")
    acts.limit(7).createOrReplaceTempView("seven")
    assert open_events("lake.acts", "pyspark://").count().execute() == acts.count()
    assert open_events("seven", "spark://").count().execute() == 7
    spark.sql("drop database lake cascade")


def assert_equal_sums(found, expected):
    """Hold what a text gives against the panel's sums: every column of every row, to 1e-9."""
    assert list(found.columns) == COLUMNS
    for name in COLUMNS:
        if name in KEYS:
            assert found[name].tolist() == expected[name].tolist(), name
        else:
            np.testing.assert_allclose(found[name].astype(float), expected[name].astype(float),
                                       rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("rung", ["exact", "one_a_day"])
def test_the_text_for_spark_runs_on_spark_and_gives_the_panel(spark, rung):
    table = seeded(800)
    spark.createDataFrame(table.astype({"date": "datetime64[ns]"})).createOrReplaceTempView("told")
    found = spark.sql(panel_sql("spark", table="told", dedupe_rung=rung)).toPandas()
    assert_equal_sums(found, build_panel(table, dedupe_rung=rung).sums)


def test_the_text_for_gdelts_table_runs_on_spark_and_gives_duckdbs_months(spark):
    rng = np.random.default_rng(3)
    day = np.datetime64("2014-01-01") + rng.integers(0, 90, 3000)
    states = rng.choice(["IRN", "AZE", "ROM", "USA", "EUR"], (2, 3000))
    table = pd.DataFrame({
        "GLOBALEVENTID": np.arange(3000), "SQLDATE": as_number(day),
        "Actor1Name": rng.choice(["BAKU", "TABRIZ", "EAST AZARBAIJAN"], 3000),
        "Actor1CountryCode": states[0], "Actor2Name": "X", "Actor2CountryCode": states[1],
        "EventCode": rng.choice(["042", "190", "1213", "9999"], 3000),
        "GoldsteinScale": rng.normal(0, 3, 3000).round(1),
        "DATEADDED": as_number(day + rng.choice([1, 400], 3000)), "SOURCEURL": "http://a.example",
    })
    spark.createDataFrame(table).createOrReplaceTempView("gdelt_rows")
    found = spark.sql(panel_sql("spark", layout="gdelt", table="gdelt_rows")).toPandas()
    with duckdb.connect() as connection:
        connection.register("gdelt_rows", table)
        text = panel_sql("duckdb", layout="gdelt", table="gdelt_rows")
        expected = connection.execute(text).df()
    assert len(found) > 15
    assert_equal_sums(found, expected)


def as_number(days):
    return pd.Series(days).dt.strftime("%Y%m%d").astype(int).to_numpy()


@pytest.mark.parametrize("content", [lambda whole: whole[: len(whole) // 2], lambda _: b"PAR1"])
def test_a_file_cut_short_is_named_by_spark_too(spark, stored, tmp_path, content):
    whole = (stored / "origin=keds" / "a.parquet").read_bytes()
    (tmp_path / "good.parquet").write_bytes(whole)
    (tmp_path / "cut.parquet").write_bytes(content(whole))
    with pytest.raises(InputError, match=r"no whole Parquet file .*cut\.parquet is not a Parquet"):
        build_panel(str(tmp_path), engine_url=URL)


@pytest.mark.parametrize(("name", "told"), [
    ("nothing", "no such file; name a table of spark://, or a Parquet file of events"),
    ("no*.parquet", "no file is named so"),
    ("few.parquet", "the columns are missing: date, date_precision"),
    ("file:///nowhere/at/all.parquet", "PATH_NOT_FOUND"),
])
def test_what_spark_cannot_read_is_said_in_one_line(spark, tmp_path, monkeypatch, name, told):
    monkeypatch.chdir(tmp_path)
    pd.DataFrame({"code": ["042"]}).to_parquet("few.parquet")
    with pytest.raises((InputError, UsageError), match=re.escape(told)) as caught:
        open_events(name, "spark://")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("url", "how", "told"), [
    ("spark://local[1]", {}, "a session on local[2] runs in this process already"),
    ("spark://?shuffle=2", {}, "'shuffle' is no setting of Spark"),
    (URL, {"threads": 4}, "--engine-url 'spark://local[4]'"),
])
def test_a_connection_that_contradicts_itself_is_refused(spark, large, url, how, told):
    with pytest.raises(UsageError, match=re.escape(told)):
        open_events(large, url, **how)


@pytest.mark.parametrize(("memory", "told"), [
    ("lots", "'lots' is no size"), ("400MB", "400MB is too little for Spark; give it 512MB"),
])
def test_memory_that_spark_cannot_begin_with_is_refused(monkeypatch, large, memory, told):
    java()
    monkeypatch.setattr(engine, "_running", lambda master: None)
    with pytest.raises(UsageError, match=told):
        open_events(large, "spark://local[1]", memory=memory)


def test_without_the_extra_its_line_is_named(monkeypatch, large):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(UsageError, match=re.escape("python -m pip install '.[spark]'")):
        open_events(large, "spark://local[2]")


def command(events, url, where, **environment):
    """Run the program as a user does, elsewhere; a variable given as None is not set."""
    told = {**os.environ, "TMPDIR": str(where / "tmp"), **environment}
    (where / "tmp").mkdir(exist_ok=True)
    (where / "here").mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "tension", "panel", "rank", str(events), "--month", "2002-02",
         "--min-events", "2", "--engine-url", url],
        cwd=where / "here", capture_output=True, text=True,
        env={name: value for name, value in told.items() if value is not None}, check=False,
    )


@pytest.fixture
def old_java(tmp_path):
    """A Java that is too old, as its own message says."""
    made = tmp_path / "old" / "bin" / "java"
    made.parent.mkdir(parents=True)
    made.write_text("#!/bin/sh\necho 'java.lang.UnsupportedClassVersionError: class file version "
                    "61.0' >&2\nexit 1\n")
    made.chmod(0o755)
    return str(tmp_path / "old")


def test_without_java_one_line_says_what_to_install(stored, tmp_path):
    pytest.importorskip("pyspark")
    told = command(stored, "spark://local[2]", tmp_path, PATH="", JAVA_HOME=None)
    assert told.returncode == 1
    assert told.stdout == ""
    assert told.stderr.count("\n") == 1
    assert "apt-get install openjdk-17-jre-headless" in told.stderr


def test_a_java_home_without_java_is_named(monkeypatch, tmp_path, large):
    pytest.importorskip("pyspark")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setattr(engine, "_running", lambda master: None)
    with pytest.raises(UsageError, match=re.escape(f"finds none in JAVA_HOME ({tmp_path})")):
        open_events(large, "spark://local[2]")


def test_a_java_that_is_too_old_is_said_to_be(stored, tmp_path, old_java):
    pytest.importorskip("pyspark")
    told = command(stored, "spark://local[2]", tmp_path, JAVA_HOME=old_java)
    assert (told.returncode, told.stderr.count("\n")) == (1, 1)
    assert "its Java is older than 17" in told.stderr


def test_a_master_that_does_not_answer_is_said_at_once(stored, tmp_path):
    java()
    with socket.socket() as held:  # bound, and nobody listens
        held.bind(("127.0.0.1", 0))
        url = f"spark://127.0.0.1:{held.getsockname()[1]}"
        told = command(stored, url, tmp_path)
    assert (told.returncode, told.stderr.count("\n")) == (1, 1)
    assert f"{url}: no Spark master answers there" in told.stderr


def test_a_run_says_what_duckdb_says_and_leaves_nothing_behind(tmp_path):
    java()
    seeded(2000).to_parquet(tmp_path / "acts.parquet")
    by_spark, by_duckdb = (command(tmp_path / "acts.parquet", url, tmp_path)
                           for url in (URL.replace("[2]", "[1]"), "duckdb://"))
    assert by_spark.returncode == 0, by_spark.stderr
    assert by_spark.stdout == by_duckdb.stdout
    assert re.search(r"icews, 2002-02: \d+ pairs", by_spark.stdout)
    assert by_spark.stderr == ""
    assert list((tmp_path / "here").iterdir()) == []
    assert [one.name for one in (tmp_path / "tmp").iterdir()
            if one.name != "tension-panel"] == []


def test_the_public_names_need_no_engine_to_be_imported():
    asked = ("import sys, tension; tension.build_panel, tension.rank_pairs, tension.break_pairs, "
             "tension.panel_sql; print(sorted({'ibis', 'pyspark', 'duckdb'} & set(sys.modules)))")
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


def test_duckdb_reads_folders_with_brackets_and_tables_with_their_schema(tmp_path):
    table = seeded(300)
    below = tmp_path / "some [of] them"
    below.mkdir()
    table.to_parquet(below / "a.parquet")
    for named in (below, below / "a.parquet"):
        assert_alike(build_panel(named).table, build_panel(table).table)
    held = tmp_path / "lake.ddb"
    with duckdb.connect(str(held)) as connection:
        connection.register("events", table)
        connection.execute("create schema deep; create table deep.acts as from events")
    assert_alike(build_panel("deep.acts", engine_url=f"duckdb://{held}").table,
                 build_panel(table).table)


@pytest.mark.parametrize("layout", ["events", "gdelt"])
@pytest.mark.parametrize("dialect", ["duckdb", "spark", "bigquery"])
def test_a_second_parser_reads_every_text(dialect, layout):
    text = panel_sql(dialect, layout=layout)
    assert sqlglot.parse_one(text, read=dialect).named_selects == COLUMNS


def bigquery_on_duckdb(table, **how):
    """Run BigQuery's text, carried back to DuckDB, on rows with GDELT's names of columns."""
    text = panel_sql("bigquery", table="lake.rows", **how)
    back = sqlglot.transpile(text, read="bigquery", write="duckdb")[0]
    with duckdb.connect() as connection:
        connection.register("frame", table)
        connection.execute("create schema lake; create table lake.rows as from frame")
        return connection.execute(back).df()


@pytest.mark.parametrize(("rung", "scale"), [
    ("none", "goldstein_gdelt"), ("exact", "goldstein_gdelt"), ("one_a_day", "goldstein_gdelt"),
    ("one_a_day", "native"), ("exact", "quad"),
])
def test_bigquerys_text_has_every_column_of_the_panel_and_of_the_series(rung, scale):
    table = many(6000)
    table = table[(table["date_precision"] == "day") & table["ontology"].eq("cameo")
                  & table["code"].ne("9999") & table["target"].notna() & table["directed"]
                  & table["source"].ne(table["target"])
                  & table[["source", "target"]].isin(["IRN", "AZE", "ARM"]).all(axis=1)]
    # What tells exact duplicates apart elsewhere, GDELT's table does not have: see `panel_sql`.
    table = table.assign(line=0, origin_id=table["event_id"], origin="gdelt1")
    codes = pd.Series({one.iso3: one.cameo for one in countries().values() if one.cameo})
    added = table["date"] + pd.Timedelta(days=1)
    named = pd.DataFrame({
        "GLOBALEVENTID": np.arange(len(table)) + 1_000_000, "SQLDATE": as_number(table["date"]),
        "Actor1Name": "X", "Actor1CountryCode": table["source"].map(codes),
        "Actor2Name": "X", "Actor2CountryCode": table["target"].map(codes),
        "EventCode": table["code"], "GoldsteinScale": table["native_score"],
        "DATEADDED": as_number(added), "SOURCEURL": "http://a.example",
    })
    events = table.assign(event_id=named["GLOBALEVENTID"].astype("str"))
    found = bigquery_on_duckdb(named, dedupe_rung=rung, scale=scale)
    panel = build_panel(events, dedupe_rung=rung, scale=scale)
    assert_equal_sums(found, panel.sums)
    covered = Coverage.of([(dt.date(2001, 1, 1), dt.date(2006, 12, 31))], "declared")
    assert_equal(replace(panel, sums=found.assign(origin="gdelt1")), apart(events, covered),
                 dedupe_rung=rung, scale=scale)
