"""Every pair at once: the panel's months against the same months by hand, pandas, polars, dask.

    python benchmarks/panel.py --millions 5 50 200 --repeat 3

Makes seeded tables of events with the columns of an event table, countries as frequent as in the
archives' head, then runs each program in a process of its own, in turns, and tells its CPU, wall
time and largest memory: those of the process and of all it starts. Then a straight line through
the sizes. All count the same cells of every direction and month (events, scored events,
cooperation, conflict, quad counts); ours, Spark's and the SQL written by hand add days, the sums
that the interval needs, and both directions pooled.
"""

from __future__ import annotations

import argparse
import multiprocessing as mp
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from synthetic import CODES, HEAD

if TYPE_CHECKING:
    import pandas as pd

    from tension.events.dedupe import Rung

CHUNK = 1_000_000
DENSE, SPARSE = 50_000, 1_500
"""Events of two countries a day: about what GDELT has had since 2014, and ICEWS."""

READ = ["date", "source", "target", "code", "native_score"]
"""Columns that pandas and dask read."""


def make(path: Path, millions: int, per_day: int, seed: int = 1) -> None:
    """Write a table of events: pairs by Zipf's law, so many a day, in the order of days."""
    rng = np.random.default_rng(seed)
    weight = 1 / np.arange(1, len(HEAD) + 1)
    codes, rows = CODES[::2], np.array(CODES[1::2], dtype=float)
    states, names = pa.array(HEAD), pa.array(codes)
    score = np.array([float(at % 21 - 10) for at in range(len(codes))])
    same = {name: pa.repeat(value, CHUNK) for name, value in (
        ("date_precision", "day"), ("ontology", "cameo"), ("directed", True), ("origin", "gdelt1"),
        ("file", "made"))}
    schema = pa.schema([
        ("event_id", pa.string()), ("date", pa.date32()), ("date_precision", pa.string()),
        ("source", pa.string()), ("target", pa.string()), ("code", pa.string()),
        ("ontology", pa.string()), ("native_score", pa.float64()), ("directed", pa.bool_()),
        ("origin", pa.string()), ("origin_id", pa.string()), ("file", pa.string()),
    ])
    days = CHUNK // per_day
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for chunk in range(millions):
            number = pa.array(np.arange(chunk * CHUNK, (chunk + 1) * CHUNK)).cast(pa.string())
            ids = pc.binary_join_element_wise("g", number, "")
            ends = [states.take(pa.array(rng.choice(len(HEAD), CHUNK, p=weight / weight.sum())))
                    for _ in range(2)]
            code = rng.choice(len(codes), CHUNK, p=rows / rows.sum())
            day = 9_000 + chunk * days + np.sort(rng.integers(0, days, CHUNK))
            writer.write_table(pa.table({
                "event_id": ids, "date": pa.array(day.astype("int32")).cast(pa.date32()),
                "source": ends[0], "target": ends[1], "code": names.take(pa.array(code)),
                "native_score": score[code], "origin_id": ids, **same,
            }).select(schema.names).cast(schema))


def ours(
    path: Path, memory: str, rung: Rung = "none", engine_url: str | None = None
) -> float:
    """The panel's sums."""
    from tension.panel.build import build_panel

    sums = build_panel(path, dedupe_rung=rung, memory=memory, engine_url=engine_url).sums
    return float(sums.loc[sums["direction"] != "both", "conflict"].sum())


def written(path: Path, memory: str) -> float:
    """What a user types: the sums, tension with its interval, and the table as a file."""
    from tension.cli.main import main as run

    out = path.with_name("months.parquet")
    run(["panel", "table", str(path), "--dedupe", "none", "--memory", memory, "--out", str(out)],
        standalone_mode=False)
    rows = pq.read_table(out, columns=["direction", "conflict"])
    out.unlink()
    return float(pc.sum(rows.filter(pc.field("direction") != "both")["conflict"]).as_py())


def in_spark(path: Path, memory: str) -> float:
    """The same expression on Spark, here on two threads of this machine and with its 2 GB."""
    del memory  # its virtual machine does not start with so little
    return ours(path, "2GB", engine_url="spark://local[2]")


