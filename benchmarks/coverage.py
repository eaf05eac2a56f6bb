"""How often a 95 % interval holds the true tension, in calm and in tense months.

    python benchmarks/coverage.py --worlds 50

Each world has 240 months with 1 to 3 events, 70 % as many days as events, and 30 % silent months.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from tension.models.latent import estimate_tension
from tension.models.simulate import simulate
from tension.series.aggregate import build_series

MONTHS = 240
STATES = ("calm", "tense")
SHARES = (0.0, 0.5, 1.0)
KINDS = {
    "interval 95 %": ("tension_low", "tension_high"),
    "band 95 %": ("level_low95", "level_high95"),
    "band 80 %": ("level_low80", "level_high80"),
}


def blocks(rng: np.random.Generator) -> list[str]:
    """Regimes of 24 to 36 months."""
    states: list[str] = []
    which = int(rng.integers(2))
    while len(states) < MONTHS:
        states += [STATES[which]] * int(rng.integers(24, 37))
        which = 1 - which
    return states[:MONTHS]


def markov(rng: np.random.Generator) -> list[str]:
    """Calm turns tense in a month with chance .05, tense calm with .10: spells of 20 and 10."""
    states = ["calm"]
    while len(states) < MONTHS:
        turns = rng.random() < (0.05 if states[-1] == "calm" else 0.10)
        states.append(STATES[(states[-1] == "calm") == turns])
    return states


def independent(rng: np.random.Generator) -> list[str]:
    """Each month by itself, tense with chance one third."""
    return [STATES[int(rng.random() < 1 / 3)] for _ in range(MONTHS)]


WORLDS: dict[str, Callable[[np.random.Generator], list[str]]] = {
    "blocks": blocks, "Markov": markov, "independent": independent,
}


def covered(states: list[str], share: float, seed: int) -> Iterator[tuple[str, str, int, int]]:
    """Yield kind, state, months in which the truth was inside, months in all."""
    world = simulate(states, silent=0.3, day_share=share, seed=seed)
    series = build_series(world.events)
    rows = series.direction().reset_index(drop=True)
    table = pd.concat([rows, estimate_tension(series).table.drop(columns="direction")], axis=1)
    truth, state = world.expected(), world.truth["state"]
    for kind, (low, high) in KINDS.items():
        inside = (table[low] <= truth) & (truth <= table[high])
        told = table[low].notna()
        for one in STATES:
            here = told & (state == one)
            yield kind, one, int(inside[here].sum()), int(here.sum())


def measure(worlds: int) -> pd.DataFrame:
    counts = [
        (name, share, f"{kind}, {state}", inside, months)
        for name, draw in WORLDS.items()
        for share in SHARES
        for seed in range(worlds)
        for kind, state, inside, months in covered(draw(np.random.default_rng(seed)), share, seed)
    ]
    frame = pd.DataFrame(counts, columns=["states", "day_share", "what", "inside", "months"])
    sums = frame.groupby(["states", "day_share", "what"], sort=False)[["inside", "months"]].sum()
    return (sums["inside"] / sums["months"]).unstack("what", sort=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=50, help="worlds of each kind")
    worlds = parser.parse_args().worlds
    begun = time.perf_counter()
    table = measure(worlds)
    print(f"share of months whose true tension lies inside; {worlds} worlds, {MONTHS} months each")
    print("interval: months with events; band: every covered month\n")
    print(table.round(3).to_string())
    print(f"\n{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
