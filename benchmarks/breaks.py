"""Breaks found, false alarms and date sets of `date_breaks`, beside its peers on the same series.

    python benchmarks/breaks.py --seeds 200 --first 70000 --out benchmarks/breaks.csv
    python benchmarks/breaks.py --markdown benchmarks/breaks.csv

Each family of `tension.models.families` gives a series with breaks and one without for every seed.
A break counts as found within three periods; a false alarm is a series without a break in which one
is reported. A date set is asked for every reported break with a true one within a year. Peers and
what they are told stand in `break_peers.py`; strucchange takes seconds a series and dates the first
`--slow-seeds` alone. Seconds are of CPU, for the series with breaks: all peers date a series before
the next is asked of any, on one thread; strucchange's are counted inside R. Two processes share the
work.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
from break_peers import PEERS, STRUCCHANGE, Found, absent, ours, settings, strucchange

from tension.models.breaks import date_breaks
from tension.models.families import FAMILIES, SimulatedSeries, autoregressive, matched
from tension.models.families import simulate_series as made_of

YEAR, BLOCK, WORKERS = 12, 10, 2
SIX = ("ar0", "ar4", "ar7", "ar0_by_events", "ar4_by_events", "ar7_by_events")
"""The families of memory and variance."""

POOLED = "the first six"
INFORMED = {name for name, peer in PEERS.items() if peer.informed}
TWIN = "strucchange, kernHAC"
"""Breaks as without it, other date sets: no column of its own in the table of all families."""


@dataclass(frozen=True)
class Score:
    """What one method did with a series and with the same without its breaks."""

    family: str
    method: str
    alarmed: bool
    true: int
    reported: int
    right: int
    asked: int
    held: int
    widths: tuple[int, ...]
    seconds: float


def scored(method: str, made: SimulatedSeries, found: Found, seconds: float,
           steady: Found) -> Score:
    breaks, sets = found
    asked = held = 0
    widths = []
    for at, between in zip(breaks, sets, strict=True):
        if between is None:
            continue
        widths.append(between[1] - between[0] + 1)
        close = [one for one in made.breaks if abs(one - at) <= YEAR]
        asked += bool(close)
        held += any(between[0] <= one <= between[1] for one in close)
    return Score(made.family, method, bool(steady[0]), len(made.breaks), len(breaks),
                 matched(breaks, made.breaks), asked, held, tuple(widths), seconds)


@dataclass(frozen=True)
class Block:
    """Some seeds of a family: whom to ask, and of which seeds strucchange is asked too."""

    family: str
    seeds: tuple[int, ...]
    methods: tuple[str, ...]
    slow_seeds: tuple[int, ...]


def measure(block: Block) -> list[Score]:
    pairs = [(made_of(block.family, seed), made_of(block.family, seed, steady=True))
             for seed in block.seeds]
    scores = []
    for made, steady in pairs:
        for name in block.methods:
            begun = time.process_time()
            found = PEERS[name].find(made)
            seconds = time.process_time() - begun
            scores.append(scored(name, made, found, seconds, PEERS[name].find(steady)))
    slow = [pair for pair in pairs if pair[0].seed in block.slow_seeds]
    if slow:
        answers = strucchange([one for pair in slow for one in pair])
        for (made, _), with_breaks, without in zip(slow, answers[::2], answers[1::2], strict=True):
            scores += [scored(name, made, *with_breaks[name], without[name][0])
                       for name in STRUCCHANGE]
    return scores


def warm_up(methods: Sequence[str]) -> None:
    """Import what the peers need, so that no series is charged for it."""
    made = made_of("ar0", 0, periods=60)
    for name in methods:
        PEERS[name].find(made)


def run(families: Sequence[str], seeds: range, slow_seeds: int) -> pd.DataFrame:
    """Measure all that is installed in all families; one row a family and method."""
    missing = absent()
    for name, remedy in missing.items():
        print(f"{name} is left out: {remedy}")
    methods = [name for name in PEERS if name not in missing]
    slow = () if set(STRUCCHANGE) & set(missing) else tuple(seeds[:slow_seeds])
    blocks = [
        Block(family, tuple(seeds[at : at + BLOCK]),
              tuple(name for name in methods if PEERS[name].lines or not lines),
              () if lines else slow)
        for at in range(0, len(seeds), BLOCK) for family in families
        for lines in (FAMILIES[family].slopes,)
    ]
    scores: list[Score] = []
    begun = time.perf_counter()
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"  # of the workers
    with get_context("spawn").Pool(WORKERS, warm_up, (methods,)) as pool:
        for done, some in enumerate(pool.imap_unordered(measure, blocks), 1):
            scores += some
            taken = time.perf_counter() - begun
            left = taken / done * (len(blocks) - done)
            print(f"\r{done} of {len(blocks)} blocks in {taken:.0f} s, {left:.0f} s left ",
                  end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return summed(scores, families)


def summed(scores: Iterable[Score], families: Sequence[str]) -> pd.DataFrame:
    """Sum what every method did in a family, and in the first six together."""
    table = pd.DataFrame([asdict(one) for one in scores])
    if set(SIX) <= set(families):
        first = table[table["family"].isin(SIX)].assign(family=POOLED)
        table = pd.concat([table, first])
    rows = []
    order = {name: at for at, name in enumerate([*families, POOLED, *PEERS, *STRUCCHANGE])}
    for (family, method), part in sorted(table.groupby(["family", "method"]),
                                         key=lambda one: [order[name] for name in one[0]]):
        true, reported, right = (int(part[name].sum()) for name in ("true", "reported", "right"))
        widths = [width for some in part["widths"] for width in some]
        asked = int(part["asked"].sum())
        rows.append({
            "family": family, "method": method, "series": len(part),
            "precision": right / reported if reported else np.nan,
            "recall": right / true if true else np.nan,
            "f1": 2 * right / max(true + reported, 1),
            "false_alarms": np.nan if method in INFORMED else part["alarmed"].mean(),
            "set_holds": part["held"].sum() / asked if asked else np.nan,
            "set_width": np.median(widths) if widths else np.nan,
            "seconds": part["seconds"].mean(),
        })
    return pd.DataFrame(rows)


def markdown(table: pd.DataFrame) -> str:
    """Return the README's tables: six families together, what peers are told, each family."""
    cells = {name: table.pivot(index="family", columns="method", values=name)
             for name in ("f1", "false_alarms")}
    families, methods = (list(dict.fromkeys(table[name])) for name in ("family", "method"))
    lines: list[str] = []
    pooled = table[table["family"] == POOLED]
    if len(pooled):
        lines += _table(
            [f"{POOLED} families", "series", "precision", "recall", "F1", "false alarms",
             "date set holds", "median width", "CPU, s"],
            [[row.method, f"{row.series:,}", _share(row.precision), _share(row.recall),
              _share(row.f1), _percent(row.false_alarms), _percent(row.set_holds),
              _plain(row.set_width, 0), _plain(row.seconds, 3)] for row in pooled.itertuples()])
    lines += ["", *settings(methods)]
    shown = [one for one in methods if one != TWIN]
    lines += _table(
        ["F1 / false alarms", *shown],
        [[_named(family), *(f"{_share(cells['f1'].loc[family, one])} / "
                            f"{_percent(cells['false_alarms'].loc[family, one])}" for one in shown)]
         for family in families])
    mine = table[table["method"] == "tension"]
    lines += _table(
        ["`tension`", "date set holds", "median width", "CPU, s"],
        [[_named(row.family), _percent(row.set_holds), _plain(row.set_width, 0),
          _plain(row.seconds, 3)] for row in mine.itertuples()])
    return "\n".join(lines)


