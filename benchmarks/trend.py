"""How often a trend is said where there is none, and whether intervals hold the slope.

    python benchmarks/trend.py --seeds 400

Series of one observation a month about a line, with AR(1) noise of 8 points. A trend is said when
the 95 % interval of the slope excludes 0 and p is below .05. Beside the three estimators stands the
Mann–Kendall test with Hamed and Rao's correction from significant lags alone, as they published it.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from scipy import stats

from tension.models.families import autoregressive
from tension.models.linear_trend import linear_trend
from tension.models.local_trend import local_trend
from tension.models.mann_kendall import Lags, plain_variance, score, sen_slope
from tension.models.noise import Observations

SPREAD = 8.0
ESTIMATORS = {"Sen": sen_slope, "line": linear_trend, "end": local_trend}
CASES = {
    "120 months, AR(1) .5": (120, 0.5, 1.0, 0.0),
    "120 months, AR(1) .7": (120, 0.7, 1.0, 0.0),
    "240 months, half silent, AR(1) .5": (240, 0.5, 0.5, 0.0),
    "120 months, AR(1) .5, 2 points a year": (120, 0.5, 1.0, 2.0),
}
"""Months, memory, share with events, points a year."""


def drawn(months: int, memory: float, seen: float, tilt: float, seed: int) -> Observations:
    """Observations about a line."""
    rng = np.random.default_rng([seed, months])
    kept = rng.random(months) < seen
    place = np.flatnonzero(kept)
    noise = SPREAD * autoregressive(memory, months, rng)[place]
    ones = np.ones(len(place))
    return Observations(place, 45 + tilt * place / 12 + noise, ones, ones, 1.0, (0, months))


def published(seen: Observations) -> bool:
    """Whether Hamed and Rao's test, with significant lags alone, rejects no trend at 5 %."""
    slope = sen_slope(seen, 1.0).slope
    ranks = stats.rankdata(seen.tension - slope * seen.position)
    lags = Lags.of(seen.position, ranks)
    factor = lags.factor(lags.significant)
    if factor <= 0:
        return True
    found = score(seen.tension)
    standard = (found - np.sign(found)) / (plain_variance(seen.tension) * factor) ** 0.5
    return bool(2 * stats.norm.sf(abs(standard)) < 0.05)


def main() -> None:
    """Print a table of rates."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=400)
    seeds = parser.parse_args().seeds
    begun = time.perf_counter()
    names = [f"says a trend: {name}" for name in (*ESTIMATORS, "Hamed–Rao as published")]
    names += [f"interval holds: {name}" for name in ESTIMATORS]
    print("| series | " + " | ".join(names) + " |\n" + "|---" * (len(names) + 1) + "|")
    for case, (months, memory, share, tilt) in CASES.items():
        said = dict.fromkeys(names, 0)
        for seed in range(seeds):
            seen = drawn(months, memory, share, tilt, seed)
            for name, estimate in ESTIMATORS.items():
                found = estimate(seen, 12.0)
                said[f"says a trend: {name}"] += found.verdict != "no trend"
                said[f"interval holds: {name}"] += found.low <= tilt <= found.high
            said["says a trend: Hamed–Rao as published"] += published(seen)
        cells = [f"{100 * count / seeds:.1f} %" for count in said.values()]
        print(f"| {case} | " + " | ".join(cells) + " |", flush=True)
    print(f"\n{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