def by_hand(path: Path, memory: str) -> float:
    """The same cells in SQL written by hand, without what the definitions need in general."""
    import duckdb

    from tension.panel.weights import weights_of
    from tension.scales.scale import Scale

    weights = weights_of(Scale.named("goldstein_gdelt"))
    weights = weights[weights["ontology"] == "cameo"]
    quads = ", ".join(
        f"count(*) filter (quad_class = '{name}') q{at}"
        for at, name in enumerate(sorted(weights["quad_class"].dropna().unique())))
    sums = ", ".join(f"sum(q{at}) q{at}" for at in range(4))
    connection = duckdb.connect()
    connection.execute(f"set memory_limit = '{memory}'; set preserve_insertion_order = false; "
                       f"set temp_directory = '{path.parent / 'spilt'}'")
    connection.register("weights", weights)
    found = connection.execute(f"""
        with days as (
            select source, target, date, count(*) n, count(score) k,
                   sum(greatest(score, 0)) coop, sum(greatest(-score, 0)) conf,
                   sum(score * score) ss, count(native_score) nk, sum(native_score) ns, {quads}
            from '{path}' left join weights using (code) where source <> target group by all
        ), clusters as (
            select least(source, target) l, greatest(source, target) r,
                   source || '>' || target way, * exclude (source, target) from days
            union all
            select least(source, target) l, greatest(source, target) r, 'both', date, sum(n),
                   sum(k), sum(coop), sum(conf), sum(ss), sum(nk), sum(ns), {sums}
            from days group by all
        )
        select l, r, way, date_trunc('month', date) as month, sum(n), sum(k),
               sum(coop) coop, sum(conf) conf, count(*) filter (k > 0), sum(k * k),
               sum((coop - conf) ^ 2 / nullif(k, 0)), sum(ss), sum(nk), sum(ns), {sums}
        from clusters group by all order by l, r, month, way
    """).df()
    return float(found.loc[found["way"] != "both", "conf"].sum())


def _weights() -> dict[str, dict[str, object]]:
    from tension.panel.weights import weights_of
    from tension.scales.scale import Scale

    table = weights_of(Scale.named("goldstein_gdelt"))
    table = table[table["ontology"] == "cameo"].set_index("code")
    return {"score": table["score"].to_dict(), "quad": table["quad_class"].to_dict()}


def _directed(rows: pd.DataFrame, known: dict[str, dict[str, object]]) -> pd.DataFrame:
    """Directed months of some rows, in pandas."""
    import pandas as pd

    rows = rows[rows["source"] != rows["target"]]
    score, quad = rows["code"].map(known["score"]).astype(float), rows["code"].map(known["quad"])
    days = pd.to_datetime(rows["date"])
    return pd.DataFrame({
        "source": rows["source"], "target": rows["target"],
        "month": days.dt.year * 12 + days.dt.month, "events": 1, "scored": score.notna(),
        "coop": score.clip(lower=0), "conf": -score.clip(upper=0),
        **{f"q{at}": quad == name for at, name in enumerate(_quads(known))},
        "native": rows["native_score"],
    }).groupby(["source", "target", "month"]).sum()


def _quads(known: dict[str, dict[str, object]]) -> list[str]:
    return sorted({one for one in known["quad"].values() if isinstance(one, str)})


def in_pandas(path: Path, _: str) -> float:
    """Directed months in pandas, a row group at a time."""
    import pandas as pd

    known, batches = _weights(), pq.ParquetFile(path).iter_batches(CHUNK, columns=READ)
    parts = [_directed(batch.to_pandas(), known) for batch in batches]
    return float(pd.concat(parts).groupby(level=[0, 1, 2]).sum()["conf"].sum())


def in_dask(path: Path, _: str) -> float:
    """Directed months in dask: the same of each row group, then those added up."""
    import dask.dataframe as dd

    known = _weights()
    rows = dd.read_parquet(path, columns=READ, split_row_groups=True)
    meta = _directed(rows._meta_nonempty, known).reset_index()
    parts = rows.map_partitions(lambda part: _directed(part, known).reset_index(), meta=meta)
    found = parts.groupby(["source", "target", "month"]).sum().compute(scheduler="threads")
    return float(found["conf"].sum())


def in_polars(path: Path, _: str) -> float:
    """Directed months in polars, streamed."""
    import polars as pl

    known = _weights()
    weights = pl.LazyFrame({
        "code": list(known["score"]), "score": [float(one) for one in known["score"].values()],
        "quad": [known["quad"][code] if isinstance(known["quad"][code], str) else None
                 for code in known["score"]],
    }).with_columns(pl.col("score").fill_nan(None))
    score, quads = pl.col("score"), _quads(known)
    found = (
        pl.scan_parquet(path).filter(pl.col("source") != pl.col("target"))
        .join(weights, on="code", how="left")
        .group_by("source", "target", pl.col("date").dt.truncate("1mo"))
        .agg(pl.len(), score.count().alias("scored"), score.clip(lower_bound=0).sum().alias("coop"),
             (-score.clip(upper_bound=0)).sum().alias("conf"), pl.col("native_score").sum(),
             *[(pl.col("quad") == name).sum().alias(name) for name in quads])
    ).collect(engine="streaming")
    return float(found["conf"].sum())


WAYS = {"ours": ours, "ours, one a day": partial(ours, rung="one_a_day"),
        "ours, written with intervals": written, "Spark, two threads": in_spark,
        "SQL by hand": by_hand, "pandas": in_pandas, "polars": in_polars, "dask": in_dask}
EXTRA = {"Spark, two threads": "pyspark", "dask": "dask"}
"""Packages without which a way is left out."""

UP_TO = {"Spark, two threads": 50, "pandas": 50, "dask": 50}
"""Millions of events beyond which a way is not asked: it would take minutes, and say no more."""


def alone(way: str, path: Path, memory: str) -> None:
    """Run one way and print its sum."""
    print(repr(WAYS[way](path, memory)))