def _named(family: str) -> str:
    return f"`{family}`" if family in FAMILIES else f"**{family}**"


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    return ["", "| " + " | ".join(head) + " |", "|---" * len(head) + "|",
            *("| " + " | ".join(row) + " |" for row in rows)]


def _share(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.2f}".lstrip("0") if value < 1 else "1.00"


def _percent(value: float) -> str:
    return "–" if np.isnan(value) else f"{100 * value:.1f} %"


def _plain(value: float, digits: int) -> str:
    return "–" if np.isnan(value) else f"{value:.{digits}f}"


def silence(seeds: range) -> tuple[float, float]:
    """F1 of complete series, and of the same with 8 % of their periods silent."""
    tallies = np.zeros((2, 2))
    for seed in seeds:
        made = made_of(SIX[seed % 6], seed)
        quiet = np.random.default_rng(seed).random(len(made.y)) < 0.08
        thin = replace(made, y=np.where(quiet, np.nan, made.y),
                       events=np.where(quiet, 0.0, made.events))
        for which, one in enumerate((made, thin)):
            breaks, _ = ours(one)
            tallies[which] += matched(breaks, one.breaks), len(breaks) + len(one.breaks)
    whole, thinned = 2 * tallies[:, 0] / tallies[:, 1]
    return float(whole), float(thinned)


def lengths() -> None:
    """Print the CPU time of series as long as a life of months and as days since 1979."""
    print("\n| periods | method | breaks | CPU, s |\n|---|---|---|---|")
    for count, phi, levels in ((550, 0.4, (0, 2, 0, 2, 0)), (17_000, 0.5, (0.0, 1.0, -0.5, 0.5))):
        rng = np.random.default_rng(count)
        level = np.repeat(levels, -(-count // len(levels)))[:count]
        values = autoregressive(phi, count, rng) + level
        made = SimulatedSeries(values, np.ones(count), (), level, "ar4", count)
        methods: dict[str, Callable[[], int]] = {"tension": lambda made=made: _whole(made)}
        if not absent().get("Rbeast"):
            methods["Rbeast"] = lambda made=made: len(PEERS["Rbeast"].find(made)[0])
        taken: dict[str, list[float]] = {name: [] for name in methods}
        found = {}
        for _ in range(3):
            for name, method in methods.items():
                begun = time.process_time()
                found[name] = method()
                taken[name].append(time.process_time() - begun)
        for name in methods:
            print(f"| {count:,} | {name} | {found[name]} | {np.median(taken[name]):.2f} |")


def _whole(made: SimulatedSeries) -> int:
    """Date breaks with their sets and p-values, which are made when asked for."""
    found = date_breaks(made.y, max_breaks=8)
    assert len(found.date_sets) == len(found.p_values)
    return len(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200, help="series of each kind")
    parser.add_argument("--slow-seeds", type=int, default=50, help="of these, by strucchange too")
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--families", nargs="*", default=[
        name for name in FAMILIES if name != "steady"], help="none: lengths alone")
    parser.add_argument("--out", type=Path, help="write the results as CSV")
    parser.add_argument("--markdown", type=Path, metavar="CSV", help="print tables of results")
    chosen = parser.parse_args()
    if chosen.markdown:
        print(markdown(pd.read_csv(chosen.markdown)))
        return
    seeds = range(chosen.first, chosen.first + chosen.seeds)
    begun = time.perf_counter()
    if chosen.families:
        table = run(chosen.families, seeds, chosen.slow_seeds)
        if chosen.out:
            table.to_csv(chosen.out, index=False, float_format="%.6g")
        print(f"{chosen.seeds} series of each kind, seeds from {chosen.first}")
        print(markdown(table))
        complete, thin = silence(seeds)
        print(f"\nF1 complete {complete:.3f}, with 8 % of the periods silent {thin:.3f}")
    lengths()
    print(f"\n{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
