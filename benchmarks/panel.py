"""Every pair at once: the panel's months against the same months by hand, pandas and polars.

    python benchmarks/panel.py --millions 5 50

Makes a seeded table of events with the columns of an event table, countries as frequent as in the
archives' head, then runs each program in a process of its own and tells its CPU, wall time and
largest memory. All count the same cells of every direction and month (events, scored events,
cooperation, conflict, quad counts); ours and the SQL written by hand add days, the sums that the
interval needs, and both directions pooled.
"""

from __future__ import annotations

import argparse
import multiprocessing as mp
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from synthetic import CODES, HEAD

CHUNK = 1_000_000
DENSE, SPARSE = 50_000, 1_500
"""Events of two countries a day: about what GDELT has had since 2014, and ICEWS."""


def make(path: Path, millions: int, per_day: int, seed: int = 1) -> None:
    """Write a table of events: pairs by Zipf's law, so many a day, in the order of days."""
    rng = np.random.default_rng(seed)
    weight = 1 / np.arange(1, len(HEAD) + 1)
    codes, rows = CODES[::2], np.array(CODES[1::2], dtype=float)
    score = {code: float(at % 21 - 10) for at, code in enumerate(codes)}
    schema = pa.schema([
        ("event_id", pa.string()), ("date", pa.date32()), ("date_precision", pa.string()),
        ("source", pa.string()), ("target", pa.string()), ("code", pa.string()),
        ("ontology", pa.string()), ("native_score", pa.float64()), ("directed", pa.bool_()),
        ("origin", pa.string()), ("origin_id", pa.string()), ("file", pa.string()),
    ])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for chunk in range(millions):
            ids = np.char.add("g", np.arange(chunk * CHUNK, (chunk + 1) * CHUNK).astype(str))
            first = rng.choice(len(HEAD), CHUNK, p=weight / weight.sum())
            second = rng.choice(len(HEAD), CHUNK, p=weight / weight.sum())
            code = np.array(codes)[rng.choice(len(codes), CHUNK, p=rows / rows.sum())]
            days = CHUNK // per_day
            day = 9_000 + chunk * days + np.sort(rng.integers(0, days, CHUNK))

            def same(text: object) -> pa.Array:
                return pa.array([text]).take(pa.array(np.zeros(CHUNK, dtype=np.int64)))

            writer.write_table(pa.table([
                pa.array(ids), pa.array(day.astype("int32")).cast(pa.date32()), same("day"),
                pa.array(np.array(HEAD)[first]), pa.array(np.array(HEAD)[second]), pa.array(code),
                same("cameo"), pa.array([score[one] for one in code]), same(True),
                same("gdelt1"), pa.array(ids), same("made"),
            ], schema=schema))


def ours(path: Path, rung: str, memory: str) -> float:
    """The panel's sums."""
    from tension.panel.build import build_panel

    sums = build_panel(path, dedupe_rung=rung, memory=memory).sums
    return float(sums.loc[sums["direction"] != "both", "conflict"].sum())


def by_hand(path: Path, _: str, memory: str) -> float:
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
    connection.execute(f"set memory_limit = '{memory}'; set preserve_insertion_order = false")
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


def in_pandas(path: Path, _: str, __: str) -> float:
    """Directed months in pandas, a row group at a time."""
    import pandas as pd

    known, parts = _weights(), []
    columns = ["date", "source", "target", "code", "native_score"]
    for batch in pq.ParquetFile(path).iter_batches(CHUNK, columns=columns):
        rows = batch.to_pandas()
        rows = rows[rows["source"] != rows["target"]]
        score, quad = rows["code"].map(known["score"]), rows["code"].map(known["quad"])
        days = pd.to_datetime(rows["date"])
        made = pd.DataFrame({
            "source": rows["source"], "target": rows["target"],
            "month": days.dt.year * 12 + days.dt.month, "events": 1, "scored": score.notna(),
            "coop": score.clip(lower=0), "conf": -score.clip(upper=0),
            **{f"q{at}": quad == name for at, name in enumerate(sorted(
                {one for one in known["quad"].values() if isinstance(one, str)}))},
            "native": rows["native_score"],
        })
        parts.append(made.groupby(["source", "target", "month"]).sum())
    whole = pd.concat(parts).groupby(level=[0, 1, 2]).sum()
    return float(whole["conf"].sum())


def in_polars(path: Path, _: str, __: str) -> float:
    """Directed months in polars, streamed."""
    import polars as pl

    known = _weights()
    weights = pl.LazyFrame({
        "code": list(known["score"]), "score": [float(one) for one in known["score"].values()],
        "quad": [known["quad"][code] if isinstance(known["quad"][code], str) else None
                 for code in known["score"]],
    }).with_columns(pl.col("score").fill_nan(None))
    score, quads = pl.col("score"), sorted(
        {one for one in known["quad"].values() if isinstance(one, str)})
    found = (
        pl.scan_parquet(path).filter(pl.col("source") != pl.col("target"))
        .join(weights, on="code", how="left")
        .group_by("source", "target", pl.col("date").dt.truncate("1mo"))
        .agg(pl.len(), score.count().alias("scored"), score.clip(lower_bound=0).sum().alias("coop"),
             (-score.clip(upper_bound=0)).sum().alias("conf"), pl.col("native_score").sum(),
             *[(pl.col("quad") == name).sum().alias(name) for name in quads])
    ).collect(engine="streaming")
    return float(found["conf"].sum())


WAYS = {"ours": ours, "ours, one a day": ours, "SQL by hand": by_hand, "pandas": in_pandas,
        "polars": in_polars}


def alone(way: str, path: Path, memory: str) -> None:
    """Run one way and print its sum, CPU, wall time and memory."""
    began = time.perf_counter()
    told = WAYS[way](path, "one_a_day" if "one a day" in way else "none", memory)
    wall = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(told, used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


def main() -> None:
    """Run every way on every size and print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--millions", type=int, nargs="+", default=[5])
    asked.add_argument("--per-day", type=int, default=DENSE)
    asked.add_argument("--memory", default="400MB")
    asked.add_argument("--folder", help="where the tables are made, 1 GB for 50 million rows")
    asked.add_argument("--way")
    asked.add_argument("--path")
    told = asked.parse_args()
    if told.way:
        alone(told.way, Path(told.path), told.memory)
        return
    print("| events | way | CPU, s | of SQL by hand | wall, s | peak memory, MB |\n"
          "|---|---|---|---|---|---|")
    for millions in told.millions:
        with tempfile.TemporaryDirectory(dir=told.folder) as folder:
            path = Path(folder) / "events.parquet"
            # In a process of its own: a child's largest memory counts its parent's at the start.
            maker = mp.get_context("spawn").Process(
                target=make, args=(path, millions, told.per_day))
            maker.start()
            maker.join()
            found = {}
            for way in WAYS:
                made = subprocess.run(
                    [sys.executable, __file__, "--way", way, "--path", str(path), "--memory",
                     told.memory], capture_output=True, text=True, env=os.environ)
                if made.returncode:
                    print(f"| {millions} M | {way} | failed: {made.stderr.splitlines()[-1]} |")
                    continue
                found[way] = [float(one) for one in made.stdout.split()]
            for way, (_, cpu, wall, memory) in found.items():
                print(f"| {millions} M | {way} | {cpu:.1f} | {cpu / found['SQL by hand'][1]:.2f} | "
                      f"{wall:.1f} | {memory:.0f} |")
            same = [found[way][0] for way in found if way != "ours, one a day"]
            assert np.ptp(same) < 1e-6 * max(same), f"the ways do not agree: {same}"


if __name__ == "__main__":
    main()
