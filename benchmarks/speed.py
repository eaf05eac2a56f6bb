"""CPU and memory of the command line, beside what the libraries under it cost by themselves.

Commands are run in turn, round after round, so that a noisy machine is noisy for all of them:

    python benchmarks/speed.py --rounds 7
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile

PYTHON = sys.executable
RUNS = {
    "python -c pass": [PYTHON, "-c", "pass"],
    "import pandas, scipy.stats, matplotlib": [
        PYTHON, "-c", "import pandas, scipy.stats, matplotlib.figure",
    ],
    "tension --help": [PYTHON, "-m", "tension", "--help"],
    "tension report": [PYTHON, "-m", "tension", "report", "--quiet"],
    "tension series --csv": [PYTHON, "-m", "tension", "series", "--csv", "--out", "series.csv"],
}


def run(command: list[str], folder: str) -> tuple[float, float]:
    """Return CPU seconds and peak memory in MB of one run of a command."""
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.execv(command[0], command)
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed with status {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Print the medians of every command and their ratios to the bare libraries."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in RUNS}
    with tempfile.TemporaryDirectory() as folder:
        for round_ in range(rounds + 1):
            for name, command in RUNS.items():
                measured = run(command, folder)
                if round_:  # the first round only fills the caches of bytecode and files
                    seen[name].append(measured)
    bare = statistics.median(cpu for cpu, _ in seen[list(RUNS)[1]])
    print("| command | CPU, s | ratio to the bare imports | peak memory, MB |\n|---|---|---|---|")
    for name, runs in seen.items():
        cpu = statistics.median(cpu for cpu, _ in runs)
        memory = max(memory for _, memory in runs)
        print(f"| `{name}` | {cpu:.2f} | {cpu / bare:.2f} | {memory:.0f} |")


if __name__ == "__main__":
    main()
