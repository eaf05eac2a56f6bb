"""Do forecasts' bands hold, and the bands and correlations of two directions estimated together?

    python benchmarks/forecast.py --worlds 200

Forecasts: 132 months, the last 12 kept back; 30 % of the months silent, 1 to 6 independent events
in the others. "step": the level is a random walk with steps of 0, 1 or 3 points. "states": calm and
tense in turn for 24 to 36 months, which is not the model. Directions: 150 months, 30 % silent in
each, noise that correlates by .5, levels that correlate by 0, .7 or 1. An interval of ρ is shown
rounded outwards to a tenth, and judged both ways.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator

import numpy as np
import pandas as pd

from tension.models.directed import Correlation, mixed
from tension.models.forecast import level_ahead, own_ahead, typical
from tension.models.known import level_of
from tension.models.noise import Observations
from tension.models.pair_average import draw
from tension.models.pair_level import PairObservations, pair_smooth

MONTHS, KEPT_BACK, AHEAD = 120, 12, (1, 3, 6, 12)
TAU, SIGMA = 6.0, 16.0
QUANTILE = 1.959963984540054


def walk(rng: np.random.Generator, step: float) -> np.ndarray:
    return 45 + np.cumsum(rng.normal(0, step, MONTHS + KEPT_BACK))


def states(rng: np.random.Generator) -> np.ndarray:
    level: list[float] = []
    while len(level) < MONTHS + KEPT_BACK:
        level += [(38.0, 61.0)[len(level) > 0 and level[-1] == 38.0]] * int(rng.integers(24, 37))
    return np.array(level[: MONTHS + KEPT_BACK])


def observed(
    rng: np.random.Generator, level: np.ndarray, noise: np.ndarray, events: np.ndarray
) -> Observations:
    """Months about a level; `noise` is standard normal, its size from the events."""
    sampling = SIGMA**2 / events
    place = np.flatnonzero(rng.random(len(level)) > 0.3)
    tension = level + noise * np.sqrt(TAU**2 + sampling)
    return Observations(place, tension[place], sampling[place], events[place], SIGMA**2,
                        (0, len(level)))


def forecasts(name: str, worlds: int) -> Iterator[tuple[str, int, str, bool]]:
    """Yield world, horizon, band, and whether it held."""
    for seed in range(worlds):
        rng = np.random.default_rng([seed, len(name)])
        level = states(rng) if name == "states" else walk(rng, float(name.split()[1]))
        events = rng.integers(1, 7, len(level)).astype(float)
        noise = rng.normal(size=len(level))
        seen = observed(rng, level[:MONTHS], noise[:MONTHS], events[:MONTHS])
        now = level_of(seen)
        for ahead in AHEAD:
            at = MONTHS - 1 + ahead
            own = level[at] + noise[at] * (TAU**2 + SIGMA**2 / events[at]) ** 0.5
            for what, truth, part in (
                ("level", level[at], level_ahead(now, ahead)),
                ("own", own, own_ahead(now, ahead, typical(seen))),
            ):
                for share in (0.8, 0.95):
                    low, high = part.band(share)
                    yield name, ahead, f"{what} {100 * share:.0f} %", low <= truth <= high


def directions(moves: float, step: float, worlds: int) -> dict[str, float]:
    """Rates of what should hold, when levels' movements correlate by `moves`."""
    held: dict[str, list[float]] = {}
    for seed in range(worlds):
        rng = np.random.default_rng([seed, int(10 * moves), int(step)])
        pair = rng.normal(size=(2, 150))
        pair[1] = moves * pair[0] + (1 - moves**2) ** 0.5 * pair[1]
        level = 45 + np.cumsum(step * pair, axis=1)
        noise = rng.normal(size=(2, 150))
        noise[1] = 0.5 * noise[0] + 0.75**0.5 * noise[1]
        events = rng.integers(1, 5, (2, 150)).astype(float)
        first, second = (observed(rng, *parts) for parts in zip(level, noise, events, strict=True))
        draws = draw((first, second), (0, 150))
        told = Correlation.of(draws, draws.parameters.moves)
        luck = Correlation.of(draws, draws.parameters.noise)
        smoothed, _ = pair_smooth(PairObservations.of((first, second), (0, 150)),
                                  draws.resampled(400))
        mean, error = mixed(smoothed.mean, smoothed.variance)
        gap, gap_error = mixed(smoothed.mean[0] - smoothed.mean[1],
                               smoothed.variance.sum(axis=0) - 2 * smoothed.covariance)
        for name, rate in (
            ("level 95 %", np.mean(np.abs(mean - level) <= QUANTILE * error)),
            ("difference 95 %",
             np.mean(np.abs(gap - level[0] + level[1]) <= QUANTILE * gap_error)),
            ("ρ 95 %", told.low <= moves <= told.high),
            ("ρ 95 %, as shown",
             math.floor(10 * told.low) <= 10 * moves <= math.ceil(10 * told.high)),
            ("r 95 %", luck.low <= 0.5 <= luck.high),
            ("said to move together", told.clear and told.value > 0),
            ("draws worth", draws.effective),
        ):
            held.setdefault(name, []).append(float(rate))
    return {name: float(np.mean(rates)) for name, rates in held.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=200, help="worlds of each kind")
    worlds = parser.parse_args().worlds
    begun = time.perf_counter()
    rows = [row for name in ("step 0", "step 1", "step 3", "states")
            for row in forecasts(name, worlds)]
    frame = pd.DataFrame(rows, columns=["world", "ahead", "band", "held"])
    table = frame.groupby(["world", "ahead", "band"], sort=False)["held"].mean()
    print(f"share of forecasts that held, {worlds} worlds of each kind\n")
    print(table.unstack("band", sort=False).round(3).to_string())
    print("\ntwo directions estimated together\n", flush=True)
    pairs = [{"ρ": moves, "step": step, **directions(moves, step, worlds)}
             for step in (1.0, 3.0) for moves in (0.0, 0.7, 1.0)]
    print(pd.DataFrame(pairs).round(3).to_string(index=False))
    print(f"\n{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
