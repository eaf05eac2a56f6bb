"""What steps and heavy-tailed noise do to the level and its band.

    python benchmarks/level.py --seeds 100

240 months, a fifth of them silent, with sampling noise of 5 to 60 squared points as months of few
and of many events have it, and noise between months of 4 points. Three tables: the band about true
steps with and without them given; the level in normal and in Student-t₃ noise; and how far one
month of nothing but fighting bends the year about it.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from math import inf

import numpy as np
import pandas as pd

from tension.models.averaged import FURTHEST, average
from tension.models.breaks.find import find_breaks
from tension.models.latent import estimate_tension
from tension.models.noise import Observations
from tension.models.robust import fit_tails
from tension.models.simulate import simulate
from tension.models.steps import Regimes
from tension.series.aggregate import build_series
from tension.sources.read import read_events

MONTHS, BETWEEN, SILENT = 240, 4.0, 0.2
STEPS = (70, 130, 190)
NEAR = 3
"""Months before and from a step on that are about it."""

HEADS = ["band holds, 3 months about a step", "elsewhere", "RMSE about a step", "elsewhere",
         "half band elsewhere"]

FREEDOMS = {"normal": inf, "ν = 4": 4.0, '"auto"': "auto"}


def drawn(level: np.ndarray, freedom: float, rng: np.random.Generator) -> Observations:
    """Observations of a level, some months silent."""
    sampling = rng.uniform(5, 60, MONTHS)
    noise = rng.standard_normal(MONTHS) if freedom == inf else (
        rng.standard_t(freedom, MONTHS) * ((freedom - 2) / freedom) ** 0.5)
    seen = level + np.sqrt(sampling + BETWEEN**2) * noise
    kept = np.flatnonzero(rng.random(MONTHS) >= SILENT)
    return Observations(kept, seen[kept], sampling[kept], np.ones(len(kept)), 1.0, (0, MONTHS))


def fitted(
    seen: Observations, places: list[int], freedom: float | str
) -> tuple[np.ndarray, np.ndarray]:
    """Level and standard error."""
    regimes = Regimes.cut(seen, places)
    table, *_ = average(regimes, fit_tails(regimes, FURTHEST * regimes.spread, freedom))
    return table["level"], table["level_se"]


def near() -> np.ndarray:
    """Which months are about a step."""
    about = np.zeros(MONTHS, dtype=bool)
    for step in STEPS:
        about[step - NEAR : step + NEAR] = True
    return about


def measured(off: list[np.ndarray]) -> list[str]:
    """Coverage and error about steps and elsewhere, of what is left and its standard error."""
    left, error = np.array(off).transpose(1, 0, 2)
    held, parts = np.abs(left) <= 1.96 * error, (near(), ~near())
    return [*(f"{held[:, part].mean():.3f}" for part in parts),
            *(f"{(left[:, part] ** 2).mean() ** 0.5:.1f}" for part in parts),
            f"{1.96 * error[:, parts[1]].mean():.1f}"]


def printed(title: str, heads: list[str], rows: list[list[str]]) -> None:
    print(f"\n| {title} | " + " | ".join(heads) + " |\n" + "|---" * (len(heads) + 1) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)


def about_steps(seeds: int) -> None:
    """Coverage and error about true steps: with none given, the true ones, and late ones."""
    rows = []
    for name, size in (("steps of 15 points, level else still", 15.0),
                       ("steps of 25 points, level else still", 25.0),
                       ("steps of 25 points, level moves by 1 a month", -25.0)):
        found: dict[str, list[np.ndarray]] = {"none": [], "true": [], "a month late": []}
        for seed in range(seeds):
            rng = np.random.default_rng([seed, 1])
            level = 40 + (np.cumsum(rng.normal(0, 1, MONTHS)) if size < 0 else np.zeros(MONTHS))
            for k, step in enumerate(STEPS):
                level[step:] += abs(size) * (-1) ** k
            seen = drawn(level, inf, rng)
            for kind, places in (("none", []), ("true", list(STEPS)),
                                 ("a month late", [step + 1 for step in STEPS])):
                mean, error = fitted(seen, places, inf)
                found[kind].append(np.array([mean - level, error]))
        rows += [[name, kind, *measured(off)] for kind, off in found.items()]
    printed("world", ["steps given", *HEADS], rows)


def events_with_breaks(seeds: int) -> None:
    """The same with events, and steps at the breaks that were found in them."""
    states = ["calm"] * 70 + ["tense"] * 60 + ["calm"] * 60 + ["tense"] * 50
    found: dict[str, list[np.ndarray]] = {"none": [], "found breaks": [], "true": []}
    for seed in range(seeds):
        world = simulate(states, events_per_month=(2, 5), silent=0.2, seed=seed)
        series = build_series(world.events, dedupe_rung="none")
        truth = world.expected()
        for kind, steps in (("none", ()), ("found breaks", find_breaks(series)),
                            ("true", world.breaks)):
            table = estimate_tension(series, steps=steps).table
            found[kind].append(np.array([table["level"] - truth, table["level_se"]]))
    printed("steps given", HEADS, [[kind, *measured(off)] for kind, off in found.items()])


def tails(seeds: int) -> None:
    """Error and coverage in normal and heavy-tailed noise."""
    rows = []
    for true, name in ((inf, "normal"), (6.0, "t₆"), (3.0, "t₃")):
        for how, freedom in FREEDOMS.items():
            off = []
            for seed in range(seeds):
                rng = np.random.default_rng([seed, 2])
                level = 45 + np.cumsum(rng.normal(0, 2, MONTHS))
                mean, error = fitted(drawn(level, true, rng), [], freedom)
                off.append(np.array([mean - level, error]))
            left, error = np.array(off).transpose(1, 0, 2)
            rows.append([name, how, f"{(left**2).mean() ** 0.5:.2f}",
                         *(f"{(np.abs(left) <= z * error).mean():.3f}" for z in (1.96, 1.2816)),
                         f"{1.96 * error.mean():.1f}"])
    printed("noise", ["level with", "RMSE", "95 % band holds", "80 % band holds", "half band"],
            rows)


def dreadful() -> None:
    """How far the chronology's years bend when one month holds nothing but fighting."""
    events = read_events()
    table, series = events.table, build_series(events)
    months = table["date"].dt.strftime("%Y-%m")
    rows = []
    for month in ("2008-05", "2015-10", "2018-03"):
        within = months == month
        bad = build_series(replace(events, table=table.assign(
            code=table["code"].where(~within, "190"))))
        row = [month, str(int(within.sum()))]
        for freedom in FREEDOMS.values():
            was, now = (estimate_tension(one, freedom=freedom) for one in (series, bad))
            at = was.periods.get_loc(pd.Period(month, freq="M"))
            moved = (now.table["level"] - was.table["level"]).to_numpy()
            year = np.abs(np.delete(moved[at - 6 : at + 7], 6)).mean()
            row.append(f"{year:.1f} ({moved[at]:+.1f})".replace("-", "−"))
        rows.append(row)
    printed("month made dreadful", ["events", *FREEDOMS], rows)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=100)
    seeds = parser.parse_args().seeds
    begun = time.perf_counter()
    about_steps(seeds)
    events_with_breaks(max(seeds // 2, 1))
    tails(max(seeds // 4, 1))
    dreadful()
    print(f"\n{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
