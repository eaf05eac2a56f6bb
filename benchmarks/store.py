"""Many small archives into a store and out of it: what a file costs, and how soon a report begins.

    python benchmarks/store.py --files 3000

Makes daily files of GDELT 2.0 of the size of a 15-minute one (`synthetic.py`, seed 1), then runs in
turn: an ingest of all, one that finds nothing new, and a series from the store. CPU and wall are
medians over the rounds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from synthetic import make

TENSION = [sys.executable, "-m", "tension"]


def run(command: list[str]) -> tuple[float, float, float]:
    """Return CPU and wall seconds and the peak of memory in MB of a command."""
    begun = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed with status {status}")
    wall = time.perf_counter() - begun
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def main() -> None:
    """Print a table of the three commands."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=3000)
    parser.add_argument("--mb", type=float, default=0.6, help="million bytes a file, inflated")
    parser.add_argument("--rounds", type=int, default=3)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        archive, store = Path(place, "archive"), Path(place, "store")
        raw, packed = make(archive, told.files, told.mb, 1, 2)
        print(f"{told.files:,} files, {raw / 1e6:,.0f} MB inflated, {packed / 1e6:,.0f} MB packed")
        ingest = [*TENSION, "ingest", str(archive), "--store", str(store), "--quiet"]
        read = [*TENSION, "series", "--store", str(store), "--csv", "--out", f"{place}/series.csv"]
        seen: dict[str, list[tuple[float, float, float]]] = {}
        for _ in range(told.rounds):
            shutil.rmtree(store, ignore_errors=True)
            for name, command in (("first ingest", ingest), ("second ingest", ingest),
                                  ("`series --store`", read)):
                seen.setdefault(name, []).append(run(command))
    print("| command | CPU, s | CPU a file, ms | wall, s | peak memory, MB |\n" + 5 * "|---" + "|")
    for name, runs in seen.items():
        cpu, wall = (statistics.median(one[k] for one in runs) for k in (0, 1))
        print(f"| {name} | {cpu:.2f} | {1000 * cpu / told.files:.1f} | {wall:.2f} | "
              f"{max(one[2] for one in runs):.0f} |")


if __name__ == "__main__":
    main()