@dataclass
class Cost:
    """What a program and all it started have used: seconds of CPU and of time, megabytes."""

    cpu: float
    wall: float
    memory: float


def measured(command: list[str]) -> tuple[str, Cost]:
    """Run a program and tell what it printed and cost.

    The system's account of a process leaves out those it started and did not wait for, as Spark's
    virtual machine; so all below it are looked at twenty times a second, and the larger counts.
    """
    with tempfile.TemporaryFile("w+") as told, tempfile.TemporaryFile("w+") as failed:
        began = time.perf_counter()
        run = subprocess.Popen(command, stdout=told, stderr=failed, text=True)
        cpu: dict[int, float] = {}
        most = 0.0
        while True:
            ended, status, used = os.wait4(run.pid, os.WNOHANG)
            if ended:
                break
            held = 0.0
            for pid in _tree(run.pid):
                try:
                    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                    held += int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20
                    cpu[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
                except (OSError, IndexError):  # it has just ended
                    continue
            most = max(most, held)
            time.sleep(0.05)
        run.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        told.seek(0)
        failed.seek(0)
        if run.returncode:
            raise RuntimeError((failed.read().strip().splitlines() or ["no word"])[-1])
        lines = told.read().split()
        return lines[-1], Cost(max(sum(cpu.values()), used.ru_utime + used.ru_stime), wall,
                               max(most, used.ru_maxrss / 1024))


def _tree(pid: int) -> list[int]:
    """A process and all below it."""
    below = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            below += [int(one) for one in thread.read_text().split()]
    return [pid, *(each for one in below for each in _tree(one))]


def of_size(millions: int, told: argparse.Namespace, ways: list[str]) -> dict[str, Cost]:
    """Make a table, run every way on it in turns, and print a row each."""
    with tempfile.TemporaryDirectory(dir=told.folder) as folder:
        path = Path(folder) / "events.parquet"
        # In a process of its own: a child's largest memory counts its parent's at the start.
        maker = mp.get_context("spawn").Process(target=make, args=(path, millions, told.per_day))
        maker.start()
        maker.join()
        costs: dict[str, list[Cost]] = {}
        sums: dict[str, float] = {}
        for _ in range(told.repeat):
            for way in (one for one in ways if millions <= UP_TO.get(one, millions)):
                try:
                    said, cost = measured([sys.executable, __file__, "--way", way, "--path",
                                           str(path), "--memory", told.memory])
                except RuntimeError as error:
                    print(f"| {millions} M | {way} | failed: {error} |", flush=True)
                    continue
                sums[way] = float(said)
                costs.setdefault(way, []).append(cost)
    found = {way: Cost(*(float(np.median([getattr(one, name) for one in each]))
                         for name in ("cpu", "wall", "memory"))) for way, each in costs.items()}
    base = found.get("SQL by hand")
    for way, cost in found.items():
        share = f"{cost.cpu / base.cpu:.2f}" if base else ""
        print(f"| {millions} M | {way} | {cost.cpu:.1f} | {share} | {cost.wall:.1f} | "
              f"{cost.memory:.0f} |", flush=True)
    same = [value for way, value in sums.items() if way != "ours, one a day"]
    assert np.ptp(same) < 1e-6 * max(same), f"the ways do not agree: {sums}"
    return found


def lines(found: dict[int, dict[str, Cost]]) -> None:
    """Print the straight line of CPU against size, way by way."""
    print("\n| way | CPU, s a million events | CPU, s before the first | R² |\n|---|---|---|---|")
    for way in WAYS:
        sizes = [millions for millions, each in found.items() if way in each]
        if len(sizes) < 3:
            continue
        cpu = np.array([found[millions][way].cpu for millions in sizes])
        slope, start = np.polyfit(sizes, cpu, 1)
        left = cpu - (slope * np.array(sizes) + start)
        print(f"| {way} | {slope:.3f} | {start:.1f} | {1 - left.var() / cpu.var():.4f} |")


def main() -> None:
    """Run every way on every size and print the tables."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--millions", type=int, nargs="+", default=[5])
    asked.add_argument("--per-day", type=int, default=DENSE)
    asked.add_argument("--memory", default="400MB")
    asked.add_argument("--folder", help="where the tables are made, 1 GB for 200 million rows")
    asked.add_argument("--repeat", type=int, default=1, help="turns; the median counts")
    asked.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS)
    asked.add_argument("--way")
    asked.add_argument("--path")
    told = asked.parse_args()
    if told.way:
        alone(told.way, Path(told.path), told.memory)
        return
    ways = [way for way in told.ways if way not in EXTRA or find_spec(EXTRA[way])]
    if left := [way for way in told.ways if way not in ways]:
        print(f"not installed, left out: {', '.join(left)}")
    print("| events | way | CPU, s | of SQL by hand | wall, s | peak memory, MB |\n"
          "|---|---|---|---|---|---|")
    lines({millions: of_size(millions, told, ways) for millions in told.millions})


if __name__ == "__main__":
    main()
